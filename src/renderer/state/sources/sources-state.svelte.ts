import { appendAll } from '../../../core/lists';
import type { CaseStatus, Source } from '../../../contract/schemas';
import type { Api } from '../api/api';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

/** all: every source; rejected: those with quarantined parts; other: those that hold no events. */
export type SourceList = 'all' | 'rejected' | 'other';

export const SOURCES_PAGE = 100;
const SCAN = 1000;

/** The list of sources, a page at a time. */
export class SourcesState {
  list = $state<SourceList>('all');
  page = $state(0);
  /** Kept while the next page is on its way. */
  sources = $state.raw<readonly Source[]>([]);
  total = $state.raw<number | undefined>();
  problem = $state.raw<Problem | undefined>();
  reading = $state(false);
  readonly pageSize = SOURCES_PAGE;
  #turn = 0;

  constructor(
    private readonly caseId: string,
    private readonly api: Api,
    private readonly status: () => CaseStatus | undefined,
  ) {}

  get pages(): number {
    return Math.max(1, Math.ceil((this.total ?? 0) / SOURCES_PAGE));
  }

  async show(list: SourceList, page = 0): Promise<void> {
    const turn = ++this.#turn;
    if (list !== this.list) {
      this.sources = [];
      this.total = undefined;
    }
    this.list = list;
    this.page = page;
    this.reading = true;
    try {
      const { sources, total } = list === 'other' ? await this.#others(page, turn) : await this.#page(list, page);
      if (turn !== this.#turn) return;
      this.sources = sources;
      this.total = total;
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = problemOf(error);
    } finally {
      if (turn === this.#turn) this.reading = false;
    }
  }

  #page(list: 'all' | 'rejected', page: number): Promise<{ sources: readonly Source[]; total: number }> {
    return this.api.sources(this.caseId, page * SOURCES_PAGE, SOURCES_PAGE, list);
  }

  /** Main tells how many there are, not which: the list is walked until the page is full. */
  async #others(page: number, turn: number): Promise<{ sources: readonly Source[]; total: number }> {
    const total = Object.values(this.status()?.otherSources ?? {}).reduce((sum, count) => sum + count, 0);
    const wanted = Math.min(total, (page + 1) * SOURCES_PAGE);
    const found: Source[] = [];
    for (let from = 0; found.length < wanted && turn === this.#turn; from += SCAN) {
      const scanned = await this.api.sources(this.caseId, from, SCAN, 'all');
      appendAll(
        found,
        scanned.sources.filter((source) => source.kind !== 'cloudtrail'),
      );
      if (from + SCAN >= scanned.total) break;
    }
    return { sources: found.slice(page * SOURCES_PAGE, wanted), total };
  }
}
