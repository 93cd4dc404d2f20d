import { TrailbenchError } from '../../../contract/errors';
import type { AcquisitionProgress } from '../../../contract/acquire';
import type { Acquisition, AcquisitionState } from '../../cases/acquisition';
import { errorText } from '../../files/disk';
import type { SourceEntry } from '../../cases/manifest';
import type { OpenCase } from '../../open-case/open-case';
import type { ArchiveExpansions } from '../../indexing/archive-expansions';
import type { Settled } from '../../indexing/case-keeper';
import type { Import } from '../../indexing/import';
import type { IndexRun } from '../../indexing/index-run';
import type { NewSourceTask, SourceTask } from '../../indexing/source-task';
import { ArchiveMembers } from './archive-members';
import { caseSink } from './case-sink';
import { FailureList } from './failure-list';
import { HandedItems } from './handed-items';
import type { RemoteOrigin } from './remote-origin';
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
  private readonly members: ArchiveMembers;
  private givenUp = false;
  private stopped = false;
  /** The origin's run has begun. */
  private started = false;

  private constructor(
    private readonly options: RemoteImportOptions,
    private acquisition: Acquisition | undefined,
    readonly no: number,
    private readonly begun: AcquisitionState,
    private connection: SignedIn,
  ) {
    const { openCase, room } = options;
    this.failures = new FailureList(openCase);
    this.tally = new RemoteTally(this.failures, firstSourceOf(begun));
    this.items = new HandedItems({ openCase, room, onGiven: (size) => this.count(size) });
    this.members = new ArchiveMembers({
      openCase,
      onMember: (size) => this.count(size),
      onExpanded: (run) => this.onExpanded?.(run),
    });
  }

  /**
   * Begins it: the ledger says so before anything is fetched. One that was cut off is made without an origin: it waits.
   * @throws TrailbenchError `case-read-only`, `disk-full`
   */
  static async begin(options: RemoteImportOptions, origin: RemoteOrigin): Promise<RemoteImport> {
    const { openCase, plan } = options;
    const acquisition = await openCase.startAcquisition([plan.title], {
      ...ledgerDetails(plan),
      firstSource: openCase.manifest.nextNo,
    });
    const signedIn = { spec: plan.connection, identity: plan.identity };
    const begun = new RemoteImport(options, acquisition, acquisition.id, acquisition, signedIn);
    begun.use(origin);
    return begun;
  }

  /** One that was cut off when the program ended last: it waits for a connection. */
  static waiting(options: RemoteImportOptions, state: AcquisitionState): RemoteImport {
    const { connection: spec, identity } = options.plan;
    return new RemoteImport(options, undefined, state.id, state, { spec, identity });
  }

  get plan(): RemotePlan {
    return this.options.plan;
  }

  get archives(): ArchiveExpansions {
    return this.members.archives;
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
    // Once it is stopped, archives that were not wholly given out are not waited for any more: it is cut off.
    return !this.stopped && ended && this.items.empty && this.members.idle;
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
    this.tally.restart();
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
    if (task === undefined) return this.members.settle(no);
    this.tally.settled(settled, task.size);
    if (/^(length|nothing)$/.test(task.remote?.checked ?? '')) this.tally.comparedByLength();
    this.options.onChange();
    return true;
  }

  expand(run: IndexRun, task: NewSourceTask, entry: SourceEntry): void {
    this.members.expand(run, task, entry);
  }

  /** Fetching goes on; what is pending is given to the next run. */
  async restart(): Promise<void> {
    this.items.leave();
    this.found = { files: 0, bytes: 0 };
    this.launched = this.resting;
    this.launchOver?.reject(new TrailbenchError('cancelled', 'The import begins anew.'));
    this.launchOver = undefined;
    await this.members.restart();
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
    this.archives.pause();
    await Promise.resolve();
  }

  async begin(): Promise<void> {
    this.origin?.resume();
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.stopOrigin('The case is being closed.');
    this.acquisition?.suspend();
    await this.working;
    this.launchOver?.reject(new TrailbenchError('cancelled', 'The import was stopped.'));
    this.launchOver = undefined;
    await this.archives.stop();
  }

  progress(): AcquisitionProgress {
    const { no, begun, plan, connection, message } = this;
    const by = this.options.openCase.begunBy(begun);
    const about = { no, since: begun.since, by, plan, connection, state: this.told(), message };
    return this.tally.progress(about, this.origin?.state);
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
    const { origin, items, tally, failures } = this;
    const { openCase, onChange } = this.options;
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
    this.working = origin.run(caseSink({ openCase, items, tally, failures, onChange }, this.abort.signal)).then(
      () => over('draining', null),
      (cause: unknown) => over(this.givenUp ? 'draining' : 'failed', this.givenUp ? null : errorText(cause)),
    );
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
}

/** Number of the first source that can have come with it; undefined in ledgers that do not say. */
function firstSourceOf({ details }: Pick<AcquisitionState, 'details'>): number | undefined {
  const no = details['firstSource'];
  return typeof no === 'number' ? no : undefined;
}
