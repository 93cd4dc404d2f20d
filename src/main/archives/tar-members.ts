import type { ArchiveLimits } from './limits';
import type { ArchiveItem, ArchiveMember, Poured, Write } from './member';
import type { ArchiveFile } from './archive-file';
import type { ByteSource } from './byte-source';
import { nameText } from './member-name';
import { CONTINUED, paddingOf, TarWalk, whyEnded, type TarDamage, type TarEntry } from './tar-walk';

/** Bytes of a member that are given out at a time. */
const POUR_BYTES = 256 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  1: 'a hard link',
  2: 'a symbolic link',
  3: 'a character device',
  4: 'a block device',
  6: 'a pipe',
};
const FOLDER = '5';
/** Folder with a list of its files, volume label: no files either. */
const NOTHING = new Set([FOLDER, 'D', 'V']);

/**
 * The members of a tar archive in order, those of damaged ones up to the damage. Each member's
 * bytes are to be poured, or are passed over, before the next is asked for.
 *
 * @param file the archive, where the source's bytes are its own: members lie in it as they are
 * @throws the system's error where reading fails
 */
export async function* tarMembers(
  source: ByteSource,
  file: ArchiveFile | undefined,
  { inflate }: ArchiveLimits,
): AsyncGenerator<ArchiveItem, void, undefined> {
  const walk = new TarWalk(source);
  for (;;) {
    const entry = await walk.next();
    if (entry === undefined) return;
    if (entry.is !== 'entry') {
      yield damaged(entry);
      if (entry.is === 'rest') return;
      continue;
    }
    const { size, position, type } = entry;
    const end = source.position + size + paddingOf(size);
    const path = nameText(entry.name);
    const fault = notRead(entry, inflate.size);
    if (fault !== undefined) {
      yield { type: 'fault', fault: { path, ...fault, offset: position, length: end - position } };
    } else if (!NOTHING.has(type)) {
      const member = new TarMember(source, entry, path, file);
      yield { type: 'member', member };
      if (member.cut) return;
    }
    const left = end - source.position;
    if ((await source.skip(left)) === left) continue;
    // The bytes may be whole and only their padding be missing: then nothing is.
    if (source.fault !== undefined || source.position < end - paddingOf(size)) {
      yield rest(source.position, whyEnded(source));
    }
    return;
  }
}

function rest(offset: number, message: string, length = 0): ArchiveItem {
  return { type: 'rest', fault: { path: '', reason: 'archive', offset, length, message } };
}

/** A gap is named by its place: there may be several, and each is to be listed. */
function damaged({ is, offset, length, message }: TarDamage): ArchiveItem {
  if (is === 'rest') return rest(offset, message, length);
  const path = `(bytes ${String(offset)} to ${String(offset + length)})`;
  return { type: 'fault', fault: { path, reason: 'archive', offset, length, message } };
}

const WHOLE =
  'Get a complete copy of the archive; of one in several volumes, unpack copies of all together (tar -xM) and add the files.';

function notRead(
  { type, sparse, size }: TarEntry,
  limit: number,
): { reason: 'skipped' | 'unsupported' | 'inflates-too-far'; message: string } | undefined {
  const what = TYPES[type];
  if (what !== undefined) {
    const message = `This member is ${what}, no file: it is not followed, and nothing is to be done. The archive is kept as it is.`;
    return { reason: 'skipped', message };
  }
  if (NOTHING.has(type)) return undefined;
  if (type === CONTINUED) {
    const message =
      'This member is the rest of a file that begins in an earlier volume of the archive: it is not read. Unpack copies of all volumes together (tar -xM) and add the files.';
    return { reason: 'unsupported', message };
  }
  if (sparse || (type !== '0' && type !== '7')) {
    const kind = sparse ? 'is a sparse file' : `has the unknown type ${JSON.stringify(type)}`;
    const message = `This member ${kind}, which is not read: unpack a copy of the archive and add the file.`;
    return { reason: 'unsupported', message };
  }
  if (size < limit) return undefined;
  const message = `This member has ${limit.toLocaleString('en')} bytes or more: unpack a copy of the archive and split the file.`;
  return { reason: 'inflates-too-far', message };
}

class TarMember implements ArchiveMember {
  readonly position: number;
  readonly modified: string | null;
  readonly range: ArchiveMember['range'];
  /** The archive ended within it. */
  cut = false;

  constructor(
    private readonly source: ByteSource,
    private readonly entry: TarEntry,
    readonly path: string,
    file: ArchiveFile | undefined,
  ) {
    this.position = entry.position;
    this.modified = isoTime(entry.modified);
    this.range = file?.place(source.position, entry.size);
  }

  async pour(write: Write): Promise<Poured> {
    const { source, entry } = this;
    let left = entry.size;
    if (this.range !== undefined) {
      left -= await source.skip(left);
    } else {
      while (left > 0) {
        const bytes = await source.read(Math.min(left, POUR_BYTES));
        if (bytes.length === 0) break;
        left -= bytes.length;
        await write(bytes);
      }
    }
    const length = entry.size - left;
    if (left === 0) return { length };
    this.cut = true;
    const why = source.fault === undefined ? '' : ` ${source.fault.message}`;
    const message = `The archive ends within this member: ${left.toLocaleString('en')} of its ${entry.size.toLocaleString('en')} bytes, and all members after it, are not there.${why} ${WHOLE}`;
    return { length, fault: { reason: 'truncated', message } };
  }
}

/** Null for a time that no calendar has. */
function isoTime(seconds: number): string | null {
  const time = new Date(Math.floor(seconds) * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
