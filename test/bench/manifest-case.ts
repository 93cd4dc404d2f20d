import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ledger } from '../../src/main/cases/ledger';
import { encodeLine } from '../../src/main/cases/log-lines';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { OpenCase } from '../../src/main/open-case/open-case';
import { packPath } from '../../src/main/evidence/pack-writer';

/**
 * A case of very many small sources, as a year of a trail over some accounts and regions makes it: every line of the
 * manifest as the product writes it, the packs of the right sizes and without a byte in them.
 */
const ACCOUNTS = ['111122223333', '444455556666', '777788889999', '123456789012'];
const REGIONS = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-west-2', 'eu-west-1'];
const BLOCK = 512;
const PACK_BYTES = 256 * 1024 * 1024;
const START = Date.UTC(2023, 0, 1);
const LINES_AT_ONCE = 4096;
const TOOL = 'Trailbench bench';

interface Position {
  pack: number;
  offset: number;
}

/** @returns the case folder */
export async function writeManifestCase(parent: string, sources: number): Promise<string> {
  mkdirSync(parent, { recursive: true });
  const opened = await OpenCase.create({ parent, name: 'Many sources' }, { tool: TOOL, user: 'bench' });
  const { path } = opened;
  await opened.close();
  const sha256 = writeLines(path, sources);
  await vouch(path, { lines: sources, sha256 });
  return path;
}

/** @returns the running hash over all lines, hex */
function writeLines(folder: string, sources: number): string {
  const file = openSync(join(folder, 'evidence', 'manifest.jsonl'), 'w');
  const whole = createHash('sha256');
  const at: Position = { pack: 1, offset: BLOCK };
  let waiting: Buffer[] = [];
  const write = (): void => {
    const bytes = Buffer.concat(waiting);
    whole.update(bytes);
    writeSync(file, bytes);
    waiting = [];
  };
  for (let no = 0; no < sources; no += 1) {
    waiting.push(encodeLine(no + 1, manifestLine(no, at)));
    const line = 400 + ((no * 7919) % 3000);
    at.offset += BLOCK + Math.ceil(line / BLOCK) * BLOCK;
    if (at.offset > PACK_BYTES) {
      holdPack(folder, at);
      at.pack += 1;
      at.offset = BLOCK;
    }
    if (waiting.length === LINES_AT_ONCE) write();
  }
  if (waiting.length > 0) write();
  closeSync(file);
  holdPack(folder, at);
  return whole.digest('hex');
}

/** A pack as long as what is in it, and sparse. */
function holdPack(folder: string, { pack, offset }: Position): void {
  const path = packPath(join(folder, 'evidence', 'packs'), pack);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  ftruncateSync(file, offset - BLOCK);
  closeSync(file);
}

function manifestLine(no: number, { pack, offset }: Position): ManifestLine {
  const time = new Date(START + Math.floor(no / 20) * 300_000).toISOString();
  const size = 400 + ((no * 7919) % 3000);
  const sha256 = digestOf(`stored ${String(no)}`);
  return {
    no,
    uri: uriOf(no, time),
    size,
    modified: time,
    sha256,
    compression: 'gzip',
    inflatedSize: size * 9,
    inflatedSha256: digestOf(`inflated ${String(no)}`),
    kind: 'cloudtrail',
    format: 'records',
    records: 1 + (no % 12),
    rejected: 0,
    rejects: [],
    acquired: '2024-02-01T10:00:00.000Z',
    by: 'bench',
    tool: TOOL,
    stored: { pack, offset, size },
    etag: sha256.slice(0, 32),
    checksum: `CRC64NVME:${sha256.slice(0, 11)}=`,
  };
}

/** The name that a trail gives an object, about 150 characters. */
function uriOf(no: number, time: string): string {
  const account = ACCOUNTS[no % ACCOUNTS.length] ?? '';
  const region = REGIONS[Math.floor(no / ACCOUNTS.length) % REGIONS.length] ?? '';
  const day = time.slice(0, 10).replaceAll('-', '/');
  const stamp = `${time.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const tail = digestOf(`name ${String(no)}`).slice(0, 16);
  return `s3://example-trail-bucket/AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${stamp}_${tail}.json.gz`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Has the ledger say what the manifest is now. */
async function vouch(folder: string, state: { lines: number; sha256: string }): Promise<void> {
  const path = join(folder, 'ledger.jsonl');
  const ledger = await Ledger.open({ path, writable: true, actor: 'bench', tool: TOOL });
  const journal = { lines: 0, sha256: digestOf('') };
  const logOf = (of: typeof state) => ({ checkpoint: () => of, digestAt: () => undefined });
  await ledger.append('acquire-finished', {}, { manifest: logOf(state), journal: logOf(journal) });
  await ledger.close();
}
