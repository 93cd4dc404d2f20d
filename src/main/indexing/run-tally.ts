import { sumOf } from '../../core/counts';
import type { RecordRange, SourceReport, SourceTask } from './source-task';
import type { TrackedSource } from './tracked-sources';

/** What was done in this run. */
export interface RunTotals {
  readonly sources: number;
  /** Stored bytes. */
  readonly bytes: number;
  readonly events: number;
  /** Rejected records and rests, and sources that could not be read. */
  readonly quarantined: number;
}

/** Counts what a run has done; what is read again is taken out, and counted when it comes again. */
export class RunTally {
  private sources = 0;
  private bytes = 0;
  private events = 0;
  private quarantined = 0;

  /** @param partial of the sources that workers are reading: stored bytes, and events */
  totals(partial: Pick<RunTotals, 'bytes' | 'events'>): RunTotals {
    const { sources, bytes, events, quarantined } = this;
    return { sources, bytes: sumOf(bytes, partial.bytes), events: events + partial.events, quarantined };
  }

  count(task: SourceTask, report: SourceReport): void {
    this.sources += 1;
    this.bytes += task.size;
    if (report.outcome === 'read') {
      this.events += report.events;
      if (task.kind === 'new') this.quarantined += report.rejected;
    } else if (report.outcome === 'failed') {
      this.quarantined += 1;
    }
  }

  /** The source will be counted again. */
  uncount({ task, report, covered }: TrackedSource): void {
    if (report?.outcome !== 'read') return;
    const skipped = task.kind === 'stored' ? recordsIn(task.skip) : 0;
    this.sources -= 1;
    this.bytes -= task.size;
    this.events -= Math.max(0, report.events - (recordsIn(covered) - skipped));
    if (task.kind === 'new') this.quarantined -= report.rejected;
  }

  /** The source was counted as read, and then found to be in the case already. */
  countAsKnown(source: TrackedSource): void {
    this.uncount(source);
    this.sources += 1;
    this.bytes += source.task.size;
  }
}

function recordsIn(ranges: readonly RecordRange[]): number {
  return ranges.reduce((sum, [first, end]) => sum + end - first, 0);
}
