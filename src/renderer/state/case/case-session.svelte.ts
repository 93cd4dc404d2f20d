import * as v from 'valibot';
import { pushed } from '../../../contract/schemas';
import type { CaseStatus, DecideImport, Progress, Pushed } from '../../../contract/schemas';
import type { Counts, FacetResult, View } from '../../../core/query/filter';
import type { FacetRequest, OpenedIndex, SearchNotice, Store, StoreNotice } from '../../store/protocol';
import { UTC_CLOCK } from '../../wording/clock';
import { AcquireApi } from '../acquire/acquire-api';
import { AcquisitionsState } from '../acquire/acquisitions-state.svelte';
import { launchSecret } from '../api/api';
import type { Api, Evidence } from '../api/api';
import { ColumnsState } from '../grid/columns-state.svelte';
import { CopyState } from '../copy/copy-state.svelte';
import { DataRefresh } from './data-refresh';
import { DetailState } from '../detail/detail-state.svelte';
import { DialogsState } from '../window/dialogs-state.svelte';
import { EventsState } from '../grid/events-state.svelte';
import { ExportState } from '../export/export-state.svelte';
import { FacetsState } from '../facets/facets-state.svelte';
import { FieldValuesState } from '../grid/field-values-state';
import { FilterState } from '../filter/filter-state.svelte';
import { GroupsState } from '../groups/groups-state.svelte';
import { HistoryState } from '../history/history-state.svelte';
import type { Pages } from '../history/history-state.svelte';
import { LayoutState } from '../window/layout-state.svelte';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { openStatus } from './open-status';
import { Preferences } from '../window/preferences.svelte';
import { ProofState } from '../custody/proof-state.svelte';
import { SelectionState } from '../grid/selection-state.svelte';
import { SourcesState } from '../sources/sources-state.svelte';
import { follow } from '../api/stream';
import { TimelineState } from '../timeline/timeline-state.svelte';
import { VIEW_IDS } from '../view/view-ids';
import { ViewState } from '../view/view-state.svelte';
import { ZoneState } from '../zone/zone-state.svelte';

export type CreateStore = (onNotice: (notice: StoreNotice) => void) => Store;

const RUNNING: readonly Progress['phase'][] = ['listing', 'reading'];

/** One case in this window: its status, its index, and everything the workbench shows of them. */
export class CaseSession {
  /** From AWS, into this case. */
  readonly acquisitions: AcquisitionsState;
  readonly filters: FilterState;
  readonly columns: ColumnsState;
  readonly copying: CopyState;
  readonly events: EventsState;
  readonly exporting: ExportState;
  readonly facets: FacetsState;
  /** Values of JSON-path columns. */
  readonly fieldValues: FieldValuesState;
  readonly groups: GroupsState;
  readonly history: HistoryState;
  readonly detail: DetailState;
  readonly dialogs = new DialogsState();
  readonly layout: LayoutState;
  readonly preferences = new Preferences();
  /** Integrity, coverage and custody. */
  readonly proof: ProofState;
  readonly selection: SelectionState;
  readonly sources: SourcesState;
  readonly timeline: TimelineState;
  /** Which of its views the window shows. */
  readonly view: ViewState;
  readonly zone: ZoneState;

  status = $state.raw<CaseStatus | undefined>();
  progress = $state.raw<Progress | undefined>();
  index = $state.raw<OpenedIndex | undefined>();
  /** Over the whole case, as the index last told. */
  totals = $state.raw<Counts | undefined>();
  /** The case could not be opened at all. */
  failure = $state.raw<Problem | undefined>();
  /** The index failed while the case was open. */
  indexFailure = $state.raw<Problem | undefined>();
  /** How far records have been read for the filter; undefined before the first search. */
  search = $state.raw<SearchNotice | undefined>();
  /** Something asked of main was refused. */
  actionFailure = $state.raw<Problem | undefined>();
  connected = $state(true);
  /** The index may still take in segments. */
  #filling = $state(true);

  readonly #store: Store;
  readonly #stop = new AbortController();
  readonly #data = new DataRefresh(() => this.#refresh('data'));
  /** Of the index, as it last told. */
  #rebuilds = 0;

