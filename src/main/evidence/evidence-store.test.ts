import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closePair, collect, listTar, openPair, pack, sha, sourceOf } from '../../../test/support/evidence';
import type { Pair } from '../../../test/support/evidence';
import { FaultyDisk } from '../../../test/support/faulty-disk';
import { temporaryFolders } from '../../../test/support/temporary-folder';
import { OBJECT_FROM } from './evidence-store';

const folder = temporaryFolders();

describe('taking evidence in', { timeout: 60_000 }, () => {
  it('keeps bytes unchanged in a pack that tar reads at any time, and gives them back', async () => {
    const root = folder();
    const pair = await openPair(root);
    const { manifest, store } = pair;
    const sizes = [0, 1, 511, 512, 513, 1024, 100_000, OBJECT_FROM - 1];
    const inputs = sizes.map((size) => randomBytes(size));
    for (const [i, bytes] of inputs.entries()) {
      const adding = store.add(bytes, sourceOf(manifest.reserve(), `/logs/${String(i)}`, bytes));
      await store.flush();
      expect((await adding).outcome).toBe('added');
      expect(listTar(pack(root))).toEqual(inputs.slice(0, i + 1).map(sha));
    }
    const out = join(root, 'out');
    mkdirSync(out);
    execFileSync('tar', ['xf', pack(root), '-C', out]);
    for (const [i, bytes] of inputs.entries()) {
      expect(readFileSync(join(out, sha(bytes))).equals(bytes)).toBe(true);
      const { path, offset, length } = store.locate(i);
      expect(
        readFileSync(path)
          .subarray(offset, offset + length)
          .equals(bytes),
      ).toBe(true);
      expect((await collect(store.stored(i))).equals(bytes)).toBe(true);
      expect(Buffer.from(await store.readRange(i, 0, bytes.length)).equals(bytes)).toBe(true);
    }
    await closePair(pair);
  });

  it('writes the bytes durably before their manifest line', async () => {
    const root = folder();
    const disk = new FaultyDisk();
    const pair = await openPair(root, { disk });
    disk.breaks = { path: /\.tar$/, code: 'EIO', on: 'sync' };
    const bytes = Buffer.from('never acknowledged');
    const adding = pair.store.add(bytes, sourceOf(0, '/a', bytes));
    await expect(adding).rejects.toMatchObject({ code: 'internal' });
    expect(statSync(join(root, 'evidence', 'manifest.jsonl')).size).toBe(0);
    disk.breaks = undefined;
    await pair.store.retry();
    await pair.store.add(bytes, sourceOf(0, '/a', bytes));
    expect(listTar(pack(root))).toEqual([sha(bytes)]);
    await closePair(pair);
  });

  it('syncs many small sources in groups', async () => {
    const root = folder();
    const disk = new FaultyDisk();
    const pair = await openPair(root, { disk });
    disk.syncs = 0;
    const many = 10_000;
    const adding = Array.from({ length: many }, (_, i) => {
      const bytes = Buffer.from(`source ${String(i)}`);
      return pair.store.add(bytes, sourceOf(pair.manifest.reserve(), `/logs/${String(i)}`, bytes));
    });
    await pair.store.flush();
    expect((await Promise.all(adding)).every(({ outcome }) => outcome === 'added')).toBe(true);
    expect(disk.syncs).toBeLessThan((2 * many) / 64 + 10);
    expect(pair.manifest.count).toBe(many);
    expect(Buffer.from(await pair.store.readRange(many - 1, 7, 4)).toString()).toBe('9999');
    await closePair(pair);
    expect(listTar(pack(root))).toHaveLength(many);
  });

  it('begins a new pack when one is full, finishes the old one, and goes on with the last', async () => {
    const root = folder();
    const add = async ({ manifest, store }: Pair, text: string) => {
      const bytes = Buffer.alloc(3000, text);
      const adding = store.add(bytes, sourceOf(manifest.reserve(), `/${text}`, bytes));
      await store.flush();
      await adding;
    };
    const first = await openPair(root, { packLimit: 8000 });
    for (const text of ['a', 'b', 'c', 'd']) await add(first, text);
    await closePair(first);
    const second = await openPair(root, { packLimit: 8000 });
    for (const text of ['e', 'f', 'g']) await add(second, text);
    for (let no = 0; no < 7; no += 1) {
      expect(Buffer.from(await second.store.readRange(no, 2999, 1)).toString()).toBe('abcdefg'[no]);
    }
    await closePair(second);
    expect([1, 2, 3].map((number) => listTar(pack(root, number)).length)).toEqual([3, 3, 1]);
    expect(statSync(pack(root, 1)).mode & 0o777).toBe(0o444);
    expect(readFileSync(pack(root, 1)).subarray(-1024).equals(Buffer.alloc(1024))).toBe(true);
    expect(statSync(pack(root, 3)).mode & 0o200).toBe(0o200);
  });

  it('keeps large sources as read-only files of their own, and removes what was left half written', async () => {
    const root = folder();
    const pair = await openPair(root);
    const { manifest, store } = pair;
    const big = randomBytes(OBJECT_FROM);
    await Promise.all([store.add(big, sourceOf(manifest.reserve(), '/big', big)), store.flush()]);
    const bigger = randomBytes(3_000_000);
    const temporary = store.temporaryPath();
    writeFileSync(temporary, bigger);
    const added = store.add({ temporary }, sourceOf(manifest.reserve(), '/bigger', bigger));
    expect((await added).source.stored).toEqual({ object: sha(bigger) });
    const path = join(root, 'evidence', 'objects', sha(bigger).slice(0, 2), sha(bigger));
    expect(readFileSync(path).equals(bigger)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o444);
    expect(Buffer.from(await store.readRange(1, 2_999_990, 10))).toEqual(bigger.subarray(2_999_990));
    const again = store.temporaryPath();
    writeFileSync(again, bigger);
    expect((await store.add({ temporary: again }, sourceOf(manifest.reserve(), '/other', bigger))).outcome).toBe(
      'added',
    );
    expect(existsSync(again)).toBe(false);
    const wrong = store.temporaryPath();
    writeFileSync(wrong, 'short');
    const failing = store.add({ temporary: wrong }, sourceOf(manifest.reserve(), '/wrong', bigger));
    await expect(failing).rejects.toMatchObject({ code: 'evidence-changed' });
    await closePair(pair);
    writeFileSync(join(root, 'evidence', 'objects', 'tmp-0123456789abcdef01234567'), 'half');
    const reopened = await openPair(root);
    expect(existsSync(join(root, 'evidence', 'objects', 'tmp-0123456789abcdef01234567'))).toBe(false);
    expect(existsSync(wrong)).toBe(false);
    expect(reopened.store.problems).toEqual([]);
    await closePair(reopened);
  });

  it('takes the same once, other bytes under the same URI as a second source, and keeps equal bytes once', async () => {
    const root = folder();
    const pair = await openPair(root);
    const { manifest, store } = pair;
    const one = Buffer.from('one');
    const two = Buffer.from('two');
    const add = (uri: string, bytes: Uint8Array) => store.add(bytes, sourceOf(manifest.reserve(), uri, bytes));
    // All in one group, and then once more, each in a group of its own.
    const results = await Promise.all([add('/a', one), add('/a', one), add('/a', two), add('/b', one), store.flush()]);
    expect(results.slice(0, 4).map((result) => [result?.outcome, result?.source.no])).toEqual([
      ['added', 0],
      ['known', 0],
      ['added', 2],
      ['added', 3],
    ]);
    expect(await Promise.all([add('/a', one), store.flush()])).toMatchObject([
      { outcome: 'known', source: { no: 0 } },
      undefined,
    ]);
    expect(await Promise.all([add('/a', two), store.flush()])).toMatchObject([
      { outcome: 'known', source: { no: 2 } },
      undefined,
    ]);
    expect(await Promise.all([add('/c', two), store.flush()])).toMatchObject([
      { outcome: 'added', source: { no: 6 } },
      undefined,
    ]);
    expect(listTar(pack(root))).toEqual([sha(one), sha(two)]);
    expect((await manifest.line(2)).supersedes).toBe(0);
    expect((await manifest.line(3)).supersedes).toBeUndefined();
    expect(manifest.entry(3)?.stored).toEqual(manifest.entry(0)?.stored);
    expect(manifest.entry(6)?.stored).toEqual(manifest.entry(2)?.stored);
    expect(await manifest.line(0)).toMatchObject({ by: 'me', tool: 'Trailbench 0', uri: '/a' });
    await closePair(pair);
  });

  it('lists what could not be had with the reason, once', async () => {
    const root = folder();
    const pair = await openPair(root);
    const { manifest, store } = pair;
    const fail = () =>
      Promise.all([
        store.addFailed({
          no: manifest.reserve(),
          uri: '/x',
          modified: null,
          reason: 'unreadable',
          message: 'No. Try.',
        }),
        store.flush(),
      ]);
    expect((await fail())[0].outcome).toBe('added');
    expect((await fail())[0].outcome).toBe('known');
    const bytes = Buffer.from('now it works');
    await Promise.all([store.add(bytes, sourceOf(manifest.reserve(), '/x', bytes)), store.flush()]);
    expect((await manifest.line(2)).supersedes).toBe(0);
    expect(await manifest.line(0)).toMatchObject({ failed: { reason: 'unreadable' }, rejected: 1, kind: 'failed' });
    await expect(store.readRange(0, 0, 0)).rejects.toMatchObject({ code: 'evidence-missing' });
    await closePair(pair);
  });

  it('refuses to add to a case that is open read-only', async () => {
    const root = folder();
    const pair = await openPair(root, { writable: false });
    await expect(pair.store.add(Buffer.from('x'), sourceOf(0, '/x', Buffer.from('x')))).rejects.toMatchObject({
      code: 'case-read-only',
    });
    await closePair(pair);
    expect(readdirSync(join(root, 'evidence'))).toEqual([]);
  });
});

