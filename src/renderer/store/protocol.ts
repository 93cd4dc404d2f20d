import type { Action, SeenEvent } from '../../core/annotation/action';
import type { ActivityLine } from '../../core/annotation/activity';
import type { AnnotationSummary } from '../../core/annotation/summary';
import type { FacetName } from '../../core/event/facet-catalogue';
import type { CardOptions, SessionCard } from '../../core/identity/session-card';
import type { SessionRow } from '../../core/identity/session-row';
import type { SessionTree, TreeQuestion } from '../../core/identity/session-tree';
import type { NamedSession } from '../../core/identity/sessions';
import type { AccountList, ListOptions } from '../../core/query/accounts/account-list';
import type { AccountMatrix, MatrixOptions } from '../../core/query/accounts/matrix';
import type { GroupOptions, GroupTable } from '../../core/query/group-table';
import type { Histogram, HistogramOptions } from '../../core/query/histogram';
import type { FilterNode } from '../../core/query/language/ast';
import type { IdentityCard } from '../../core/query/identity/card';
import type { CardSubject } from '../../core/query/identity/identity-card';
import type { NothingFound } from '../../core/query/nothing-found';
import type { LocatorTable } from '../../core/query/query-engine';
import type { RowColumn } from '../../core/query/row-reader';
import type { EventAnnotations } from '../../core/query/said-of';
import type { NamedFacet } from '../../core/query/value-names';
import type { Counts, EventRow, FacetOptions, FacetResult, SortKey, ValueName, View } from '../../core/query/filter';
import type { GroupLayout } from '../../core/report/group-rows';
import type { Locator } from '../../core/segment/layout';
import type { IndexNames } from './case-database';

/**
 * What the page asks of the worker that owns Dexie and the query engine. All calls are asynchronous.
 *
 * Filters of a view may hold `evidence` leaves, as `lowerFilter` makes them: their records are read
 * first, those alone that decide, and never twice. Notices of type `search` tell how far that is.
 */
export interface Store {
  /**
   * Opens the index database of a case folder, drops it where its version or content does not fit or main says that it
   * is of other evidence, and starts to pull what is not covered yet. `secret` is the host's launch secret, null under
   * Electron.
   */
  open(options: IndexNames & { secret: string | null }): Promise<OpenedIndex>;
  /** Main has work: start pulling again. */
  pull(): Promise<void>;
  counts(view: View): Promise<Counts>;
  /** Calls that the view's events tell of: what was delivered to several accounts is one. */
  calls(view: View): Promise<number>;
  /** What people know these values of a facet by; those without a name are left out. */
  names(facet: NamedFacet, values: readonly string[]): Promise<ReadonlyMap<string, ValueName>>;
  /**
   * Values of one facet for a list beside the screen's own, such as completion: it takes the place of
   * no other question.
   */
  values(view: View, request: FacetRequest): Promise<FacetResult>;
  facets(view: View, wanted: readonly FacetRequest[]): Promise<readonly FacetResult[]>;
  /** Why no event meets all of these conditions. Reads no records. */
  explain(conditions: readonly FilterNode[], copies: boolean): Promise<NothingFound>;
  /** Where records lie that differ in this facet: `each` of every value, the most frequent first, `most` in all. */
  sample(facet: FacetName, each: number, most: number): Promise<LocatorTable>;
  /** Events of the view over time. See `HistogramOptions` for `stack` and `series`. */
  histogram(view: View, options: HistogramOptions): Promise<Histogram>;
  /** Events of the view counted by the values of one to three facets. */
  groups(view: View, options: GroupOptions): Promise<GroupTable>;
  /** Calling account by account acted on; see `AccountMatrix`. */
  accountMatrix(view: View, options: MatrixOptions): Promise<AccountMatrix>;
  /** Every account that the view's events name, in whatever part. */
  accounts(view: View, options: ListOptions): Promise<AccountList>;
  /** What the whole case tells of an identity. */
  identityCard(subject: CardSubject): Promise<IdentityCard>;
  /** Every group of the view in that order, packed as an export takes them; see `core/report/group-rows`. */
  packGroups(view: View, options: GroupOptions, zone: string): Promise<PackedGroups>;
  /** Rows [start, end) of the view in this order, and how many the view has. */
  rows(request: RowsRequest): Promise<{ readonly rows: readonly EventRow[]; readonly matched: number }>;
  /** Numbers of the events [start, end) of the view in this order. */
  numbers(request: Omit<RowsRequest, 'columns'>): Promise<Uint32Array>;
  /** Position of an event in the view's order; null where the view does not show it. A hidden copy has its event's. */
  rank(view: View, sort: readonly SortKey[], event: number): Promise<number | null>;
  /** Where the records of these very events lie. */
  places(events: Uint32Array): Promise<LocatorTable>;
  /** Every row of the view in this order, packed as an export takes them; see `packRows`. */
  packRows(view: View, sort: readonly SortKey[]): Promise<PackedRows>;
  /** The shown copy first, then every other source that holds the same event. */
  locate(event: number): Promise<readonly Locator[]>;
  /** Says something; shows at once, resolves when it is on the disk. What changes nothing is not said. */
  annotate(wish: AnnotationWish): Promise<Annotated>;
  /** Takes back what was said in this session; the answer can be taken back in turn. Null where it is not known any more. */
  takeBack(id: string): Promise<Annotated | null>;
  /** What analysts said, without single events. */
  annotations(): Promise<AnnotationSummary & { readonly leftOut: LeftOut }>;
  /** What was said of an event, and of what it has. */
  saidOf(event: number): Promise<EventAnnotations>;
  /** Who said what when, newest first: [from, from + count) of them. */
  activity(from: number, count: number): Promise<{ readonly total: number; readonly lines: readonly ActivityLine[] }>;
  /** Events that something was said of and that are in no source of the case. */
  orphans(): Promise<readonly Orphan[]>;
  /** Numbers of the shown events with these keys; null where the case has none. */
  eventsOf(keys: readonly string[]): Promise<readonly (number | null)[]>;
  /** The sessions of the case as a tree, made on first use and after the case has changed. */
  sessionTree(question: TreeQuestion): Promise<SessionTree>;
  /** Rows of these sessions of a tree; null where the case has changed since and the numbers mean nothing. */
  sessionRows(request: SessionRowsRequest): Promise<readonly SessionRow[] | null>;
  /** A session with its kin, by its name or one of its keys; null where the case has none of that name. */
  sessionCard(of: string, options: CardOptions): Promise<SessionCard | null>;
  /** The session of an event; null for events of none: services by themselves, anonymous calls. */
  sessionOf(event: number): Promise<NamedSession | null>;
  /** How these very events are known to people. */
  seen(events: Uint32Array): Promise<readonly SeenEvent[]>;
  /** Events that have a star of their own, the first `most` of them. */
  starred(most: number): Promise<StarredEvents>;
  /** Ends searches through the records; questions that wait for one are rejected with a SearchCancelledError. */
  cancelSearch(): Promise<void>;
  close(): Promise<void>;
}

