import type { NewSourceTask, SourceReport, StoredSourceTask } from './source-task';

/** What becomes of new sources: kept in a case, or only noted where scripts read them in place. */
export interface Keeper {
  /**
   * Takes what a worker found. Resolves once the source's manifest line is durable, or with `known`
   * where the case has these bytes under this URI already; rejects where the case cannot take it,
   * which stops the reading.
   */
  take(task: NewSourceTask, report: SourceReport): Promise<'kept' | 'known'>;
  /** How to read a source again that was taken. */
  again(task: NewSourceTask, report: SourceReport): StoredSourceTask | undefined;
  /** The same task with a fresh place for its copy, since another worker may still write to the old one. */
  afresh(task: NewSourceTask): NewSourceTask;
  /** Removes what a task that was not taken left behind. */
  discard(task: NewSourceTask): Promise<void>;
}
