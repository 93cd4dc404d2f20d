import { rm } from 'node:fs/promises';
import type { FormatId } from '../../core/format/format';
import type { OpenCase } from '../cases/open-case';
import { nodeDisk, writeFailure } from '../cases/disk';
import type { EvidenceStore } from '../evidence/evidence-store';
import type { Keeper } from './keeper';
import type { NewSourceTask, SourceFailed, SourceRead, SourceReport, StoredSourceTask } from './source-task';

/** What became of a new source. */
export type Settled = 'added' | 'known' | 'failed';

/** Keeps new sources in a case: evidence first, then the manifest line, and only then it counts as kept. */
export class CaseKeeper implements Keeper {
  constructor(
    private readonly openCase: OpenCase,
    private readonly onSettled: (task: NewSourceTask, settled: Settled) => void,
  ) {}

  async take(task: NewSourceTask, report: SourceReport): Promise<'kept' | 'known'> {
    const { outcome, settled } = await this.store(task, report);
    this.onSettled(task, settled);
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
    if (task.copyTo !== undefined) await rm(task.copyTo, { force: true });
  }

  private async store(
    task: NewSourceTask,
    report: SourceReport,
  ): Promise<{ outcome: 'kept' | 'known'; settled: Settled }> {
    if (report.outcome === 'known') return { outcome: 'known', settled: 'known' };
    if (report.outcome === 'failed') {
      await this.addFailed(task, report);
      return { outcome: 'kept', settled: 'failed' };
    }
    const known = (await this.addRead(task, report)).outcome === 'known';
    const settled = report.kind === 'failed' ? 'failed' : 'added';
    return known ? { outcome: 'known', settled: 'known' } : { outcome: 'kept', settled };
  }

  private async addRead(task: NewSourceTask, report: SourceRead): ReturnType<EvidenceStore['add']> {
    const { no, size, sha256, inflatedSize, inflatedSha256, kind, format, records, rejected, rejects } = report;
    const bytes = report.stored ?? { temporary: task.copyTo ?? '' };
    return await this.openCase.evidence.add(bytes, {
      no,
      uri: task.uri,
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
      ...(report.parts === undefined ? {} : { gzip: report.parts }),
    });
  }

  private async addFailed(task: NewSourceTask, report: SourceFailed): Promise<void> {
    const { uri, modified, size, no } = task;
    const { reason, message } = report;
    if (reason === 'copy') {
      const cause = Object.assign(new Error(message), report.code === undefined ? {} : { code: report.code });
      throw await writeFailure(nodeDisk, task.copyTo ?? this.openCase.path, size, cause);
    }
    await this.openCase.evidence.addFailed({ no, uri, modified, reason, message });
  }
}

/**
 * How to read a source of the case (again).
 * @throws TrailbenchError `evidence-missing`
 */
export function storedTask(
  evidence: EvidenceStore,
  source: Pick<StoredSourceTask, 'no' | 'uri' | 'inflates'> & { readonly format: FormatId },
): StoredSourceTask {
  const { path, offset, length, sha256 } = evidence.locate(source.no);
  return { kind: 'stored', ...source, range: { path, offset, length }, size: length, sha256, skip: [] };
}
