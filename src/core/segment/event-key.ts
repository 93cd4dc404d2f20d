/** The 64-bit key of the event last hashed, as two u32. One object, to spare an allocation per event. */
export interface EventKey {
  low: number;
  high: number;
}

/**
 * Hashes an eventID to 64 bits. Equal keys only name candidates for duplicates: content decides, so
 * a collision can never merge two events. 0,0 stands for "no key" and is never given to one.
 */
export function hashEventId(eventId: string | undefined, into: EventKey): void {
  if (eventId === undefined) {
    into.low = 0;
    into.high = 0;
    return;
  }
  let low = 0x243f6a88 ^ eventId.length;
  let high = 0x85a308d3;
  for (let i = 0; i < eventId.length; i++) {
    const unit = eventId.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    low = (low << 13) | (low >>> 19);
    high = Math.imul(high + unit, 0x85ebca6b) ^ low;
    high = (high << 17) | (high >>> 15);
  }
  store(low, high, into);
}

/**
 * The key of an event without an ID: of its content, so that its copies have the same one. A content
 * of zeros alone has no key.
 */
export function keyOfContent(contentHash: Uint8Array, from: number, into: EventKey): void {
  into.low = wordAt(contentHash, from);
  into.high = wordAt(contentHash, from + 4);
}

function wordAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

/** As `hashEventId`, of an ASCII text that is the bytes [start, end). */
export function hashEventIdBytes(bytes: Uint8Array, start: number, end: number, into: EventKey): void {
  let low = 0x243f6a88 ^ (end - start);
  let high = 0x85a308d3;
  for (let i = start; i < end; i++) {
    const unit = bytes[i] as number;
    low = Math.imul(low ^ unit, 0x9e3779b1);
    low = (low << 13) | (low >>> 19);
    high = Math.imul(high + unit, 0x85ebca6b) ^ low;
    high = (high << 17) | (high >>> 15);
  }
  store(low, high, into);
}

function store(low: number, high: number, into: EventKey): void {
  into.low = finish(low ^ high);
  into.high = finish((high + into.low) | 0);
  if (into.low === 0 && into.high === 0) into.high = 1;
}

/** The finalizer of MurmurHash3: every bit of the input changes half of the output's. */
function finish(word: number): number {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
