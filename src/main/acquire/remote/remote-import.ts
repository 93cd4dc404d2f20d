import { TrailbenchError } from '../../../contract/errors';
import type { AcquisitionKind, AcquisitionProgress, ConnectionSpec } from '../../../contract/acquire';
import type { Json } from '../../../core/event/json';
import type { Acquisition, AcquisitionState } from '../../cases/acquisition';
import { errorText } from '../../cases/disk';
import type { SourceEntry } from '../../cases/manifest';
import type { OpenCase } from '../../cases/open-case';
import { ArchiveExpansions } from '../../indexing/archive-expansions';
import type { Settled } from '../../indexing/case-keeper';
import type { Import } from '../../indexing/import';
import type { IndexRun } from '../../indexing/index-run';
import { Rate } from '../../indexing/rate';
import type { NewSourceTask, SourceTask } from '../../indexing/source-task';
import { FailureList } from './failure-list';
import { memberHost } from './member-host';
import type { RemoteFailure, RemoteItem, RemoteOrigin, RemoteSink } from './remote-origin';
import { Room } from './room';

/** What an acquisition is, apart from how its bytes are fetched. */
export interface RemotePlan {
  readonly what: Exclude<AcquisitionKind, 'local'>;
  /** In words: an address, or regions and a period. */
  readonly title: string;
  readonly connection: ConnectionSpec;
  /** ARN of who acquires, where it is known. */
  readonly identity: string | null;
  /** What the ledger is told, so that it can go on after a restart; nothing secret. */
  readonly details: Readonly<Record<string, Json>>;
}

export interface RemoteImportOptions {
  readonly openCase: OpenCase;
  readonly plan: RemotePlan;
  /** One that was cut off when the program ended last. */
  readonly unfinished?: AcquisitionState;
  /** Progress has changed. */
  readonly onChange: () => void;
  /** Bytes that may wait in memory to be kept. */
  readonly room?: number;
}

type State = 'waiting' | 'running' | 'draining' | 'failed' | 'cancelled' | 'done';

const ROOM = 48 * 1024 * 1024;
const TOGETHER = 32;
const TOGETHER_MS = 20;

/**
 * An acquisition from AWS as an import of a case: takes what an origin fetches, has it read and kept, lists failures,
 * and says in the ledger how it went. Its origin may fail and be replaced, say after another sign-in: what is kept is
 * not fetched again.
 */
export class RemoteImport implements Import {
  readonly paths: readonly string[] = [];
  found = { files: 0, bytes: 0 };
  readonly unreadable = 0;
  launched = false;
  onExpanded: ((run: IndexRun) => void) | undefined;
  readonly failures: FailureList;
  private state: State = 'waiting';
  private message: string | null = null;
  private origin: RemoteOrigin | undefined;
  private abort = new AbortController();
  private readonly room: Room;
  /** Handed over and not settled; given out again to each run. */
  private readonly pending = new Map<number, { readonly task: NewSourceTask; readonly room: number }>();
  private give: ((tasks: Iterator<SourceTask>) => void) | undefined;
  /** Of the pending ones, those that go to the run together. */
  private waiting: NewSourceTask[] = [];
  private giveSoon: NodeJS.Timeout | undefined;
  private launchOver: { resolve(): void; reject(cause: unknown): void } | undefined;
  private working: Promise<void> = Promise.resolve();
  private readonly counts = { added: 0, known: 0, failed: 0, bytes: 0, knownBytes: 0 };
  private readonly rate = new Rate();
  private expansions: ArchiveExpansions;
  private givenUp = false;
  /** The origin's run has begun. */
  private started = false;
  /** Source numbers of archives' members that are being read. */
  private readonly members = new Set<number>();

  private constructor(
    private readonly options: RemoteImportOptions,
    private acquisition: Acquisition | undefined,
    readonly no: number,
    private readonly since: string,
    private connection: { readonly spec: ConnectionSpec; readonly identity: string | null },
  ) {
    this.failures = new FailureList(options.openCase);
    this.room = new Room(options.room ?? ROOM);
    this.expansions = this.newExpansions();
  }

