import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoverMessage, TrailStream } from '../../src/contract/discovery';
import { CaseIntegrity } from '../../src/main/integrity/case-integrity';
import { builtWorker } from '../support/indexing-worker';
import { recordOf, recordsFile } from '../support/log-files';
import { Desk } from './support/desk';
import { startFaultProxy } from './support/fault-proxy';
import { startS3Server, type S3Server, type StoredObject } from './support/s3-server';
import { ACCOUNTS, dayOf, trailObjects } from './support/trail';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let server: S3Server;
let desk: Desk | undefined;
const objects = [...trailObjects(120)];
const digest: StoredObject = {
  key: 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2023/11/05/digest.json.gz',
  bytes: gzipSync('{"awsAccountId":"111122223333","digestStartTime":"2023-11-05T00:00:00Z"}'),
  metadata: { signature: 'ab12', 'signature-algorithm': 'SHA256withRSA' },
};
const config: StoredObject = { key: 'AWSLogs/111122223333/Config/x.json', bytes: Buffer.from('{}') };
const large: StoredObject = { key: 'loose/large.json', bytes: Buffer.from(recordsFile(1_000_000, 3_000)) };

beforeAll(async () => {
  worker = await builtWorker();
  server = await startS3Server([...objects, digest, config, large]);
});
afterEach(async () => {
  await desk?.remove();
  desk = undefined;
});
afterAll(async () => {
  await server.close();
  worker.remove();
});

const all = { uri: 's3://trail-bucket' } as const;

describe('what was listed', () => {
  const stream = 'quiet/AWSLogs/111122223333/CloudTrail/eu-west-1/';
  const logs = ['2023/11/05', '2023/11/06'].map((day, i): StoredObject => {
    const name = `111122223333_CloudTrail_eu-west-1_${day.replaceAll('/', '')}T1005Z_AAAAAAAAAAAAAAA${String(i)}.json.gz`;
    const eventTime = `${day.replaceAll('/', '-')}T10:00:00Z`;
    const Records = [0, 1].map((no) => ({ ...recordOf(2_000_000 + i * 10 + no), awsRegion: 'eu-west-1', eventTime }));
    return { key: `${stream}${day}/${name}`, bytes: gzipSync(JSON.stringify({ Records })) };
  });

  it('counts as covered where all of it came, though no log file was delivered, and not where some failed', async () => {
    for (const log of logs) server.put(log);
    let denied: string | null = null;
    const proxy = await startFaultProxy({
      target: server.endpoint,
      bucket: server.bucket,
      fault: (key) => (key !== null && key === denied ? 'denied' : undefined),
    });
    try {
      desk = await Desk.open(worker.start);
      const integrity = new CaseIntegrity(desk.opened);
      const days = (from: string, to: string) => ({ uri: 's3://trail-bucket/quiet', from, to, exactDays: true });
      await desk.acquire(proxy.endpoint, days('2023-11-04', '2023-11-05'));
      expect(await integrity.covered({})).toMatchObject({ covered: 48, uncovered: 0 });
      denied = logs[1]?.key ?? '';
      await desk.acquire(proxy.endpoint, days('2023-11-06', '2023-11-06'));
      expect(await integrity.covered({})).toMatchObject({ covered: 48 });
      denied = null;
      await desk.acquire(proxy.endpoint, days('2023-11-06', '2023-11-06'));
      expect(await integrity.covered({})).toMatchObject({ covered: 72, uncovered: 0 });
      expect((await integrity.coverage({ zoom: 'day', trailEvents: [] })).rows).toHaveLength(1);
    } finally {
      await proxy.close();
      for (const { key } of logs) server.remove(key);
    }
  });
});

