/** Archives whose members are sources of their own. */
export type ArchiveKind = 'zip' | 'tar';

const BLOCK = 512;
const SUM_AT = 148;
const SUM_BYTES = 8;

/**
 * Whether a source is an archive, by its first bytes: a zip signature (APPNOTE.TXT 4.3.7, 4.3.16,
 * 8.5.3), or a tar header whose check sum is right (IEEE Std 1003.1, pax, "ustar Interchange
 * Format"; headers from before ustar have the same sum).
 */
export function archiveKind(head: Uint8Array): ArchiveKind | undefined {
  if (isZip(head)) return 'zip';
  return isTarHeader(head.subarray(0, BLOCK)) ? 'tar' : undefined;
}

/** A member, the end of an empty archive, or the mark before the first member of a split one. */
function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  const [, , third, fourth] = head;
  if (third === 7 && fourth === 8) return isZip(head.subarray(4));
  return (third === 3 && fourth === 4) || (third === 5 && fourth === 6);
}

/** @param block 512 bytes; fewer are none */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length !== BLOCK || block[0] === undefined) return false;
  let sum = 0;
  let field = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    const inSum = i >= SUM_AT && i < SUM_AT + SUM_BYTES;
    // The sum is taken with spaces in its own place.
    sum += inSum ? 0x20 : (block[i] as number);
    if (!inSum) field |= block[i] as number;
  }
  return field !== 0 && octal(block, SUM_AT, SUM_BYTES) === sum;
}

/** A number in octal digits, which spaces may precede and a space or zero byte may end; NaN for anything else. */
export function octal(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  let digits = 0;
  for (let i = at; i < at + length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) {
      value = value * 8 + byte - 0x30;
      digits += 1;
    } else if (byte !== 0x20 && byte !== 0) return NaN;
    else if (digits > 0) break;
  }
  return digits === 0 ? NaN : value;
}
