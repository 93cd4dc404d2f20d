import type { SourceTable } from './source-table';
import type { TrailEvent } from './trail-events';

/** A time in which a trail did not log. */
export interface Stopped {
  readonly account: string;
  readonly trail: string;
  readonly from: number;
  /** Null where nothing tells when it was started again. */
  readonly to: number | null;
  readonly stop: TrailEvent;
  /**
   * Time of an event of the account that was logged meanwhile, seconds; null where none is known. Then something else
   * logs the account, or the trail was started again without a record of it: nothing was silent.
   */
  readonly logged: number | null;
}

/** What is on its way when a trail is stopped may still be logged, seconds. */
const GRACE = 60;

/** Pairs each stop with the next start of the same trail. @param logged what else was logged, by account */
export function stoppedTimes(events: readonly TrailEvent[], logged: LoggedTimes = NONE): Stopped[] {
  const stopped: Stopped[] = [];
  const open = new Map<string, TrailEvent>();
  const add = (stop: TrailEvent, to: number | null): void => {
    const { account, trail, at: from } = stop;
    const found = logged(account, from + GRACE, to ?? Infinity);
    stopped.push({ account, trail, from, to, stop, logged: found });
  };
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    const key = JSON.stringify([event.account, event.trail]);
    const stop = open.get(key);
    if (event.name === 'StopLogging' || event.name === 'DeleteTrail') {
      if (stop === undefined) open.set(key, event);
    } else if (stop !== undefined && (event.name === 'StartLogging' || event.name === 'CreateTrail')) {
      add(stop, event.at);
      open.delete(key);
    }
  }
  for (const stop of open.values()) add(stop, null);
  return stopped.sort((a, b) => a.from - b.from);
}

/** The first known time of an event of an account between two times, both excluded; null where there is none. */
export type LoggedTimes = (account: string, after: number, before: number) => number | null;
const NONE: LoggedTimes = () => null;

/** Times of events that a trail logged: the first and last of each log file, and those of the events themselves. */
export function loggedTimes(table: SourceTable, events: readonly TrailEvent[]): LoggedTimes {
  const accounts = new Map<string, number[]>(events.map(({ account }) => [account, []]));
  for (let row = 0; row < table.rows; row += 1) {
    const times = accounts.get(table.places[table.placeAt(row)]?.account ?? '');
    const part = table.part(row);
    if (times === undefined || part === 'unread' || part === 'other' || table.records(row) === 0) continue;
    // Events lie up to a quarter of an hour before their delivery.
    for (const time of table.times(row) ?? [table.hour(row) * 3600 - 900]) times.push(time);
  }
  for (const { account, source, at } of events) {
    const row = table.row(source);
    // The event history goes on without a trail.
    if (row !== undefined && !table.isHistory(row)) accounts.get(account)?.push(at);
  }
  const sorted = new Map([...accounts].map(([account, times]) => [account, Float64Array.from(times).sort()]));
  return (account, after, before) => {
    const times = sorted.get(account) ?? new Float64Array(0);
    const time = times[firstAbove(times, after)];
    return time !== undefined && time < before ? time : null;
  };
}

/** Position of the first number above a limit, in ascending ones. */
function firstAbove(numbers: Float64Array, limit: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((numbers[middle] ?? 0) > limit) to = middle;
    else from = middle + 1;
  }
  return from;
}
