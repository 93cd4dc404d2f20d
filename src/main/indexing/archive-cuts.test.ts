import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rawZip, tarOf, zipOf, type TarEntry } from '../../../test/support/archives';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordsFile } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import { TrailbenchError } from '../../contract/errors';
import { OpenCase } from '../open-case/open-case';
import { toSource } from '../cases/manifest';
import { CaseIndexing } from './case-indexing';

const tool = 'Trailbench test';
const MEMBERS = 500;

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
let archive: string;
let opened: Opened | undefined;
beforeAll(async () => {
  worker = await builtWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-cuts-'));
  mkdirSync(join(folder, 'inbox'));
  archive = join(folder, 'inbox/logs');
  return async () => {
    await opened?.close();
    opened = undefined;
    rmSync(folder, { recursive: true, force: true });
  };
});

interface Opened {
  readonly openCase: OpenCase;
  readonly indexing: CaseIndexing;
  readonly disk: FaultyDisk;
  close(): Promise<void>;
}

async function open(name: string, isNew: boolean): Promise<Opened> {
  const disk = new FaultyDisk();
  const options = { tool, disk };
  const openCase = await (isNew
    ? OpenCase.create({ parent: folder, name }, options)
    : OpenCase.open(join(folder, name), options));
  const setup = { firstRows: 64, rows: 300 };
  const indexing = new CaseIndexing({ openCase, pool: { start: worker.start, size: 2, setup }, wait: 5000 });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= indexing.close().then(() => openCase.close()));
  opened = { openCase, indexing, disk, close };
  return opened;
}

/** Members of the same name, with the same bytes and with others; an archive within; and many plain ones. */
async function membersOf(): Promise<TarEntry[]> {
  const inner = await zipOf({ 'a.json': recordsFile(90_000, 2), 'b.json.gz': gzipSync(recordsFile(90_010, 3)) });
  const members: TarEntry[] = Array.from({ length: MEMBERS }, (_, i) => ({
    name: `log-${i}.json.gz`,
    body: gzipSync(recordsFile(i * 2, 2), { level: 1 }),
  }));
  const twin = (first: number): TarEntry => ({ name: 'twin.json', body: recordsFile(first, 2) });
  members.splice(0, 0, twin(80_000), twin(80_000), { name: 'inner.zip', body: inner });
  members.splice(200, 0, twin(80_000), twin(80_010));
  return [...members, twin(80_000)];
}

/** Writes the archive; packed, so that its members are inflated into temporary files. */
async function writeArchive(kind: 'zip' | 'tar.gz'): Promise<void> {
  const members = await membersOf();
  const packed = kind === 'zip' ? rawZip(members) : gzipSync(await tarOf(members), { level: 1 });
  writeFileSync(archive, packed);
}

/** What a case lists, each source as often as it does. */
async function listed({ openCase }: Opened): Promise<string[]> {
  const { lines } = await openCase.manifest.lines(0, 10_000);
  return lines.map((line) => `${toSource(line).uri} ${line.kind} ${line.sha256 ?? 'none'}`).sort();
}

function leftovers({ openCase }: Opened): string[] {
  return readdirSync(join(openCase.path, 'evidence/objects')).filter((name) => name.startsWith('tmp-'));
}

/** Pulls until there is nothing left, or the session is over. */
async function pullOn(window: FakeWindow): Promise<void> {
  try {
    await window.pullAll();
  } catch (cause) {
    if (!(cause instanceof TrailbenchError && cause.code === 'cancelled')) throw cause;
  }
}

interface Cut {
  /** The so many'th sync of the manifest since the case was opened, from 1. */
  readonly sync: number;
  readonly when: 'before' | 'after';
}

/** Resolves with what `act` returns, which is called at that very point; undefined where it was never reached. */
function atCut<T>({ disk }: Opened, cut: Cut, act: () => Promise<T>): () => Promise<T> | undefined {
  let acted: Promise<T> | undefined;
  const counts = { before: 0, after: 0 };
  disk.onSync = (path, when) => {
    if (!path.endsWith('manifest.jsonl')) return;
    counts[when] += 1;
    if (when === cut.when && counts[when] === cut.sync) acted = act();
  };
  return () => acted;
}

