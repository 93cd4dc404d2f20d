import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtWorker } from '../support/indexing-worker';
import { recordsFile } from '../support/log-files';
import { jsonError, startAwsStub, STUB_ACCOUNT, type AwsStub, type AwsStubOptions } from './support/aws-stub';
import { Desk } from './support/desk';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let stub: AwsStub | undefined;
let desk: Desk | undefined;
beforeAll(async () => {
  worker = await builtWorker();
});
afterEach(async () => {
  await desk?.remove();
  await stub?.close();
  [desk, stub] = [undefined, undefined];
  vi.unstubAllEnvs();
});
afterAll(() => worker.remove());

async function serve(options: AwsStubOptions): Promise<AwsStub> {
  stub = await startAwsStub(options);
  for (const [name, value] of Object.entries(stub.env)) vi.stubEnv(name, value);
  desk = await Desk.open(worker.start);
  return stub;
}

function current(): Desk {
  if (desk === undefined) throw new Error('no desk');
  return desk;
}

const at = `aws-config://${STUB_ACCOUNT}`;

describe('an answer that is none', () => {
  const page = { status: 200, body: '<html>Sign in</html>' };
  const keyOf = ({ call, region, body }: { call: string; region: string; body: Readonly<Record<string, unknown>> }) =>
    `${call} ${region} ${JSON.stringify(body)}`;

  it.each([
    ['a sign-in page', page.body],
    ['nothing', ''],
    ['an empty object', '{}'],
    ['another service', '{"message":"hello"}'],
  ])('is asked for again, and never kept: %s', async (_, body) => {
    await serve({
      answer: (call, before) => {
        const isFirst = !before.some((other) => keyOf(other) === keyOf(call));
        return isFirst && /^(DescribeTrails|List|Get(Trail|Event|Insight))/.test(call.call)
          ? { status: 200, body }
          : undefined;
      },
    });
    const { id: connection } = await current().service.connect({});
    const request = { what: 'configuration' as const, connection, from: '2023-11-01', to: '2023-11-14' };
    const progress = await current().run({ ...request, regions: ['eu-west-1'] });
    expect(progress).toMatchObject({ state: 'done', failed: 1, added: 10 });
    const kept = current().lines.filter(({ failed }) => failed === undefined);
    for (const { no } of kept) expect((await current().stored(no)).toString()).not.toBe(body);
  });

  it('is a failure in the end, for settings of buckets and for event history, too', { timeout: 60_000 }, async () => {
    await serve({
      answer: ({ call }) => (call === 'LookupEvents' || call.endsWith('?lifecycle') ? page : undefined),
    });
    const { id: connection } = await current().service.connect({});
    const config = await current().run({
      what: 'configuration',
      connection,
      regions: ['eu-west-1'],
      from: '2023-11-01',
    });
    const { failures } = await current().acquisitions.failures(config.no, 0, 10);
    expect(failures).toContainEqual(
      expect.objectContaining({
        uri: `${at}/bucket/trail-bucket/lifecycle`,
        reason: 'network',
        message: expect.stringContaining('web page'),
      }),
    );
    const history = await current().run({ what: 'event-history', connection, regions: ['eu-west-1'] });
    expect(history).toMatchObject({ added: 0, failed: 1 });
  });

  it('ends where public keys go on without an end', async () => {
    const { calls } = await serve({
      answer: ({ call }) =>
        call === 'ListPublicKeys' ? { status: 200, body: '{"PublicKeyList":[],"NextToken":"more"}' } : undefined,
    });
    const { id: connection } = await current().service.connect({});
    const config = await current().run({
      what: 'configuration',
      connection,
      regions: ['eu-west-1'],
      from: '2023-11-01',
    });
    const { failures } = await current().acquisitions.failures(config.no, 0, 10);
    expect(failures.map(({ message }) => message)).toContainEqual(expect.stringContaining('there is more'));
    expect(calls.filter(({ call }) => call === 'ListPublicKeys')).toHaveLength(2);
  });
});

