/** Different in every process, so that nobody can prepare values that all fall into one place. */
const SEED = (Math.random() * 2 ** 32) | 0;
const KEY_LOW = (Math.random() * 2 ** 32) | 0;
const KEY_HIGH = (Math.random() * 2 ** 32) | 0;

/** A quick 32-bit hash of the bytes [start, end). Never stored: it differs from run to run. */
export function quickHash(view: DataView, start: number, end: number): number {
  let hash = SEED ^ (end - start);
  const last = end - 4;
  let at = start;
  for (; at <= last; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (at < end) hash = Math.imul(hash ^ tail(view, at, end), 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * HalfSipHash-1-3 (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF") of the
 * bytes [start, end): several times as slow, but whoever does not know the key cannot make values
 * collide.
 */
export function keyedHash(view: DataView, start: number, end: number): number {
  let a = KEY_LOW;
  let b = KEY_HIGH;
  let c = 0x6c796765 ^ KEY_LOW;
  let d = 0x74656462 ^ KEY_HIGH;
  const length = end - start;
  const words = length >> 2;
  // After the words one with the rest and the length, then three rounds to finish.
  for (let i = 0; i < words + 4; i++) {
    let word = 0;
    if (i < words) word = view.getInt32(start + i * 4, true);
    else if (i === words) word = tail(view, start + words * 4, end) | (length << 24);
    else if (i === words + 1) c ^= 0xff;
    d ^= word;
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
    a ^= word;
  }
  return b ^ d;
}

/** Whether the bytes [start, end) are the `end - start` bytes of `other` from `from` on. */
export function sameBytes(view: DataView, start: number, end: number, other: DataView, from: number): boolean {
  const last = end - 4;
  const shift = from - start;
  let at = start;
  for (; at <= last; at += 4) if (view.getInt32(at, true) !== other.getInt32(at + shift, true)) return false;
  for (; at < end; at++) if (view.getUint8(at) !== other.getUint8(at + shift)) return false;
  return true;
}

/** Up to three bytes as a word. */
function tail(view: DataView, start: number, end: number): number {
  let word = 0;
  for (let at = start; at < end; at++) word = (word << 8) | view.getUint8(at);
  return word;
}
