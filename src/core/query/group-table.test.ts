import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACETS, facetPosition, type FacetName } from '../event/facet-catalogue';
import { NO_TIME, type EventValues } from '../event/facet-values';
import { engineOver, valuesOf, type MadeEvent } from '../../../test/support/made-events';
import { MemoryStore } from '../segment/memory-store';
import { SegmentBuilder } from '../segment/segment-builder';
import type { View } from './filter';
import type { GroupOptions, GroupRow, GroupTable } from './group-table';
import { QueryEngine } from './query-engine';

const FACETS_USED = ['eventName', 'sourceIPAddress', 'resource'] as const;

const events = fc.array(
  fc.record({
    time: fc.oneof(fc.integer({ min: 1000, max: 1010 }), fc.constant(NO_TIME)),
    facets: fc
      .record({
        eventName: fc.option(fc.constantFrom('GetObject', 'PutObject', ''), { nil: undefined }),
        sourceIPAddress: fc.option(fc.constantFrom('10.0.0.1', '10.0.0.2'), { nil: undefined }),
        sharedEventID: fc.option(fc.constantFrom('shared-1', 'shared-2', ''), { nil: undefined }),
        recipientAccountId: fc.option(fc.constantFrom('1111', '2222', '3333'), { nil: undefined }),
        resource: fc.option(fc.uniqueArray(fc.constantFrom('arn:a', 'arn:b', 'arn:c'), { maxLength: 3 }), {
          nil: undefined,
        }),
      })
      .map((facets) => facets as MadeEvent['facets']),
  }),
  { maxLength: 60 },
);

const options: fc.Arbitrary<GroupOptions> = fc
  .record({
    facets: fc.uniqueArray(fc.constantFrom(...FACETS_USED), { minLength: 1, maxLength: 3 }),
    distinct: fc.option(fc.constantFrom(...FACETS_USED), { nil: undefined }),
    order: fc.constantFrom(
      'count' as const,
      'calls' as const,
      'distinct' as const,
      'first' as const,
      'last' as const,
      'name' as const,
    ),
    descending: fc.option(fc.boolean(), { nil: undefined }),
    top: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  })
  .map(({ distinct, descending, top, ...rest }) => ({
    ...rest,
    ...(distinct === undefined ? {} : { distinct }),
    ...(descending === undefined ? {} : { descending }),
    ...(top === undefined ? {} : { top }),
  }));

const views: fc.Arbitrary<View> = fc
  .option(fc.uniqueArray(fc.constantFrom('GetObject', '', null), { maxLength: 2 }), { nil: undefined })
  .map((values) => ({
    clauses: values === undefined ? [] : [{ id: 'c', filter: { op: 'in', facet: 'eventName', values } }],
  }));

/** The table in the plainest words: no index, no ids. */
function naiveTable(all: readonly MadeEvent[], view: View, given: GroupOptions): GroupTable {
  const wanted = view.clauses.map(({ filter }) => (filter.op === 'in' ? filter.values : []));
  const shown = all.filter((event) =>
    wanted.every((values) => values.includes(valuesOf(event, 'eventName')[0] ?? null)),
  );
  const callOf = naiveCalls(all);
  const callsIn = (events: readonly MadeEvent[]): number =>
    new Set(events.map((event) => callOf.get(event) ?? event)).size;
  const groups = new Map<string, { values: readonly (string | null)[]; events: MadeEvent[] }>();
  for (const event of shown) {
    let paths: (string | null)[][] = [[]];
    for (const facet of given.facets) {
      const own = valuesOf(event, facet);
      paths = paths.flatMap((path) => (own.length === 0 ? [null] : own).map((value) => [...path, value]));
    }
    for (const values of paths) {
      const key = JSON.stringify(values);
      const group = groups.get(key) ?? { values, events: [] };
      groups.set(key, group);
      group.events.push(event);
    }
  }
  const rows = [...groups.values()].map((group): GroupRow => {
    const times = group.events.map(({ time }) => time).filter((time) => time !== NO_TIME);
    const { distinct } = given;
    return {
      values: group.values,
      count: group.events.length,
      calls: callsIn(group.events),
      first: times.length === 0 ? null : Math.min(...times),
      last: times.length === 0 ? null : Math.max(...times),
      ...(distinct === undefined
        ? {}
        : { distinct: new Set(group.events.flatMap((event) => valuesOf(event, distinct))).size }),
    };
  });
  rows.sort((a, b) => compareRows(a, b, given));
  const [events, calls] = [shown.length, callsIn(shown)];
  return { facets: given.facets, events, calls, groups: rows.length, rows: rows.slice(0, given.top) };
}