describe('evidence on a full disk', { timeout: 60_000 }, () => {
  it('stops cleanly wherever the disk fills up, keeps what was acknowledged, and goes on after retry', async () => {
    const texts = ['first', 'second', 'third'];
    for (let room = 0; room < 6000; room += 397) {
      const root = folder();
      const disk = new FaultyDisk();
      const pair = await openPair(root, { disk });
      const { manifest, store } = pair;
      const add = (uri: string) => {
        const bytes = Buffer.alloc(600, uri);
        return store.add(bytes, sourceOf(manifest.reserve(), uri, bytes));
      };
      await Promise.all([add('kept'), store.flush()]);
      disk.room = room;
      const results = await Promise.allSettled([...texts.map(add), store.flush()]);
      const full = results.slice(0, 3).some(({ status }) => status === 'rejected');
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'disk-full' });
      }
      if (full) await expect(add('refused')).rejects.toMatchObject({ code: 'disk-full' });
      // The pack is sound even now, and holds nothing beyond what the manifest speaks of.
      expect(listTar(pack(root))).toHaveLength(manifest.count);
      disk.room = Infinity;
      await store.retry();
      await Promise.all([...texts.map(add), store.flush()]);
      await closePair(pair);
      const again = await openPair(root);
      expect(again.manifest.problems).toEqual([]);
      expect(again.manifest.count).toBe(4);
      expect(listTar(pack(root))).toHaveLength(4);
      for (let row = 0; row < 4; row += 1) await again.store.readRange(again.manifest.entryAt(row).no, 0, 600);
      await closePair(again);
    }
  });
});

