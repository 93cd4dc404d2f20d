import { createHash } from 'node:crypto';
import { archiveKind } from '../../core/format/archive';
import type { Reject } from '../../core/format/format';
import { describeFileError } from '../files/file-error';
import { errorCode } from '../files/disk';
import type { Fault } from '../streams/gzip-inflater';
import type { StoredRange } from '../files/stored-bytes';
import { ArchiveFile } from './archive-file';
import { InflatedBytes, PlainBytes } from './byte-source';
import { OverLimit, type ArchiveBudget, type ArchiveLimits } from './limits';
import type { ArchiveFault, ArchiveItem, ArchiveMember } from './member';
import { MemberNames } from './member-name';
import { Spool, SpoolFailed } from './spool';
import { tarMembers } from './tar-members';
import { zipMembers } from './zip-members';

/** A member whose bytes are ready to be read as a source. */
export interface ReadyMember {
  readonly path: string;
  readonly modified: string | null;
  readonly range: StoredRange & { readonly length: number };
  /** Why its bytes end there. */
  readonly fault: Fault | undefined;
  readonly findings: readonly Reject[];
}

/** Some members in order. */
export interface MemberBatch {
  readonly members: readonly ReadyMember[];
  readonly faults: readonly ArchiveFault[];
  /** To be removed once the members have been read; undefined where they all lie in the archive as they are. */
  readonly spool: Spool | undefined;
}

export interface ExpandOptions {
  /** Where the archive's stored bytes lie, and what they are. */
  readonly range: StoredRange;
  readonly sha256: string;
  readonly gzip: boolean;
  readonly limits: ArchiveLimits;
  readonly budget: ArchiveBudget;
  /** A fresh path for a temporary file. */
  readonly spoolPath: () => string;
  /** The case folder that those paths lie in; absent where they lie in a folder of this process's own. */
  readonly spoolsWithin?: string | undefined;
}

const BATCH_BYTES = 32 * 1024 * 1024;
const BATCH_MEMBERS = 1024;
const HASH_BYTES = 1024 * 1024;
const HEAD_BYTES = 512;

/**
 * Reads an archive's members, batch by batch as they are asked for. What is wrong with it, or with
 * a member, is told as a fault; neighbours go on.
 *
 * @throws SpoolFailed where the disk refuses the temporary file
 */
export async function* expandArchive(options: ExpandOptions): AsyncGenerator<MemberBatch, void, undefined> {
  const batches = new Batches(options);
  try {
    yield* batches.of(itemsOf(options), options.budget);
  } catch (cause) {
    const fault = faultOf(cause);
    if (fault === undefined) throw cause;
    const last = await batches.take();
    yield { ...last, faults: [...last.faults, fault] };
  } finally {
    await batches.drop();
  }
}

/** @returns undefined for what is not the archive's doing */
function faultOf(cause: unknown): ArchiveFault | undefined {
  const rest = { path: '', offset: 0, length: 0 } as const;
  if (cause instanceof OverLimit) {
    const message = `Reading the archive stopped: ${cause.message}. If it is trusted, unpack a copy and add the folder.`;
    return { ...rest, reason: 'too-many', message };
  }
  if (!(cause instanceof Error) || cause instanceof SpoolFailed || errorCode(cause) === undefined) return undefined;
  const message = `The rest of the archive could not be read: ${describeFileError(cause)}.`;
  return { ...rest, reason: 'unreadable', message };
}

async function* itemsOf(options: ExpandOptions): AsyncGenerator<ArchiveItem, void, undefined> {
  const { range, gzip, limits, sha256 } = options;
  const file = await ArchiveFile.open(range);
  const inflated = gzip ? new InflatedBytes(file, limits.inflate) : undefined;
  try {
    // Exactly the bytes that were hashed are read.
    if ((await hashOf(file)) !== sha256) {
      yield { type: 'rest', fault: changed(file.size) };
      return;
    }
    const head = inflated === undefined ? await file.read(0, HEAD_BYTES) : await headOf(file, limits);
    if (archiveKind(head) === 'tar')
      yield* tarMembers(inflated ?? new PlainBytes(file), gzip ? undefined : file, limits);
    else if (inflated === undefined) yield* zipMembers(file, limits);
    else yield* zipWithin(inflated, options);
  } finally {
    inflated?.close();
    await file.close();
  }
}

async function hashOf(file: ArchiveFile): Promise<string> {
  const sha256 = createHash('sha256');
  for (let at = 0; ;) {
    const bytes = await file.read(at, HASH_BYTES);
    if (bytes.length === 0) return sha256.digest('hex');
    sha256.update(bytes);
    at += bytes.length;
  }
}

