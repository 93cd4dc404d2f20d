import type { FilterState } from '../filter/filter-state.svelte';
import type { Span } from './timeline-buckets';
import type { TimelineLegend, TimelineReader } from './timeline-reader';
import { meet } from './timeline-window';

/**
 * Decides when the part that is shown must move, because the range or the events of the filter have left it. What the
 * analyst went to by the timeline itself stays: a stretch without events may be looked at on purpose.
 */
export class TimelineFollower {
  /** The range when it was last looked at, as text. */
  #range = '';
  #following = false;

  constructor(
    private readonly filters: FilterState,
    private readonly reader: Pick<TimelineReader, 'results'>,
  ) {}

  /** What the next answer says of the part that is shown is to be looked at. */
  get following(): boolean {
    return this.#following;
  }

  /**
   * @param legend what was there before the change
   * @returns whether the range is another one
   */
  filterChanged(legend: TimelineLegend | undefined): boolean {
    if (legend !== undefined && (legend.events > 0 || legend.before + legend.after === 0)) this.#following = true;
    const before = this.#range;
    this.#range = this.#text();
    return this.#range !== before;
  }

  /** A view was loaded, with its filter and the part that was looked at. */
  loaded(): void {
    this.#range = this.#text();
    this.#following = true;
  }

  /** What had to move has moved. */
  followed(): void {
    this.#following = false;
  }

  /**
   * What has to be shown and is not: a range of which nothing is in the part, else the events of the view where the
   * part has none of them.
   */
  async astray(
    { part, events, before, after }: TimelineLegend,
    selection: Span | undefined,
  ): Promise<Span | undefined> {
    if (part === undefined) return undefined;
    if (selection !== undefined && !meet(selection, part)) return selection;
    return events === 0 && before + after > 0 ? this.reader.results() : undefined;
  }

  #text(): string {
    const { time } = this.filters;
    return time === undefined || time.off ? '' : `${String(time.from)} ${String(time.to)}`;
  }
}
