/** Plain POSIX ustar, so that packs are readable without this program (IEEE Std 1003.1, pax, "ustar Interchange Format"). */
export const TAR_BLOCK = 512;
/** Two zero blocks end an archive. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK);

/** Bytes that fill an entry's last block. */
export function tarPadding(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

const NAME_BYTES = 100;
const SIZE_AT = 124;
const MODIFIED_AT = 136;
const SUM_AT = 148;

/** A header but for name, size, time and check sum. */
const BLANK = blankHeader();
const BLANK_SUM = BLANK.reduce((sum, byte) => sum + byte, 0);

function blankHeader(): Buffer {
  const block = Buffer.alloc(TAR_BLOCK);
  block.write('0000444\0' + '0000000\0' + '0000000\0', NAME_BYTES, 'latin1');
  // The check sum is taken with spaces in its own place; then comes the type, a regular file.
  block.write(' '.repeat(8) + '0', SUM_AT, 'latin1');
  block.write('ustar\0' + '00', 257, 'latin1');
  block.write('0000000\0' + '0000000\0', 329, 'latin1');
  return block;
}

/**
 * Writes the header block of a regular, read-only file.
 *
 * @param at position in `into`; a block is written there
 * @param name up to 100 ASCII characters
 * @param size under 8 GiB, bytes
 * @param modified seconds since 1970 UTC
 */
export function writeTarHeader(into: Buffer, at: number, name: string, size: number, modified: number): void {
  if (Buffer.byteLength(name) > NAME_BYTES || size >= 8 ** 11) throw new RangeError(`no tar header for ${name}`);
  into.set(BLANK, at);
  let sum = BLANK_SUM;
  const put = (text: string, offset: number): void => {
    for (let i = 0; i < text.length; i += 1) {
      const byte = text.charCodeAt(i);
      into[at + offset + i] = byte;
      sum += byte;
    }
  };
  put(name, 0);
  put(octal(size, 11), SIZE_AT);
  put(octal(modified, 11), MODIFIED_AT);
  into.write(`${octal(sum, 6)}\0 `, at + SUM_AT, 'latin1');
}

function octal(value: number, digits: number): string {
  return Math.max(0, Math.floor(value)).toString(8).padStart(digits, '0');
}
