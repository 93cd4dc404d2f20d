import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { Desk } from './support/desk';
import { startFaultProxy, type Fault, type FaultProxy } from './support/fault-proxy';
import { startS3Server, type S3Server, type StoredObject } from './support/s3-server';
import { trailObjects } from './support/trail';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let server: S3Server;
let desk: Desk | undefined;
let proxy: FaultProxy | undefined;
const small = [...trailObjects(150)];
const large: StoredObject[] = [0, 1, 2].map((i) => ({
  key: `AWSLogs/111122223333/CloudTrail/us-east-1/2023/11/2${i}/large-${i}.json`,
  bytes: Buffer.from(recordsFile(1_000_000 + i * 10_000, 2_000)),
}));
const objects = [...small, ...large];
const all = { uri: 's3://trail-bucket' } as const;

beforeAll(async () => {
  worker = await builtWorker();
  server = await startS3Server(objects);
});
afterEach(async () => {
  await desk?.remove();
  await proxy?.close();
  desk = undefined;
  proxy = undefined;
});
afterAll(async () => {
  await server.close();
  worker.remove();
});

/** The same sequence at each run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function behind(fault: (key: string | null) => Fault | undefined): Promise<FaultProxy> {
  proxy = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, fault });
  return proxy;
}

/** Every kept source has the very bytes of its object, and no object is missing without being listed as failed. */
async function expectNothingWrong(opened: Desk): Promise<void> {
  const byUri = new Map(objects.map(({ key, bytes }) => [`s3://trail-bucket/${key}`, bytes]));
  const seen = new Set<string>();
  for (const { uri, sha256, failed, no } of opened.lines) {
    const bytes = byUri.get(uri);
    expect(bytes).toBeDefined();
    seen.add(uri);
    if (failed !== undefined || bytes === undefined) continue;
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(Buffer.compare(await opened.stored(no), Buffer.from(bytes))).toBe(0);
  }
  expect(seen.size).toBe(byUri.size);
}

describe('a disturbed network', () => {
  it('ends with every object whole, whatever breaks, stalls, is cut short or altered on the way', async () => {
    const random = seeded(7);
    const wrongs: readonly Fault[] = ['drop', 'break', 'stall', 'truncate', 'corrupt'];
    const { endpoint, fetched } = await behind(() => {
      const at = random();
      if (at < 0.3) return 'slow-down';
      return at < 0.45 ? wrongs[Math.floor(random() * wrongs.length)] : undefined;
    });
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(endpoint, all);
    expect(progress).toMatchObject({ state: 'done', added: objects.length, failed: 0, retrying: 0, active: 0 });
    expect(fetched.length).toBeGreaterThan(objects.length * 1.3);
    await expectNothingWrong(desk);
    expect(desk.told.flat().some(({ retrying }) => retrying > 0)).toBe(true);
  });

  it('asks for less at a time when the service says that it is too much', async () => {
    const random = seeded(3);
    const { endpoint } = await behind((key) => (key !== null && random() < 0.5 ? 'slow-down' : undefined));
    desk = await Desk.open(worker.start);
    await desk.acquire(endpoint, all);
    const parallel = desk.told.flat().map((progress) => progress.parallel);
    expect(Math.min(...parallel.filter((count) => count > 0))).toBeLessThan(16);
  });

  it('gives up an object whose bytes are wrong each time, and takes nothing of it', async () => {
    const victim = small[10]?.key ?? '';
    const { endpoint } = await behind((key) => (key === victim ? 'corrupt' : undefined));
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(endpoint, all);
    expect(progress).toMatchObject({ state: 'done', added: objects.length - 1, failed: 1 });
    const { failures } = await desk.acquisitions.failures(progress.no, 0, 10);
    expect(failures).toMatchObject([{ uri: `s3://trail-bucket/${victim}`, reason: 'checksum' }]);
    await expectNothingWrong(desk);
  });

  it('waits while nothing can be reached, and fails no object for it', async () => {
    desk = await Desk.open(worker.start, { backoff: 1, idle: 400, governor: { start: 2, most: 2 } });
    const first = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, delay: 10 });
    const port = Number(new URL(first.endpoint).port);
    const connection = await desk.connect(first.endpoint);
    const { acquisition } = await desk.acquisitions.start({ what: 's3', connection, choice: all });
    await desk.window.start();
    const running = desk.settled(acquisition);
    while (desk.lines.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    const held = desk;
    const message = (): string | null => held.acquisitions.get(acquisition).progress().message;
    while (message() === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(message()).toContain('cannot be reached');
    proxy = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, port });
    expect(await running).toMatchObject({ state: 'done', failed: 0, added: objects.length, message: null });
  });

  it('stops after a long time without any connection, and goes on later', async () => {
    desk = await Desk.open(worker.start, { backoff: 1, outageLimit: 1, governor: { start: 2, most: 2 } });
    const first = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, delay: 10 });
    const connection = await desk.connect(first.endpoint);
    const { acquisition } = await desk.acquisitions.start({ what: 's3', connection, choice: all });
    await desk.window.start();
    while (desk.lines.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'failed', failed: 0 });
    const kept = desk.lines.length;
    const again = await desk.connect(server.endpoint);
    await desk.acquisitions.control(acquisition, { verb: 'resume', connection: again });
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'done', failed: 0 });
    expect(desk.lines.length).toBe(objects.length);
    expect(kept).toBeLessThan(objects.length);
    await expectNothingWrong(desk);
  });
});

