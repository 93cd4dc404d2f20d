import { randomUUID } from 'node:crypto';
import { GetBucketLocationCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { TrailbenchError } from '../../../contract/errors';
import type { Caller, Connection as ConnectionReply, ConnectionSpec, ConnectRequest } from '../../../contract/acquire';
import { isRegion } from '../../../core/trail/trail-path';
import { errorText } from '../../files/disk';
import { RawAnswerHandler } from '../remote/raw-answer';
import { awsError, awsFailure, BodyError, isPassing, responseHeader, type AwsFailureKind } from './aws-failure';
import { credentialSource, FIRST_REGION, type CredentialProvider } from './credentials';
import { s3Answer } from './s3-answer';
import { sleep } from './sleep';

/** A client that speaks to the region of one bucket. */
export interface BucketClient {
  readonly client: S3Client;
  readonly bucket: string;
  /** Null for an S3-compatible store. */
  readonly region: string | null;
  /** The store is AWS itself: then an ETag of plain objects is the MD5 of their bytes. */
  readonly aws: boolean;
  /** Told of each answer of the store that was read as one. */
  readonly answered: () => void;
  /** To be spread into each request. */
  readonly payer: { readonly RequestPayer?: 'requester' };
}

/** Milliseconds to the first byte of an answer. */
const ANSWER_MS = 20_000;
/** Sockets kept open; how many are used is decided by the download itself. */
const SOCKETS = 256;
const TRIES = 5;
const ASKED_AGAIN: ReadonlySet<AwsFailureKind> = new Set([
  'access-denied',
  'foreign',
  'missing',
  'no-bucket',
  'other',
  'region',
]);

/** Who and where: a sign-in that lives in this process alone. Nothing of it but `describe` leaves main. */
export class Connection {
  readonly id = randomUUID();
  private readonly clients: S3Client[] = [];
  private readonly buckets = new Map<string, Promise<BucketClient>>();
  private readonly handler = new RawAnswerHandler({ answerMs: ANSWER_MS, sockets: SOCKETS });
  private hasAnswered = false;
  private tellAnswer: (() => void) | undefined;

  private constructor(
    readonly spec: ConnectionSpec,
    /** For clients of other services. */
    readonly credentials: CredentialProvider,
    readonly caller: Caller | null,
    private readonly identityNote: string | null,
    private readonly expires: string | null,
  ) {}

  /**
   * Signs in and asks who it is.
   * @throws TrailbenchError `mfa-required`, `credentials-missing`, `credentials-refused`, `unreachable`, `bad-request`
   */
  static async open(request: ConnectRequest): Promise<Connection> {
    checkEndpoint(request.endpoint);
    // The program brings the SDK along: an advice to update Node is none for its user.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const { provider, explain } = credentialSource(request);
    const credentials = remembered(provider, explain);
    const { expiration } = await credentials();
    const expires = expiration?.toISOString() ?? null;
    const { caller, note } = await identify(request, credentials);
    return new Connection(specOf(request), credentials, caller, note, expires);
  }

  /** What the window is told. */
  describe(): ConnectionReply {
    const { id, caller, identityNote, expires } = this;
    return { id, caller, identityNote, expires, label: labelOf(this.spec) };
  }

  /** @param tell called once, when a bucket has answered first, or at once where one has already */
  onAnswer(tell: () => void): void {
    if (this.hasAnswered) tell();
    else this.tellAnswer = tell;
  }

  /** A region for calls that are not about a bucket. */
  get region(): string {
    return this.spec.region ?? FIRST_REGION;
  }

  /** Options for clients of other services, which do not go to the endpoint of a store. */
  clientOptions(region: string) {
    return { region, credentials: this.credentials, requestHandler: this.handler, maxAttempts: 1 } as const;
  }

  /**
   * A client for a bucket, in whatever region it lies.
   * @throws TrailbenchError `bucket-not-found`, `access-denied`, `credentials-refused`, `unreachable`
   */
  bucket(bucket: string): Promise<BucketClient> {
    let found = this.buckets.get(bucket);
    if (found === undefined) {
      found = this.find(bucket);
      this.buckets.set(bucket, found);
      // It may be made, or become readable, later.
      found.catch(() => this.buckets.delete(bucket));
    }
    return found;
  }

  /** Closes sockets that are kept open. */
  close(): void {
    for (const client of this.clients) client.destroy();
    this.handler.destroy();
  }

  private async find(bucket: string): Promise<BucketClient> {
    const payer = this.spec.requesterPays === true ? ({ RequestPayer: 'requester' } as const) : {};
    const aws = this.spec.endpoint === undefined;
    const region = aws ? await this.regionOf(bucket) : null;
    const client = this.client(region ?? this.region);
    this.clients.push(client);
    return { client, bucket, region, aws, payer, answered: () => this.answered() };
  }

  private answered(): void {
    if (this.hasAnswered) return;
    this.hasAnswered = true;
    this.tellAnswer?.();
  }

  /** The region is in the answer of any region, also in a refusal. */
  private async regionOf(bucket: string): Promise<string> {
    const client = this.searcher();
    try {
      const { BucketRegion: region } = await patiently(() => client.send(new HeadBucketCommand({ Bucket: bucket })));
      return region !== undefined && isRegion(region) ? region : await this.location(bucket);
    } catch (cause) {
      if (cause instanceof TrailbenchError) throw cause;
      const told = responseHeader(cause, 'x-amz-bucket-region');
      if (told !== undefined && isRegion(told)) return told;
      // An answer without a body does not tell whose it is, or why.
      if (ASKED_AGAIN.has(awsFailure(cause).kind)) return this.location(bucket);
      throw awsError(cause, `Finding the bucket ${bucket}`, bucket);
    }
  }

  private async location(bucket: string): Promise<string> {
    const client = this.searcher();
    try {
      const command = new GetBucketLocationCommand({ Bucket: bucket });
      return await patiently(async () => {
        const { text } = await s3Answer('LocationConstraint', () => client.send(command));
        // The oldest region is not named, and the second oldest by a short name.
        const told = text.trim() === '' ? FIRST_REGION : text.trim() === 'EU' ? 'eu-west-1' : text.trim();
        if (isRegion(told)) return told;
        throw new BodyError('foreign', `What answered names no region: ${told.slice(0, 100)}.`);
      });
    } catch (cause) {
      throw awsError(cause, `Finding the region of the bucket ${bucket}`, bucket);
    }
  }

  /** For calls that find out where a bucket lies. */
  private searcher(): S3Client {
    const client = this.client(this.region);
    this.clients.push(client);
    return client;
  }

  private client(region: string): S3Client {
    const { endpoint, pathStyle } = this.spec;
    const client = new S3Client({
      ...this.clientOptions(region),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(pathStyle === true ? { forcePathStyle: true } : {}),
      // Stores that know no checksums must not be asked for them; those of AWS are asked for by name.
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
      // What is resolved for one request holds for all of its kind: each client is for one bucket alone.
      cacheMiddleware: true,
    });
    // Nothing is logged, so nothing need be made fit for a log.
    client.middlewareStack.remove('loggerMiddleware');
    return client;
  }
}

/** Tries again what passes by itself. */
export async function patiently<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (cause) {
      if (attempt === TRIES || !isPassing(awsFailure(cause)) || signal?.aborted === true) throw cause;
      await sleep(Math.random() * 200 * 2 ** attempt, signal);
    }
  }
}

