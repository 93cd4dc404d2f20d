import { TrailbenchError } from '../../../contract/errors';
import { errorText } from '../../files/disk';
import { wireFault } from './wire-fault';

/** What an error of AWS, of an S3-compatible store or of the network comes to. */
export type AwsFailureKind =
  | 'throttled'
  | 'server'
  | 'network'
  | 'unreachable'
  | 'truncated'
  | 'checksum'
  /** What answered is not the service. */
  | 'foreign'
  /** A listing says that there is more, and does not give it. */
  | 'unlistable'
  /** One side speaks TLS and the other does not. */
  | 'tls'
  | 'certificate'
  | 'access-denied'
  | 'kms-denied'
  | 'archived'
  | 'missing'
  | 'no-bucket'
  | 'changed'
  | 'region'
  | 'credentials'
  | 'aborted'
  | 'other';

export interface AwsFailure {
  readonly kind: AwsFailureKind;
  /** The service's code, or the system's. */
  readonly code: string;
  /** What the service said. */
  readonly said: string;
  readonly cause: unknown;
}

/** An answer that broke off, stalled, or is not what was asked for or announced. Thrown by those who read answers. */
export class BodyError extends Error {
  constructor(
    readonly kind: 'truncated' | 'checksum' | 'network' | 'foreign' | 'unlistable' | 'tls' | 'changed',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'BodyError';
  }
}

const THROTTLED = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'TooManyRequests',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
]);
const CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
  'RequestExpired',
]);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
]);
const NETWORK = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE', 'EPROTO']);
/** A clock that is wrong is one of these: the SDK learns the service's time from the first refusal. */
const SERVER = new Set([
  'RequestTimeTooSkewed',
  'InternalError',
  'InternalFailure',
  'RequestTimeout',
  'OperationAborted',
]);

/** Sorts an error. Nothing of it is shown but the service's own words, which hold no credentials. */
export function awsFailure(cause: unknown): AwsFailure {
  const code = codeOf(cause);
  const wire = wireFault(cause);
  if (wire !== undefined) return { ...wire, code, cause };
  const said = errorText(cause);
  return { kind: kindOf(cause, code, said), code, said, cause };
}

function kindOf(cause: unknown, code: string, said: string): AwsFailureKind {
  if (cause instanceof BodyError) return cause.kind;
  if (cause instanceof TrailbenchError) return trailbenchKind(cause);
  if (code === 'AbortError') return 'aborted';
  if (CREDENTIALS.has(code)) return 'credentials';
  if (THROTTLED.has(code)) return 'throttled';
  if (UNREACHABLE.has(code)) return 'unreachable';
  if (NETWORK.has(code) || code === 'TimeoutError') return 'network';
  if (/checksum mismatch/i.test(said)) return 'checksum';
  if (said === 'aborted' || /socket hang up|other side closed/i.test(said)) return 'network';
  return responseKind(statusOf(cause), code, said);
}

