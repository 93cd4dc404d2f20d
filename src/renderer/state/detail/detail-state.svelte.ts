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

/** Where the list stands once it has the rows of another filter. */
interface Landing {
  /** The row takes the focus, wherever that is. */
  readonly focus: boolean;
}

/** A row of the view, and the event that stands there: that of a hidden copy is another than the open one. */
interface Place {
  readonly index: number;
  readonly event: number;
}

/** The event that is open beside the grid. */
export class DetailState {
  /** The row that was asked for; the content may still be the one before. */
  row = $state.raw<EventRow | undefined>();
  content = $state.raw<Loadable<OpenRecord>>({ state: 'idle' });
  /** The filter leaves the open event out. */
  absent = $state(false);
  /** Rises when the panel should take the focus. */
  entered = $state(0);

  readonly #sources: SourceCache;
  #place = $state.raw<Place | undefined>();
  #turn = 0;
  #landing = $state.raw<Landing | undefined>();
  /** Rises whenever rows have other positions: what was found before is of no use then. */
  #moves = 0;
  /** The number of the open event still means the same event. */
  #sure = false;
  #look: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly caseId: string,
    private readonly api: Api,
    private readonly store: Pick<Store, 'locate' | 'rank'>,
    private readonly events: EventsState,
  ) {
    this.#sources = new SourceCache(caseId, api);
  }

  get open(): boolean {
    return this.row !== undefined;
  }

  /** Its position in the view; undefined while it is looked for, and where the view leaves it out. */
  get index(): number | undefined {
    return this.#place?.index;
  }

  /** The open event will be brought into sight among the rows of the new filter. */
  get landing(): boolean {
    return this.#landing !== undefined;
  }

  /** Whether the open event is the one that stands in this row. */
  isAt(index: number, event: number): boolean {
    return this.#place?.index === index && this.#place.event === event;
  }

  /**
   * Makes a change that gives the list other rows, or the same in another order, and lands on the open event among
   * them: in the middle of the list. Where they leave it out, the list begins at its top.
   * @param focus whether the row takes the focus from whatever has it
   */
  land(change: () => void, focus: boolean): void {
    const moves = this.#moves;
    if (this.open) this.#landing = { focus };
    change();
    // The list was like that already.
    if (moves === this.#moves) this.#moved();
  }

  /**
   * @param index its position in the view; undefined where that is not known, or where there is none
   * @param absent the filter leaves it out
   */
  async show(row: EventRow, index: number | undefined, absent = false): Promise<void> {
    const open = this.content.state === 'ready' ? this.content.value.row.event : undefined;
    const place = index === undefined ? undefined : { index, event: row.event };
    if (this.#sure && this.row?.event === row.event && open === row.event) {
      this.#place = place;
      return;
    }
    const turn = ++this.#turn;
    this.row = row;
    this.#place = place;
    this.absent = absent;
    this.#sure = true;
    this.#landing = undefined;
    const impatience = setTimeout(
      () => {
        if (turn === this.#turn) this.content = { state: 'loading' };
      },
      this.content.state === 'idle' ? 0 : PATIENCE_MS,
    );
    try {
      const record = await this.read(row);
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
    const [turn, moves] = [this.#turn, this.#moves];
    const { events } = this;
    try {
      const [index, row] = await Promise.all([this.store.rank(events.currentView, events.sort, event), find(event)]);
      if (turn !== this.#turn || moves !== this.#moves || row === undefined) return;
      if (index === null) {
        await this.show(row, undefined, true);
        return;
      }
      events.bringTo(index);
      await this.show(row, index);
    } catch (error) {
      events.failed(error);
    }
  }

  async again(): Promise<void> {
    if (this.row === undefined) return;
    this.content = { state: 'idle' };
    await this.show(this.row, this.index, this.absent);
  }

  /** The record of an event, from its source: without opening it. */
  async read(row: EventRow): Promise<OpenRecord> {
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

  /** Opens the next (+1) or previous (-1) row of the view; the focus stays where it is. */
  async step(by: 1 | -1): Promise<void> {
    if (this.index === undefined) return;
    const next = this.index + by;
    if (next < 0) return;
    const [turn, moves] = [this.#turn, this.#moves];
    try {
      const { rows } = await this.events.rows(next, next + 1, this.events.sort);
      const row = rows[0];
      if (row === undefined || turn !== this.#turn || moves !== this.#moves) return;
      this.events.bringTo(next, { focus: false });
      await this.show(row, next);
    } catch (error) {
      this.events.failed(error);
    }
  }

  /** The panel takes the focus. */
  enter(): void {
    if (this.open) this.entered++;
  }

  /** The focus goes back from the panel to the open event's row. @returns whether there is one */
  leave(): boolean {
    if (this.index === undefined || !this.events.listed) return false;
    this.events.bringTo(this.index);
    return true;
  }

  close(): void {
    this.#turn++;
    clearTimeout(this.#look);
    this.absent = false;
    this.row = undefined;
    this.#place = undefined;
    this.#landing = undefined;
    this.content = { state: 'idle' };
  }

  /**
   * Rows have new positions, because of another filter or order, or new data, with which they may have new numbers
   * too: the open event keeps its content, and is looked for.
   */
  rowsMoved(cause: 'filter' | 'order' | 'data'): void {
    if (cause === 'data') {
      this.#sure = false;
      this.#sources.clear();
    } else this.absent = false;
    this.#moved();
  }

  /** The grid found the open event among its rows. */
  async found(index: number, event: number): Promise<void> {
    const { row } = this;
    const [turn, moves] = [this.#turn, this.#moves];
    if (row === undefined || !(await this.#means(row.event))) return;
    if (turn === this.#turn && moves === this.#moves) this.#place = { index, event };
  }

  #moved(): void {
    this.#place = undefined;
    this.#moves++;
    clearTimeout(this.#look);
    if (!this.open) return;
    if (this.landing) void this.#find();
    else this.#look = setTimeout(() => void this.#find(), LOOK_MS);
  }

  /** Looks for the open event among the rows as they are now, and lands on it where that was asked for. */
  async #find(): Promise<void> {
    const [turn, moves] = [this.#turn, this.#moves];
    const { row, events } = this;
    const over = (): boolean => turn !== this.#turn || moves !== this.#moves;
    if (row === undefined) return;
    try {
      const index = await this.store.rank(events.currentView, events.sort, row.event);
      if (over() || !(await this.#means(row.event)) || over()) return;
      this.absent = index === null;
      const { rows, matched } =
        index === null ? { rows: [], matched: 0 } : await events.rows(index, index + 1, events.sort);
      if (over()) return;
      const [there] = rows;
      if (index !== null && there !== undefined) this.#place = { index, event: there.event };
      if (this.#landing === undefined) return;
      const { focus } = this.#landing;
      if (index === null) events.bringTo(0, { at: 'top', focus: false });
      else events.bringTo(index, { at: 'middle', matched, focus });
    } catch (error) {
      events.failed(error);
    } finally {
      // Whatever moved the rows again goes on with it.
      if (!over()) this.#landing = undefined;
    }
  }

  /** Whether the number of the open event still means what is shown. */
  async #means(event: number): Promise<boolean> {
    if (this.#sure) return true;
    const turn = this.#turn;
    const { content } = this;
    if (content.state !== 'ready' || content.value.row.event !== event) return false;
    const { source, record } = content.value.copy.locator;
    // An index that was built anew may have no such number.
    const locators = await this.store.locate(event).catch(() => []);
    if (turn !== this.#turn || !locators.some((at) => at.source === source && at.record === record)) return false;
    this.#sure = true;
    return true;
  }
}
