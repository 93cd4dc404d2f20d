import { expandArchive, type MemberBatch, type ReadyMember } from '../archives/expand';
import { ARCHIVE_LIMITS, ArchiveBudget, type ArchiveLimits } from '../archives/limits';
import type { ArchiveFault } from '../archives/member';
import { SpoolFailed, type Spool } from '../archives/spool';
import { nodeDisk, writeFailure } from '../files/disk';
import type { IndexRun } from './index-run';
import type { NewSourceTask } from './source-task';
import type { StoredRange } from '../files/stored-bytes';

/** An archive that is kept as a source, or is read in place. */
export interface ArchiveSource {
  readonly no: number;
  /** Of the outermost archive. */
  readonly uri: string;
  /** Path in the outermost archive; undefined for that one itself. */
  readonly member: string | undefined;
  readonly range: StoredRange;
  readonly size: number;
  readonly sha256: string;
  readonly gzip: boolean;
}

/** What becomes of members. */
export interface ExpansionHost {
  readonly limits?: ArchiveLimits | undefined;
  /** Temporary files are wanted until `stop`, since members are read again. */
  readonly keepSpools: boolean;
  /** A fresh path for a temporary file. */
  spoolPath(): string;
  /** The case folder that those paths lie in; absent where they lie in a folder of this process's own. */
  readonly spoolsWithin?: string;
  /** The member as a source to be read, with a number of its own. */
  task(archive: ArchiveSource, member: ReadyMember): NewSourceTask;
  /** Lists what of an archive could not be read. Rejects where the case cannot take it. */
  fault(archive: ArchiveSource, fault: ArchiveFault): Promise<void>;
  /** An archive's members have all been given to the run. */
  onExpanded(run: IndexRun): void;
}

interface Waiting {
  readonly run: IndexRun;
  readonly archive: ArchiveSource;
  readonly depth: number;
  readonly budget: ArchiveBudget;
  /** The run is not over before. */
  over: () => void;
}

/** Members that were given to the run and are not settled. */
interface Given {
  readonly run: IndexRun;
  readonly nos: Set<number>;
  readonly spool: Spool | undefined;
  readonly depth: number;
  readonly budget: ArchiveBudget;
}

/** Batches of members at hand: one is read while the next is inflated. */
const AHEAD = 2;

/** The path of a member, through all archives from the outermost on. */
export function memberPath(archive: ArchiveSource, path: string): string {
  return archive.member === undefined ? path : `${archive.member}!/${path}`;
}

/** A member as a source to be read. @param member with its path from the outermost archive on */
export function memberTask<Numbered extends Pick<NewSourceTask, 'kind' | 'no' | 'known' | 'copyTo' | 'copyWithin'>>(
  numbered: Numbered,
  { uri, no: parent }: ArchiveSource,
  { path, range, modified, fault, findings }: ReadyMember,
): NewSourceTask {
  const member = { parent, uri, path, fault, findings };
  return { ...numbered, range, uri: `${uri}!/${path}`, size: range.length, modified, member };
}

/** Expands archives one after the other, no faster than their members are read. */
export class ArchiveExpansions {
  private readonly queue: Waiting[] = [];
  private readonly failed: Waiting[] = [];
  private readonly given = new Set<Given>();
  private readonly givenBy = new Map<number, Given>();
  private readonly spools: Spool[] = [];
  private working: Promise<void> | undefined;
  private paused = false;
  private stopped = false;
  /** Something that the work may wait for has changed. */
  private changed: (() => void) | undefined;

  constructor(private readonly host: ExpansionHost) {}

  /** Archives that are not wholly given to the run. */
  get active(): number {
    return this.queue.length + this.failed.length;
  }

  /**
   * Has the run read the archive's members, behind those of others.
   * @param readAs the number of its task: another one than its own where the case had it before
   */
  expand(run: IndexRun, archive: ArchiveSource, readAs = archive.no): void {
    const { limits = ARCHIVE_LIMITS } = this.host;
    const within = this.givenBy.get(readAs);
    const depth = (within?.depth ?? 0) + 1;
    const budget = within?.budget ?? new ArchiveBudget(limits, archive.size);
    this.enqueue({ run, archive, depth, budget, over: run.expect() });
  }

