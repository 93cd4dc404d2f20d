import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsFailure } from '../../src/main/acquire/s3/aws-failure';
import { Connection } from '../../src/main/acquire/s3/connection';
import { discover } from '../../src/main/acquire/s3/discover';
import { listPages } from '../../src/main/acquire/s3/listing';
import { useKeys } from './support/desk';
import { startOddStore, type OddStore, type OddStoreOptions } from './support/odd-store';

let store: OddStore | undefined;
let connection: Connection | undefined;
beforeEach(() => useKeys());
afterEach(async () => {
  connection?.close();
  await store?.close();
  [store, connection] = [undefined, undefined];
});

const { signal } = new AbortController();
const FOLDER = 'AWSLogs/111122223333/CloudTrail/us-east-1/2023/11/14/';
const LOGS = Array.from({ length: 25 }, (_, i) => `${FOLDER}log-${String(i).padStart(2, '0')}.json.gz`);

function objectsOf(keys: readonly string[]): Map<string, Buffer> {
  return new Map(keys.map((key) => [key, Buffer.from(`of ${key}`)]));
}

async function bucketOf(options: Omit<OddStoreOptions, 'objects'>, keys: readonly string[] = LOGS) {
  store = await startOddStore({ objects: objectsOf(keys), pageSize: 10, ...options });
  connection = await Connection.open({ endpoint: store.endpoint, pathStyle: true });
  return connection.bucket('bucket');
}

async function listed(options: Omit<OddStoreOptions, 'objects'>, keys?: readonly string[], prefix = '') {
  const to = await bucketOf(options, keys);
  const found: string[] = [];
  for await (const { objects } of listPages(to, { prefix }, signal)) found.push(...objects.map(({ key }) => key));
  return found;
}

describe('a listing in pages', () => {
  it.each<[string, Omit<OddStoreOptions, 'objects'>]>([
    ['goes on by tokens', {}],
    ['goes on after the last key where it is truncated without a token', { goesOn: 'none' }],
    ['and where the token is always the same', { goesOn: 'same' }],
    ['and where the token leads back to the first page', { goesOn: 'loop' }],
    ['goes on by markers where the store knows the first version of the call alone', { goesOn: 'v1' }],
    ['and where start-after is not heeded', { goesOn: 'none', deaf: ['start-after'] }],
    ['and where a token leads back, too', { goesOn: 'loop', deaf: ['start-after'] }],
    ['goes on where it is not said whether it is truncated', { goesOn: 'none', truncated: () => undefined }],
    ['and where that is said in other words', { goesOn: 'none', truncated: (more) => (more ? 'TRUE' : 'perhaps') }],
    ['goes on where it is said to be whole, and has a token', { truncated: () => 'false' }],
    [
      'goes on where it is said to be whole, and to have more keys',
      { goesOn: 'none', truncated: () => 'false', keyCount: () => 25 },
    ],
    ['takes no notice of a count that is too small', { keyCount: () => 0 }],
    ['reads prefixes of namespaces', { namespace: 's3:' }],
    ['and goes on there', { namespace: 'ns0:', goesOn: 'none' }],
    ['knows nothing but what was asked for where the prefix is not heeded', { deaf: ['prefix'] }],
  ])('%s', async (_, options) => {
    expect(await listed(options, undefined, 'AWSLogs/')).toEqual(LOGS);
  });

  it('drops what lies outside of the prefix', async () => {
    expect(await listed({ deaf: ['prefix'] }, [...LOGS, 'Other/a', 'ZZZ'], 'AWSLogs/')).toEqual(LOGS);
  });

  it('reads keys however they are encoded', async () => {
    const keys = ['a b+c%2F.json', 'a/é&<>.json', 'a/\u{1f4a3}', 'a/plain=1.json']
      .map((key) => `AWSLogs/${key}`)
      .sort();
    for (const encode of ['url', 'raw', 'unsaid', 'said-not-done'] as const) {
      const wanted = encode === 'said-not-done' ? keys.filter((key) => !key.includes('%')) : keys;
      expect(await listed({ encode }, wanted, 'AWSLogs/'), encode).toEqual(wanted);
      connection?.close();
      await store?.close();
    }
  });

  it('passes a folder marker without what lies in it', async () => {
    const keys = ['a/', 'a/1', 'a/2', 'b/', 'b/1'];
    expect(await listed({ goesOn: 'none', pageSize: 1 }, keys)).toEqual(keys);
  });

  it.each<[string, Omit<OddStoreOptions, 'objects'>]>([
    [
      'no key to go on after',
      {
        answer: () => ({
          status: 200,
          type: 'application/xml',
          body: '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
        }),
      },
    ],
    ['nothing heeded', { goesOn: 'none', deaf: ['start-after', 'marker'] }],
    [
      'a loop of tokens and nothing heeded',
      { goesOn: 'loop', deaf: ['start-after', 'marker'], truncated: () => 'true' },
    ],
  ])('fails where the store has more and does not give it: %s', async (_, options) => {
    const failure = await listed(options).then(
      () => undefined,
      (cause: unknown) => awsFailure(cause),
    );
    expect(failure).toMatchObject({ kind: 'unlistable' });
    expect(failure?.said).toContain('there is more');
  });
});

