import type { ZipEntry } from './zip-entry';

const MADE_ON_UNIX = 3;
const MADE_ON_MACOS = 19;
const FILE_TYPE = 0xf000;
const LINK = 0xa000;
const FOLDER = 0x4000;
/** Of DOS attributes. */
const DOS_FOLDER = 0x10;
/** No link leads to a longer path. */
const TARGET_MOST = 4096;
/** Pipe, character device, block device, socket. */
const SPECIAL = new Set([0x1000, 0x2000, 0x6000, 0xc000]);

/**
 * What a member is. A mode alone makes no member a folder or a device: what has bytes is read, since programs that
 * pack their input (`... | zip out -`) note the mode of the pipe that it came from, and others note none that means
 * anything.
 */
export function kindOf(entry: ZipEntry, path: string): 'file' | 'folder' | 'link' | 'special' {
  const { madeBy, attributes, size } = entry;
  const onUnix = madeBy === MADE_ON_UNIX || madeBy === MADE_ON_MACOS;
  const type = onUnix ? (attributes >>> 16) & FILE_TYPE : 0;
  if (type === LINK && size <= TARGET_MOST) return 'link';
  if (size > 0) return 'file';
  if (type === FOLDER || (attributes & DOS_FOLDER) !== 0 || /[/\\]$/.test(path)) return 'folder';
  return SPECIAL.has(type) ? 'special' : 'file';
}
