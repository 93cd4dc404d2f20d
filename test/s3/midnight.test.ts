import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { Desk } from './support/desk';
import { startOddStore, type OddStore } from './support/odd-store';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let desk: Desk | undefined;
let store: OddStore | undefined;
beforeAll(async () => {
  worker = await builtWorker();
});
afterEach(async () => {
  await desk?.remove();
  await store?.close();
  [desk, store] = [undefined, undefined];
});
afterAll(() => worker.remove());

const ROOT = 'AWSLogs/111122223333';
/** Minutes past the hour at which digests end. */
const PAST = 12;
const HOUR = 3_600_000;

const compact = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
const folder = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
const logKey = (at: number): string =>
  `${ROOT}/CloudTrail/us-east-1/${folder(at)}/111122223333_CloudTrail_us-east-1_${compact(at).replace(/\d\dZ$/, 'Z')}_AAAAAAAAAAAAAAAA.json.gz`;
const digestKey = (end: number): string =>
  `${ROOT}/CloudTrail-Digest/us-east-1/${folder(end)}/111122223333_CloudTrail-Digest_us-east-1_main_us-east-1_${compact(end)}.json.gz`;

/** A log file every ten minutes, and the digest of each hour, from one time to another. */
function trail(from: number, to: number) {
  const objects = new Map<string, Buffer>();
  const listed = new Map<string, string[]>();
  for (let at = from; at < to; at += HOUR / 6) objects.set(logKey(at), gzipSync(recordsFile(at / 1000, 1)));
  for (let end = from + PAST * 60_000 + HOUR; end <= to; end += HOUR) {
    const keys: string[] = [];
    for (let at = from; at < to; at += HOUR / 6) if (at >= end - HOUR && at < end) keys.push(logKey(at));
    listed.set(digestKey(end), keys);
    const logFiles = keys.map((s3Object) => ({ s3Bucket: 'bucket', s3Object }));
    objects.set(digestKey(end), gzipSync(JSON.stringify({ digestS3Bucket: 'bucket', logFiles })));
  }
  return { objects, listed };
}

const at = (text: string): number => Date.parse(`${text}Z`);

describe('the hours across midnight', () => {
  const { objects, listed } = trail(at('2023-11-01T12:00:00'), at('2023-11-04T12:00:00'));

  it('are taken so that every log file is proven, and every one that a digest lists is there', async () => {
    store = await startOddStore({ objects });
    desk = await Desk.open(worker.start);
    const choice = { uri: 's3://bucket', from: '2023-11-02', to: '2023-11-02', exactDays: true };
    const connection = await desk.connect(store.endpoint);
    const { measured } = await desk.service.measure(
      { connection, choice },
      undefined,
      new AbortController().signal,
      () => undefined,
    );
    const progress = await desk.acquire(store.endpoint, choice);
    expect(progress).toMatchObject({
      state: 'done',
      failed: 0,
      added: measured.objects,
      objectsTotal: measured.objects,
    });
    const taken = new Set(desk.lines.map(({ uri }) => uri.slice('s3://bucket/'.length)));
    const digests = [...taken].filter((key) => key.includes('-Digest/'));
    const logs = [...taken].filter((key) => !key.includes('-Digest/'));
    const proven = new Set(digests.flatMap((key) => listed.get(key) ?? []));
    expect([...proven].filter((key) => !taken.has(key))).toEqual([]);
    expect(logs.filter((key) => !proven.has(key))).toEqual([]);
    expect(digests).toHaveLength(25);
    expect(taken).toContain(logKey(at('2023-11-01T23:20:00')));
    expect(taken).not.toContain(logKey(at('2023-11-01T23:10:00')));
    expect(taken).toContain(logKey(at('2023-11-03T00:10:00')));
    expect(taken).not.toContain(logKey(at('2023-11-03T00:20:00')));
    for (let time = at('2023-11-02T00:00:00'); time < at('2023-11-03T00:00:00'); time += HOUR / 6) {
      expect(taken).toContain(logKey(time));
    }
    // Run again, nothing is fetched a second time.
    const again = await desk.acquire(store.endpoint, choice);
    expect(again).toMatchObject({ added: 0, known: measured.objects, failed: 0 });
  });

  it('are left out where no digests are taken, or the digest of that hour cannot be read', async () => {
    const broken = new Map(objects);
    broken.set(digestKey(at('2023-11-02T00:12:00')), Buffer.from('no gzip'));
    store = await startOddStore({ objects: broken });
    desk = await Desk.open(worker.start);
    const choice = { uri: 's3://bucket', from: '2023-11-02', to: '2023-11-02', exactDays: true };
    await desk.acquire(store.endpoint, { ...choice, kinds: ['CloudTrail'] });
    expect(desk.lines).toHaveLength(144);
    await desk.acquire(store.endpoint, choice);
    expect(desk.lines.filter(({ uri }) => uri.includes('/2023/11/01/'))).toEqual([]);
  });
});
