import type { SourceEntry } from '../cases/manifest';
import type { ArchiveExpansions } from './archive-expansions';
import type { Settled } from './case-keeper';
import type { IndexRun } from './index-run';
import type { NewSourceTask, SourceTask } from './source-task';

/** New sources on their way into a case: from local files, or from AWS. */
export interface Import {
  /** Files and folders that were staged for it, which can go once it is over. */
  readonly paths: readonly string[];
  /** Sources given out or listed since it was launched, and their stored bytes. */
  readonly found: { readonly files: number; readonly bytes: number };
  /** Entries that could not be read. */
  readonly unreadable: number;
  /** A run was told to read it. */
  launched: boolean;
  /** No more sources will be found. */
  readonly listed: boolean;
  /** Everything is over: each source is kept, known, or listed as failed. */
  readonly complete: boolean;
  readonly archives: ArchiveExpansions;
  /** Set by whoever runs it: an archive's members have all been given out. */
  onExpanded?: ((run: IndexRun) => void) | undefined;
  /**
   * Gives sources to `add`, as they are found; resolves when there are no more.
   * @throws TrailbenchError `cancelled` after `restart` and `stop`
   */
  launch(add: (tasks: Iterator<SourceTask>) => void): Promise<void>;
  /** Counts what became of a source; false where it is none of its own. */
  settle(no: number, settled: Settled, source: SourceEntry | undefined): boolean;
  /** Has an archive's members read. */
  expand(run: IndexRun, task: NewSourceTask, source: SourceEntry): void;
  /** Everything is given out anew, to another run. */
  restart(): Promise<void>;
  /** The ledger says that it is over. */
  finish(): Promise<void>;
  /** The analyst gives it up for now; what was stored stays. */
  cancel(): Promise<void>;
  /** Goes on after `cancel`: the ledger has it as an import of its own. */
  begin(): Promise<void>;
  /** Ends its work; it is to go on when the case is opened again. */
  stop(): Promise<void>;
}
