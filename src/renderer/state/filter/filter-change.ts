import type { Pills } from './filter-pills';

/** Everything of the filter that undo brings back. */
export interface FilterSnapshot {
  readonly pills: Pills;
  readonly copies: boolean;
}

/** A change of the filter, for the history. */
export interface FilterChange {
  readonly before: FilterSnapshot;
  readonly after: FilterSnapshot;
  /** What was done, as a menu would say it: "Exclude Decrypt". */
  readonly words: string;
  /** Changes with the same name that follow each other at once are one step. */
  readonly merge?: string;
  /** What the analyst may not have meant to lose by it: "2 filters replaced". */
  readonly loss?: string;
}
