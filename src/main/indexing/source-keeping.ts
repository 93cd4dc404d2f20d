import { freeBytes } from '../streams/free-bytes';
import type { Keeper } from './keeper';
import type { Rereading } from './rereading';
import type { RunTally } from './run-tally';
import type { NewSourceTask, SourceReport } from './source-task';
import type { TrackedSource, TrackedSources } from './tracked-sources';

export interface SourceKeepingOptions {
  readonly keeper: Keeper;
  readonly tracked: TrackedSources;
  readonly tally: RunTally;
  readonly rereading: Rereading;
  /** Read, and only then found to be in the case. */
  readonly onKnown: (source: TrackedSource) => void;
  /** A source has become durable. */
  readonly onDurable: () => void;
  /** The case cannot take what it is given. */
  readonly onRefused: (error: Error) => void;
  /** One source less is on its way, whatever became of it. */
  readonly onOver: () => void;
}

/** Stored bytes that wait to be written into the case before more is read. */
const KEEPING_LIMIT = 16 * 1024 * 1024;

/** New sources on their way from the workers into the case. */
export class SourceKeeping {
  private sources = 0;
  private bytes = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: SourceKeepingOptions) {}

  /** True where nothing is on its way. */
  get idle(): boolean {
    return this.sources === 0;
  }

  /** True where so much is on its way that no more should be read for now. */
  get full(): boolean {
    return this.bytes > KEEPING_LIMIT;
  }

  /** Resolves once nothing is on its way. */
  async whenIdle(): Promise<void> {
    while (this.sources > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  keep(source: TrackedSource, task: NewSourceTask, report: SourceReport): void {
    const { keeper, tracked, tally, rereading, onKnown, onDurable, onRefused, onOver } = this.options;
    const stored = report.outcome === 'read' ? report.stored : null;
    const bytes = stored?.length ?? 0;
    this.sources += 1;
    this.bytes += bytes;
    const kept = (outcome: 'kept' | 'known'): void => {
      if (stored !== null) freeBytes(stored);
      if (outcome === 'known' && report.outcome === 'read') {
        onKnown(source);
        return;
      }
      source.durable = true;
      if (tracked.get(task.no) === source) tracked.forgetIfSettled(source);
      else rereading.readAgain(source);
      onDurable();
    };
    const refused = (cause: unknown): void => {
      tally.uncount(source);
      source.report = undefined;
      if (tracked.get(task.no) !== source) rereading.readAgain(source);
      onRefused(cause instanceof Error ? cause : new Error(String(cause)));
    };
    const over = (): void => {
      this.sources -= 1;
      this.bytes -= bytes;
      for (const resolve of this.waiting.splice(0)) resolve();
      onOver();
    };
    void keeper.take(task, report).then(kept, refused).then(over);
  }
}
