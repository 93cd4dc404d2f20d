/**
 * Text as dictionaries hold it: each UTF-16 code unit as one to three bytes, the way UTF-8 encodes
 * a character below U+10000 (Unicode Technical Report 26 calls this CESU-8).
 *
 * Why not plain UTF-8: evidence holds what an intruder chose, so a value may be no well-formed
 * Unicode (`"\ud800"` is legal JSON) and must still come back exactly as it was, apart from every
 * other value; and the order of these bytes is the order of JavaScript strings. For text without
 * characters beyond U+FFFF the bytes are UTF-8.
 */

/** `ignoreBOM`: a value may start with U+FEFF, which is part of it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The most bytes that `text` can take. */
export function maxTextBytes(text: string): number {
  return text.length * 3;
}

/**
 * Writes `text` at `position`.
 * @returns the position after it; `into` must have room for `maxTextBytes(text)`
 */
export function writeText(text: string, into: Uint8Array, position: number): number {
  let at = position;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      into[at++] = unit;
    } else if (unit < 0x800) {
      into[at++] = 0xc0 | (unit >> 6);
      into[at++] = 0x80 | (unit & 0x3f);
    } else {
      into[at++] = 0xe0 | (unit >> 12);
      into[at++] = 0x80 | ((unit >> 6) & 0x3f);
      into[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at;
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(maxTextBytes(text));
  return bytes.slice(0, writeText(text, bytes, 0));
}

/** The text in bytes [start, end), as `writeText` wrote it. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) {
    // Surrogates are three bytes that begin with 0xED and go on with 0xA0 or more: no UTF-8.
    if (!holdsSurrogate(bytes, start, end)) return utf8.decode(bytes.subarray(start, end));
  }
  let text = '';
  let at = start;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      at += 1;
    } else if (lead < 0xe0) {
      text += String.fromCharCode(((lead & 0x1f) << 6) | ((bytes[at + 1] ?? 0) & 0x3f));
      at += 2;
    } else {
      const unit = ((lead & 0x0f) << 12) | (((bytes[at + 1] ?? 0) & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f);
      text += String.fromCharCode(unit);
      at += 3;
    }
  }
  return text;
}

function holdsSurrogate(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end - 1; i++) {
    if (bytes[i] === 0xed && (bytes[i + 1] ?? 0) >= 0xa0) return true;
  }
  return false;
}
