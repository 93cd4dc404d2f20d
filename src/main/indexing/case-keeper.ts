import { TrailbenchError } from '../../contract/errors';
import type { FormatId } from '../../core/format/format';
import type { SourceEntry } from '../cases/manifest';
import type { OpenCase } from '../open-case/open-case';
import { nodeDisk, writeFailure } from '../files/disk';
import type { EvidenceStore, NewSource } from '../evidence/evidence-store';
import type { Keeper } from './keeper';
import type { NewSourceTask, RemoteOf, SourceFailed, SourceRead, SourceReport, StoredSourceTask } from './source-task';

/** What became of a new source. */
export type Settled = 'added' | 'known' | 'failed';

interface Stored {
  readonly outcome: 'kept' | 'known';
  readonly settled: Settled;
  /** The source in the case; undefined where it could not be had. */
  readonly source: SourceEntry | undefined;
}

/** URI, and path in the archive of that URI. */
function nameOf({ uri, member }: NewSourceTask): { readonly uri: string; readonly path: string | undefined } {
  return member === undefined ? { uri, path: undefined } : { uri: member.uri, path: member.path };
}

/** The manifest's members for what came out of an archive. */
function ofArchive({ member }: NewSourceTask): { readonly parent?: number; readonly member?: string } {
  return member === undefined ? {} : { parent: member.parent, member: member.path };
}

/** The manifest's members for what a remote store says. */
function ofStore({ remote }: NewSourceTask): Pick<NewSource, keyof RemoteOf> {
  const { versionId, etag, checksum, checked, metadata } = remote ?? {};
  return {
    ...(versionId === undefined ? {} : { versionId }),
    ...(etag === undefined ? {} : { etag }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(checked === undefined ? {} : { checked }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** Keeps new sources in a case: evidence first, then the manifest line, and only then it counts as kept. */
export class CaseKeeper implements Keeper {
  constructor(
    private readonly openCase: OpenCase,
    private readonly onSettled: (task: NewSourceTask, settled: Settled, source: SourceEntry | undefined) => void,
  ) {}

  async take(task: NewSourceTask, report: SourceReport): Promise<'kept' | 'known'> {
    const { outcome, settled, source } = await this.store(task, report);
    this.onSettled(task, settled, source);
    return outcome;
  }

  again(task: NewSourceTask, report: SourceReport): StoredSourceTask | undefined {
    if (report.outcome !== 'read' || report.format === null) return undefined;
    const { no, uri } = task;
    return storedTask(this.openCase.evidence, { no, uri, format: report.format, inflates: report.inflatedSize });
  }

  afresh(task: NewSourceTask): NewSourceTask {
    return { ...task, copyTo: this.openCase.evidence.temporaryPath() };
  }

  async discard(task: NewSourceTask): Promise<void> {
    if (task.copyTo !== undefined) await this.openCase.evidence.dropTemporary(task.copyTo);
  }

  private async store(task: NewSourceTask, report: SourceReport): Promise<Stored> {
    if (report.outcome === 'known') {
      // Nothing takes the file over any more.
      if (task.adopt) await this.openCase.evidence.dropTemporary(task.range.path);
      const { uri, path } = nameOf(task);
      const source = this.openCase.manifest.find(uri, report.sha256, path);
      if (source !== undefined) await this.noteState(task, source);
      return { outcome: 'known', settled: 'known', source };
    }
    if (report.outcome === 'failed') {
      await this.addFailed(task, report);
      return { outcome: 'kept', settled: 'failed', source: undefined };
    }
    const { outcome, source } = await this.addRead(task, report);
    if (outcome === 'known') return { outcome: 'known', settled: 'known', source };
    return { outcome: 'kept', settled: report.kind === 'failed' ? 'failed' : 'added', source };
  }

  /** The store holds the same bytes in a state that is not in the manifest, or a failure is in between. */
  private async noteState(task: NewSourceTask, { no: same, size }: SourceEntry): Promise<void> {
    const { no, uri, modified, remote } = task;
    if (remote === undefined) return;
    const { manifest, evidence } = this.openCase;
    const newest = manifest.newest(uri);
    const isNew = !manifest.hasVersion({ uri, size, etag: remote.etag, modified });
    if (isNew || (newest !== undefined && manifest.isFailing(newest.no))) {
      await evidence.addSeen(same, { no, modified, ...ofStore(task) });
    }
  }

  private async addRead(task: NewSourceTask, report: SourceRead): ReturnType<EvidenceStore['add']> {
    const { no, size, sha256, inflatedSize, inflatedSha256, kind, what, format, records, rejected, rejects } = report;
    const bytes = report.stored ?? task.held ?? { temporary: (task.adopt ? task.range.path : task.copyTo) ?? '' };
    return await this.openCase.evidence.add(bytes, {
      no,
      uri: nameOf(task).uri,
      ...ofArchive(task),
      ...ofStore(task),
      size,
      modified: task.modified,
      sha256,
      compression: report.gzip ? 'gzip' : 'none',
      inflatedSize,
      inflatedSha256,
      kind,
      format,
      records,
      rejected,
      rejects: [...rejects],
      ...(what === undefined ? {} : { what }),
      ...(kind === 'cloudtrail' && rejected > 0 ? { events: report.events } : {}),
      ...(report.parts === undefined ? {} : { gzip: report.parts }),
      ...(report.holds === undefined ? {} : { holds: report.holds }),
    });
  }

  private async addFailed(task: NewSourceTask, report: SourceFailed): Promise<void> {
    const { modified, size, no } = task;
    const { reason, message } = report;
    if (reason === 'copy') {
      if (report.code === 'case-unsafe') throw new TrailbenchError('case-unsafe', message, { details: task.uri });
      const cause = Object.assign(new Error(message), report.code === undefined ? {} : { code: report.code });
      throw await writeFailure(nodeDisk, task.copyTo ?? this.openCase.path, size, cause);
    }
    await this.openCase.evidence.addFailed({
      no,
      uri: nameOf(task).uri,
      ...ofArchive(task),
      ...ofStore(task),
      modified,
      reason,
      message,
    });
  }
}

/**
 * How to read a source of the case (again).
 * @throws TrailbenchError `evidence-missing`
 */
export function storedTask(
  evidence: Pick<EvidenceStore, 'locate' | 'isMissing'>,
  source: Pick<StoredSourceTask, 'no' | 'uri' | 'inflates'> & { readonly format: FormatId },
): StoredSourceTask {
  const { entry, path, offset, length, within, sha256 } = evidence.locate(source.no);
  if (evidence.isMissing(entry)) {
    const message = `Its stored bytes are missing: ${path} was not there when the case was opened. Put it back from a backup of the case, and open the case again.`;
    throw new TrailbenchError('evidence-missing', message, { details: path });
  }
  return { kind: 'stored', ...source, range: { path, offset, length, within }, size: length, sha256, skip: [] };
}
