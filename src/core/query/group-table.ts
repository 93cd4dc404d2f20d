import { appendAll } from '../lists';
import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import type { Mask } from './bitset';
import { eachId } from './column-values';
import type { Dictionary } from './dictionary';
import type { ValueName } from './filter';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';

/** Facets that a table may be grouped by at once. */
export const MOST_GROUP_FACETS = 3;

export type GroupOrder = 'count' | 'calls' | 'distinct' | 'first' | 'last' | 'name';

export interface GroupOptions {
  /** One to three, each once. An event with several values of a facet is in a group for each. */
  readonly facets: readonly FacetName[];
  /** Counts the different values of this facet in each group, "(none)" not among them. */
  readonly distinct?: FacetName;
  /** Default count, largest first. */
  readonly order?: GroupOrder;
  /** Default: ascending for name and first, else descending. Groups without a time are last in either. */
  readonly descending?: boolean;
  /** Groups that are returned; default: all. */
  readonly top?: number;
}

export interface GroupRow {
  /** One for each facet of the table; null is "(none)". */
  readonly values: readonly (string | null)[];
  readonly count: number;
  /** Calls that these events tell of: what was delivered to several accounts is one. */
  readonly calls: number;
  /** Seconds since 1970 UTC; null where no event of the group states a time. */
  readonly first: number | null;
  readonly last: number | null;
  /** Only where it was asked for. */
  readonly distinct?: number;
}

export interface GroupTable {
  readonly facets: readonly FacetName[];
  /** Events that the view shows. */
  readonly events: number;
  /** Calls that they tell of: fewer where some were delivered to several accounts. */
  readonly calls: number;
  /** Groups there are, returned or not. */
  readonly groups: number;
  /** In the order asked for; those that are equal in it by their values, "(none)" last. */
  readonly rows: readonly GroupRow[];
  /** What people know the values of the rows by, for facets of the table whose values may be mere numbers. */
  readonly names?: ReadonlyMap<FacetName, ReadonlyMap<string, ValueName>>;
}

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

/** Tables have fewer groups. */
const GROUP_RANGE = 2 ** 27;

type Dictionaries = (facet: FacetName) => Dictionary;

/** Tells which events are copies of one call; undefined where no call has several. */
export type CallOf = ((event: number) => number | undefined) | undefined;

/**
 * Counts the events of the parts by the values of some facets.
 * @throws RangeError for no facet, too many, or the same twice
 */
export function groupTable(
  parts: readonly Part[],
  options: GroupOptions,
  dictionaries: Dictionaries,
  callOf?: CallOf,
): GroupTable {
  const { facets, distinct } = options;
  if (facets.length < 1 || facets.length > MOST_GROUP_FACETS || new Set(facets).size !== facets.length) {
    throw new RangeError('A table is grouped by one to three different facets.');
  }
  const groups = new Groups(facets.map(dictionaries), distinct === undefined ? undefined : dictionaries(distinct).size);
  const seen = new Set<number>();
  let events = 0;
  let further = 0;
  for (const { segment, mask } of parts) {
    if (mask === 'none') continue;
    const columns = facets.map((facet) => segment.column(facet, dictionaries(facet)));
    const counted = distinct === undefined ? undefined : segment.column(distinct, dictionaries(distinct));
    eachRow(mask, segment.rows, (row) => {
      events++;
      const call = callOf?.(segment.base + row);
      if (call !== undefined) {
        if (seen.has(call)) further++;
        else seen.add(call);
      }
      groups.add(columns, row, segment.time[row] as number, counted, call);
    });
  }
  const places = groups.sorted(options);
  return {
    facets,
    events,
    calls: events - further,
    groups: places.length,
    rows: places.slice(0, options.top ?? places.length).map((place) => groups.row(place)),
  };
}

function eachRow(mask: Uint32Array | 'all', rows: number, visit: (row: number) => void): void {
  if (mask === 'all') {
    for (let row = 0; row < rows; row++) visit(row);
    return;
  }
  for (let i = 0; i < mask.length; i++) {
    let word = mask[i] as number;
    while (word !== 0) {
      visit((i << 5) + 31 - Math.clz32(word & -word));
      word &= word - 1;
    }
  }
}

/** Groups by the ids of their values. A group's place is its number in the order in which groups came. */
class Groups {
  /** By level: the place of a beginning of values, from that of the beginning before and the next id. */
  readonly #levels: Map<number, number>[];
  /** Ids of each group, one after the other. */
  readonly #ids: number[] = [];
  readonly #counts: number[] = [];
  readonly #calls: number[] = [];
  /** Groups with the calls that they have a copy of already. */
  readonly #seenCalls = new Set<number>();
  readonly #first: number[] = [];
  readonly #last: number[] = [];
  readonly #distinct: number[] = [];
  readonly #seen = new Set<number>();
  readonly #path: number[];

