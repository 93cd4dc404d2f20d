import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDEXED_FACETS, facetPosition, type FacetName } from '../event/facet-catalogue';
import { NO_TIME, type EventValues, type FacetValue } from '../event/facet-values';
import { checksum } from './checksum';
import { readText } from './code-unit-text';
import { bytesOutColumn, dedupeColumns, facetColumn, locatorColumns, timeColumn } from './columns';
import { hashEventId } from './event-key';
import { openGroup, type GroupView } from './group-reader';
import { GROUPS, SEGMENT_PREFIX, type GroupName } from './layout';
import { MemoryStore } from './memory-store';
import { SegmentBuilder } from './segment-builder';
import { SegmentError } from './segment-error';
import { groupBytes, readHeader } from './segment-reader';

const HASH = Uint8Array.from({ length: 32 }, (_, i) => i);

function event(facets: Partial<Record<FacetName, FacetValue>>, rest: Partial<EventValues> = {}): EventValues {
  return { time: 5, eventId: 'id', bytesOut: -1, facets: INDEXED_FACETS.map(({ name }) => facets[name]), ...rest };
}

function segmentOf(events: readonly EventValues[]): Uint8Array<ArrayBuffer> {
  const builder = new SegmentBuilder();
  for (const [i, values] of events.entries()) {
    builder.add(values, { source: 7, record: i, offset: i * 10, length: 9 }, HASH, i % 16);
  }
  builder.cover({ source: 7, first: 0, end: events.length, last: true });
  return builder.finish();
}

function open(bytes: Uint8Array, group: GroupName): GroupView {
  const header = readHeader(bytes);
  return openGroup(groupBytes(bytes, header, group), header.rows);
}

/** Reads everything there is, as the engine would. */
function readAll(bytes: Uint8Array): FacetValue[][] {
  const header = readHeader(bytes);
  const groups = Object.fromEntries(GROUPS.map((name) => [name, open(bytes, name)])) as Record<GroupName, GroupView>;
  timeColumn(groups.hot);
  locatorColumns(groups.locator);
  dedupeColumns(groups.dedupe);
  bytesOutColumn(groups.cold);
  const columns = INDEXED_FACETS.map((definition) => facetColumn(groups[definition.temperature], definition));
  return Array.from({ length: header.rows }, (_, row) =>
    columns.map(({ codes, ends, textEnds, text }): FacetValue => {
      const value = (code: number): string =>
        readText(text, code < 2 ? 0 : (textEnds[code - 2] ?? 0), textEnds[code - 1] ?? 0);
      if (ends === undefined) return codes[row] === 0 ? undefined : value(codes[row] ?? 0);
      const start = row === 0 ? 0 : (ends[row - 1] ?? 0);
      return start === ends[row] ? undefined : Array.from(codes.subarray(start, ends[row]), value);
    }),
  );
}

