import { TrailbenchError } from '../../contract/errors';
import type { Disk } from '../cases/disk';
import { writeFailure } from '../cases/disk';
import type { Manifest, ManifestLine, SourceEntry, StoredAt } from '../cases/manifest';
import type { ObjectStore } from './object-store';
import type { PackWriter } from './pack-writer';

/** A manifest line but for what the store itself fills in. */
export type NewSource = Omit<ManifestLine, 'stored' | 'supersedes' | 'acquired' | 'by' | 'tool' | 'failed'>;

/** The same for a source whose bytes could not be had. */
export type FailedSource = Pick<NewSource, 'no' | 'uri' | 'modified'> &
  Partial<Pick<NewSource, 'member' | 'parent' | 'size' | 'versionId' | 'etag' | 'checksum' | 'metadata'>> & {
    readonly reason: string;
    /** Byte range of the archive that held it. */
    readonly offset?: number;
    readonly length?: number;
    /** What happened and what to do. */
    readonly message: string;
  };

export interface Added {
  /** `known`: the same URI with the same bytes (or the same failure) is in the case already; `source` is that one. */
  readonly outcome: 'added' | 'known';
  readonly source: SourceEntry;
}

/** A source that the store holds in another state, with the bytes that the case has. */
export type SeenAgain = Pick<NewSource, 'no' | 'modified' | 'versionId' | 'etag' | 'checksum' | 'metadata'>;

export interface WriterOptions {
  readonly manifest: Manifest;
  readonly packs: PackWriter;
  readonly objects: ObjectStore;
  readonly disk: Disk;
  /** `<case>/evidence`, for messages. */
  readonly folder: string;
  readonly by: string;
  readonly tool: string;
  readonly now: () => Date;
}

/** Members that most sources do not have. */
const RARE = ['parent', 'member', 'versionId', 'etag', 'checksum', 'metadata', 'gzip'] as const;

const GROUP_ENTRIES = 64;
const GROUP_BYTES = 8 * 1024 * 1024;
const GROUP_MS = 200;
/** Sources of this size and over are objects of their own, bytes. */
export const OBJECT_FROM = 1024 * 1024;

type Unfinished = Omit<ManifestLine, 'supersedes'>;

interface Waiting {
  readonly line: Unfinished;
  /** To be packed; undefined where they are an object already, or where there are none. */
  readonly bytes: Uint8Array | undefined;
  readonly resolve: (added: Added) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Takes sources in, in groups: first their bytes are made durable, then their manifest lines. So a
 * manifest line always speaks of bytes that are there.
 */
export class EvidenceWriter {
  private queue: Waiting[] = [];
  private queued = 0;
  private running: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failure: TrailbenchError | undefined;
  private hurry = false;
  private barred: TrailbenchError | undefined;

  constructor(private readonly options: WriterOptions) {}

  /** Bytes waiting to be stored: a reader of evidence should wait when they are many. */
  get queuedBytes(): number {
    return this.queued;
  }

  /** See EvidenceStore.add. */
  async add(bytes: Uint8Array | { readonly temporary: string }, source: NewSource): Promise<Added> {
    if (this.failure !== undefined) throw this.failure;
    const sha256 = source.sha256;
    if (sha256 === null) throw new TrailbenchError('internal', `${source.uri} was given without its SHA-256.`);
    if (bytes instanceof Uint8Array && bytes.length < OBJECT_FROM) {
      // The place is known only when the pack is written.
      return this.enqueue(this.lineOf(source, null), bytes);
    }
    await this.guard(source.size, () =>
      bytes instanceof Uint8Array
        ? this.options.objects.put(bytes, sha256)
        : this.options.objects.adopt(bytes.temporary, sha256, source.size),
    );
    return this.enqueue(this.lineOf(source, { object: sha256 }), undefined);
  }

  /** See EvidenceStore.addFailed. */
  addFailed(failed: FailedSource): Promise<Added> {
    const { reason, message, offset = 0, length = 0, ...rest } = failed;
    const source: NewSource = {
      size: 0,
      sha256: null,
      compression: 'none',
      inflatedSize: 0,
      inflatedSha256: null,
      kind: 'failed',
      format: null,
      records: 0,
      rejected: 1,
      rejects: [{ reason, offset, length, message }],
      ...rest,
    };
    return this.enqueue({ ...this.lineOf(source, null), failed: { reason, message } }, undefined);
  }

