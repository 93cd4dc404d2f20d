/** How a member is packed (APPNOTE.TXT 4.4.5). */
export const STORED = 0;
export const DEFLATED = 8;
/** Encrypted with AES; how it is packed is in an extra field. */
export const AES = 99;

/** Bits of the general flags (4.4.4). */
export const ENCRYPTED = 0x1;
/** Sizes and checksum are not in the local header but behind the bytes. */
export const LATER = 0x8;

const NAMES: Readonly<Record<number, string>> = {
  1: 'Shrink',
  2: 'Reduce',
  3: 'Reduce',
  4: 'Reduce',
  5: 'Reduce',
  6: 'Implode',
  9: 'Deflate64',
  10: 'PKWARE DCL Implode',
  12: 'bzip2',
  14: 'LZMA',
  16: 'IBM z/OS CMPSC',
  18: 'IBM TERSE',
  19: 'IBM LZ77',
  20: 'Zstandard',
  93: 'Zstandard',
  94: 'MP3',
  95: 'xz',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
  99: 'AES',
};

export function isKnownMethod(method: number): boolean {
  return method === STORED || method === DEFLATED || NAMES[method] !== undefined;
}

/** "Deflate64 (method 9)". */
export function methodName(method: number): string {
  const name = NAMES[method];
  return name === undefined ? `method ${String(method)}` : `${name} (method ${String(method)})`;
}
