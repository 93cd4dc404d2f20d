import { describe, expect, it, vi } from 'vitest';
import type { Counts, View } from '../../../core/query/filter';
import type { Histogram, HistogramOptions } from '../../../core/query/histogram';
import { SupersededError } from '../../store/client';
import { Clock, UTC_CLOCK } from '../../wording/clock';
import { FilterState } from '../filter/filter-state.svelte';
import { TimelineState } from './timeline-state.svelte';

const DAY = 86_400;
const FIRST = Date.UTC(2026, 2, 2) / 1000 + 600;
/** One event every ten minutes for ten days; each seventh denied. Two more state no time. */
const EVENTS = Array.from({ length: 1440 }, (_, i) => ({
  time: FIRST + i * 600,
  outcome: i % 7 === 0 ? 'denied' : 'success',
}));
const TOTALS: Counts = {
  events: EVENTS.length + 2,
  duplicates: 0,
  conflicting: 0,
  matched: EVENTS.length + 2,
  withoutTime: 2,
  firstTime: FIRST,
  lastTime: FIRST + 1439 * 600,
};

/** Counts as the engine does: ranges of time, and "denied" where the filter has any other clause. */
function histogramOf({ clauses }: View, { from, to, buckets, stack }: HistogramOptions): Histogram {
  const range = clauses.map(({ filter }) => filter).find((filter) => filter.op === 'time');
  const deniedOnly = clauses.some(({ filter }) => filter.op !== 'time');
  const shown = EVENTS.filter(
    ({ time, outcome }) =>
      (!deniedOnly || outcome === 'denied') &&
      (range === undefined || (time >= (range.from ?? 0) && time < (range.to ?? Infinity))),
  );
  const counted = (events: typeof EVENTS): Uint32Array => {
    const counts = new Uint32Array(buckets);
    for (const { time } of events) {
      const bucket = Math.floor(((time - from) * buckets) / (to - from));
      if (bucket >= 0 && bucket < buckets) counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    return counts;
  };
  const values = stack === undefined ? [] : ['success', 'denied'];
  return {
    from,
    to,
    counts: counted(shown),
    series: values.map((value) => ({ value, counts: counted(shown.filter((event) => event.outcome === value)) })),
    before: shown.filter(({ time }) => time < from).length,
    after: shown.filter(({ time }) => time >= to).length,
    withoutTime: range === undefined ? 2 : 0,
  };
}

interface Bench {
  readonly timeline: TimelineState;
  readonly filters: FilterState;
  readonly asked: HistogramOptions[];
  zone: Clock;
  /** Answers of the store wait while this is true. */
  held: (() => void)[] | undefined;
}

function bench(stored = new Map<string, string>()): Bench {
  const asked: HistogramOptions[] = [];
  let timeline: TimelineState | undefined;
  const filters = new FilterState(() => timeline?.refresh('filter'));
  const made: Bench = {
    filters,
    asked,
    zone: UTC_CLOCK,
    held: undefined,
    timeline: (timeline = new TimelineState(
      'case',
      {
        histogram: async (view, options) => {
          asked.push(options);
          const { held } = made;
          if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
          return histogramOf(view, options);
        },
      },
      filters,
      { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
      { clock: () => made.zone, totals: () => TOTALS, viewChanged: () => undefined },
    )),
  };
  return made;
}

const settled = (timeline: TimelineState): Promise<void> =>
  vi.waitFor(() => {
    if (timeline.asking) throw new Error('It is still asking.');
  });
const sum = (counts: Uint32Array = new Uint32Array()): number => counts.reduce((total, count) => total + count, 0);

describe('the timeline', () => {
  it('shows the whole case behind what the filter left, from the base up', async () => {
    const { timeline, filters } = bench();
    timeline.setWidth(800);
    await settled(timeline);
    expect(timeline.bars?.layers.map(({ label, total }) => [label, total])).toEqual([
      ['Denied', 206],
      ['Success', 1234],
    ]);
    filters.only('outcome', 'denied');
    await settled(timeline);
    expect([sum(timeline.bars?.counts), sum(timeline.bars?.whole)]).toEqual([206, 1440]);
    expect(timeline.legend?.withoutTime).toBe(2);
  });

  it('keeps what is beside the selected range, and counts exactly what is in it', async () => {
    const { timeline, filters } = bench();
    timeline.setWidth(800);
    const range = { from: FIRST + 5, to: FIRST + DAY + 5 };
    timeline.select(range);
    await settled(timeline);
    expect(filters.time).toMatchObject(range);
    expect(sum(timeline.bars?.counts)).toBe(1440);
    expect(timeline.legend?.layers.reduce((total, layer) => total + layer.total, 0)).toBe(144);
    timeline.select(undefined);
    expect(timeline.selection).toBeUndefined();
  });

  it('never shows bars of an older filter beside the newer one', async () => {
    const state = bench();
    const { timeline, filters } = state;
    state.held = [];
    timeline.setWidth(800);
    await vi.waitFor(() => expect(state.held?.length).toBe(1));
    filters.only('outcome', 'denied');
    const answers = state.held;
    state.held = undefined;
    for (const answer of answers) answer();
    await settled(timeline);
    expect(sum(timeline.bars?.counts)).toBe(206);
  });

  it('asks for the whole case once, whatever the filter', async () => {
    const { timeline, filters, asked } = bench();
    timeline.setWidth(800);
    await settled(timeline);
    const before = asked.length;
    filters.only('outcome', 'denied');
    await settled(timeline);
    expect(asked.length - before).toBe(2);
  });

  it('counts days of the zone where it shows days: none is lost on the day of 23 hours', async () => {
    const state = bench();
    state.zone = Clock.open('America/New_York') ?? UTC_CLOCK;
    state.timeline.setWidth(90);
    await settled(state.timeline);
    const { edges = [], counts } = state.timeline.bars ?? {};
    const change = edges.indexOf(Date.UTC(2026, 2, 8, 5) / 1000);
    expect((edges[change + 1] ?? 0) - (edges[change] ?? 0)).toBe(23 * 3600);
    expect(counts?.[change]).toBe(23 * 6);
    expect(sum(counts)).toBe(1440);
  });

  it('steps the range on by its length and stops at the ends of the case', async () => {
    const { timeline, filters } = bench();
    timeline.setWidth(800);
    await settled(timeline);
    timeline.select({ from: FIRST, to: FIRST + DAY });
    timeline.step(1);
    expect(filters.time).toMatchObject({ from: FIRST + DAY, to: FIRST + 2 * DAY });
    timeline.step(-1);
    timeline.step(-1);
    timeline.step(-1);
    expect((filters.time?.to ?? 0) > FIRST - 600).toBe(true);
  });

  it('finds the row of the first event at a time or after it, in both orders', async () => {
    const { timeline } = bench();
    expect(await timeline.rowAt(FIRST + 3000, false)).toBe(5);
    expect(await timeline.rowAt(FIRST + 3001, false)).toBe(6);
    expect(await timeline.rowAt(FIRST + 3000, true)).toBe(1434);
    expect(await timeline.rowAt(FIRST + 20 * DAY, false)).toBeUndefined();
  });

  it('gives what is looked at to the view string and takes it back; the height is kept apart', async () => {
    const stored = new Map<string, string>();
    const { timeline } = bench(stored);
    timeline.setWidth(800);
    await settled(timeline);
    timeline.setStack('readOnly');
    timeline.setLog(true);
    timeline.zoomTo({ from: FIRST, to: FIRST + DAY });
    timeline.setHeight(200);
    const saved = new Map(Object.entries(timeline.save()));
    const other = bench(stored).timeline;
    other.load(saved);
    expect([other.stack, other.log, other.window, other.height]).toEqual([
      'readOnly',
      true,
      { from: FIRST, to: FIRST + DAY },
      200,
    ]);
    other.load(
      new Map([
        ['zoom', '9-3'],
        ['stack', 'resource'],
      ]),
    );
    expect([other.stack, other.log, other.zoomed]).toEqual(['outcome', false, false]);
    timeline.stop();
  });
});

it('asks again where a newer question of another part took its place', async () => {
  let refused = 0;
  const timeline = new TimelineState(
    'case',
    {
      histogram: (view, options) =>
        refused++ === 0 ? Promise.reject(new SupersededError()) : Promise.resolve(histogramOf(view, options)),
    },
    new FilterState(() => undefined),
    { getItem: () => null, setItem: () => undefined },
    { clock: () => UTC_CLOCK, totals: () => TOTALS, viewChanged: () => undefined },
  );
  expect(await timeline.rowAt(FIRST, false)).toBe(0);
});