/** The archive's own line, what follows on it, and seeded points among the members' lines. */
function* cuts(seed: number): Generator<Cut> {
  yield { sync: 1, when: 'before' };
  yield { sync: 1, when: 'after' };
  yield { sync: 2, when: 'before' };
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield { sync: 1 + ((state >>> 8) % 4), when: state >>> 31 === 0 ? 'before' : 'after' };
  }
}

async function uncut(): Promise<{ readonly sources: string[]; readonly digest: unknown }> {
  const whole = await open('whole', true);
  await whole.indexing.addEvidence([archive]);
  const window = new FakeWindow(whole.indexing);
  await window.start();
  await window.pullAll();
  const found = { sources: await listed(whole), digest: await window.digest() };
  await whole.close();
  expect(found.sources).toHaveLength(MEMBERS + 9);
  expect(found.sources.filter((source) => source.endsWith(' none'))).toEqual([]);
  return found;
}

/** The analyst says that what was cut off goes on. */
async function goOn({ openCase, indexing }: Awaited<ReturnType<typeof open>>): Promise<void> {
  for (const { no } of openCase.status().unfinished) await indexing.resumeImport(no);
}

describe.each(['zip', 'tar.gz'] as const)('an archive (%s) whose reading is cut off', { timeout: 120_000 }, (kind) => {
  it('goes on from where the program ended, whatever was being written', async () => {
    await writeArchive(kind);
    const whole = await uncut();
    let now = await open('cut', true);
    await now.indexing.addEvidence([archive]);
    let window = new FakeWindow(now.indexing);
    const points = cuts(7);
    for (let i = 0; i < 8; i += 1) {
      const point = points.next().value as Cut;
      const cut = atCut(now, point, now.close);
      await window.start();
      await goOn(now);
      await pullOn(window);
      await cut();
      await now.close();
      expect(leftovers(now)).toEqual([]);
      now = await open('cut', false);
      window = window.reopened(now.indexing);
    }
    await window.start();
    await goOn(now);
    await window.pullAll();
    expect(await listed(now)).toEqual(whole.sources);
    expect(await window.digest()).toEqual(whole.digest);
    expect(now.openCase.status().unfinished).toEqual([]);
    expect(leftovers(now)).toEqual([]);
  });

  it('goes on for a window that starts anew', async () => {
    await writeArchive(kind);
    const whole = await uncut();
    const now = await open('restarted', true);
    await now.indexing.addEvidence([archive]);
    const window = new FakeWindow(now.indexing);
    await window.start();
    const points = cuts(11);
    for (let i = 0; i < 6; i += 1) {
      const restarted = atCut(now, points.next().value as Cut, () => window.start());
      await pullOn(window);
      await restarted();
    }
    now.disk.onSync = undefined;
    await window.pullAll();
    expect(await listed(now)).toEqual(whole.sources);
    expect(await window.digest()).toEqual(whole.digest);
    expect(now.indexing.progress().phase).toBe('done');
    expect(leftovers(now)).toEqual([]);
  });

  it('goes on after each cancel', async () => {
    await writeArchive(kind);
    const whole = await uncut();
    const now = await open('cancelled', true);
    await now.indexing.addEvidence([archive]);
    const window = new FakeWindow(now.indexing);
    await window.start();
    const points = cuts(13);
    for (let i = 0; i < 6; i += 1) {
      const cancelled = atCut(now, points.next().value as Cut, () => now.indexing.cancel());
      await window.pullAll();
      await cancelled();
      await now.indexing.resume();
    }
    now.disk.onSync = undefined;
    await window.pullAll();
    expect(await listed(now)).toEqual(whole.sources);
    expect(await window.digest()).toEqual(whole.digest);
    expect(now.indexing.progress().phase).toBe('done');
    expect(leftovers(now)).toEqual([]);
  });
});
