import type { EvidencePlace } from './csv-columns';

/**
 * JSON Lines, one record a line, lossless: each line holds the record's bytes exactly as delivered
 * (for LookupEvents the whole item), with their numbers, escapes, order and repeated names. Only where
 * a record was written over several lines is the white space between its tokens left out, which no
 * JSON reader sees. Such a file can be added to a case again. The form with evidence wraps the record
 * and says where it lies: `{"record":…,"evidence":{"source":…,"sha256":…,"record":…,"offset":…,
 * "length":…,"verdict":…,"copies":[…]}}`, `copies` being every other source that holds the event and `verdict`
 * what CloudTrail's digests say of the source, where they were asked.
 */

const encoder = new TextEncoder();
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const RECORD_START = encoder.encode('{"record":');

/** A record's line, with its line feed. */
export function jsonLine(record: Uint8Array): Uint8Array {
  return joined([oneLine(record), encoder.encode('\n')]);
}

/** @param places of the record: the exported copy first */
export function jsonLineWithEvidence(record: Uint8Array, places: readonly EvidencePlace[]): Uint8Array {
  const [shown, ...others] = places.map(({ source, sha256, record: number, offset, length, verdict }) => ({
    source,
    sha256,
    record: number,
    offset,
    length,
    ...(verdict === undefined ? {} : { verdict }),
  }));
  const evidence = encoder.encode(`,"evidence":${JSON.stringify({ ...shown, copies: others })}}\n`);
  return joined([RECORD_START, oneLine(record), evidence]);
}

/** The bytes themselves where they are on one line; else without white space outside strings. */
function oneLine(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(LINE_FEED) && !bytes.includes(CARRIAGE_RETURN)) return bytes;
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === BACKSLASH) {
        kept[length++] = byte;
        at++;
        if (at < bytes.length) kept[length++] = bytes[at] as number;
        continue;
      }
      if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === SPACE || byte === TAB || byte === LINE_FEED || byte === CARRIAGE_RETURN) continue;
    kept[length++] = byte;
  }
  return kept.subarray(0, length);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
