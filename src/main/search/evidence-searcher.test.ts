import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf } from '../../../test/support/log-files';
import { TrailbenchError } from '../../contract/errors';
import { hasBit } from '../../core/query/bitset';
import type { SearchedSource, SearchProgress, SearchResult } from '../../core/query/evidence-search';
import type { StartWorker } from '../process/threads';
import { EvidenceSearcher } from './evidence-searcher';
import type { SearchableSource } from './search-protocol';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-search-'));
}, 60_000);
afterAll(() => {
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

const EACH = 20;
/** Bytes tell nothing of it, so that every record is decoded. */
const UNTELLING = '\ufffd';
const needleIn = (number: number): boolean => number % 7 === 3;

/** Sources of twenty records each, gzipped and plain in turn; every seventh record holds the needle. */
function write(count: number, name: string): { places: SearchedSource[]; located: SearchableSource[] } {
  const places: SearchedSource[] = [];
  const located: SearchableSource[] = [];
  for (let source = 0; source < count; source++) {
    const own: number[] = [];
    let text = '{"Records":[';
    for (let i = 0; i < EACH; i++) {
      const number = source * EACH + i;
      const record = JSON.stringify({ ...recordOf(number), requestID: needleIn(number) ? 'needle' : 'hay' });
      own.push(text.length, record.length);
      text += `${record},`;
    }
    const bytes = source % 2 === 0 ? gzipSync(text) : Buffer.from(text);
    const path = join(folder, `${name}-${String(source)}`);
    writeFileSync(path, bytes);
    places.push({ source, places: Uint32Array.from(own) });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    located.push({
      range: { path, offset: 0, length: undefined },
      sha256,
      nested: false,
      name: `Source ${String(source)}`,
    });
  }
  return { places, located };
}

function searcherOf(
  located: readonly SearchableSource[],
  more: { start?: StartWorker; size?: number; keepFor?: number } = {},
): EvidenceSearcher {
  return new EvidenceSearcher({
    start: worker.start,
    size: 2,
    locate: (source) => {
      const found = located[source];
      if (found === undefined) throw new TrailbenchError('evidence-missing', `Source ${String(source)} has no bytes.`);
      return found;
    },
    ...more,
  });
}

/** The records found, by their number. */
function numbers({ found }: SearchResult, places: readonly SearchedSource[], term = 0): number[] {
  const hits: number[] = [];
  let at = 0;
  for (const { source, places: own } of places) {
    for (let i = 0; i < own.length; i += 2, at++) {
      if (hasBit(found[term] ?? new Uint32Array(0), at)) hits.push(source * EACH + i / 2);
    }
  }
  return hits;
}

const expected = (sources: number): number[] =>
  Array.from({ length: sources * EACH }, (_, i) => i).filter((number) => needleIn(number));

describe('EvidenceSearcher', { timeout: 60_000 }, () => {
  it('finds in many sources what each term asks for, and tells how far it is', async () => {
    const { places, located } = write(150, 'many');
    const searcher = searcherOf(located);
    try {
      const told: SearchProgress[] = [];
      const terms = ['needle', 'requestID:hay', 'requestParameters.key:*7.parquet'];
      const result = await searcher.search(
        { terms, sources: places },
        { onProgress: (progress) => told.push(progress) },
      );
      expect(result.failures).toEqual([]);
      expect(numbers(result, places)).toEqual(expected(150));
      expect(numbers(result, places, 1)).toHaveLength(150 * EACH - expected(150).length);
      expect(numbers(result, places, 2)).toHaveLength((150 * EACH) / 10);
      expect(told.at(-1)).toMatchObject({ records: 3000, sources: 150 });
      expect(told.map(({ records }) => records)).toEqual(told.map(({ records }) => records).sort((a, b) => a - b));
      // A part of the sources, and of their records, with the threads that are there already.
      const part = places
        .filter(({ source }) => source % 5 === 0)
        .map((one) => ({ ...one, places: one.places.slice(6, 20) }));
      const again = await searcher.search({ terms: ['needle'], sources: part }, {});
      const hits = part.flatMap(({ source }) => [3, 4, 5, 6, 7, 8, 9].map((i) => source * EACH + i).filter(needleIn));
      expect(numbers(again, part).map((number) => number + 3)).toEqual(hits);
    } finally {
      await searcher.close();
    }
  });

  it('names what it could not read, and searches the rest', async () => {
    const { places, located } = write(9, 'faulty');
    writeFileSync(located[2]?.range.path ?? '', 'changed');
    rmSync(located[4]?.range.path ?? '');
    const searcher = searcherOf(located.slice(0, 8));
    try {
      const misplaced = { source: 6, places: Uint32Array.of(12, 5) };
      const asked = [...places.slice(0, 6), misplaced, ...places.slice(7)];
      const { found, failures } = await searcher.search({ terms: ['requestID:needle', UNTELLING], sources: asked }, {});
      const messages = new Map(failures.map(({ source, message }) => [source, message]));
      expect([...messages.keys()].sort()).toEqual([2, 4, 6, 8]);
      expect(messages.get(2)).toContain('Source 2 was changed since it was indexed');
      expect(messages.get(4)).toContain('Source 4 was not searched');
      expect(messages.get(6)).toContain('Source 6 was not searched: A record at byte 12 is none');
      expect(messages.get(8)).toBe('Source 8 has no bytes.');
      // Six sources of twenty, one record of the misplaced one, then the eighth.
      const hits = Array.from({ length: 141 }, (_, i) => i).filter((i) => hasBit(found[0] ?? new Uint32Array(0), i));
      const readable = [0, 1, 3, 5, 7].flatMap((source) =>
        Array.from({ length: EACH }, (_, i) => source * EACH + i).filter(needleIn),
      );
      expect(hits).toEqual(readable.map((number) => (number < 120 ? number : number - 19)));
    } finally {
      await searcher.close();
    }
  });

  it('ends at once when it is cancelled, and can be asked again', async () => {
    const { places, located } = write(60, 'cancelled');
    const started: Worker[] = [];
    const searcher = searcherOf(located, {
      start: (options) => {
        const thread = worker.start(options);
        started.push(thread);
        return thread;
      },
    });
    try {
      const abort = new AbortController();
      const reason = new Error('enough');
      const search = searcher.search({ terms: ['needle'], sources: places }, { signal: abort.signal });
      abort.abort(reason);
      await expect(search).rejects.toBe(reason);
      await expect(searcher.search({ terms: ['needle'], sources: places }, { signal: abort.signal })).rejects.toBe(
        reason,
      );
      expect(numbers(await searcher.search({ terms: ['needle'], sources: places }, {}), places)).toEqual(expected(60));
    } finally {
      await searcher.close();
    }
    await Promise.all(started.map((thread) => thread.terminate()));
    await expect(searcher.search({ terms: ['needle'], sources: places }, {})).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('finds the source that ends its threads, and goes on without it', async () => {
    const { places, located } = write(30, 'crash');
    // A defect of the program, made up: nothing that evidence holds may end a thread.
    const nowhere = undefined as unknown as SearchableSource['range'];
    const broken = located.map((one, source) => (source === 11 ? { ...one, range: nowhere } : one));
    const searcher = searcherOf(broken);
    try {
      const result = await searcher.search({ terms: ['needle'], sources: places }, {});
      expect(result.failures.map(({ source }) => source)).toEqual([11]);
      expect(result.failures[0]?.message).toContain('reading it ended the thread');
      const read = (number: number): boolean => Math.floor(number / EACH) !== 11;
      expect(numbers(result, places)).toEqual(expected(30).filter(read));
    } finally {
      await searcher.close();
    }
  });

  it('says that a term is none, and that threads cannot be started', async () => {
    const { places, located } = write(2, 'unstartable');
    const start: StartWorker = () => new Worker(new URL('file:///nowhere.mjs'));
    const searcher = searcherOf(located, { start });
    await expect(searcher.search({ terms: ['a:b:'], sources: places }, {})).rejects.toThrow('no condition');
    await expect(searcher.search({ terms: ['needle'], sources: places }, {})).rejects.toThrow('could not be started');
    await searcher.close();
  });
});