  /**
   * Begins it: the ledger says so before anything is fetched. One that was cut off is made without an origin: it waits.
   * @throws TrailbenchError `case-read-only`, `disk-full`
   */
  static async begin(options: RemoteImportOptions, origin: RemoteOrigin): Promise<RemoteImport> {
    const { openCase, plan } = options;
    const acquisition = await openCase.startAcquisition([plan.title], ledgerDetails(plan));
    const { id, since } = acquisition;
    const begun = new RemoteImport(options, acquisition, id, since, { spec: plan.connection, identity: plan.identity });
    begun.use(origin);
    return begun;
  }

  /** One that was cut off when the program ended last: it waits for a connection. */
  static waiting(options: RemoteImportOptions, { id, since }: AcquisitionState): RemoteImport {
    const { connection: spec, identity } = options.plan;
    return new RemoteImport(options, undefined, id, since, { spec, identity });
  }

  get plan(): RemotePlan {
    return this.options.plan;
  }

  get archives(): ArchiveExpansions {
    return this.expansions;
  }

  get listed(): boolean {
    return this.state !== 'running';
  }

  /** It is over, or cannot go on as it is. */
  get resting(): boolean {
    return this.state === 'waiting' || this.state === 'failed' || this.over;
  }

  get over(): boolean {
    return this.state === 'done' || this.state === 'cancelled';
  }

  get complete(): boolean {
    const ended = this.state === 'draining' || (this.givenUp && this.state !== 'running');
    return ended && this.pending.size === 0 && this.expansions.active === 0;
  }

  /** Goes on with another origin, after it failed or was cut off. */
  async resumeWith(
    origin: RemoteOrigin,
    connection: { readonly spec: ConnectionSpec; readonly identity: string | null },
  ): Promise<void> {
    const { openCase, unfinished } = this.options;
    const details = { connection: toJson(connection.spec), identity: connection.identity };
    if (this.acquisition !== undefined) {
      await openCase.record('acquire-resumed', { ...details, acquisition: this.no });
    } else if (unfinished !== undefined) {
      this.acquisition = await openCase.resumeAcquisition(unfinished, details);
    }
    this.connection = connection;
    this.use(origin);
  }

  pause(): void {
    this.origin?.pause();
    this.options.onChange();
  }

  resume(): void {
    this.origin?.resume();
    this.rate.reset();
    this.options.onChange();
  }

  /** Tries what failed again, after all others. @returns false where it is over or rests, and needs a new beginning */
  async retryFailed(): Promise<boolean> {
    if (this.state !== 'running' || this.origin === undefined) return false;
    const { origin } = this;
    const again = await this.failures.take();
    this.counts.failed -= again.length;
    origin.again(again);
    this.options.onChange();
    return true;
  }

  /** Gives it up: what is kept stays, what was fetched is still kept. */
  async abandon(): Promise<void> {
    this.givenUp = true;
    this.stopOrigin('The acquisition was cancelled.');
    await this.working;
    if (this.launchOver === undefined && this.pending.size === 0) await this.finish();
    this.options.onChange();
  }

  launch(add: (tasks: Iterator<SourceTask>) => void): Promise<void> {
    const over = new Promise<void>((resolve, reject) => {
      this.launchOver = { resolve, reject };
    });
    this.give = add;
    this.found = { files: 0, bytes: 0 };
    this.waiting = [];
    const again = [...this.pending.values()].map(({ task }) => task);
    for (const { size } of again) this.count(size);
    if (again.length > 0) add(again.values());
    if (this.state === 'running') this.work();
    else this.endLaunch();
    return over;
  }

  settle(no: number, settled: Settled): boolean {
    const entry = this.pending.get(no);
    // Members of archives are counted with their archive.
    if (entry === undefined) return this.members.delete(no);
    this.pending.delete(no);
    this.room.give(entry.room);
    this.counts[settled] += 1;
    this.counts.bytes += entry.task.size;
    // Its bytes are kept, and it is quarantined: that is no failure of the fetching.
    if (settled === 'failed') {
      this.counts.failed -= 1;
      this.counts.added += 1;
    }
    this.options.onChange();
    return true;
  }

