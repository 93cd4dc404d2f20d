import { join } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Json } from '../../core/event/json';
import { pathBelow, realPlace } from '../files/places';
import { listLocal, type Listing, type ListingFailure } from '../files/listing';
import type { Acquisition } from '../cases/acquisition';
import type { ArchiveLimits } from '../archives/limits';
import type { SourceEntry } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import {
  ArchiveExpansions,
  memberPath,
  memberTask,
  type ArchiveSource,
  type ExpansionHost,
} from './archive-expansions';
import type { Settled } from './case-keeper';
import type { Import } from './import';
import type { IndexRun } from './index-run';
import type { NewSourceTask, SourceTask } from './source-task';

export interface CaseImportOptions {
  readonly openCase: OpenCase;
  /** The URI of a file that is not named by its path, such as an upload; null for all others. */
  readonly uriOf?: ((path: string) => string | null) | undefined;
  /** Of archives; tests lower them. */
  readonly archiveLimits?: ArchiveLimits | undefined;
  /** Listing has found more. */
  readonly onChange: () => void;
  /** A member of an archive was found; null where it, or the rest of the archive, cannot be read. */
  readonly onMember: (task: NewSourceTask | null) => void;
  /** An archive's members have all been given to the run. */
  readonly onExpanded: (run: IndexRun) => void;
}

/** Messages that go into the ledger line; the count is complete. */
const MESSAGES_KEPT = 20;

/** One import into a case: listing the files, giving them out as tasks, and counting what became of them. */
export class CaseImport implements Import {
  /** Of the files listed so far. */
  found = { files: 0, bytes: 0 };
  /** A run was told to list and read it. */
  launched = false;
  private abort = new AbortController();
  private settled: Record<Settled, number> = { added: 0, known: 0, failed: 0 };
  /** Source numbers of its files that were given out and are not settled. */
  private readonly open = new Set<number>();
  private listing: Listing | undefined;
  private left = 0;
  private members = 0;
  private stopped = false;
  private expansions: ArchiveExpansions;

  constructor(
    readonly paths: readonly string[],
    private acquisition: Acquisition | undefined,
    private readonly options: CaseImportOptions,
  ) {
    this.expansions = new ArchiveExpansions(this.host());
  }

  get archives(): ArchiveExpansions {
    return this.expansions;
  }

  get listed(): boolean {
    return this.listing !== undefined;
  }

  /** Files and folders that could not be read. */
  get unreadable(): number {
    return this.listing?.failures.filter(({ kind }) => kind === 'failed').length ?? 0;
  }

  /** True once all files are listed, archives are expanded, and each source is kept, known, or listed as failed. */
  get complete(): boolean {
    // Once it is stopped, archives that were not wholly given out are not waited for any more: it is cut off.
    return !this.stopped && this.listing !== undefined && this.left === 0 && this.expansions.active === 0;
  }

  async launch(add: (tasks: Iterator<SourceTask>) => void): Promise<void> {
    add(await this.list());
  }

  /**
   * Lists the files and puts those that cannot be read into the manifest.
   * @returns the files as tasks, each made when it is asked for
   * @throws the abort reason after `stop`; TrailbenchError where the case cannot be written to
   */
  private async list(): Promise<Iterator<SourceTask>> {
    const { openCase, uriOf, onChange } = this.options;
    const { signal } = this.abort;
    const listing = await listLocal(this.paths, {
      signal,
      exclude: await placesOf(openCase.path, this.paths),
      uri: ({ path }) => uriOf?.(path) ?? path,
      onProgress: (found) => {
        this.found = found;
        onChange();
      },
    });
    const unreadable = listing.failures.filter(({ kind }) => kind === 'failed');
    await Promise.all(unreadable.map((failure) => this.addFailed(failure)));
    signal.throwIfAborted();
    this.listing = listing;
    this.left = listing.files.length;
    return this.tasks(listing);
  }

  /** Counts what became of a source; false where it is none of its files. */
  settle(no: number, settled: Settled): boolean {
    if (!this.open.delete(no)) return false;
    this.settled[settled] += 1;
    this.left -= 1;
    return true;
  }

  /** Everything is listed and read anew: what is in the case by then is known. */
  async restart(): Promise<void> {
    const { expansions } = this;
    this.expansions = new ArchiveExpansions(this.host());
    this.abort.abort(new TrailbenchError('cancelled', 'The import begins anew.'));
    this.abort = new AbortController();
    this.settled = { added: 0, known: 0, failed: 0 };
    this.open.clear();
    this.listing = undefined;
    this.launched = false;
    this.left = 0;
    this.members = 0;
    this.found = { files: 0, bytes: 0 };
    await expansions.stop();
  }

