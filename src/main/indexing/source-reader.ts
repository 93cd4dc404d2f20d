import { TrailbenchError } from '../../contract/errors';
import type { Reject } from '../../core/format/format';
import { describeFileError } from '../files/file-error';
import { errorCode } from '../files/disk';
import { freeBytes } from '../streams/free-bytes';
import { CopyFailed, EvidenceCopy } from '../files/evidence-copy';
import { INFLATE_LIMITS, type InflateLimits } from '../streams/limits';
import { PACKED_SOURCE } from './limits';
import { RecordIndexer, type BuiltSegment, type RecordCounts } from './record-indexer';
import { streamSource, type StreamResult } from '../streams/source-stream';
import type { SourceFailed, SourceRead, SourceReport, SourceTask } from './source-task';
import { SourceWalk } from './source-walk';
import { StoredBytes } from '../files/stored-bytes';

export interface SourceReaderOptions {
  /** Receives finished segments; called while a source is being walked. */
  readonly onSegment: (segment: BuiltSegment) => void;
  /** Awaited often: where segments wait for room. */
  readonly between: () => Promise<void>;
  readonly limits?: InflateLimits;
  readonly firstRows?: number;
  readonly rows?: number;
}

/**
 * Reads one source after the other: hash, inflate, detect, walk, decode, extract, segment.
 * Whatever is wrong with a source ends in its report; exceptions are defects of the program.
 */
export class SourceReader {
  /** Stored bytes read since the reader was made. */
  bytes = 0;
  private readonly indexer: RecordIndexer;
  private readonly limits: InflateLimits;

  constructor(private readonly options: SourceReaderOptions) {
    this.indexer = new RecordIndexer(options);
    this.limits = options.limits ?? INFLATE_LIMITS;
  }

  /** Events given to segments since the reader was made. */
  get events(): number {
    return this.indexer.total;
  }

  async read(task: SourceTask): Promise<SourceReport> {
    let stored: StoredBytes;
    try {
      stored =
        task.kind === 'new' && task.held !== undefined ? StoredBytes.of(task.held) : StoredBytes.open(task.range);
    } catch (cause) {
      return failed(task, cause);
    }
    const copy = new CopyOf(task);
    try {
      const walk = new SourceWalk(task, this.indexer);
      const result = await this.stream(task, stored, walk, copy);
      return this.report(task, result, walk, copy);
    } catch (cause) {
      copy.discard();
      this.indexer.abandon();
      return failed(task, cause);
    } finally {
      stored.close();
    }
  }

  /** Gives out the rows gathered so far as a segment. */
  flush(): void {
    this.indexer.flush();
  }

  private async stream(task: SourceTask, stored: StoredBytes, walk: SourceWalk, copy: CopyOf): Promise<StreamResult> {
    return await streamSource(stored, {
      limits: this.limits,
      onInflated: (chunk) => walk.push(chunk),
      onStored: (chunk) => {
        this.bytes += chunk.length;
        copy.write(chunk);
      },
      between: this.options.between,
      ...(task.kind === 'new' ? { known: task.known } : { expected: task.sha256 }),
      hashInflated: task.kind === 'new',
      inflate: task.unparsed === undefined,
    });
  }

  private report(task: SourceTask, result: StreamResult, walk: SourceWalk, copy: CopyOf): SourceReport {
    const { no } = task;
    // A large source was counted piece by piece.
    if (result.stored !== undefined) this.bytes += result.size;
    const { sha256, size, gzip, parts, inflatedSize, inflatedSha256 } = result;
    const read = { outcome: 'read', no, sha256, size, gzip, parts, inflatedSize, inflatedSha256 } as const;
    if (task.unparsed !== undefined) {
      const rejects: Reject[] = [{ ...task.unparsed, offset: 0, length: 0 }];
      const nothing = { kind: 'failed', format: null, records: 0, events: 0, rejected: 1, rejects } as const;
      return { ...read, ...nothing, ...copy.keep(result) };
    }
    if (!result.read) return ruledOut(task, sha256);
    const member = task.kind === 'new' ? task.member : undefined;
    walk.end(result.fault, member?.fault);
    const { whole } = this.indexer;
    for (const finding of result.findings) this.indexer.reject(finding);
    for (const finding of member?.findings ?? []) this.indexer.reject(finding);
    const { holds, ...counts }: RecordCounts = this.indexer.end(whole);
    const { kind, what, format } = walk;
    const held = kind === 'cloudtrail' ? { holds } : {};
    const told = what === undefined ? {} : { what };
    return { ...read, kind, ...told, format, ...counts, ...held, ...copy.keep(result) };
  }
}

/** What becomes of a new source's stored bytes: handed to main, copied by this worker, or neither. */
class CopyOf {
  private copy: EvidenceCopy | undefined;

  constructor(private readonly task: SourceTask) {}

  write(bytes: Uint8Array): void {
    if (this.task.kind !== 'new' || this.task.copyTo === undefined) return;
    this.copy ??= new EvidenceCopy(this.task.copyTo, this.task.copyWithin);
    this.copy.write(bytes);
  }

  keep({ stored }: StreamResult): Pick<SourceRead, 'stored' | 'copied'> {
    if (this.task.kind !== 'new' || this.task.copyTo === undefined) {
      if (stored !== undefined) freeBytes(stored);
      return { stored: null, copied: false };
    }
    if (stored !== undefined && stored.length < PACKED_SOURCE) return { stored, copied: false };
    if (stored !== undefined) {
      this.write(stored);
      freeBytes(stored);
    }
    this.copy?.finish();
    return { stored: null, copied: true };
  }

  discard(): void {
    this.copy?.discard();
  }
}

function ruledOut(task: SourceTask, sha256: string): SourceReport {
  if (task.kind === 'new') return { outcome: 'known', no: task.no, sha256 };
  const message =
    `Evidence changed: the stored bytes have SHA-256 ${sha256}, the manifest says ${task.sha256}. ` +
    'Its records are left out. Put back an unchanged copy of the case folder and open it again.';
  return { outcome: 'failed', no: task.no, reason: 'changed', message };
}

/** @throws the cause where it is no failure of a disk */
function failed(task: SourceTask, cause: unknown): SourceFailed {
  if (cause instanceof CopyFailed) {
    const why = cause.cause instanceof TrailbenchError ? cause.cause.message : `${describeFileError(cause.cause)}.`;
    const message = `${task.uri} could not be copied to ${cause.path}: ${why}`;
    const code = errorCode(cause.cause);
    return { outcome: 'failed', no: task.no, reason: 'copy', message, ...(code === undefined ? {} : { code }) };
  }
  if (errorCode(cause) === undefined) throw cause;
  const message = `${task.uri} could not be read: ${describeFileError(cause)}.`;
  return { outcome: 'failed', no: task.no, reason: 'unreadable', message };
}
