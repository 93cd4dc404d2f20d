import type { NewSourceTask, SourceReport, StoredSourceTask } from './source-task';

/** What becomes of new sources: kept in a case, or only noted where scripts read them in place. */
export interface Keeper {
  /**
   * Takes what a worker found. Resolves once the source's manifest line is durable, or its bytes
   * were known already; rejects where the case cannot take it, which stops the reading.
   */
  take(task: NewSourceTask, report: SourceReport): Promise<void>;
  /** How to read a source again that was taken. */
  again(task: NewSourceTask, report: SourceReport): StoredSourceTask | undefined;
}