  expand(run: IndexRun, task: NewSourceTask, { no, size, sha256, compression }: SourceEntry): void {
    const { path, offset, length } = this.options.openCase.evidence.locate(no);
    const { uri, path: member } = task.member ?? { uri: task.uri, path: undefined };
    const gzip = compression === 'gzip';
    this.expansions.expand(run, { no, uri, member, range: { path, offset, length }, size, sha256: sha256 ?? '', gzip });
  }

  /** Fetching goes on; what is pending is given to the next run. */
  async restart(): Promise<void> {
    const { expansions } = this;
    this.expansions = this.newExpansions();
    this.members.clear();
    this.give = undefined;
    this.found = { files: 0, bytes: 0 };
    this.launched = this.resting;
    this.launchOver?.reject(new TrailbenchError('cancelled', 'The import begins anew.'));
    this.launchOver = undefined;
    await expansions.stop();
  }

  async finish(): Promise<void> {
    if (this.over) return;
    const { acquisition, givenUp } = this;
    this.acquisition = undefined;
    const details = this.details();
    this.state = givenUp ? 'cancelled' : 'done';
    if (acquisition === undefined && this.options.unfinished !== undefined && givenUp) {
      const resumed = await this.options.openCase.resumeAcquisition(this.options.unfinished);
      await resumed.cancel(details);
    }
    if (givenUp) await acquisition?.cancel(details);
    else await acquisition?.finish(details);
    this.options.onChange();
  }

  /** Reading is cancelled as a whole: fetching waits with it. */
  async cancel(): Promise<void> {
    this.origin?.pause();
    this.expansions.pause();
    await Promise.resolve();
  }

  async begin(): Promise<void> {
    this.origin?.resume();
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopOrigin('The case is being closed.');
    this.acquisition?.suspend();
    await this.working;
    this.launchOver?.reject(new TrailbenchError('cancelled', 'The import was stopped.'));
    this.launchOver = undefined;
    await this.expansions.stop();
  }

  progress(): AcquisitionProgress {
    const { plan } = this.options;
    const { added, known, failed, bytes, knownBytes } = this.counts;
    const { origin } = this;
    const told = origin?.state;
    const objectsDone = added + known + failed;
    const bytesDone = bytes + knownBytes;
    const state = this.told();
    const moving = state === 'downloading';
    if (moving) this.rate.add(objectsDone, bytesDone);
    const bytesTotal = told?.bytes ?? null;
    return {
      no: this.no,
      what: plan.what,
      title: plan.title,
      since: this.since,
      state,
      identity: this.connection.identity,
      connection: this.connection.spec,
      listed: told?.listed ?? false,
      objectsDone,
      objectsTotal: atLeast(told?.objects, objectsDone),
      bytesDone,
      bytesTotal: atLeast(bytesTotal, bytesDone),
      added,
      known,
      failed,
      retrying: told?.retrying ?? 0,
      active: told?.active ?? 0,
      parallel: told?.parallel ?? 0,
      bytesPerSecond: moving ? Math.round(this.rate.bytesPerSecond) : 0,
      objectsPerSecond: moving ? Math.round(this.rate.eventsPerSecond * 10) / 10 : 0,
      secondsLeft: moving && bytesTotal !== null ? this.rate.secondsFor(bytesTotal - bytesDone) : null,
      message: this.message ?? told?.message ?? null,
    };
  }

  private told(): AcquisitionProgress['state'] {
    const { state, origin } = this;
    if (state !== 'running') return state === 'draining' ? 'downloading' : state;
    if (origin?.state.paused === true) return 'paused';
    return origin?.state.listing === true ? 'listing' : 'downloading';
  }

  private use(origin: RemoteOrigin): void {
    this.origin = origin;
    this.abort = new AbortController();
    this.state = 'running';
    this.message = null;
    this.launched = false;
    this.started = false;
    this.rate.reset();
  }