describe('an answer that is no listing', () => {
  const PAGE = '<!DOCTYPE html><html><body>Sign in to the network</body></html>';
  const whole =
    '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key></Contents></ListBucketResult>';
  const others: readonly [string, { readonly status?: number; readonly type?: string; readonly body: string }][] = [
    ['a sign-in page', { body: PAGE }],
    ['a sign-in page that is called XML', { body: PAGE, type: 'application/xml' }],
    ['a page that is well-formed', { body: '<html><body>x</body></html>', type: 'application/xhtml+xml' }],
    ['nothing', { body: '' }],
    ['JSON', { body: '{"Contents":[]}', type: 'application/json' }],
    ['another document', { body: '<ListAllMyBucketsResult/>', type: 'application/xml' }],
    ['a part of one', { body: whole.slice(0, -30), type: 'application/xml' }],
    ['an object without a key', { body: whole.replace('<Key>a</Key>', ''), type: 'application/xml' }],
    ['a refusal as a page', { status: 403, body: PAGE }],
    ['a redirection', { status: 302, body: '', type: 'text/plain' }],
    ['a proxy that asks for a password', { status: 407, body: '' }],
    ['a network that asks for a sign-in', { status: 511, body: PAGE }],
  ];
  it.each(others)('is tried again: %s', async (_, { status = 200, type, body }) => {
    const answer = { status, body, ...(type === undefined ? {} : { type }) };
    expect(await listed({ answer: (_url, asked) => (asked < 2 ? answer : undefined) })).toEqual(LOGS);
  });

  it('is a failure with its remedy in the end', { timeout: 60_000 }, async () => {
    const to = await bucketOf({ answer: () => ({ status: 200, body: PAGE }) });
    const found = discover(to, '', { signal, onFound: () => undefined });
    await expect(found).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/web page.*sign in there/s),
    });
    expect(store?.asked.length).toBeGreaterThan(2);
  });

  it('is what it says where it is an error after all', async () => {
    const body = '<Error><Code>AccessDenied</Code><Message>Not you.</Message></Error>';
    const failure = await listed({ answer: () => ({ status: 200, type: 'application/xml', body }) }).catch(awsFailure);
    expect(failure).toMatchObject({ kind: 'access-denied', said: 'Not you.' });
  });
});

describe('discovering', () => {
  const streams = async (options: Omit<OddStoreOptions, 'objects'>, keys: readonly string[]): Promise<string[]> => {
    const to = await bucketOf(options, keys);
    const found: string[] = [];
    await discover(to, '', {
      signal,
      onFound: (message) => {
        if (message.type === 'stream') found.push(message.stream.prefix);
      },
    });
    return found.sort();
  };
  const regions = ['ap-south-1', 'eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'];
  const prefixes = regions.map((region) => `AWSLogs/111122223333/CloudTrail/${region}/`);
  const keys = prefixes.map((prefix) => `${prefix}2023/11/14/a.json.gz`);

  it.each<[string, Omit<OddStoreOptions, 'objects'>]>([
    ['by tokens', {}],
    ['without tokens', { goesOn: 'none' }],
    ['by the first version of the call', { goesOn: 'v1' }],
    ['where the delimiter is not heeded', { deaf: ['delimiter'] }],
  ])('finds folders that take several pages, %s', async (_, options) => {
    expect(await streams({ pageSize: 2, ...options }, keys)).toEqual(prefixes);
  });

  it('finds the folder of the logs behind thousands of other objects', async () => {
    const loose = Array.from({ length: 6_000 }, (_, i) => `0${String(i)}.txt`);
    expect(await streams({ pageSize: 1_000 }, [...loose, ...keys])).toEqual(prefixes);
  });
});
