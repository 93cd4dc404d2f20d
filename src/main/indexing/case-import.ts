import { TrailbenchError } from '../../contract/errors';
import type { Json } from '../../core/event/json';
import { listLocal, type Listing, type ListingFailure } from '../acquire/local';
import type { Acquisition } from '../cases/acquisition';
import type { OpenCase } from '../cases/open-case';
import type { Settled } from './case-keeper';
import type { NewSourceTask, SourceTask } from './source-task';

export interface CaseImportOptions {
  readonly openCase: OpenCase;
  /** The URI of a file that is not named by its path, such as an upload; null for all others. */
  readonly uriOf?: ((path: string) => string | null) | undefined;
  /** Listing has found more. */
  readonly onChange: () => void;
}

/** Messages that go into the ledger line; the count is complete. */
const MESSAGES_KEPT = 20;

/** One import into a case: listing the files, giving them out as tasks, and counting what became of them. */
export class CaseImport {
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

  constructor(
    readonly paths: readonly string[],
    private acquisition: Acquisition | undefined,
    private readonly options: CaseImportOptions,
  ) {}

  get listed(): boolean {
    return this.listing !== undefined;
  }

  /** Files and folders that could not be read. */
  get unreadable(): number {
    return this.listing?.failures.filter(({ kind }) => kind === 'failed').length ?? 0;
  }

  /** True once all files are listed and each is kept, known, or listed as failed. */
  get complete(): boolean {
    return this.listing !== undefined && this.left === 0;
  }

  /**
   * Lists the files and puts those that cannot be read into the manifest.
   * @returns the files as tasks, each made when it is asked for
   * @throws the abort reason after `stop`; TrailbenchError where the case cannot be written to
   */
  async list(): Promise<Iterator<SourceTask>> {
    const { openCase, uriOf, onChange } = this.options;
    const { signal } = this.abort;
    const listing = await listLocal(this.paths, {
      signal,
      exclude: [openCase.path],
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
  restart(): void {
    this.abort.abort(new TrailbenchError('cancelled', 'The import begins anew.'));
    this.abort = new AbortController();
    this.settled = { added: 0, known: 0, failed: 0 };
    this.open.clear();
    this.listing = undefined;
    this.launched = false;
    this.left = 0;
    this.found = { files: 0, bytes: 0 };
  }

  /** The ledger says that the import is over. */
  async finish(): Promise<void> {
    await this.acquisition?.finish(this.details());
    this.acquisition = undefined;
  }

  /** The analyst gives it up; what was stored stays. */
  async cancel(): Promise<void> {
    const { acquisition } = this;
    this.acquisition = undefined;
    await acquisition?.cancel(this.details());
  }

  /** Goes on after `cancel`: the ledger has it as an import of its own. */
  async begin(): Promise<void> {
    this.acquisition ??= await this.options.openCase.startAcquisition(this.paths);
  }

  /** Ends listing; the import is to go on when the case is opened again. */
  stop(): void {
    this.abort.abort(new TrailbenchError('cancelled', 'The import was stopped.'));
    this.acquisition?.suspend();
  }

  private *tasks({ files }: Listing): Generator<NewSourceTask> {
    const { manifest, evidence } = this.options.openCase;
    for (const { path, uri, size, modified } of files) {
      const known = manifest.versions(uri).flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256]));
      const no = manifest.reserve();
      this.open.add(no);
      yield {
        kind: 'new',
        no,
        range: { path, offset: 0, length: undefined },
        uri,
        size,
        modified,
        known,
        copyTo: evidence.temporaryPath(),
      };
    }
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
    if (failures.length > 0) {
      details['notRead'] = failures.length;
      details['messages'] = failures.slice(0, MESSAGES_KEPT).map(({ message }) => message);
    }
    return details;
  }
}
