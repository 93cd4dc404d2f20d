import { SAID_FACETS, type FacetName } from '../event/facet-catalogue';
import { countBits, countMask, hasBit, intersect, invert, without, type Mask } from './bitset';
import { canonicalOrder, sourceOrder } from './canonical-order';
import type { Dictionary } from './dictionary';
import type { Duplicates } from './duplicates';
import type { EventSpace } from './event-space';
import { countFacet } from './facet-counter';
import type { Counts, SortKey, View } from './filter';
import { FilterEvaluator } from './filter-evaluator';
import type { IndexedSegment } from './indexed-segment';
import { Recent } from './recent';
import { filterOrder, sortEvents } from './row-order';
import { widened, type TimeSpan } from './time-span';
import { activeClauses, asksSaid, viewKey } from './view-key';

/** Bytes of facet counts that are remembered. */
const REMEMBERED_COUNTS = 48 * 1024 * 1024;
/** Views whose rows are remembered: a screen's facet lists leave out one clause each. */
const REMEMBERED_MASKS = 12;
/** Row orders that are remembered: the one shown, the one before, and one to spare. */
const REMEMBERED_ORDERS = 3;

/**
 * Which events a view shows, in which order, and how many of each value: what a screen's questions
 * share is remembered. What a question reads must be loaded before it is asked here.
 */
export class ViewEvents {
  #order: Uint32Array<ArrayBuffer> | undefined;
  #sourceOrder: Uint32Array<ArrayBuffer> | undefined;
  readonly #orders = new Recent<Uint32Array<ArrayBuffer>>(REMEMBERED_ORDERS, () => 1);
  readonly #shown = new Recent<readonly Mask[]>(REMEMBERED_MASKS, () => 1);
  readonly #counts = new Recent<Uint32Array>(REMEMBERED_COUNTS, (counts) => counts.byteLength);
  readonly #evaluator: FilterEvaluator;

  constructor(
    private readonly space: EventSpace,
    private readonly duplicates: Duplicates,
    private readonly dictionary: (facet: FacetName) => Dictionary,
  ) {
    this.#evaluator = new FilterEvaluator(dictionary);
  }

  /** Segments came, or other copies are hidden: all that was derived is void. */
  forget(): void {
    this.#orders.clear();
    this.#shown.clear();
    this.#counts.clear();
    this.#order = undefined;
    this.#sourceOrder = undefined;
  }

  /** Something else was said: all that asks what was said is void. */
  forgetSaid(): void {
    this.#orders.forget(asksSaid);
    this.#shown.forget(asksSaid);
    this.#counts.forget((key) => asksSaid(key) || isSaidName(key.slice(0, key.indexOf(' '))));
  }

  /** Of the view, and of the whole case. */
  counts(view: View): Counts {
    let withoutTime = 0;
    let firstTime: number | null = null;
    let lastTime: number | null = null;
    let matched = 0;
    let shown: TimeSpan | undefined;
    const masks = this.masks(view);
    for (const [i, segment] of this.space.segments.entries()) {
      const { info } = segment;
      const none = segment.withoutTime();
      if (none !== 'none') withoutTime += countMask(without(none, this.hidden(segment), segment.rows), segment.rows);
      if (info.firstTime !== null) firstTime = Math.min(firstTime ?? info.firstTime, info.firstTime);
      if (info.lastTime !== null) lastTime = Math.max(lastTime ?? info.lastTime, info.lastTime);
      const mask = masks[i] ?? 'none';
      matched += countMask(mask, segment.rows);
      shown = widened(shown, segment, mask);
    }
    const hidden = this.duplicates.hidden.view();
    const duplicates = countBits(hidden);
    const conflicts = this.duplicates.conflicting.view();
    const conflicting = countMask(without(conflicts, hidden, conflicts.length * 32), conflicts.length * 32);
    const events = this.space.rows - duplicates;
    const [matchedFirstTime, matchedLastTime] = [shown?.first ?? null, shown?.last ?? null];
    return {
      events,
      duplicates,
      conflicting,
      matched,
      withoutTime,
      firstTime,
      lastTime,
      matchedFirstTime,
      matchedLastTime,
    };
  }

  private hidden(segment: IndexedSegment): Uint32Array {
    return this.space.slice(this.duplicates.hidden.values, segment);
  }

  /**
   * Rows that the view shows, a mask a segment. For a facet's own list the clauses that it set itself
   * do not count. Remembered, since the lists of one screen mostly share them.
   */
  private masks(view: View, except?: FacetName): readonly Mask[] {
    return this.#shown.get(viewKey(view, except), () => {
      const clauses = activeClauses(view, except);
      return this.space.segments.map((segment) => {
        const mask = intersect(clauses.map(({ clause, key }) => this.#evaluator.mask(segment, clause.filter, key)));
        if (view.copies === true || mask === 'none') return mask;
        const hidden = this.hidden(segment);
        return countBits(hidden) === 0 ? mask : without(mask, hidden, segment.rows);
      });
    });
  }