  /** A member, or anything else, was read and kept. Call it after `expand`. */
  settle(no: number): void {
    const batch = this.givenBy.get(no);
    if (batch === undefined) return;
    this.givenBy.delete(no);
    batch.nos.delete(no);
    if (batch.nos.size === 0) this.letGo(batch);
  }

  /** Tries again what a failure ended. */
  retry(run: IndexRun): void {
    this.paused = false;
    this.changed?.();
    for (const waiting of this.failed.splice(0)) {
      // What came of the first attempt is in the case, and costs the new one nothing.
      const budget = new ArchiveBudget(this.host.limits ?? ARCHIVE_LIMITS, waiting.archive.size);
      this.enqueue({ ...waiting, run, budget, over: run.expect() });
    }
  }

  /** Gives out nothing more until `retry`. */
  pause(): void {
    this.paused = true;
  }

  /** Ends everything, and the reading of its members with it; resolves once all temporary files are gone. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.changed?.();
    await this.working;
    for (const { over } of this.queue.splice(0)) over();
    // A worker that finds a temporary file gone would report the members in it as unreadable.
    const runs = new Set([...this.given].map(({ run }) => run));
    await Promise.all([...runs].map((run) => run.halt()));
    const spools = [...this.spools, ...[...this.given].map(({ spool }) => spool)];
    this.given.clear();
    this.givenBy.clear();
    await Promise.all(spools.map((spool) => spool?.remove()));
  }

  private enqueue(waiting: Waiting): void {
    this.queue.push(waiting);
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    await Promise.resolve();
    for (let waiting = this.queue[0]; waiting !== undefined && !this.stopped; waiting = this.queue[0]) {
      const { run } = waiting;
      try {
        await this.giveOut(waiting);
      } catch (cause) {
        if (!this.stopped) {
          this.failed.push(waiting);
          run.fail(await failureOf(cause));
        }
      }
      this.queue.shift();
      if (!this.stopped) this.host.onExpanded(run);
      waiting.over();
    }
    this.working = undefined;
  }

  private async giveOut({ run, archive, depth, budget }: Waiting): Promise<void> {
    const { limits = ARCHIVE_LIMITS, spoolPath, spoolsWithin } = this.host;
    if (depth > limits.depth) {
      await this.host.fault(archive, tooDeep(archive, limits.depth));
      return;
    }
    const { range, sha256, gzip } = archive;
    for await (const batch of expandArchive({ range, sha256, gzip, limits, budget, spoolPath, spoolsWithin })) {
      await this.until(() => !this.paused);
      if (this.stopped) {
        await batch.spool?.remove();
        return;
      }
      this.give(run, archive, batch, { depth, budget });
      await Promise.all(batch.faults.map((fault) => this.host.fault(archive, fault)));
      await this.until(() => this.given.size < AHEAD);
    }
  }

  private give(
    run: IndexRun,
    archive: ArchiveSource,
    { members, spool }: MemberBatch,
    context: Pick<Given, 'depth' | 'budget'>,
  ): void {
    if (spool !== undefined && this.host.keepSpools) this.spools.push(spool);
    if (members.length === 0) {
      void spool?.remove();
      return;
    }
    const tasks = members.map((member) => this.host.task(archive, member));
    const given: Given = { ...context, run, nos: new Set(tasks.map(({ no }) => no)), spool };
    this.given.add(given);
    for (const { no } of tasks) this.givenBy.set(no, given);
    run.add(tasks.values());
  }

  private letGo(batch: Given): void {
    this.given.delete(batch);
    // What cannot be removed now is removed when the case is opened next.
    if (!this.host.keepSpools) void batch.spool?.remove().catch(() => undefined);
    this.changed?.();
  }

  private async until(ready: () => boolean): Promise<void> {
    while (!ready() && !this.stopped) {
      await new Promise<void>((resolve) => {
        this.changed = resolve;
      });
    }
    this.changed = undefined;
  }
}

async function failureOf(cause: unknown): Promise<Error> {
  if (cause instanceof SpoolFailed) return await writeFailure(nodeDisk, cause.path, 0, cause.cause);
  return cause instanceof Error ? cause : new Error(String(cause));
}

function tooDeep({ size }: ArchiveSource, depth: number): ArchiveFault {
  const message = `Archives within archives are read ${depth} deep: the members of this one are not. Unpack a copy of it and add the folder.`;
  return { path: '', reason: 'unsupported', offset: 0, length: size, message };
}
