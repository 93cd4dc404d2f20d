/** Error codes that cross the boundary between main and the window; the message carries the remedy. */
export const ERROR_CODES = [
  'bad-request',
  /** The body has more bytes than any request of its kind. */
  'too-large',
  'refused',
  'not-found',
  'case-not-found',
  'case-not-a-case',
  'case-too-new',
  'case-damaged',
  /** The case folder holds links, pipes or devices, which could lead outside of it. */
  'case-unsafe',
  'case-locked',
  'case-read-only',
  'evidence-missing',
  'evidence-changed',
  'unreadable-path',
  /** What was named holds no log of CloudTrail, so no case was made of it. */
  'no-logs',
  'disk-full',
  'not-supported',
  /** A code of the MFA device in `details` is needed. */
  'mfa-required',
  /** No credentials were found. */
  'credentials-missing',
  /** They were found, and have ended or are not accepted. */
  'credentials-refused',
  'access-denied',
  'bucket-not-found',
  'unreachable',
  /** The connection is not known any more: connect again. */
  'not-connected',
  'cancelled',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface Failure {
  /** What happened, to which object, and what to do. */
  readonly code: ErrorCode;
  readonly message: string;
  /** The object: a path, a source, a record. */
  readonly details?: string;
}

/** Every JSON reply of the API. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Thrown inside main and core services; becomes a Failure at the boundary. */
export class TrailbenchError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown; details?: string },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TrailbenchError';
    if (options?.details !== undefined) this.details = options.details;
  }
  readonly details?: string;
}
