import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  byteOrderMark,
  skipSpace,
} from './bytes';

/** What the head of a JSON source shows of its shape: enough to tell the formats apart. */
export interface Outline {
  readonly top: 'object' | 'array';
  /** Members of the first top value, where it is an object, with the kind of their values. */
  readonly members: ReadonlyMap<string, ValueKind>;
  /** Names of members of the objects in the top array. */
  readonly itemNames: ReadonlySet<string>;
  /** Names of members of the objects in the array that is the top object's member `Events`. */
  readonly eventNames: ReadonlySet<string>;
  /** The first object is on one line, and more follow or may follow. */
  readonly lines: boolean;
  /** Names of the top members of objects that stand alone on a line, the first line apart. */
  readonly lineNames: ReadonlySet<string>;
}

export type ValueKind = 'object' | 'array' | 'empty-array' | 'string' | 'scalar';

/** Deeper names say nothing about the format. */
const NAMED_DEPTH = 3;

/**
 * Reads over the head of a source, however broken, and notes what it shows. Undefined where it
 * does not start with an object or an array.
 * @param complete the head is the whole source
 */
export function outlineOf(head: Uint8Array, complete: boolean): Outline | undefined {
  const start = skipSpace(head, byteOrderMark(head), head.length);
  const opener = head[start];
  if (opener !== OPEN_OBJECT && opener !== OPEN_ARRAY) return undefined;
  const first = readValue(head, start, head.length);
  const isObject = opener === OPEN_OBJECT;
  const feed = head.indexOf(LINE_FEED, start);
  const oneLine = feed === -1 || feed >= first.end;
  const followedByLine = feed !== -1 && skipSpace(head, feed, head.length) < head.length;
  const lines = isObject && oneLine && (first.complete ? followedByLine : !complete);
  return {
    top: isObject ? 'object' : 'array',
    members: isObject ? first.members : new Map(),
    itemNames: isObject ? new Set() : first.second,
    eventNames: first.events,
    lines,
    lineNames: isObject && feed !== -1 ? laterLines(head, feed + 1) : new Set(),
  };
}

interface Value {
  /** After its last byte; where it is cut off, the end of the head. */
  readonly end: number;
  readonly complete: boolean;
  readonly members: ReadonlyMap<string, ValueKind>;
  readonly second: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

/** Walks one object or array and notes the names of members down to NAMED_DEPTH. */
function readValue(bytes: Uint8Array, start: number, to: number): Value {
  const members = new Map<string, ValueKind>();
  const second = new Set<string>();
  const events = new Set<string>();
  let depth = 0;
  let topName = '';
  let at = start;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at, to);
      const colon = skipSpace(bytes, end, to);
      if (depth <= NAMED_DEPTH && bytes[colon] === COLON) {
        const name = nameText(bytes, at, end);
        if (depth === 1) {
          topName = name;
          members.set(name, kindAt(bytes, skipSpace(bytes, colon + 1, to), members.get(name)));
        } else if (depth === 2) second.add(name);
        else if (topName === 'Events') events.add(name);
      }
      at = end;
      continue;
    }
    at += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return { end: at, complete: true, members, second, events };
    }
  }
  return { end: to, complete: false, members, second, events };
}

/** Names of the top members of every whole object that starts a line. */
function laterLines(head: Uint8Array, from: number): ReadonlySet<string> {
  const names = new Set<string>();
  let start = from;
  while (start < head.length) {
    const feed = head.indexOf(LINE_FEED, start);
    const end = feed === -1 ? head.length : feed;
    if (head[start] === OPEN_OBJECT) {
      const value = readValue(head, start, end);
      if (value.complete && skipSpace(head, value.end, end) === end)
        for (const name of value.members.keys()) names.add(name);
    }
    start = end + 1;
  }
  return names;
}

function stringEnd(bytes: Uint8Array, quote: number, to: number): number {
  let at = quote + 1;
  while (at < to) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return to;
}

/** Longer names are no field of CloudTrail. */
const MAX_NAME_BYTES = 512;

function nameText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > MAX_NAME_BYTES) return '';
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}

/** An array counts where a name occurs twice: its records must not be lost. */
function kindAt(bytes: Uint8Array, at: number, before: ValueKind | undefined): ValueKind {
  if (before === 'array' || before === 'empty-array') return before;
  switch (bytes[at]) {
    case OPEN_ARRAY:
      return bytes[skipSpace(bytes, at + 1, bytes.length)] === CLOSE_ARRAY ? 'empty-array' : 'array';
    case OPEN_OBJECT:
      return 'object';
    case QUOTE:
      return 'string';
    default:
      return 'scalar';
  }
}

/** JSON of CloudTrail has at least one of these at the top of a record. */
export function namesRecord(names: Pick<ReadonlySet<string>, 'has'>): boolean {
  return names.has('eventName') || names.has('eventSource') || names.has('eventTime');
}

/** An item of LookupEvents holds its record as text. */
export function namesLookupItem(names: Pick<ReadonlySet<string>, 'has'>): boolean {
  return names.has('CloudTrailEvent');
}

export function isList(kind: ValueKind | undefined): boolean {
  return kind === 'array' || kind === 'empty-array';
}
