import type { FacetResult, View } from '../../../core/query/filter';
import type { FilterNode } from '../../../core/query/language/ast';
import type { FacetRequest, Store, StoreNotice } from '../../store/protocol';
import { UTC_CLOCK } from '../../wording/clock';
import { Drafts } from '../annotation/drafts.svelte';
import { AnnotateDialogState } from '../annotation/annotate-dialog-state.svelte';
import { AnnotationsState } from '../annotation/annotations-state.svelte';
import type { On } from '../annotation/annotations-state.svelte';
import { EventSaidState } from '../annotation/event-said-state.svelte';
import { HeldState } from '../annotation/held-state';
import { ActivityState } from '../annotation/activity-state.svelte';
import { FindingsPage } from '../annotation/findings-page.svelte';
import { FindingsState } from '../annotation/findings-state.svelte';
import { AcquireApi } from '../acquire/acquire-api';
import { AcquisitionsState } from '../acquire/acquisitions-state.svelte';
import { saidNames } from '../accounts/said-names';
import { AccountsState } from '../accounts/accounts-state.svelte';
import { IdentityCardState } from '../accounts/identity-card-state.svelte';
import type { Api } from '../api/api';
import { ColumnsState } from '../grid/columns-state.svelte';
import { CommandsState } from '../commands/commands-state.svelte';
import { CopyState } from '../copy/copy-state.svelte';
import { Asking } from './asking';
import { caseCommands } from './case-commands';
import { CaseInMain } from './case-in-main.svelte';
import { CaseIndex } from './case-index.svelte';
import type { Cause } from './case-index.svelte';
import { stageOf } from './case-stage';
import type { Stage } from './case-stage';
import { DetailState } from '../detail/detail-state.svelte';
import { DialogsState } from '../window/dialogs-state.svelte';
import { EventsState } from '../grid/events-state.svelte';
import { ExportState } from '../export/export-state.svelte';
import { FacetsState } from '../facets/facets-state.svelte';
import { FieldValuesState } from '../grid/field-values-state';
import { FilterState } from '../filter/filter-state.svelte';
import { RecordPathsState } from '../filter/record-paths-state';
import { GroupsState } from '../groups/groups-state.svelte';
import { HistoryState } from '../history/history-state.svelte';
import type { Pages } from '../history/history-state.svelte';
import { NamesState } from '../names/names-state.svelte';
import { LayoutState } from '../window/layout-state.svelte';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { Preferences } from '../window/preferences.svelte';
import { ProofState } from '../custody/proof-state.svelte';
import { SelectionState } from '../grid/selection-state.svelte';
import { SharedCallsState } from '../grid/shared-calls-state.svelte';
import { SessionsState } from '../sessions/sessions-state.svelte';
import { SourcesState } from '../sources/sources-state.svelte';
import { TimelineState } from '../timeline/timeline-state.svelte';
import { VIEW_IDS } from '../view/view-ids';
import { ViewState } from '../view/view-state.svelte';
import { ZoneState } from '../zone/zone-state.svelte';

export type CreateStore = (onNotice: (notice: StoreNotice) => void) => Store;

/** One case in this window: puts together main's side of it, its index and everything the workbench shows of them. */
export class CaseSession {
  /** The case as main has it. */
  readonly main: CaseInMain;
  readonly index: CaseIndex;
  /** What analysts say of the case. */
  readonly annotations: AnnotationsState;
  /** Asks what is to be said. */
  readonly annotate: AnnotateDialogState;
  readonly drafts: Drafts;
  /** What was said of the open event. */
  readonly eventSaid: EventSaidState;
  /** What holds already of what something is said of. */
  readonly held: HeldState;
  /** Who said what when. */
  readonly activity: ActivityState;
  readonly findings: FindingsState;
  /** What of the findings the window shows. */
  readonly findingsPage: FindingsPage;
  /** Who called into which account. */
  readonly accounts: AccountsState;
  /** From AWS, into this case. */
  readonly acquisitions: AcquisitionsState;
  /** Questions of which the answer is a list of events. */
  readonly asking: Asking;
  /** The card of an identity, which opens from any value that is one. */
  readonly cards: IdentityCardState;
  /** What the palette lists. */
  readonly commands: CommandsState;
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
  /** What people know actors, access keys and principals by. */
  readonly names: NamesState;
  readonly detail: DetailState;
  readonly dialogs = new DialogsState();
  readonly layout: LayoutState;
  readonly preferences = new Preferences();
  /** JSON paths of the case, for completion. */
  readonly paths: RecordPathsState;
  /** Integrity, coverage and custody. */
  readonly proof: ProofState;
  readonly selection: SelectionState;
  /** Who became whom. */
  readonly sessions: SessionsState;
  readonly sources: SourcesState;
  /** Calls that were delivered to several accounts. */
  readonly sharedCalls: SharedCallsState;
  readonly timeline: TimelineState;
  /** Which of its views the window shows. */
  readonly view: ViewState;
  readonly zone: ZoneState;

