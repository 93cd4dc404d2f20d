import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';
import { formatBytes } from '../files/disk';
import { shapeExcess } from './json-shape';

export const MIB = 1 << 20;
/** Enough for every body but those that grow with the evidence. */
const BODY_MAX = 4 * MIB;
/** No request nests deeper, by far. */
const DEPTH_MAX = 16;
/** No request has a list of objects: what is many is in lists of texts and numbers. */
const MEMBERS_MAX = 1_000;
/** Lists and objects, where the route does not say how many it takes. */
const CONTAINERS_MAX = 1_000;
/** Characters of what is wrong with a value, which may quote it. */
const FAULT_MOST = 300;

/** What a route takes. */
export interface BodyLimits {
  readonly bytes?: number;
  /** Lists and objects, all in all. */
  readonly containers?: number;
  /** Members of objects, all in all. */
  readonly members?: number;
}

/** The body of a route that wants nothing: any object. */
export const nothing = v.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'is no object',
);

/** Names a case in a path. */
export const caseId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/, 'is no case id'));

/** A whole number in a path or query: u32 or a byte position, never signed, never in another notation. */
export const whole = v.pipe(
  v.string(),
  v.regex(/^(?:0|[1-9]\d{0,15})$/, 'is no whole number'),
  v.transform(Number),
  v.safeInteger('is too large'),
);

/**
 * The JSON body, checked: its length before it is read, its structure before it is parsed, and its shape as far as the
 * first fault.
 *
 * @throws TrailbenchError `too-large`; `bad-request` that says which field is wrong
 */
export async function readBody<const S extends v.GenericSchema>(
  context: Context,
  schema: S,
  { bytes: most = BODY_MAX, ...limits }: BodyLimits = {},
): Promise<v.InferOutput<S>> {
  return checkJson(schema, await readBytes(context.req.raw, most), 'The body', limits);
}

/** Checks JSON as it came: its structure before it is parsed. `what` names it in the message. */
export function checkJson<const S extends v.GenericSchema>(
  schema: S,
  bytes: Buffer,
  what: string,
  { containers = CONTAINERS_MAX, members = MEMBERS_MAX }: Omit<BodyLimits, 'bytes'> = {},
): v.InferOutput<S> {
  const excess = shapeExcess(bytes, { depth: DEPTH_MAX, containers, members });
  if (excess !== undefined) throw new TrailbenchError('bad-request', `${what} ${excess}.`);
  if (!isUtf8(bytes)) throw new TrailbenchError('bad-request', `${what} is no UTF-8.`);
  return check(schema, parseJson(bytes.toString('utf8'), what), what);
}

/** Checks any value; `what` names it in the message. */
export function check<const S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  const fault = `${place === null ? '' : ` at ${place}`}: ${issue.message}`;
  throw new TrailbenchError('bad-request', `${what}${cut(fault)}.`);
}

function cut(text: string): string {
  return text.length > FAULT_MOST ? `${text.slice(0, FAULT_MOST).replace(/[\ud800-\udbff]$/, '')}\u2026` : text;
}

/** Reads no byte beyond the limit, whatever the headers say; and none at all where they say that it is over. */
async function readBytes(request: Request, most: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  if (request.body === null) return Buffer.alloc(0);
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    // Not cancelled where it is too long: what is left of it is the host's to throw away.
    for await (const piece of request.body.values({ preventCancel: true })) {
      length += piece.byteLength;
      if (length > most) throw tooLarge(most);
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof TrailbenchError) throw cause;
    throw new TrailbenchError('bad-request', 'The body could not be read to its end.', { cause });
  }
  return Buffer.concat(pieces, length);
}

function tooLarge(most: number): TrailbenchError {
  const message = `The body is over ${formatBytes(most)}, which is more than any request of this kind has. Send less at a time.`;
  return new TrailbenchError('too-large', message);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrailbenchError('bad-request', `${what} is no JSON.`, { cause });
  }
}