describe('acquiring configuration', () => {
  it('keeps each answer as it came, and lists what was refused; nothing stops the rest', async () => {
    const { calls } = await serve({});
    const { id: connection } = await current().service.connect({});
    const request = { what: 'configuration' as const, connection, from: '2023-11-01', to: '2023-11-14' };
    const progress = await current().run({
      ...request,
      regions: ['eu-west-1', 'us-east-1'],
      buckets: ['other-bucket'],
    });
    const { lines } = current();
    const keys = 'public-keys/20231101T000000Z_20231115T020000Z';
    const answers = lines.filter(({ failed }) => failed === undefined).map(({ uri }) => uri);
    const buckets = ['other-bucket', 'trail-bucket'];
    expect(answers.sort()).toEqual(
      [
        ...['eu-west-1', 'us-east-1'].flatMap((region) => [
          `${at}/${region}/trails`,
          `${at}/${region}/${keys}/page-0001`,
          `${at}/${region}/${keys}/page-0002`,
        ]),
        ...['status', 'event-selectors', 'insight-selectors'].map((part) => `${at}/eu-west-1/trail/main/${part}`),
        ...buckets.flatMap((name) =>
          ['lifecycle', 'versioning', 'policy-status', 'logging'].map((part) => `${at}/bucket/${name}/${part}`),
        ),
      ].sort(),
    );
    const refused = lines.filter(({ failed }) => failed !== undefined);
    expect(refused.map(({ uri }) => uri).sort()).toEqual(buckets.map((name) => `${at}/bucket/${name}/object-lock`));
    expect(refused[0]?.failed).toMatchObject({ reason: 'access-denied' });
    expect(refused[0]?.failed?.message).toMatch(/Ask for s3:GetBucketObjectLockConfiguration/);
    expect(progress).toMatchObject({
      state: 'done',
      added: answers.length,
      failed: 2,
      objectsTotal: answers.length + 2,
    });
    const insight = lines.find(({ uri }) => uri.endsWith('insight-selectors'));
    expect(insight?.metadata).toMatchObject({ call: 'GetInsightSelectors', answer: 'InsightNotEnabledException' });
    const status = lines.find(({ uri }) => uri.endsWith('/status'));
    expect((await current().stored(status?.no ?? -1)).toString()).toBe(
      '{"IsLogging":true,"LatestDeliveryTime":1700000000}',
    );
    expect(calls.filter(({ call }) => call === 'GetTrailStatus')).toHaveLength(1);
    expect(calls.find(({ call }) => call === 'ListPublicKeys')?.body).toMatchObject({
      StartTime: 1_698_796_800,
      EndTime: 1_700_013_600,
    });
  });

  it('asks for the public keys of the time that digests in the case cover, and goes on where trails are refused', async () => {
    const digest = `AWSLogs/${STUB_ACCOUNT}/CloudTrail-Digest/eu-west-1/2023/11/05/${STUB_ACCOUNT}_CloudTrail-Digest_eu-west-1_main_eu-west-1_20231105T100000Z.json.gz`;
    let denied = true;
    const { calls } = await serve({
      objects: new Map([[`trail-bucket/${digest}`, gzipSync(`{"digestS3Object":"x","padding":${recordsFile(0, 1)}}`)]]),
      answer: ({ call }) =>
        denied && call === 'DescribeTrails' ? jsonError('AccessDeniedException', 'Not authorized.') : undefined,
    });
    const { id: connection } = await current().service.connect({});
    const text = JSON.stringify({ s3Bucket: 'trail-bucket', s3ObjectKey: [digest] });
    expect(await current().run({ what: 'notification', connection, text })).toMatchObject({ added: 1, failed: 0 });
    const { acquisition: no } = await current().acquisitions.start({
      what: 'configuration',
      connection,
      regions: ['eu-west-1'],
    });
    await current().window.start();
    expect(await current().settled(no)).toMatchObject({ state: 'done', added: 2, failed: 1 });
    const asked = calls.find(({ call }) => call === 'ListPublicKeys')?.body;
    expect(asked).toMatchObject({
      StartTime: Date.parse('2023-11-05T08:00:00Z') / 1000,
      EndTime: Date.parse('2023-11-05T12:00:00Z') / 1000,
    });
    denied = false;
    const again = await current().acquisitions.control(no, { verb: 'retry-failed', connection });
    await current().window.start();
    const retried = await current().settled(again.acquisition);
    // The trails, and what follows from them: their state, their buckets.
    expect(retried).toMatchObject({ state: 'done', failed: 0, added: 4 });
  });

  it('asks an S3-compatible store about buckets alone, and takes its keys nowhere else', async () => {
    const { calls, endpoint } = await serve({});
    const { id: connection } = await current().service.connect({ endpoint, pathStyle: true });
    const { acquisitions } = current();
    const history = { what: 'event-history' as const, connection, regions: ['eu-west-1'] };
    await expect(acquisitions.start(history)).rejects.toThrow(/has no event history: connect without/);
    const config = { what: 'configuration' as const, connection, regions: ['eu-west-1'] };
    await expect(acquisitions.start(config)).rejects.toThrow(/name buckets/);
    const progress = await current().run({ ...config, buckets: ['some-bucket'] });
    expect(progress).toMatchObject({ state: 'done', added: 4, failed: 1 });
    expect(calls.map(({ call }) => call).filter((call) => !call.includes('/some-bucket'))).toEqual([]);
  });
});
