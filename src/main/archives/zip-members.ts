import { getFileNameLowLevel, type Entry, type ZipFile } from 'yauzl';
import type { RejectReason } from '../../core/format/format';
import type { ArchiveFile } from './archive-file';
import { OverLimit, type ArchiveLimits } from './limits';
import type { ArchiveItem } from './member';
import { nameText } from './member-name';
import { localHeaderOf, openDirectory, planDirectory } from './zip-directory';
import { DEFLATED, STORED, ZipMember } from './zip-member';

const MADE_ON_UNIX = 3;
const FILE_TYPE = 0xf000;
const LINK = 0xa000;
const REGULAR = 0x8000;
const FOLDER = 0x4000;
/** Extra fields that tell a time in UTC: Info-ZIP's and NTFS's. */
const UTC_TIMES = new Set([0x5455, 0x000a]);
/** Sizes and checksum are not in the local header but behind the bytes. */
const LATER = 0x8;

/**
 * The members of a zip archive, in the order of the directory at its end, which is what counts. Each
 * member's bytes are to be poured, or left, before the next is asked for.
 *
 * @throws OverLimit where it has more entries than any archive may have
 */
export async function* zipMembers(
  file: ArchiveFile,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveItem, void, undefined> {
  let zip: ZipFile;
  try {
    zip = await openDirectory(file);
  } catch (cause) {
    yield rest(file.size, `The zip directory at the end cannot be found (${messageOf(cause)}): no member is read.`);
    return;
  }
  const plan = await planDirectory(zip, file, limits.members);
  if (plan.entries > limits.members) throw new OverLimit(`it has over ${limits.members.toLocaleString('en')} members`);
  // Entries are too many to be kept, so that the directory is read again; the first reader follows the headers.
  const again = await openDirectory(file);
  let number = 0;
  if (plan.entries > 0) {
    for await (const entry of again.eachEntry()) {
      const item = await itemOf(file, zip, entry, plan.overlaps.has(number), limits);
      if (item !== undefined) yield item;
      number += 1;
      if (number === plan.entries) break;
    }
  }
  if (plan.fault === undefined) return;
  yield rest(file.size, `The zip directory cannot be read to its end (${plan.fault}): members after it are not read.`);
}

function rest(offset: number, what: string): ArchiveItem {
  const message = `${what} Get an undamaged copy of the archive, or repair a copy (zip -FF) and add that.`;
  return { type: 'rest', fault: { path: '', reason: 'archive', offset, length: 0, message } };
}

async function itemOf(
  file: ArchiveFile,
  zip: ZipFile,
  entry: Entry,
  overlaps: boolean,
  { inflate }: ArchiveLimits,
): Promise<ArchiveItem | undefined> {
  const decode = (name: Buffer): string =>
    getFileNameLowLevel(entry.generalPurposeBitFlag, name, entry.extraFields, true);
  const path = nameText(entry.fileNameRaw, decode);
  const type = typeOf(entry);
  if (type === FOLDER || (type === undefined && path.endsWith('/') && entry.uncompressedSize === 0)) return undefined;
  const fault = (reason: RejectReason, message: string): ArchiveItem => {
    const { relativeOffsetOfLocalHeader: offset, compressedSize: length } = entry;
    return { type: 'fault', fault: { path, reason, offset, length, message } };
  };
  const refused = whyRefused(entry, type, overlaps);
  if (refused !== undefined) return fault(...refused);
  const header = await localHeaderOf(zip, entry);
  if (typeof header === 'string') {
    return fault('archive', `This member cannot be found where the zip directory says (${header}). ${UNDAMAGED}`);
  }
  const findings = disagreement(entry, header);
  const modified = modifiedAt(entry);
  return {
    type: 'member',
    member: new ZipMember({ file, entry, path, modified, dataAt: header.fileDataStart, findings, limits: inflate }),
  };
}

const UNDAMAGED = 'Get an undamaged copy of the archive.';

/** Type bits of a Unix file mode; undefined where the archive does not tell. */
function typeOf({ versionMadeBy, externalFileAttributes }: Entry): number | undefined {
  if (versionMadeBy >> 8 !== MADE_ON_UNIX) return undefined;
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  return type === 0 ? undefined : type;
}

function whyRefused(
  entry: Entry,
  type: number | undefined,
  overlaps: boolean,
): readonly [reason: RejectReason, message: string] | undefined {
  const { compressionMethod: method } = entry;
  if (type !== undefined && type !== REGULAR) {
    const what = type === LINK ? 'a symbolic link' : 'a device or pipe';
    return [
      'skipped',
      `This member is ${what}, no file: it is not followed, and nothing is to be done. The archive is kept as it is.`,
    ];
  }
  if (entry.isEncrypted()) {
    return ['encrypted', 'This member is encrypted: unpack a copy of the archive with its password and add the files.'];
  }
  if (method !== STORED && method !== DEFLATED) {
    const message = `This member is packed by method ${method}, which is not read: unpack a copy of the archive and add the file.`;
    return ['unsupported', message];
  }
  if (!overlaps) return undefined;
  const message =
    'This member begins within the bytes of another one, as in archives made to exhaust a machine: it is not read. If the archive is trusted, unpack a copy and add the folder.';
  return ['archive', message];
}

/** Where the header before the bytes tells something else than the directory at the end. */
function disagreement(
  entry: Entry,
  header: Exclude<Awaited<ReturnType<typeof localHeaderOf>>, string>,
): { readonly reason: RejectReason; readonly message: string }[] {
  const differs: string[] = [];
  if (!header.fileName.equals(entry.fileNameRaw))
    differs.push(`its name (${JSON.stringify(nameText(header.fileName))})`);
  if (header.compressionMethod !== entry.compressionMethod) differs.push('its method');
  if ((header.generalPurposeBitFlag & 1) !== (entry.generalPurposeBitFlag & 1)) differs.push('its encryption');
  if ((header.generalPurposeBitFlag & LATER) === 0) {
    if (header.crc32 !== entry.crc32) differs.push('its checksum');
    const sized = header.compressedSize !== 0xffffffff && header.uncompressedSize !== 0xffffffff;
    const same = header.compressedSize === entry.compressedSize && header.uncompressedSize === entry.uncompressedSize;
    if (sized && !same) differs.push('its size');
  }
  if (differs.length === 0) return [];
  const message = `The header before this member at byte ${entry.relativeOffsetOfLocalHeader} and the directory of the archive disagree on ${differs.join(', ')}. It was read as the directory says; compare the archive with its original.`;
  return [{ reason: 'archive', message }];
}

/** Null where the time is in a zone that the archive does not name. */
function modifiedAt(entry: Entry): string | null {
  if (!entry.extraFields.some(({ id }) => UTC_TIMES.has(id))) return null;
  const time = entry.getLastModDate({ timezone: 'UTC' });
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
