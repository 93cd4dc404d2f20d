import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { Desk } from './support/desk';
import { startFaultProxy, type FaultProxy } from './support/fault-proxy';
import { startS3Server, type S3Server } from './support/s3-server';
import { trailObjects } from './support/trail';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let server: S3Server;
let proxy: FaultProxy;
let desk: Desk;
const objects = [...trailObjects(40)];
const all = { uri: 's3://trail-bucket' } as const;
/** Keys that are refused, and prefixes that may not be listed. */
let denied = new Set<string>();
let unlisted = new Set<string>();

beforeAll(async () => {
  worker = await builtWorker();
  server = await startS3Server(objects);
  proxy = await startFaultProxy({
    target: server.endpoint,
    bucket: server.bucket,
    fault: (key, prefix) =>
      (key === null ? [...unlisted].some((folder) => prefix?.startsWith(folder)) : denied.has(key))
        ? 'denied'
        : undefined,
  });
});
afterEach(async () => {
  denied = new Set();
  unlisted = new Set();
  await desk.remove();
});
afterAll(async () => {
  await proxy.close();
  await server.close();
  worker.remove();
});

describe('what failed and came complete later', () => {
  it('counts no more: not in the acquisition, not in the case, not after the case is opened again', async () => {
    desk = await Desk.open(worker.start);
    denied = new Set(objects.slice(3, 6).map(({ key }) => key));
    const first = await desk.acquire(proxy.endpoint, all);
    expect(first).toMatchObject({ state: 'done', added: 37, failed: 3 });
    expect(desk.opened.status()).toMatchObject({ readings: { unknown: 3 }, otherSources: { failed: 3 } });
    denied = new Set();
    const connection = await desk.connect(proxy.endpoint);
    const { acquisition } = await desk.acquisitions.control(first.no, { verb: 'retry-failed', connection });
    expect(await desk.settled(acquisition)).toMatchObject({
      state: 'done',
      title: '3 failed before: s3://trail-bucket',
      added: 3,
      failed: 0,
    });
    expect(desk.acquisitions.get(first.no).progress()).toMatchObject({
      failed: 0,
      objectsDone: 40,
      message: '3 objects that failed came complete with a later acquisition.',
    });
    expect(await desk.acquisitions.failures(first.no, 0, 10)).toEqual({ total: 0, failures: [] });
    await expect(desk.acquisitions.control(first.no, { verb: 'retry-failed', connection })).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(desk.opened.status()).toMatchObject({ readings: { unknown: 0 }, otherSources: {} });
    expect(await desk.opened.manifest.lines(0, 10, true)).toEqual({ total: 0, lines: [] });
    const { folder } = desk;
    await desk.close();
    desk = await Desk.open(worker.start, undefined, folder);
    expect(desk.opened.status()).toMatchObject({ readings: { unknown: 0 }, otherSources: {}, sources: 43 });
  });

  it('is tried alone where one is asked for', async () => {
    desk = await Desk.open(worker.start);
    denied = new Set(objects.slice(3, 6).map(({ key }) => key));
    const first = await desk.acquire(proxy.endpoint, all);
    const { failures } = await desk.acquisitions.failures(first.no, 0, 10);
    const wanted = failures[1];
    if (wanted === undefined) throw new Error('Nothing failed.');
    denied = new Set();
    const connection = await desk.connect(proxy.endpoint);
    const before = proxy.fetched.length;
    const { acquisition } = await desk.acquisitions.control(first.no, {
      verb: 'retry-failed',
      connection,
      sources: [wanted.source],
    });
    expect(await desk.settled(acquisition)).toMatchObject({ added: 1, failed: 0 });
    expect(proxy.fetched.slice(before).map((key) => `s3://trail-bucket/${key}`)).toEqual([wanted.uri]);
    const left = await desk.acquisitions.failures(first.no, 0, 10);
    expect(left.failures.map(({ uri }) => uri)).toEqual([failures[0]?.uri, failures[2]?.uri]);
  });
});

