import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { isVisible } from '../../src/core/event/visible-text';
import { OpenCase } from '../../src/main/open-case/open-case';
import { rawZip, tarOf } from '../support/archives';
import { temporaryFolders } from '../support/temporary-folder';
import { runVerify } from './run-verify';
import { caseOf } from './case-of';
import { inflated, publicKeyList, signingKey, Trail, writeObjects } from './trail';
import type { Stored } from './trail';

const folder = temporaryFolders();

interface Json {
  readonly verdict: string;
  readonly logs: Record<string, number>;
  readonly digests: Record<string, number>;
  readonly gaps: readonly Readonly<Record<string, unknown>>[];
  readonly missing: readonly { readonly name: string }[];
  readonly invalid: readonly { readonly name: string; readonly reason: string }[];
  readonly case: {
    readonly sound: boolean;
    readonly problems: readonly { file: string; line: number | null; message: string }[];
    readonly headLine: number | null;
    readonly head: string;
  } | null;
}

async function verifyJson(...args: readonly string[]): Promise<Json & { readonly exit: number }> {
  const { exit, stdout } = await runVerify(...args, '--format', 'json');
  return { ...(JSON.parse(stdout) as Json), exit };
}

function trail(hours = 4): Trail {
  const made = new Trail({ prefix: 'security' });
  for (let hour = 0; hour < hours; hour += 1) made.hour();
  return made;
}

function keysObject(): Stored {
  return { bucket: 'trail-bucket', key: 'keys/public-keys.json', bytes: Buffer.from(publicKeyList([signingKey()])) };
}

/** Every file below a folder, with its size. */
function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

