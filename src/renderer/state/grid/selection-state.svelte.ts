import type { SortKey, View } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import { EventSet } from './event-set';
import { Latest } from '../api/latest';

/** What the selection reads of the list. */
export interface SelectableView {
  readonly view: View;
  readonly sort: readonly SortKey[];
  /** Events that the view shows; undefined before they are counted. */
  readonly matched: number | undefined;
}

/**
 * The events that the analyst selected, by number: they stay selected however the list is filtered and
 * sorted. The grid mirrors the set and owns none of it.
 */
export class SelectionState {
  /** Rises with each change: whoever mirrors the set reads it. */
  version = $state(0);
  /** How many are selected. */
  count = $state(0);
  /** How many of them the present view shows. */
  shown = $state(0);

  readonly #set = new EventSet();
  readonly #counting: Latest;
  /** The row from which Shift extends. */
  #anchor: number | undefined;
  /** The row to which it did. */
  #extended: number | undefined;
  #turn = 0;
  #pending: Promise<void> | undefined;

  constructor(
    private readonly store: Pick<Store, 'numbers' | 'rows'>,
    private readonly list: () => SelectableView,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#counting = new Latest(() => this.#countShown(), failed);
  }

  /** More is about to be selected, or less: resolves when it is. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  has(event: number): boolean {
    return this.#set.has(event);
  }

  /** How the box in the head stands. */
  get head(): 'none' | 'some' | 'all' {
    if (this.shown === 0) return 'none';
    return this.shown === this.list().matched ? 'all' : 'some';
  }

  /** The view of the selected events alone, whether or not the present view shows them. */
  get view(): View {
    return { clauses: [this.#set.clause()], copies: true };
  }

  /** @param index its row, from which Shift then extends */
  toggle(event: number, index: number): void {
    this.#turn++;
    if (!this.#set.add(event)) this.#set.delete(event);
    this.#anchor = index;
    this.#extended = undefined;
    this.#changed();
  }

  /**
   * Selects all rows from the last one that was selected or taken away to this one; what an extension
   * before took from the same row further is given back.
   * @param from where there is no such row
   */
  extend(index: number, from = index): Promise<void> {
    return this.#await(this.#extend(index, from));
  }

  async #extend(index: number, from: number): Promise<void> {
    const anchor = (this.#anchor ??= from);
    const before = this.#extended ?? anchor;
    this.#extended = index;
    const start = Math.min(anchor, index, before);
    const turn = ++this.#turn;
    const events = await this.#numbers(start, Math.max(anchor, index, before) + 1);
    if (events === undefined || turn !== this.#turn) return;
    const [first, last] = [Math.min(anchor, index) - start, Math.max(anchor, index) - start];
    this.#set.deleteAll(events.subarray(0, first));
    this.#set.deleteAll(events.subarray(last + 1));
    this.#set.addAll(events.subarray(first, last + 1));
    this.#changed();
  }

  /** Selects everything the view shows; where all of that is selected, none of it. */
  toggleAll(): Promise<void> {
    return this.head === 'all' ? this.#await(this.#removeAll()) : this.selectAll();
  }

  async #removeAll(): Promise<void> {
    const turn = ++this.#turn;
    const events = await this.#numbers(0, Infinity);
    if (events === undefined || turn !== this.#turn) return;
    this.#set.deleteAll(events);
    this.#changed();
  }

  selectAll(): Promise<void> {
    return this.#await(this.#addAll());
  }

  clear(): void {
    this.#turn++;
    this.#anchor = undefined;
    this.#extended = undefined;
    if (this.#set.count === 0) return;
    this.#set.clear();
    this.#changed();
  }

  /** The list has other rows, or the same in other places. */
  rowsMoved(): void {
    this.#anchor = undefined;
    this.#extended = undefined;
    if (this.count > 0) this.#counting.request();
  }

  stop(): void {
    this.#counting.stop();
  }

  #await(change: Promise<void>): Promise<void> {
    this.#pending = change;
    void change.finally(() => {
      if (this.#pending === change) this.#pending = undefined;
    });
    return change;
  }

  async #addAll(): Promise<void> {
    const turn = ++this.#turn;
    const events = await this.#numbers(0, Infinity);
    // The list was changed meanwhile, or something else was selected: these are not the rows that were meant.
    if (events === undefined || turn !== this.#turn) return;
    this.#set.addAll(events);
    this.#changed();
  }

  async #numbers(start: number, end: number): Promise<Uint32Array | undefined> {
    const { view, sort } = this.list();
    try {
      return await this.store.numbers({ view, sort, start, end });
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  #changed(): void {
    this.count = this.#set.count;
    this.version++;
    if (this.count === 0) this.shown = 0;
    this.#counting.request();
  }

  async #countShown(): Promise<void> {
    if (this.#set.count === 0) {
      this.shown = 0;
      return;
    }
    const { view } = this.list();
    const both: View = { ...view, clauses: [...view.clauses, this.#set.clause()] };
    const { matched } = await this.store.rows({ view: both, sort: [], start: 0, end: 0, columns: [] });
    this.shown = matched;
  }
}