  /** See EvidenceStore.addSeen. */
  async addSeen(same: number, seen: SeenAgain): Promise<SourceEntry> {
    if (this.failure !== undefined) throw this.failure;
    const { manifest } = this.options;
    const { uri, parent, member, size, sha256, compression, inflatedSize, inflatedSha256, kind, stored } =
      await manifest.line(same);
    const bytes = { uri, parent, member, size, sha256, compression, inflatedSize, inflatedSha256, kind };
    const source: NewSource = { ...bytes, ...seen, format: null, records: 0, rejected: 0, rejects: [] };
    let entry: SourceEntry | undefined;
    await this.guard(0, async () => {
      entry = await manifest.append({ ...this.lineOf(source, stored), sameAs: same });
    });
    if (entry === undefined) throw new TrailbenchError('internal', `${uri} could not be noted. Sync again.`);
    return entry;
  }

  /** Makes everything added so far durable now. Rejects where the disk refused. */
  async flush(): Promise<void> {
    while (this.queue.length > 0 || this.running !== undefined) {
      this.hurry = true;
      this.schedule();
      await this.running;
    }
    this.hurry = false;
    if (this.failure !== undefined) throw this.failure;
  }

  /** Goes on after a failure. @throws TrailbenchError where the disk still refuses */
  async retry(): Promise<void> {
    if (this.barred !== undefined) throw this.barred;
    if (this.failure === undefined) return;
    await this.options.manifest.retry();
    await this.options.packs.takeBack().catch(async (cause: unknown) => {
      throw await writeFailure(this.options.disk, this.options.folder, 0, cause);
    });
    this.failure = undefined;
  }

  /** Refuses everything from now on: another program writes to the case. */
  bar(error: TrailbenchError): void {
    this.barred = error;
    this.failure = error;
    const waiting = this.queue;
    this.queue = [];
    this.queued = 0;
    for (const { reject } of waiting) reject(error);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Each member by name: spreading a source costs more than all else that is done for it. */
  private lineOf(source: NewSource, stored: StoredAt | null): Unfinished {
    const { by, tool, now } = this.options;
    const line: Unfinished = {
      no: source.no,
      uri: source.uri,
      size: source.size,
      modified: source.modified,
      sha256: source.sha256,
      compression: source.compression,
      inflatedSize: source.inflatedSize,
      inflatedSha256: source.inflatedSha256,
      kind: source.kind,
      format: source.format,
      records: source.records,
      rejected: source.rejected,
      rejects: source.rejects,
      acquired: now().toISOString(),
      by,
      tool,
      stored,
    };
    for (const name of RARE) {
      const value = source[name];
      if (value !== undefined) Object.assign(line, { [name]: value });
    }
    return line;
  }

  private enqueue(line: Unfinished, bytes: Uint8Array | undefined): Promise<Added> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.queue.push({ line, bytes, resolve, reject });
      this.queued += bytes?.length ?? 0;
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.running !== undefined) return;
    if (this.hurry || this.queue.length >= GROUP_ENTRIES || this.queued >= GROUP_BYTES) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.hurry = false;
      if (this.queue.length > 0) this.running = this.run();
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.hurry = true;
      this.schedule();
    }, GROUP_MS);
  }

  /** Never rejects: the adds do. */
  private async run(): Promise<void> {
    // Whoever adds in a loop has the whole of it in one group.
    await Promise.resolve();
    const group = this.takeGroup();
    try {
      await this.commit(group);
    } catch (cause) {
      const needed = group.reduce((sum, { line }) => sum + line.size, this.queued);
      this.failure = await writeFailure(this.options.disk, this.options.folder, needed, cause);
      const late = this.queue;
      this.queue = [];
      this.queued = 0;
      for (const waiting of [...group, ...late]) waiting.reject(this.failure);
    }
    this.running = undefined;
    if (this.queue.length > 0) this.schedule();
  }

  /** What is queued, up to the limit of bytes: more than GROUP_ENTRIES where a sync took long. */
  private takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.queue) {
      if (count > 0 && bytes >= GROUP_BYTES) break;
      bytes += waiting.bytes?.length ?? 0;
      count += 1;
    }
    this.queued -= bytes;
    return this.queue.splice(0, count);
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    const { manifest, packs } = this.options;
    const plan = planGroup(group, manifest);
    const stored = new Map<string, StoredAt>();
    try {
      if (plan.pack.length > 0) {
        const places = await packs.append(plan.pack, Math.floor(this.options.now().getTime() / 1000));
        for (const [i, { sha256 }] of plan.pack.entries()) {
          const place = places[i];
          if (place !== undefined) stored.set(sha256, place);
        }
      }
    } catch (cause) {
      await this.takeBack();
      throw cause;
    }
    const appended = plan.fresh.map(({ line, supersedes }) => {
      const place = line.stored ?? placeOf(line, stored, manifest);
      line.stored = place;
      return manifest.append(supersedes === undefined ? line : { ...line, supersedes });
    });
    const settled = Promise.allSettled(appended);
    const flushed = await manifest.flush().then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    );
    const results = await settled;
    const some = results.some(({ status }) => status === 'fulfilled');
    // Bytes that a durable line refers to are never taken back.
    if (some || !manifest.clean) packs.confirm();
    else await this.takeBack();
    for (const [i, result] of results.entries()) {
      const waiting = plan.fresh[i]?.waiting;
      if (result.status === 'fulfilled') waiting?.resolve({ outcome: 'added', source: result.value });
      else waiting?.reject(result.reason);
    }
    for (const { waiting, same } of plan.known) settleKnown(waiting, same, manifest);
    if (flushed !== undefined) throw flushed.cause;
  }

  private async takeBack(): Promise<void> {
    try {
      await this.options.packs.takeBack();
    } catch (cause) {
      // The next append or opening cuts the tail off; the failure that led here is what is told.
      if (!(cause instanceof Error)) throw cause;
    }
  }

  /** Turns a refusal of the disk into a failure that later adds see at once. */
  private async guard(needed: number, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      const failure = await writeFailure(this.options.disk, this.options.folder, needed, cause);
      if (failure.code === 'disk-full' || failure.code === 'case-read-only') this.failure ??= failure;
      throw failure;
    }
  }
}