  constructor(
    readonly id: string,
    private readonly api: Api,
    createStore: CreateStore,
    storage: Storage,
    pages: Pages,
  ) {
    this.#store = createStore((notice) => {
      this.#noticed(notice);
    });
    this.zone = new ZoneState(id, storage);
    this.acquisitions = new AcquisitionsState(id, new AcquireApi(api), () => this.#expectMore());
    this.filters = new FilterState(
      (change) => {
        this.history.record(change);
        this.#refresh('filter');
      },
      () => this.zone.clock,
    );
    this.history = new HistoryState(this.filters, () => this.#refresh('filter'), pages);
    this.view = new ViewState(VIEW_IDS, () => this.history.turn());
    this.history.add(this.view);
    this.columns = new ColumnsState(id, storage, () => this.history.follow());
    this.history.add({
      save: (): Record<string, string> => (this.zone.name === UTC_CLOCK.name ? {} : { zone: this.zone.name }),
      load: (fields) => void this.zone.choose(fields.get('zone') ?? UTC_CLOCK.name),
    });
    this.history.add(this.columns);
    this.groups = new GroupsState(
      this.#store,
      () => this.filters.view,
      (page) => (page ? this.history.turn() : this.history.follow()),
    );
    this.history.add(this.groups);
    this.events = new EventsState(this.#store, () => this.filters.view, this.columns);
    const failed = (error: unknown): void => this.events.failed(error);
    this.fieldValues = new FieldValuesState(id, api, this.#store, failed);
    const list = () => ({ view: this.filters.view, sort: this.columns.sort, matched: this.events.counts?.matched });
    this.selection = new SelectionState(this.#store, list, failed);
    this.copying = new CopyState(id, api, this.#store, this.columns, this.fieldValues, () => this.zone.clock);
    this.exporting = new ExportState(id, api, this.#store);
    this.facets = new FacetsState(id, this.#store, this.filters, storage);
    this.detail = new DetailState(id, api, this.#store, this.events);
    this.layout = new LayoutState(id, storage);
    this.proof = new ProofState(id, api, this.#store, {
      indexed: () => this.index !== undefined,
      importing: () => this.progress !== undefined && RUNNING.includes(this.progress.phase),
      viewChanged: () => this.history.follow(),
    });
    this.history.add(this.proof.coverage);
    this.sources = new SourcesState(id, api, () => this.status);
    this.timeline = new TimelineState(id, this.#store, this.filters, storage, {
      clock: () => this.zone.clock,
      totals: () => this.totals,
      viewChanged: () => this.history.follow(),
    });
    this.history.add(this.timeline);
  }

  /** Main reads evidence, or the index still takes in what was read. */
  get indexing(): boolean {
    return this.#filling || (this.progress !== undefined && RUNNING.includes(this.progress.phase));
  }

  /** The evidence is being read, and no event of it is there yet. */
  get awaitsEvents(): boolean {
    return this.indexing && this.events.counts?.events === 0;
  }

  /** For hosts and tests: 'ready' once indexing is done and what is on the screen is final. */
  get stage(): 'loading' | 'indexing' | 'ready' | 'failed' {
    if (this.failure !== undefined || this.indexFailure !== undefined) return 'failed';
    if (this.progress?.phase === 'failed') return 'failed';
    if (this.index === undefined) return 'loading';
    if (this.indexing || this.progress?.phase === 'cancelled') return 'indexing';
    return this.events.settled && this.groups.settled && !this.timeline.asking ? 'ready' : 'indexing';
  }

  /** Opens the case: its index while its pushed events are followed; what came before that is asked for. */
  async open(): Promise<void> {
    try {
      const status = await openStatus(this.api, this.id);
      this.status = status;
      const opening = this.#store.open({ index: status.index, caseId: this.id, secret: launchSecret() });
      const following = this.#follow();
      // Where one fails, nobody waits for the other.
      opening.catch(() => undefined);
      following.catch(() => undefined);
      const index = await opening;
      this.totals = index.counts;
      this.index = index;
      this.#data.read(index.version);
      this.#refresh('filter');
      await following;
      // Work that was told of before the stream was open.
      await this.#store.pull();
      this.proof.follow(this.status);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.failure = problemOf(error);
    }
  }

  /** Leaves the case: the index is closed and main gives the folder free. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#data.stop();
    this.acquisitions.stop();
    this.events.stop();
    this.exporting.cancel();
    this.selection.stop();
    this.facets.stop();
    this.groups.stop();
    this.proof.stop();
    this.timeline.stop();
    await this.#store.close();
    // A case that main never opened is not there to be closed.
    if (this.status !== undefined) await this.api.closeCase(this.id);
  }

  /** Values of a facet with counts, for the completion and the editor of a pill. */
  values(view: View, request: FacetRequest): Promise<FacetResult> {
    return this.#store.values(view, request);
  }

  /** Ends the search through the records: the pills that ask for it stay, without effect. */
  async cancelSearch(): Promise<void> {
    this.filters.switchRecordsOff();
    await this.#act(() => this.#store.cancelSearch());
  }

  async cancelIndexing(): Promise<void> {
    await this.#act(() => this.api.cancelIndexing(this.id));
  }

  async resumeIndexing(): Promise<void> {
    await this.#act(async () => {
      await this.api.resumeIndexing(this.id);
      this.#filling = true;
      await this.#store.pull();
    });
  }

  /** Goes on with an import that was cut off, or gives it up. */
  async decideImport(no: number, verb: DecideImport['verb']): Promise<void> {
    await this.#act(async () => {
      await this.api.decideImport(this.id, no, verb);
      if (verb === 'give-up') return;
      this.#filling = true;
      await this.#store.pull();
    });
  }

  async reveal(): Promise<void> {
    await this.#act(() => this.api.reveal(this.id));
  }

  /** Rejects with ApiError, for the dialog that asked. */
  async addEvidence(evidence: Evidence): Promise<void> {
    await this.api.addEvidence(this.id, evidence);
    await this.#expectMore();
  }

  /** Main has something to read: it is pulled from now on. */
  async #expectMore(): Promise<void> {
    this.#filling = true;
    await this.#store.pull();
  }

  /** Resolves once the stream of pushed events is open for the first time. */
  #follow(): Promise<void> {
    return new Promise((resolve, reject) => {
      let first = true;
      void follow({
        open: (signal) => this.api.stream(this.id, signal),
        line: (text) => {
          this.#pushed(text);
        },
        connection: (connected, error) => {
          this.connected = connected;
          if (!first) {
            if (connected) this.#catchUp();
            return;
          }
          first = false;
          if (connected) resolve();
          else reject(error instanceof Error ? error : new Error('The stream of case events ended at once.'));
        },
        signal: this.#stop.signal,
      });
    });
  }

  /** After a break: what was pushed meanwhile is asked for. */
  #catchUp(): void {
    void this.#act(async () => {
      this.status = await this.api.caseStatus(this.id);
      await this.#store.pull();
    });
  }

  #pushed(text: string): void {
    const parsed = v.safeParse(pushed, JSON.parse(text));
    if (!parsed.success) {
      this.actionFailure = { message: `An event of main has an unexpected shape: ${v.summarize(parsed.issues)}` };
      return;
    }
    const event: Pushed = parsed.output;
    if (event.type === 'status') this.status = event.status;
    else if (event.type === 'progress') this.progress = event.progress;
    else if (event.type === 'acquisitions') this.acquisitions.told(event.acquisitions);
    else if (event.type === 'work' && this.index !== undefined) {
      this.#filling = true;
      void this.#act(() => this.#store.pull());
    }
    if (this.index !== undefined && (event.type === 'status' || event.type === 'progress')) {
      this.proof.follow(this.status);
    }
  }

  #noticed(notice: StoreNotice): void {
    if (notice.type === 'failed') {
      this.indexFailure = { message: notice.message };
      return;
    }
    if (notice.type === 'search') {
      this.search = notice;
      return;
    }
    if (notice.rebuilds !== this.#rebuilds) {
      this.#rebuilds = notice.rebuilds;
      this.selection.clear();
      this.fieldValues.clear();
    }
    this.totals = notice.counts;
    if (this.#filling && !notice.indexing) this.proof.indexed();
    this.#filling = notice.indexing;
    this.#data.told(notice.version, notice.indexing);
  }

  #refresh(cause: 'filter' | 'data'): void {
    // Nothing can be asked before the index is open: then everything is asked for.
    if (this.index === undefined) return;
    this.#data.read();
    // What was read for the filter before is kept; nobody waits for the rest of it.
    if (cause === 'filter') this.#store.cancelSearch().catch((error: unknown) => this.events.failed(error));
    this.detail.rowsMoved(cause);
    this.events.refresh(cause);
    this.selection.rowsMoved();
    this.facets.refresh(cause);
    this.groups.refresh();
    this.timeline.refresh(cause);
  }

  async #act(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.actionFailure = undefined;
    } catch (error) {
      if (!this.#stop.signal.aborted) this.actionFailure = problemOf(error);
    }
  }
}