describe('an object that cannot be had', () => {
  it('is listed with its reason and remedy, and is tried again when asked', async () => {
    const victims = new Map<string | null, Fault>([
      [small[0]?.key ?? '', 'denied'],
      [small[1]?.key ?? '', 'kms'],
      [small[2]?.key ?? '', 'archived'],
      [small[3]?.key ?? '', 'drop'],
    ]);
    let broken = true;
    const { endpoint, fetched } = await behind((key) => (broken ? victims.get(key) : undefined));
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(endpoint, all);
    expect(progress).toMatchObject({ state: 'done', added: objects.length - 4, failed: 4 });
    const { total, failures } = await desk.acquisitions.failures(progress.no, 0, 10);
    expect(total).toBe(4);
    const reasonOf = (place: number) => failures.find(({ uri }) => uri.endsWith(small[place]?.key ?? '-'));
    expect(reasonOf(0)).toMatchObject({ reason: 'access-denied', message: expect.stringContaining('s3:GetObject') });
    expect(reasonOf(1)).toMatchObject({ reason: 'kms-denied', message: expect.stringContaining('kms:Decrypt') });
    expect(reasonOf(2)).toMatchObject({ reason: 'archived', message: expect.stringContaining('estore') });
    expect(reasonOf(3)).toMatchObject({ reason: 'network' });
    await expectNothingWrong(desk);

    broken = false;
    const before = fetched.length;
    const connection = await desk.connect(endpoint);
    const { acquisition } = await desk.acquisitions.control(progress.no, { verb: 'retry-failed', connection });
    expect(await desk.settled(acquisition)).toMatchObject({ state: 'done', added: 4, failed: 0, objectsTotal: 4 });
    expect(fetched.slice(before).sort()).toEqual([...victims.keys()].sort());
    await expectNothingWrong(desk);
    const { measured } = await desk.service.measure(
      { connection, choice: all },
      desk.opened.manifest,
      new AbortController().signal,
      () => undefined,
    );
    expect(measured.known.objects).toBe(objects.length);
  });

  it('is tried again within an acquisition that still goes on', async () => {
    const victim = small[0]?.key ?? '';
    let broken = true;
    proxy = await startFaultProxy({
      target: server.endpoint,
      bucket: server.bucket,
      delay: 10,
      fault: (key) => (broken && key === victim ? 'kms' : undefined),
    });
    desk = await Desk.open(worker.start, { backoff: 1, governor: { start: 2, most: 2 } });
    const connection = await desk.connect(proxy.endpoint);
    const { acquisition } = await desk.acquisitions.start({ what: 's3', connection, choice: all });
    await desk.window.start();
    const running = desk.settled(acquisition);
    while (desk.acquisitions.get(acquisition).progress().failed === 0) await new Promise((r) => setTimeout(r, 5));
    broken = false;
    await desk.acquisitions.control(acquisition, { verb: 'retry-failed' });
    expect(await running).toMatchObject({ state: 'done', added: objects.length, failed: 0 });
    await expectNothingWrong(desk);
  });

  it('stops everything where the credentials are not accepted any more, and goes on with others', async () => {
    let count = 0;
    const { endpoint } = await behind((key) => {
      if (key !== null) count += 1;
      return key !== null && count > 30 ? 'expired' : undefined;
    });
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(endpoint, all);
    expect(progress).toMatchObject({ state: 'failed', failed: 0, message: expect.stringContaining('expired') });
    const connection = await desk.connect(server.endpoint);
    await desk.acquisitions.control(progress.no, { verb: 'resume', connection });
    expect(await desk.settled(progress.no)).toMatchObject({ state: 'done', failed: 0 });
    await expectNothingWrong(desk);
    const resumed = desk.opened.ledger.entries.find(({ action }) => action === 'acquire-resumed');
    expect(resumed?.details).toMatchObject({ connection: { endpoint: server.endpoint } });
  });
});