describe('acquiring from S3', () => {
  it('takes every object of the trails exactly as it is, and what the store says of it', async () => {
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(server.endpoint, all);
    expect(progress).toMatchObject({ state: 'done', added: 121, known: 0, failed: 0, objectsTotal: 121, listed: true });
    const lines = desk.lines;
    expect(lines.map(({ uri }) => uri).sort()).toEqual(
      [...objects, digest].map(({ key }) => `s3://trail-bucket/${key}`).sort(),
    );
    for (const { key, bytes, metadata } of [...objects, digest]) {
      const line = lines.find(({ uri }) => uri === `s3://trail-bucket/${key}`);
      expect(line?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(line?.etag).toBe(createHash('md5').update(bytes).digest('hex'));
      expect(line?.metadata).toEqual(metadata);
      expect(line?.modified).toMatch(/^\d{4}-.*Z$/);
    }
    expect((await desk.window.digest()).events).toBe(600);
    const { entries } = desk.opened.ledger;
    expect(entries.map(({ action }) => action)).toEqual(['case-created', 'acquire-started', 'acquire-finished']);
    expect(entries[1]?.details).toMatchObject({ what: 's3', bucket: 'trail-bucket', choice: all });
    expect(entries[2]?.details).toMatchObject({ objects: 121, added: 121, failed: 0 });
  });

  it('narrows by account, region, kind and day, and takes the day after and us-east-1 too', async () => {
    desk = await Desk.open(worker.start);
    const choice = {
      ...all,
      accounts: [ACCOUNTS[0]],
      regions: ['eu-central-1'],
      kinds: ['CloudTrail' as const],
      from: '2023-11-05',
      to: '2023-11-07T10:00:00Z',
    };
    await desk.acquire(server.endpoint, choice);
    const wanted = objects.filter(({ key }, i) => {
      return key.includes(ACCOUNTS[0]) && dayOf(i) >= '2023-11-05' && dayOf(i) <= '2023-11-08';
    });
    expect(desk.lines.map(({ uri }) => uri).sort()).toEqual(wanted.map(({ key }) => `s3://trail-bucket/${key}`).sort());
    const exact = { ...choice, globalRegion: false, exactDays: true };
    const connection = await desk.connect(server.endpoint);
    const { measured } = await desk.service.measure(
      { connection, choice: exact },
      desk.opened.manifest,
      new AbortController().signal,
      () => undefined,
    );
    const within = wanted.filter(({ key }) => key.includes('eu-central-1') && !key.includes('/2023/11/08/'));
    expect(measured).toMatchObject({ objects: within.length, known: { objects: within.length } });
    expect(within.length).toBeGreaterThan(0);
  });

  it('keeps a large object as a file of its own', async () => {
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(server.endpoint, { uri: 's3://trail-bucket/loose', everything: true });
    expect(progress).toMatchObject({ state: 'done', added: 1, bytesDone: large.bytes.length });
    const [line] = desk.lines;
    expect(line?.stored).toEqual({ object: createHash('sha256').update(large.bytes).digest('hex') });
    expect(Buffer.compare(await desk.stored(line?.no ?? -1), Buffer.from(large.bytes))).toBe(0);
  });

  it('fetches only what is new when it is run again, late objects that sort before all others included', async () => {
    desk = await Desk.open(worker.start);
    const first = await desk.acquire(server.endpoint, { ...all, accounts: [ACCOUNTS[0]] });
    const late: StoredObject = {
      key: `AWSLogs/${ACCOUNTS[0]}/CloudTrail/us-east-1/2023/11/01/0000-late.json.gz`,
      bytes: gzipSync(recordsFile(500_000, 3)),
    };
    server.put(late);
    try {
      const connection = await desk.connect(server.endpoint);
      const { acquisition } = await desk.acquisitions.control(first.no, { verb: 'sync', connection });
      expect(acquisition).toBe(first.no + 1);
      const again = await desk.settled(acquisition);
      expect(again).toMatchObject({ state: 'done', added: 1, known: first.added, failed: 0 });
      expect(desk.lines.at(-1)?.uri).toBe(`s3://trail-bucket/${late.key}`);
      const { earlier } = desk.acquisitions.list();
      expect(earlier).toEqual([]);
    } finally {
      server.remove(late.key);
    }
  });

  it('keeps an object that was replaced beside its earlier state', async () => {
    desk = await Desk.open(worker.start);
    const key = 'changing/a.json';
    server.put({ key, bytes: Buffer.from(recordsFile(900_000, 1)) });
    try {
      const choice = { uri: 's3://trail-bucket/changing', everything: true };
      await desk.acquire(server.endpoint, choice);
      server.put({ key, bytes: Buffer.from(recordsFile(900_100, 2)) });
      await desk.acquire(server.endpoint, choice);
      expect(desk.lines.map(({ records }) => records)).toEqual([1, 2]);
      expect(desk.lines[1]?.supersedes).toBe(desk.lines[0]?.no);
    } finally {
      server.remove(key);
    }
  });

  it('discovers accounts, regions, kinds and days with a call for each folder', async () => {
    desk = await Desk.open(worker.start);
    const connection = await desk.connect(server.endpoint);
    const found: DiscoverMessage[] = [];
    const { calls, streams } = await desk.service.discover(
      { connection, uri: 's3://trail-bucket' },
      new AbortController().signal,
      (message) => found.push(message),
    );
    const told = found.flatMap((message) => (message.type === 'stream' ? [message.stream] : []));
    const name = ({ account, kind, region }: TrailStream): string => `${account} ${kind} ${region}`;
    expect(told.map(name).sort()).toEqual([
      '111122223333 CloudTrail eu-central-1',
      '111122223333 CloudTrail us-east-1',
      '111122223333 Digest us-east-1',
      '222233334444 CloudTrail eu-central-1',
      '222233334444 CloudTrail us-east-1',
    ]);
    expect(streams).toBe(5);
    const days = found.find((message) => message.type === 'days' && message.prefix.includes('CloudTrail-Digest'));
    expect(days).toMatchObject({ days: ['2023-11-05'] });
    // Root, AWSLogs, two accounts, three kinds, and for each of five streams its region, year and month; `loose`.
    expect(calls).toBeLessThanOrEqual(24);
    expect(found).toContainEqual(expect.objectContaining({ type: 'other', prefix: 'AWSLogs/111122223333/Config/' }));
  });

  it('goes on after it was paused, and with what it has after it was cancelled', async () => {
    desk = await Desk.open(worker.start);
    const connection = await desk.connect(server.endpoint);
    const { acquisition } = await desk.acquisitions.start({ what: 's3', connection, choice: all });
    await desk.acquisitions.control(acquisition, { verb: 'pause' });
    await desk.window.start();
    await desk.window.pull();
    expect(desk.acquisitions.get(acquisition).progress()).toMatchObject({ state: 'paused', objectsDone: 0, active: 0 });
    await desk.acquisitions.control(acquisition, { verb: 'resume' });
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'done', added: 121 });

    const second = await desk.acquisitions.start({
      what: 's3',
      connection,
      choice: { uri: 's3://trail-bucket/loose', everything: true },
    });
    await desk.acquisitions.control(second.acquisition, { verb: 'cancel' });
    expect(await desk.settled(second.acquisition)).toMatchObject({ state: 'cancelled' });
    expect(desk.opened.ledger.entries.at(-1)?.action).toBe('acquire-cancelled');
  });

  it('waits for a connection in a case that is opened again, and then fetches only the rest', async () => {
    desk = await Desk.open(worker.start, { governor: { start: 2, most: 2 } });
    const slow = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, delay: 20 });
    const connection = await desk.connect(slow.endpoint);
    const { acquisition } = await desk.acquisitions.start({ what: 's3', connection, choice: all });
    await desk.window.start();
    while (desk.lines.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
    const { folder } = desk;
    await desk.close();
    await slow.close();
    desk = await Desk.open(worker.start, undefined, folder);
    const before = desk.lines.length;
    expect(before).toBeLessThan(121);
    expect(desk.opened.status().unfinished).toEqual([]);
    expect(desk.acquisitions.progress()).toMatchObject([{ no: acquisition, state: 'waiting', title: all.uri }]);
    await expect(desk.acquisitions.control(acquisition, { verb: 'resume' })).rejects.toMatchObject({
      code: 'not-connected',
    });
    const again = await desk.connect(server.endpoint);
    await desk.acquisitions.control(acquisition, { verb: 'resume', connection: again });
    await desk.window.start();
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'done', known: 0, added: 121 });
    expect(desk.lines).toHaveLength(121);
    const finished = desk.opened.ledger.entries.find(({ action }) => action === 'acquire-finished');
    expect(finished?.details).toMatchObject({ objects: 121, added: 121, known: 0 });
    expect(desk.opened.ledger.entries.map(({ action }) => action)).toContain('acquire-resumed');
    expect(desk.acquisitions.list().acquisitions).toHaveLength(1);
  });

  it('says what is wrong with the bucket before anything is begun', async () => {
    desk = await Desk.open(worker.start);
    const connection = await desk.connect(server.endpoint);
    const start = (uri: string) => desk?.acquisitions.start({ what: 's3', connection, choice: { uri } });
    await expect(start('s3://no-such-bucket')).rejects.toMatchObject({ code: 'bucket-not-found' });
    await expect(start('s3://trail-bucket/loose')).rejects.toMatchObject({ code: 'not-found' });
    await expect(start('s3://')).rejects.toMatchObject({ code: 'bad-request' });
    expect(desk.opened.ledger.entries.map(({ action }) => action)).toEqual(['case-created']);
  });
});
