import type { Span } from '../../state/timeline/timeline-buckets';
import type { TimelineBars } from '../../state/timeline/timeline-reader';
import type { Clock } from '../../wording/clock';
import { count } from '../../wording/numbers';
import { timeToX } from './brush';
import type { Across } from './brush';
import { countScale, timeTicks } from './ticks';
import type { CountScale, TimeTick } from './ticks';
import type { Uncovered } from './uncovered';

/** Room below the plot for the time axis, px. */
export const AXIS = 22;
/** Room above the bars; with the line that says which part is shown. */
const TOP = 8;
export const PART_LINE = 24;
/** Room for flags, where there are any. */
export const FLAG_LINE = 16;
/** Room right of the plot. */
export const RIGHT = 12;
/** Labels of the time axis are at least this far apart, px. */
const TICK_PITCH = 92;
const COUNT_PITCH = 24;

/** Everything that is painted; all measures in CSS px. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly across: Across;
  readonly top: number;
  readonly base: number;
  readonly bars: TimelineBars | undefined;
  readonly scale: CountScale;
  /** Of the whole case's bars: the same, or one of their own. */
  readonly wholeScale: CountScale;
  readonly ticks: readonly TimeTick[];
  readonly selection: Span | undefined;
  readonly uncovered: readonly Uncovered[];
  /** The bucket under the pointer. */
  readonly hover: number | undefined;
  /** The instant of the event that is open. */
  readonly open: number | null;
}

export interface SceneInput {
  readonly width: number;
  /** Of the plot, without its axis. */
  readonly plot: number;
  readonly window: Span;
  readonly bars: TimelineBars | undefined;
  readonly log: boolean;
  /** A part of the case is shown, and above the bars stands which. */
  readonly part: boolean;
  /** Above the bars stand flags of what was said. */
  readonly flagged: boolean;
  readonly clock: Clock;
  readonly selection: Span | undefined;
  readonly uncovered: readonly Uncovered[];
  readonly hover: number | undefined;
  readonly open: number | null;
}

/** The room left of the plot for counts of that many digits, px. */
export function leftRoom(largest: number): number {
  return Math.max(44, 14 + 6.6 * count(Math.ceil(largest)).length);
}

/** Where flags stand, px from the top. */
export function flagLine(part: boolean): number {
  return part ? PART_LINE + 4 : TOP;
}

export function sceneOf(input: SceneInput): Scene {
  const { width, plot, window, bars, log, clock } = input;
  const { stack, whole } = largestShown(bars, window);
  const apart = wholeApart(bars, window, log);
  const top = flagLine(input.part) + (input.flagged ? FLAG_LINE : 0);
  const scale = countScale(apart ? stack : whole, log, Math.max(1, Math.floor((plot - top) / COUNT_PITCH)));
  const left = leftRoom(scale.ticks[scale.ticks.length - 1] ?? 0);
  const across: Across = { ...window, left, width: Math.max(1, width - left - RIGHT) };
  return {
    width,
    height: plot + AXIS,
    across,
    top,
    base: plot,
    bars,
    scale,
    wholeScale: apart ? { ...scale, top: whole } : scale,
    ticks: timeTicks(clock, window, Math.max(1, Math.floor(across.width / TICK_PITCH))),
    selection: input.selection,
    uncovered: input.uncovered,
    hover: input.hover,
    open: input.open,
  };
}

interface Largest {
  /** Of the filter's bars in view. */
  readonly stack: number;
  /** Of the whole case's. */
  readonly whole: number;
}

function largestShown(bars: TimelineBars | undefined, window: Span): Largest {
  let [stack, whole] = [0, 0];
  for (let i = 0; bars !== undefined && i + 1 < bars.edges.length; i++) {
    if ((bars.edges[i + 1] ?? 0) <= window.from || (bars.edges[i] ?? 0) >= window.to) continue;
    stack = Math.max(stack, bars.counts[i] ?? 0);
    whole = Math.max(whole, bars.whole[i] ?? 0, stack);
  }
  return { stack, whole };
}

/**
 * Whether the whole case stands behind on a scale of its own: where it is far larger than what the
 * filter left, bars of the filter on its scale could not be told apart.
 */
export function wholeApart(bars: TimelineBars | undefined, window: Span | undefined, log: boolean): boolean {
  if (bars === undefined || window === undefined || log) return false;
  const { stack, whole } = largestShown(bars, window);
  return stack > 0 && whole > 3 * stack;
}

/** Left and right edge of a bucket in px. */
export function bucketEdges(scene: Scene, bucket: number): readonly [left: number, right: number] {
  const edges = scene.bars?.edges ?? [];
  return [timeToX(scene.across, edges[bucket] ?? 0), timeToX(scene.across, edges[bucket + 1] ?? 0)];
}
