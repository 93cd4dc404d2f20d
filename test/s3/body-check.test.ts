import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { Desk } from './support/desk';
import { startOddStore, type OddStore, type OddStoreOptions } from './support/odd-store';

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

const KEY = 'AWSLogs/111122223333/CloudTrail/us-east-1/2023/11/14/a.json.gz';
const BYTES = gzipSync(recordsFile(0, 3));
const base64 = (kind: string, bytes = BYTES): string => createHash(kind).update(bytes).digest('base64');
/** Of "123456789", as the specifications of these checksums state them. */
const DIGITS = Buffer.from('123456789');
const OF_DIGITS: Readonly<Record<string, string>> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  xxhash64: '8cb841db40e6ae83',
};

async function taken(options: Omit<OddStoreOptions, 'objects'>, bytes: Buffer = BYTES) {
  store = await startOddStore({ objects: new Map([[KEY, bytes]]), ...options });
  desk = await Desk.open(worker.start);
  const progress = await desk.acquire(store.endpoint, { uri: 's3://bucket', everything: true });
  const [line] = desk.lines;
  return { progress, line, failures: (await desk.acquisitions.failures(progress.no, 0, 10)).failures };
}

const withHeaders = (headers: Readonly<Record<string, string>>) => ({ headers: () => headers });

describe('an object with a checksum', () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['of SHA-512', { 'x-amz-checksum-sha512': base64('sha512') }, 'sha512'],
    ['of SHA-256', { 'x-amz-checksum-sha256': base64('sha256') }, 'sha256'],
    ['of SHA-1', { 'x-amz-checksum-sha1': base64('sha1') }, 'sha1'],
    ['of MD5', { 'x-amz-checksum-md5': base64('md5') }, 'md5'],
    ['of MD5, as HTTP has it', { 'content-md5': base64('md5') }, 'md5'],
    ['in hex', { 'x-amz-checksum-sha256': createHash('sha256').update(BYTES).digest('hex') }, 'sha256'],
    ['of two kinds', { 'x-amz-checksum-sha256': base64('sha256'), 'content-md5': base64('md5') }, 'sha256 md5'],
    ['of another cloud', { 'x-goog-hash': `md5=${base64('md5')}` }, 'md5'],
    ['that nobody knows yet: its ETag is compared', { 'x-amz-checksum-blake3': 'AAAA' }, 'etag'],
    ['over parts: its ETag is compared', { 'x-amz-checksum-sha256': `${base64('sha1')}-3` }, 'etag'],
    [
      'over parts, which the type alone says',
      { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-type': 'COMPOSITE' },
      'etag',
    ],
    ['that is none', { 'x-amz-checksum-crc32': 'not a checksum' }, 'etag'],
    [
      'and no MD5 for an ETag',
      { 'x-amz-checksum-blake3': 'AAAA', 'x-amz-server-side-encryption': 'aws:kms' },
      'length',
    ],
  ])('%s is taken, and the manifest says what was compared', async (_, headers, checked) => {
    const { progress, line } = await taken(withHeaders(headers));
    expect(progress).toMatchObject({ state: 'done', added: 1, failed: 0 });
    expect(line).toMatchObject({ checked, sha256: createHash('sha256').update(BYTES).digest('hex') });
    const [name = '', value = ''] = Object.entries(headers)[0] ?? [];
    if (name.startsWith('x-amz-checksum-')) expect(line?.checksum).toBe(`${name.slice(15)}:${value}`);
  });

  it.each(Object.entries(OF_DIGITS))('of %s is compared', async (kind, hex) => {
    const right = Buffer.from(hex, 'hex').toString('base64');
    const { line } = await taken(withHeaders({ [`x-amz-checksum-${kind}`]: right }), DIGITS);
    expect(line).toMatchObject({ checked: kind });
  });

  it.each(
    ['sha512', 'sha256', 'sha1', 'md5', 'crc64nvme', 'crc32c', 'crc32', 'xxhash128', 'xxhash3', 'xxhash64'].flatMap(
      (kind): [string][] => [[`x-amz-checksum-${kind}`]],
    ),
  )('in %s that contradicts its bytes is a failure, whatever its ETag is', async (name) => {
    const sizes: Readonly<Record<string, number>> = {
      sha512: 64,
      sha256: 32,
      sha1: 20,
      md5: 16,
      xxhash128: 16,
      crc32c: 4,
      crc32: 4,
    };
    const value = Buffer.alloc(sizes[name.slice(15)] ?? 8, 7).toString('base64');
    const { progress, failures } = await taken(withHeaders({ [name]: value }));
    expect(progress).toMatchObject({ state: 'done', added: 0, failed: 1 });
    expect(failures).toMatchObject([{ reason: 'checksum', message: expect.stringContaining('the store says 0707') }]);
  });

  it('is fetched again where its bytes were altered on the way', async () => {
    const headers = { 'x-amz-checksum-sha512': base64('sha512') };
    const sent = (_: string, bytes: Buffer, asked: number): Buffer =>
      asked < 3 ? Buffer.from(bytes).fill(1, 4, 5) : bytes;
    const { progress } = await taken({ ...withHeaders(headers), sent });
    expect(progress).toMatchObject({ added: 1, failed: 0 });
  });
});