/** Copies of calls, each with what stands for its call: one ID and name, every account once. */
function naiveCalls(all: readonly MadeEvent[]): ReadonlyMap<MadeEvent, string> {
  const callOf = new Map<MadeEvent, string>();
  const text = (event: MadeEvent, name: FacetName): string => String(event.facets[name] ?? '-');
  const key = (event: MadeEvent): string => `${text(event, 'sharedEventID')} ${text(event, 'eventName')}`;
  const shared = all.filter(
    ({ facets }) => (facets.sharedEventID ?? '') !== '' && facets.recipientAccountId !== undefined,
  );
  for (const event of shared) {
    const same = shared.filter((other) => key(other) === key(event));
    const accounts = new Set(same.map((other) => text(other, 'recipientAccountId')));
    if (same.length > 1 && accounts.size === same.length) callOf.set(event, key(event));
  }
  return callOf;
}

function compareRows(a: GroupRow, b: GroupRow, { order = 'count', descending }: GroupOptions): number {
  const sign = (descending ?? !['name', 'first'].includes(order)) ? -1 : 1;
  if (order === 'name') return compareNames(a, b, sign);
  const [x, y] = [a[order] ?? null, b[order] ?? null];
  if (x === null || y === null) {
    if (order === 'distinct' || x === y) return compareNames(a, b, 1);
    return x === null ? 1 : -1;
  }
  return x === y ? compareNames(a, b, 1) : sign * (x - y);
}

function compareNames(a: GroupRow, b: GroupRow, sign: number): number {
  for (const [at, x] of a.values.entries()) {
    const y = b.values[at] ?? null;
    if (x === y) continue;
    if (x === null || y === null) return x === null ? 1 : -1;
    return x < y ? -sign : sign;
  }
  return 0;
}

describe('a table of groups', () => {
  it('equals a naive reference for any events, filters, facets and orders', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 3 }), views, options, async (parts, view, given) => {
        const engine = await engineOver(parts);
        expect(await engine.groups(view, given)).toEqual(naiveTable(parts.flat(), view, given));
      }),
      { numRuns: 300 },
    );
  });

  it('hides copies of an event unless they are asked for', async () => {
    const store = new MemoryStore();
    const engine = new QueryEngine(store);
    const builder = new SegmentBuilder();
    const facets = FACETS.map((_, at) => (at === facetPosition('eventName') ? 'GetObject' : undefined));
    for (const record of [0, 1]) {
      const values: EventValues = { time: 1000 + record, eventId: 'same', bytesOut: -1, facets };
      builder.add(values, { source: 0, record, offset: record, length: 1 }, new Uint8Array(16));
    }
    await engine.addSegment(store.add(builder.finish()));
    const counted = async (copies: boolean): Promise<readonly number[]> => {
      const { rows } = await engine.groups({ clauses: [], copies }, { facets: ['eventName'] });
      return rows.map(({ count }) => count);
    };
    expect([await counted(false), await counted(true)]).toEqual([[1], [2]]);
  });

  it('refuses no facet, more than three, and the same twice', async () => {
    const engine = await engineOver([]);
    const asked = (...facets: FacetName[]) => engine.groups({ clauses: [] }, { facets });
    await expect(asked()).rejects.toThrow(RangeError);
    await expect(asked('eventName', 'eventName')).rejects.toThrow(RangeError);
    await expect(asked('eventName', 'principal', 'awsRegion', 'resource')).rejects.toThrow(RangeError);
  });
});
