import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeSearch } from '../../../test/reference/fake-search';
import {
  canonicalHashes,
  FACETS_USED,
  ranksBySource,
  segmentOf,
  segments,
  valuesWith,
  VOCABULARY,
} from '../../../test/reference/generated-events';
import { NaiveEngine, type NaiveEvent } from '../../../test/reference/naive-engine';
import { facetPosition, type FacetName } from '../event/facet-catalogue';
import { NO_TIME, type EventValues, type FacetValue } from '../event/facet-values';
import type { Locator } from '../segment/layout';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import type { Clause, Filter, SortKey, View } from './filter';
import { digestLine } from './digest-event';
import { EvidenceView } from './evidence-view';
import { QueryEngine } from './query-engine';

const filters = fc.letrec<{ filter: Filter }>((tie) => {
  const facet = fc.constantFrom(...FACETS_USED);
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    facet.chain((name) =>
      fc
        .array(fc.option(fc.constantFrom(...VOCABULARY[name], 'absent'), { nil: null }), { maxLength: 3 })
        .map((values): Filter => ({ op: 'in', facet: name, values })),
    ),
    facet.chain((name) =>
      fc
        .array(fc.constantFrom('', 'Get', 'a', 'Object', 'arn:', '*', '\u00e9'), { minLength: 1, maxLength: 3 })
        .map((pieces): Filter => ({ op: 'like', facet: name, pieces })),
    ),
    facet.map((name): Filter => ({ op: 'present', facet: name })),
    fc
      .constantFrom('10.0.0.0/8', '10.0.0.0/24', '192.168.1.1', '0.0.0.0/0')
      .map((network): Filter => ({ op: 'cidr', facet: 'sourceIPAddress', network })),
    fc
      .tuple(fc.option(fc.integer({ min: 995, max: 1035 })), fc.option(fc.integer({ min: 995, max: 1035 })))
      .map(([from, to]): Filter => ({ op: 'time', from, to })),
    fc
      .tuple(fc.option(fc.integer({ min: -1, max: 20 })), fc.option(fc.integer({ min: -1, max: 20 })))
      .map(([from, to]): Filter => ({ op: 'bytes', from, to })),
    fc.constantFrom('one', 'two', 'userIdentity.arn:*x*').map((id): Filter => ({ op: 'evidence', id })),
    fc.constant<Filter>({ op: 'all' }),
  );
  return {
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('filter').map((of): Filter => ({ op: 'not', of })),
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { maxLength: 3 }))
        .map(([op, of]): Filter => ({ op, of })),
    ),
  };
}).filter;

const views: fc.Arbitrary<View> = fc.record({
  clauses: fc.array(
    fc
      .record({
        filter: filters,
        facet: fc.option(fc.constantFrom(...FACETS_USED), { nil: undefined }),
        off: fc.constantFrom(false, false, false, true),
      })
      .map(({ filter, facet, off }): Clause => ({ id: 'c', filter, off, ...(facet === undefined ? {} : { facet }) })),
    { maxLength: 3 },
  ),
  copies: fc.boolean(),
});

const sorts: fc.Arbitrary<SortKey[]> = fc.array(
  fc.record({
    column: fc.constantFrom('time' as const, 'bytesOut' as const, ...FACETS_USED),
    descending: fc.boolean(),
  }),
  { maxLength: 3 },
);

/** Whether a record meets a condition: anything, as long as it stays so; the ARN's needs a principal with an x. */
function meets(id: string, { values, locator }: NaiveEvent): boolean {
  const principal = values.facets[facetPosition('principal') ?? -1];
  const possible = !id.startsWith('userIdentity.arn') || (typeof principal === 'string' && principal.includes('x'));
  return possible && (locator.source * 7 + locator.record * 5 + id.length) % 3 === 0;
}

