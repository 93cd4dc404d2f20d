import type { FacetName } from '../event/facet-catalogue';
import { setBit, wordsFor } from './bitset';
import { EvidenceKnowledge, evidenceOf } from './evidence-knowledge';
import type { EvidenceSearch, SearchedSource, SearchFailure, SearchProgress } from './evidence-search';
import type { View } from './filter';
import type { LocatorTable, QueryEngine } from './query-engine';

export interface ResolveOptions {
  /** The view is asked for this facet's own list: clauses that it set itself do not count. */
  readonly except?: FacetName;
  readonly signal?: AbortSignal;
  /** Of the records that are to be read for this view. */
  readonly onProgress?: (progress: SearchProgress & { readonly total: number }) => void;
  /** Once for each source that could not be read; its events are not shown where the records would decide. */
  readonly onFailure?: (failure: SearchFailure) => void;
}

/**
 * Records that are read at a time: what was found is kept however the search goes on. A source is never
 * read in two parts, unless it alone has more.
 */
const BATCH_RECORDS = 100_000;
/** No batch is larger: its places take 8 bytes a record. */
const BATCH_MOST = 1_000_000;

/**
 * Puts sets of events in the place of conditions that only the records answer, and has those records
 * read that decide: of events that the columns leave open, and of those only the ones not read before.
 */
export class EvidenceView {
  readonly #knowledge = new EvidenceKnowledge();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: QueryEngine,
    private readonly search: EvidenceSearch,
  ) {}

  /**
   * The view as the engine can answer it. Events that are added meanwhile, and those whose source could
   * not be read, are in it only where they pass whatever their records say.
   *
   * @throws the signal's reason, once it is aborted; what was read by then is known the next time
   */
  async resolve(view: View, options: ResolveOptions = {}): Promise<View> {
    const terms = evidenceOf(view, options.except);
    if (terms.length === 0) return this.#certain(view);
    if ((await this.#open(view, terms, options)).length === 0) return this.#certain(view);
    const done = this.#turn.then(() => this.#read(view, terms, options));
    // Who asked is told of a failure; the next one has its own turn.
    this.#turn = done.catch(() => undefined);
    await done;
    return this.#certain(view);
  }

  #certain(view: View): View {
    return evidenceOf(view).length === 0 ? view : this.#knowledge.bounds(view).certain;
  }

  async #open(view: View, terms: readonly string[], { except }: ResolveOptions): Promise<Uint32Array> {
    const { possible, certain } = this.#knowledge.bounds(view);
    return this.#knowledge.readable(terms, await this.engine.candidates(possible, certain, except));
  }

  async #read(view: View, terms: readonly string[], options: ResolveOptions): Promise<void> {
    const { signal, onProgress, onFailure } = options;
    signal?.throwIfAborted();
    // Another question may have had the same records read meanwhile.
    const events = await this.#open(view, terms, options);
    const done = { records: 0, sources: 0, bytes: 0, total: events.length };
    const tell = (more: SearchProgress): void =>
      onProgress?.({
        total: done.total,
        records: done.records + more.records,
        sources: done.sources + more.sources,
        bytes: done.bytes + more.bytes,
      });
    // Said before the first record is read: what is on the screen until then is of another filter.
    if (events.length > 0) tell({ records: 0, sources: 0, bytes: 0 });
    for (let start = 0; start < events.length;) {
      const table = await this.engine.locators(events.subarray(start, start + BATCH_MOST));
      const size = batchEnd(table.source);
      const batch = events.subarray(start, start + size);
      let last: SearchProgress = { records: 0, sources: 0, bytes: 0 };
      const progress = (now: SearchProgress): void => tell((last = now));
      const sources = groupBySource(table, size);
      const searchOptions = { onProgress: progress, ...(signal === undefined ? {} : { signal }) };
      const { found, failures } = await this.search.search({ terms, sources }, searchOptions);
      signal?.throwIfAborted();
      for (const failure of failures) onFailure?.(failure);
      const unread = positionsOf(failures, table.source, size);
      for (const [i, id] of terms.entries()) this.#knowledge.learn(id, batch, found[i] ?? new Uint32Array(0), unread);
      done.records += size;
      done.sources += sources.length;
      done.bytes += last.bytes;
      tell({ records: 0, sources: 0, bytes: 0 });
      start += size;
    }
  }
}

/** Where a batch ends: after so many records, at the end of a source. */
function batchEnd(source: Uint32Array): number {
  if (source.length <= BATCH_RECORDS) return source.length;
  let end = BATCH_RECORDS;
  while (end < source.length && source[end] === source[end - 1]) end++;
  return end;
}

/** The rows of a batch whose source could not be read. */
function positionsOf(failures: readonly SearchFailure[], source: Uint32Array, size: number): Uint32Array {
  const unread = new Uint32Array(wordsFor(size));
  if (failures.length === 0) return unread;
  const failed = new Set(failures.map((failure) => failure.source));
  for (let i = 0; i < size; i++) if (failed.has(source[i] as number)) setBit(unread, i);
  return unread;
}

function groupBySource({ source, offset, length }: LocatorTable, size: number): SearchedSource[] {
  const sources: SearchedSource[] = [];
  for (let start = 0; start < size;) {
    let end = start + 1;
    while (end < size && source[end] === source[start]) end++;
    const places = new Uint32Array((end - start) * 2);
    for (let i = start; i < end; i++) {
      places[(i - start) * 2] = offset[i] as number;
      places[(i - start) * 2 + 1] = length[i] as number;
    }
    sources.push({ source: source[start] as number, places });
    start = end;
  }
  return sources;
}