  private work(): void {
    const { origin } = this;
    if (this.started || origin === undefined) return;
    this.started = true;
    const over = (state: State, message: string | null): void => {
      if (this.origin !== origin) return;
      this.giveWaiting();
      this.state = state;
      this.message = message;
      this.endLaunch();
      this.options.onChange();
    };
    this.working = origin.run(this.sink()).then(
      () => over('draining', null),
      (cause: unknown) => over(this.givenUp ? 'draining' : 'failed', this.givenUp ? null : errorText(cause)),
    );
  }

  private sink(): RemoteSink {
    const { openCase, onChange } = this.options;
    const { signal } = this.abort;
    return {
      signal,
      has: (description) => openCase.manifest.hasVersion(description),
      known: (bytes) => {
        this.counts.known += 1;
        this.counts.knownBytes += bytes;
        onChange();
      },
      room: async (bytes) => {
        await this.room.take(bytes);
        if (signal.aborted) this.room.give(bytes);
        signal.throwIfAborted();
      },
      giveBack: (bytes) => this.room.give(bytes),
      temporaryPath: () => openCase.evidence.temporaryPath(),
      keep: (item, room) => this.keep(item, room),
      fail: (failure) => this.fail(failure),
      changed: onChange,
    };
  }

  private keep(item: RemoteItem, room: number): void {
    const { uri, size, modified, content, versionId, etag, checksum, metadata } = item;
    const no = this.options.openCase.manifest.reserve();
    const held = 'bytes' in content ? content.bytes : undefined;
    const task: NewSourceTask = {
      kind: 'new',
      no,
      uri,
      size,
      modified,
      known: [],
      range: { path: 'temporary' in content ? content.temporary : '', offset: 0, length: undefined },
      remote: { versionId, etag, checksum, metadata },
      ...(held === undefined ? { adopt: true } : { held }),
    };
    this.pending.set(no, { task, room });
    this.waiting.push(task);
    if (this.waiting.length >= TOGETHER) this.giveWaiting();
    else this.giveSoon ??= setTimeout(() => this.giveWaiting(), TOGETHER_MS);
  }

  /** A few small objects at a time: a message to a worker for each would cost more than reading it. */
  private giveWaiting(): void {
    clearTimeout(this.giveSoon);
    this.giveSoon = undefined;
    const { give, waiting } = this;
    this.waiting = [];
    // Without a run they are pending, and all of those are given to the next one.
    if (give === undefined) return;
    for (const { size } of waiting) this.count(size);
    give(waiting.values());
  }

  private async fail({ reason, message, uri, modified = null, ...rest }: RemoteFailure): Promise<void> {
    const { evidence, manifest } = this.options.openCase;
    const { size, versionId, etag } = rest;
    const no = manifest.reserve();
    const { outcome, source } = await evidence.addFailed({
      no,
      uri,
      modified,
      reason,
      message,
      ...(size === undefined ? {} : { size }),
      ...(versionId === undefined ? {} : { versionId }),
      ...(etag === undefined ? {} : { etag }),
    });
    this.failures.add(source.no, reason, message, outcome === 'known');
    this.counts.failed += 1;
    this.counts.bytes += size ?? 0;
    this.options.onChange();
  }

  private count(size: number): void {
    this.found = { files: this.found.files + 1, bytes: this.found.bytes + size };
  }

  private endLaunch(): void {
    this.launchOver?.resolve();
    this.launchOver = undefined;
  }

  private stopOrigin(why: string): void {
    this.abort.abort(new TrailbenchError('cancelled', why));
    this.room.open();
  }

  private newExpansions(): ArchiveExpansions {
    const { openCase } = this.options;
    return new ArchiveExpansions(
      memberHost(openCase, {
        onMember: (task) => {
          this.members.add(task.no);
          this.count(task.size);
        },
        onExpanded: (run) => this.onExpanded?.(run),
      }),
    );
  }

  private details(): Record<string, Json> {
    const { added, known, failed, bytes } = this.counts;
    return { objects: added + known + failed, bytes, added, known, failed };
  }
}

function ledgerDetails(plan: RemotePlan): Record<string, Json> {
  const { what, connection, identity, details } = plan;
  return { ...details, what, connection: toJson(connection), identity };
}

function toJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function atLeast(total: number | null | undefined, done: number): number | null {
  return total === null || total === undefined ? null : Math.max(total, done);
}