  constructor(
    private readonly dictionaries: readonly Dictionary[],
    private readonly distinctSize: number | undefined,
  ) {
    this.#levels = dictionaries.map(() => new Map());
    this.#path = dictionaries.map(() => 0);
  }

  add(
    columns: readonly IndexedColumn[],
    row: number,
    time: number,
    counted: IndexedColumn | undefined,
    call: number | undefined,
  ): void {
    this.#descend(columns, row, 0, 0, (group) => {
      this.#counts[group] = (this.#counts[group] ?? 0) + 1;
      if (call === undefined || this.#isFirst(call, group)) this.#calls[group] = (this.#calls[group] ?? 0) + 1;
      if (time !== NO_TIME) {
        this.#first[group] = Math.min(this.#first[group] ?? NO_TIME, time);
        this.#last[group] = Math.max(this.#last[group] ?? -1, time);
      }
      if (counted !== undefined) eachId(counted, row, (id) => this.#note(group, id));
    });
  }

  row(group: number): GroupRow {
    const first = this.#first[group] ?? NO_TIME;
    const distinct = this.distinctSize === undefined ? {} : { distinct: this.#distinct[group] ?? 0 };
    return {
      values: this.dictionaries.map((dictionary, level) => dictionary.value(this.#id(group, level))),
      count: this.#counts[group] ?? 0,
      calls: this.#calls[group] ?? 0,
      first: first === NO_TIME ? null : first,
      last: first === NO_TIME ? null : (this.#last[group] ?? null),
      ...distinct,
    };
  }

  /** Places of all groups in that order. */
  sorted({ order = 'count', descending }: GroupOptions): number[] {
    const sign = (descending ?? (order !== 'name' && order !== 'first')) ? -1 : 1;
    const ranks = this.dictionaries.map((dictionary) => dictionary.ranks());
    const byName = (a: number, b: number, from: number): number => {
      for (const [level, rank] of ranks.entries()) {
        const [x, y] = [this.#id(a, level), this.#id(b, level)];
        if (x === y) continue;
        const difference = (rank[x] as number) - (rank[y] as number);
        // "(none)" is last whichever way names go.
        return x === 0 || y === 0 ? difference : difference * from;
      }
      return 0;
    };
    const keys = {
      count: this.#counts,
      calls: this.#calls,
      distinct: this.#distinct,
      first: this.#first,
      last: this.#last,
    };
    const places = this.#counts.map((_, place) => place);
    if (order === 'name') return places.sort((a, b) => byName(a, b, sign));
    const key = keys[order];
    const timed = order === 'first' || order === 'last';
    return places.sort((a, b) => {
      const [x, y] = [key[a], key[b]];
      if (timed && (x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
      return sign * ((x ?? 0) - (y ?? 0)) || byName(a, b, 1);
    });
  }

  #id(group: number, level: number): number {
    return this.#ids[group * this.dictionaries.length + level] ?? 0;
  }

  #descend(
    columns: readonly IndexedColumn[],
    row: number,
    level: number,
    place: number,
    reached: (group: number) => void,
  ): void {
    const column = columns[level];
    const dictionary = this.dictionaries[level];
    const places = this.#levels[level];
    if (column === undefined || dictionary === undefined || places === undefined) {
      reached(place);
      return;
    }
    const last = level === columns.length - 1;
    const base = place * dictionary.size;
    let some = false;
    const go = (id: number): void => {
      some = true;
      this.#path[level] = id;
      let next = places.get(base + id);
      if (next === undefined) {
        next = places.size;
        places.set(base + id, next);
        if (last) appendAll(this.#ids, this.#path);
      }
      this.#descend(columns, row, level + 1, next, reached);
    };
    eachId(column, row, go);
    if (!some) go(0);
  }

  #isFirst(call: number, group: number): boolean {
    const key = call * GROUP_RANGE + group;
    if (this.#seenCalls.has(key)) return false;
    this.#seenCalls.add(key);
    return true;
  }

  /** An event of the group has this value: counted where it is the first. */
  #note(group: number, id: number): void {
    if (id === 0 || this.distinctSize === undefined) return;
    const key = group * this.distinctSize + id;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#distinct[group] = (this.#distinct[group] ?? 0) + 1;
  }
}