describe('evidence after a crash', { timeout: 60_000 }, () => {
  async function crashed(): Promise<{ root: string; kept: Buffer; size: number }> {
    const root = folder();
    const pair = await openPair(root);
    const kept = randomBytes(700);
    await Promise.all([pair.store.add(kept, sourceOf(0, '/kept', kept)), pair.store.flush()]);
    await closePair(pair);
    return { root, kept, size: statSync(pack(root)).size };
  }

  it('cuts off what no manifest line refers to, however much of it was written', async () => {
    for (const extra of [1, 511, 512, 1024, 1500, 5000]) {
      const { root, kept, size } = await crashed();
      appendFileSync(pack(root), randomBytes(extra));
      const pair = await openPair(root);
      expect(statSync(pack(root)).size).toBe(size);
      const bytes = Buffer.from('next');
      await Promise.all([pair.store.add(bytes, sourceOf(1, '/next', bytes)), pair.store.flush()]);
      expect(listTar(pack(root))).toEqual([sha(kept), sha(bytes)]);
      await closePair(pair);
    }
  });

  it('leaves a tail alone where a manifest line cannot be read, which may refer to it', async () => {
    const { root, size } = await crashed();
    appendFileSync(pack(root), randomBytes(1024));
    appendFileSync(join(root, 'evidence', 'manifest.jsonl'), 'damaged\n');
    const pair = await openPair(root);
    expect(statSync(pack(root)).size).toBe(size + 1024);
    const bytes = Buffer.from('next');
    await Promise.all([pair.store.add(bytes, sourceOf(5, '/next', bytes)), pair.store.flush()]);
    expect(pair.manifest.entry(5)?.stored).toMatchObject({ pack: 2 });
    await closePair(pair);
  });

  it('takes a finished pack for finished, though nothing came after it', async () => {
    const { root, size } = await crashed();
    appendFileSync(pack(root), Buffer.alloc(1024));
    const pair = await openPair(root);
    const bytes = Buffer.from('next');
    await Promise.all([pair.store.add(bytes, sourceOf(1, '/next', bytes)), pair.store.flush()]);
    expect(pair.manifest.entry(1)?.stored).toMatchObject({ pack: 2 });
    expect(statSync(pack(root)).size).toBe(size + 1024);
    await closePair(pair);
  });

  it('reports packs that are missing or too short, and never writes into them', async () => {
    const { root, size } = await crashed();
    truncateSync(pack(root), size - 512);
    const short = await openPair(root);
    expect(short.store.problems).toEqual([
      { file: 'evidence/packs/0001.tar', line: null, message: expect.stringContaining('the manifest refers to') },
    ]);
    const bytes = Buffer.from('next');
    await Promise.all([short.store.add(bytes, sourceOf(1, '/next', bytes)), short.store.flush()]);
    expect(short.manifest.entry(1)?.stored).toMatchObject({ pack: 2 });
    await closePair(short);
    rmSync(pack(root));
    const gone = await openPair(root);
    expect(gone.store.problems[0]?.message).toContain('0001.tar is missing');
    await expect(gone.store.readRange(0, 0, 1)).rejects.toMatchObject({ code: 'evidence-missing' });
    await expect(gone.store.readRange(0, 0, 1)).rejects.toThrow(/source 0 \(\/kept\).*backup/);
    await closePair(gone);
  });
});
