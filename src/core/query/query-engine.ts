import { FACETS, facet as facetDefinition, facetPosition, type FacetName } from '../event/facet-catalogue';
import type { GroupName, Locator } from '../segment/layout';
import type { SegmentInfo, SegmentStore } from '../segment/store';
import { countBits, countMask, intersect, invert, without, type Mask } from './bitset';
import { canonicalOrder, sourceOrder } from './canonical-order';
import { Dictionary } from './dictionary';
import type { DigestEvent } from './digest-event';
import { fitMarks, type DuplicateMarks } from './duplicate-marks';
import { Duplicates, type SourceRanks } from './duplicates';
import { EventSpace } from './event-space';
import { countFacet } from './facet-counter';
import type { Counts, EventRow, FacetOptions, FacetResult, SortKey, View } from './filter';
import { FilterEvaluator } from './filter-evaluator';
import { collectNeeds, type Needs } from './filter-needs';
import { groupTable, type GroupOptions, type GroupTable } from './group-table';
import { histogram, type Histogram, type HistogramOptions } from './histogram';
import { IndexedSegment } from './indexed-segment';
import { Recent } from './recent';
import { filterOrder, sortEvents } from './row-order';
import { RowReader, type RowColumn } from './row-reader';
import { topValues } from './top-values';
import { activeClauses, viewKey } from './view-key';

export interface FacetQuestion extends FacetOptions {
  readonly facet: FacetName;
}

export interface RowWindow {
  readonly rows: readonly EventRow[];
  /** Events that the view shows. */
  readonly matched: number;
}

/** Where records lie, a row each; see `Locator`. */
export interface LocatorTable {
  readonly source: Uint32Array;
  readonly record: Uint32Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
}

