import type { Counts, EventRow, SortKey, View } from '../../../core/query/filter';
import type { RowColumn } from '../../../core/query/row-reader';
import { SupersededError } from '../../store/client';
import type { Store } from '../../store/protocol';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

export { TIME_ASCENDING } from './columns-state.svelte';

/** What of the list's layout the rows depend on. */
export interface RowLayout {
  readonly reads: readonly RowColumn[];
  readonly sort: readonly SortKey[];
}

/** A row that the grid is asked to bring into view. */
export interface RowTarget {
  readonly index: number;
  /** Rows of the view, where they are known: the grid may not have got that far yet. */
  readonly matched?: number;
  /** Where it is to stand; 'near' moves the list no further than needed. */
  readonly at: 'near' | 'middle' | 'top';
  /** The row takes the focus; otherwise only where the grid, or nothing, has it. */
  readonly focus: boolean;
}

export interface RowPage {
  readonly rows: readonly EventRow[];
  readonly matched: number;
}

/** Counts and rows of the current view. */
export class EventsState {
  /** Of the view; kept while newer ones are on their way. */
  counts = $state.raw<Counts | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Rises whenever the grid must read its rows again. */
  revision = $state(0);
  /** Rises with each change of the filter: rows then start from the top. */
  filterRevision = $state(0);
  /** The revision whose rows stand on the screen. */
  shownRevision = $state(-1);
  /** The revision that `counts` belong to. */
  countedRevision = $state(-1);
  /** The row that the grid is to bring into view, until it has; a new object each time. */
  target = $state.raw<RowTarget | undefined>();
  /** Whether there is an index to ask. */
  ready = $state(false);
  /** Whether a grid is there to show the rows: other views have none. */
  listed = $state(false);
  /** Where the grid was left for another view: its first row, of which filter. */
  left: { readonly index: number; readonly filterRevision: number } | undefined;

  readonly #counting: Latest;

  constructor(
    private readonly store: Pick<Store, 'counts' | 'rows'>,
    private readonly view: () => View,
    private readonly layout: RowLayout,
  ) {
    this.#counting = new Latest(
      () => this.#count(),
      (error) => (this.problem = problemOf(error)),
    );
  }

  get sort(): readonly SortKey[] {
    return this.layout.sort;
  }

  get currentView(): View {
    return this.view();
  }

  /** Everything on the screen belongs to the newest filter and the newest data. */
  get settled(): boolean {
    return this.countedRevision === this.revision && (!this.listed || this.shownRevision === this.revision);
  }

  /** Ask again, because the filter or the data changed. */
  refresh(cause: 'filter' | 'data'): void {
    this.ready = true;
    this.revision++;
    if (cause === 'filter') {
      this.filterRevision++;
      // It was a place among the rows of the filter before.
      this.target = undefined;
    }
    this.#counting.request();
  }

  /**
   * Rows [start, end) of the current view and order. A change that comes while they are read makes
   * it read them again, so that rows of an older filter are never handed out. Before there is an index to ask, as
   * where the grid is shown again while a case is being opened, there are none.
   */
  async rows(start: number, end: number, sort: readonly SortKey[]): Promise<RowPage & { readonly revision: number }> {
    if (!this.ready) return { rows: [], matched: 0, revision: this.revision };
    for (;;) {
      const revision = this.revision;
      const page = await this.store.rows({ view: this.view(), sort, start, end, columns: this.layout.reads });
      if (revision === this.revision) {
        this.problem = undefined;
        return { ...page, revision };
      }
    }
  }

  /** The grid tells that rows of this revision are on the screen. */
  shown(revision: number): void {
    if (revision > this.shownRevision) this.shownRevision = revision;
  }

  /** Asks the grid to bring a row into view, and to focus it. */
  bringTo(index: number, how: Partial<Omit<RowTarget, 'index'>> = {}): void {
    this.target = { index, at: 'near', focus: true, ...how };
  }

  /** The grid has brought it there; what it was asked since stands. */
  reached(target: RowTarget): void {
    if (this.target === target) this.target = undefined;
  }

  failed(error: unknown): void {
    if (error instanceof SupersededError) return;
    this.problem = problemOf(error);
  }

  stop(): void {
    this.#counting.stop();
  }

  async #count(): Promise<void> {
    const { revision, filterRevision } = this;
    const counts = await this.store.counts(this.view());
    // Counts of an older filter would be wrong beside the newer pills; older data is merely earlier.
    if (filterRevision !== this.filterRevision) return;
    this.counts = counts;
    this.countedRevision = revision;
  }
}
