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
}

/** Finished segments that main holds before workers must wait. */
export const SEGMENTS_HELD = 6;

/**
 * Finished segments between the workers and the window. A segment is given out only once all its
 * sources are durable in the case; it is gone once the window says that it is committed.
 */
export class SegmentQueue {
  private held: Held[] = [];
  private readonly ready: QueuedSegment[] = [];
  private readonly givenOut = new Set<string>();
  private readonly waiting: ((segment: QueuedSegment | undefined) => void)[] = [];
  private ended = false;

  /**
   * @param isDurable whether a source's manifest line is on the disk
   * @param onReleased a segment can be pulled: what it covers need not be read again in this run
   */
  constructor(
    private readonly isDurable: (source: number) => boolean,
    private readonly onReleased: (covers: readonly CoveredRange[]) => void,
    private readonly limit = SEGMENTS_HELD,
  ) {}

  /**
   * True where there is room for another one. Segments given out and not yet committed take room
   * too; those that wait for their sources do not, or a source of many segments could never end.
   */
  get hasRoom(): boolean {
    return this.ready.length + this.givenOut.size < this.limit;
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
    this.held.push({ worker, segment: { id: randomUUID(), bytes, rows, covers } });
    this.release();
  }

  /** Moves on what has become durable. */
  release(): void {
    this.held = this.held.filter(({ segment }) => {
      if (!segment.covers.every((range) => this.isDurable(range.source))) return true;
      this.onReleased(segment.covers);
      const puller = this.waiting.shift();
      if (puller === undefined) this.ready.push(segment);
      else this.giveOut(segment, puller);
      return false;
    });
  }

  /** Forgets a worker's segments (without one: all) that were not released: their sources are read again. */
  drop(worker?: number): void {
    this.held = worker === undefined ? [] : this.held.filter((held) => held.worker !== worker);
  }

  /** The window has these durably. Ids that are not known are those of an earlier session: no harm. */
  commit(ids: readonly string[]): void {
    for (const id of ids) this.givenOut.delete(id);
  }

  /** The next segment; undefined after `wait` milliseconds without one, and once the queue has ended. */
  next(wait: number): Promise<QueuedSegment | undefined> {
    const segment = this.ready.shift();
    if (segment !== undefined) {
      this.givenOut.add(segment.id);
      return Promise.resolve(segment);
    }
    if (this.ended || wait <= 0) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const at = this.waiting.indexOf(settle);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve(undefined);
      }, wait);
      const settle = (found: QueuedSegment | undefined): void => {
        clearTimeout(timer);
        resolve(found);
      };
      this.waiting.push(settle);
    });
  }

  /** Lets go of those who wait: nothing more will come for now. */
  letGo(): void {
    for (const settle of this.waiting.splice(0)) settle(undefined);
  }

  /** Drops everything. */
  end(): void {
    this.ended = true;
    this.held = [];
    this.ready.length = 0;
    this.givenOut.clear();
    this.letGo();
  }

  private giveOut(segment: QueuedSegment, puller: (segment: QueuedSegment) => void): void {
    this.givenOut.add(segment.id);
    puller(segment);
  }
}
