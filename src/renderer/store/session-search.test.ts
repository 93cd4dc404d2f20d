import { describe, expect, it } from 'vitest';
import { packPlaces, type SearchMessage } from '../../contract/search';
import { setBit } from '../../core/query/bitset';
import { countPlaces, type EvidenceSearch, type SearchRequest } from '../../core/query/evidence-search';
import type { Clause, View } from '../../core/query/filter';
import { lowerFilter } from '../../core/query/language/lower';
import { parseFilterText } from '../../core/query/language/parse';
import { FACETS, type FacetName } from '../../core/event/facet-catalogue';
import { QueryEngine } from '../../core/query/query-engine';
import { MemoryStore } from '../../core/segment/memory-store';
import { SegmentBuilder } from '../../core/segment/segment-builder';
import { IndexApi } from './index-api';
import { RemoteSearch } from './remote-search';
import type { SearchNotice } from './protocol';
import { SessionSearch } from './session-search';

function clause(text: string, facet?: FacetName): Clause {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return { id: text, filter: lowerFilter(parsed.filter).tree, ...(facet === undefined ? {} : { facet }) };
}

const view = (...clauses: Clause[]): View => ({ clauses });

/** Sixty events of three names in two regions; record n of source s is event 10 s + n, its bytes [100 n, 100 n + 50). */
async function sixty(): Promise<QueryEngine> {
  const builder = new SegmentBuilder();
  for (let source = 0; source < 6; source++) {
    for (let record = 0; record < 10; record++) {
      const facets = FACETS.map(({ name }) => {
        if (name === 'eventName') return `Event${record % 3}`;
        return name === 'awsRegion' ? `region-${source % 2}` : undefined;
      });
      const locator = { source, record, offset: record * 100, length: 50 };
      builder.add({ time: 1000 + record, eventId: undefined, facets, bytesOut: -1 }, locator, new Uint8Array(16));
    }
  }
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  await engine.addSegment(store.add(builder.finish()));
  return engine;
}

/** Answers that even records meet every condition. */
class EvenRecords implements EvidenceSearch {
  readonly read: string[] = [];
  unreadable: number | undefined;
  wait: Promise<void> | undefined;

  async search({ terms, sources }: SearchRequest, { signal, onProgress }: Parameters<EvidenceSearch['search']>[1]) {
    const found = terms.map(() => new Uint32Array(Math.ceil(countPlaces(sources) / 32)));
    let at = 0;
    for (const { source, places } of sources) {
      for (let i = 0; i < places.length; i += 2, at++) {
        const record = (places[i] ?? 0) / 100;
        this.read.push(`${source}/${record}`);
        if (record % 2 === 0) for (const set of found) setBit(set, at);
      }
      onProgress?.({ records: at, sources: 1, bytes: at * 50 });
    }
    await this.wait;
    signal?.throwIfAborted();
    const failures = sources.some(({ source }) => source === this.unreadable)
      ? [{ source: this.unreadable ?? 0, message: `Source ${this.unreadable} is gone.` }]
      : [];
    return { found, failures };
  }
}

async function started() {
  const engine = await sixty();
  const records = new EvenRecords();
  const notices: SearchNotice[] = [];
  const search = new SessionSearch(engine, records, (notice) => notices.push(notice));
  const matched = async (asked: View): Promise<number> => (await engine.counts(await search.resolve(asked))).matched;
  return { engine, records, notices, search, matched };
}

