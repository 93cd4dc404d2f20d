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

/** What stands beside the bars: exact over the filter with its range of time. */
export interface TimelineLegend {
  readonly layers: readonly Layer[];
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
    private readonly store: Pick<Store, 'histogram'>,
    private readonly filters: FilterState,
  ) {}

  /** @param wish undefined: no event of the case states a time; there is no axis, and all stand beside it */
  async read(wish: TimelineWish | undefined): Promise<TimelineAnswer> {
    const { filters } = this;
    if (wish === undefined) {
      const { withoutTime } = await this.#histogram(filters.viewOfAllTimes, ALL_TIMES);
      return { bars: undefined, legend: { layers: [], withoutTime } };
    }
    const { window, stack, most, clock } = wish;
    const step = chooseStep(window, most);
    const edges = edgesOver(clock, step, window);
    const even = evenBuckets(edges);
    const whole = await this.#wholeCase(edges, even, clock);
    const stacked = { stack, series: SERIES_ASKED };
    const inView = await this.#histogram(filters.viewOfAllTimes, { ...even, ...stacked });
    const folded = foldHistogram(inView, even, edges);
    const exact = await this.#histogram(filters.view, { ...ALL_TIMES, ...stacked });
    return {
      bars: { edges, step, whole, layers: layersOf(stack, folded, this.#palette), counts: folded.counts },
      legend: { layers: layersOf(stack, exact, this.#palette), withoutTime: inView.withoutTime },
    };
  }

  /** How many events of the view lie before, in and after one second. */
  around(second: number): Promise<Histogram> {
    return this.#histogram(this.filters.view, { from: second, to: second + 1, buckets: 1 });
  }

  /** Events were added. */
  forgetWhole(): void {
    this.#events++;
  }

  /** Another facet is stacked. */
  forgetColours(): void {
    this.#palette.clear();
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
