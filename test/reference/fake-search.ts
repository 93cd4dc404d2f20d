import assert from 'node:assert/strict';
import { setBit } from '../../src/core/query/bitset';
import { countPlaces } from '../../src/core/query/evidence-search';
import type { EvidenceSearch, SearchRequest, SearchResult } from '../../src/core/query/evidence-search';
import type { NaiveEvent } from './naive-engine';

/** Reads made-up records, and refuses to read one twice for the same condition. */
export class FakeSearch implements EvidenceSearch {
  readonly read = new Set<string>();

  constructor(
    private readonly events: readonly NaiveEvent[],
    private readonly meets: (id: string, event: NaiveEvent) => boolean,
  ) {}

  search({ terms, sources }: SearchRequest): Promise<SearchResult> {
    const found = terms.map(() => new Uint32Array(Math.ceil(countPlaces(sources) / 32)));
    let at = 0;
    assert.deepEqual(
      sources.map(({ source }) => source),
      [...new Set(sources.map(({ source }) => source))].sort(),
    );
    for (const { source, places } of sources) {
      for (let i = 0; i < places.length; i += 2, at++) {
        const event = this.events.find(({ locator }) => locator.source === source && locator.offset === places[i]);
        assert(event !== undefined && event.locator.length === places[i + 1]);
        assert(i === 0 || (places[i] ?? 0) > (places[i - 2] ?? 0));
        const key = `${JSON.stringify(terms)} ${String(source)} ${String(places[i])}`;
        assert(!this.read.has(key), `${key} is read again`);
        this.read.add(key);
        for (const [t, id] of terms.entries()) if (this.meets(id, event)) setBit(found[t] ?? new Uint32Array(0), at);
      }
    }
    return Promise.resolve({ found, failures: [] });
  }
}
