import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawZip } from '../../../test/support/archives';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf, recordsFile } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import type { SourceReadings } from '../../core/format/reading-list';
import { CaseIndexing } from '../indexing/case-indexing';
import { OpenCase } from '../open-case/open-case';
import { runCli } from './run-cli';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-mixed-'));
}, 60_000);
afterAll(() => {
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What one file gives: events, quarantined parts, and how many sources end how. */
interface Piece {
  readonly name: string;
  readonly bytes: (first: number) => string | Buffer;
  readonly events: number;
  readonly quarantined: number;
  readonly sources: Partial<Record<'read' | 'partly' | 'other' | 'unknown', number>>;
}

const lineOf = (n: number): string => JSON.stringify(recordOf(n));

const PIECES: readonly Piece[] = [
  { name: 'log.json', bytes: (n) => recordsFile(n, 4), events: 4, quarantined: 0, sources: { read: 1 } },
  { name: 'log.json.gz', bytes: (n) => gzipSync(recordsFile(n, 3)), events: 3, quarantined: 0, sources: { read: 1 } },
  { name: 'none.json', bytes: () => '{"Records":[]}', events: 0, quarantined: 0, sources: { read: 1 } },
  {
    name: 'lines.jsonl',
    bytes: (n) => `${lineOf(n)},\nnonsense\n${lineOf(n + 1)}\n{"eventName":\n`,
    events: 2,
    quarantined: 2,
    sources: { partly: 1 },
  },
  {
    name: 'front.json',
    bytes: (n) => `\u0002\u0003 ${recordsFile(n, 2)}`,
    events: 2,
    quarantined: 1,
    sources: { partly: 1 },
  },
  {
    name: 'shapes.json',
    bytes: (n) => `${lineOf(n)}\n${recordsFile(n + 1, 2)}\n[${lineOf(n + 3)}]\n[${recordsFile(n + 4, 1)}]\n`,
    events: 5,
    quarantined: 0,
    sources: { read: 1 },
  },
  {
    name: 'bracket.json',
    bytes: (n) => `{"Records":[${lineOf(n)},{"eventName":[},${lineOf(n + 1)}]}`,
    events: 2,
    quarantined: 1,
    sources: { partly: 1 },
  },
  {
    name: 'cut.json',
    bytes: (n) => recordsFile(n, 3).slice(0, -40),
    events: 2,
    quarantined: 1,
    sources: { partly: 1 },
  },
  {
    name: 'late.txt',
    bytes: (n) => `${'A note that somebody wrote in front of it.\n'.repeat(3000)}${lineOf(n)}\n`,
    events: 1,
    quarantined: 1,
    sources: { partly: 1 },
  },
  {
    name: 'bus.json',
    bytes: (n) => `{"detail-type":"AWS API Call via CloudTrail","detail":${lineOf(n)}}`,
    events: 0,
    quarantined: 0,
    sources: { other: 1 },
  },
  { name: 'empty.json', bytes: () => '', events: 0, quarantined: 0, sources: { other: 1 } },
  {
    name: 'a.xz',
    bytes: () => Buffer.from('fd377a585a000004', 'hex'),
    events: 0,
    quarantined: 0,
    sources: { other: 1 },
  },
  { name: 'other.json', bytes: () => '{"a":[1,{"b":2}]}', events: 0, quarantined: 0, sources: { unknown: 1 } },
  { name: 'notes', bytes: () => '???', events: 0, quarantined: 0, sources: { unknown: 1 } },
  {
    name: 'damaged.json.gz',
    bytes: () => Buffer.from('1f8b08e0000000000000', 'hex'),
    events: 0,
    quarantined: 0,
    sources: { unknown: 1 },
  },
  {
    name: 'locked.zip',
    bytes: () => rawZip([{ name: 'a.json', body: 'x', flags: 1 }]),
    events: 0,
    quarantined: 0,
    sources: { unknown: 2 },
  },
  {
    name: 'half.zip',
    bytes: (n) =>
      rawZip([
        { name: 'a.json', body: 'x', flags: 1 },
        { name: 'b.json', body: recordsFile(n, 2) },
      ]),
    events: 2,
    quarantined: 0,
    sources: { read: 1, partly: 1, unknown: 1 },
  },
];

const sum = (pieces: readonly Piece[], of: (piece: Piece) => number): number =>
  pieces.reduce((total, piece) => total + of(piece), 0);

async function query(path: string): Promise<{ status: number; err: string; printed: Printed }> {
  let out = '';
  let err = '';
  const status = await runCli(['query', path], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { status, err, printed: JSON.parse(out) as Printed };
}

interface Printed {
  readonly events: number;
  readonly quarantined: number;
  readonly sources: SourceReadings;
}

describe('mixed folders', { timeout: 300_000 }, () => {
  it('account for everything that was given, in place and as a case', async () => {
    let turn = 0;
    const mixture = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 });
    const all = fc.constant([...PIECES]);
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 1, arbitrary: all }, { weight: 4, arbitrary: mixture }), async (pieces) => {
        turn += 1;
        const given = join(folder, `given-${String(turn)}`);
        mkdirSync(given);
        for (const [at, { name, bytes }] of pieces.entries()) {
          writeFileSync(join(given, `${String(at).padStart(2, '0')}-${name}`), bytes(at * 100));
        }
        const count = (reading: keyof Piece['sources']): number => sum(pieces, ({ sources }) => sources[reading] ?? 0);
        const expected = {
          events: sum(pieces, ({ events }) => events),
          quarantined: sum(pieces, ({ quarantined }) => quarantined),
          sources: { read: count('read'), partly: count('partly'), other: count('other'), unknown: count('unknown') },
        };
        const logs = pieces.some(({ name, events }) => events > 0 || name === 'none.json');
        const inPlace = await query(given);
        expect(inPlace.printed).toMatchObject(expected);
        expect(inPlace.status).toBe(logs ? 0 : 2);
        const { reasons, ...counts } = inPlace.printed.sources;
        const told = reasons.reduce((total, { more = 1 }) => total + more, 0);
        expect(told).toBe(counts.partly + counts.other + counts.unknown);
        for (const { source } of reasons) expect(inPlace.err).toContain(source);

        const path = await importAll(given, `case-${String(turn)}`);
        const asCase = await query(path);
        expect(asCase.printed).toMatchObject(expected);
        expect(asCase.status).toBe(logs ? 0 : 2);
        expect(comparable(asCase.printed.sources.reasons)).toEqual(comparable(reasons));
      }),
      { numRuns: 14 },
    );
  });
});

/** Of sources that are told together any may be named. */
function comparable(reasons: SourceReadings['reasons']): string[] {
  return reasons
    .map(({ as, source, why, more }) => JSON.stringify([as, more === undefined ? source : more, why]))
    .sort();
}

async function importAll(path: string, name: string): Promise<string> {
  const opened = await OpenCase.create({ parent: folder, name }, { tool: 'test' });
  const indexing = new CaseIndexing({ openCase: opened, pool: { start: worker.start } });
  await indexing.addEvidence([path]);
  const window = new FakeWindow(indexing);
  await window.start();
  await window.pullAll();
  await indexing.close();
  await opened.close();
  return opened.path;
}
