import type { FacetName } from '../../src/core/event/facet-catalogue';
import { facetPosition } from '../../src/core/event/facet-catalogue';
import type { EventValues } from '../../src/core/event/facet-values';
import { NO_TIME } from '../../src/core/event/facet-values';
import type { Counts, FacetResult, Filter, SortKey, View } from '../../src/core/query/filter';
import type { Locator } from '../../src/core/segment/layout';

/** An event as tests make it up. `bytes` and `canonical` stand for its content. */
export interface NaiveEvent {
  readonly values: EventValues;
  readonly locator: Locator;
  /** Equal for records of equal bytes. */
  readonly bytes: number;
  /** Equal for records of equal canonical content. */
  readonly canonical: number;
}

type Truth = true | false | 'unknown';

/**
 * The query engine in the plainest words: arrays and loops, no index. Slow, and therefore easy to
 * see right; the real engine must give the same.
 */
export class NaiveEngine {
  readonly #events: readonly NaiveEvent[];
  readonly #shownOf = new Map<NaiveEvent, NaiveEvent>();
  readonly #conflicting = new Set<NaiveEvent>();

  /** @param evidence whether an event's record meets the condition of that id */
  constructor(
    events: readonly NaiveEvent[],
    rankOf: (source: number) => number,
    private readonly evidence: (id: string, event: NaiveEvent) => boolean = () => false,
  ) {
    this.#events = [...events].sort(
      (a, b) =>
        a.values.time - b.values.time || a.locator.source - b.locator.source || a.locator.record - b.locator.record,
    );
    for (const event of this.#events) {
      const id = event.values.eventId;
      // Without an ID the bytes alone make copies.
      const sameId = this.#events.filter(
        (other) => other.values.eventId === id && (id !== undefined || other.bytes === event.bytes),
      );
      const copies = sameId.filter((other) => other.canonical === event.canonical);
      copies.sort((a, b) => rankOf(a.locator.source) - rankOf(b.locator.source) || a.locator.record - b.locator.record);
      this.#shownOf.set(event, copies[0] ?? event);
      if (copies.length < sameId.length) this.#conflicting.add(event);
    }
  }

  counts(view: View): Counts {
    const events = this.#events.filter((event) => this.#shown(event));
    const timesOf = (list: readonly NaiveEvent[]): number[] =>
      list.map(({ values }) => values.time).filter((time) => time !== NO_TIME);
    const times = timesOf(this.#events);
    const matched = this.matched(view);
    const shown = timesOf(matched);
    return {
      events: events.length,
      duplicates: this.#events.length - events.length,
      conflicting: events.filter((event) => this.#conflicting.has(event)).length,
      matched: matched.length,
      withoutTime: events.filter(({ values }) => values.time === NO_TIME).length,
      firstTime: times.length === 0 ? null : Math.min(...times),
      lastTime: times.length === 0 ? null : Math.max(...times),
      matchedFirstTime: shown.length === 0 ? null : Math.min(...shown),
      matchedLastTime: shown.length === 0 ? null : Math.max(...shown),
    };
  }

  matched(view: View, except?: FacetName): NaiveEvent[] {
    const clauses = view.clauses.filter(
      (clause) => clause.off !== true && (except === undefined || clause.facet !== except),
    );
    return this.#events.filter(
      (event) =>
        (view.copies === true || this.#shown(event)) &&
        clauses.every(({ filter }) => answer(filter, event.values, (id) => this.evidence(id, event)) === true),
    );
  }

  facet(view: View, facet: FacetName): FacetResult {
    const counts = new Map<string | null, number>();
    for (const { values } of this.matched(view, facet)) {
      const distinct = new Set(valuesOf(values, facet));
      if (distinct.size === 0) counts.set(null, (counts.get(null) ?? 0) + 1);
      for (const value of distinct) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const rows = [...counts].map(([value, count]) => ({ value, count }));
    rows.sort((a, b) => b.count - a.count || compare(a.value, b.value));
    return { facet, distinct: rows.length, rows };
  }

  rows(view: View, sort: readonly SortKey[]): NaiveEvent[] {
    return this.matched(view).sort((a, b) => {
      for (const { column, descending } of sort) {
        const difference = compareBy(a, b, column, descending);
        if (difference !== 0) return difference;
      }
      return 0;
    });
  }

  copies(event: NaiveEvent): NaiveEvent[] {
    const shown = this.#shownOf.get(event);
    const others = this.#events.filter((other) => this.#shownOf.get(other) === shown && other !== shown);
    return shown === undefined ? others : [shown, ...others];
  }

  conflicting(event: NaiveEvent): boolean {
    return this.#conflicting.has(event);
  }

  #shown(event: NaiveEvent): boolean {
    return this.#shownOf.get(event) === event;
  }
}

function valuesOf(values: EventValues, facet: FacetName): readonly string[] {
  const value = values.facets[facetPosition(facet) ?? -1];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** "(none)" last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function compareBy(a: NaiveEvent, b: NaiveEvent, column: SortKey['column'], descending: boolean): number {
  if (column === 'time') {
    const [left, right] = [a.values.time, b.values.time];
    if (left === right) return 0;
    if (left === NO_TIME || right === NO_TIME) return left === NO_TIME ? 1 : -1;
    return descending ? right - left : left - right;
  }
  if (column === 'bytesOut') {
    const [left, right] = [a.values.bytesOut, b.values.bytesOut];
    if (left < 0 || right < 0) return (left < 0 ? 1 : 0) - (right < 0 ? 1 : 0);
    return descending ? right - left : left - right;
  }
  const left = valuesOf(a.values, column)[0] ?? null;
  const right = valuesOf(b.values, column)[0] ?? null;
  if (left === null || right === null) return compare(left, right);
  return descending ? compare(right, left) : compare(left, right);
}

function answer(filter: Filter, values: EventValues, evidence: (id: string) => boolean): Truth {
  switch (filter.op) {
    case 'all':
      return true;
    case 'not': {
      const inner = answer(filter.of, values, evidence);
      return inner === 'unknown' ? inner : !inner;
    }
    case 'and': {
      const answers = filter.of.map((part) => answer(part, values, evidence));
      return answers.includes(false) ? false : answers.includes('unknown') ? 'unknown' : true;
    }
    case 'or': {
      const answers = filter.of.map((part) => answer(part, values, evidence));
      return answers.includes(true) ? true : answers.includes('unknown') ? 'unknown' : false;
    }
    case 'time':
      return values.time !== NO_TIME && values.time >= (filter.from ?? 0) && values.time < (filter.to ?? Infinity);
    case 'bytes':
      return values.bytesOut >= 0 && values.bytesOut >= (filter.from ?? 0) && values.bytesOut < (filter.to ?? Infinity);
    case 'lineage':
      throw new Error('Kinship has a reference of its own: naive-sessions.ts.');
    case 'evidence':
      return evidence(filter.id);
    case 'rows':
      throw new Error('The reference knows no event numbers.');
    default:
      return valueAnswer(filter, valuesOf(values, filter.facet));
  }
}

function valueAnswer(filter: Extract<Filter, { facet: FacetName }>, values: readonly string[]): Truth {
  switch (filter.op) {
    case 'present':
      return values.length > 0;
    case 'in':
      return values.length === 0 ? filter.values.includes(null) : values.some((value) => filter.values.includes(value));
    case 'like': {
      const pattern = filter.pieces.map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^]*');
      return values.some((value) => new RegExp(`^${pattern}$`).test(value));
    }
    case 'holds':
      return values.some((value) => value.toLowerCase().includes(filter.text.toLowerCase()));
    case 'cidr': {
      // IPv4 only: the reference need not know more than the tests make up.
      const [base = '', bits = '32'] = filter.network.split('/');
      const network = v4(base);
      const addresses = values.map(v4).filter((address) => address !== undefined);
      if (addresses.length === 0 || network === undefined) return 'unknown';
      const size = 2 ** (32 - Number(bits));
      return addresses.some((address) => Math.floor(address / size) === Math.floor(network / size));
    }
  }
}

function v4(text: string): number | undefined {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(text)) return undefined;
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
