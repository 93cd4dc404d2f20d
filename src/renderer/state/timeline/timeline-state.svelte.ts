import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Counts } from '../../../core/query/filter';
import { SupersededError } from '../../store/client';
import type { Store } from '../../store/protocol';
import type { Clock } from '../../wording/clock';
import type { FilterState } from '../filter/filter-state.svelte';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import type { TimeRange } from '../filter/time-clause';
import { chooseStep, edgesOver } from './timeline-buckets';
import type { Span } from './timeline-buckets';
import { STACK_FACETS } from './timeline-layers';
import { TimelineFollower } from './timeline-follower';
import { TimelineReader } from './timeline-reader';
import type { TimelineBars, TimelineLegend } from './timeline-reader';
import { aroundSelection, holding, holds, LEAST_SPAN, pan, readZoom, zoomAround } from './timeline-window';
import type { ViewFields, ViewPart } from '../view/view-string';

/** px between the left edges of two bars, at least. */
const PITCH = 8;

/** What the timeline goes by and others own. */
export interface TimelineFacts {
  readonly clock: () => Clock;
  /** Over the whole case. */
  readonly totals: () => Counts | undefined;
  /** Told, once it has settled, that what is looked at has changed. */
  readonly viewChanged: () => void;
}

/** A zoom by the wheel changes many times a second; the view string follows when it rests. */
const REST_MS = 300;
const FIRST_STACK: FacetName = 'outcome';

/** The histogram above the grid. What it looks at (zoom, stack, scale) is its own; the range it selects is the filter's. */
export class TimelineState implements ViewPart {
  /** Kept while newer ones are on their way. */
  bars = $state.raw<TimelineBars | undefined>();
  legend = $state.raw<TimelineLegend | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** What the analyst zoomed to; undefined: the whole case. */
  #zoom = $state.raw<Span | undefined>();
  /** Questions asked, and the last one whose answer is shown. */
  #asked = $state(0);
  #answered = $state(0);
  #stack = $state<FacetName>(FIRST_STACK);
  #log = $state(false);
  #height = $state<number | null>(null);