describe('a time of last change', () => {
  it.each([
    ['Tuesday, 14-Nov-23 10:00:00 GMT', '2023-11-14T10:00:00.000Z'],
    ['Tue Nov 14 10:00:00 2023', '2023-11-14T10:00:00.000Z'],
    ['2023-11-14T10:00:00Z', '2023-11-14T10:00:00.000Z'],
    ['yesterday', null],
    ['', null],
    ['Tue, 31 Feb 2023 10:00:00 GMT', null],
  ])('%j costs no object, and no date is made up', async (written, modified) => {
    const { progress, line } = await taken({ ...withHeaders({ 'last-modified': written }), modified: written });
    expect(progress).toMatchObject({ added: 1, failed: 0 });
    expect(line?.modified).toBe(modified);
  });

  it('and other odd headers neither', async () => {
    const { progress, line } = await taken(
      withHeaders({
        expires: 'never',
        'x-amz-missing-meta': 'some',
        'x-amz-tagging-count': '-',
        'x-amz-mp-parts-count': 'two',
        'x-amz-object-lock-retain-until-date': 'soon',
        'x-amz-server-side-encryption-bucket-key-enabled': 'maybe',
        'x-amz-meta-signature': 'ab',
      }),
    );
    expect(progress).toMatchObject({ added: 1, failed: 0 });
    expect(line?.metadata).toEqual({ signature: 'ab' });
  });
});

describe('an answer that is not the object', () => {
  const page = '<html>Sign in</html>';

  it('is the object all the same where the store says nothing of it but its length', async () => {
    const answer: OddStoreOptions['answer'] = (url) =>
      url.pathname.endsWith('.json')
        ? { status: 200, type: 'application/json', body: '{}', headers: { 'content-length': '2' } }
        : undefined;
    store = await startOddStore({ objects: new Map([['a.json', Buffer.from('{}')]]), answer });
    desk = await Desk.open(worker.start);
    const progress = await desk.acquire(store.endpoint, { uri: 's3://bucket', everything: true });
    expect(progress).toMatchObject({ added: 1, failed: 0, unchecked: 1 });
    expect(progress.message).toContain('One object could be checked by length alone');
  });

  it('is tried again where it is a page, and is no evidence in the end', async () => {
    const answer: OddStoreOptions['answer'] = (url) =>
      url.pathname.endsWith('.gz')
        ? { status: 200, body: page, headers: { 'content-length': String(page.length) } }
        : undefined;
    const { progress, failures } = await taken({ answer });
    expect(progress).toMatchObject({ added: 0, failed: 1 });
    expect(failures).toMatchObject([
      { reason: 'network', message: expect.stringContaining('in the place of the service') },
    ]);
  });

  it('is a failure where it is another state than was listed', async () => {
    const { progress, failures } = await taken(withHeaders({ etag: `"${'0'.repeat(32)}"` }));
    expect(progress).toMatchObject({ added: 0, failed: 1 });
    expect(failures).toMatchObject([{ reason: 'changed' }]);
  });

  it('is a failure where it is a part of it', async () => {
    const answer: OddStoreOptions['answer'] = (url) =>
      url.pathname.endsWith('.gz')
        ? { status: 206, type: 'application/gzip', body: 'x'.repeat(BYTES.length) }
        : undefined;
    expect((await taken({ answer })).progress).toMatchObject({ added: 0, failed: 1 });
  });
});
