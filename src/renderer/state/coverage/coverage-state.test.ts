import { describe, expect, it, vi } from 'vitest';
import type { CoverageGrid, CoverageWish } from '../../../contract/integrity';
import { COVERAGE_STATES } from '../../../core/integrity/coverage-state';
import { DAY, HOUR } from './coverage-cells';
import { CoverageState } from './coverage-state.svelte';
import type { IntegrityApi } from '../integrity/integrity-api';

const FROM = 20_000 * DAY;
const EVENTS = COVERAGE_STATES.indexOf('events');
const PLACE = { account: '111122223333', region: 'us-east-1', dataEvents: 'unknown' as const };

/** One place; every hour is covered but those named. @param proved up to which hour digests speak of it */
function coverageOf(days: number, bare: readonly number[], proved = Infinity) {
  const asked: CoverageWish[] = [];
  const grid = (wish: CoverageWish): CoverageGrid => {
    asked.push(wish);
    const step = wish.zoom === 'hour' ? HOUR : DAY;
    const from = Math.max(wish.from ?? FROM, FROM);
    const to = Math.min(wish.to ?? FROM + days * DAY, FROM + days * DAY);
    const columns = Math.max(0, Math.round((to - from) / step));
    const cells = Array.from({ length: columns }, (_, column) => {
      const first = (from + column * step - FROM) / HOUR;
      const hours = Array.from({ length: step / HOUR }, (__, at) => first + at).filter((hour) => !bare.includes(hour));
      return hours.length === 0
        ? []
        : [column, EVENTS, hours.length, 10, 0, 0, hours.length, hours.filter((hour) => hour < proved).length, 0];
    }).flat();
    const rows = [{ ...PLACE, cells, holes: [] }];
    return { zoom: wish.zoom, from, step, columns, rows, notes: [], unplaced: { sources: 0, records: 0 } };
  };
  const api = {
    coverage: (wish: CoverageWish) => Promise.resolve(grid(wish)),
    covered: () => Promise.resolve({ from: FROM, to: FROM + days * DAY }),
  };
  const trailEvents = vi.fn(() => Promise.resolve([[1, 2, 3] as const]));
  const state = new CoverageState(api as unknown as IntegrityApi, trailEvents, () => undefined);
  return { state, asked };
}

describe('coverage of a case', () => {
  it('shows hours of a short case and days of a long one, until something else is chosen', async () => {
    for (const [days, zoom] of [
      [3, 'hour'],
      [30, 'day'],
    ] as const) {
      const { state } = coverageOf(days, []);
      state.refresh();
      await vi.waitFor(() => expect(state.overview).toBeDefined());
      expect(state.zoom).toBe(zoom);
      expect(state.shown).toEqual({ from: FROM, to: FROM + days * DAY });
    }
  });

  it('reads hours a week at a time, each week once, with the events that change what is logged', async () => {
    const { state, asked } = coverageOf(30, [5]);
    state.refresh();
    await vi.waitFor(() => expect(state.overview).toBeDefined());
    state.look('hour', undefined);
    expect(state.cell(PLACE, FROM)).toBeUndefined();
    const view = { from: FROM, to: FROM + 2 * HOUR };
    state.want(view);
    state.want(view);
    await vi.waitFor(() => expect(state.cell(PLACE, FROM)?.kind).toBe('events'));
    expect(state.cell(PLACE, FROM + 5 * HOUR)?.kind).toBe('not-acquired');
    expect(asked.map(({ zoom }) => zoom)).toEqual(['day', 'hour']);
    expect(asked.every(({ trailEvents }) => trailEvents.length === 1)).toBe(true);
  });

  it('counts a row by hours where they are there, by days where it is long', async () => {
    const { state } = coverageOf(60, [5, 6]);
    state.refresh();
    await vi.waitFor(() => expect(state.overview).toBeDefined());
    expect(state.tally(PLACE)).toMatchObject({ hours: 1440, covered: 1438 });
    state.look('hour', { from: FROM, to: FROM + DAY });
    expect(state.tally(PLACE)).toBeUndefined();
    state.want({ from: FROM, to: FROM + DAY });
    await vi.waitFor(() => expect(state.tally(PLACE)).toMatchObject({ hours: 24, covered: 22 }));
  });

  it('tells uncovered hours of days that digests speak of, of others only whole days', async () => {
    const bare = [5, 80, ...Array.from({ length: 24 }, (_, hour) => 48 + hour)];
    const span = { from: FROM, to: FROM + 4 * DAY };
    const day = { from: FROM + 2 * DAY, to: FROM + 3 * DAY };
    const hour = (at: number) => ({ from: FROM + at * HOUR, to: FROM + (at + 1) * HOUR });
    for (const [proved, expected] of [
      [Infinity, [hour(5), day, hour(80)]],
      [48, [hour(5), day]],
      [0, [day]],
    ] as const) {
      const { state } = coverageOf(4, bare, proved);
      state.refresh();
      await vi.waitFor(() => expect(state.overview).toBeDefined());
      state.wantStretches(span);
      await vi.waitFor(() => expect(state.stretches(span).map(({ from, to }) => ({ from, to }))).toEqual(expected));
    }
  });

  it('stays at the account, region and time that were gone to, from days to hours and back', async () => {
    const { state } = coverageOf(30, []);
    state.refresh();
    await vi.waitFor(() => expect(state.overview).toBeDefined());
    const at = (row: number, time: number) => ({ row, time, anchor: { row, time } });
    const day = FROM + 9 * DAY;
    state.cursor = { ...at(2, day), anchor: { row: 0, time: FROM } };
    state.look('hour', { from: day, to: day + DAY });
    expect(state.cursor).toEqual(at(2, day));
    state.cursor = at(1, day + 13 * HOUR);
    state.look('day', undefined);
    expect(state.cursor).toEqual(at(1, day));
    // And into the same day again, where its hour was.
    state.look('hour', { from: day, to: day + DAY });
    expect(state.cursor).toEqual(at(1, day + 13 * HOUR));
    // What is not shown any more is near its edge.
    state.look('hour', { from: day + 2 * DAY, to: day + 3 * DAY });
    expect(state.cursor).toEqual(at(1, day + 2 * DAY));
  });

  it('is part of the view string', () => {
    const { state } = coverageOf(1, []);
    expect(state.save()).toEqual({});
    state.look('day', { from: FROM, to: FROM + DAY });
    const saved = state.save();
    const other = coverageOf(1, []).state;
    other.load(new Map(Object.entries(saved)));
    expect([other.zoom, other.range]).toEqual(['day', { from: FROM, to: FROM + DAY }]);
    other.load(new Map([['delivered', '9-1']]));
    expect(other.range).toBeUndefined();
  });
});