/** Segments whose groups are read at the same time. */
const PARALLEL_READS = 8;
/** Bytes of facet counts that are remembered. */
const REMEMBERED_COUNTS = 48 * 1024 * 1024;
/** Views whose rows are remembered: a screen's facet lists leave out one clause each. */
const REMEMBERED_MASKS = 12;
/** Segments whose cold groups stay after their rows were shown. */
const COLD_VISITED = 3;
/** Row orders that are remembered: the one shown, the one before, and one to spare. */
const REMEMBERED_ORDERS = 3;

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
  readonly #dictionaries = new Map<FacetName, Dictionary>();
  readonly #reader = new RowReader(this.#space, this.#duplicates);
  readonly #evaluator = new FilterEvaluator((name) => this.#dictionary(name));
  /** Changes with the segments and with what is hidden: whatever was derived before is void. */
  #generation = 0;
  #derivedFrom = 0;
  #order: Uint32Array<ArrayBuffer> | undefined;
  #sourceOrder: Uint32Array<ArrayBuffer> | undefined;
  readonly #orders = new Recent<Uint32Array<ArrayBuffer>>(REMEMBERED_ORDERS, () => 1);
  readonly #shown = new Recent<readonly Mask[]>(REMEMBERED_MASKS, () => 1);
  readonly #counts = new Recent<Uint32Array>(REMEMBERED_COUNTS, (counts) => counts.byteLength);
  /** Segments whose cold groups were loaded for rows, the one looked at last at the end. */
  readonly #visited = new Set<IndexedSegment>();
  /** A question wanted the cold groups of all segments: they stay. */
  #coldAsked = false;
  /** False after marks were restored: the event keys are not loaded then. */
  #comparing = true;
  #adding: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: SegmentStore) {}

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

  counts(view: View): Promise<Counts> {
    return this.#whenLoaded(needsOf([view]), () => this.#count(view));
  }

  facet(view: View, name: FacetName, options: FacetOptions = {}): Promise<FacetResult> {
    return this.#whenLoaded(needsOf([view], [name]), () =>
      topValues(name, this.#dictionary(name), this.#facetCounts(view, name), options),
    );
  }

  facets(view: View, questions: readonly FacetQuestion[]): Promise<readonly FacetResult[]> {
    const needs = needsOf(
      [view],
      questions.map(({ facet }) => facet),
    );
    return this.#whenLoaded(needs, () =>
      questions.map(({ facet, ...options }) =>
        topValues(facet, this.#dictionary(facet), this.#facetCounts(view, facet), options),
      ),
    );
  }

  /**
   * Rows [start, end) of the view in this order. Equal rows are in canonical order: time, source
   * number, record number. The first window of an order sorts; the others only read.
   */
  async rows(
    view: View,
    sort: readonly SortKey[],
    start: number,
    end: number,
    columns: readonly RowColumn[],
  ): Promise<RowWindow> {
    const { events, matched } = await this.#whenLoaded(needsOf([view], sortedBy(sort), sortGroups(sort)), () => {
      const order = this.#sorted(view, sort);
      return { events: order.slice(Math.max(0, start), Math.max(0, end)), matched: order.length };
    });
    // A window lies in few segments: what only its columns need is loaded of those alone.
    const segments = new Set(Array.from(events, (event) => this.#space.segmentOf(event)));
    const answer = (): EventRow[] => Array.from(events, (event) => this.#reader.row(event, columns));
    const rows = await this.#whenLoaded(columnNeeds(columns), answer, [...segments]);
    this.#forgetCold(segments);
    return { rows, matched };
  }

  /** Where the event's record lies: the shown copy first, then every other one. */
  locate(event: number): Promise<Locator[]> {
    return this.#whenLoaded(needsOf([], [], ['locator']), () => {
      this.#space.segmentOf(event);
      return this.#duplicates.copies(event).map((copy) => this.#duplicates.locator(copy));
    });
  }

  /** The view's events in this order, as they are now, whatever is added later. Not to be changed. */
  order(view: View, sort: readonly SortKey[]): Promise<Uint32Array> {
    return this.#whenLoaded(needsOf([view], sortedBy(sort), sortGroups(sort)), () => this.#sorted(view, sort));
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
   * Events that `possible` shows and `certain` does not, by source number, then record number: those
   * whose records must be read where a filter asks more than columns hold; see `boundFilter`.
   * @param except as for this facet's own list
   */
  candidates(possible: View, certain: View, except?: FacetName): Promise<Uint32Array> {
    return this.#whenLoaded(needsOf([possible, certain], [], ['locator']), () => {
      const sure = this.#masks(certain, except);
      const open = this.#masks(possible, except).map((mask, i) => {
        const { rows = 0 } = this.#space.segments[i] ?? {};
        const other = sure[i] ?? 'none';
        return other === 'none' ? mask : intersect([mask, invert(other, rows)]);
      });
      if (open.every((mask) => mask === 'none')) return new Uint32Array(0);
      this.#sourceOrder ??= sourceOrder(this.#space.segments);
      return this.#pick(open, this.#sourceOrder);
    });
  }

  /** Where the records of these very events lie. */
  locators(events: Uint32Array): Promise<LocatorTable> {
    return this.#whenLoaded(needsOf([], [], ['locator']), () => {
      const [source, record] = [new Uint32Array(events.length), new Uint32Array(events.length)];
      const [offset, length] = [new Uint32Array(events.length), new Uint32Array(events.length)];
      for (let i = 0; i < events.length; i++) {
        const event = events[i] as number;
        const { base, locators } = this.#space.segmentOf(event);
        source[i] = locators.source[event - base] as number;
        record[i] = locators.record[event - base] as number;
        offset[i] = locators.offset[event - base] as number;
        length[i] = locators.length[event - base] as number;
      }
      return { source, record, offset, length };
    });
  }

  histogram(view: View, options: HistogramOptions): Promise<Histogram> {
    const { stack } = options;
    return this.#whenLoaded(needsOf([view], stack === undefined ? [] : [stack]), () =>
      histogram(this.#parts(view), options, stack === undefined ? undefined : this.#dictionary(stack)),
    );
  }

  /** Events of the view counted by some facets' values, with first and last seen; see `groupTable`. */
  groups(view: View, options: GroupOptions): Promise<GroupTable> {
    const { facets, distinct } = options;
    return this.#whenLoaded(needsOf([view], distinct === undefined ? facets : [...facets, distinct]), () =>
      groupTable(this.#parts(view), options, (name) => this.#dictionary(name)),
    );
  }

  /** Every event, copies included, in the order of segments; see `DigestEvent`. Loads all columns. */
  async *digestEvents(): AsyncGenerator<DigestEvent> {
    const needs = needsOf([], [], ['dedupe', 'locator', 'cold']);
    const segments = await this.#whenLoaded(needs, () => [...this.#space.segments]);
    for (const segment of segments) {
      for (let row = 0; row < segment.rows; row++) yield this.#reader.digestEvent(segment, row);
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#adding.then(work);
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
      for (const { name, temperature } of FACETS) {
        if (temperature === 'hot') segment.column(name, this.#dictionary(name));
      }
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

  /**
   * Cold groups that were loaded for a window of rows alone are let go again when others have been
   * looked at since: while a case fills, its newest rows lie in another segment each time.
   */
  #forgetCold(shown: ReadonlySet<IndexedSegment>): void {
    if (this.#coldAsked) return;
    for (const segment of shown) {
      this.#visited.delete(segment);
      this.#visited.add(segment);
    }
    for (const segment of this.#visited) {
      if (this.#visited.size <= COLD_VISITED || shown.has(segment)) break;
      this.#visited.delete(segment);
      segment.unloadCold();
    }
  }

  #dictionary(name: FacetName): Dictionary {
    let dictionary = this.#dictionaries.get(name);
    if (dictionary === undefined) {
      if (facetPosition(name) === undefined) throw new RangeError(`There is no facet ${name}.`);
      dictionary = new Dictionary();
      this.#dictionaries.set(name, dictionary);
    }
    return dictionary;
  }

  /**
   * Answers once these facets and groups of these segments are loaded. The answer is made in the same
   * turn in which nothing was found lacking: a segment that is added meanwhile is loaded first.
   */
  async #whenLoaded<T>({ facets, groups }: Needs, answer: () => T, of = this.#space.segments): Promise<T> {
    const cold = [...facets].some((name) => facetDefinition(name).temperature === 'cold');
    const wanted = new Set<GroupName>(cold ? [...groups, 'cold'] : groups);
    const everywhere = of === this.#space.segments;
    if (everywhere && wanted.has('cold')) this.#coldAsked = true;
    for (let lacking = lackingOf(of, wanted); lacking.length > 0; lacking = lackingOf(of, wanted)) {
      await inParallel(lacking, async ({ segment, group }) => {
        segment.load(group, await this.store.read(segment.id, group));
      });
    }
    for (const segment of everywhere ? of : []) {
      for (const name of facets) segment.column(name, this.#dictionary(name));
    }
    if (this.#derivedFrom !== this.#generation) {
      this.#derivedFrom = this.#generation;
      this.#orders.clear();
      this.#shown.clear();
      this.#counts.clear();
      this.#order = undefined;
      this.#sourceOrder = undefined;
    }
    return answer();
  }

  #count(view: View): Counts {
    let withoutTime = 0;
    let firstTime: number | null = null;
    let lastTime: number | null = null;
    let matched = 0;
    const masks = this.#masks(view);
    for (const [i, segment] of this.#space.segments.entries()) {
      const { info } = segment;
      const none = segment.withoutTime();
      if (none !== 'none') withoutTime += countMask(without(none, this.#hidden(segment), segment.rows), segment.rows);
      if (info.firstTime !== null) firstTime = Math.min(firstTime ?? info.firstTime, info.firstTime);
      if (info.lastTime !== null) lastTime = Math.max(lastTime ?? info.lastTime, info.lastTime);
      matched += countMask(masks[i] ?? 'none', segment.rows);
    }
    const hidden = this.#duplicates.hidden.view();
    const duplicates = countBits(hidden);
    const conflicts = this.#duplicates.conflicting.view();
    const conflicting = countMask(without(conflicts, hidden, conflicts.length * 32), conflicts.length * 32);
    const events = this.#space.rows - duplicates;
    return { events, duplicates, conflicting, matched, withoutTime, firstTime, lastTime };
  }

  #hidden(segment: IndexedSegment): Uint32Array {
    return this.#space.slice(this.#duplicates.hidden.values, segment);
  }

  /**
   * Rows that the view shows, a mask a segment. For a facet's own list the clauses that it set itself
   * do not count. Remembered, since the lists of one screen mostly share them.
   */
  #masks(view: View, except?: FacetName): readonly Mask[] {
    return this.#shown.get(viewKey(view, except), () => {
      const clauses = activeClauses(view, except);
      return this.#space.segments.map((segment) => {
        const mask = intersect(clauses.map(({ clause, key }) => this.#evaluator.mask(segment, clause.filter, key)));
        if (view.copies === true || mask === 'none') return mask;
        const hidden = this.#hidden(segment);
        return countBits(hidden) === 0 ? mask : without(mask, hidden, segment.rows);
      });
    });
  }

  #parts(view: View): { readonly segment: IndexedSegment; readonly mask: Mask }[] {
    const masks = this.#masks(view);
    return this.#space.segments.map((segment, i) => ({ segment, mask: masks[i] ?? 'none' }));
  }

  #facetCounts(view: View, name: FacetName): Uint32Array {
    return this.#counts.get(`${name} ${viewKey(view, name)}`, () => {
      const dictionary = this.#dictionary(name);
      const counts = new Uint32Array(dictionary.size);
      const masks = this.#masks(view, name);
      for (const [i, segment] of this.#space.segments.entries()) {
        countFacet(counts, segment, name, dictionary, masks[i] ?? 'none');
      }
      return counts;
    });
  }

  /** The view's events in this order; locators and columns must be loaded. */
  #sorted(view: View, sort: readonly SortKey[]): Uint32Array<ArrayBuffer> {
    const key = JSON.stringify([viewKey(view), sort.map(({ column, descending }) => [column, descending])]);
    return this.#orders.get(key, () => {
      this.#order ??= canonicalOrder(this.#space.segments);
      const keys = isCanonical(sort) ? [] : sort;
      return sortEvents(this.#pick(this.#masks(view), this.#order), keys, this.#space, (name) =>
        this.#dictionary(name),
      );
    });
  }

  /** The events of these masks, in this order of all events. */
  #pick(masks: readonly Mask[], order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const words = new Uint32Array(this.#space.words);
    let count = 0;
    for (const [i, segment] of this.#space.segments.entries()) {
      const mask = masks[i] ?? 'none';
      const rows = countMask(mask, segment.rows);
      count += rows;
      const part = this.#space.slice(words, segment);
      if (mask === 'all') part.fill(0xffff_ffff);
      else if (mask !== 'none') part.set(mask);
    }
    return count === order.length ? order : filterOrder(order, words, count);
  }
}