describe('a segment', () => {
  const anyText = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units));
  const anyEvent = fc
    .record({
      eventName: fc.option(fc.oneof(fc.string(), anyText), { nil: undefined }),
      userAgent: fc.option(anyText, { nil: undefined }),
      resource: fc.option(fc.array(anyText, { maxLength: 4 }), { nil: undefined }),
    })
    .map((facets) => event(facets as Partial<Record<FacetName, FacetValue>>));

  it('gives back every value exactly, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        const read = readAll(segmentOf(events));
        const expected = events.map(({ facets }) =>
          facets.map((value) => {
            if (typeof value === 'string' || value === undefined) return value;
            return value.length === 0 ? undefined : [...new Set(value)];
          }),
        );
        expect(read).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('widens codes and bytes only as far as needed', () => {
    for (const [values, width] of [
      [255, 1],
      [256, 2],
      [65_535, 2],
      [65_536, 4],
    ] as const) {
      const builder = new SegmentBuilder();
      for (let i = 0; i < values; i++) {
        builder.add(event({ eventName: `n${i}` }), { source: 0, record: i, offset: 0, length: 1 }, HASH);
      }
      const bytes = builder.finish();
      const definition = INDEXED_FACETS[facetPosition('eventName') ?? -1];
      if (definition === undefined) throw new Error('eventName is a facet');
      const { codes } = facetColumn(open(bytes, 'hot'), definition);
      expect(codes.BYTES_PER_ELEMENT).toBe(width);
      expect(codes[values - 1]).toBe(values);
    }
    for (const largest of [0, 5, 0xffff_fffe, 0xffff_ffff, 2 ** 40]) {
      const bytesOut = bytesOutColumn(open(segmentOf([event({}, { bytesOut: largest }), event({})]), 'cold'));
      expect([bytesOut?.(0), bytesOut?.(1)]).toEqual([largest, -1]);
    }
    expect(bytesOutColumn(open(segmentOf([event({})]), 'cold'))).toBeUndefined();
  });

  it('says what it covers and from when to when', () => {
    const builder = new SegmentBuilder();
    const times = [NO_TIME, 30, 10, 20];
    for (const [i, time] of times.entries()) {
      builder.add(event({}, { time }), { source: 1, record: i, offset: 0, length: 1 }, HASH);
    }
    builder.cover({ source: 1, first: 0, end: 2, last: false });
    builder.cover({ source: 1, first: 2, end: 4, last: true });
    builder.cover({ source: 2, first: 0, end: 0, last: true });
    expect(builder.ranges).toBe(2);
    expect(readHeader(builder.finish())).toMatchObject({
      rows: 4,
      firstTime: 10,
      lastTime: 30,
      covers: [
        { source: 1, first: 0, end: 4, last: true },
        { source: 2, first: 0, end: 0, last: true },
      ],
    });
    expect(builder.rows).toBe(0);
    expect(readHeader(builder.finish())).toMatchObject({ rows: 0, firstTime: null, lastTime: null, covers: [] });
  });

  it('keeps 16 bytes of hash from where they are said to begin, and the key of the eventID or else of them', () => {
    const bytes = segmentOf([event({}), event({}), event({}, { eventId: undefined })]);
    const { key, hash } = dedupeColumns(open(bytes, 'dedupe'));
    const words = new Uint8Array(hash.buffer, hash.byteOffset, hash.byteLength);
    expect([...words.subarray(16, 32)]).toEqual([...HASH.subarray(1, 17)]);
    const wanted = { low: 0, high: 0 };
    hashEventId('id', wanted);
    expect([...key]).toEqual([wanted.low, wanted.high, wanted.low, wanted.high, ...hash.subarray(8, 10)]);
    const builder = new SegmentBuilder();
    const locator = { source: 0, record: 0, offset: 0, length: 1 };
    expect(() => builder.add(event({}), locator, HASH, 17)).toThrow(RangeError);
  });

  it('is refused wherever one byte is changed', () => {
    const bytes = segmentOf([
      event({ eventName: 'A', resource: ['x', 'y'] }, { bytesOut: 3 }),
      event({ userAgent: 'b' }),
    ]);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      expect(() => readAll(damaged), `byte ${at}`).toThrow(SegmentError);
    }
  });

  it('is refused wherever it is cut off', () => {
    const bytes = segmentOf([event({ eventName: 'A' })]);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readAll(bytes.slice(0, length)), `${length} bytes`).toThrow(SegmentError);
    }
  });

  it('is refused where its parts are in order but what they say is not', () => {
    const bytes = segmentOf([event({ eventName: 'A' }), event({ eventName: 'B', resource: ['x'] })]);
    const header = readHeader(bytes);
    const forged = (group: GroupName, find: (view: GroupView) => ArrayBufferView, value: number): Uint8Array => {
      const copy = bytes.slice();
      const part = groupBytes(copy, header, group);
      const column = find(openGroup(part, header.rows));
      new Uint8Array(column.buffer, column.byteOffset, 1)[0] = value;
      new DataView(part.buffer, part.byteOffset).setUint32(4, checksum(part.subarray(8)), true);
      return copy;
    };
    expect(() => readAll(forged('hot', (view) => view.codes('eventName.codes'), 3))).toThrow('outside its dictionary');
    expect(() => readAll(forged('hot', (view) => view.u32('eventName.textEnds'), 9))).toThrow('out of order');
    expect(() => readAll(forged('cold', (view) => view.u32('resource.ends'), 9))).toThrow('out of order');
    expect(() => readAll(forged('cold', (view) => view.u32('resource.textEnds'), 0))).toThrow('cut off');
  });

  it('never reads random bytes as a segment', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const lured = new Uint8Array(SEGMENT_PREFIX + bytes.length);
        lured.set(segmentOf([]).subarray(0, 4));
        lured.set(bytes, 4);
        for (const hostile of [bytes, lured]) expect(() => readHeader(hostile)).toThrow(SegmentError);
        expect(() => openGroup(bytes, 1)).toThrow(SegmentError);
      }),
    );
  });

  it('is read by a memory store group by group', async () => {
    const store = new MemoryStore();
    const info = store.add(segmentOf([event({})]), 'a');
    expect(await store.list()).toEqual([info]);
    expect(openGroup(await store.read('a', 'hot'), 1).rows).toBe(1);
    await expect(store.read('b', 'hot')).rejects.toThrow(SegmentError);
    expect(() => store.add(segmentOf([]), 'a')).toThrow(SegmentError);
    expect(() => store.add(new Uint8Array(3))).toThrow(SegmentError);
  });

  it('refuses several values for a facet that holds one', () => {
    expect(() => segmentOf([event({ eventName: ['a', 'b'] })])).toThrow(TypeError);
  });
});