describe('verify on files and folders', { timeout: 60_000 }, () => {
  it('gives for archives what it gives for the folder that is in them, and removes what it inflated', async () => {
    const [root, archives] = [folder(), folder()];
    const made = trail();
    const objects = [...made.objects, keysObject()];
    writeObjects(root, objects);
    const entries = objects.map(({ key, bytes }) => ({ name: key, body: bytes }));
    const inner = rawZip(entries.slice(1));
    const outer = [...entries.slice(0, 1), { name: 'inner.zip', body: inner }];
    writeFileSync(join(archives, 'copy.tar.gz'), gzipSync(await tarOf(outer)));
    const plain = await verifyJson(root);
    const temporary = folder();
    vi.stubEnv('TMPDIR', temporary).stubEnv('TEMP', temporary);
    const packed = await verifyJson(join(archives, 'copy.tar.gz'));
    vi.unstubAllEnvs();
    expect(plain).toMatchObject({ exit: 0, logs: { valid: 6 } });
    expect(packed).toMatchObject({ exit: 0, logs: plain.logs, digests: plain.digests });
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('names members of archives that are invalid or broken, and goes on', async () => {
    const root = folder();
    const made = trail();
    const objects = [...made.objects, keysObject()];
    const entries = objects.map(({ key, bytes }) => ({ name: key, body: bytes }));
    const at = entries.findIndex(({ name }) => name.includes('/CloudTrail/'));
    const changed = { name: entries[at]?.name ?? '', body: gzipSync('{"Records":[]}') };
    const zip = join(root, 'logs.zip');
    writeFileSync(zip, rawZip(entries.with(at, changed)));
    const result = await verifyJson(zip);
    expect(result).toMatchObject({ exit: 3, logs: { valid: 5, invalid: 1 } });
    expect(result.invalid).toMatchObject([{ name: `${zip}!/${changed.name}` }]);
    const cut = join(root, 'cut.tar.gz');
    writeFileSync(cut, gzipSync(await tarOf(entries)).subarray(0, -2_000));
    const { exit, stdout } = await runVerify(cut);
    expect(exit).toBe(3);
    expect(stdout).toContain(`${cut}!/`);
  });

  it('tells findings of one kind together, so that they bury no other', async () => {
    const root = folder();
    const made = trail();
    writeObjects(root, [...made.objects, keysObject()]);
    const names = made.objects.filter(({ key }) => key.includes('/CloudTrail/')).map(({ key }) => key);
    const [name = ''] = names;
    const added = names.map((key, i) => key.replace(/_[^_]+\.json\.gz$/, `_Added${String(i)}.json.gz`));
    added.forEach((key) => cpSync(join(root, name), join(root, key)));
    const { exit, stdout } = await runVerify(root);
    expect(exit).toBe(3);
    // The newest digest is not proven: of its hour nothing is known but that no digest lists the file.
    expect(stdout).toContain(`uncovered: ${String(added.length - 2)} log files\n    It was added: `);
    expect(stdout).toContain(`uncovered: 2 log files\n    No digest of the case lists it`);
    for (const key of added) expect(stdout).toContain(`    - ${join(root, key)}\n`);
    expect(stdout.match(/No digest of the case lists it/g)).toHaveLength(1);
  });

  it('validates a folder as `aws s3 sync` leaves it, with keys from beside it, and writes nothing', async () => {
    const root = folder();
    const made = trail();
    writeObjects(join(root, 'copy'), made.objects);
    const keys = join(root, 'keys.json');
    writeFileSync(keys, publicKeyList([signingKey()]));
    const before = listing(root);
    const result = await verifyJson(join(root, 'copy'), '--keys', keys);
    expect(result).toMatchObject({
      exit: 0,
      verdict: 'unverifiable',
      logs: { valid: 6, unverifiable: 2 },
      digests: { valid: 3, unverifiable: 1 },
    });
    expect(listing(root)).toEqual(before);
    const text = await runVerify(join(root, 'copy'), '--keys', keys);
    expect(text.exit).toBe(0);
    expect(text.stdout).toContain('6 of 8 log files held are proven to be as AWS delivered them');
  });

  it('takes keys from among the files, in each form', async () => {
    const root = folder();
    writeObjects(root, trail().objects);
    expect((await runVerify(root)).exit).toBe(5);
    const { der } = signingKey();
    const pem = `-----BEGIN RSA PUBLIC KEY-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END RSA PUBLIC KEY-----\n`;
    for (const content of [publicKeyList([signingKey()]), pem, `${der.toString('base64')}\n`, der]) {
      writeFileSync(join(root, 'key.file'), content);
      expect(await verifyJson(root)).toMatchObject({ exit: 0, logs: { valid: 6 } });
    }
  });

  it('ends with 3 where something is invalid or missing, and names it', async () => {
    const root = folder();
    const made = trail();
    const [changed, deleted] = made.logs;
    if (changed === undefined || deleted === undefined) throw new Error('no logs');
    const objects = made.objects.filter((object) => object !== deleted);
    writeObjects(root, [...objects, keysObject()]);
    expect(await verifyJson(root)).toMatchObject({
      exit: 3,
      verdict: 'missing',
      missing: [{ name: `trail-bucket/${deleted.key}` }],
    });
    writeFileSync(join(root, changed.key), gzipSync(inflated(changed).toString().replace('user-', 'USER-')));
    const result = await verifyJson(root);
    expect(result).toMatchObject({
      exit: 3,
      verdict: 'invalid',
      invalid: [{ reason: 'hash', name: join(root, changed.key) }],
    });
    expect((await runVerify(root)).stdout).toContain(`invalid (hash): ${join(root, changed.key)}`);
  });

  it('validates logs that were decompressed and flattened, as far as their bytes allow', async () => {
    const root = folder();
    const made = trail();
    for (const object of made.objects) {
      writeFileSync(join(root, object.key.split('/').at(-1)?.replace(/\.gz$/, '') ?? ''), inflated(object));
    }
    writeFileSync(join(root, 'keys.json'), publicKeyList([signingKey()]));
    expect(await verifyJson(root)).toMatchObject({ exit: 0, logs: { valid: 6, unverifiable: 2, invalid: 0 } });
  });

  it('finds in the sample the 47 minutes in which logging was stopped', async () => {
    const result = await verifyJson(join(import.meta.dirname, '../../resources/sample'));
    expect(result).toMatchObject({
      exit: 3,
      verdict: 'gap',
      logs: { invalid: 0, missing: 0 },
      digests: { gap: 1, invalid: 0, missing: 0 },
    });
    expect(result.gaps).toMatchObject([
      { account: '111122223333', from: '2026-03-12T02:51:18Z', to: '2026-03-12T03:38:18Z' },
    ]);
    expect(result.logs['valid']).toBeGreaterThan(200);
  });

  it('tells wrong use and unreadable input apart', async () => {
    const root = folder();
    writeObjects(root, trail().logs);
    expect((await runVerify(root)).exit).toBe(5);
    expect((await runVerify()).exit).toBe(1);
    expect((await runVerify(root, '--head', 'abc')).exit).toBe(1);
    expect((await runVerify(root, '--head', '0'.repeat(64))).exit).toBe(1);
    expect((await runVerify(root, '--format', 'csv')).exit).toBe(1);
    expect((await runVerify(root, '--unknown')).exit).toBe(1);
    expect((await runVerify(join(root, 'nothing'))).exit).toBe(2);
    writeFileSync(join(root, 'no-keys.txt'), 'not a key');
    expect((await runVerify(root, '--keys', join(root, 'no-keys.txt'))).exit).toBe(2);
  });
});

describe('verify on a case', { timeout: 120_000 }, () => {
  it('finds nothing wrong with an untouched case, and knows its heads', async () => {
    const { path, head } = await caseOf(folder(), [...trail().objects, keysObject()]);
    const result = await verifyJson(path, '--head', head.toUpperCase());
    expect(result).toMatchObject({ exit: 0, verdict: 'valid', case: { sound: true, problems: [], head } });
    expect(result.case?.headLine).toBeGreaterThan(3);
    const before = listing(path).map((name) => [name, statSync(join(path, name)).mtimeMs]);
    await runVerify(path);
    expect(listing(path).map((name) => [name, statSync(join(path, name)).mtimeMs])).toEqual(before);
  });

  it('lets no name of the evidence make a line of the report, and no character that a terminal obeys', async () => {
    const made = trail();
    const { path, head } = await caseOf(folder(), [...made.objects, keysObject(), ...forging(made)]);
    const { stdout, stderr } = await runVerify(path);
    const forged = `  Head hash of the custody ledger: ${FORGED}`;
    expect(stdout).toContain(FORGED);
    expect(stdout.split('\n').filter((line) => line.includes('Head hash') && !line.includes('<U+000A>'))).toEqual([
      `  Head hash of the custody ledger: ${head}`,
    ]);
    expect(stdout.split('\n')).not.toContain(forged);
    const printed = await runVerify(path, '--format', 'json');
    for (const text of [stdout, stderr, printed.stdout, printed.stderr]) {
      expect(text.split('\n').filter((line) => !isVisible(line))).toEqual([]);
    }
    // As values they are what they were.
    expect(JSON.stringify(JSON.parse(printed.stdout))).toContain(
      JSON.stringify(`${forged}\u001b[2J\u202e`).slice(1, -1),
    );
  });

  it('names one changed byte of any source, manifest line, ledger line or journal line', async () => {
    const made = trail(2);
    const { path } = await caseOf(folder(), [...made.objects, keysObject()]);
    const copies = folder();
    const logs = ['evidence/manifest.jsonl', 'ledger.jsonl', 'journal.jsonl', 'evidence/packs/0001.tar'];
    for (const [round, name] of logs.entries()) {
      const content = readFileSync(join(path, name));
      for (const [index, place] of placesOf(name, content).entries()) {
        const copy = join(copies, `${String(round)}-${String(index)}`);
        cpSync(path, copy, { recursive: true });
        const bytes = Buffer.from(content);
        bytes[place] = (bytes[place] ?? 0) ^ 1;
        writeFileSync(join(copy, name), bytes);
        const result = await verifyJson(copy);
        expect([name, place, result.exit]).toEqual([name, place, 3]);
        const named = result.case?.problems.map(({ file }) => file) ?? [];
        expect(named).toContain(name);
        if (name.endsWith('.jsonl')) await namedAtOpening(copy, name);
      }
    }
  });

  it('catches a rewrite that is consistent to the end by a lodged head alone', async () => {
    const { head } = await caseOf(folder(), [...trail(2).objects, keysObject()]);
    // Made anew from other evidence, each log of it fits the others.
    const rewritten = await caseOf(folder(), [...trail(3).objects, keysObject()]);
    expect((await verifyJson(rewritten.path)).exit).toBe(0);
    expect(await verifyJson(rewritten.path, '--head', head)).toMatchObject({
      exit: 3,
      case: { headLine: 0, sound: false },
    });
  });
});

const FORGED = 'f'.repeat(64);

/** A log file that no digest lists, under a key that forges a line of the report. */
function forging(made: Trail): Stored[] {
  const [log] = made.logs;
  if (log === undefined) throw new Error('no logs');
  const line = `\n  Head hash of the custody ledger: ${FORGED}\u001b[2J\u202e\n`;
  return [{ ...log, key: log.key.replace(/_[^_]+\.json\.gz$/, `_Added${line}.json.gz`) }];
}

/** Places to change: of a log one in each line, of the pack one in the bytes of each source. */
function placesOf(name: string, content: Buffer): number[] {
  const places: number[] = [];
  if (name.endsWith('.jsonl')) {
    for (let start = 0; start < content.length; start = content.indexOf(10, start) + 1) {
      const end = content.indexOf(10, start);
      places.push(start + Math.floor((end - start) / 2));
    }
    return places;
  }
  for (let at = 0; at + 512 <= content.length;) {
    const size = Number.parseInt(content.toString('latin1', at + 124, at + 135), 8);
    if (!(size > 0)) break;
    places.push(at + 512 + Math.floor(size / 2));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return places;
}

async function namedAtOpening(path: string, name: string): Promise<void> {
  const opened = await OpenCase.open(path, { tool: 'Trailbench 0', readOnly: true });
  try {
    expect(opened.problems.map(({ file }) => file)).toContain(name);
  } finally {
    await opened.close();
  }
}
