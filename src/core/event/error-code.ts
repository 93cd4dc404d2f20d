/** What an error code, or the message in its place, says of how a request ended. */
export type ErrorClass =
  'probe' | 'denied' | 'credentials expired or invalid' | 'throttled' | 'not found' | 'other error';

/**
 * Codes come with prefixes (`Client.` of EC2, a namespace before `#`) and with `Exception`, `Error`
 * or `Fault` behind; case is not relied on.
 */
function code(...names: string[]): RegExp {
  return new RegExp(`(?:^|[.#:/])(?:${names.join('|')})(?:Exception|Error|Fault)?$`, 'i');
}

/** EC2 and others answer a dry run with an error in either case: this one says that all would have been well. */
const PROBE = code('DryRunOperation', 'DryRunOperationSucceeded', 'DryRunSucceeded');

/** The caller was known and may not. */
const DENIED =
  /access[ _-]?denied|denied[ _-]?access|unauthori[sz]ed|forbidden|not[ _-]?authori[sz]ed|permissions?[ _-]?denied|insufficient[ _-]?(?:privilege|permission)|auth(?:ori[sz]ation)?[ _-]?(?:failure|failed)|authori[sz]ation[ _-]?(?:error|exception)|policy[ _-]?denied|^(?:401|403)$/i;
/** `AuthException` is that of EC2 Instance Connect. */
const DENIED_CODES = code('Auth', 'AllAccessDisabled', 'AccessDisabled', 'Denied', 'ExplicitDeny');

/** The credentials themselves were no good: nobody was known. */
const CREDENTIALS = code(
  'Expired\\w*Token',
  'ExpiredCredentials?',
  'CredentialsExpired',
  'TokenExpired',
  'SessionExpired',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'TokenRefreshRequired',
  'InvalidClientTokenId',
  'UnrecognizedClient',
  'InvalidAccessKeyId',
  'InvalidCredentials?',
  'InvalidToken',
  'InvalidSecurity(?:Token)?',
  'InvalidSignature',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingSecurityHeader',
  'MissingSecurityElement',
  'InvalidIdentityToken',
  'IDPRejectedClaim',
  'InvalidGrant',
);

/** The codes that AWS's SDKs treat as throttling. */
const THROTTLED =
  /Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|ProvisionedThroughputExceeded|BandwidthLimitExceeded|PriorRequestNotComplete|TransactionInProgress/i;
const NOT_FOUND = /Not[ _-]?Found|NoSuch|DoesNotExist|NonExistent|^404$/i;

const known = new Map<string, ErrorClass>();
/** More codes than AWS has; hostile evidence must not grow the map without end. */
const MOST_KNOWN = 4096;
const LONGEST_KNOWN = 200;

/** The class of an error code. Of very long ones, which no service writes, the beginning decides. */
export function errorClassOf(errorCode: string): ErrorClass {
  const text = errorCode.length > LONGEST_KNOWN ? errorCode.slice(0, LONGEST_KNOWN) : errorCode;
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = classify(text);
  if (known.size < MOST_KNOWN) known.set(text, found);
  return found;
}

function classify(text: string): ErrorClass {
  if (PROBE.test(text)) return 'probe';
  if (CREDENTIALS.test(text)) return 'credentials expired or invalid';
  if (DENIED.test(text) || DENIED_CODES.test(text)) return 'denied';
  if (THROTTLED.test(text)) return 'throttled';
  return NOT_FOUND.test(text) ? 'not found' : 'other error';
}

const DENIED_MESSAGE = /\b(?:not authorized|access denied|unauthorized|explicit deny|permission denied)\b/i;
const PROBE_MESSAGE = /\bwould have succeeded, but DryRun\b/i;

/** The class of an error that has a message and no code. */
export function errorClassOfMessage(message: string): ErrorClass {
  if (PROBE_MESSAGE.test(message)) return 'probe';
  return DENIED_MESSAGE.test(message) ? 'denied' : 'other error';
}
