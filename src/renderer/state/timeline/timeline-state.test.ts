import { describe, expect, it, vi } from 'vitest';
import type { Counts, View } from '../../../core/query/filter';
import type { Histogram, HistogramOptions } from '../../../core/query/histogram';
import { SupersededError } from '../../store/client';
import type { RowsRequest, Store } from '../../store/protocol';
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
  matchedFirstTime: FIRST,
  matchedLastTime: FIRST + 1439 * 600,
};

/** As the engine has it: ranges of time, and of other clauses those of outcomes. */
function eventsOf({ clauses }: View): typeof EVENTS {
  const filters = clauses.map(({ filter }) => filter);
  return EVENTS.filter(({ time, outcome }) =>
    filters.every((filter) => {
      if (filter.op === 'time') return time >= (filter.from ?? 0) && time < (filter.to ?? Infinity);
      return filter.op === 'in' && filter.values.includes(outcome);
    }),
  );
}

function histogramOf(view: View, { from, to, buckets, stack }: HistogramOptions): Histogram {
  const range = view.clauses.find(({ filter }) => filter.op === 'time');
  const shown = eventsOf(view);
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

function rowsOf({ view, start, end }: RowsRequest): Awaited<ReturnType<Store['rows']>> {
  const all = eventsOf(view);
  const rows = all.slice(start, end).map(({ time }, i) => {
    return { event: start + i, time, copies: 0, conflicting: false, values: {} };
  });
  return { rows, matched: all.length };
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
        rows: (request) => Promise.resolve(rowsOf(request)),
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
    expect(await timeline.nextTime(FIRST + 3001)).toBe(FIRST + 3600);
    expect(await timeline.nextTime(FIRST + 20 * DAY)).toBeUndefined();
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

describe('a part of the case that is shown', () => {
  const HOUR = 3600;
  const DAY_3 = { from: FIRST + 3 * DAY, to: FIRST + 3 * DAY + 6 * HOUR };

  async function zoomed(): Promise<Bench> {
    const made = bench();
    made.timeline.setWidth(800);
    await settled(made.timeline);
    made.timeline.zoomTo(DAY_3);
    await settled(made.timeline);
    return made;
  }

  it('has its own counts beside the bars, and those before and after it', async () => {
    const { timeline, filters } = await zoomed();
    const { legend } = timeline;
    expect([legend?.events, legend?.before, legend?.after]).toEqual([36, 3 * 144, 1440 - 3 * 144 - 36]);
    expect(legend?.layers.reduce((total, { total: events }) => total + events, 0)).toBe(36);
    timeline.select({ from: DAY_3.from, to: DAY_3.from + HOUR });
    filters.only('outcome', 'denied');
    await settled(timeline);
    expect([timeline.legend?.events, timeline.legend?.before, timeline.legend?.after]).toEqual([1, 0, 0]);
  });

  it('counts an event at its first second in, and one at its end as later', async () => {
    const { timeline } = await zoomed();
    timeline.zoomTo({ from: FIRST + 599.5, to: FIRST + 1200 });
    await settled(timeline);
    expect([timeline.legend?.before, timeline.legend?.events]).toEqual([1, 1]);
  });

  it('moves to hold a range that was chosen elsewhere, as long as it was where that fits', async () => {
    const { timeline } = await zoomed();
    const far = { from: FIRST + 7 * DAY, to: FIRST + 7 * DAY + HOUR };
    timeline.select(far);
    const { window } = timeline;
    expect([(window?.from ?? 0) + 3 * HOUR, (window?.to ?? 0) - 3 * HOUR]).toEqual([
      far.from + HOUR / 2,
      far.from + HOUR / 2,
    ]);
    timeline.select({ from: FIRST + DAY, to: FIRST + 6 * DAY });
    expect((timeline.window?.from ?? 0) < FIRST + DAY && (timeline.window?.to ?? 0) > FIRST + 6 * DAY).toBe(true);
    timeline.select({ from: FIRST + 2 * DAY, to: FIRST + 3 * DAY });
    const before = timeline.window;
    await settled(timeline);
    expect(timeline.window).toEqual(before);
  });

  it('stays where it is while the range is moved within it', async () => {
    const { timeline } = await zoomed();
    timeline.brush({ from: DAY_3.from - 60, to: DAY_3.from + HOUR });
    await settled(timeline);
    expect(timeline.window).toEqual(DAY_3);
  });

  it('moves to the events of the filter where none of them is in it any more', async () => {
    const { timeline, filters } = await zoomed();
    // Six hours of success, with one denied event an hour and ten minutes.
    timeline.zoomTo({ from: FIRST + 600, to: FIRST + 7 * 600 });
    await settled(timeline);
    expect(timeline.legend?.events).toBe(6);
    filters.only('outcome', 'denied');
    await settled(timeline);
    expect((timeline.window?.from ?? 0) <= FIRST && (timeline.window?.to ?? 0) > FIRST + 1435 * 600).toBe(true);
    expect(timeline.legend?.events).toBe(206);
  });

  it('stays with some events of the filter, and where there were none before the change', async () => {
    const { timeline, filters } = await zoomed();
    filters.only('outcome', 'denied');
    await settled(timeline);
    expect(timeline.window).toEqual(DAY_3);
    const empty = { from: FIRST + 601, to: FIRST + 1199 };
    timeline.zoomTo(empty);
    await settled(timeline);
    filters.only('outcome', 'success');
    await settled(timeline);
    expect(timeline.window).toEqual(empty);
  });

  it('of a view that is loaded is taken as it was, unless nothing of the view is in it', async () => {
    const { timeline } = await zoomed();
    const range = { from: DAY_3.from - DAY, to: DAY_3.to + DAY };
    const load = (zoom: { from: number; to: number }): Promise<void> => {
      timeline.load(new Map([['zoom', `${String(zoom.from)}-${String(zoom.to)}`]]));
      return settled(timeline);
    };
    timeline.select(range);
    await load(DAY_3);
    expect(timeline.window).toEqual(DAY_3);
    await load({ from: FIRST + 8 * DAY, to: FIRST + 8 * DAY + HOUR });
    expect((timeline.window?.from ?? 0) < range.from && (timeline.window?.to ?? 0) > range.to).toBe(true);
  });

  it('goes on to the events beside it: by its length, or farther to the nearest', async () => {
    const { timeline, filters } = await zoomed();
    await timeline.goBeside(1);
    expect(timeline.window).toEqual({ from: DAY_3.to, to: DAY_3.to + 6 * HOUR });
    await timeline.goBeside(-1);
    expect(timeline.window).toEqual(DAY_3);
    filters.only('outcome', 'denied');
    timeline.zoomTo({ from: FIRST + 600, to: FIRST + 660 });
    await settled(timeline);
    expect(timeline.legend?.events).toBe(0);
    await timeline.goBeside(1);
    await settled(timeline);
    expect(timeline.window).toEqual({ from: FIRST + 7 * 600 - 30, to: FIRST + 7 * 600 + 30 });
    expect(timeline.legend?.events).toBe(1);
  });
});

it('asks again where a newer question of another part took its place', async () => {
  let refused = 0;
  const timeline = new TimelineState(
    'case',
    {
      histogram: (view, options) =>
        refused++ === 0 ? Promise.reject(new SupersededError()) : Promise.resolve(histogramOf(view, options)),
      rows: (request) => Promise.resolve(rowsOf(request)),
    },
    new FilterState(() => undefined),
    { getItem: () => null, setItem: () => undefined },
    { clock: () => UTC_CLOCK, totals: () => TOTALS, viewChanged: () => undefined },
  );
  expect(await timeline.rowAt(FIRST, false)).toBe(0);
});
