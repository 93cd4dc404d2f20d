import { addDays } from '../../../core/trail/trail-path';
import type { Clock } from '../../wording/clock';
import { echo } from '../../wording/clock';
import { utcDay } from './delivery-rows';

/** The end of a period as it was typed. */
export type PeriodEnd =
  | { readonly state: 'open' }
  /** Seconds since 1970 UTC, and the same in words of UTC. */
  | { readonly state: 'read'; readonly at: number; readonly words: string }
  | { readonly state: 'fault'; readonly words: string };

/** A period of events as typed in the shown zone, and what it comes to. */
export interface TypedPeriod {
  readonly from: PeriodEnd;
  readonly to: PeriodEnd;
  /** Why it cannot be used; undefined where it can. */
  readonly fault: string | undefined;
}

const HINT = 'Write it as 2026-03-12 or 2026-03-12 01:42';

/** Both ends in the clock's zone. A day that ends the period is taken in whole; an empty end is open. */
export function readPeriod(from: string, to: string, clock: Clock): TypedPeriod {
  const first = readEnd(from, clock, 'from');
  const last = readEnd(to, clock, 'to');
  const fault = [first, last].find((end) => end.state === 'fault')?.words;
  if (fault !== undefined) return { from: first, to: last, fault };
  const turned = first.state === 'read' && last.state === 'read' && last.at <= first.at;
  return { from: first, to: last, fault: turned ? 'The period ends before it begins' : undefined };
}

function readEnd(text: string, clock: Clock, end: 'from' | 'to'): PeriodEnd {
  if (text.trim() === '') return { state: 'open' };
  const unit = clock.read(text);
  if (unit === undefined) return { state: 'fault', words: HINT };
  // A time of day is the moment itself; a day, month or year is taken in whole.
  const at = end === 'to' && /^\d{4}(-\d{2}){0,2}$/.test(text.trim()) ? unit.to : unit.from;
  return { state: 'read', at, words: echo(at) };
}

/** Delivery days for a period of events; an open end has none. */
export interface DeliveryPeriod {
  readonly first: string | undefined;
  /** The day after the last event's: what happened late in a day is delivered in the next. */
  readonly last: string | undefined;
}

export function deliveryPeriod({ from, to }: TypedPeriod): DeliveryPeriod {
  return {
    first: from.state === 'read' ? utcDay(from.at) : undefined,
    last: to.state === 'read' ? addDays(utcDay(to.at - 1), 1) : undefined,
  };
}

/** An end for a request: an instant in UTC; undefined for an open one. */
export function instantOf(end: PeriodEnd): string | undefined {
  return end.state === 'read' ? new Date(end.at * 1000).toISOString().replace('.000Z', 'Z') : undefined;
}
