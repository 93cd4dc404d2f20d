import type { Span } from '../../state/timeline/timeline-buckets';
import type { Tone } from '../../state/timeline/timeline-layers';
import type { TimelineBars } from '../../state/timeline/timeline-reader';
import type { Clock } from '../../wording/clock';
import { eventsWithin } from './brush-steps';
import { uncoveredHint } from './uncovered';
import type { Uncovered } from './uncovered';

/** What is said of a stretch of the timeline. */
export interface Hint {
  /** The stretch in words, with its zone. */
  readonly title: string;
  readonly events: number;
  readonly layers: readonly {
    readonly key: string;
    readonly label: string;
    readonly tone: Tone;
    readonly events: number;
  }[];
  /** Of the whole case; undefined where the filter hides nothing of it. */
  readonly whole: number | undefined;
  /** What is not covered of it. */
  readonly uncovered: string | undefined;
}

/** Of one bucket: its range, its count by colour, and what is not covered of it. */
export function bucketHint(bars: TimelineBars, bucket: number, clock: Clock, uncovered: readonly Uncovered[]): Hint {
  const events = bars.counts[bucket] ?? 0;
  const whole = bars.whole[bucket] ?? 0;
  return {
    title: clock.range(bars.edges[bucket] ?? 0, bars.edges[bucket + 1] ?? 0),
    events,
    layers: bars.layers
      .map(({ key, label, tone, counts }) => ({ key, label, tone, events: counts[bucket] ?? 0 }))
      .filter((layer) => layer.events > 0),
    whole: whole === events ? undefined : whole,
    uncovered: uncoveredHint(uncovered, bars.edges[bucket] ?? 0, bars.edges[bucket + 1] ?? 0),
  };
}

/** Of a range while it is dragged: its ends and its count. */
export function rangeHint(bars: TimelineBars, range: Span, clock: Clock, uncovered: readonly Uncovered[]): Hint {
  return {
    title: clock.range(range.from, range.to),
    events: eventsWithin(bars, range),
    layers: [],
    whole: undefined,
    uncovered: uncoveredHint(uncovered, range.from, range.to),
  };
}
