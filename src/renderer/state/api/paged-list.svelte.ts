import type { Problem } from './loading';
import { problemOf } from './loading';

interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** Pages that are kept; those used least lately go. */
const KEPT = 40;

/** A long list of main, read a page at a time as rows of it come into sight. */
export class PagedList<T> {
  /** undefined before the first page is there. */
  total = $state.raw<number | undefined>();
  problem = $state.raw<Problem | undefined>();
  #pages = $state.raw<ReadonlyMap<number, readonly T[]>>(new Map());
  readonly #asked = new Set<number>();
  /** What was asked for before the list was begun anew does not belong to it. */
  #turn = 0;

  /** @param read items [from, from + count) and how many there are in all */
  constructor(
    private readonly read: (from: number, count: number) => Promise<Page<T>>,
    readonly pageSize = 100,
  ) {}

  /** The item at this place; undefined while it is not there yet. */
  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / this.pageSize))?.[index % this.pageSize];
  }

  /** Reads what is not there yet of the items [start, end). */
  want(start: number, end: number): void {
    const last = Math.min(end, this.total ?? end) - 1;
    for (let page = Math.floor(start / this.pageSize); page <= Math.floor(last / this.pageSize); page++) {
      if (!this.#pages.has(page) && !this.#asked.has(page)) void this.#load(page);
    }
  }

  /** Everything is read again; what stands is kept until the first page is there. */
  async again(): Promise<void> {
    this.#turn++;
    this.#asked.clear();
    await this.#load(0, true);
  }

  async #load(page: number, anew = false): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const { total, items } = await this.read(page * this.pageSize, this.pageSize);
      if (turn !== this.#turn) return;
      const pages = anew ? [] : [...this.#pages].filter(([no]) => no !== page).slice(-KEPT);
      this.#pages = new Map([...pages, [page, items]]);
      this.total = total;
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = problemOf(error);
    } finally {
      if (turn === this.#turn) this.#asked.delete(page);
    }
  }
}
