import type { RejectReason } from '../../core/format/format';
import type { ArchiveFile } from './archive-file';
import { BlockBytes } from './block-bytes';
import { OverLimit, type ArchiveLimits } from './limits';
import type { ArchiveItem } from './member';
import { nameText } from './member-name';
import { directoryOf, planDirectory, type DirectoryPlan } from './zip-directory';
import { findEnd, type ZipEnd } from './zip-end';
import {
  ELSEWHERE,
  LOCAL_BYTES,
  localLength,
  modifiedOf,
  pathOf,
  readLocal,
  type ZipEntry,
  type ZipFields,
} from './zip-entry';
import { kindOf } from './zip-kind';
import { looseMembers, type LooseMember } from './zip-loose';
import { ZipMember } from './zip-member';
import { AES, DEFLATED, ENCRYPTED, LATER, methodName, STORED } from './zip-method';

interface Finding {
  readonly reason: RejectReason;
  readonly message: string;
}

/** Begins the first part of an archive that was split. */
const SPLIT_MARK = Buffer.from('PK\u0007\u0008', 'latin1');

/**
 * The members of a zip archive, in the order of the directory at its end, which is what counts; then those that it
 * does not have. Each member's bytes are to be poured, or left, before the next is asked for.
 *
 * @throws OverLimit where it has more entries than any archive may have
 */
