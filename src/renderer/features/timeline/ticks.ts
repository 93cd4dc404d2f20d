import type { Clock } from '../../wording/clock';
import { chooseStep, edgesOver, lengthOf } from '../../state/timeline/timeline-buckets';
import type { Span } from '../../state/timeline/timeline-buckets';

const MINUTE = 60;
const DAY = 86_400;

export interface TimeTick {
  readonly at: number;
  readonly label: string;
  /** Its label says more than those beside it: where a day begins, of days where a year does. */
  readonly dated: boolean;
}

/** Ticks of the time axis at round times of the zone, at most `most`. */
export function timeTicks(clock: Clock, span: Span, most: number): readonly TimeTick[] {
  const step = chooseStep(span, most);
  const length = lengthOf(step);
  const ticks: TimeTick[] = [];
  let day = '';
  for (const at of edgesOver(clock, step, span)) {
    if (at < span.from || at > span.to) continue;
    const date = clock.date(at);
    const dated = length < DAY ? date !== day : day !== '' && date.slice(0, 4) !== day.slice(0, 4);
    ticks.push({ at, label: labelOf(clock.text(at), day, 'months' in step, length), dated });
    day = date;
  }
  return ticks;
}

/** @param time as the clock writes it: date, time, and the offset where the hour comes twice */
function labelOf(time: string, dayBefore: string, months: boolean, length: number): string {
  const date = time.slice(0, 10);
  if (months) return time.slice(0, length >= 360 * DAY ? 4 : 7);
  const sameYear = date.slice(0, 4) === dayBefore.slice(0, 4);
  if (length >= DAY) return sameYear ? date.slice(5) : date;
  const hands = `${time.slice(11, length < MINUTE ? 19 : 16)}${time.slice(19)}`;
  if (date === dayBefore) return hands;
  return `${sameYear || dayBefore === '' ? date.slice(5) : date} ${hands}`;
}

/** 1, 2 or 5 times a power of ten: the least that is not under `value`; whole numbers from 1. */
export function niceStep(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A scale of counts: 0 at the base, `top` at the upper edge. */
export interface CountScale {
  readonly top: number;
  readonly log: boolean;
  /** Ascending, 0 first. */
  readonly ticks: readonly number[];
}

/**
 * @param largest count that must fit, 0 or more
 * @param most ticks beside 0
 */
export function countScale(largest: number, log: boolean, most: number): CountScale {
  if (log) return logScale(largest, most);
  const step = niceStep(Math.max(1, largest) / Math.max(1, most));
  // The last tick may lie under the largest bar: a bar that reaches over it still has room.
  const ticks: number[] = [];
  for (let tick = 0; tick <= largest || tick === 0; tick += step) ticks.push(tick);
  const last = ticks[ticks.length - 1] ?? 0;
  const top = Math.max(1, largest, last === 0 ? step : last);
  return { top: top * 1.04, log, ticks: ticks.length > 1 ? ticks : [0, step] };
}

function logScale(largest: number, most: number): CountScale {
  // Powers from the largest down: 1 stands so close to 0 that it is named only where it is the largest.
  const highest = Math.floor(Math.log10(Math.max(largest, 1)));
  const skip = Math.max(1, Math.ceil(highest / Math.max(1, most)));
  const ticks: number[] = [];
  for (let power = highest; power >= Math.min(1, highest); power -= skip) ticks.unshift(10 ** power);
  return { top: Math.max(largest, 1) * 1.1, log: true, ticks: [0, ...ticks] };
}

/** How far up a count lies: 0 at the base, 1 at the top; more than 1 beyond it. */
export function heightOf(scale: CountScale, count: number): number {
  return scale.log ? Math.log1p(count) / Math.log1p(scale.top) : count / scale.top;
}
