import type { EventRow } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import type { EventsState } from '../grid/events-state.svelte';
import type { Loadable } from '../api/loading';
import { problemOf } from '../api/loading';
import type { OpenRecord } from './open-record';
import { openRecord } from './open-record';
import { SourceCache } from './source-cache';

/** After this long the old event gives way to "loading" rather than stand for the new one. */
const PATIENCE_MS = 250;

/** A filter that stands this long is asked whether the open event is in it. */
const LOOK_MS = 300;

/** The event that is open beside the grid. */
export class DetailState {
  /** The row that was asked for; the content may still be the one before. */
  row = $state.raw<EventRow | undefined>();
  /** Its position in the view; undefined where the view has changed since. */
  index = $state<number | undefined>();
  content = $state.raw<Loadable<OpenRecord>>({ state: 'idle' });
  /** The filter leaves the open event out. */
  absent = $state(false);
  /** Rises when the grid should bring `index` into view and focus it. */
  reveal = $state(0);

  readonly #sources: SourceCache;
  #turn = 0;
  #landing = $state(false);
  /** The number of the open event still means the same event. */
  #sure = false;
  #look: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly caseId: string,
    private readonly api: Api,
    private readonly store: Store,
    private readonly events: EventsState,
  ) {
    this.#sources = new SourceCache(caseId, api);
  }

  get open(): boolean {
    return this.row !== undefined;
  }

  /** The open event will be brought into sight among the rows of the new filter. */
  get landing(): boolean {
    return this.#landing;
  }

  /** Changes the filter, and lands on the open event among the rows that it then has. */
  land(change: () => void): void {
    const { filterRevision } = this.events;
    this.#landing = this.row !== undefined;
    change();
    if (filterRevision !== this.events.filterRevision) return;
    // The filter was like that already.
    this.#landing = false;
    if (this.index !== undefined) this.reveal++;
  }

  /**
   * @param index its position in the view; undefined where that is not known, or where there is none
   * @param absent the filter leaves it out
   */
  async show(row: EventRow, index: number | undefined, absent = false): Promise<void> {
    const open = this.content.state === 'ready' ? this.content.value.row.event : undefined;
    if (this.#sure && this.row?.event === row.event && open === row.event) {
      this.index = index;
      return;
    }
    const turn = ++this.#turn;
    this.row = row;
    this.index = index;
    this.absent = absent;
    this.#sure = true;
    const impatience = setTimeout(
      () => {
        if (turn === this.#turn) this.content = { state: 'loading' };
      },
      this.content.state === 'idle' ? 0 : PATIENCE_MS,
    );
    try {
      const record = await this.#read(row);
      if (turn === this.#turn) this.content = { state: 'ready', value: record };
    } catch (error) {
      if (turn === this.#turn) this.content = { state: 'failed', problem: problemOf(error) };
    } finally {
      clearTimeout(impatience);
    }
  }

  /**
   * Opens an event wherever it is: at its row where the view shows it, else beside the view, which leaves it out.
   * @param find its row, whatever the filter
   */
  async goTo(event: number, find: (event: number) => Promise<EventRow | undefined>): Promise<void> {
    const turn = this.#turn;
    const { events } = this;
    const { revision } = events;
    try {
      const [index, row] = await Promise.all([this.store.rank(events.currentView, events.sort, event), find(event)]);
      if (turn !== this.#turn || revision !== events.revision || row === undefined) return;
      if (index === null) {
        await this.show(row, undefined, true);
        return;
      }
      const shown = this.show(row, index);
      this.reveal++;
      await shown;
    } catch (error) {
      events.failed(error);
    }
  }

  async again(): Promise<void> {
    if (this.row === undefined) return;
    this.content = { state: 'idle' };
    await this.show(this.row, this.index, this.absent);
  }

  /** Opens the next (+1) or previous (-1) row of the view. */
  async step(by: 1 | -1): Promise<void> {
    if (this.index === undefined) return;
    const next = this.index + by;
    if (next < 0) return;
    const turn = this.#turn;
    try {
      const { rows } = await this.events.rows(next, next + 1, this.events.sort);
      const row = rows[0];
      if (row === undefined || turn !== this.#turn) return;
      this.reveal++;
      await this.show(row, next);
    } catch (error) {
      this.events.failed(error);
    }
  }

  close(): void {
    this.#turn++;
    clearTimeout(this.#look);
    this.absent = false;
    this.row = undefined;
    this.index = undefined;
    this.content = { state: 'idle' };
  }

  /** Rows have new positions, and with new data perhaps new numbers too: the open event keeps its content. */
  rowsMoved(cause: 'filter' | 'data'): void {
    this.index = undefined;
    this.absent = false;
    clearTimeout(this.#look);
    if (cause === 'filter') {
      if (this.#landing) void this.#findRow(true);
      else if (this.open) this.#look = setTimeout(() => void this.#findRow(false), LOOK_MS);
      return;
    }
    this.#sure = false;
    this.#sources.clear();
  }

  /** The grid found the number of the open event among its rows. */
  async found(index: number): Promise<void> {
    if (this.#sure) {
      this.index = index;
      return;
    }
    const turn = this.#turn;
    const { row, content } = this;
    if (row === undefined || content.state !== 'ready' || content.value.row.event !== row.event) return;
    const { source, record } = content.value.copy.locator;
    const locators = await this.store.locate(row.event);
    if (turn !== this.#turn || !locators.some((at) => at.source === source && at.record === record)) return;
    this.#sure = true;
    this.index = index;
  }

  async #findRow(reveal: boolean): Promise<void> {
    const turn = this.#turn;
    const { row, events } = this;
    const { filterRevision } = events;
    try {
      const index = row === undefined ? null : await this.store.rank(events.currentView, events.sort, row.event);
      if (turn !== this.#turn || filterRevision !== events.filterRevision) return;
      this.absent = index === null && row !== undefined;
      if (index === null) return;
      await this.found(index);
      if (reveal) this.reveal++;
    } catch (error) {
      this.events.failed(error);
    } finally {
      this.#landing = false;
    }
  }

  async #read(row: EventRow): Promise<OpenRecord> {
    const locators = await this.store.locate(row.event);
    const chief = locators[0];
    if (chief === undefined) throw new Error('The index names no source for this event. Rebuild the index.');
    const [bytes, ...sources] = await Promise.all([
      this.api.record(this.caseId, chief),
      ...locators.map((locator) => this.#sources.get(locator.source)),
    ]);
    const copies = locators.flatMap((locator, position) => {
      const source = sources[position];
      return source === undefined ? [] : [{ locator, source }];
    });
    return openRecord(row, copies, bytes);
  }
}
