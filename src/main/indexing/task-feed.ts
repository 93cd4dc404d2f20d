import type { SourceTask } from './source-task';

const MIB = 1024 * 1024;
/** Inflated bytes of a batch, as far as they can be guessed: about 30 ms of work. */
const BATCH_BYTES = 4 * MIB;
const BATCH_TASKS = 64;
/** What logs inflate to, for guessing. */
const USUAL_RATIO = 12;

/** Sources waiting to be read, in order, in batches of about equal work. */
export class TaskFeed {
  private readonly again: (readonly SourceTask[])[] = [];
  private readonly origins: Iterator<SourceTask>[] = [];
  private ahead: SourceTask | undefined;

  /** True where nothing is waiting. */
  get empty(): boolean {
    if (this.again.length > 0) return false;
    this.ahead ??= this.task();
    return this.ahead === undefined;
  }

  /** Adds sources after those that are waiting. They are asked for as they are needed. */
  add(origin: Iterator<SourceTask>): void {
    this.origins.push(origin);
  }

  /** Puts sources before all others, as one batch. */
  putBack(tasks: readonly SourceTask[]): void {
    if (tasks.length > 0) this.again.push(tasks);
  }

  /** The next batch; undefined where nothing is waiting. */
  next(): readonly SourceTask[] | undefined {
    const again = this.again.shift();
    if (again !== undefined) return again;
    const batch: SourceTask[] = [];
    let work = 0;
    while (batch.length < BATCH_TASKS) {
      const task = this.ahead ?? this.task();
      this.ahead = undefined;
      if (task === undefined) break;
      work += guessedWork(task);
      if (batch.length > 0 && work > BATCH_BYTES) {
        this.ahead = task;
        break;
      }
      batch.push(task);
    }
    return batch.length === 0 ? undefined : batch;
  }

  private task(): SourceTask | undefined {
    for (let origin = this.origins[0]; origin !== undefined; origin = this.origins[0]) {
      const next = origin.next();
      if (next.done !== true) return next.value;
      this.origins.shift();
    }
    return undefined;
  }
}

function guessedWork(task: SourceTask): number {
  if (task.kind === 'stored') return task.inflates;
  return /\.gz$/i.test(task.uri) ? task.size * USUAL_RATIO : task.size;
}