/**
 * Credentials are asked for once and again shortly before they end: many requests at a time share the answer, and a
 * code of an MFA device is good for one.
 */
function remembered(provider: CredentialProvider, explain: (cause: unknown) => TrailbenchError): CredentialProvider {
  let held: ReturnType<CredentialProvider> | undefined;
  let until = 0;
  return (options) => {
    if (held !== undefined && Date.now() < until) return held;
    const asked = provider(options).catch((cause: unknown) => {
      throw explain(cause);
    });
    held = asked;
    until = Number.POSITIVE_INFINITY;
    asked.then(
      ({ expiration }) => {
        until = expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - 300_000;
      },
      () => {
        until = 0;
      },
    );
    return asked;
  };
}

async function identify(
  request: ConnectRequest,
  credentials: CredentialProvider,
): Promise<{ readonly caller: Caller | null; readonly note: string | null }> {
  if (request.endpoint !== undefined) {
    const note = `${request.endpoint} is an S3-compatible store: it is not asked who this is, and the ledger names the connection instead.`;
    return { caller: null, note };
  }
  const sts = new STSClient({ region: request.region ?? FIRST_REGION, credentials });
  try {
    const { Account: account, Arn: arn, UserId: userId } = await sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined || arn === undefined || userId === undefined) {
      return { caller: null, note: 'Who this is could not be asked: what answered is no answer to GetCallerIdentity.' };
    }
    return { caller: { account, arn, userId }, note: null };
  } catch (cause) {
    const { kind } = awsFailure(cause);
    if (kind === 'credentials') throw awsError(cause, 'Signing in', request.profile ?? 'default credentials');
    // Isolated networks often reach S3 alone, through an endpoint of their own.
    return { caller: null, note: `Who this is could not be asked (GetCallerIdentity): ${errorText(cause)}` };
  } finally {
    sts.destroy();
  }
}

function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined) return;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new TrailbenchError(
      'bad-request',
      `${endpoint} is no endpoint: write it as https://HOST or http://HOST:PORT.`,
    );
  }
  if (url.username === '' && url.password === '') return;
  throw new TrailbenchError('bad-request', 'An endpoint must not hold a user name or a password.');
}

function specOf(request: ConnectRequest): ConnectionSpec {
  const { mfaCode: _code, externalId: _externalId, ...spec } = request;
  return spec;
}

function labelOf(spec: ConnectionSpec): string {
  const parts = [spec.profile === undefined ? 'default credentials' : `profile ${spec.profile}`];
  if (spec.roleArn !== undefined) parts.push(`role ${spec.roleArn}`);
  if (spec.endpoint !== undefined) parts.push(`endpoint ${spec.endpoint}`);
  if (spec.region !== undefined) parts.push(`region ${spec.region}`);
  if (spec.requesterPays === true) parts.push('requester pays');
  return parts.join(', ');
}
