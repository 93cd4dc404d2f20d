import { FACETS, type FacetName, facetPosition, type SaidFacet } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { bytesOutColumn, dedupeColumns, facetColumn, locatorColumns, timeColumn } from '../segment/columns';
import type { DedupeColumns, FacetColumn, LocatorColumns } from '../segment/columns';
import { openGroup, type GroupView } from '../segment/group-reader';
import type { GroupName } from '../segment/layout';
import type { SegmentInfo } from '../segment/store';
import { setBit, wordsFor, type Mask } from './bitset';
import type { Dictionary } from './dictionary';
import { nothingSaid } from './nothing-said';
import { asksSaid } from './view-key';

/** One facet of one segment, with its codes' ids in the dictionary of the whole case. */
export interface IndexedColumn extends FacetColumn {
  readonly ids: Uint32Array;
}

/** Masks of clauses that a segment remembers. */
const REMEMBERED_MASKS = 32;

/** A segment as the engine holds it: views into its groups and what was derived from them. */
export class IndexedSegment {
  readonly rows: number;
  readonly words: number;
  /** Number of the segment's first event: a multiple of 32, so that segments' bits never share a word. */
  base = 0;
  readonly time: Uint32Array;
  readonly #groups = new Map<GroupName, GroupView>();
  readonly #columns = new Map<FacetName, IndexedColumn>();
  readonly #plain = new Map<FacetName, FacetColumn>();
  readonly #masks = new Map<string, Mask>();
  readonly #totals = new Map<FacetName, Uint32Array>();
  #locators: LocatorColumns | undefined;
  #dedupe: DedupeColumns | undefined;
  #bytesOut: ((row: number) => number) | undefined;
  #withoutTime: Mask | undefined;

  /** @throws SegmentError where the hot group is damaged */
  constructor(
    readonly info: SegmentInfo,
    hot: Uint8Array,
  ) {
    this.rows = info.rows;
    this.words = wordsFor(info.rows);
    const group = openGroup(hot, info.rows);
    this.#groups.set('hot', group);
    this.time = timeColumn(group);
  }

  get id(): string {
    return this.info.id;
  }

  has(group: GroupName): boolean {
    return this.#groups.has(group);
  }

  /** @throws SegmentError where the group is damaged */
  load(name: GroupName, bytes: Uint8Array): void {
    if (this.#groups.has(name)) return;
    const group = openGroup(bytes, this.rows);
    if (name === 'locator') this.#locators = locatorColumns(group);
    if (name === 'dedupe') this.#dedupe = dedupeColumns(group);
    if (name === 'cold') this.#bytesOut = bytesOutColumn(group);
    this.#groups.set(name, group);
  }

  /** Forgets the cold group, which can be loaded again. */
  unloadCold(): void {
    this.#groups.delete('cold');
    this.#bytesOut = undefined;
    for (const { name, temperature } of FACETS) {
      if (temperature !== 'cold') continue;
      this.#plain.delete(name);
      this.#columns.delete(name);
    }
  }

  get locators(): LocatorColumns {
    if (this.#locators === undefined) throw new Error(`The locators of segment ${this.id} are not loaded.`);
    return this.#locators;
  }

  get dedupe(): DedupeColumns {
    if (this.#dedupe === undefined) throw new Error(`The event keys of segment ${this.id} are not loaded.`);
    return this.#dedupe;
  }

  /** Bytes that the row's event stated, -1 where it stated none. The cold group must be loaded. */
  bytesOut(row: number): number {
    return this.#bytesOut?.(row) ?? -1;
  }

  /** The facet's column; its group must be loaded. `dictionary` is the case's for that facet. */
  column(name: FacetName, dictionary: Dictionary): IndexedColumn {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const column = this.plainColumn(name);
    const indexed = { ...column, ids: dictionary.internAll(column.textEnds, column.text) };
    this.#columns.set(name, indexed);
    return indexed;
  }

  /** The facet's column without a place in the case's dictionary: to read single values. */
  plainColumn(name: FacetName): FacetColumn {
    const known = this.#plain.get(name);
    if (known !== undefined) return known;
    const definition = FACETS[facetPosition(name) ?? -1];
    // Nothing was said of its events so far.
    if (definition?.temperature === 'said') return nothingSaid(this.rows, definition);
    const group = definition === undefined ? undefined : this.#groups.get(definition.temperature);
    if (definition === undefined || group === undefined) {
      throw new Error(`The column ${name} of segment ${this.id} is not loaded.`);
    }
    const column = facetColumn(group, definition);
    this.#plain.set(name, column);
    return column;
  }

  /** Puts a column of what was said in the place of the one before. */
  say(name: SaidFacet, column: IndexedColumn): void {
    this.#columns.set(name, column);
    this.#plain.set(name, column);
    this.#totals.delete(name);
  }

  /** Masks of clauses that ask what was said are void. */
  forgetSaid(): void {
    for (const key of this.#masks.keys()) if (asksSaid(key)) this.#masks.delete(key);
  }

  /** Rows without a time. */
  withoutTime(): Mask {
    if (this.#withoutTime === undefined) {
      let words: Uint32Array | undefined;
      for (let row = 0; row < this.rows; row++) {
        if (this.time[row] !== NO_TIME) continue;
        words ??= new Uint32Array(this.words);
        setBit(words, row);
      }
      this.#withoutTime = words ?? 'none';
    }
    return this.#withoutTime;
  }

  /** The mask of a clause, remembered by the clause's text. Masks of a segment never change. */
  mask(key: string, make: () => Mask): Mask {
    let mask = this.#masks.get(key);
    if (mask === undefined) {
      mask = make();
      if (this.#masks.size >= REMEMBERED_MASKS) {
        const oldest = this.#masks.keys().next();
        if (oldest.done !== true) this.#masks.delete(oldest.value);
      }
    } else {
      this.#masks.delete(key);
    }
    this.#masks.set(key, mask);
    return mask;
  }

  /** Events of each code over all rows, counted once. */
  totals(name: FacetName, make: () => Uint32Array): Uint32Array {
    let totals = this.#totals.get(name);
    if (totals === undefined) {
      totals = make();
      this.#totals.set(name, totals);
    }
    return totals;
  }
}
