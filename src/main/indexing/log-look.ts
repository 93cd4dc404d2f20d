import { archiveKind } from '../../core/format/archive';
import { kindBySignature } from '../../core/format/other-signatures';
import type { OtherId } from '../../core/format/other-kinds';
import { isGzip } from '../streams/gzip-header';
import { errorCode } from '../files/disk';
import { listLocal, type Listing, type LocalFile } from '../files/listing';
import { StoredBytes, type StoredRange } from '../files/stored-bytes';
import { TemporaryFolder } from '../files/temporary-folder';
import { expandArchive, type ReadyMember } from '../archives/expand';
import { ARCHIVE_LIMITS, ArchiveBudget } from '../archives/limits';
import { SMALL_SOURCE } from '../streams/limits';
import { NoLogs, type OtherFile } from './no-logs';
import { SourceReader } from './source-reader';
import type { MemberOf, NewSourceTask, SourceRead } from './source-task';

export interface LogLookOptions {
  readonly signal?: AbortSignal;
  /** How a file is called in messages; default: its path. */
  readonly nameOf?: (path: string) => string;
  /** Stored and inflated bytes that are read at most; tests lower it. */
  readonly most?: number;
}

const MOST = 512 * 1024 * 1024;
const GLANCE_BYTES = 512;
/** Of kinds that hold no events: those without which nothing can be proven, so that they make a case by themselves. */
const OWN: ReadonlySet<OtherId> = new Set<OtherId>(['public-keys', 'configuration']);
/** Links and devices in an archive: nothing is missing. */
const LEFT_OUT = 'skipped';

/** There is a log, or what cannot be told from one without an import: looking ends here. */
class Found extends Error {
  override readonly name = 'Found';
}

/**
 * Looks for a log of CloudTrail, or a digest, among files and folders, before a case is made of them. Reads only; ends
 * with the first one. Where it cannot be told, since a file is damaged, cannot be opened or is too large to be read
 * through, a case is right: the import says what became of it.
 *
 * @param paths absolute
 * @throws TrailbenchError `no-logs`, which says what the files are; the signal's reason where it aborts
 */
export async function mustHoldLogs(paths: readonly string[], options: LogLookOptions = {}): Promise<void> {
  const look = new LogLook(options);
  try {
    const listing = await look.through(paths);
    throw new NoLogs(paths, listing, look.others, options.nameOf).error();
  } catch (cause) {
    if (!(cause instanceof Found)) throw cause;
  } finally {
    await look.close();
  }
}

interface Later {
  readonly file: LocalFile;
  /** What its first bytes say that it is. */
  readonly what: OtherId | undefined;
}

class LogLook {
  readonly others: OtherFile[] = [];
  /** Large files, and those that begin as something else: read after all others. */
  private readonly later: Later[] = [];
  private readonly temporary = new TemporaryFolder();
  private readonly reader = new SourceReader({
    onSegment: () => undefined,
    between: () => this.between(),
  });
  private left: number;

  constructor(private readonly options: LogLookOptions) {
    this.left = options.most ?? MOST;
  }

  /** @throws Found */
  async through(paths: readonly string[]): Promise<Listing> {
    const { signal } = this.options;
    const listing = await listLocal(paths, {
      ...(signal === undefined ? {} : { signal }),
      visit: (file) => this.visit(file),
    });
    if (listing.failures.some(({ kind }) => kind === 'failed')) throw new Found();
    const rank = ({ what, file }: Later): number => (what === undefined ? 0 : 1e15) + file.size;
    for (const { file, what } of this.later.sort((a, b) => rank(a) - rank(b))) {
      // What begins as a picture does, and is too large to be read, is taken for one.
      if (what !== undefined && file.size > this.left) this.others.push({ file, is: { kind: 'binary', what } });
      else await this.read(file);
    }
    return listing;
  }

  close(): Promise<void> {
    return this.temporary.remove();
  }

  private async visit(file: LocalFile): Promise<void> {
    const what = glance(file);
    if (what !== undefined || file.size > SMALL_SOURCE) this.later.push({ file, what });
    else await this.read(file);
  }

  private async read(file: LocalFile): Promise<void> {
    const { path, uri, size } = file;
    this.take(size);
    const range = { path, offset: 0, length: undefined };
    const read = await this.source({ range, uri, size });
    if (read.kind === 'archive') await this.archive(range, read, new ArchiveBudget(ARCHIVE_LIMITS, size), uri, 1);
    this.others.push({ file, is: read });
  }

  /** Reads one source to its end. @throws Found where it is a log, or cannot be told from one */
  private async source(of: {
    readonly range: StoredRange;
    readonly uri: string;
    readonly size: number;
    readonly member?: MemberOf;
  }): Promise<SourceRead> {
    const task: NewSourceTask = { kind: 'new', no: 0, modified: null, known: [], ...of };
    const report = await this.reader.read(task);
    if (report.outcome !== 'read') throw new Found();
    const { kind, what, rejected } = report;
    if (kind === 'cloudtrail' || kind === 'digest' || (what !== undefined && OWN.has(what))) throw new Found();
    if (kind !== 'archive' && rejected > 0) throw new Found();
    return report;
  }

  private async archive(
    range: StoredRange,
    { sha256, gzip }: Pick<SourceRead, 'sha256' | 'gzip'>,
    budget: ArchiveBudget,
    uri: string,
    depth: number,
  ): Promise<void> {
    if (depth > ARCHIVE_LIMITS.depth) throw new Found();
    const spoolPath = (): string => this.temporary.path();
    for await (const batch of expandArchive({ range, sha256, gzip, limits: ARCHIVE_LIMITS, budget, spoolPath })) {
      try {
        if (batch.faults.some(({ reason }) => reason !== LEFT_OUT)) throw new Found();
        for (const member of batch.members) await this.member(member, budget, uri, depth);
      } finally {
        await batch.spool?.remove();
      }
    }
  }

  private async member(
    { path, range, fault, findings }: ReadyMember,
    budget: ArchiveBudget,
    uri: string,
    depth: number,
  ): Promise<void> {
    this.take(range.length);
    const member = { parent: 0, uri, path, fault, findings };
    const read = await this.source({ range, uri, size: range.length, member });
    if (read.kind === 'archive') await this.archive(range, read, budget, uri, depth + 1);
  }

  /** @throws Found where more would have to be read than a person waits for */
  private take(bytes: number): void {
    if (bytes > this.left) throw new Found();
    this.left -= bytes;
  }

  /** The program answers others meanwhile. */
  private async between(): Promise<void> {
    this.options.signal?.throwIfAborted();
    if (this.reader.events > 0) throw new Found();
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
}

/** What a file is by its first bytes; undefined for what is read to be known. @throws Found where it cannot be opened */
function glance({ path }: LocalFile): OtherId | undefined {
  try {
    const stored = StoredBytes.open({ path, offset: 0, length: GLANCE_BYTES });
    try {
      const head = stored.all();
      return isGzip(head) || archiveKind(head) !== undefined ? undefined : kindBySignature(head);
    } finally {
      stored.close();
    }
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    throw new Found();
  }
}