export async function* zipMembers(
  file: ArchiveFile,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveItem, void, undefined> {
  const walk = new ZipWalk(file, limits);
  const end = await findEnd(walk.bytes);
  const first = await walk.bytes.at(0, SPLIT_MARK.length);
  if (end === 'split' || (end === undefined && first.equals(SPLIT_MARK))) {
    yield rest(0, file.size, SPLIT);
  } else if (end === undefined) {
    yield* walk.loose(0, file.size, undefined);
    yield rest(file.size, 0, NO_DIRECTORY);
  } else {
    const plan = yield* walk.listed(end);
    yield* walk.unlisted(end, plan);
    if (end.base < 0) yield stretch(0, 0, NO_BEGINNING);
    if (!(await walk.bytes.isBlank(end.end))) yield rest(end.end, file.size - end.end, BEHIND);
  }
}

const UNDAMAGED = 'Get an undamaged copy of the archive.';
const SPLIT =
  'This is one part of a zip archive in several files: its members are not read. Unpack copies of all parts together with 7-Zip (open the last one, .zip) and add the folder.';
const NO_DIRECTORY =
  'The zip directory at the end is not there, as of a download that was cut off: members were read by the headers before them, as far as they could be found. Get a complete copy of the archive; of one in several parts (.001, .z01), unpack copies of all parts together with 7-Zip and add the folder.';
const NO_BEGINNING =
  'The beginning of the archive is not there: members that are in it are not read. Get a complete copy of the archive; of one in several parts (.001, .z01), unpack copies of all parts together with 7-Zip and add the folder.';
const BEHIND =
  'Bytes that do not belong to the archive follow its end. They are kept as evidence, and nothing is to be done if they are meant to be there.';
const UNLISTED =
  'The directory of the archive does not have this member, as where it was deleted, hidden or replaced: it was read by the header before it. Compare the archive with its original.';

function rest(offset: number, length: number, message: string): ArchiveItem {
  return { type: 'rest', fault: { path: '', reason: 'archive', offset, length, message } };
}

class ZipWalk {
  readonly bytes: BlockBytes;
  /** Where the members lie that were come upon, those as one that lie one behind the other. */
  private readonly taken: { readonly from: number; to: number }[] = [];

  constructor(
    private readonly file: ArchiveFile,
    private readonly limits: ArchiveLimits,
  ) {
    this.bytes = new BlockBytes(file);
  }

  /** What the directory has. */
  async *listed(end: ZipEnd): AsyncGenerator<ArchiveItem, DirectoryPlan, undefined> {
    const { members } = this.limits;
    const plan = await planDirectory(this.bytes, end, members);
    if (plan.entries > members) throw new OverLimit(`it has over ${members.toLocaleString('en')} members`);
    // Entries are too many to be kept, so that the directory is read again, beside the headers.
    const directory = new BlockBytes(this.file);
    let number = 0;
    for await (const entry of directoryOf(directory, end)) {
      const item = await this.listedItem(entry, plan.overlaps.has(number));
      if (item !== undefined) yield item;
      number += 1;
      if (number === plan.entries) break;
    }
    if (plan.fault !== undefined) {
      yield stretch(end.directoryAt, end.directoryEnd, `${plan.fault} Compare the archive with its original.`);
    }
    return plan;
  }

  /** Members between those that the directory has. */
  async *unlisted({ directoryAt }: ZipEnd, { whole }: DirectoryPlan): AsyncGenerator<ArchiveItem, void, undefined> {
    const taken = this.taken.sort((a, b) => a.from - b.from);
    // Of a damaged directory that is said already.
    const finding: Finding | undefined = whole ? { reason: 'archive', message: UNLISTED } : undefined;
    let at = 0;
    for (const { from, to } of [...taken, { from: directoryAt, to: directoryAt }]) {
      if (from - at >= LOCAL_BYTES) yield* this.loose(at, from, finding);
      at = Math.max(at, to);
    }
  }

  /** Members that no directory has. */
  async *loose(from: number, to: number, finding: Finding | undefined): AsyncGenerator<ArchiveItem, void, undefined> {
    for await (const member of looseMembers(new BlockBytes(this.file), from, to)) {
      const item = this.looseItem(member, finding);
      if (item !== undefined) yield item;
    }
  }

  private async listedItem(entry: ZipEntry, overlaps: boolean): Promise<ArchiveItem | undefined> {
    const path = pathOf(entry);
    const { headerAt, packedSize } = entry;
    const length = localLength(await this.bytes.at(headerAt, LOCAL_BYTES));
    const dataAt = headerAt + (length ?? 0);
    const within = length !== undefined && dataAt + packedSize <= this.file.size;
    // Of one that is not read the header at least is known, so that it is not come upon again.
    if (length !== undefined && !overlaps) this.take(headerAt, within ? dataAt + packedSize : dataAt);
    if (kindOf(entry, path) === 'folder') return undefined;
    const refused = whyRefused(entry, path, overlaps);
    if (refused !== undefined) return fault(entry, path, refused);
    if (length === undefined) return fault(entry, path, nowhere(`at byte ${String(headerAt)} there is no header`));
    if (!within) {
      return fault(entry, path, nowhere(`its bytes would end at ${String(dataAt + packedSize)}, behind the end`));
    }
    const header = await this.bytes.at(headerAt, length);
    const findings = header.length < length ? [] : disagreement(entry, readLocal(header));
    return this.member({ entry, path, dataAt, findings, whole: true });
  }

  private take(from: number, to: number): void {
    const last = this.taken.at(-1);
    if (last !== undefined && from >= last.to && from - last.to < LOCAL_BYTES) last.to = to;
    else this.taken.push({ from, to });
  }

  private looseItem({ entry, dataAt, whole }: LooseMember, finding: Finding | undefined): ArchiveItem | undefined {
    const path = pathOf(entry);
    if (kindOf(entry, path) === 'folder') return undefined;
    const refused = whyRefused(entry, path, false);
    if (refused !== undefined) return fault(entry, path, refused);
    return this.member({ entry, path, dataAt, findings: finding === undefined ? [] : [finding], whole });
  }

  private member(found: {
    readonly entry: ZipEntry;
    readonly path: string;
    readonly dataAt: number;
    readonly findings: readonly Finding[];
    readonly whole: boolean;
  }): ArchiveItem {
    const { file, limits } = this;
    const modified = modifiedOf(found.entry);
    return { type: 'member', member: new ZipMember({ ...found, file, modified, limits: limits.inflate }) };
  }
}

function fault({ headerAt, packedSize }: ZipEntry, path: string, { reason, message }: Finding): ArchiveItem {
  const offset = Number.isNaN(headerAt) ? 0 : headerAt;
  const length = Number.isNaN(packedSize) ? 0 : packedSize;
  return { type: 'fault', fault: { path, reason, offset, length, message } };
}

/** Named by its place: there may be several, and each is to be listed. */
function stretch(from: number, to: number, message: string): ArchiveItem {
  const path = `(bytes ${String(from)} to ${String(to)})`;
  return { type: 'fault', fault: { path, reason: 'archive', offset: from, length: to - from, message } };
}

function nowhere(why: string): Finding {
  return {
    reason: 'archive',
    message: `This member cannot be found where the zip directory says (${why}). ${UNDAMAGED}`,
  };
}

function whyRefused(entry: ZipEntry, path: string, overlaps: boolean): Finding | undefined {
  const { method, flags, packedSize, size, headerAt } = entry;
  const kind = kindOf(entry, path);
  if (kind === 'link' || kind === 'special') {
    const what = kind === 'link' ? 'a symbolic link' : 'a device or pipe';
    const message = `This member is ${what}, no file: it is not followed, and nothing is to be done. The archive is kept as it is.`;
    return { reason: 'skipped', message };
  }
  if ((flags & ENCRYPTED) !== 0 || method === AES) {
    const message =
      'This member is encrypted: unpack a copy of the archive with its password (7-Zip) and add the files.';
    return { reason: 'encrypted', message };
  }
  if (method !== STORED && method !== DEFLATED) {
    const message = `This member is packed by ${methodName(method)}, which is not read: unpack a copy of the archive with 7-Zip and add the file.`;
    return { reason: 'unsupported', message };
  }
  if (Number.isNaN(packedSize + size + headerAt)) return nowhere('its sizes are left out');
  if (!overlaps) return undefined;
  const message =
    'This member begins within the bytes of another one, as in archives made to exhaust a machine: it is not read. If the archive is trusted, unpack a copy and add the folder.';
  return { reason: 'archive', message };
}

/** Where the header before the bytes tells something else than the directory at the end. */
function disagreement(entry: ZipEntry, header: ZipFields): Finding[] {
  const differs: string[] = [];
  if (!header.name.equals(entry.name)) differs.push(`its name (${JSON.stringify(nameText(header.name))})`);
  if (header.method !== entry.method) differs.push('its method');
  if ((header.flags & ENCRYPTED) !== (entry.flags & ENCRYPTED)) differs.push('its encryption');
  if ((header.flags & LATER) === 0) {
    if (header.crc32 !== entry.crc32) differs.push('its checksum');
    const sized = !Number.isNaN(header.packedSize + header.size) && header.size !== ELSEWHERE;
    const same = header.packedSize === entry.packedSize && header.size === entry.size;
    if (sized && !same) differs.push('its size');
  }
  if (differs.length === 0) return [];
  const message = `The header before this member at byte ${entry.headerAt} and the directory of the archive disagree on ${differs.join(', ')}. It was read as the directory says; compare the archive with its original.`;
  return [{ reason: 'archive', message }];
}