  /** Each segment with the rows that the view shows. */
  parts(view: View): { readonly segment: IndexedSegment; readonly mask: Mask }[] {
    const masks = this.masks(view);
    return this.space.segments.map((segment, i) => ({ segment, mask: masks[i] ?? 'none' }));
  }

  /** The events that the view shows, ascending by number. */
  events(view: View): Uint32Array {
    const masks = this.masks(view);
    const events = new Uint32Array(
      masks.reduce((n, mask, i) => n + countMask(mask, this.space.segments[i]?.rows ?? 0), 0),
    );
    let at = 0;
    for (const [i, segment] of this.space.segments.entries()) {
      const mask = masks[i] ?? 'none';
      if (mask === 'none') continue;
      for (let row = 0; row < segment.rows; row++) {
        if (mask === 'all' || hasBit(mask, row)) events[at++] = segment.base + row;
      }
    }
    return events;
  }

  /** Events of each value by its id; the facet's own clauses do not count. Its column must be loaded. */
  facetCounts(view: View, name: FacetName): Uint32Array {
    return this.#counts.get(`${name} ${viewKey(view, name)}`, () => {
      const dictionary = this.dictionary(name);
      const counts = new Uint32Array(dictionary.size);
      const masks = this.masks(view, name);
      for (const [i, segment] of this.space.segments.entries()) {
        countFacet(counts, segment, name, dictionary, masks[i] ?? 'none');
      }
      return counts;
    });
  }

  /** The first `each` events of every value of a facet, values of most events first, `most` in all. */
  sample(name: FacetName, each: number, most: number): Uint32Array {
    const dictionary = this.dictionary(name);
    const counts = this.facetCounts({ clauses: [] }, name);
    const found = new Map<number, number[]>();
    for (const segment of this.space.segments) {
      const { codes, ids, ends } = segment.column(name, dictionary);
      for (let row = 0, at = 0; row < segment.rows; row++) {
        const end = ends === undefined ? row + 1 : (ends[row] as number);
        for (at = ends === undefined ? row : at; at < end; at++) {
          const id = ids[codes[at] as number] as number;
          const events = found.get(id);
          if (events === undefined) found.set(id, [segment.base + row]);
          else if (events.length < each) events.push(segment.base + row);
        }
      }
    }
    const ids = [...found.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
    return Uint32Array.from(ids.flatMap((id) => found.get(id) ?? []).slice(0, most));
  }

  /** The view's events in this order; locators and columns must be loaded. */
  sorted(view: View, sort: readonly SortKey[]): Uint32Array<ArrayBuffer> {
    const key = JSON.stringify([viewKey(view), sort.map(({ column, descending }) => [column, descending])]);
    return this.#orders.get(key, () => {
      this.#order ??= canonicalOrder(this.space.segments);
      const keys = isCanonical(sort) ? [] : sort;
      return sortEvents(this.pick(this.masks(view), this.#order), keys, this.space, (name) => this.dictionary(name));
    });
  }

  /** The events of these masks, in this order of all events. */
  private pick(masks: readonly Mask[], order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const words = new Uint32Array(this.space.words);
    let count = 0;
    for (const [i, segment] of this.space.segments.entries()) {
      const mask = masks[i] ?? 'none';
      const rows = countMask(mask, segment.rows);
      count += rows;
      const part = this.space.slice(words, segment);
      if (mask === 'all') part.fill(0xffff_ffff);
      else if (mask !== 'none') part.set(mask);
    }
    return count === order.length ? order : filterOrder(order, words, count);
  }

  /** Events that `possible` shows and `certain` does not, in the order of sources; locators must be loaded. */
  candidates(possible: View, certain: View, except?: FacetName): Uint32Array {
    const sure = this.masks(certain, except);
    const open = this.masks(possible, except).map((mask, i) => {
      const { rows = 0 } = this.space.segments[i] ?? {};
      const other = sure[i] ?? 'none';
      return other === 'none' ? mask : intersect([mask, invert(other, rows)]);
    });
    if (open.every((mask) => mask === 'none')) return new Uint32Array(0);
    this.#sourceOrder ??= sourceOrder(this.space.segments);
    return this.pick(open, this.#sourceOrder);
  }
}

function isSaidName(name: string): boolean {
  return SAID_FACETS.some((said) => said === name);
}

function isCanonical(sort: readonly SortKey[]): boolean {
  const [first] = sort;
  return first === undefined || (first.column === 'time' && !first.descending && sort.length === 1);
}
