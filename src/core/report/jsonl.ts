import type { EvidencePlace } from './csv-columns';
import type { SaidOfEvent, Saying } from './row-sayings';

/**
 * JSON Lines, one record a line, lossless: each line holds the record's bytes exactly as delivered
 * (for LookupEvents the whole item), with their numbers, escapes, order and repeated names. Only where
 * a record was written over several lines is the white space between its tokens left out, which no
 * JSON reader sees. Such a file can be added to a case again. The form with evidence wraps the record
 * and says where it lies: `{"record":…,"evidence":{"source":…,"sha256":…,"record":…,"offset":…,
 * "length":…,"verdict":…,"copies":[…]}}`, `copies` being every other source that holds the event and `verdict`
 * what CloudTrail's digests say of the source, where they were asked. Where analysts said something of the event,
 * `"annotations":{"tags":[...],"status":[...],"starred":[...],"notes":[...],"findings":[...]}` follows, each thing with
 * its author, user of the operating system and time, and with `from` where it was said of something that the event has.
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

/**
 * @param places of the record: the exported copy first
 * @param said what analysts said of the event; undefined where nothing
 */
export function jsonLineWithEvidence(
  record: Uint8Array,
  places: readonly EvidencePlace[],
  said?: SaidOfEvent,
): Uint8Array {
  const [shown, ...others] = places.map(({ source, sha256, record: number, offset, length, verdict }) => ({
    source,
    sha256,
    record: number,
    offset,
    length,
    ...(verdict === undefined ? {} : { verdict }),
  }));
  const annotations = said === undefined ? '' : `,"annotations":${JSON.stringify(annotationsOf(said))}`;
  const evidence = encoder.encode(`,"evidence":${JSON.stringify({ ...shown, copies: others })}${annotations}}\n`);
  return joined([RECORD_START, oneLine(record), evidence]);
}

function annotationsOf({ tags, statuses, stars, notes, findings }: SaidOfEvent): object {
  return {
    tags: tags.map((saying) => ({ tag: saying.text, ...about(saying) })),
    status: statuses.map((saying) => ({ status: saying.text, reason: saying.reason ?? '', ...about(saying) })),
    starred: stars.map(about),
    notes: notes.map((saying) => ({ text: saying.text, ...about(saying) })),
    findings: findings.map((saying) => ({ number: Number(saying.text), ...about(saying) })),
  };
}

function about({ by: { author, by, at }, from }: Saying): object {
  return { author, by, at, ...(from === undefined ? {} : { from }) };
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
