import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ManifestLine } from '../../src/main/cases/manifest';
import { recordsFile } from '../support/log-files';
import { startAwsStub } from './support/aws-stub';
import { startOddStore, type OddStore, type OddStoreOptions } from './support/odd-store';
import { buildAcquirer, runAcquire, type RunOptions } from './support/run-acquire';

let built: string;
let parent: string;
let store: OddStore | undefined;
let number = 0;
beforeAll(async () => {
  built = await buildAcquirer();
  parent = mkdtempSync(join(tmpdir(), 'trailbench-acquire-cli-'));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
});
afterAll(() => {
  for (const path of [built, parent]) rmSync(path, { recursive: true, force: true });
});

const STREAM = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
const logs = new Map(
  Array.from({ length: 25 }, (_, i): [string, Buffer] => {
    const day = String(1 + (i % 5) * (i % 2 === 0 ? 1 : 2)).padStart(2, '0');
    return [`${STREAM}2023/11/${day}/log-${String(i).padStart(2, '0')}.json.gz`, gzipSync(recordsFile(i * 2, 2))];
  }),
);

interface Acquired {
  readonly code: number | null;
  readonly err: string;
  readonly out: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly folder: string;
}

async function acquire(
  options: Partial<OddStoreOptions>,
  args: readonly string[] = [],
  more: RunOptions & { readonly address?: string; readonly inCase?: boolean } = {},
): Promise<Acquired> {
  store = await startOddStore({ objects: logs, pageSize: 10, ...options });
  const folder = join(parent, `case ${String((number += 1))}`);
  const { address = 's3://bucket', inCase = true } = more;
  const where = [address, '--endpoint', store.endpoint, '--path-style', ...(inCase ? ['--case', folder] : [])];
  const { code, err, out } = await runAcquire(built, [...where, ...args], more);
  const json = out.startsWith('{') ? (JSON.parse(out) as Acquired['json']) : {};
  return { code, err, out, json, folder };
}

