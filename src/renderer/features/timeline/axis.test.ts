import { describe, expect, it } from 'vitest';
import { Clock } from '../../wording/clock';
import { countScale, heightOf, niceStep, timeTicks } from './ticks';

const at = (iso: string): number => Date.parse(iso) / 1000;

function labels(zone: string, from: string, to: string, most: number): string[] {
  const clock = Clock.open(zone);
  if (clock === undefined) throw new Error(`No zone ${zone}`);
  return timeTicks(clock, { from: at(from), to: at(to) }, most).map((tick) => tick.label);
}

describe('the time axis', () => {
  it('says the date first and where a day begins', () => {
    expect(labels('UTC', '2026-03-11T18:00:00Z', '2026-03-12T06:00:00Z', 6)).toEqual([
      '03-11 18:00',
      '20:00',
      '22:00',
      '03-12 00:00',
      '02:00',
      '04:00',
      '06:00',
    ]);
  });

  it('goes by the zone, at +05:45 as well', () => {
    expect(labels('Asia/Kathmandu', '2026-03-11T16:00:00Z', '2026-03-11T20:00:00Z', 4)).toEqual([
      '03-11 22:00',
      '23:00',
      '03-12 00:00',
      '01:00',
    ]);
  });

  it('says of an hour that comes twice which one it is, and leaves out one that does not come', () => {
    expect(labels('America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T07:00:00Z', 4)).toEqual([
      '11-01 00:00',
      '01:00-04:00',
      '01:00-05:00',
      '02:00',
    ]);
    expect(labels('America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T08:00:00Z', 4)).toEqual([
      '03-08 00:00',
      '01:00',
      '03:00',
      '04:00',
    ]);
  });

  it('says days, months and years as they need to be told apart', () => {
    expect(labels('UTC', '2025-12-30T00:00:00Z', '2026-01-02T00:00:00Z', 4)).toEqual([
      '2025-12-30',
      '12-31',
      '2026-01-01',
      '01-02',
    ]);
    expect(labels('UTC', '2025-11-15T00:00:00Z', '2026-02-15T00:00:00Z', 4)).toEqual(['2025-12', '2026-01', '2026-02']);
    expect(labels('UTC', '2026-03-11T18:00:00Z', '2026-03-11T18:00:20Z', 4)).toEqual([
      '03-11 18:00:00',
      '18:00:05',
      '18:00:10',
      '18:00:15',
      '18:00:20',
    ]);
  });

  it('has at most one tick more than there is room for', () => {
    for (let span = 20; span < 4e8; span = Math.ceil(span * 1.7)) {
      for (const most of [1, 3, 8, 20]) {
        const from = at('2026-03-08T05:13:00Z');
        const clock = Clock.open('America/New_York');
        const ticks = clock === undefined ? [] : timeTicks(clock, { from, to: from + span }, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
      }
    }
  });
});

describe('the axis of counts', () => {
  it('has round whole numbers', () => {
    expect([0, 0.3, 1, 1.2, 3, 7, 12, 480].map(niceStep)).toEqual([1, 1, 1, 2, 5, 10, 20, 500]);
    expect(countScale(212, false, 3).ticks).toEqual([0, 100, 200]);
    expect(countScale(1, false, 3).ticks).toEqual([0, 1]);
    expect(countScale(0, false, 3).ticks).toEqual([0, 1]);
    expect(countScale(7, true, 3).ticks).toEqual([0, 1]);
    expect(countScale(2400, true, 4).ticks).toEqual([0, 10, 100, 1000]);
    expect(countScale(24_980, true, 3).ticks).toEqual([0, 100, 10_000]);
  });

  it('holds the largest count, with no more ticks than there is room for', () => {
    for (const log of [false, true]) {
      for (let largest = 0; largest < 5e6; largest = Math.ceil(largest * 1.4) + 1) {
        for (const most of [1, 2, 5]) {
          const scale = countScale(largest, log, most);
          expect(heightOf(scale, largest)).toBeLessThanOrEqual(1);
          expect(heightOf(scale, 0)).toBe(0);
          expect(scale.ticks.length).toBeLessThanOrEqual(most + 2);
          for (const tick of scale.ticks) expect(Number.isInteger(tick)).toBe(true);
        }
      }
    }
  });

  it('shows one event among thousands when it is logarithmic', () => {
    const scale = countScale(100_000, true, 3);
    expect(heightOf(scale, 1)).toBeGreaterThan(0.05);
    expect(heightOf(scale, 1000)).toBeGreaterThan(heightOf(scale, 100));
  });
});