describe('an object that was stored again with the same bytes', () => {
  it('is fetched once more and then known, and is no second source', async () => {
    desk = await Desk.open(worker.start);
    const key = 'again/a.json';
    const bytes = Buffer.from(recordsFile(700_000, 3));
    server.put({ key, bytes });
    try {
      const choice = { uri: 's3://trail-bucket/again', everything: true };
      const first = await desk.acquire(proxy.endpoint, choice);
      // Not an MD5: as after an encryption with another key.
      server.put({ key, bytes, etag: '0123-2' });
      const connection = await desk.connect(proxy.endpoint);
      const sync = async () => {
        const { acquisition } = await desk.acquisitions.control(first.no, { verb: 'sync', connection });
        return desk.settled(acquisition);
      };
      const before = proxy.fetched.length;
      expect(await sync()).toMatchObject({ state: 'done', added: 0, known: 1, failed: 0 });
      expect(await sync()).toMatchObject({ state: 'done', added: 0, known: 1, failed: 0 });
      expect(proxy.fetched.slice(before)).toEqual([key]);
      const [source, state] = desk.lines;
      expect(state).toMatchObject({ uri: source?.uri, etag: '0123-2', sameAs: source?.no, stored: source?.stored });
      expect(desk.opened.status()).toMatchObject({ sources: 1, records: 3 });
      expect((await desk.window.digest()).events).toBe(3);
      const { folder } = desk;
      await desk.close();
      desk = await Desk.open(worker.start, undefined, folder);
      expect(desk.opened.status()).toMatchObject({ sources: 1, problems: [] });
      const again = await desk.acquire(proxy.endpoint, choice);
      expect(again).toMatchObject({ added: 0, known: 1 });
      expect(proxy.fetched.slice(before)).toEqual([key]);
    } finally {
      server.remove(key);
    }
  });
});

describe('a folder that may not be listed', () => {
  it('is a failure with its remedy, the others go on, and it is listed when it is tried again', async () => {
    desk = await Desk.open(worker.start);
    const folder = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
    const streams = [folder, 'AWSLogs/222233334444/CloudTrail/us-east-1/'];
    const within = objects.filter(({ key }) => streams.some((prefix) => key.startsWith(prefix)));
    const missing = within.filter(({ key }) => key.startsWith(folder)).length;
    expect(missing).toBeGreaterThan(0);
    unlisted = new Set([folder]);
    const counting = { connection: await desk.connect(proxy.endpoint), choice: { ...all, streams } };
    const { measured } = await desk.service.measure(counting, undefined, new AbortController().signal, () => undefined);
    expect(measured).toMatchObject({
      objects: within.length - missing,
      unlisted: [`s3://trail-bucket/${folder}`],
    });
    const first = await desk.acquire(proxy.endpoint, { ...all, streams });
    expect(first).toMatchObject({ state: 'done', added: within.length - missing, failed: 1 });
    expect(first.title).toBe('s3://trail-bucket, 111122223333 and 222233334444, us-east-1');
    const { failures } = await desk.acquisitions.failures(first.no, 0, 10);
    expect(failures).toMatchObject([{ uri: `s3://trail-bucket/${folder}`, reason: 'access-denied' }]);
    expect(failures[0]?.message).toContain('s3:ListBucket');
    unlisted = new Set();
    const connection = await desk.connect(proxy.endpoint);
    const { acquisition } = await desk.acquisitions.control(first.no, { verb: 'retry-failed', connection });
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'done', added: missing, failed: 0 });
    expect(desk.acquisitions.get(first.no).progress()).toMatchObject({ failed: 0 });
    expect(desk.opened.status()).toMatchObject({ quarantined: 0 });
  });
});

describe('configuration of an S3-compatible store', () => {
  it('asks about its buckets, and lists what the store does not know, without waiting for it', async () => {
    desk = await Desk.open(worker.start);
    const connection = await desk.connect(server.endpoint);
    const buckets = [server.bucket];
    const progress = await desk.run({ what: 'configuration', connection, regions: ['eu-west-1'], buckets });
    expect(progress).toMatchObject({
      state: 'done',
      listed: true,
      title: 'Configuration of unknown-account, trail-bucket',
      // It answers other questions than it was asked: a listing is no settings of a bucket.
      added: 0,
      failed: 5,
    });
    const { failures } = await desk.acquisitions.failures(progress.no, 0, 10);
    const messages = failures.map(({ message }) => message);
    expect(failures.map(({ uri }) => uri)).toContain('aws-config://unknown-account/bucket/trail-bucket/object-lock');
    expect(messages).toContainEqual(expect.stringContaining('does not know this call'));
    expect(messages).toContainEqual(expect.stringContaining('but a document named'));
  });
});