function linesOf(folder: string): ManifestLine[] {
  const text = readFileSync(join(folder, 'evidence/manifest.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ManifestLine);
}

describe('acquire from a store that is not to be trusted', () => {
  it.each<[string, Partial<OddStoreOptions>]>([
    ['that is truncated without a token', { goesOn: 'none' }],
    ['that has prefixes of namespaces', { namespace: 's3:' }],
    [
      'that is replaced by a sign-in page at first',
      { answer: (_, asked) => (asked < 2 ? { status: 200, body: '<html>Sign in</html>' } : undefined) },
    ],
    ['whose objects have checksums that nobody knows', { headers: () => ({ 'x-amz-checksum-blake3': 'AAAA' }) }],
  ])('takes all of a listing %s', async (_, options) => {
    const { code, json, folder } = await acquire(options);
    expect(json).toMatchObject({ state: 'done', objects: 25, added: 25, failed: 0, unchecked: 0 });
    expect(code).toBe(0);
    expect(linesOf(folder)).toHaveLength(25);
  });

  it('says what could be checked by its length alone', async () => {
    const { code, json, err, folder } = await acquire({
      headers: () => ({ 'x-amz-server-side-encryption': 'aws:kms' }),
    });
    expect(code).toBe(0);
    expect(json).toMatchObject({ added: 25, unchecked: 25 });
    expect(err).toContain('25 objects could be checked by length alone');
    expect(linesOf(folder).map(({ checked }) => checked)).toEqual(Array.from({ length: 25 }, () => 'length'));
    const ledger = readFileSync(join(folder, 'ledger.jsonl'), 'utf8');
    expect(ledger).toContain('"unchecked":25');
  });

  it('takes what was listed before a listing broke off, and ends with a failure', { timeout: 60_000 }, async () => {
    const options: Partial<OddStoreOptions> = { goesOn: 'none', deaf: ['start-after', 'marker'] };
    const { code, json, err } = await acquire(options, ['--everything']);
    expect(json).toMatchObject({ state: 'failed', added: 10 });
    expect(code).toBe(4);
    expect(err).toContain('there is more, and does not give it');
  });

  it.each([
    ['a sign-in page', '<html>Sign in</html>'],
    ['nothing', ''],
  ])('has no case, and status 2, where %s answers', { timeout: 60_000 }, async (_, body) => {
    for (const args of [[], ['--everything'], ['--dry-run']]) {
      const { code, err, folder } = await acquire({ answer: () => ({ status: 200, body }) }, args);
      expect(code, args.join()).toBe(2);
      expect(err).toContain('in the place of the service');
      expect(err).not.toContain('Connected');
      expect(existsSync(folder)).toBe(false);
      await store?.close();
    }
  });
});

describe('acquire where nothing fits', () => {
  it.each<[string, readonly string[], string?]>([
    ['the period', ['--from', '2020-01-01', '--to', '2020-01-02']],
    ['the account', ['--accounts', '999999999999']],
    ['the kind', ['--kinds', 'Aggregated']],
    ['anything under the address', ['--everything'], 's3://bucket/none/'],
    ['the count', ['--dry-run', '--from', '2020-01-01', '--to', '2020-01-02']],
  ])('ends with 2 and leaves no case: %s', async (_, args, address) => {
    const { code, folder, json } = await acquire({}, args, address === undefined ? {} : { address });
    expect(code).toBe(2);
    expect(existsSync(folder)).toBe(false);
    expect(json['case'] ?? null).toBeNull();
  });

  it('leaves a case that was there', async () => {
    const { folder } = await acquire({});
    await store?.close();
    store = await startOddStore({ objects: logs });
    const args = ['s3://bucket', '--endpoint', store.endpoint, '--path-style', '--case', folder];
    const { code, out } = await runAcquire(built, [...args, '--from', '2020-01-01', '--to', '2020-01-02']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ case: folder, objects: 0 });
    expect(linesOf(folder)).toHaveLength(25);
  });
});

describe('what is said', () => {
  it('is that it is connected once something has answered, and small sizes in kB', async () => {
    const { err } = await acquire({}, ['--dry-run']);
    expect(err).toMatch(/is not asked who this is.*\nConnected: default credentials, endpoint http/);
    expect(err).toMatch(/25 objects, \d+\.\d kB\./);
  });
});

describe('acquire --list', () => {
  const aggregated = 'AWSLogs/o-abcdefghij/222233334444/CloudTrail-Aggregated/eu-west-1/2023/11/14/a.json.gz';
  const objects = new Map([
    ...logs,
    [aggregated, Buffer.from('x')],
    ['AWSLogs/111122223333/Config/x.json', Buffer.from('x')],
  ]);

  it('shows accounts, regions, kinds and days as text', async () => {
    const { code, out } = await acquire({ objects }, ['--list'], { inCase: false });
    expect(code).toBe(0);
    const lines = out.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(lines).toContain('Below | Account | Region | Kind | Days | Delivered');
    expect(lines).toContain(
      ' | 111122223333 | us-east-1 | CloudTrail | 7 | 2023-11-01 to 2023-11-05, 2023-11-07, 2023-11-09',
    );
    expect(lines).toContain('o-abcdefghij | 222233334444 | eu-west-1 | Aggregated | 1 | 2023-11-14');
    expect(out).toContain('2 accounts, 2 regions, 2 kinds.');
    expect(out).toContain('AWSLogs/111122223333/Config/ (a folder)');
  });

  it('and as JSON, narrowed where that is wished', async () => {
    const { code, json } = await acquire({ objects }, ['--list', '--format', 'json', '--accounts', '222233334444'], {
      inCase: false,
    });
    expect(code).toBe(0);
    expect(json).toMatchObject({
      uri: 's3://bucket',
      accounts: ['222233334444'],
      regions: ['eu-west-1'],
      kinds: ['Aggregated'],
      streams: [
        {
          organization: 'o-abcdefghij',
          account: '222233334444',
          region: 'eu-west-1',
          kind: 'Aggregated',
          days: ['2023-11-14'],
        },
      ],
      refused: [],
    });
  });

  it('ends with 2 where there is nothing, and takes no case', async () => {
    expect(await acquire({ objects: new Map() }, ['--list'], { inCase: false })).toMatchObject({ code: 2 });
    await store?.close();
    const wrong = await acquire({}, ['--list']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('leave out --case') });
  });
});

describe('digests of AWS', () => {
  it(
    'come with the public keys of their time, and a refusal of those is a failure with its right',
    { timeout: 60_000 },
    async () => {
      const end = '2023-11-14T10:12:06Z';
      const key = `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2023/11/14/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20231114T101206Z.json.gz`;
      let denied = true;
      const stub = await startAwsStub({
        objects: new Map([[`trail-bucket/${key}`, gzipSync('{}')]]),
        answer: ({ call }) =>
          denied && call === 'ListPublicKeys'
            ? { status: 400, body: '{"__type":"AccessDeniedException","message":"No."}' }
            : undefined,
      });
      try {
        const folder = join(parent, 'keys');
        const args = ['s3://trail-bucket', '--case', folder];
        const first = await runAcquire(built, args, { env: stub.env });
        expect(JSON.parse(first.out)).toMatchObject({ added: 1, failed: 1, failures: [{ reason: 'access-denied' }] });
        expect(first.out).toContain('cloudtrail:ListPublicKeys');
        expect(first.code).toBe(4);
        denied = false;
        const { code, out } = await runAcquire(built, args, { env: stub.env });
        expect(code).toBe(0);
        expect(JSON.parse(out)).toMatchObject({ state: 'done', added: 2, known: 1, failed: 0 });
        const asked = stub.calls.find(({ call }) => call === 'ListPublicKeys');
        const at = Date.parse(end) / 1000;
        expect(asked).toMatchObject({ region: 'eu-west-1', body: { StartTime: at - 7_200, EndTime: at + 7_200 } });
        expect(linesOf(folder).map(({ uri }) => uri)).toContain(
          'aws-config://111122223333/eu-west-1/public-keys/20231114T081206Z_20231114T121206Z/page-0002',
        );
      } finally {
        await stub.close();
      }
    },
  );
});