function changed(size: number): ArchiveFault {
  const message =
    'The bytes of the archive were changed since they were hashed: its members are not read. Put back an unchanged copy and add it again.';
  return { path: '', reason: 'archive', offset: 0, length: size, message };
}

async function headOf(file: ArchiveFile, limits: ArchiveLimits): Promise<Uint8Array> {
  const source = new InflatedBytes(file, limits.inflate);
  try {
    const parts: Uint8Array[] = [];
    for (let left = HEAD_BYTES; left > 0;) {
      const bytes = await source.read(left);
      if (bytes.length === 0) break;
      parts.push(bytes);
      left -= bytes.length;
    }
    return Buffer.concat(parts);
  } finally {
    source.close();
  }
}

/** A zip in gzip: its directory is at the end, so that it is inflated to the disk first. */
async function* zipWithin(source: InflatedBytes, options: ExpandOptions): AsyncGenerator<ArchiveItem, void, undefined> {
  const spool = new Spool(options.spoolPath(), options.spoolsWithin);
  try {
    for (;;) {
      const bytes = await source.read(HASH_BYTES);
      if (bytes.length === 0) break;
      options.budget.takeBytes(bytes.length);
      await spool.write(bytes);
    }
    const range = spool.finish();
    await spool.close();
    const file = await ArchiveFile.open(range);
    try {
      // Its members must outlive the file: none is said to lie in it.
      for await (const item of zipMembers(file, options.limits)) yield copied(item, file);
    } finally {
      await file.close();
    }
  } finally {
    await spool.remove();
  }
}

/** A member that gives its bytes out, though they lie in the archive as they are. */
function copied(item: ArchiveItem, file: ArchiveFile): ArchiveItem {
  if (item.type !== 'member' || item.member.range === undefined) return item;
  const { path, modified, position, range } = item.member;
  const pour: ArchiveMember['pour'] = async (write) => {
    const poured = await item.member.pour(write);
    for (let at = 0; at < poured.length;) {
      const bytes = await file.read(range.offset + at, Math.min(HASH_BYTES, poured.length - at));
      if (bytes.length === 0) break;
      await write(bytes);
      at += bytes.length;
    }
    return poured;
  };
  return { type: 'member', member: { path, modified, position, range: undefined, pour } };
}

/** Gathers members into batches, and their bytes into spools. */
class Batches {
  private readonly names = new MemberNames();
  private members: ReadyMember[] = [];
  private faults: ArchiveFault[] = [];
  private spool: Spool | undefined;

  constructor(private readonly options: Pick<ExpandOptions, 'spoolPath' | 'spoolsWithin'>) {}

  async *of(items: AsyncIterable<ArchiveItem>, budget: ArchiveBudget): AsyncGenerator<MemberBatch, void, undefined> {
    for await (const item of items) {
      if (item.type === 'member') {
        budget.takeMember();
        await this.add(item.member, budget);
      } else if (item.type === 'rest') {
        this.faults.push(item.fault);
      } else {
        budget.takeMember();
        this.faults.push({ ...item.fault, path: this.names.unique(item.fault.path) });
      }
      const full = this.members.length + this.faults.length >= BATCH_MEMBERS;
      if (full || (this.spool?.size ?? 0) >= BATCH_BYTES) yield await this.take();
    }
    if (this.members.length + this.faults.length > 0) yield await this.take();
  }

  /** What is gathered; a new batch begins. */
  async take(): Promise<MemberBatch> {
    const { members, faults, spool } = this;
    spool?.drop();
    await spool?.close();
    this.members = [];
    this.faults = [];
    this.spool = undefined;
    return { members, faults, spool };
  }

  /** Removes what was not taken. */
  async drop(): Promise<void> {
    await this.spool?.remove();
  }

  private newSpool(): Spool {
    const { spoolPath, spoolsWithin } = this.options;
    return new Spool(spoolPath(), spoolsWithin);
  }

  private async add(member: ArchiveMember, budget: ArchiveBudget): Promise<void> {
    const path = this.names.unique(member.path);
    const spool = member.range === undefined ? (this.spool ??= this.newSpool()) : undefined;
    const {
      fault,
      capped,
      length,
      findings = [],
    } = await member.pour(async (bytes) => {
      budget.takeBytes(bytes.length);
      await spool?.write(bytes);
    });
    if (spool === undefined) budget.takeBytes(length);
    if (fault !== undefined && (capped === true || length === 0)) {
      spool?.drop();
      this.faults.push({ path, ...fault, offset: member.position, length });
      return;
    }
    const range = member.range === undefined ? spool?.finish() : { ...member.range, length };
    if (range === undefined) throw new Error('A member without a place');
    const found = findings.map((finding) => ({ ...finding, offset: 0, length }));
    this.members.push({ path, modified: member.modified, range, fault, findings: found });
  }
}
