import type { CoveredRange } from '../../core/segment/layout';
import { mergeRanges } from './coverage';
import type { RecordRange, SourceReport, SourceTask } from './source-task';

/** A source between being handed to a worker and being wholly in released segments. */
export interface TrackedSource {
  readonly task: SourceTask;
  readonly worker: number;
  /** Once a worker has read it. */
  report: SourceReport | undefined;
  /** Kept in the case (at once, where it was a source of the case already). */
  durable: boolean;
  /** Of its records, those that released segments or the window have. */
  covered: readonly RecordRange[];
  /** A released segment states its end. */
  ended: boolean;
}

/**
 * The sources at hand, so that nothing is lost where a worker ends or reading is halted. Holds a
 * few batches a worker, whatever the size of the case.
 */
export class TrackedSources {
  private readonly sources = new Map<number, TrackedSource>();

  get size(): number {
    return this.sources.size;
  }

  get(no: number): TrackedSource | undefined {
    return this.sources.get(no);
  }

  hand(task: SourceTask, worker: number): void {
    const covered = task.kind === 'stored' ? task.skip : [];
    const durable = task.kind === 'stored';
    this.sources.set(task.no, { task, worker, report: undefined, durable, covered, ended: false });
  }

  /** May segments that cover it be given out? Sources that are no longer tracked are wholly kept. */
  isDurable(no: number): boolean {
    return this.sources.get(no)?.durable ?? true;
  }

  /** True where the source of the last range is still being read. */
  moreToCome(covers: readonly CoveredRange[]): boolean {
    const last = covers.at(-1);
    const source = last === undefined ? undefined : this.sources.get(last.source);
    return source !== undefined && source.report === undefined;
  }

  /** These ranges are in a segment that can be pulled. */
  release(covers: readonly CoveredRange[]): void {
    for (const range of covers) {
      const source = this.sources.get(range.source);
      if (source === undefined) continue;
      source.covered = mergeRanges([...source.covered, [range.first, range.end]]);
      source.ended ||= range.last;
      this.forgetIfSettled(source);
    }
  }

  /** Forgets the source once nothing of it can be lost any more. */
  forgetIfSettled(source: TrackedSource): void {
    const { report, task } = source;
    if (report === undefined || !source.durable) return;
    const inSegments = report.outcome === 'read' && report.records > 0;
    if (!inSegments || isWhole(source)) this.sources.delete(task.no);
  }

  forget(no: number): void {
    this.sources.delete(no);
  }

  /** Those of one worker, or all; in the order in which they were handed out. */
  of(worker?: number): TrackedSource[] {
    const all = [...this.sources.values()];
    return worker === undefined ? all : all.filter((source) => source.worker === worker);
  }
}

/** True where released segments and the window have every record of the source. */
export function isWhole({ ended, covered }: TrackedSource): boolean {
  return ended && covered.length === 1 && covered[0]?.[0] === 0;
}
