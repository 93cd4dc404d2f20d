import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { closePair, collect, gzipped, openPair, sourceOf } from '../../../test/support/evidence';
import type { Pair } from '../../../test/support/evidence';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import type { EvidenceStoreOptions } from './evidence-store';

const folder = temporaryFolders();

describe('reading evidence', { timeout: 60_000 }, () => {
  const inflated = Buffer.from(Array.from({ length: 40_000 }, (_, i) => `line ${String(i)}\n`).join(''));
  const members = Buffer.concat([
    gzipSync(inflated.subarray(0, 100_000)),
    gzipSync(Buffer.alloc(0)),
    gzipSync(inflated.subarray(100_000)),
  ]);

  async function filled(more: Partial<EvidenceStoreOptions> = {}): Promise<{ root: string } & Pair> {
    const root = folder();
    const pair = await openPair(root, more);
    const damaged = Buffer.concat([members.subarray(0, -600), Buffer.alloc(600)]);
    await Promise.all([
      pair.store.add(members, gzipped(0, '/members.gz', members, inflated)),
      pair.store.add(inflated, sourceOf(1, '/plain', inflated)),
      // The manifest says how far it could be inflated when it was read.
      pair.store.add(damaged, gzipped(2, '/damaged.gz', damaged, inflated.subarray(0, 150_000))),
      pair.store.flush(),
    ]);
    const object = pair.store.temporaryPath();
    const noise = randomBytes(3_000_000);
    const big = gzipSync(noise);
    writeFileSync(object, big);
    await Promise.all([
      pair.store.add({ temporary: object }, gzipped(3, '/big.gz', big, noise)).then(() => pair.store.flush()),
    ]);
    return { root, ...pair };
  }

  it('gives any range of inflated bytes: kept whole or streamed, plain or gzip with several members', async () => {
    for (const wholeBytes of [16 * 1024 * 1024, 1000]) {
      const { manifest, store } = await filled({ wholeBytes });
      const ranges = [
        [0, 1],
        [99_990, 20],
        [inflated.length - 3, 3],
        [0, inflated.length],
        [5, 0],
      ] as const;
      for (const no of [0, 1]) {
        for (const [offset, length] of ranges) {
          const bytes = await store.readRange(no, offset, length);
          expect(Buffer.from(bytes).equals(inflated.subarray(offset, offset + length))).toBe(true);
          expect(bytes.buffer.byteLength).toBe(length);
        }
      }
      const many = [
        { offset: 200_000, length: 7 },
        { offset: 3, length: 5 },
        { offset: 0, length: 150_000 },
        { offset: 3, length: 5 },
        { offset: 99_999, length: 2 },
      ];
      for (const no of [0, 1]) {
        const seen: Record<number, boolean> = {};
        await store.readRanges(no, many, (i, bytes) => {
          const { offset, length } = many[i] ?? { offset: 0, length: 0 };
          seen[i] = Buffer.from(bytes).equals(inflated.subarray(offset, offset + length));
        });
        expect(seen).toEqual({ 0: true, 1: true, 2: true, 3: true, 4: true });
      }
      expect(Buffer.from(await store.readRange(2, 149_990, 10))).toEqual(inflated.subarray(149_990, 150_000));
      expect((await store.readRange(3, 2_999_999, 1)).length).toBe(1);
      await closePair({ manifest, store });
    }
  });

  it('refuses ranges and sources that are none', async () => {
    const { manifest, store } = await filled();
    const size = inflated.length;
    for (const [offset, length] of [
      [0, size + 1],
      [size, 1],
      [-1, 2],
      [0, -1],
      [0.5, 1],
      [NaN, 1],
      [2 ** 40, 1],
    ] as const) {
      await expect(store.readRange(1, offset, length)).rejects.toMatchObject({ code: 'bad-request' });
    }
    await expect(store.readRange(99, 0, 1)).rejects.toMatchObject({ code: 'not-found' });
    await closePair({ manifest, store });
  });

  it('refuses bytes that were changed since, in packs and objects, small and streamed', async () => {
    for (const wholeBytes of [16 * 1024 * 1024, 1000]) {
      const { root, manifest, store } = await filled({ wholeBytes });
      await closePair({ manifest, store });
      for (const no of [0, 1, 3]) {
        const pair = await openPair(root, { writable: false, wholeBytes });
        const { path, offset, length } = pair.store.locate(no);
        const file = readFileSync(path);
        const changed = Buffer.from(file);
        const at = offset + (length >> 1);
        changed[at] = (changed[at] ?? 0) ^ 1;
        rmSync(path);
        writeFileSync(path, changed);
        const failure = { code: 'evidence-changed', message: expect.stringContaining(`source ${String(no)} (/`) };
        await expect(pair.store.readRange(no, 0, 1)).rejects.toMatchObject(failure);
        await expect(collect(pair.store.stored(no))).rejects.toMatchObject(failure);
        rmSync(path);
        writeFileSync(path, file);
        expect((await pair.store.readRange(no, 0, 1)).length).toBe(1);
        await closePair(pair);
      }
    }
  });

  it('hashes the content of many records, each source once, whatever its spelling', async () => {
    const root = folder();
    const pair = await openPair(root);
    const { manifest, store } = pair;
    const record = '{"eventID":"e1","eventName":"A","n":1.50,"nested":{"b":1,"a":"\\u0041"}}';
    const other = ' {"nested": {"a":"A", "b":1}, "n":1.50,\n"eventName":"A","eventID":"e1"}';
    const lookup = JSON.stringify({ EventId: 'e1', CloudTrailEvent: other });
    const different = record.replace('1.50', '1.5');
    const text = [record, other, lookup, different].join('\n');
    const plain = Buffer.from(text);
    const packed = gzipSync(plain);
    await Promise.all([
      store.add(plain, sourceOf(0, '/plain', plain)),
      store.add(packed, gzipped(1, '/packed', packed, plain)),
      store.flush(),
    ]);
    const places = [record, other, lookup, different].map((piece) => ({
      offset: Buffer.byteLength(text.slice(0, text.indexOf(piece))),
      length: Buffer.byteLength(piece),
    }));
    const wanted = places.flatMap((place) => [
      { source: 1, ...place },
      { source: 0, ...place },
    ]);
    const hashes = await store.contentHashes(wanted);
    expect(new Set(hashes.slice(0, 6)).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[6]).toBe(hashes[7]);
    expect(hashes[6]).not.toBe(hashes[0]);
    await closePair({ manifest, store });
  });
});
