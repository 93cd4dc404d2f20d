import type { Context } from 'hono';
import * as v from 'valibot';
import { TrailbenchError } from '../../contract/errors';

export const MIB = 1 << 20;
/** Enough for every body but those of indexing, which grow with the evidence. */
const BODY_MAX = 4 * MIB;

/** Names a case in a path. */
export const caseId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/, 'is no case id'));

/** A whole number in a path or query: u32 or a byte position, never signed, never in another notation. */
export const whole = v.pipe(
  v.string(),
  v.regex(/^(?:0|[1-9]\d{0,15})$/, 'is no whole number'),
  v.transform(Number),
  v.safeInteger('is too large'),
);

/** The JSON body, checked. Fails with 'bad-request' that says which field is wrong. */
export async function readBody<const S extends v.GenericSchema>(
  context: Context,
  schema: S,
  limit = BODY_MAX,
): Promise<v.InferOutput<S>> {
  const text = await readText(context.req.raw, limit);
  return check(schema, parseJson(text, 'The body'), 'The body');
}

/** Checks any value; `what` names it in the message. */
export function check<const S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  throw new TrailbenchError('bad-request', `${what}${place === null ? '' : ` at ${place}`}: ${issue.message}.`);
}

/** Reads no byte beyond the limit, whatever the headers say. */
async function readText(request: Request, limit: number): Promise<string> {
  if (request.body === null) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  try {
    for await (const chunk of request.body) {
      length += chunk.byteLength;
      if (length > limit) throw new TrailbenchError('bad-request', `The body is over ${limit} bytes.`);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (cause) {
    if (cause instanceof TrailbenchError) throw cause;
    throw new TrailbenchError('bad-request', 'The body could not be read as UTF-8 to its end.', { cause });
  }
}

/** Fails with 'bad-request'; `what` names it in the message. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TrailbenchError('bad-request', `${what} is no JSON.`, { cause });
  }
}