  /** Has an archive's members read. */
  expand(run: IndexRun, task: NewSourceTask, { no, size, sha256, compression }: SourceEntry): void {
    const { path: archivePath, offset, length, within } = this.options.openCase.evidence.locate(no);
    const archive: ArchiveSource = {
      no,
      uri: task.member?.uri ?? task.uri,
      member: task.member?.path,
      range: { path: archivePath, offset, length, within },
      size,
      sha256: sha256 ?? '',
      gzip: compression === 'gzip',
    };
    this.expansions.expand(run, archive, task.no);
  }

  /** The ledger says that the import is over. */
  async finish(): Promise<void> {
    await this.acquisition?.finish(this.details());
    this.acquisition = undefined;
  }

  /** The analyst gives it up; what was stored stays. */
  async cancel(): Promise<void> {
    // Nothing of it was given out, so that it can be listed anew in the same run.
    if (!this.listed) await this.restart();
    const { acquisition } = this;
    this.acquisition = undefined;
    this.expansions.pause();
    await acquisition?.cancel(this.details());
  }

  /** Goes on after `cancel`: the ledger has it as an import of its own. */
  async begin(): Promise<void> {
    this.acquisition ??= await this.options.openCase.startAcquisition(this.paths);
  }

  /** Ends listing; the import is to go on when the case is opened again. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.abort.abort(new TrailbenchError('cancelled', 'The import was stopped.'));
    this.acquisition?.suspend();
    await this.expansions.stop();
  }

  private *tasks({ files }: Listing): Generator<NewSourceTask> {
    for (const { path, uri, size, modified } of files) {
      yield { ...this.numbered(uri), range: { path, offset: 0, length: undefined }, uri, size, modified };
    }
  }

  /** What a new source's task has of the case. */
  private numbered(
    uri: string,
    member?: string,
  ): Pick<NewSourceTask, 'no' | 'known'> & {
    readonly kind: 'new';
    readonly copyTo: string;
    readonly copyWithin: string;
  } {
    const { manifest, evidence, path: copyWithin } = this.options.openCase;
    const versions = manifest.versions(uri, member);
    const known = versions.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
    const no = manifest.reserve();
    this.open.add(no);
    return { kind: 'new', no, known, copyTo: evidence.temporaryPath(), copyWithin };
  }

  private host(): ExpansionHost {
    const { openCase, onMember, onExpanded, archiveLimits } = this.options;
    const { evidence, manifest } = openCase;
    return {
      limits: archiveLimits,
      keepSpools: false,
      spoolPath: () => evidence.temporaryPath(),
      spoolsWithin: openCase.path,
      task: (archive, { path, ...member }) => {
        const inside = memberPath(archive, path);
        this.left += 1;
        this.members += 1;
        const task = memberTask(this.numbered(archive.uri, inside), archive, { path: inside, ...member });
        onMember(task);
        return task;
      },
      fault: async ({ uri, no: parent, ...archive }, { path, reason, offset, length, message }) => {
        const member = memberPath({ uri, no: parent, ...archive }, path);
        const no = manifest.reserve();
        onMember(null);
        await evidence.addFailed({ no, uri, parent, member, modified: null, reason, offset, length, message });
      },
      onExpanded,
    };
  }

  private async addFailed({ path, message }: ListingFailure): Promise<void> {
    const { openCase, uriOf } = this.options;
    const no = openCase.manifest.reserve();
    await openCase.evidence.addFailed({
      no,
      uri: uriOf?.(path) ?? path,
      modified: null,
      reason: 'unreadable',
      message,
    });
  }

  private details(): Record<string, Json> {
    const { files = [], bytes = 0, failures = [] } = this.listing ?? {};
    const details: Record<string, Json> = { files: files.length, bytes, ...this.settled };
    if (this.members > 0) details['members'] = this.members;
    if (failures.length > 0) {
      details['notRead'] = failures.length;
      details['messages'] = failures.slice(0, MESSAGES_KEPT).map(({ message }) => message);
    }
    return details;
  }
}

/** The case folder as the listing comes upon it: where a link leads to what was named, under that name. */
async function placesOf(folder: string, paths: readonly string[]): Promise<string[]> {
  const real = await realPlace(folder);
  const places = [folder];
  for (const path of paths) {
    const below = pathBelow(await realPlace(path), real);
    if (below !== undefined) places.push(join(path, below));
  }
  return places;
}
