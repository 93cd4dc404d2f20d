import { Annotations } from '../annotation/annotations';
import { isSaidFacet, LOADED_FACETS, type FacetName } from '../event/facet-catalogue';
import type { SessionSource } from '../identity/session-source';
import { Sessions } from '../identity/sessions';
import type { GroupName, Locator } from '../segment/layout';
import type { SegmentInfo, SegmentStore } from '../segment/store';
import { ColumnLoader, inParallel } from './column-loader';
import type { SourceRanks } from './copy-order';
import type { Dictionary } from './dictionary';
import type { DigestEvent } from './digest-event';
import type { EngineParts } from './engine-parts';
import { fitMarks, type DuplicateMarks } from './duplicate-marks';
import { Duplicates } from './duplicates';
import { EventSpace, type LocatorTable } from './event-space';
import type { Counts, EventRow, FacetOptions, FacetResult, SortKey, ValueName, View } from './filter';
import { columnNeeds, needsOf, sortGroups, sortedBy, type Needs } from './filter-needs';
import { groupTable, type GroupOptions, type GroupTable } from './group-table';
import { histogram, type Histogram, type HistogramOptions } from './histogram';
import { IdentityQuestions } from './identity-questions';
import { IndexedSegment } from './indexed-segment';
import { SaidColumns } from './said-columns';
import { SaidQuestions } from './said-questions';
import { RowReader, type RowColumn, type RowWindow } from './row-reader';
import { SharedEvents, SHARED_NEEDS } from './shared-events';
import { topValues } from './top-values';
import { isNamed, listedBy, ValueNames, type NamedFacet } from './value-names';
import { ViewEvents } from './view-events';

export type { LocatorTable } from './event-space';

export interface FacetQuestion extends FacetOptions {
  readonly facet: FacetName;
}

/**
 * Answers questions over a case's segments: counts, facets, rows, histogram. It reads through the
 * port SegmentStore; hot columns when a segment is added, all others on first use. Copies of an event
 * count nowhere unless the view asks for them.
 *
 * Questions may be asked while segments are added: each sees all of a segment or nothing of it.
 */
export class QueryEngine {
  readonly #space = new EventSpace();
  readonly #duplicates = new Duplicates(this.#space);
  readonly #loader: ColumnLoader;
  readonly #views: ViewEvents;
  readonly #reader = new RowReader(this.#space, this.#duplicates);
  readonly #shared: SharedEvents;
  readonly #names: ValueNames;
  readonly #said: SaidColumns;
  /** Changes with the segments and with what is hidden: whatever was derived before is void. */
  #generation = 0;
  #derivedFrom = 0;
  /** False after marks were restored: the event keys are not loaded then. */
  #comparing = true;
  #adding: Promise<unknown> = Promise.resolve();

  /** Who became whom in the case; made on first use. */
  readonly sessions: Sessions;
  /** What was said of events, and how the journal knows them. */
  readonly said: SaidQuestions;
  /** Accounts, and who is who. */
  readonly identities: IdentityQuestions;

  /**
   * @param annotations what analysts said, which may grow at any time
   * @param pause lets other work go first, where a question takes long; by default nothing else is let in
   */
  constructor(
    private readonly store: SegmentStore,
    private readonly annotations: () => Annotations = () => NOTHING_SAID,
    pause: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#loader = new ColumnLoader(store, this.#space);
    const dictionary = (name: FacetName): Dictionary => this.#dictionary(name);
    const generation = (): number => this.#generation;
    this.#views = new ViewEvents(this.#space, this.#duplicates, dictionary);
    this.#shared = new SharedEvents(this.#space, dictionary, () => this.#duplicates.hidden.values, generation);
    this.#names = new ValueNames(this.#space, dictionary, this.#shared, generation);
    this.#said = new SaidColumns(this.#space, this.#duplicates, dictionary, annotations, generation);
    const load = async (facets: readonly FacetName[]): Promise<SessionSource> => {
      // One after the other: the values of all of them at once would take too long for one turn.
      for (const name of facets) {
        await this.#whenLoaded(needsOf([], [name], ['cold']), () => undefined);
        await pause();
      }
      return this.#whenLoaded(needsOf([], facets, ['cold']), () => this.#sessionSource(pause));
    };
    this.sessions = new Sessions({ generation, load });
    const parts: EngineParts = {
      space: this.#space,
      duplicates: this.#duplicates,
      views: this.#views,
      said: this.#said,
      annotations,
      dictionary,
      resolve: (view) => this.sessions.resolve(view),
      whenLoaded: (needs, answer) => this.#whenLoaded(needs, answer),
    };
    this.said = new SaidQuestions(parts);
    this.identities = new IdentityQuestions(parts);
  }

  /** Rises whenever answers may have changed: segments came, or copies were found. */
  get generation(): number {
    return this.#generation;
  }