  /** The case could not be opened at all. */
  failure = $state.raw<Problem | undefined>();

  readonly #store: Store;

  constructor(
    readonly id: string,
    api: Api,
    createStore: CreateStore,
    storage: Storage,
    windowStorage: Storage,
    pages: Pages,
  ) {
    this.#store = createStore((notice) => this.index.noticed(notice));
    this.index = new CaseIndex(this.#store, {
      refresh: (cause) => this.#refresh(cause),
      rebuilt: () => {
        this.selection.clear();
        // Numbers of events mean others now.
        this.annotate.close();
        this.fieldValues.clear();
        this.sessions.clear();
      },
      // What records of other events have may be something else.
      changed: () => this.paths.forget(),
      filled: () => this.proof.indexed(),
      annotated: (notice) => this.annotations.noticed(notice),
      failed: (error) => this.events.failed(error),
    });
    this.annotations = new AnnotationsState(
      api,
      this.#store,
      () => this.index.refresh('data'),
      ({ key, words }) =>
        this.history.recordBeside({
          key,
          words,
          undo: () => this.annotations.undo(key),
          redo: () => this.annotations.redo(key),
        }),
    );
    this.annotate = new AnnotateDialogState(
      this.annotations,
      (on) => this.#countOf(on),
      (error) => this.events.failed(error),
      storage,
    );
    this.annotations.allowed = () => this.annotate.ensureNamed();
    this.drafts = new Drafts(id, windowStorage);
    this.activity = new ActivityState(this.#store);
    this.findings = new FindingsState(this.annotations, this.#store);
    this.held = new HeldState(this.#store, this.annotations);
    this.eventSaid = new EventSaidState(this.#store, (error) => this.events.failed(error));
    this.main = new CaseInMain(id, api, {
      work: () => this.index.pull(),
      changed: () => {
        if (this.index.opened !== undefined) this.proof.follow(this.main.status);
      },
      acquisitions: (acquisitions) => this.acquisitions.told(acquisitions),
    });
    this.zone = new ZoneState(id, storage);
    this.acquisitions = new AcquisitionsState(id, new AcquireApi(api), () => this.index.pull());
    this.filters = new FilterState(
      (change) => {
        this.history.record(change);
        this.index.refresh('filter');
      },
      () => this.zone.clock,
    );
    // What was gone back to shows the open event where it stands there.
    this.history = new HistoryState(
      this.filters,
      () => this.detail.land(() => this.index.refresh('filter'), false),
      pages,
    );
    this.view = new ViewState(VIEW_IDS, () => this.history.turn());
    this.history.add(this.view);
    this.findingsPage = new FindingsPage(() => this.history.follow());
    this.history.add(this.findingsPage);
    this.columns = new ColumnsState(
      id,
      storage,
      () => this.history.follow(),
      () => {
        this.detail.rowsMoved('order');
        this.selection.rowsMoved();
      },
      () => this.annotations.any,
    );
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
    this.asking = new Asking(this.filters, this.columns, this.groups, this.history);
    this.accounts = new AccountsState(this.#store, {
      view: () => this.filters.view,
      viewOfAll: () => this.filters.viewOfAll,
      show: (filter, words, narrow) => this.#show(filter, words, narrow ? 'narrow' : 'ask'),
    });
    this.accounts.names = saidNames(this.annotations);
    this.cards = new IdentityCardState(this.#store, (filter, words) => this.#show(filter, words, 'ask'));
    this.events = new EventsState(this.#store, () => this.filters.view, this.columns);
    const failed = (error: unknown): void => this.events.failed(error);
    this.names = new NamesState(this.#store, failed);
    this.fieldValues = new FieldValuesState(id, api, this.#store, failed);
    const list = () => ({ view: this.filters.view, sort: this.columns.sort, matched: this.events.counts?.matched });
    this.paths = new RecordPathsState(id, api, this.#store);
    this.selection = new SelectionState(this.#store, list, failed);
    this.copying = new CopyState(id, api, this.#store, this.columns, this.fieldValues, () => this.zone.clock);
    this.exporting = new ExportState(id, api, this.#store);
    this.sharedCalls = new SharedCallsState(this.#store, () => this.filters.view, failed);
    this.facets = new FacetsState(id, this.#store, this.filters, storage, () => this.annotations.any);
    this.detail = new DetailState(id, api, this.#store, this.events);
    this.layout = new LayoutState(id, storage);
    this.proof = new ProofState(id, api, this.#store, {
      indexed: () => this.index.opened !== undefined,
      importing: () => this.main.reading,
      viewChanged: () => this.history.follow(),
    });
    this.history.add(this.proof.coverage);
    this.sessions = new SessionsState(id, api, this.#store);
    this.sources = new SourcesState(id, api, () => this.main.status);
    this.timeline = new TimelineState(id, this.#store, this.filters, storage, {
      clock: () => this.zone.clock,
      totals: () => this.index.totals,
      viewChanged: () => this.history.follow(),
    });
    this.history.add(this.timeline);
    this.commands = new CommandsState(storage);
    for (const source of caseCommands(this)) this.commands.add(source);
  }

  /** Main reads evidence, or the index still takes in what was read. */
  get indexing(): boolean {
    return this.index.filling || this.main.reading;
  }

  /** The evidence is being read, and no event of it is there yet. */
  get awaitsEvents(): boolean {
    return this.indexing && this.events.counts?.events === 0;
  }

  get stage(): Stage {
    return stageOf(this);
  }

  /** Opens the case: its index while what main tells is followed; what came before that is asked for. */
  async open(): Promise<void> {
    try {
      const opening = this.index.open(await this.main.open());
      const following = this.main.follow();
      // Where one fails, nobody waits for the other.
      opening.catch(() => undefined);
      following.catch(() => undefined);
      await opening;
      await following;
      // Work that was told of before the stream was open.
      await this.index.pull();
      this.proof.follow(this.main.status);
      await this.annotations.open();
    } catch (error) {
      if (!this.main.left) this.failure = problemOf(error);
    }
  }

  /** Leaves the case: the index is closed and main gives the folder free. */
  async close(): Promise<void> {
    this.main.leave();
    this.accounts.stop();
    this.cards.stop();
    this.acquisitions.stop();
    this.activity.stop();
    this.annotations.stop();
    this.eventSaid.stop();
    this.findings.stop();
    this.events.stop();
    this.exporting.cancel();
    this.selection.stop();
    this.facets.stop();
    this.groups.stop();
    this.names.stop();
    this.sharedCalls.stop();
    this.proof.stop();
    this.sessions.stop();
    this.timeline.stop();
    await this.index.close();
    await this.main.close();
  }

  /** Opens an event wherever it is, as another copy of a call. */
  showEvent(event: number): Promise<void> {
    return this.detail.goTo(event, (wanted) => this.sharedCalls.row(wanted, this.columns.reads));
  }

  /** Values of a facet with counts, for the completion and the editor of a pill. */
  values(view: View, request: FacetRequest): Promise<FacetResult> {
    return this.#store.values(view, request);
  }

  /** Why no event meets all of these conditions; see `Store.explain`. */
  explain(...asked: Parameters<Store['explain']>): ReturnType<Store['explain']> {
    return this.#store.explain(...asked);
  }

  /** Ends the search through the records: the pills that ask for it stay, without effect. */
  async cancelSearch(): Promise<void> {
    this.filters.switchRecordsOff();
    await this.main.act(() => this.#store.cancelSearch());
  }

  async #countOf(on: On): Promise<number> {
    if ('events' in on) return on.events.length;
    return (await this.#store.rows({ view: on.view, sort: [], start: 0, end: 0, columns: [] })).matched;
  }

  /** Lists events in the view of events, wherever they were asked for. */
  #show(filter: FilterNode, words: string, how: 'ask' | 'narrow'): void {
    this.asking[how](filter, words);
    this.view.go('events');
  }

  /** Every list is read again. */
  #refresh(cause: Cause): void {
    this.detail.rowsMoved(cause);
    this.events.refresh(cause);
    this.selection.rowsMoved();
    this.facets.refresh(cause);
    this.groups.refresh();
    this.accounts.refresh();
    if (cause === 'data' || !this.names.ready) this.cards.refresh();
    this.sharedCalls.refresh(cause);
    if (cause === 'data' || !this.names.ready) this.names.refresh();
    if (cause === 'data') this.sessions.refresh();
    this.timeline.refresh(cause);
  }
}