function responseKind(status: number, code: string, said: string): AwsFailureKind {
  if (code === 'InvalidObjectState') return 'archived';
  if (/^KMS\./.test(code) || (status === 403 && /\bkms:|\bkms\b|KMS key/i.test(said))) return 'kms-denied';
  if (code === 'NoSuchBucket') return 'no-bucket';
  if (code === 'NoSuchKey' || code === 'NoSuchVersion') return 'missing';
  if (code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed' || status === 301) return 'region';
  if (code === 'PreconditionFailed' || status === 412) return 'changed';
  // A store that knows no such request: it will not learn it by being asked again.
  if (code === 'NotImplemented' || status === 501) return 'other';
  if (SERVER.has(code)) return 'server';
  if (status === 429 || status === 503) return 'throttled';
  if (status === 403 || status === 401 || code === 'AccessDenied') return 'access-denied';
  if (status === 404) return 'missing';
  if (status >= 500) return 'server';
  // An answer that the SDK could not read: a proxy or a load balancer spoke in the service's place.
  if (status >= 200 && status < 300) return 'foreign';
  return 'other';
}

function trailbenchKind({ code }: TrailbenchError): AwsFailureKind {
  if (code === 'credentials-missing' || code === 'credentials-refused' || code === 'mfa-required') return 'credentials';
  if (code === 'unreachable') return 'unreachable';
  return code === 'cancelled' ? 'aborted' : 'other';
}

/** True where trying again may well give something else. */
export function isPassing({ kind }: AwsFailure): boolean {
  return (
    kind === 'throttled' ||
    kind === 'server' ||
    kind === 'network' ||
    kind === 'unreachable' ||
    kind === 'truncated' ||
    kind === 'checksum' ||
    kind === 'foreign'
  );
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return '';
  const { name, code, Code } = cause as { readonly name?: unknown; readonly code?: unknown; readonly Code?: unknown };
  if (typeof Code === 'string' && Code !== '') return Code;
  // System errors are named `Error` and have a code; errors of the service have a telling name.
  if (typeof code === 'string' && (name === 'Error' || name === 'TimeoutError')) return code;
  return typeof name === 'string' ? name : '';
}

function statusOf(cause: unknown): number {
  if (typeof cause !== 'object' || cause === null || !('$metadata' in cause)) return 0;
  const metadata = cause.$metadata as { readonly httpStatusCode?: unknown } | undefined;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

/** A header of the response that an error came with. */
export function responseHeader(cause: unknown, name: string): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('$response' in cause)) return undefined;
  const response = cause.$response as { readonly headers?: Readonly<Record<string, string>> } | undefined;
  return response?.headers?.[name];
}

export const FOREIGN_REMEDY =
  'Something answers in the place of the service, such as the sign-in page of a network or a proxy: sign in there with a browser, or check the proxy and the endpoint, then try again.';
export const UNLISTABLE_REMEDY =
  'The store, or something in between, leaves the rest out: try again, from another network, or list smaller parts (accounts, regions, days).';
const CERTIFICATE_REMEDY =
  'Check the endpoint and the clock. A certificate of your own network is trusted where NODE_EXTRA_CA_CERTS names its file before the start.';

/**
 * The error that the analyst is told for a call that failed for good.
 * @param doing what was tried, such as "Listing s3://bucket/"
 */
export function awsError(cause: unknown, doing: string, details: string): TrailbenchError {
  if (cause instanceof TrailbenchError) return cause;
  const { kind, code, said } = awsFailure(cause);
  const because = said === '' ? code : said;
  const error = (failure: TrailbenchError['code'], remedy: string): TrailbenchError =>
    new TrailbenchError(failure, `${doing} failed: ${because.replace(/\.?$/, '.')} ${remedy}`, { cause, details });
  switch (kind) {
    case 'access-denied':
    case 'kms-denied':
      return error(
        'access-denied',
        'Give this identity the rights of the guide "Acquire from S3", or connect as another.',
      );
    case 'no-bucket':
    case 'missing':
      return error('bucket-not-found', 'Check the name of the bucket, and of the endpoint where one was given.');
    case 'region':
      return error('bucket-not-found', 'Give the region of the bucket when connecting.');
    case 'credentials':
      return error('credentials-refused', 'Connect again.');
    case 'network':
    case 'unreachable':
    case 'truncated':
    case 'checksum':
      return error('unreachable', 'Check the network, a proxy in between and the endpoint, then try again.');
    case 'foreign':
      return error('unreachable', FOREIGN_REMEDY);
    case 'unlistable':
      return error('unreachable', UNLISTABLE_REMEDY);
    case 'tls':
      return error('unreachable', 'Connect again with the other kind of address.');
    case 'certificate':
      return error('unreachable', CERTIFICATE_REMEDY);
    case 'throttled':
    case 'server':
      return error('unreachable', 'The service is busy or disturbed: try again in a while.');
    case 'aborted':
      return new TrailbenchError('cancelled', `${doing} was cancelled.`, { cause });
    default:
      return error('unreachable', 'Check the address and the connection.');
  }
}
