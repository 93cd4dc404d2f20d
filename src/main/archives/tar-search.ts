import { isTarHeader } from '../../core/format/archive';
import type { ByteSource } from './byte-source';
import { readTarHeader, TAR_BLOCK } from './tar-header';

const WINDOW_BYTES = 256 * 1024;
const MAGIC = Buffer.from('ustar', 'latin1');
const MAGIC_AT = 257;

/**
 * Passes over bytes up to the next tar header: one with the mark of ustar wherever it begins, one from before ustar
 * at whole blocks from here on.
 *
 * @param block the bytes that the source gave out last, which are no header
 * @returns false where none comes, and the source has ended
 */
export async function passToHeader(source: ByteSource, block: Uint8Array): Promise<boolean> {
  let held = Buffer.from(block.subarray(1));
  /** Of the next place in `held` that is a whole number of blocks from the beginning. */
  let aligned = TAR_BLOCK - 1;
  for (;;) {
    const more = await source.read(WINDOW_BYTES);
    if (more.length === 0) return false;
    const window = Buffer.concat([held, more]);
    const at = headerIn(window, aligned);
    if (at !== undefined) {
      source.unread(window.subarray(at));
      return true;
    }
    const done = Math.max(0, window.length - TAR_BLOCK + 1);
    held = window.subarray(done);
    aligned += Math.ceil(Math.max(0, done - aligned) / TAR_BLOCK) * TAR_BLOCK - done;
  }
}

function headerIn(window: Buffer, aligned: number): number | undefined {
  const last = window.length - TAR_BLOCK;
  let first = last + 1;
  for (let at = window.indexOf(MAGIC, MAGIC_AT); at >= 0 && at - MAGIC_AT < first; at = window.indexOf(MAGIC, at + 1)) {
    if (isHeader(window, at - MAGIC_AT)) first = at - MAGIC_AT;
  }
  for (let at = aligned; at < first; at += TAR_BLOCK) {
    if (isHeader(window, at)) first = at;
  }
  return first <= last ? first : undefined;
}

function isHeader(window: Buffer, at: number): boolean {
  const block = window.subarray(at, at + TAR_BLOCK);
  return isTarHeader(block) && (readTarHeader(block)?.size ?? -1) >= 0;
}
