/** Archives whose members are sources of their own. */
export type ArchiveKind = 'zip' | 'tar';

const BLOCK = 512;
const SUM_AT = 148;
const SUM_BYTES = 8;
const MARK_AT = 257;
/** `ustar`, with the version that POSIX or GNU tar has behind it. */
const MARKS = [
  [0x75, 0x73, 0x74, 0x61, 0x72, 0, 0x30, 0x30],
  [0x75, 0x73, 0x74, 0x61, 0x72, 0x20, 0x20, 0],
];

/**
 * Whether a source is an archive, by its first bytes: a zip signature (APPNOTE.TXT 4.3.7, 4.3.16,
 * 8.5.3), or a tar header whose check sum is right (IEEE Std 1003.1, pax, "ustar Interchange
 * Format"; headers from before ustar have the same sum). One that has the mark of ustar may be
 * damaged: the members behind it are read all the same.
 */
export function archiveKind(head: Uint8Array): ArchiveKind | undefined {
  if (isZip(head)) return 'zip';
  const block = head.subarray(0, BLOCK);
  return isTarHeader(block) || isMarked(block) ? 'tar' : undefined;
}

function isMarked(block: Uint8Array): boolean {
  return block.length === BLOCK && MARKS.some((mark) => mark.every((byte, i) => block[MARK_AT + i] === byte));
}

/** A member, the end of an empty archive, or the mark before the first member of one that was split, or was to be. */
function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  const [, , third, fourth] = head;
  if ((third === 7 && fourth === 8) || (third === 0x30 && fourth === 0x30)) return isZip(head.subarray(4));
  return (third === 3 && fourth === 4) || (third === 5 && fourth === 6) || (third === 6 && fourth === 6);
}

/** Bytes at the end of a source in which `zipTail` finds the end of a zip: its longest comment, and the record before. */
export const TAIL_BYTES = 65_535 + 22;

/**
 * What the last bytes of a source say, whose first ones tell nothing: the end of a zip with other bytes in front, such
 * as a program that unpacks itself, or of the last part of one that was split (APPNOTE.TXT 4.3.16).
 */
export function zipTail(tail: Uint8Array): 'whole' | 'part' | undefined {
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || tail[at + 1] !== 0x4b || tail[at + 2] !== 5 || tail[at + 3] !== 6) continue;
    const number = (place: number): number => (tail[at + place] ?? 0) + 256 * (tail[at + place + 1] ?? 0);
    if (at + 22 + number(20) !== tail.length) continue;
    const disk = number(4);
    return disk !== 0 && disk !== 0xffff ? 'part' : 'whole';
  }
  return undefined;
}

/** @param block 512 bytes; fewer are none */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length !== BLOCK) return false;
  const told = octal(block, SUM_AT, SUM_BYTES);
  if (Number.isNaN(told)) return false;
  let sum = 0;
  // Old programs took the sum of signed bytes.
  let signed = 0;
  let field = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    const inSum = i >= SUM_AT && i < SUM_AT + SUM_BYTES;
    // The sum is taken with spaces in its own place.
    const byte = inSum ? 0x20 : (block[i] as number);
    sum += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
    if (!inSum) field |= byte;
  }
  return field !== 0 && (told === sum || told === signed);
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