  readonly #reading: Latest;
  readonly #reader: TimelineReader;
  readonly #follower: TimelineFollower;
  readonly #key: string;
  #width = $state(0);
  readonly #extent = $derived.by(() => this.#wholeExtent());
  #filter = 0;
  /** The range is being moved within what is shown. */
  #brushing = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    caseId: string,
    store: Pick<Store, 'histogram' | 'rows'>,
    private readonly filters: FilterState,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    private readonly facts: TimelineFacts,
  ) {
    this.#reader = new TimelineReader(store, filters);
    this.#follower = new TimelineFollower(filters, this.#reader);
    this.#key = `trailbench.timeline.${caseId}`;
    this.#height = readHeight(storage.getItem(this.#key));
    this.#reading = new Latest(
      () => this.#read(),
      (error) => {
        this.#answered = this.#asked;
        this.problem = problemOf(error);
      },
    );
  }

  /** The newest question is not answered yet. */
  get asking(): boolean {
    return this.#asked !== this.#answered;
  }

  get stack(): FacetName {
    return this.#stack;
  }

  get log(): boolean {
    return this.#log;
  }

  /** Of the plot, px, remembered per case; null: as fits the window. */
  get height(): number | null {
    return this.#height;
  }

  /** From the first event of the case to the last, in whole buckets; undefined where none has a time. */
  get extent(): Span | undefined {
    return this.#extent;
  }

  /** The stretch that is shown. */
  get window(): Span | undefined {
    return this.#zoom ?? this.extent;
  }

  get zoomed(): boolean {
    return this.#zoom !== undefined;
  }

  /** The filter's range with its open ends at the ends of the case; undefined where there is none that is on. */
  get selection(): Span | undefined {
    const { time } = this.filters;
    const { extent } = this;
    if (time === undefined || time.off || extent === undefined) return undefined;
    return {
      from: time.from ?? Math.min(extent.from, time.to ?? extent.from),
      to: time.to ?? Math.max(extent.to, time.from ?? 0),
    };
  }

  setStack(stack: FacetName): void {
    if (stack === this.#stack) return;
    this.#reader.forgetColours();
    this.#stack = stack;
    this.#ask();
    this.#viewChanged();
  }

  setLog(log: boolean): void {
    this.#log = log;
    this.#viewChanged();
  }

  /** @param height in px; null: back to what fits the window */
  setHeight(height: number | null): void {
    this.#height = height;
    this.storage.setItem(this.#key, JSON.stringify(height));
  }

  /** The width of the plot in px, by which buckets are chosen. */
  setWidth(width: number): void {
    if (width === this.#width) return;
    this.#width = width;
    this.#ask();
  }

  /**
   * The filter takes this range; undefined: it has none any more.
   * @param gesture steps of the same one in quick succession are undone together
   */
  select(range: TimeRange | undefined, gesture?: string): void {
    this.filters.setTime(range ?? null, gesture);
  }

  /** As `select`, from what is shown, which stays where it is. */
  brush(range: TimeRange | undefined, gesture?: string): void {
    this.#brushing = true;
    try {
      this.select(range, gesture);
    } finally {
      this.#brushing = false;
    }
  }

  zoomTo(span: Span | undefined): void {
    // Whoever goes somewhere after a change of the filter stays there.
    this.#follower.followed();
    this.#zoom = span;
    this.#ask();
    this.#viewChanged();
  }

  /** @param factor under 1 zooms in; `at` is the instant that stays in its place, else the middle of what is selected */
  zoomBy(factor: number, at?: number): void {
    const { window, extent } = this;
    if (window === undefined || extent === undefined) return;
    this.zoomTo(zoomAround(window, at ?? this.#middle(window), factor, extent));
  }

  /** To the selection; where that is shown already, or there is none, to the whole case. */
  zoomToSelection(): void {
    const { selection, extent } = this;
    if (selection === undefined || extent === undefined) {
      this.zoomTo(undefined);
      return;
    }
    const target = aroundSelection(selection, extent);
    const same = target !== undefined && target.from === this.#zoom?.from && target.to === this.#zoom.to;
    this.zoomTo(same ? undefined : target);
  }

  panBy(seconds: number): void {
    const { extent } = this;
    if (this.#zoom === undefined || extent === undefined) return;
    this.zoomTo(pan(this.#zoom, seconds, extent));
  }

  /** Whether `step` would do anything. */
  get steps(): boolean {
    return this.selection !== undefined || this.zoomed;
  }

  /**
   * The selected range moves on by its own length, and what is shown with it where it would leave the
   * view; without a selection what is shown moves by half its length.
   */
  step(direction: -1 | 1): void {
    const { selection, extent } = this;
    if (selection === undefined) {
      if (this.#zoom !== undefined) this.panBy((direction * (this.#zoom.to - this.#zoom.from)) / 2);
      return;
    }
    const by = direction * (selection.to - selection.from);
    const next = { from: selection.from + by, to: selection.to + by };
    if (extent === undefined || next.to <= extent.from || next.from >= extent.to) return;
    const out = this.#zoom !== undefined && (next.from < this.#zoom.from || next.to > this.#zoom.to);
    if (out) this.panBy(by);
    this.brush(next, 'step the range of time');
  }

  /**
   * To the events of the view that lie before what is shown (-1) or after it (1): a length of it on, or farther to the
   * nearest of them.
   */
  async goBeside(side: -1 | 1): Promise<void> {
    const zoom = this.#zoom;
    if (zoom === undefined) return;
    try {
      const [end, where] = side < 0 ? ([zoom.from, 'before'] as const) : ([zoom.to, 'after'] as const);
      const nearest = await this.#reader.nearest(end, where);
      if (nearest === undefined || zoom !== this.#zoom) return;
      const length = zoom.to - zoom.from;
      const near = side < 0 ? nearest >= zoom.from - length : nearest < zoom.to + length;
      this.panBy(near ? side * length : nearest - (zoom.from + zoom.to) / 2);
    } catch (error) {
      if (!(error instanceof SupersededError)) this.problem = problemOf(error);
    }
  }

  /** Brings an instant into view without changing how much is shown. */
  reveal(at: number): void {
    const { extent } = this;
    if (this.#zoom === undefined || extent === undefined || (at >= this.#zoom.from && at < this.#zoom.to)) return;
    this.panBy(at - (this.#zoom.from + this.#zoom.to) / 2);
  }

  /**
   * The place of the first event at this instant or after it, in rows sorted by time.
   * @returns undefined where the view has none
   */
  async rowAt(at: number, descending: boolean): Promise<number | undefined> {
    const { before, after, counts } = await this.#reader.around(Math.floor(at));
    const following = after + (counts[0] ?? 0);
    if (following === 0) return undefined;
    return descending ? following - 1 : before;
  }

  /** When the first event of the view at this instant or after it happened; undefined where the view has none. */
  nextTime(at: number): Promise<number | undefined> {
    return this.#reader.nearest(at, 'after');
  }

  refresh(cause: 'filter' | 'data' | 'zone'): void {
    if (cause === 'data') this.#reader.forgetWhole();
    else if (cause === 'filter') {
      this.#filter++;
      const { selection } = this;
      if (this.#follower.filterChanged(this.legend) && !this.#brushing && selection !== undefined)
        this.#hold(selection);
    }
    this.#ask();
  }

  stop(): void {
    clearTimeout(this.#rest);
    this.#reading.stop();
  }

  /** What the view string carries: what is looked at, but not how high it is. */
  save(): Readonly<Record<string, string>> {
    const zoom = this.#zoom;
    return {
      ...(zoom === undefined ? {} : { zoom: `${String(Math.floor(zoom.from))}-${String(Math.ceil(zoom.to))}` }),
      ...(this.#stack === FIRST_STACK ? {} : { stack: this.#stack }),
      ...(this.#log ? { counts: 'log' } : {}),
    };
  }

  load(fields: ViewFields): void {
    this.#zoom = readZoom(fields.get('zoom'));
    const stack = STACK_FACETS.find((facet) => facet === fields.get('stack')) ?? FIRST_STACK;
    if (stack !== this.#stack) this.#reader.forgetColours();
    this.#stack = stack;
    this.#log = fields.get('counts') === 'log';
    this.#follower.loaded();
    this.#ask();
  }

  #wholeExtent(): Span | undefined {
    const { firstTime = null, lastTime = null } = this.facts.totals() ?? {};
    if (firstTime === null || lastTime === null) return undefined;
    const span = { from: firstTime, to: lastTime + 1 };
    const room = Math.max(0, LEAST_SPAN - (span.to - span.from)) / 2;
    const least = { from: Math.floor(span.from - room), to: Math.ceil(span.to + room) };
    const edges = edgesOver(this.facts.clock(), chooseStep(least, this.#most), least);
    return { from: edges[0] ?? least.from, to: edges[edges.length - 1] ?? least.to };
  }

  get #most(): number {
    return Math.max(1, Math.floor(this.#width / PITCH));
  }

  #middle(window: Span): number {
    const { selection } = this;
    const middle = selection === undefined ? undefined : (selection.from + selection.to) / 2;
    const inView = middle !== undefined && middle > window.from && middle < window.to;
    return inView ? middle : (window.from + window.to) / 2;
  }

  /** Moves what is shown so that it holds a stretch. @returns false where it holds it already */
  #hold(span: Span): boolean {
    const { extent } = this;
    if (this.#zoom === undefined || extent === undefined || holds(this.#zoom, span)) return false;
    this.zoomTo(holding(this.#zoom, span, extent));
    return true;
  }

  #viewChanged(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.facts.viewChanged(), REST_MS);
  }

  #ask(): void {
    if (this.#width <= 0 || this.facts.totals() === undefined) return;
    this.#asked++;
    this.#reading.request();
  }

  async #read(): Promise<void> {
    const turn = this.#asked;
    const filter = this.#filter;
    const { window, stack } = this;
    const { following } = this.#follower;
    const wish = window === undefined ? undefined : { window, stack, most: this.#most, clock: this.facts.clock() };
    const read = await this.#reader.read(wish);
    // Bars of an older filter or facet would be wrong beside the newer one; those of an older zoom are merely coarse.
    if (stack !== this.stack || filter !== this.#filter) return;
    if (following) {
      const astray = this.zoomed ? await this.#follower.astray(read.legend, this.selection) : undefined;
      if (filter !== this.#filter) return;
      this.#follower.followed();
      if (astray !== undefined && window === this.window && this.#hold(astray)) return;
    }
    this.bars = read.bars;
    this.legend = read.legend;
    this.problem = undefined;
    this.#answered = turn;
  }
}

function readHeight(stored: string | null): number | null {
  const height = Number(stored ?? Number.NaN);
  return Number.isFinite(height) && height > 0 ? height : null;
}
