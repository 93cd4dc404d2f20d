import { resolve } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import { describeFileError } from '../files/file-error';
import type { Acquisition } from '../cases/acquisition';
import { mustBeReadable } from '../files/places';
import type { SourceEntry } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import { CaseImport } from './case-import';
import type { Settled } from './case-keeper';
import type { Import } from './import';
import type { IndexRun } from './index-run';
import type { NewSourceTask } from './source-task';

export interface CaseImportsOptions {
  readonly openCase: OpenCase;
  readonly uriOf?: ((path: string) => string | null) | undefined;
  readonly onImported?: ((paths: readonly string[]) => void | Promise<void>) | undefined;
  /** Counts have changed. */
  readonly onChange: () => void;
  /** An import has begun or ended. */
  readonly onStatus: () => void;
}

/** The imports of a case that are under way, or were cancelled and can go on. */
export class CaseImports {
  /** Of the imports listed in the present run, those that are over included. */
  private listed = { sources: 0, bytes: 0, unreadable: 0 };
  private readonly imports = new Set<Import>();

  constructor(private readonly options: CaseImportsOptions) {}

  get size(): number {
    return this.imports.size;
  }

  /** True where files are still being looked for. */
  get listing(): boolean {
    for (const added of this.imports) if (!added.listed) return true;
    return false;
  }

  /** Files found so far, their stored bytes, and entries that could not be read. */
  get found(): { readonly sources: number; readonly bytes: number; readonly unreadable: number } {
    let { sources, bytes } = this.listed;
    for (const added of this.imports) {
      if (added.listed) continue;
      sources += added.found.files;
      bytes += added.found.bytes;
    }
    return { sources, bytes, unreadable: this.listed.unreadable };
  }

  /**
   * Begins an import: the ledger says so.
   * @throws TrailbenchError `unreadable-path`, `bad-request`, `case-read-only`, `disk-full`
   */
  async add(paths: readonly string[]): Promise<CaseImport> {
    if (paths.length === 0)
      throw new TrailbenchError('bad-request', 'No files or folders were given: name at least one.');
    const absolute = paths.map((path) => resolve(path));
    for (const path of absolute) await checkReadable(path);
    const added = await this.begin(absolute, undefined);
    this.options.onStatus();
    return added;
  }

  /** Takes in an import that was begun elsewhere. */
  adopt(added: Import): void {
    added.onExpanded = (run) => {
      if (added.complete) this.finish(run, added);
    };
    this.imports.add(added);
    this.options.onStatus();
  }

  /**
   * Goes on with an import that was cut off when the program ended. Never by itself: the case may come from somebody
   * else, and what it names are files of this machine.
   * @throws TrailbenchError `not-found`, `case-read-only`
   */
  async resumeUnfinished(no: number): Promise<void> {
    const { openCase } = this.options;
    const state = openCase.unfinishedOf(no);
    if (state.what !== 'local') {
      throw new TrailbenchError('bad-request', `Import ${String(no)} is an acquisition from AWS: connect to go on.`);
    }
    await this.begin(state.paths, await openCase.resumeAcquisition(state));
    this.options.onStatus();
  }

  /** Everything is listed and read anew, in another run. */
  async restart(): Promise<void> {
    this.listed = { sources: 0, bytes: 0, unreadable: 0 };
    for (const added of this.imports) await added.restart();
  }

  /** Has the run read all imports that it does not read yet. */
  launchAll(run: IndexRun): void {
    for (const added of this.imports) {
      if (added.complete) this.finish(run, added);
      else if (!added.launched) this.launch(run, added);
      else added.archives.retry(run);
    }
  }

  /** Counts what became of a source; an archive's members are read next. */
  settle(run: IndexRun, task: NewSourceTask, settled: Settled, source: SourceEntry | undefined): void {
    for (const added of this.imports) {
      if (!added.settle(task.no, settled, source)) continue;
      if (source?.kind === 'archive') added.expand(run, task, source);
      added.archives.settle(task.no);
      if (added.complete) this.finish(run, added);
      return;
    }
  }

  /** The analyst gives them up for now. */
  async cancel(): Promise<void> {
    for (const added of this.imports) await added.cancel();
  }

  /** Those that were cancelled go on, as imports of their own in the ledger. */
  async goOn(): Promise<void> {
    for (const added of this.imports) await added.begin();
  }

  /** Ends listing; the imports go on when the case is opened again. */
  async stop(): Promise<void> {
    await Promise.all([...this.imports].map((added) => added.stop()));
  }

  private async begin(paths: readonly string[], acquisition: Acquisition | undefined): Promise<CaseImport> {
    const { openCase, uriOf, onChange } = this.options;
    const added: CaseImport = new CaseImport(paths, acquisition, {
      openCase,
      uriOf,
      onChange,
      onMember: (member) => {
        if (member === null) {
          this.listed.unreadable += 1;
          return;
        }
        this.listed.sources += 1;
        this.listed.bytes += member.size;
      },
      onExpanded: (run) => {
        if (added.complete) this.finish(run, added);
      },
    });
    await added.begin();
    this.imports.add(added);
    return added;
  }

  private launch(run: IndexRun, added: Import): void {
    added.launched = true;
    const end = run.expect();
    added
      .launch((tasks) => run.add(tasks))
      .then(
        () => {
          const { files, bytes } = added.found;
          this.listed.sources += files;
          this.listed.bytes += bytes;
          this.listed.unreadable += added.unreadable;
          end();
          if (added.complete) this.finish(run, added);
        },
        (cause: unknown) => {
          end();
          // It was restarted or stopped meanwhile; whoever did that sees to the rest.
          if (!(cause instanceof TrailbenchError && cause.code === 'cancelled')) run.fail(asError(cause));
        },
      );
  }

  private finish(run: IndexRun, added: Import): void {
    if (!this.imports.delete(added)) return;
    // The run is not over before the ledger says so too.
    const end = run.expect();
    const over = async (): Promise<void> => {
      await added.finish();
      this.options.onStatus();
      await this.options.onImported?.(added.paths);
    };
    const failed = (cause: unknown): void => {
      // It is complete but for its line in the ledger, which is written when reading goes on.
      this.imports.add(added);
      run.fail(asError(cause));
    };
    void over()
      .catch(failed)
      .then(() => end());
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

async function checkReadable(path: string): Promise<void> {
  try {
    await mustBeReadable(path);
  } catch (cause) {
    const message = `${path} cannot be added: ${describeFileError(cause)}.`;
    throw new TrailbenchError('unreadable-path', message, { cause, details: path });
  }
}
