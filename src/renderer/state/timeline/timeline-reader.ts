import type { FacetName } from '../../../core/event/facet-catalogue';
import type { View } from '../../../core/query/filter';
import type { Histogram, HistogramOptions } from '../../../core/query/histogram';
import { SupersededError } from '../../store/client';
import type { Store } from '../../store/protocol';
import type { Clock } from '../../wording/clock';
import type { FilterState } from '../filter/filter-state.svelte';
import { chooseStep, edgesOver, evenBuckets, foldCounts } from './timeline-buckets';
import type { EvenBuckets, Span, Step } from './timeline-buckets';
import { layersOf, Palette, SERIES_ASKED } from './timeline-layers';
import type { Layer } from './timeline-layers';

/** What the bars show: counts by bucket between the edges. */
export interface TimelineBars {
  readonly edges: readonly number[];
  readonly step: Step;
  /** Events of the whole case. */
  readonly whole: Uint32Array;
  /** Of the filter without its range of time, from the base up. */
  readonly layers: readonly Layer[];
  /** All layers together. */
  readonly counts: Uint32Array;
}

/** What stands beside the bars: exact over the filter with its range of time, in the part of the case that is shown. */
export interface TimelineLegend {
  /** The part that was shown when this was asked; undefined where no event of the case states a time. */
  readonly part: Span | undefined;
  readonly layers: readonly Layer[];
  /** Events in the part, before it and after it. */
  readonly events: number;
  readonly before: number;
  readonly after: number;
  /** Events of the filter without a time; a range of time leaves them out. */
  readonly withoutTime: number;
}

export interface TimelineWish {
  readonly window: Span;
  readonly stack: FacetName;
  /** Bars that there is room for. */
  readonly most: number;
  readonly clock: Clock;
}

export interface TimelineAnswer {
  readonly bars: TimelineBars | undefined;
  readonly legend: TimelineLegend;
}

/** Every time that an event can have. */
const ALL_TIMES = { from: 0, to: 0xffffffff, buckets: 1 } as const;

/** What the timeline asks of the index. */
export class TimelineReader {
  readonly #palette = new Palette();
  /** Rises with the events of the case: an answer that is under way then is of the older ones. */
  #events = 0;
  #whole: { readonly key: string; readonly counts: Uint32Array } | undefined;

  constructor(
    private readonly store: Pick<Store, 'histogram' | 'rows'>,
    private readonly filters: FilterState,
  ) {}

  /** @param wish undefined: no event of the case states a time; there is no axis, and all stand beside it */
  async read(wish: TimelineWish | undefined): Promise<TimelineAnswer> {
    const { filters } = this;
    if (wish === undefined) {
      const { withoutTime } = await this.#histogram(filters.viewOfAllTimes, ALL_TIMES);
      return { bars: undefined, legend: { part: wish, layers: [], events: 0, before: 0, after: 0, withoutTime } };
    }
    const { window, stack, most, clock } = wish;
    const step = chooseStep(window, most);
    const edges = edgesOver(clock, step, window);
    const even = evenBuckets(edges);
    const whole = await this.#wholeCase(edges, even, clock);
    const stacked = { stack, series: SERIES_ASKED };
    const inView = await this.#histogram(filters.viewOfAllTimes, { ...even, ...stacked });
    const folded = foldHistogram(inView, even, edges);
    const exact = await this.#histogram(filters.view, { ...wholeSeconds(window), buckets: 1, ...stacked });
    const { counts, before, after } = exact;
    return {
      bars: { edges, step, whole, layers: layersOf(stack, folded, this.#palette), counts: folded.counts },
      legend: {
        part: window,
        layers: layersOf(stack, exact, this.#palette),
        events: counts[0] ?? 0,
        before,
        after,
        withoutTime: inView.withoutTime,
      },
    };
  }

  /** How many events of the view lie before, in and after one second. */
  around(second: number): Promise<Histogram> {
    return this.#histogram(this.filters.view, { from: second, to: second + 1, buckets: 1 });
  }

  /** From the first event of the view to the last; undefined where none has a time. */
  async results(): Promise<Span | undefined> {
    const { view } = this.filters;
    const { counts, after } = await this.#histogram(view, { ...ALL_TIMES, buckets: 1 });
    const timed = (counts[0] ?? 0) + after;
    const [from, last] = [await this.#timeAt(view, 0), await this.#timeAt(view, timed - 1)];
    return from === undefined || last === undefined ? undefined : { from, to: last + 1 };
  }

  /** The time of the view's last event before an instant, or of its first one from there on; undefined: there is none. */
  async nearest(at: number, side: 'before' | 'after'): Promise<number | undefined> {
    const { view } = this.filters;
    const second = Math.ceil(at);
    const { before } = await this.#histogram(view, { from: second, to: second + 1, buckets: 1 });
    return this.#timeAt(view, side === 'before' ? before - 1 : before);
  }

  /** Events were added. */
  forgetWhole(): void {
    this.#events++;
  }

  /** Another facet is stacked. */
  forgetColours(): void {
    this.#palette.clear();
  }

  /** The time of a row of the view in the order of time. */
  async #timeAt(view: View, row: number): Promise<number | undefined> {
    if (row < 0) return undefined;
    const { rows } = await this.store.rows({ view, sort: [], start: row, end: row + 1, columns: [] });
    return rows[0]?.time ?? undefined;
  }

  /** The filter does not change these. */
  async #wholeCase(edges: readonly number[], even: EvenBuckets, clock: Clock): Promise<Uint32Array> {
    const key = [this.#events, this.filters.copies, clock.name, even.from, even.to, edges.length].join(' ');
    if (this.#whole?.key === key) return this.#whole.counts;
    const { counts } = await this.#histogram(this.filters.viewOfAll, even);
    const folded = foldCounts(counts, even, edges);
    this.#whole = { key, counts: folded };
    return folded;
  }

  /** Of waiting histograms only the newest is answered: one that gave way is asked again. */
  async #histogram(view: View, options: HistogramOptions): Promise<Histogram> {
    for (;;) {
      try {
        return await this.store.histogram(view, options);
      } catch (error) {
        if (!(error instanceof SupersededError)) throw error;
      }
    }
  }
}

function foldHistogram(histogram: Histogram, even: EvenBuckets, edges: readonly number[]): Histogram {
  const fold = (counts: Uint32Array): Uint32Array => foldCounts(counts, even, edges);
  const { others, ...rest } = histogram;
  return {
    ...rest,
    counts: fold(histogram.counts),
    series: histogram.series.map(({ value, counts }) => ({ value, counts: fold(counts) })),
    ...(others === undefined ? {} : { others: fold(others) }),
  };
}

/** The seconds whose events lie in a stretch; at least one. */
function wholeSeconds({ from, to }: Span): Span {
  const first = Math.ceil(from);
  return { from: first, to: Math.max(Math.ceil(to), first + 1) };
}
