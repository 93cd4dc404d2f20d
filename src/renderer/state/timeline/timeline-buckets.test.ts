import { describe, expect, it } from 'vitest';
import { Clock } from '../../wording/clock';
import { bucketAt, chooseStep, edgesOver, evenBuckets, foldCounts, lengthOf, STEPS } from './timeline-buckets';
import type { Step } from './timeline-buckets';

const HOUR = 3600;
const DAY = 86_400;
const at = (iso: string): number => Date.parse(iso) / 1000;

function clockOf(name: string): Clock {
  const clock = Clock.open(name);
  if (clock === undefined) throw new Error(`No zone ${name}`);
  return clock;
}

const walls = (clock: Clock, step: Step, from: string, to: string): string[] =>
  edgesOver(clock, step, { from: at(from), to: at(to) }).map((edge) => clock.text(edge).slice(5));

describe('the step', () => {
  it('is the finest that does not make too many bars', () => {
    expect(chooseStep({ from: 0, to: 100 }, 100)).toEqual({ seconds: 1 });
    expect(chooseStep({ from: 0, to: DAY }, 100)).toEqual({ seconds: 900 });
    expect(chooseStep({ from: 0, to: 7 * DAY }, 90)).toEqual({ seconds: 2 * HOUR });
    expect(chooseStep({ from: 0, to: 365 * DAY }, 60)).toEqual({ seconds: 7 * DAY });
    expect(chooseStep({ from: 0, to: 365 * DAY }, 20)).toEqual({ months: 1 });
    expect(chooseStep({ from: 0, to: 4e9 }, 1)).toEqual({ months: 120 });
  });

  it('is one of ascending lengths', () => {
    const lengths = STEPS.map(lengthOf);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });
});

describe('edges', () => {
  it('are round times of the zone, at +05:45 as well', () => {
    expect(walls(clockOf('UTC'), { seconds: 6 * HOUR }, '2026-03-11T20:10:00Z', '2026-03-12T07:00:00Z')).toEqual([
      '03-11 18:00:00',
      '03-12 00:00:00',
      '03-12 06:00:00',
      '03-12 12:00:00',
    ]);
    expect(walls(clockOf('Asia/Kathmandu'), { seconds: HOUR }, '2026-03-11T18:20:00Z', '2026-03-11T19:00:00Z')).toEqual(
      ['03-12 00:00:00', '03-12 01:00:00'],
    );
  });

  it('have the hour twice when the clocks are set back, and once less when they are set forward', () => {
    const clock = clockOf('America/New_York');
    expect(walls(clock, { seconds: HOUR }, '2026-11-01T04:00:00Z', '2026-11-01T07:00:00Z')).toEqual([
      '11-01 00:00:00',
      '11-01 01:00:00-04:00',
      '11-01 01:00:00-05:00',
      '11-01 02:00:00',
    ]);
    expect(walls(clock, { seconds: HOUR }, '2026-03-08T06:00:00Z', '2026-03-08T08:00:00Z')).toEqual([
      '03-08 01:00:00',
      '03-08 03:00:00',
      '03-08 04:00:00',
    ]);
  });

  it('are midnights of the zone: the days of the changes have 23 and 25 hours', () => {
    const clock = clockOf('America/New_York');
    const lengths = (from: string, to: string): number[] => {
      const edges = edgesOver(clock, { seconds: DAY }, { from: at(from), to: at(to) });
      return edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / HOUR);
    };
    expect(lengths('2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([24, 23, 24]);
    expect(lengths('2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([24, 25, 24]);
  });

  it('are Mondays and first days of months', () => {
    const clock = clockOf('UTC');
    const weeks = edgesOver(
      clock,
      { seconds: 7 * DAY },
      { from: at('2026-03-11T00:00:00Z'), to: at('2026-03-20T00:00:00Z') },
    );
    expect(weeks.map((edge) => clock.date(edge))).toEqual(['2026-03-09', '2026-03-16', '2026-03-23']);
    const months = edgesOver(
      clock,
      { months: 3 },
      { from: at('2025-12-11T00:00:00Z'), to: at('2026-05-20T00:00:00Z') },
    );
    expect(months.map((edge) => clock.date(edge))).toEqual(['2025-10-01', '2026-01-01', '2026-04-01', '2026-07-01']);
  });

  it('ascend, cover the span, and are those of the step wherever one begins, in every zone', () => {
    for (const name of ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Havana']) {
      const clock = clockOf(name);
      for (const step of STEPS.filter((candidate) => lengthOf(candidate) >= 300 && lengthOf(candidate) < 40 * DAY)) {
        for (const change of ['2026-03-08T07:00:00Z', '2026-04-04T15:00:00Z', '2026-11-01T06:00:00Z']) {
          const span = { from: at(change) - 3 * lengthOf(step) - 77, to: at(change) + 3 * lengthOf(step) };
          const edges = edgesOver(clock, step, span);
          expect(edges[0]).toBeLessThanOrEqual(span.from);
          expect(edges[edges.length - 1]).toBeGreaterThanOrEqual(span.to);
          for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1] ?? Infinity);
          const within = edgesOver(clock, step, { from: (edges[2] ?? 0) + 1, to: span.to });
          expect(within, `${name} ${JSON.stringify(step)} ${change}`).toEqual(edges.slice(2));
        }
      }
    }
  });
});

describe('even buckets', () => {
  it('are added up to the buckets of the zone, and none is lost', () => {
    const clock = clockOf('America/New_York');
    const edges = edgesOver(
      clock,
      { seconds: DAY },
      { from: at('2026-03-07T12:00:00Z'), to: at('2026-03-10T12:00:00Z') },
    );
    const even = evenBuckets(edges);
    expect((even.to - even.from) / even.buckets).toBe(HOUR);
    const counts = Uint32Array.from({ length: even.buckets }, (_, i) => i + 1);
    const folded = foldCounts(counts, even, edges);
    expect(folded.length).toBe(edges.length - 1);
    expect(folded.reduce((sum, count) => sum + count, 0)).toBe(counts.reduce((sum, count) => sum + count, 0));
    // The second day has 23 hours: hours 24 to 46.
    expect(folded[1]).toBe(Array.from({ length: 23 }, (_, i) => 25 + i).reduce((sum, count) => sum + count, 0));
  });

  it('are the buckets themselves where all are of one length', () => {
    const edges = edgesOver(clockOf('UTC'), { seconds: DAY }, { from: 0, to: 9 * DAY });
    expect(evenBuckets(edges)).toEqual({ from: 0, to: 9 * DAY, buckets: 9 });
    const counts = new Uint32Array(9);
    expect(foldCounts(counts, evenBuckets(edges), edges)).toBe(counts);
  });
});

it('the bucket of an instant begins with its edge', () => {
  const edges = [0, 10, 20, 50];
  expect([-1, 0, 9, 10, 19.5, 49, 50].map((second) => bucketAt(edges, second))).toEqual([
    undefined,
    0,
    0,
    1,
    1,
    2,
    undefined,
  ]);
  expect(bucketAt([], 4)).toBeUndefined();
});
