import { TrailbenchError } from '../../contract/errors';
import type { Disk } from '../files/disk';
import { writeFailure } from '../files/disk';
import type { Manifest, SourceEntry, StoredAt } from '../cases/manifest';
import { placeOf, planGroup } from './group-plan';
import type { QueuedSource } from './group-plan';
import { sourceOf, unfinishedLine } from './new-source';
import type { FailedSource, NewSource, SeenAgain, UnfinishedLine } from './new-source';
import type { ObjectStore } from './object-store';
import type { PackWriter } from './pack-writer';

export interface Added {
  /** `known`: the same URI with the same bytes (or the same failure) is in the case already; `source` is that one. */
  readonly outcome: 'added' | 'known';
  readonly source: SourceEntry;
}

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

const GROUP_ENTRIES = 64;
const GROUP_BYTES = 8 * 1024 * 1024;
const GROUP_MS = 200;
/** Sources of this size and over are objects of their own, bytes. */
export const OBJECT_FROM = 1024 * 1024;

interface Waiting extends QueuedSource {
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
    const { reason, message } = failed;
    return this.enqueue({ ...this.lineOf(sourceOf(failed), null), failed: { reason, message } }, undefined);
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

  private lineOf(source: NewSource, stored: StoredAt | null): UnfinishedLine {
    const { by, tool, now } = this.options;
    return unfinishedLine(source, stored, { acquired: now().toISOString(), by, tool });
  }

  private enqueue(line: UnfinishedLine, bytes: Uint8Array | undefined): Promise<Added> {
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

function settleKnown(waiting: Waiting, same: number, manifest: Manifest): void {
  const source = manifest.entry(same);
  if (source !== undefined) waiting.resolve({ outcome: 'known', source });
  else waiting.reject(new TrailbenchError('internal', `${waiting.line.uri} could not be stored. Add it again.`));
}
