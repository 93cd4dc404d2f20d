import { loadFilter, saveFilter } from '../filter/filter-part';
import type { FilterChange, FilterSnapshot } from '../filter/filter-change';
import { rowKey } from '../filter/filter-pills';
import type { FilterState } from '../filter/filter-state.svelte';
import type { ViewFields, ViewPart } from '../view/view-string';
import { fieldsOf, readViewString, writeViewString } from '../view/view-string';

/** Steps of undo that are remembered. */
const STEPS = 500;
/** Changes of one gesture that follow each other within this are one step. */
const MERGE_MS = 1000;

/** The browser's own history, as far as it is needed. */
export interface Pages {
  /** A new page with this view string: "back" leads to the one before. */
  push(view: string): void;
  /** The page as it is has this view string now. */
  replace(view: string): void;
}

interface Step extends FilterChange {
  readonly at: number;
  /** Bring back what was changed together with the filter. */
  readonly companion?: { undo(): void; redo(): void };
  /** Nothing of the view was changed, but something beside it. */
  readonly beside?: Beside;
}

type Outcome = 'done' | 'failed' | 'gone';

/** Something beside the view that can be undone in turn with it, such as what was said of events. */
export interface Beside {
  readonly key: string;
  readonly words: string;
  /** Each tells what became of it: what failed can be tried again, what is gone cannot. */
  undo(): Promise<Outcome>;
  redo(): Promise<Outcome>;
}

/** Something beside the filter that a step may change with it, such as the columns of a question. */
export interface Companion<S> {
  readonly snapshot: S;
  restore(snapshot: S): void;
}

/** Undo and redo of the filter, and the whole view as one string that the window's address carries. */
export class HistoryState {
  #done = $state.raw<readonly Step[]>([]);
  #undone = $state.raw<readonly Step[]>([]);
  /** A view string that could not be read was given; the view is as it was. */
  unreadable = $state(false);
  /** What the last change replaced, in words, until the next one; undo brings it back. */
  loss = $state.raw<string | undefined>();
  readonly #parts: ViewPart[];
  /** What the address carries. */
  #written = '';

  /**
   * @param refresh after the filter was brought back
   * @param now milliseconds of a steady clock
   */
  constructor(
    private readonly filters: FilterState,
    private readonly refresh: () => void,
    private readonly pages: Pages,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#parts = [{ save: () => saveFilter(this.filters.snapshot), load: (fields) => this.#loadFilter(fields) }];
  }

  /** Another part of the screen that the view string carries. What its `save` reads must be reactive. */
  add(part: ViewPart): void {
    this.#parts.push(part);
  }