  /** Events indexed, copies included. */
  get indexed(): number {
    return this.#space.rows;
  }

  get segments(): readonly SegmentInfo[] {
    return this.#space.segments.map(({ info }) => info);
  }

  /** EventIDs that more than one event has, of those that were compared in this session. */
  get repeated(): number {
    return this.#duplicates.repeated;
  }

  /** EventIDs whose contents are still to be compared by `settleDuplicates`. */
  get unsettled(): number {
    return this.#duplicates.pending;
  }

  /** Adds one segment. @throws SegmentError where its bytes are damaged; then nothing was added */
  addSegment(info: SegmentInfo): Promise<void> {
    return this.addSegments([info]);
  }

  /**
   * Adds segments in this order.
   * @param marks what was known about duplicates of exactly these segments, if anything: spares
   * reading their event keys. Marks that do not fit are ignored.
   */
  addSegments(infos: readonly SegmentInfo[], marks?: DuplicateMarks): Promise<void> {
    const added = this.#adding.then(() => this.#add(infos, marks));
    // Who asked is told of a failure; the next one has its own turn.
    this.#adding = added.catch(() => undefined);
    return added;
  }

  /** Sets the order of sources by SHA-256, which decides which copy of an event is shown. */
  setSourceRanks(ranks: SourceRanks): Promise<void> {
    return this.#exclusively(() => {
      this.#duplicates.rank(ranks);
      this.#generation++;
      return Promise.resolve();
    });
  }

  /** Has contents compared that differ in bytes; see `Duplicates.settle`. */
  settleDuplicates(canonicalHashes: (locators: readonly Locator[]) => Promise<readonly string[]>): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#duplicates.pending === 0) return;
      await this.#duplicates.settle(canonicalHashes);
      this.#generation++;
    });
  }

  /** What is known about duplicates, to be handed to `addSegments` when the case is opened again. */
  duplicateMarks(): DuplicateMarks {
    return this.#duplicates.marks();
  }

  async counts(asked: View): Promise<Counts> {
    const view = await this.sessions.resolve(asked);
    return this.#whenLoaded(needsOf([view]), () => this.#views.counts(view));
  }

  /** Calls that the view's events tell of: what was delivered to several accounts is one. */
  async calls(asked: View): Promise<number> {
    const view = await this.sessions.resolve(asked);
    return this.#whenLoaded(needsOf([view], SHARED_NEEDS), () => {
      const { matched } = this.#views.counts(view);
      return this.#shared.any ? matched - this.#shared.furtherCopies(this.#views.parts(view)) : matched;
    });
  }

  /** What people know these values of a facet by; those without a name are left out. */
  names(name: NamedFacet, values: readonly string[]): Promise<ReadonlyMap<string, ValueName>> {
    return this.#whenLoaded(needsOf([], listedBy(name)), () => {
      this.#names.update(name);
      return this.#names.ofAll(name, values);
    });
  }

  async facet(asked: View, name: FacetName, options: FacetOptions = {}): Promise<FacetResult> {
    const view = await this.sessions.resolve(asked);
    return this.#whenLoaded(needsOf([view], listedBy(name)), () => this.#topValues(view, name, options));
  }

  async facets(asked: View, questions: readonly FacetQuestion[]): Promise<readonly FacetResult[]> {
    const view = await this.sessions.resolve(asked);
    const needs = needsOf(
      [view],
      questions.flatMap(({ facet }) => listedBy(facet)),
    );
    return this.#whenLoaded(needs, () =>
      questions.map(({ facet, ...options }) => this.#topValues(view, facet, options)),
    );
  }

  /**
   * Rows [start, end) of the view in this order. Equal rows are in canonical order: time, source
   * number, record number. The first window of an order sorts; the others only read.
   */
  async rows(
    asked: View,
    sort: readonly SortKey[],
    start: number,
    end: number,
    columns: readonly RowColumn[],
  ): Promise<RowWindow> {
    const view = await this.sessions.resolve(asked);
    const said = columns.filter((column) => column !== 'bytesOut' && isSaidFacet(column)) as FacetName[];
    const needs = needsOf([view], [...sortedBy(sort), ...said], sortGroups(sort));
    const { events, matched } = await this.#whenLoaded(needs, () => {
      const order = this.#views.sorted(view, sort);
      return { events: order.slice(Math.max(0, start), Math.max(0, end)), matched: order.length };
    });
    // A window lies in few segments: what only its columns need is loaded of those alone.
    const segments = new Set(Array.from(events, (event) => this.#space.segmentOf(event)));
    const answer = (): EventRow[] => Array.from(events, (event) => this.#reader.row(event, columns));
    const rows = await this.#loader.whenLoadedOf(segments, columnNeeds(columns), answer);
    return { rows: await this.#withShared(rows), matched };
  }

  /** Where the event's record lies: the shown copy first, then every other one. */
  locate(event: number): Promise<Locator[]> {
    return this.#whenLoaded(needsOf([], [], ['locator']), () => {
      this.#space.segmentOf(event);
      return this.#duplicates.copies(event).map((copy) => this.#duplicates.locator(copy));
    });
  }

  /** The view's events in this order, as they are now, whatever is added later. Not to be changed. */
  async order(asked: View, sort: readonly SortKey[]): Promise<Uint32Array> {
    const view = await this.sessions.resolve(asked);
    return this.#whenLoaded(needsOf([view], sortedBy(sort), sortGroups(sort)), () => this.#views.sorted(view, sort));
  }

  /**
   * Position of an event in the view's order; of a hidden copy, that of the copy which is shown. Null where the
   * view does not show it.
   */
  async rank(view: View, sort: readonly SortKey[], event: number): Promise<number | null> {
    const order = await this.order(view, sort);
    const itself = order.indexOf(event);
    const shown = itself >= 0 ? itself : order.indexOf(this.#duplicates.copies(event)[0] ?? event);
    return shown < 0 ? null : shown;
  }

  /** Where each of these very copies lies, followed by the other copies of its event. */
  places(events: Uint32Array): Promise<Locator[][]> {
    return this.#whenLoaded(needsOf([], [], ['locator']), () =>
      Array.from(events, (event) => {
        const others = this.#duplicates.copies(event).filter((copy) => copy !== event);
        return [event, ...others].map((copy) => this.#duplicates.locator(copy));
      }),
    );
  }

  /**
   * Events that `most` shows and `least` does not, by source number, then record number: those
   * whose records must be read where a filter asks more than columns hold; see `boundFilter`.
   * @param except as for this facet's own list
   */
  async candidates(most: View, least: View, except?: FacetName): Promise<Uint32Array> {
    const [possible, certain] = [await this.sessions.resolve(most), await this.sessions.resolve(least)];
    return this.#whenLoaded(needsOf([possible, certain], [], ['locator']), () =>
      this.#views.candidates(possible, certain, except),
    );
  }

  /** Where the records of these very events lie. */
  locators(events: Uint32Array): Promise<LocatorTable> {
    return this.#whenLoaded(needsOf([], [], ['locator']), () => this.#space.locators(events));
  }

  /**
   * Where the records of a few events lie that differ in this facet: the first `each` of every value, values of most
   * events first, `most` in all.
   */
  sample(facet: FacetName, each: number, most: number): Promise<LocatorTable> {
    return this.#whenLoaded(needsOf([], [facet], ['locator']), () =>
      this.#space.locators(this.#views.sample(facet, each, most)),
    );
  }

  async histogram(asked: View, options: HistogramOptions): Promise<Histogram> {
    const view = await this.sessions.resolve(asked);
    const { stack } = options;
    return this.#whenLoaded(needsOf([view], stack === undefined ? [] : [stack]), () =>
      histogram(this.#views.parts(view), options, stack === undefined ? undefined : this.#dictionary(stack)),
    );
  }

  /** Events of the view counted by some facets' values, with first and last seen; see `groupTable`. */
  async groups(asked: View, options: GroupOptions): Promise<GroupTable> {
    const view = await this.sessions.resolve(asked);
    const { facets, distinct } = options;
    const read = [...facets.flatMap(listedBy), ...SHARED_NEEDS];
    return this.#whenLoaded(needsOf([view], distinct === undefined ? read : [...read, distinct]), () => {
      const callOf = this.#shared.any ? (event: number): number | undefined => this.#shared.callOf(event) : undefined;
      const table = groupTable(this.#views.parts(view), options, (name) => this.#dictionary(name), callOf);
      const named = facets.filter(isNamed);
      if (named.length === 0) return table;
      return { ...table, names: new Map(named.map((name) => [name, this.#namesIn(table, name)])) };
    });
  }

  /** Every event, copies included, in the order of segments; see `DigestEvent`. Loads all columns. */
  async *digestEvents(): AsyncGenerator<DigestEvent> {
    const needs = needsOf([], [], ['dedupe', 'locator', 'cold']);
    const segments = await this.#whenLoaded(needs, () => [...this.#space.segments]);
    for (const segment of segments) {
      for (let row = 0; row < segment.rows; row++) yield this.#reader.digestEvent(segment, row);
    }
  }

  #sessionSource(pause: () => Promise<void>): SessionSource {
    const shared = this.#shared.any;
    return {
      segments: [...this.#space.segments],
      generation: this.#generation,
      span: this.#space.span,
      dictionary: (name) => this.#dictionary(name),
      hidden: this.#duplicates.hidden.view().slice(),
      duplicatesOf: (event, visit) => this.#duplicates.eachCopy(event, visit),
      copiesOf: (event) => (shared ? this.#shared.eventsOf(event) : undefined),
      pause,
    };
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#adding.then(work);
    // Who asked is told of a failure; the next one has its own turn.
    this.#adding = done.catch(() => undefined);
    return done;
  }

  async #add(infos: readonly SegmentInfo[], marks: DuplicateMarks | undefined): Promise<void> {
    const fresh = infos.filter(({ id }) => !this.#space.has(id));
    const restoring = marks !== undefined && this.#space.rows === 0 && fresh.length === infos.length;
    const usable =
      restoring &&
      fitMarks(
        marks,
        fresh.reduce((span, { rows }) => span + Math.ceil(rows / 32) * 32, 0),
      );
    if (!usable) await this.#compareAll();
    const groups: readonly GroupName[] = usable ? ['hot'] : ['hot', 'dedupe', 'locator'];
    const segments = await inParallel(fresh, async (info) => {
      const [hot, ...others] = await Promise.all(groups.map((group) => this.store.read(info.id, group)));
      const segment = new IndexedSegment(info, hot ?? new Uint8Array(0));
      for (const [i, bytes] of others.entries()) segment.load(groups[i + 1] ?? 'hot', bytes);
      return segment;
    });
    // From here on nothing waits: no question sees a segment half added.
    for (const segment of segments) {
      for (const name of LOADED_FACETS) segment.column(name, this.#dictionary(name));
    }
    for (const segment of segments) {
      this.#space.add(segment);
      this.#duplicates.extend(segment);
      if (!usable) this.#duplicates.add(segment);
    }
    if (usable) {
      this.#duplicates.restore(marks);
      this.#comparing = false;
    }
    this.#generation++;
  }

  /** Loads what comparing needs, where it was spared when marks were restored. */
  async #compareAll(): Promise<void> {
    if (this.#comparing) return;
    // Segments are added one call after the other, so that none can come in between.
    await this.#whenLoaded(needsOf([], [], ['dedupe', 'locator']), () => {
      for (const segment of this.#space.segments) this.#duplicates.add(segment);
    });
    this.#comparing = true;
    this.#generation++;
  }

  #topValues(view: View, facet: FacetName, options: FacetOptions): FacetResult {
    const counts = this.#views.facetCounts(view, facet);
    if (!isNamed(facet)) return topValues(facet, this.#dictionary(facet), counts, options);
    this.#names.update(facet);
    return topValues(facet, this.#dictionary(facet), counts, options, (id) => this.#names.of(facet, id));
  }

  #namesIn({ facets, rows }: GroupTable, name: NamedFacet): ReadonlyMap<string, ValueName> {
    const level = facets.indexOf(name);
    this.#names.update(name);
    return this.#names.ofAll(
      name,
      rows.map(({ values }) => values[level]),
    );
  }

  /** Rows of shared events with their copies: most windows have none, and nothing is looked for then. */
  async #withShared(rows: EventRow[]): Promise<EventRow[]> {
    if (!rows.some(({ values }) => typeof values.sharedEventID === 'string')) return rows;
    return this.#whenLoaded(needsOf([], SHARED_NEEDS), () =>
      rows.map((row) => {
        const shared = this.#shared.of(row.event);
        return shared === undefined ? row : { ...row, shared };
      }),
    );
  }

  #dictionary(name: FacetName): Dictionary {
    return this.#loader.dictionary(name);
  }

  /** As ColumnLoader has it; whatever was derived from segments before is forgotten first. */
  #whenLoaded<T>(needs: Needs, answer: () => T): Promise<T> {
    if ([...needs.facets].some(isSaidFacet)) return this.#whenSaid(needs, answer);
    return this.#loader.whenLoaded(needs, () => this.#fresh(answer));
  }

  /** The same for a question about what was said, with the columns of that up to date. */
  async #whenSaid<T>({ facets, groups }: Needs, answer: () => T): Promise<T> {
    for (;;) {
      const annotations = this.annotations();
      const { version } = annotations;
      const more = this.#said.needs();
      const needs = {
        facets: new Set([...facets, ...more.facets]),
        groups: new Set<GroupName>([...groups, ...more.groups]),
      };
      const answered = await this.#loader.whenLoaded(needs, () => {
        // What was said meanwhile may need more than was loaded.
        if (annotations !== this.annotations() || version !== annotations.version) return undefined;
        return this.#fresh(() => {
          if (this.#said.update()) this.#views.forgetSaid();
          return { value: answer() };
        });
      });
      if (answered !== undefined) return answered.value;
    }
  }

  #fresh<T>(answer: () => T): T {
    if (this.#derivedFrom !== this.#generation) {
      this.#derivedFrom = this.#generation;
      this.#views.forget();
    }
    return answer();
  }
}

const NOTHING_SAID = new Annotations();
