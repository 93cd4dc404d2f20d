import type { FacetName } from '../../core/event/facet-catalogue';
import { evidenceOf } from '../../core/query/evidence-knowledge';
import type { EvidenceSearch } from '../../core/query/evidence-search';
import { EvidenceView } from '../../core/query/evidence-view';
import type { FacetResult, View } from '../../core/query/filter';
import type { QueryEngine } from '../../core/query/query-engine';
import { appendAll } from '../../core/lists';
import type { FacetRequest, SearchNotice } from './protocol';
import { Throttle } from './throttle';

/** The search for a question was cancelled. */
export class SearchCancelledError extends Error {
  constructor() {
    super('The search through the records was cancelled. What it had found by then is kept for the next time.');
    this.name = 'SearchCancelledError';
  }
}

/** Milliseconds between notices of progress. */
const NOTICE_INTERVAL = 100;

/** Puts what the records say in place of what a view asks of them, and tells the page how far that is. */
export class SessionSearch {
  readonly #evidence: EvidenceView;
  readonly #told = new Throttle(NOTICE_INTERVAL, () => this.notify(this.#state));
  readonly #failures = new Set<string>();
  #abort = new AbortController();
  #closed = false;
  #running = 0;
  #state: SearchNotice = { type: 'search', running: false, records: 0, total: 0, bytes: 0, failures: [] };

  /** @param engine another one needs a search of its own: events are numbered anew */
  constructor(
    private readonly engine: QueryEngine,
    search: EvidenceSearch,
    private readonly notify: (notice: SearchNotice) => void,
  ) {
    this.#evidence = new EvidenceView(engine, search);
  }

  /**
   * @param except for this facet's own list
   * @throws SearchCancelledError
   */
  async resolve(view: View, except?: FacetName): Promise<View> {
    const facet = except === undefined ? {} : { except };
    if (evidenceOf(view, except).length === 0) return this.#evidence.resolve(view, facet);
    this.#running++;
    try {
      return await this.#evidence.resolve(view, {
        ...facet,
        signal: this.#abort.signal,
        onProgress: ({ records, total, bytes }) => this.#tell({ records, total, bytes }),
        onFailure: ({ message }) => {
          this.#failures.add(message);
          this.#tell({ failures: [...this.#failures] });
        },
      });
    } finally {
      this.#running--;
      if (this.#running === 0 && this.#state.running && !this.#closed) {
        this.#tell({ running: false });
        this.#told.flush();
      }
    }
  }

  /** The lists of facets; one that narrows the view itself looks at the events beyond its own clause. */
  async facets(view: View, wanted: readonly FacetRequest[]): Promise<readonly FacetResult[]> {
    const resolved = await this.resolve(view);
    const narrowing = new Set(view.clauses.map(({ facet }) => facet));
    const own = evidenceOf(view).length === 0 ? [] : wanted.filter(({ facet }) => narrowing.has(facet));
    const others = await this.engine.facets(
      resolved,
      wanted.filter((request) => !own.includes(request)),
    );
    const rest = others.values();
    const results: FacetResult[] = [];
    for (const request of wanted) {
      if (own.includes(request)) {
        const beyond = await this.resolve(view, request.facet);
        appendAll(results, await this.engine.facets(beyond, [request]));
      } else {
        const next = rest.next();
        if (next.done !== true) results.push(next.value);
      }
    }
    return results;
  }

  /** Ends every search under way; what was found by now is kept. */
  cancel(): void {
    this.#abort.abort(new SearchCancelledError());
    this.#abort = new AbortController();
  }

  /** No notice comes any more. */
  close(): void {
    this.#closed = true;
    this.cancel();
    this.#told.cancel();
  }

  #tell(news: Partial<SearchNotice>): void {
    if (this.#closed) return;
    this.#state = { ...this.#state, running: true, ...news };
    this.#told.request();
  }
}
