import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { listingPage } from './odd-store';

/** An event of the history that the stub holds. */
export interface StubEvent {
  readonly id: string;
  readonly region: string;
  /** Seconds since 1970 UTC. */
  readonly at: number;
}

/** One request as it came. */
export interface StubCall {
  readonly call: string;
  readonly region: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type StubAnswer = { readonly status: number; readonly body: string } | 'drop';

export interface AwsStubOptions {
  readonly events?: readonly StubEvent[];
  /** Instead of the usual answer; undefined: the usual one. */
  readonly answer?: (call: StubCall, before: readonly StubCall[]) => StubAnswer | undefined;
  /** Objects by `bucket/key`. */
  readonly objects?: ReadonlyMap<string, Buffer>;
}

export interface AwsStub {
  readonly endpoint: string;
  readonly calls: readonly StubCall[];
  /** Environment that sends the SDK here. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export const STUB_ACCOUNT = '111122223333';
const ARN = `arn:aws:iam::${STUB_ACCOUNT}:user/analyst`;

/** An error of the AWS JSON 1.1 protocol. */
export function jsonError(code: string, message: string, status = 400): StubAnswer {
  return { status, body: JSON.stringify({ __type: code, message }) };
}

export function xmlError(code: string, status: number): StubAnswer {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it is.</Message></Error>` };
}

/** Speaks as much of STS, CloudTrail (AWS JSON 1.1) and S3 as acquiring event history and configuration needs. */
export async function startAwsStub(options: AwsStubOptions = {}): Promise<AwsStub> {
  const calls: StubCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = callOf(request, Buffer.concat(chunks).toString());
      const answer = options.answer?.(call, calls) ?? usual(call, options, request);
      calls.push(call);
      send(answer, request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    calls,
    env: { AWS_ENDPOINT_URL: endpoint },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function callOf(request: IncomingMessage, text: string): StubCall {
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const body = JSON.parse(text) as Record<string, unknown>;
    return { call: target.replace(/^.*\./, ''), region, body };
  }
  if (text.includes('Action=GetCallerIdentity')) return { call: 'GetCallerIdentity', region, body: {} };
  const [path = '', query = ''] = (request.url ?? '').split('?');
  return {
    call: `${request.method ?? ''} ${path}${query === '' ? '' : `?${query.split(/[=&]/)[0]}`}`,
    region,
    body: {},
  };
}

function usual(call: StubCall, options: AwsStubOptions, request: IncomingMessage): StubAnswer | Buffer {
  const { region } = call;
  const trail = {
    Name: 'main',
    TrailARN: `arn:aws:cloudtrail:eu-west-1:${STUB_ACCOUNT}:trail/main`,
    HomeRegion: 'eu-west-1',
  };
  switch (call.call) {
    case 'GetCallerIdentity':
      return xml(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${ARN}</Arn><UserId>AIDA</UserId><Account>${STUB_ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    case 'LookupEvents':
      return json(lookup(call, options.events ?? []));
    case 'DescribeTrails':
      return json({ trailList: [{ ...trail, S3BucketName: 'trail-bucket', IsMultiRegionTrail: true }] });
    case 'GetTrailStatus':
      return json({ IsLogging: true, LatestDeliveryTime: 1.7e9 });
    case 'GetEventSelectors':
      return json({ TrailARN: trail.TrailARN, EventSelectors: [{ ReadWriteType: 'All', DataResources: [] }] });
    case 'GetInsightSelectors':
      return jsonError('InsightNotEnabledException', 'Insights are not enabled.');
    case 'ListPublicKeys':
      return json(
        call.body['NextToken'] === undefined
          ? { PublicKeyList: [{ Fingerprint: `${region}-1`, Value: 'AA==' }], NextToken: 'more' }
          : { PublicKeyList: [{ Fingerprint: `${region}-2`, Value: 'AA==' }] },
      );
    default:
      return bucketAnswer(call.call, options, request);
  }
}

function bucketAnswer(call: string, { objects }: AwsStubOptions, request: IncomingMessage): StubAnswer | Buffer {
  if (call.startsWith('HEAD')) return { status: 200, body: '' };
  if (call.endsWith('?lifecycle')) {
    return xml('<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status></Rule></LifecycleConfiguration>');
  }
  if (call.endsWith('?versioning'))
    return xml('<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>');
  if (call.endsWith('?policyStatus')) return xmlError('NoSuchBucketPolicy', 404);
  if (call.endsWith('?object-lock')) return xmlError('AccessDenied', 403);
  if (call.endsWith('?logging')) return xml('<BucketLoggingStatus/>');
  const [path = '', query = ''] = (request.url ?? '').split('?');
  if (query.includes('list-type=2')) {
    const bucket = `${path.replaceAll('/', '')}/`;
    const within = [...(objects ?? [])].filter(([name]) => name.startsWith(bucket));
    const named = new Map(within.map(([name, bytes]) => [name.slice(bucket.length), bytes]));
    return { status: 200, body: listingPage({ objects: named }, new URLSearchParams(query), 0) };
  }
  // The path as it was sent: URL would resolve `..` in it.
  const name = decodeURIComponent((request.url ?? '').split('?')[0]?.slice(1) ?? '');
  return objects?.get(name) ?? xmlError('NoSuchKey', 404);
}

/** The newest first, fifty at a time; tokens name the place. */
function lookup({ region, body }: StubCall, events: readonly StubEvent[]): object {
  const { StartTime: start, EndTime: end, NextToken: token, MaxResults: most } = body;
  const found = events
    .filter((event) => event.region === region && event.at >= Number(start) && event.at <= Number(end))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
  const from = typeof token === 'string' ? Number(token.replace('token-', '')) : 0;
  const to = from + Number(most);
  return {
    Events: found.slice(from, to).map(item),
    ...(to < found.length ? { NextToken: `token-${to}` } : {}),
  };
}

function item({ id, region, at }: StubEvent): object {
  const time = new Date(at * 1000).toISOString().replace('.000Z', 'Z');
  const record = {
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', accountId: STUB_ACCOUNT, arn: ARN },
    eventTime: time,
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    awsRegion: region,
    sourceIPAddress: '198.51.100.7',
    eventID: id,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: STUB_ACCOUNT,
    eventCategory: 'Management',
  };
  return {
    EventId: id,
    EventName: 'ListUsers',
    EventTime: at,
    Username: 'analyst',
    CloudTrailEvent: JSON.stringify(record),
  };
}

function json(value: object): StubAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

function xml(body: string): StubAnswer {
  return { status: 200, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}

function send(answer: StubAnswer | Buffer, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'drop') {
    request.socket.destroy();
    return;
  }
  const { status, body } = Buffer.isBuffer(answer) ? { status: 200, body: answer } : answer;
  const type = body.toString().startsWith('<') ? 'application/xml' : 'application/x-amz-json-1.1';
  response.writeHead(status, {
    'content-type': type,
    'content-length': String(Buffer.byteLength(body)),
    'x-amzn-requestid': 'request-1',
    'x-amz-bucket-region': 'eu-west-1',
    ...(Buffer.isBuffer(answer) ? { etag: `"${createHash('md5').update(answer).digest('hex')}"` } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
