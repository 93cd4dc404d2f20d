import { randomUUID } from 'node:crypto';
import type { CoveredRange } from '../../core/segment/layout';
import type { BuiltSegment } from './record-indexer';

/** A segment on its way to the window. */
export interface QueuedSegment extends BuiltSegment {
  readonly id: string;
}

interface Held {
  readonly worker: number;
  readonly segment: QueuedSegment;
  /** Of its ranges, so many from the start are known to be of durable sources: durable stays durable. */
  durable: number;
}

interface GivenOut {
  readonly segment: QueuedSegment;
  /** Milliseconds of the monotonic clock. */
  readonly at: number;
  /** More than one reply has it: one of them may still be on its way when the other is committed. */
  readonly again: boolean;
}

export interface NextOptions {
  /** Milliseconds to wait for a segment. */
  readonly wait: number;
  /** The puller is gone. */
  readonly signal?: AbortSignal | undefined;
}

export interface SegmentQueueOptions {
  /** Whether a source's manifest line is on the disk. */
  readonly isDurable: (source: number) => boolean;
  /** A segment can be pulled: what it covers is not read again in this run. */
  readonly onReleased: (covers: readonly CoveredRange[]) => void;
  /** The window has it durably and no reply with it is under way: its bytes may go. */
  readonly onCommitted?: ((segment: QueuedSegment) => void) | undefined;
  readonly limit?: number;
  /** Milliseconds after which a segment that was not committed is given out again. */
  readonly patience?: number;
}

/** Finished segments that main holds before workers must wait: two on their way, and the next. */
const SEGMENTS_HELD = 3;
/** A response may be lost; taking the same segment twice does no harm, since the window refuses it. */
const PATIENCE = 15_000;

/**
 * Finished segments between the workers and the window. A segment is given out only once all its
 * sources are durable in the case, and is let go only once the window has committed it.
 */
export class SegmentQueue {
  private held: Held[] = [];
  private readonly ready: QueuedSegment[] = [];
  private readonly givenOut = new Map<string, GivenOut>();
  private readonly waiting = new Set<() => void>();
  private ended = false;
  private lettingGo = false;

  constructor(private readonly options: SegmentQueueOptions) {}

  /**
   * True where there is room for another one. Segments given out and not yet committed take room
   * too; those that wait for their sources do not, or a source of many segments could never end.
   */
  get hasRoom(): boolean {
    return this.ready.length + this.givenOut.size < (this.options.limit ?? SEGMENTS_HELD);
  }

  /** True where nothing is left to give out or to wait for. */
  get empty(): boolean {
    return this.held.length === 0 && this.ready.length === 0 && this.givenOut.size === 0;
  }

  /** True where a puller would get one at once. */
  get pullable(): boolean {
    return this.ready.length > 0;
  }

  put(worker: number, segment: BuiltSegment): void {
    if (this.ended) return;
    const { bytes, rows, covers } = segment;
    this.held.push({ worker, segment: { id: randomUUID(), bytes, rows, covers }, durable: 0 });
    this.release();
  }

  /** Moves on what has become durable. */
  release(): void {
    const before = this.ready.length;
    this.held = this.held.filter((held) => {
      const { segment } = held;
      if (!this.isDurable(held)) return true;
      this.options.onReleased(segment.covers);
      this.ready.push(segment);
      return false;
    });
    if (this.ready.length > before) this.stir();
  }

  /** Forgets a worker's segments (without one: all) that were not released: their sources are read again. */
  drop(worker?: number): void {
    this.held = worker === undefined ? [] : this.held.filter((held) => held.worker !== worker);
  }

  /** The window has these durably. Ids that are not known are those of an earlier session: no harm. */
  commit(ids: readonly string[]): void {
    for (const id of ids) {
      const given = this.givenOut.get(id);
      this.givenOut.delete(id);
      if (given?.again === false) this.options.onCommitted?.(given.segment);
    }
  }

  /** The next segment; undefined after the wait without one, once the puller is gone, and at `letGo`. */
  async next({ wait, signal }: NextOptions): Promise<QueuedSegment | undefined> {
    const until = performance.now() + wait;
    for (;;) {
      if (signal?.aborted === true || this.ended) return undefined;
      const segment = this.ready.shift() ?? this.overdue();
      if (segment !== undefined) {
        this.givenOut.set(segment.id, { segment, at: performance.now(), again: this.givenOut.has(segment.id) });
        return segment;
      }
      const left = until - performance.now();
      if (left <= 0 || !(await this.stirred(Math.min(left, this.nextOverdue()), signal))) return undefined;
    }
  }

  /** Lets go of those who wait: nothing more will come for now. */
  letGo(): void {
    this.lettingGo = true;
    this.stir();
    this.lettingGo = false;
  }

  /** Drops everything. */
  end(): void {
    this.ended = true;
    this.held = [];
    this.ready.length = 0;
    this.givenOut.clear();
    this.letGo();
  }

  private isDurable(held: Held): boolean {
    const { covers } = held.segment;
    for (let range = covers[held.durable]; range !== undefined; range = covers[held.durable]) {
      if (!this.options.isDurable(range.source)) return false;
      held.durable += 1;
    }
    return true;
  }

  private stir(): void {
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves at the next stir, or after `wait`; false where those who wait are let go. */
  private stirred(wait: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve(!this.lettingGo);
      };
      const timer = setTimeout(wake, wait);
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  private get patience(): number {
    return this.options.patience ?? PATIENCE;
  }

  private overdue(): QueuedSegment | undefined {
    const limit = performance.now() - this.patience;
    for (const { segment, at } of this.givenOut.values()) if (at <= limit) return segment;
    return undefined;
  }

  /** Milliseconds until a segment given out may be overdue. */
  private nextOverdue(): number {
    let earliest = Infinity;
    for (const { at } of this.givenOut.values()) earliest = Math.min(earliest, at);
    return Math.max(1, earliest + this.patience - performance.now());
  }
}