  /** The whole view as one string; empty for the view at the start. */
  get view(): string {
    return writeViewString(fieldsOf(this.#parts));
  }

  /** What undo would take back, in words; undefined where there is nothing. */
  get undoWords(): string | undefined {
    return this.#done.at(-1)?.words;
  }

  get redoWords(): string | undefined {
    return this.#undone.at(-1)?.words;
  }

  /** The filter was changed by the analyst. */
  record(change: FilterChange): void {
    const last = this.#done.at(-1);
    const at = this.now();
    const merged = last?.merge !== undefined && last.merge === change.merge && at - last.at < MERGE_MS;
    const step: Step = merged ? { ...change, before: last.before, at } : { ...change, at };
    this.#done = [...(merged ? this.#done.slice(0, -1) : this.#done), step].slice(-STEPS);
    this.#undone = [];
    this.loss = change.loss;
    this.#write(!merged);
  }

  /**
   * Changes the filter and something else as one step of undo.
   * @param words for the step where the filter stays as it is
   */
  together<S>(companion: Companion<S>, words: string, change: () => void): void {
    const last = this.#done.at(-1);
    const [before, filter] = [companion.snapshot, this.filters.snapshot];
    change();
    const after = companion.snapshot;
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (this.#done.at(-1) === last) this.record({ before: filter, after: filter, words });
    const step = this.#done.at(-1);
    if (step === undefined) return;
    const both = { undo: () => companion.restore(before), redo: () => companion.restore(after) };
    this.#done = [...this.#done.slice(0, -1), { ...step, companion: both }];
  }

  /** Something beside the view was changed: it is undone in its turn. */
  recordBeside(beside: Beside): void {
    const { snapshot } = this.filters;
    const step: Step = { before: snapshot, after: snapshot, words: beside.words, at: this.now(), beside };
    this.#done = [...this.#done, step].slice(-STEPS);
    this.#undone = [];
  }

  /** What undo would take back is something beside the view. */
  get besideIsNext(): boolean {
    return this.#done.at(-1)?.beside !== undefined;
  }

  get besideWasLast(): boolean {
    return this.#undone.at(-1)?.beside !== undefined;
  }

  undo(): void {
    const step = this.#done.at(-1);
    if (step !== undefined) this.#undo(step);
  }

  /** Undoes what is beside the view out of turn, wherever it stands among the steps. */
  undoBeside(key: string): void {
    const step = this.#done.findLast(({ beside }) => beside?.key === key);
    if (step !== undefined) this.#undo(step);
  }

  redo(): void {
    const step = this.#undone.at(-1);
    if (step === undefined) return;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, step];
    if (step.beside !== undefined) {
      void step.beside.redo().then((outcome) => {
        if (outcome === 'done') return;
        this.#done = this.#done.filter((other) => other !== step);
        if (outcome === 'failed') this.#undone = [...this.#undone, step];
      });
      return;
    }
    step.companion?.redo();
    this.#bring(step.after);
  }

  /** Something else of the view changed: the address follows, without a page of its own. */
  follow(): void {
    this.#write(false);
  }

  /** Another view was gone to: a page of its own, but no step of undo. */
  turn(): void {
    this.#write(true);
  }

  /** The view string with which the case was opened. */
  start(view: string): void {
    this.#written = view;
    // Without one, everything is as the case was left.
    if (view !== '') this.#load(view);
    this.#write(false);
  }

  /** The browser went back or forward to this view string. */
  arrived(view: string): void {
    if (view === this.#written) return;
    this.#written = view;
    const before = this.filters.snapshot;
    if (!this.#load(view)) return;
    const after = this.filters.snapshot;
    if (same(before, after)) return;
    this.loss = undefined;
    this.#done = [...this.#done, { before, after, words: 'Go to another view', at: this.now() }].slice(-STEPS);
    this.#undone = [];
    this.refresh();
  }

  #undo(step: Step): void {
    const at = this.#done.indexOf(step);
    this.#done = this.#done.filter((other) => other !== step);
    this.#undone = [...this.#undone, step];
    if (step.beside !== undefined) {
      void step.beside.undo().then((outcome) => {
        if (outcome === 'done') return;
        this.#undone = this.#undone.filter((other) => other !== step);
        if (outcome === 'failed') this.#done = this.#done.toSpliced(at, 0, step);
      });
      return;
    }
    step.companion?.undo();
    this.#bring(step.before);
  }

  #bring(snapshot: FilterSnapshot): void {
    this.loss = undefined;
    this.filters.restore(snapshot);
    this.refresh();
    this.#write(true);
  }

  #load(view: string): boolean {
    const fields = readViewString(view);
    this.unreadable = fields === undefined;
    if (fields === undefined) return false;
    for (const part of this.#parts) part.load(fields);
    return true;
  }

  #loadFilter(fields: ViewFields): void {
    const loaded = loadFilter(fields);
    if (loaded === undefined) this.unreadable = true;
    // Pills keep their identity, and a row that is the same is not made anew.
    else if (!same(loaded, this.filters.snapshot)) this.filters.restore(loaded);
  }

  #write(page: boolean): void {
    const { view } = this;
    if (view === this.#written) return;
    this.#written = view;
    if (page) this.pages.push(view);
    else this.pages.replace(view);
  }
}

function same(a: FilterSnapshot, b: FilterSnapshot): boolean {
  return a.copies === b.copies && rowKey(a.pills) === rowKey(b.pills);
}
