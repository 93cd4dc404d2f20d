import type { Context } from 'hono';
import { TrailbenchError } from '../../contract/errors';
import type { ErrorCode, Failure, Reply } from '../../contract/errors';
import { escapeText } from '../../core/event/visible-text';
import { errorStack } from './error-text';

type ErrorStatus = 400 | 403 | 404 | 409 | 410 | 413 | 422 | 423 | 500 | 501 | 502 | 507;

const STATUS: Readonly<Record<ErrorCode, ErrorStatus>> = {
  'bad-request': 400,
  'too-large': 413,
  refused: 403,
  'not-found': 404,
  'case-not-found': 404,
  'case-not-a-case': 422,
  'case-too-new': 409,
  'case-damaged': 422,
  'case-unsafe': 422,
  'case-locked': 423,
  'case-read-only': 409,
  'evidence-missing': 410,
  'evidence-changed': 409,
  'unreadable-path': 422,
  'no-logs': 422,
  'disk-full': 507,
  'not-supported': 501,
  // Never 401 and never a redirect: the window's own secret was right.
  'mfa-required': 422,
  'credentials-missing': 422,
  'credentials-refused': 422,
  'access-denied': 422,
  'bucket-not-found': 422,
  unreachable: 502,
  'not-connected': 409,
  cancelled: 409,
  internal: 500,
};

/** A successful JSON reply. */
export function ok<T>(context: Context, value: T): Response {
  return context.json({ ok: true, value } satisfies Reply<T>);
}

/** Larger bodies are handed over in pieces: given as a whole, they would be copied first. Bytes. */
const PIECE = 256 * 1024;

/** Bytes as they are, with their length, so that the window knows a reply that was cut off. */
export function bytes(
  context: Context,
  value: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const length = String(value.byteLength);
  const body = value.byteLength <= PIECE ? value : inPieces(value);
  return context.body(body, 200, { 'content-type': 'application/octet-stream', 'content-length': length, ...headers });
}

function inPieces(value: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(value.subarray(at, at + PIECE));
        at += PIECE;
        if (at >= value.byteLength) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * A failed JSON reply. What nobody foresaw is written to stderr for the report of a fault, and reaches the window
 * without its stack.
 */
export function failed(context: Context, error: unknown): Response {
  const failure = toFailure(error, `${context.req.method} ${context.req.path}`);
  return context.json({ ok: false, error: failure } satisfies Reply<never>, STATUS[failure.code]);
}

/** What the window is told of an error; `what` names what failed where it is to be reported. */
export function toFailure(error: unknown, what: string): Failure {
  const foreseen = error instanceof TrailbenchError;
  if (!foreseen || error.code === 'internal')
    process.stderr.write(`${escapeText(what)} failed: ${errorStack(error)}\n`);
  if (!foreseen) {
    const message = 'Something failed inside Trailbench; its cause is in the terminal that it was started from.';
    return { code: 'internal', message };
  }
  const { code, message, details } = error;
  return details === undefined ? { code, message } : { code, message, details };
}