/** What questions about these views read, with more facets and groups. */
function needsOf(views: readonly View[], facets: readonly FacetName[] = [], groups: readonly GroupName[] = []): Needs {
  const needs: Needs = { facets: new Set(facets), groups: new Set(groups) };
  for (const view of views) for (const { clause } of activeClauses(view)) collectNeeds(clause.filter, needs);
  return needs;
}

function columnNeeds(columns: readonly RowColumn[]): Needs {
  const needs: Needs = { facets: new Set(), groups: new Set() };
  for (const column of columns) {
    if (column === 'bytesOut') needs.groups.add('cold');
    else needs.facets.add(column);
  }
  return needs;
}

function lackingOf(
  segments: readonly IndexedSegment[],
  groups: ReadonlySet<GroupName>,
): { segment: IndexedSegment; group: GroupName }[] {
  return segments.flatMap((segment) =>
    [...groups].filter((group) => !segment.has(group)).map((group) => ({ segment, group })),
  );
}

function sortedBy(sort: readonly SortKey[]): FacetName[] {
  return sort.flatMap(({ column }) => (column === 'time' || column === 'bytesOut' ? [] : [column]));
}

function sortGroups(sort: readonly SortKey[]): GroupName[] {
  return sort.some(({ column }) => column === 'bytesOut') ? ['locator', 'cold'] : ['locator'];
}

function isCanonical(sort: readonly SortKey[]): boolean {
  const [first] = sort;
  return first === undefined || (first.column === 'time' && !first.descending && sort.length === 1);
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_READS, items.length) }, worker));
  return results;
}