export interface AnnotationWish {
  /** Without keys of events. */
  readonly action: Action;
  /** The events that it is said of: those of a view, or these very ones. */
  readonly on?: { readonly view: View } | { readonly events: Uint32Array };
}

/** Lines of the journal that nothing is made of. */
export interface LeftOut {
  /** Why some of them are none, each reason once. */
  readonly reasons: readonly string[];
  readonly lines: number;
  /** Actions whose end never came: main was ended while it saved them. */
  readonly cutOff: number;
}

export interface Annotated {
  /** Of what was said; null where nothing had to be. */
  readonly id: string | null;
  /** Events of which something changed. */
  readonly events: number;
  /** Events that were meant. */
  readonly asked: number;
}

export interface Orphan {
  readonly key: string;
  /** How it is known, where that was said. */
  readonly seen: SeenEvent | undefined;
  readonly star: boolean;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly notes: readonly string[];
  readonly findings: readonly number[];
}

export interface SessionRowsRequest {
  readonly sessions: Uint32Array;
  /** Of the tree that the numbers are of. */
  readonly version: string;
  readonly inferred: boolean;
}

export interface StarredEvents {
  /** How many there are. */
  readonly total: number;
  /** In no order. */
  readonly events: readonly SeenEvent[];
}

export interface PackedRows {
  readonly rows: number;
  readonly packed: Blob;
}

export interface PackedGroups {
  readonly layout: GroupLayout;
  readonly groups: number;
  readonly packed: Blob;
}

export interface OpenedIndex {
  /** Over the whole case. */
  readonly counts: Counts;
  /** As in the notice `changed`. */
  readonly version: string;
  /** True where there was no index for this case on this machine, or it did not fit. */
  readonly fresh: boolean;
  /** Why an existing index was thrown away, in words; null otherwise. */
  readonly rebuilt: string | null;
}

export interface FacetRequest extends FacetOptions {
  readonly facet: FacetName;
}

export interface RowsRequest {
  readonly view: View;
  readonly sort: readonly SortKey[];
  readonly start: number;
  readonly end: number;
  readonly columns: readonly RowColumn[];
}

/** What the worker tells the page unasked. */
export type StoreNotice =
  /** Segments were added or duplicates settled: ask again. `indexing`: more may come. */
  | {
      readonly type: 'changed';
      readonly counts: Counts;
      readonly indexing: boolean;
      /** Another one whenever answers may be others than before. */
      readonly version: string;
      /** Times that the index was begun anew since it was opened: event numbers of before mean nothing then. */
      readonly rebuilds: number;
    }
  | SearchNotice
  /** Something was said. `saving`: actions that are not on the disk yet. */
  | { readonly type: 'annotated'; readonly version: string; readonly saving: number }
  | { readonly type: 'failed'; readonly message: string };

/** Records are read, because a filter asks what only they can answer. Counts are of this search alone. */
export interface SearchNotice {
  readonly type: 'search';
  readonly running: boolean;
  /** Records read, of how many. */
  readonly records: number;
  readonly total: number;
  /** Inflated bytes read. */
  readonly bytes: number;
  /** Sources that could not be read in this session, in words. */
  readonly failures: readonly string[];
}
