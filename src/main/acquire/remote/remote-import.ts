import { TrailbenchError } from '../../../contract/errors';
import type { AcquisitionProgress } from '../../../contract/acquire';
import type { Acquisition, AcquisitionState } from '../../cases/acquisition';
import { errorText } from '../../cases/disk';
import type { SourceEntry } from '../../cases/manifest';
import type { OpenCase } from '../../cases/open-case';
import { ArchiveExpansions } from '../../indexing/archive-expansions';
import type { Settled } from '../../indexing/case-keeper';
import type { Import } from '../../indexing/import';
import type { IndexRun } from '../../indexing/index-run';
import type { NewSourceTask, SourceTask } from '../../indexing/source-task';
import { FailureList } from './failure-list';
import { HandedItems } from './handed-items';
import { memberHost } from './member-host';
import type { RemoteFailure, RemoteOrigin, RemoteSink } from './remote-origin';
import { ledgerDetails, signInDetails, type RemotePlan, type SignedIn } from './remote-plan';
import { RemoteTally } from './remote-tally';

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
  private readonly items: HandedItems;
  private readonly tally: RemoteTally;
  private launchOver: { resolve(): void; reject(cause: unknown): void } | undefined;
  private working: Promise<void> = Promise.resolve();
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
    private connection: SignedIn,
  ) {
    const { openCase, room } = options;
    this.failures = new FailureList(openCase);
    this.tally = new RemoteTally(this.failures);
    this.items = new HandedItems({ openCase, room, onGiven: (size) => this.count(size) });
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
    return ended && this.items.empty && this.expansions.active === 0;
  }

  /** Goes on with another origin, after it failed or was cut off. */
  async resumeWith(origin: RemoteOrigin, connection: SignedIn): Promise<void> {
    const { openCase, unfinished } = this.options;
    const details = signInDetails(connection);
    if (this.acquisition !== undefined) {
      await openCase.record('acquire-resumed', { ...details, acquisition: this.no });
    } else if (unfinished !== undefined) {
      this.acquisition = await openCase.resumeAcquisition(unfinished, details);
    }
    this.connection = connection;
    // The whole is gone through again, what failed included.
    await this.failures.take();
    this.use(origin);
  }

  pause(): void {
    this.origin?.pause();
    this.options.onChange();
  }

  resume(): void {
    this.origin?.resume();
    this.tally.resetRate();
    this.options.onChange();
  }

  /**
   * Tries what failed again, after all others.
   * @param sources of these manifest lines alone
   * @returns false where it is over or rests, and needs a new beginning
   */
  async retryFailed(sources?: readonly number[]): Promise<boolean> {
    if (this.state !== 'running' || this.origin === undefined) return false;
    const { origin } = this;
    origin.again(await this.failures.take(sources));
    this.options.onChange();
    return true;
  }

  /** Gives it up: what is kept stays, what was fetched is still kept. */
  async abandon(): Promise<void> {
    this.givenUp = true;
    this.stopOrigin('The acquisition was cancelled.');
    await this.working;
    if (this.launchOver === undefined && this.items.empty) await this.finish();
    this.options.onChange();
  }

  launch(add: (tasks: Iterator<SourceTask>) => void): Promise<void> {
    const over = new Promise<void>((resolve, reject) => {
      this.launchOver = { resolve, reject };
    });
    this.found = { files: 0, bytes: 0 };
    this.items.to(add);
    if (this.state === 'running') this.work();
    else this.endLaunch();
    return over;
  }

  settle(no: number, settled: Settled): boolean {
    const task = this.items.settle(no);
    // Members of archives are counted with their archive.
    if (task === undefined) return this.members.delete(no);
    this.tally.settled(settled, task.size);
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
    this.items.leave();
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
    const details = this.tally.details();
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
    const { no, since, plan, connection, message } = this;
    const state = this.told();
    return this.tally.progress({ no, since, plan, connection, state, message }, this.origin?.state);
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
    this.tally.resetRate();
  }

  private work(): void {
    const { origin } = this;
    if (this.started || origin === undefined) return;
    this.started = true;
    const over = (state: State, message: string | null): void => {
      if (this.origin !== origin) return;
      this.items.giveWaiting();
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
        this.tally.there(bytes);
        onChange();
      },
      room: (bytes) => this.items.take(bytes, signal),
      giveBack: (bytes) => this.items.giveBack(bytes),
      temporaryPath: () => openCase.evidence.temporaryPath(),
      keep: (item, room) => this.items.keep(item, room),
      fail: (failure) => this.fail(failure),
      had: (uri) => this.had(uri),
      changed: onChange,
    };
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
    this.tally.failed(size ?? 0);
    this.options.onChange();
  }

  private async had(uri: string): Promise<void> {
    const { evidence, manifest } = this.options.openCase;
    const newest = manifest.newest(uri);
    if (newest === undefined || !manifest.isFailing(newest.no)) return;
    await evidence.addSeen(newest.no, { no: manifest.reserve(), modified: null });
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
    this.items.open();
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
}
