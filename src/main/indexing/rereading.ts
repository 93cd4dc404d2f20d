import type { Keeper } from './keeper';
import type { RunTally } from './run-tally';
import type { NewSourceTask, SourceTask } from './source-task';
import type { TaskFeed } from './task-feed';
import { isWhole, type TrackedSource, type TrackedSources } from './tracked-sources';

export interface RereadingOptions {
  readonly feed: TaskFeed;
  readonly tracked: TrackedSources;
  readonly tally: RunTally;
  readonly keeper: Keeper;
  /** Removes what the task left behind, once no worker can write to it any more. */
  readonly discard: (task: NewSourceTask) => void;
}

/**
 * Puts back what a worker will not bring to an end: all of a source, or what of it is not in a
 * released segment. So nothing of it is lost, and nothing comes out a second time.
 */
export class Rereading {
  constructor(private readonly options: RereadingOptions) {}

  /** What of a source is not in a released segment goes back to be read, as soon as it is known where from. */
  readAgain(source: TrackedSource): void {
    const { feed, tracked, tally, keeper } = this.options;
    const { task, report, covered } = source;
    tracked.forget(task.no);
    if (report === undefined) {
      this.readAfresh([task]);
      return;
    }
    // Being kept right now: comes here again afterwards.
    if (!source.durable) return;
    const inSegments = report.outcome === 'read' && report.records > 0;
    if (!inSegments || isWhole(source)) return;
    const again = task.kind === 'stored' ? task : keeper.again(task, report);
    if (again === undefined) return;
    tally.uncount(source);
    feed.putBack([{ ...again, skip: covered }]);
  }

  /** Tasks of which nothing was kept go back as they were given. */
  readAfresh(tasks: readonly SourceTask[]): void {
    this.options.feed.putBack(tasks.map((task) => this.afresh(task)));
  }

  private afresh(task: SourceTask): SourceTask {
    if (task.kind !== 'new' || task.copyTo === undefined) return task;
    this.options.discard(task);
    return this.options.keeper.afresh(task);
  }
}