interface Fresh {
  readonly waiting: Waiting;
  readonly line: Unfinished;
  readonly supersedes: number | undefined;
}

interface GroupPlan {
  readonly fresh: readonly Fresh[];
  readonly known: readonly { readonly waiting: Waiting; readonly same: number }[];
  readonly pack: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
}

/** What of a group is new, and which bytes are not kept yet. */
function planGroup(group: readonly Waiting[], manifest: Manifest): GroupPlan {
  const fresh: Fresh[] = [];
  const known: { waiting: Waiting; same: number }[] = [];
  const pack: { sha256: string; bytes: Uint8Array }[] = [];
  const packed = new Set<string>();
  /** By key: the sources of this very group, newest last. */
  const here = new Map<string, Unfinished[]>();
  for (const waiting of group) {
    const { line, bytes } = waiting;
    const key = `${line.uri}\0${line.member ?? ''}`;
    const mates = here.get(key) ?? [];
    const before = manifest.lookUp(line.uri, line.sha256 ?? '', line.member);
    const newest = mates.at(-1) ?? before.newest;
    const same = sameAs(line, mates, newest) ?? before.same?.no;
    if (same !== undefined) {
      known.push({ waiting, same });
      continue;
    }
    // What could not be read has no other bytes than before: it has none.
    fresh.push({ waiting, line, supersedes: line.sha256 === null ? undefined : newest?.no });
    here.set(key, [...mates, line]);
    if (bytes === undefined || line.sha256 === null) continue;
    if (packed.has(line.sha256) || manifest.keeping(line.sha256) !== undefined) continue;
    packed.add(line.sha256);
    pack.push({ sha256: line.sha256, bytes });
  }
  return { fresh, known, pack };
}

/** Among the sources of the same group; a failure is the same as the one just before it. */
function sameAs(
  line: Unfinished,
  mates: readonly Unfinished[],
  newest: { readonly no: number; readonly kind: string; readonly sha256: string | null } | undefined,
): number | undefined {
  if (line.sha256 !== null) return mates.find(({ sha256 }) => sha256 === line.sha256)?.no;
  return newest?.kind === 'failed' && newest.sha256 === null ? newest.no : undefined;
}

function placeOf(line: Unfinished, stored: ReadonlyMap<string, StoredAt>, manifest: Manifest): StoredAt | null {
  if (line.sha256 === null) return null;
  return stored.get(line.sha256) ?? manifest.keeping(line.sha256)?.stored ?? null;
}

function settleKnown(waiting: Waiting, same: number, manifest: Manifest): void {
  const source = manifest.entry(same);
  if (source !== undefined) waiting.resolve({ outcome: 'known', source });
  else waiting.reject(new TrailbenchError('internal', `${waiting.line.uri} could not be stored. Add it again.`));
}