describe('SessionSearch', () => {
  it('reads the records that decide, and those alone, once', async () => {
    const { records, matched, notices } = await started();
    expect(await matched(view(clause('eventName:Event0 AND awsRegion:region-0')))).toBe(12);
    expect(records.read).toEqual([]);
    // Records 0, 3, 6 and 9 of sources 0, 2 and 4; of them 0 and 6 are even.
    const narrow = view(clause('eventName:Event0'), clause('awsRegion:region-0'), clause('needle'));
    expect(await matched(narrow)).toBe(6);
    expect(records.read).toHaveLength(12);
    expect(await matched(narrow)).toBe(6);
    expect(await matched(view(clause('eventName:Event0 AND awsRegion:region-0'), clause('NOT needle')))).toBe(6);
    expect(records.read).toHaveLength(12);
    expect(await matched(view(clause('eventName:Event0 AND needle')))).toBe(12);
    expect(records.read).toHaveLength(24);
    expect(new Set(records.read).size).toBe(24);
    expect(notices.at(-1)).toMatchObject({ running: false, records: 12, total: 12 });
  });

  it("lists a facet's other values beside the one that narrows the view", async () => {
    const { records, search } = await started();
    const asked = view(clause('awsRegion:region-0', 'awsRegion'), clause('needle'));
    const lists = await search.facets(asked, [{ facet: 'eventName' }, { facet: 'awsRegion' }, { facet: 'readOnly' }]);
    expect(lists.map(({ facet }) => facet)).toEqual(['eventName', 'awsRegion', 'readOnly']);
    expect(lists[0]?.rows.reduce((sum, { count }) => sum + count, 0)).toBe(15);
    expect(lists[1]?.rows).toEqual([
      { value: 'region-0', count: 15 },
      { value: 'region-1', count: 15 },
    ]);
    // First what the view itself needs.
    expect(records.read.slice(0, 30).every((place) => Number(place.split('/')[0]) % 2 === 0)).toBe(true);
    expect(records.read).toHaveLength(60);
  });

  it('shows no event whose source could not be read, not even where the condition is negated', async () => {
    const { records, matched, notices } = await started();
    records.unreadable = 2;
    expect(await matched(view(clause('needle')))).toBe(25);
    expect(await matched(view(clause('NOT needle')))).toBe(25);
    expect(await matched(view(clause('NOT needle OR eventName:Event0')))).toBe(25 + 10 + 4);
    // It is not tried again for the same condition, but for another one.
    expect(records.read).toHaveLength(60);
    expect(notices.at(-1)?.failures).toEqual(['Source 2 is gone.']);
    records.unreadable = undefined;
    expect(await matched(view(clause('other')))).toBe(30);
  });

  it('ends a search that is cancelled, and goes on the next time', async () => {
    const { records, search, matched } = await started();
    let go: () => void = () => undefined;
    records.wait = new Promise((resolve) => (go = resolve));
    const first = search.resolve(view(clause('needle')));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = search.resolve(view(clause('NOT needle')));
    search.cancel();
    go();
    await expect(first).rejects.toMatchObject({ name: 'SearchCancelledError' });
    await expect(second).rejects.toMatchObject({ name: 'SearchCancelledError' });
    expect(await matched(view(clause('needle')))).toBe(30);
  });
});

describe('RemoteSearch', () => {
  const request: SearchRequest = {
    terms: ['needle'],
    sources: [
      { source: 3, places: Uint32Array.of(12, 100, 113, 90, 4_000_000_000, 7) },
      { source: 9, places: Uint32Array.of(0, 1) },
    ],
  };

  function remote(lines: readonly (SearchMessage | string)[], cut = 7): { search: RemoteSearch; bodies: unknown[] } {
    const bodies: unknown[] = [];
    const text = lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join('');
    const bytes = new TextEncoder().encode(text);
    const chunks = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, i) =>
      bytes.subarray(i * cut, (i + 1) * cut),
    );
    const api = new IndexApi('case', 's', (path, init) => {
      bodies.push([path, JSON.parse(String(init.body))]);
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
      return Promise.resolve(new Response(body));
    });
    return { search: new RemoteSearch(api), bodies };
  }

  it('sends places as gaps and reads sets of records, whatever the chunks', async () => {
    const { search, bodies } = remote([
      { type: 'progress', progress: { records: 2, sources: 1, bytes: 300 } },
      { type: 'done', found: ['BQAAgA=='], failures: [{ source: 9, message: 'gone' }] },
    ]);
    const told: unknown[] = [];
    const { found, failures } = await search.search(request, { onProgress: (progress) => told.push(progress) });
    expect(bodies).toEqual([
      ['/api/cases/case/search', { terms: ['needle'], sources: request.sources.map(packPlaces) }],
    ]);
    expect(packPlaces({ source: 3, places: Uint32Array.of(12, 100, 113, 90) })).toEqual([3, [12, 100, 1, 90]]);
    expect(found).toEqual([Uint32Array.of(0x8000_0005)]);
    expect(failures).toEqual([{ source: 9, message: 'gone' }]);
    expect(told).toEqual([{ records: 2, sources: 1, bytes: 300 }]);
  });

  it('tells a refusal from a reply that was cut off', async () => {
    const failed = remote([{ type: 'failed', error: { code: 'evidence-missing', message: 'gone' } }]);
    await expect(failed.search.search(request, {})).rejects.toMatchObject({
      name: 'Refusal',
      code: 'evidence-missing',
    });
    const progress: SearchMessage = { type: 'progress', progress: { records: 0, sources: 0, bytes: 0 } };
    for (const lines of [[progress], [progress, '{"type":"do'], ['nonsense\n']]) {
      await expect(remote(lines).search.search(request, {})).rejects.toMatchObject({ name: 'Unreachable' });
    }
  });
});