async function engineOver(parts: readonly (readonly NaiveEvent[])[], ranks: readonly number[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  for (const part of parts) await engine.addSegment(store.add(segmentOf(part)));
  await engine.setSourceRanks(new Map(ranks.map((rank, source) => [source, rank])));
  await engine.settleDuplicates((locators) => Promise.resolve(canonicalHashes(parts.flat(), locators)));
  return engine;
}

describe('QueryEngine equals a naive reference', () => {
  it('in counts, facets, rows, copies and histogram for any events and filters', async () => {
    await fc.assert(
      fc.asyncProperty(segments, views, sorts, ranksBySource, async (parts, view, sort, ranks) => {
        // Against the order of records: nothing may depend on which segment came first.
        const engine = await engineOver(parts.toReversed(), ranks);
        const naive = new NaiveEngine(parts.flat(), (source) => ranks[source] ?? 0, meets);
        const evidence = new EvidenceView(engine, new FakeSearch(parts.flat(), meets));
        expect(engine.unsettled).toBe(0);
        const resolved = await evidence.resolve(view);
        expect(await engine.counts(resolved)).toEqual(naive.counts(view));
        for (const facet of FACETS_USED) {
          const own = await evidence.resolve(view, { except: facet });
          expect(await engine.facet(own, facet)).toEqual(naive.facet(view, facet));
        }
        // What was read for the lists changes nothing of what is shown.
        expect(await engine.counts(await evidence.resolve(view))).toEqual(naive.counts(view));

        const expected = naive.rows(view, sort);
        const { rows, matched } = await engine.rows(resolved, sort, 0, 1000, [...FACETS_USED, 'bytesOut']);
        expect(matched).toBe(expected.length);
        const located = await Promise.all(rows.map(({ event }) => engine.locate(event)));
        // Not expect: over thousands of rows its comparison takes most of the time.
        assert.deepStrictEqual(
          rows.map((row, i) => ({ ...row, event: 0, at: sortLocators(located[i] ?? []) })),
          expected.map((event) => ({
            event: 0,
            time: event.values.time === NO_TIME ? null : event.values.time,
            copies: naive.copies(event).length - 1,
            conflicting: naive.conflicting(event),
            values: rowValues(event.values),
            bytesOut: event.values.bytesOut < 0 ? null : event.values.bytesOut,
            at: sortLocators(naive.copies(event).map(({ locator }) => locator)),
          })),
        );
        const window = await engine.rows(resolved, sort, 3, 6, []);
        expect(window.rows.map(({ event }) => event)).toEqual(rows.slice(3, 6).map(({ event }) => event));
        for (const [at, { event }] of rows.entries()) expect(await engine.rank(resolved, sort, event)).toBe(at);
        await checkHistogram(engine, naive, resolved, view);
      }),
      { numRuns: 1000 },
    );
  }, 120_000);

  it('when it is opened with marks of duplicates, and when segments are added to it then', async () => {
    await fc.assert(
      fc.asyncProperty(segments, views, ranksBySource, async (parts, view, ranks) => {
        const store = new MemoryStore();
        const infos = parts.map((part) => store.add(segmentOf(part)));
        const rankOf = new Map(ranks.map((rank, source) => [source, rank]));
        const settle = (engine: QueryEngine): Promise<void> =>
          engine.settleDuplicates((locators) => Promise.resolve(canonicalHashes(parts.flat(), locators)));

        const early = new QueryEngine(store);
        await early.addSegments(infos.slice(0, -1));
        await early.setSourceRanks(rankOf);
        await settle(early);

        const reopened = new QueryEngine(store);
        await reopened.addSegments(infos.slice(0, -1), structuredClone(early.duplicateMarks()));
        const evidence = new EvidenceView(reopened, new FakeSearch(parts.flat(), meets));
        const before = new NaiveEngine(parts.slice(0, -1).flat(), (source) => ranks[source] ?? 0, meets);
        await checkCopies(reopened, before, await evidence.resolve(view), view);

        await reopened.setSourceRanks(rankOf);
        await reopened.addSegments(infos.slice(-1));
        await settle(reopened);
        const after = new NaiveEngine(parts.flat(), (source) => ranks[source] ?? 0, meets);
        // Only what has come since, and copies that are shown now, is read.
        await checkCopies(reopened, after, await evidence.resolve(view), view);
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('ignores marks that do not fit', async () => {
    const parts = [[made({ eventId: 'a' }, 0), made({ eventId: 'a' }, 1)]];
    const store = new MemoryStore();
    const infos = parts.map((part) => store.add(segmentOf(part)));
    const engine = new QueryEngine(store);
    await engine.addSegments(infos, {
      span: 64,
      hidden: new Uint32Array(2),
      conflicting: new Uint32Array(2),
      copies: new Uint32Array(),
      settled: new Uint32Array(),
      settledContents: new Uint32Array(),
      contents: [],
    });
    expect((await engine.counts({ clauses: [] })).duplicates).toBe(1);
  });
});

describe('QueryEngine', () => {
  const ALL: View = { clauses: [] };

  async function over(...events: NaiveEvent[]): Promise<QueryEngine> {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    await engine.addSegment(store.add(segmentOf(events)));
    return engine;
  }

  it('lists the top, the selected beside it, and what is searched for', async () => {
    const names = ['GetObject', 'GetObject', 'GetObject', 'PutObject', 'PutObject', 'Other', undefined];
    const engine = await over(...names.map((eventName, i) => made({}, i, { eventName })));
    const rows = async (options: object): Promise<unknown> =>
      (await engine.facet(ALL, 'eventName', options)).rows.map(({ value, count }) => [value, count]);
    expect(await rows({ top: 1 })).toEqual([['GetObject', 3]]);
    expect(await rows({ top: 1, selected: [null, 'gone'] })).toEqual([
      ['GetObject', 3],
      [null, 1],
      ['gone', 0],
    ]);
    expect(await rows({ top: 2, order: 'rarity', selected: ['GetObject'] })).toEqual([
      ['Other', 1],
      [null, 1],
      ['GetObject', 3],
    ]);
    expect(await rows({ order: 'name', selected: ['M'] })).toEqual([
      ['GetObject', 3],
      ['M', 0],
      ['Other', 1],
      ['PutObject', 2],
      [null, 1],
    ]);
    expect(await rows({ search: 'OBJ' })).toEqual([
      ['GetObject', 3],
      ['PutObject', 2],
    ]);
    expect(await rows({ search: 'obj', selected: ['Other'] })).toEqual([
      ['GetObject', 3],
      ['PutObject', 2],
      ['Other', 1],
    ]);
    expect(await rows({})).toEqual([
      ['GetObject', 3],
      ['PutObject', 2],
      ['Other', 1],
      [null, 1],
    ]);
  });

  it('tells how many values hold the text that is searched for, listed or not', async () => {
    const names = ['GetObject', 'GetObject', 'PutObject', 'HeadObject', 'Other', 'Decrypt', undefined];
    const engine = await over(...names.map((eventName, i) => made({}, i, { eventName })));
    const found = await engine.facet(ALL, 'eventName', { search: 'object', top: 1 });
    expect(found).toMatchObject({ distinct: 6, matching: 3, rows: [{ value: 'GetObject', count: 2 }] });
    expect(await engine.facet(ALL, 'eventName', { search: 'nothing' })).toMatchObject({ matching: 0, rows: [] });
    expect((await engine.facet(ALL, 'eventName', { top: 1 })).matching).toBeUndefined();
  });

  it('neither matches a service by a network nor by its negation, however deep', async () => {
    const addresses = ['10.1.2.3', '::ffff:10.9.9.9', '192.0.2.1', '2001:db8::1', 's3.amazonaws.com', undefined];
    const engine = await over(...addresses.map((address, i) => made({}, i, { sourceIPAddress: address })));
    const inside: Filter = { op: 'cidr', facet: 'sourceIPAddress', network: '10.0.0.0/8' };
    const matched = async (filter: Filter): Promise<unknown> => {
      const { rows } = await engine.rows({ clauses: [{ id: 'c', filter }] }, [], 0, 9, ['sourceIPAddress']);
      return rows.map(({ values }) => values.sourceIPAddress);
    };
    expect(await matched(inside)).toEqual(['10.1.2.3', '::ffff:10.9.9.9']);
    expect(await matched({ op: 'not', of: inside })).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(await matched({ op: 'not', of: { op: 'or', of: [inside] } })).toEqual(['192.0.2.1', '2001:db8::1']);
    await expect(matched({ ...inside, network: '10.0.0.0/33' })).rejects.toThrow('no network');
  });

  it('keeps many contents of one eventID apart without comparing each with each', async () => {
    const events = Array.from({ length: 20_000 }, (_, i) => made({ eventId: 'same' }, i));
    const engine = await over(...events.map((event, i) => ({ ...event, bytes: i })));
    await engine.settleDuplicates((locators) => Promise.resolve(locators.map(({ record }) => `hash-${record}`)));
    expect(await engine.counts(ALL)).toMatchObject({ events: 20_000, duplicates: 0, conflicting: 20_000 });
  });

  it('counts records of equal bytes once, where they have no event ID', async () => {
    const [a, b, c] = [0, 1, 2].map((record) => ({ ...made({}, record), bytes: 7, canonical: 7 }));
    const engine = await over(a as NaiveEvent, b as NaiveEvent, made({}, 3), c as NaiveEvent);
    expect(await engine.counts(ALL)).toMatchObject({ events: 2, duplicates: 2, conflicting: 0 });
    const { rows } = await engine.rows(ALL, [], 0, 9, []);
    expect(rows.map(({ copies }) => copies)).toEqual([2, 0]);
    // Nothing vouches for other bytes of the same meaning.
    const other = await over(a as NaiveEvent, { ...(b as NaiveEvent), bytes: 8 });
    expect(await other.counts(ALL)).toMatchObject({ events: 2, duplicates: 0, conflicting: 0 });
    expect(other.unsettled).toBe(0);
  });

  it('leaves duplicates unsettled, but in order, where main cannot compare them', async () => {
    const engine = await over(made({ eventId: 'a' }, 0), { ...made({ eventId: 'a' }, 1), bytes: 5 });
    await expect(engine.settleDuplicates(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(engine.unsettled).toBe(1);
    expect(await engine.counts(ALL)).toMatchObject({ events: 2, duplicates: 0, conflicting: 0 });
    await engine.settleDuplicates((locators) => Promise.resolve(locators.map(() => 'equal')));
    expect(await engine.counts(ALL)).toMatchObject({ events: 1, duplicates: 1 });
  });

  it('answers while segments are added, each time about whole segments', async () => {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    const infos = Array.from({ length: 8 }, (_, no) =>
      store.add(segmentOf(Array.from({ length: 10 }, (_, i) => made({}, no * 10 + i, { userAgent: `agent-${i}` })))),
    );
    const adding = Promise.all(infos.map((info) => engine.addSegment(info)));
    for (let i = 0; i < 20; i++) {
      const { rows } = await engine.facet(ALL, 'userAgent');
      expect(new Set(rows.map(({ count }) => count)).size).toBeLessThan(2);
    }
    await adding;
    expect((await engine.counts(ALL)).events).toBe(80);
  });

  it('reads cold columns for rows in the segments where these lie, and lets those of earlier windows go', async () => {
    const store = new MemoryStore();
    const reads: string[] = [];
    const engine = new QueryEngine({
      list: () => store.list(),
      read: (segment, group) => {
        if (group === 'cold') reads.push(segment);
        return store.read(segment, group);
      },
    });
    for (let segment = 0; segment < 6; segment++) {
      const builder = new SegmentBuilder();
      for (let row = 0; row < 10; row++) {
        const values = valuesWith(
          { accessKeyId: `AKIA${segment}`, resource: ['arn:a', `arn:${row}`] },
          { time: segment * 10 + row },
        );
        builder.add(values, { source: segment, record: row, offset: row, length: 1 }, new Uint8Array(16));
      }
      store.add(builder.finish(), `s${segment}`);
    }
    await engine.addSegments(await store.list());
    const view: View = { clauses: [] };
    const window = async (start: number, end: number): Promise<unknown[]> => {
      const { rows, matched } = await engine.rows(view, [], start, end, ['accessKeyId', 'resource']);
      expect(matched).toBe(60);
      return rows.map(({ values }) => [values.accessKeyId, values.resource]);
    };
    expect(await window(9, 11)).toEqual([
      ['AKIA0', ['arn:a', 'arn:9']],
      ['AKIA1', ['arn:a', 'arn:0']],
    ]);
    expect(reads).toEqual(['s0', 's1']);
    for (const segment of [2, 3, 4, 5]) await window(segment * 10, segment * 10 + 1);
    expect(reads).toEqual(['s0', 's1', 's2', 's3', 's4', 's5']);
    await window(50, 60);
    expect(reads).toHaveLength(6);
    expect(await window(0, 1)).toEqual([['AKIA0', ['arn:a', 'arn:0']]]);
    expect(reads.slice(6)).toEqual(['s0']);
    // Once a question wants them everywhere, they stay.
    expect((await engine.facet(view, 'accessKeyId')).distinct).toBe(6);
    const all = reads.length;
    for (let segment = 0; segment < 6; segment++) await window(segment * 10, segment * 10 + 10);
    expect(reads).toHaveLength(all);
  });

  it('refuses the same segment twice only by leaving it out', async () => {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    const info = store.add(segmentOf([made({}, 0)]));
    await engine.addSegments([info]);
    await engine.addSegments([info]);
    expect(engine.indexed).toBe(1);
  });

  it('gives the same digest of events whatever the order of segments', async () => {
    const parts = [[made({ eventId: 'a' }, 0), made({}, 1)], [made({ eventId: 'a' }, 2)], [made({ eventId: 'b' }, 3)]];
    const digest = async (order: readonly number[]): Promise<string[]> => {
      const engine = await engineOver(
        order.map((i) => parts[i] ?? []),
        [0],
      );
      const lines: string[] = [];
      for await (const event of engine.digestEvents()) lines.push(digestLine(event));
      return lines.sort();
    };
    const lines = await digest([0, 1, 2]);
    expect(lines).toHaveLength(4);
    expect(await digest([2, 0, 1])).toEqual(lines);
  });

  it('finds the place of a hidden copy where its event is shown, and none where it is filtered away', async () => {
    const event = (source: number): NaiveEvent => ({
      values: valuesWith({ eventName: 'Get' }, { eventId: 'same' }),
      locator: { source, record: 0, offset: 0, length: 1 },
      bytes: 1,
      canonical: 1,
    });
    const engine = await engineOver([[event(0), event(1)]], [0, 1]);
    const all: View = { clauses: [] };
    const [shown, hidden] = (await engine.order({ ...all, copies: true }, [])).slice();
    expect((await engine.counts(all)).matched).toBe(1);
    expect([await engine.rank(all, [], shown ?? -1), await engine.rank(all, [], hidden ?? -1)]).toEqual([0, 0]);
    const none: View = { clauses: [{ id: 'c', filter: { op: 'in', facet: 'eventName', values: ['Put'] } }] };
    expect(await engine.rank(none, [], shown ?? -1)).toBeNull();
  });

  it('says that a number stands for no event', async () => {
    const engine = await over(made({}, 0));
    await expect(engine.locate(1)).rejects.toThrow('no event number 1');
    await expect(engine.locate(99)).rejects.toThrow('no event number 99');
  });
});

function made(
  rest: Partial<EventValues>,
  record: number,
  facets: Partial<Record<FacetName, FacetValue>> = {},
): NaiveEvent {
  const locator = { source: 0, record, offset: record * 100, length: 99 };
  // Events without an ID are apart by their content.
  const content = rest.eventId === undefined ? record + 2 : 1;
  return { values: valuesWith(facets, rest), locator, bytes: content, canonical: content };
}

async function checkCopies(engine: QueryEngine, naive: NaiveEngine, resolved: View, view: View): Promise<void> {
  expect(await engine.counts(resolved)).toEqual(naive.counts(view));
  const expected = naive.rows(view, []);
  const { rows } = await engine.rows(resolved, [], 0, 1000, []);
  const located = await Promise.all(rows.map(({ event }) => engine.locate(event)));
  expect(rows.map(({ copies, conflicting }, i) => [copies, conflicting, sortLocators(located[i] ?? [])])).toEqual(
    expected.map((event) => [
      naive.copies(event).length - 1,
      naive.conflicting(event),
      sortLocators(naive.copies(event).map(({ locator }) => locator)),
    ]),
  );
}

async function checkHistogram(engine: QueryEngine, naive: NaiveEngine, resolved: View, view: View): Promise<void> {
  const [from, to, buckets] = [1003, 1024, 7];
  const events = naive.matched(view).map(({ values }) => values);
  const inRange = (low: number, high: number): number =>
    events.filter(({ time }) => time !== NO_TIME && time >= low && time < high).length;
  const result = await engine.histogram(resolved, { from, to, buckets, stack: 'eventName', series: 2 });
  expect([...result.counts]).toEqual(
    Array.from({ length: buckets }, (_, i) => inRange(from + i * 3, from + (i + 1) * 3)),
  );
  expect(result.before).toBe(inRange(0, from));
  expect(result.after).toBe(inRange(to, NO_TIME));
  expect(result.withoutTime).toBe(events.length - inRange(0, NO_TIME));
  const stacked = [...result.series.map(({ counts }) => counts), ...(result.others ? [result.others] : [])];
  expect(Array.from(result.counts, (_, i) => stacked.reduce((sum, counts) => sum + (counts[i] ?? 0), 0))).toEqual([
    ...result.counts,
  ]);
  for (const { value, counts } of result.series) {
    const own = events.filter(
      ({ time, facets }) => time >= from && time < to && (facets[facetPosition('eventName') ?? -1] ?? null) === value,
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(own.length);
  }
}

/** The shown one first; the others in any order. */
function sortLocators(locators: readonly Locator[]): (Locator | undefined)[] {
  const [shown, ...others] = locators;
  return [shown, ...others.sort((a, b) => a.source - b.source || a.record - b.record)];
}

function rowValues(values: EventValues): Record<string, FacetValue | null> {
  return Object.fromEntries(
    FACETS_USED.map((name) => {
      const value = values.facets[facetPosition(name) ?? -1];
      if (typeof value === 'string' || value === undefined) return [name, value ?? null];
      return [name, value.length === 0 ? null : [...new Set(value)]];
    }),
  );
}
