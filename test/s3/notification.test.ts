import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { startAwsStub, type AwsStub } from './support/aws-stub';
import { Desk } from './support/desk';
import { startOddStore } from './support/odd-store';
import { md5 } from './support/stub-server';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let stub: AwsStub;
let desk: Desk;
const keys = ['AWSLogs/1/a.json.gz', '../../../../escape.json.gz', 'b c+d.json.gz'];
const objects = new Map(keys.map((key, i) => [`trail-bucket/${key}`, gzipSync(recordsFile(i * 10, 10))]));

beforeAll(async () => {
  worker = await builtWorker();
  stub = await startAwsStub({
    objects,
    answer: ({ call }) => (call.includes('no-such-bucket') ? { status: 404, body: '' } : undefined),
  });
  for (const [name, value] of Object.entries(stub.env)) vi.stubEnv(name, value);
});
afterEach(() => desk.remove());
afterAll(async () => {
  vi.unstubAllEnvs();
  await stub.close();
  worker.remove();
});

function body(bucket: string, named: readonly string[]): string {
  const Message = JSON.stringify({ s3Bucket: bucket, s3ObjectKey: named });
  return JSON.stringify({ MessageId: 'm', Body: JSON.stringify({ Type: 'Notification', Message }) });
}

describe('acquiring what a notification names', () => {
  it('fetches just these objects, lists those that cannot be had, and fetches none of them twice', async () => {
    desk = await Desk.open(worker.start);
    const { id: connection } = await desk.service.connect({});
    const path = join(desk.folder, 'messages.jsonl');
    const lines = [
      body('trail-bucket', keys.slice(0, 2)),
      body('trail-bucket', ['gone']),
      body('no-such-bucket', ['x']),
    ];
    writeFileSync(path, lines.join('\n'));
    const progress = await desk.run({ what: 'notification', connection, path });
    expect(progress).toMatchObject({ what: 'notification', state: 'done', added: 2, failed: 2, objectsTotal: 4 });
    expect(progress.title).toBe(`Delivery of s3://trail-bucket/${keys[0] ?? ''} and 3 more`);
    expect((await desk.window.digest()).events).toBe(20);
    const failed = desk.lines.flatMap(({ uri, failed: why }) => (why === undefined ? [] : [`${uri} ${why.reason}`]));
    expect(failed.sort()).toEqual(['s3://no-such-bucket/x missing', 's3://trail-bucket/gone missing']);
    // A key is a name: nothing lies outside of the case.
    expect(readdirSync(desk.folder).sort()).toEqual(['case', 'messages.jsonl']);
    expect(existsSync(join(desk.folder, '..', 'escape.json.gz'))).toBe(false);
    const fetched = stub.calls.length;
    const text = body('trail-bucket', keys);
    expect(await desk.run({ what: 'notification', connection, text })).toMatchObject({ added: 1, known: 2, failed: 0 });
    expect(stub.calls.slice(fetched).filter(({ call }) => call.startsWith('GET'))).toHaveLength(1);
    const started = desk.opened.ledger.entries.filter(({ action }) => action === 'acquire-started');
    expect(started[0]?.details).toMatchObject({ what: 'notification', notification: path });
    expect(started[0]?.details['sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes just the version that is named, whatever the store gives and the case has', async () => {
    const key = 'a.json';
    const event = (versionId?: string) =>
      JSON.stringify({
        Records: [
          {
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            s3: { bucket: { name: 'bucket' }, object: { key, ...(versionId === undefined ? {} : { versionId }) } },
          },
        ],
      });
    let given: string | undefined = 'v1';
    const bytes = () => Buffer.from(JSON.stringify({ Records: [], version: given }));
    const store = await startOddStore({
      objects: new Map(),
      answer: () => ({
        status: 200,
        type: 'application/json',
        body: bytes().toString(),
        headers: { etag: `"${md5(bytes())}"`, ...(given === undefined ? {} : { 'x-amz-version-id': given }) },
      }),
    });
    try {
      desk = await Desk.open(worker.start);
      const connection = await desk.connect(store.endpoint);
      const take = (text: string) => desk.run({ what: 'notification', connection, text });
      expect(await take(event('v1'))).toMatchObject({ added: 1, failed: 0 });
      expect(await take(event('v1'))).toMatchObject({ known: 1, failed: 0 });
      // The store does not heed the version: what it gives is none of what was named.
      expect(await take(event('v2'))).toMatchObject({ added: 0, failed: 1 });
      given = undefined;
      expect(await take(event('v2'))).toMatchObject({ added: 0, failed: 1 });
      given = 'v2';
      expect(await take(event('v2'))).toMatchObject({ added: 1, failed: 0 });
      expect(desk.lines.flatMap(({ versionId, failed }) => (failed === undefined ? (versionId ?? []) : []))).toEqual([
        'v1',
        'v2',
      ]);
    } finally {
      await store.close();
    }
  });

  it('begins nothing for a file that cannot be used, and says what is wrong with it', async () => {
    desk = await Desk.open(worker.start);
    const { id: connection } = await desk.service.connect({});
    const path = join(desk.folder, 'wrong.json');
    writeFileSync(path, '{"s3Bucket":"trail-bucket","s3ObjectKey":"a"}');
    const begin = (given: { path?: string; text?: string }) => {
      return desk.acquisitions.start({ what: 'notification', connection, ...given });
    };
    await expect(begin({ path })).rejects.toThrow(/s3ObjectKey is "a", and not a list/);
    await expect(begin({ path: join(desk.folder, 'none.json') })).rejects.toMatchObject({ code: 'unreadable-path' });
    await expect(begin({ path: desk.folder })).rejects.toThrow(/is no file/);
    await expect(begin({ path: 'wrong.json' })).rejects.toThrow(/is no whole path/);
    await expect(begin({})).rejects.toThrow(/one of the two/);
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x7b, 0x00]));
    await expect(begin({ path })).rejects.toThrow(/no UTF-8/);
    expect(desk.opened.ledger.entries.map(({ action }) => action)).toEqual(['case-created']);
  });
});
