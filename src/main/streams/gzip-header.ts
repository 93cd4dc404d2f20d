/** RFC 1952 member header: its length in bytes, or why it is none. */
export type HeaderScan =
  | { readonly state: 'complete'; readonly length: number }
  /** More bytes are needed to tell. */
  | { readonly state: 'partial' }
  | { readonly state: 'invalid' };

const MAX_HEADER = 1024 * 1024;
const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const RESERVED = 0xe0;

/** True where the bytes begin like a gzip member with the one method that exists, deflate. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Finds where the compressed data of a gzip member begins (RFC 1952, 2.3). */
export function scanGzipHeader(bytes: Uint8Array): HeaderScan {
  if (bytes.length > 0 && bytes[0] !== 0x1f) return { state: 'invalid' };
  if (bytes.length > 1 && bytes[1] !== 0x8b) return { state: 'invalid' };
  if (bytes.length > 2 && bytes[2] !== 8) return { state: 'invalid' };
  const flags = bytes[3] ?? 0;
  if ((flags & RESERVED) !== 0) return { state: 'invalid' };
  let length = 10;
  if ((flags & FEXTRA) !== 0) length += 2 + (bytes[10] ?? 0) + (bytes[11] ?? 0) * 256;
  for (const text of [FNAME, FCOMMENT]) {
    if ((flags & text) === 0) continue;
    const end = bytes.indexOf(0, length);
    if (end < 0) return bytes.length > MAX_HEADER ? { state: 'invalid' } : { state: 'partial' };
    length = end + 1;
  }
  if ((flags & FHCRC) !== 0) length += 2;
  if (length > MAX_HEADER) return { state: 'invalid' };
  return bytes.length < length ? { state: 'partial' } : { state: 'complete', length };
}
