import type { Coverage } from './coverage';
import { isCovered } from './coverage';
import type { Stopped } from './stopped-times';

/** Seconds since 1970 UTC, end exclusive, in which nothing of an account and region was logged, or nothing proves it. */
export interface Hole {
  readonly from: number;
  readonly to: number;
  readonly cause: 'gap' | 'stopped';
}

const HOUR = 3600;
/** Holes of a place that are told. */
const KEPT = 1_000;

/**
 * Where nothing was logged, to the second, as stops of logging and the times of digests tell it. Digests that are merely
 * missing from the case take nothing from an hour whose log files are there.
 * @param end of what the case knows, seconds: up to there a trail stands that was not started again
 */
export function holesOf(coverage: Coverage, place: number, stopped: readonly Stopped[], end: number): Hole[] {
  const holes: Hole[] = silent(stopped).flatMap(({ from, to }) => {
    const until = Math.min(to ?? end, end);
    return from < until ? [{ from, to: until, cause: 'stopped' as const }] : [];
  });
  for (const { from, to, cause } of coverage.openGaps(place)) {
    if (cause === 'restart') holes.push({ from, to, cause: 'gap' });
    else
      for (const [start, stop] of bareHours(coverage, place, from, to))
        holes.push({ from: start, to: stop, cause: 'gap' });
    if (holes.length >= KEPT) break;
  }
  return holes.slice(0, KEPT).sort((a, b) => a.from - b.from);
}

/** Stops in which nothing else was logged. */
export function silent(stopped: readonly Stopped[]): Stopped[] {
  return stopped.filter(({ logged }) => logged === null);
}

/** Of a stretch what lies in hours that are not covered. */
function bareHours(coverage: Coverage, place: number, from: number, to: number): [from: number, to: number][] {
  const bare: [number, number][] = [];
  for (let hour = Math.floor(from / HOUR); hour * HOUR < to && bare.length < KEPT; hour += 1) {
    if (isCovered(coverage.hour(place, hour))) continue;
    const [start, end] = [Math.max(from, hour * HOUR), Math.min(to, (hour + 1) * HOUR)];
    const last = bare.at(-1);
    if (last?.[1] === start) last[1] = end;
    else bare.push([start, end]);
  }
  return bare;
}
