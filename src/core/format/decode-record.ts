import { isObject } from '../event/json';
import type { Json, JsonObject } from '../event/json';
import type { Decoded } from './format';
import { MAX_DEPTH } from './format';
import { MESSAGES } from './messages';

const decoder = new TextDecoder();

/**
 * The CloudTrail record within one range of a source; used by every format.
 *
 * A LookupEvents item gives the record that its `CloudTrailEvent` holds as text, and that text.
 *
 * Bytes that are no UTF-8 decode as U+FFFD here; the source keeps them as they are. Of duplicate
 * names the last one counts, as `JSON.parse` has it. Numbers are IEEE doubles: integers beyond
 * 2^53 are exact in the record's text only. Never throws.
 */
export function decodeRecord(bytes: Uint8Array, start: number, end: number): Decoded {
  const parsed = parse(decoder.decode(bytes.subarray(start, end)));
  if (!parsed.ok) return parsed;
  if (!isObject(parsed.value)) return { ok: false, reason: 'not-an-object', message: MESSAGES.notAnObject };
  if (isCloudTrailRecord(parsed.value)) return { ok: true, record: parsed.value };
  const inner = parsed.value['CloudTrailEvent'];
  if (inner !== undefined) return decodeInner(inner);
  return { ok: false, reason: 'not-a-record', message: NOT_A_RECORD };
}

/**
 * A CloudTrail record is an object that has an `eventName`, an `eventSource` or an `eventTime`:
 * every record that CloudTrail writes has at least the time, Insights and network activity among
 * them. S3, SNS and SQS notifications have these fields too but name their source `aws:s3` and so
 * on, where CloudTrail names a host: they are none.
 */
export function isCloudTrailRecord(value: JsonObject): boolean {
  const source = value['eventSource'];
  if (typeof source === 'string' && source.startsWith('aws:')) return false;
  return source !== undefined || value['eventName'] !== undefined || value['eventTime'] !== undefined;
}

const NOT_A_RECORD =
  'This object has none of eventName, eventSource and eventTime, or is a notification, so it is no CloudTrail record: read it in the source.';
const NO_INNER_RECORD =
  'The CloudTrailEvent of this LookupEvents item holds no CloudTrail record: read it in the source.';

function decodeInner(inner: Json): Decoded {
  if (isObject(inner) && isCloudTrailRecord(inner)) return { ok: true, record: inner };
  if (typeof inner !== 'string') return { ok: false, reason: 'not-a-record', message: NO_INNER_RECORD };
  if (depthOf(inner) > MAX_DEPTH) return { ok: false, reason: 'too-deep', message: MESSAGES.tooDeep };
  const parsed = parse(inner);
  if (!parsed.ok) return parsed;
  if (!isObject(parsed.value)) return { ok: false, reason: 'not-an-object', message: NO_INNER_RECORD };
  if (!isCloudTrailRecord(parsed.value)) return { ok: false, reason: 'not-a-record', message: NO_INNER_RECORD };
  return { ok: true, record: parsed.value, text: inner };
}

type Parsed = { readonly ok: true; readonly value: Json } | Extract<Decoded, { ok: false }>;

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const where = position === undefined ? '' : ` from character ${position} on`;
    return { ok: false, reason: 'syntax', message: `This record is not JSON${where}: read it in the source.` };
  }
}

/** The deepest nesting of a JSON text, up to one beyond MAX_DEPTH; the readers bound that of outer bytes only. */
function depthOf(text: string): number {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return depth;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return depth > 0 ? depth : 0;
}
