import { TrailbenchError } from '../../contract/errors';
import type { Exported, ExportProgressBody, FieldValue } from '../../contract/exports';
import type { GroupExportWish } from '../../contract/group-exports';
import { unpackRows } from '../../core/report/export-rows';
import { unpackGroups } from '../../core/report/group-rows';
import type { OpenCase } from '../open-case/open-case';
import type { CaseIntegrity } from '../integrity/case-integrity';
import { exportCase, exportCaseGroups } from '../reports/case-export';
import type { ExportResult } from '../reports/event-export';
import { EvidenceRecordReader } from '../reports/evidence-record-reader';
import { readFieldValues } from '../reports/field-values';
import type { ExportRequest, RecordPlace } from './services';

/** Milliseconds between two words of progress. */
const PROGRESS_MS = 100;

/** Exports of an open case on behalf of its window. */
export class CaseExports {
  private readonly files = new Set<string>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();

  /** @param absolute a path as a person types it */
  constructor(
    private readonly opened: OpenCase,
    private readonly tool: string,
    private readonly absolute: (path: string) => string,
    private readonly integrity: Pick<CaseIntegrity, 'forExport'>,
  ) {}

  /** Exported since the case was opened. */
  has(file: string): boolean {
    return this.files.has(file);
  }

  run(request: ExportRequest): Promise<Exported> {
    return this.until(this.export(request));
  }

  runGroups(request: ExportRequest<GroupExportWish>): Promise<Exported> {
    return this.until(this.exportGroups(request));
  }

  private until(running: Promise<Exported>): Promise<Exported> {
    this.running.add(running);
    const done = (): void => void this.running.delete(running);
    running.then(done, done);
    return running;
  }

  fieldValues(
    records: readonly RecordPlace[],
    paths: readonly string[],
  ): Promise<readonly (readonly FieldValue[] | null)[]> {
    return readFieldValues(new EvidenceRecordReader(this.opened.evidence), records, paths);
  }

  /** Cancels what is under way and waits until nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([...this.running]);
  }

  private async export({ wish, rows, signal, onProgress }: ExportRequest): Promise<Exported> {
    const { path, rows: count, format, columns, zone, raw, filter, order, duplicatesHidden } = wish;
    const result = await exportCase(this.opened, this.tool, {
      format,
      columns,
      zone,
      raw,
      filter,
      order,
      duplicatesHidden,
      integrity: await this.integrity.forExport(),
      rows: counted(unpackRows(rows), count, 'rows'),
      ...(path === undefined ? {} : { to: { path: this.absolute(path) } }),
      ...this.under(signal, onProgress),
    });
    return this.exported(result);
  }

  private async exportGroups({ wish, rows, signal, onProgress }: ExportRequest<GroupExportWish>): Promise<Exported> {
    const { path, rows: count, format, raw, filter, order, duplicatesHidden, ...layout } = wish;
    const result = await exportCaseGroups(this.opened, this.tool, {
      layout,
      groups: counted(unpackGroups(rows, layout), count, 'groups'),
      total: count,
      format,
      raw,
      filter,
      order,
      duplicatesHidden,
      integrity: await this.integrity.forExport(),
      ...(path === undefined ? {} : { to: { path: this.absolute(path) } }),
      ...this.under(signal, onProgress),
    });
    return this.exported(result);
  }

  /** Ends with the request and with the case; progress is told now and then. */
  private under(signal: AbortSignal, onProgress: ExportRequest['onProgress']) {
    let told = 0;
    return {
      signal: AbortSignal.any([signal, this.closing.signal]),
      onProgress: (progress: ExportProgressBody): void => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        onProgress(progress);
      },
    };
  }

  private exported(result: Omit<ExportResult, 'plan'>): Exported {
    const { file, manifest, rows: written, bytes, sha256 } = result;
    if (file === null || manifest === null) throw new Error('An export of a case goes to a file.');
    this.files.add(file);
    return { file, manifest, rows: written, bytes, sha256, entered: !this.opened.readOnly };
  }
}

/** The rows, all of them and no more: an export is never cut short in silence. */
async function* counted<T>(rows: AsyncIterable<T>, count: number, what: string): AsyncGenerator<T, void, undefined> {
  let seen = 0;
  try {
    for await (const row of rows) {
      seen += 1;
      yield row;
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TrailbenchError('bad-request', cause.message, { cause });
  }
  if (seen === count) return;
  const message = `${String(seen)} ${what} came of ${String(count)}: the list of ${what} was cut off. Export again.`;
  throw new TrailbenchError('bad-request', message);
}
