import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NaiveEngine, type NaiveEvent } from '../../../test/reference/naive-engine';
import { FACETS, facetPosition, type FacetName } from '../event/facet-catalogue';
import { NO_TIME, type EventValues, type FacetValue } from '../event/facet-values';
import type { Locator } from '../segment/layout';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import type { Clause, Filter, SortKey, View } from './filter';
import { QueryEngine } from './query-engine';

const FACETS_USED = ['eventName', 'sourceIPAddress', 'errorCode', 'accessKeyId', 'resource'] as const;

const VOCABULARY: Record<(typeof FACETS_USED)[number], readonly string[]> = {
  eventName: ['GetObject', 'GetBucketAcl', 'PutObject', 'get', ''],
  sourceIPAddress: ['10.0.0.1', '10.0.3.7', '192.168.1.1', 's3.amazonaws.com', 'AWS Internal', ''],
  errorCode: ['AccessDenied', 'Client.UnauthorizedOperation', '(none)'],
  accessKeyId: ['AKIA1', 'AKIA2', 'ASIA\u00e9', '\ufeffx', '\ud83d\ude00', '\ud800', '\uffee'],
  resource: ['arn:a', 'arn:b', 'arn:bucket/*', ''],
};

function valuesWith(facets: Partial<Record<FacetName, FacetValue>>, rest: Partial<EventValues> = {}): EventValues {
  return {
    time: 1_700_000_000,
    eventId: undefined,
    bytesOut: -1,
    facets: FACETS.map(({ name }) => facets[name]),
    ...rest,
  };
}

const facetValues = fc
  .record({
    eventName: fc.option(fc.constantFrom(...VOCABULARY.eventName), { nil: undefined }),
    sourceIPAddress: fc.option(fc.constantFrom(...VOCABULARY.sourceIPAddress), { nil: undefined }),
    errorCode: fc.option(fc.constantFrom(...VOCABULARY.errorCode), { nil: undefined }),
    accessKeyId: fc.option(fc.constantFrom(...VOCABULARY.accessKeyId), { nil: undefined }),
    resource: fc.option(fc.array(fc.constantFrom(...VOCABULARY.resource), { maxLength: 3 }), { nil: undefined }),
  })
  .map((facets) => facets as Partial<Record<FacetName, FacetValue>>);

/** Events in segments. Content follows from the eventID and a variant; bytes also from a spelling. */
const segments = fc
  .array(
    fc.array(
      fc.record({
        facets: facetValues,
        time: fc.oneof(fc.integer({ min: 1000, max: 1030 }), fc.constant(NO_TIME)),
        eventId: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
        variant: fc.constantFrom(0, 0, 0, 1),
        spelling: fc.constantFrom(0, 0, 1),
        source: fc.integer({ min: 0, max: 4 }),
      }),
      { maxLength: 40 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => {
    const records = new Map<number, number>();
    return parts.map((part) =>
      part.map(({ facets, time, eventId, variant, spelling, source }): NaiveEvent => {
        const record = records.get(source) ?? 0;
        records.set(source, record + 1);
        const canonical = (eventId ?? 1000) * 10 + variant;
        const id = eventId === undefined ? undefined : `event-${eventId}`;
        return {
          values: valuesWith(facets, { time, eventId: id, bytesOut: record - 1 }),
          locator: { source, record, offset: record * 100, length: 99 },
          bytes: canonical * 10 + spelling,
          canonical,
        };
      }),
    );
  });

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
  fc.record({ column: fc.constantFrom('time' as const, ...FACETS_USED), descending: fc.boolean() }),
  { maxLength: 3 },
);

const ranksBySource = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });

function contentHash(content: number): Uint8Array {
  return new Uint8Array(new Uint32Array([content, content * 7, 1, 2]).buffer);
}

function segmentOf(events: readonly NaiveEvent[]): Uint8Array {
  const builder = new SegmentBuilder();
  for (const { values, locator, bytes } of events) builder.add(values, locator, contentHash(bytes));
  return builder.finish();
}

async function engineOver(parts: readonly (readonly NaiveEvent[])[], ranks: readonly number[]): Promise<QueryEngine> {
  const store = new MemoryStore();
  const engine = new QueryEngine(store);
  for (const part of parts) await engine.addSegment(store.add(segmentOf(part)));
  await engine.setSourceRanks(new Map(ranks.map((rank, source) => [source, rank])));
  await engine.settleDuplicates((locators) => Promise.resolve(canonicalHashes(parts.flat(), locators)));
  return engine;
}

function canonicalHashes(events: readonly NaiveEvent[], locators: readonly Locator[]): string[] {
  return locators.map(({ source, record }) => {
    const event = events.find(({ locator }) => locator.source === source && locator.record === record);
    return `hash-${String(event?.canonical)}`;
  });
}

describe('QueryEngine equals a naive reference', () => {
  it('in counts, facets, rows, copies and histogram for any events and filters', async () => {
    await fc.assert(
      fc.asyncProperty(segments, views, sorts, ranksBySource, async (parts, view, sort, ranks) => {
        const engine = await engineOver(parts, ranks);
        const naive = new NaiveEngine(parts.flat(), (source) => ranks[source] ?? 0);
        expect(engine.unsettled).toBe(0);
        expect(await engine.counts(view)).toEqual(naive.counts(view));
        for (const facet of FACETS_USED) expect(await engine.facet(view, facet)).toEqual(naive.facet(view, facet));

        const expected = naive.rows(view, sort);
        const { rows, matched } = await engine.rows(view, sort, 0, 1000, [...FACETS_USED, 'bytesOut']);
        expect(matched).toBe(expected.length);
        const located = await Promise.all(rows.map(({ event }) => engine.locate(event)));
        expect(rows.map((row, i) => ({ ...row, event: 0, at: sortLocators(located[i] ?? []) }))).toEqual(
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
        const window = await engine.rows(view, sort, 3, 6, []);
        expect(window.rows.map(({ event }) => event)).toEqual(rows.slice(3, 6).map(({ event }) => event));
        await checkHistogram(engine, naive, view);
      }),
      { numRuns: 400 },
    );
  });
});

async function checkHistogram(engine: QueryEngine, naive: NaiveEngine, view: View): Promise<void> {
  const [from, to, buckets] = [1003, 1024, 7];
  const events = naive.matched(view).map(({ values }) => values);
  const inRange = (low: number, high: number): number =>
    events.filter(({ time }) => time !== NO_TIME && time >= low && time < high).length;
  const result = await engine.histogram(view, { from, to, buckets, stack: 'eventName', series: 2 });
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
