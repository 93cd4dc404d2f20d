import type { CaseStatus } from '../../../contract/schemas';
import type { Counts } from '../../../core/query/filter';
import type { OpenedIndex, SearchNotice, Store, StoreNotice } from '../../store/protocol';
import { launchSecret } from '../api/api';
import type { Problem } from '../api/loading';
import { DataRefresh } from './data-refresh';

/** Why lists are read again: the analyst asks for something else, or the index holds something else. */
export type Cause = 'filter' | 'data';

/** Who is told of what happens to the index. */
export interface IndexFollower {
  /** Lists are to be read again. */
  readonly refresh: (cause: Cause) => void;
  /** Numbers of events are others: what remembers some forgets them. */
  readonly rebuilt: () => void;
  /** There are other events than before. */
  readonly changed: () => void;
  /** Everything that main had to give is in the index. */
  readonly filled: () => void;
  /** Something was said of the case. */
  readonly annotated: (notice: Extract<StoreNotice, { type: 'annotated' }>) => void;
  /** The search through the records could not be ended. */
  readonly failed: (error: unknown) => void;
}

/** The index of a case, as the worker that holds it tells of it. */
export class CaseIndex {
  /** undefined until it can be asked. */
  opened = $state.raw<OpenedIndex | undefined>();
  /** Over the whole case, as the index last told. */
  totals = $state.raw<Counts | undefined>();
  /** It failed while the case was open. */
  failure = $state.raw<Problem | undefined>();
  /** How far records have been read for the filter; undefined before the first search. */
  search = $state.raw<SearchNotice | undefined>();
  #filling = $state(true);
  readonly #data = new DataRefresh(() => this.refresh('data'));
  /** As it last told. */
  #rebuilds = 0;

  constructor(
    private readonly store: Pick<Store, 'open' | 'close' | 'pull' | 'cancelSearch'>,
    private readonly follower: IndexFollower,
  ) {}

  /** It may still take in segments. */
  get filling(): boolean {
    return this.#filling;
  }

  async open({ id, index }: CaseStatus): Promise<void> {
    const opened = await this.store.open({ index, caseId: id, secret: launchSecret() });
    this.totals = opened.counts;
    this.opened = opened;
    this.#data.read(opened.version);
    this.refresh('filter');
  }

  async close(): Promise<void> {
    this.#data.stop();
    await this.store.close();
  }

  /** Takes in what main has to give, as long as it gives something: now, or as soon as it is open. */
  async pull(): Promise<void> {
    this.#filling = true;
    if (this.opened !== undefined) await this.store.pull();
  }

  /** Has the lists read again; nothing can be asked before the index is open: then everything is asked for. */
  refresh(cause: Cause): void {
    if (this.opened === undefined) return;
    this.#data.read();
    // What was read for the filter before is kept; nobody waits for the rest of it.
    if (cause === 'filter') this.store.cancelSearch().catch((error: unknown) => this.follower.failed(error));
    this.follower.refresh(cause);
  }

  noticed(notice: StoreNotice): void {
    if (notice.type === 'failed') {
      this.failure = { message: notice.message };
      return;
    }
    if (notice.type === 'annotated') {
      this.follower.annotated(notice);
      return;
    }
    if (notice.type === 'search') {
      this.search = notice;
      return;
    }
    if (notice.rebuilds !== this.#rebuilds) {
      this.#rebuilds = notice.rebuilds;
      this.follower.rebuilt();
    }
    if (notice.counts.events !== this.totals?.events) this.follower.changed();
    this.totals = notice.counts;
    if (this.#filling && !notice.indexing) this.follower.filled();
    this.#filling = notice.indexing;
    this.#data.told(notice.version, notice.indexing);
  }
}
