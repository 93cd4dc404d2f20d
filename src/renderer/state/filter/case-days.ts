import type { Counts } from '../../../core/query/filter';
import type { Clock } from '../../wording/clock';
import type { CaseDays } from './text-completion';

const DAY = 86_400;
/** Days that are listed one by one. */
const MOST_DAYS = 62;

type Times = Pick<Counts, 'firstTime' | 'lastTime'>;

/** The first and the last day of the case's events; undefined where none has a time. */
export function caseDays(times: Times | undefined, clock: Clock): CaseDays | undefined {
  const { firstTime = null, lastTime = null } = times ?? {};
  if (firstTime === null || lastTime === null) return undefined;
  return { first: clock.date(firstTime), last: clock.date(lastTime) };
}

/** Every day of a case that lasts some weeks; of a longer one the first and the last. */
export function daysOf(times: Times | undefined, clock: Clock): readonly string[] {
  const ends = caseDays(times, clock);
  const { firstTime = null, lastTime = null } = times ?? {};
  if (ends === undefined || firstTime === null || lastTime === null) return [];
  if (lastTime - firstTime > MOST_DAYS * DAY) return [ends.first, ends.last];
  const days = new Set<string>();
  // Days of a zone are 23 to 25 hours.
  for (let at = firstTime; at < lastTime; at += DAY / 2) days.add(clock.date(at));
  return [...days.add(ends.last)];
}
