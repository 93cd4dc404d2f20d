import { TrailbenchError } from '../../contract/errors';
import type { Exported, FieldValue } from '../../contract/exports';
import type { ExportRow } from '../../core/report/export-rows';
import { unpackRows } from '../../core/report/export-rows';
import type { OpenCase } from '../open-case/open-case';
import type { CaseIntegrity } from '../integrity/case-integrity';
import { exportCase } from '../reports/case-export';
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
    const running = this.export(request);
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
    const { readOnly } = this.opened;
    let told = 0;
    const result = await exportCase(this.opened, this.tool, {
      format,
      columns,
      zone,
      raw,
      filter,
      order,
      duplicatesHidden,
      integrity: await this.integrity.forExport(),
      rows: counted(unpackRows(rows), count),
      ...(path === undefined ? {} : { to: { path: this.absolute(path) } }),
      signal: AbortSignal.any([signal, this.closing.signal]),
      onProgress: (progress) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        onProgress(progress);
      },
    });
    const { file, manifest, rows: written, bytes, sha256 } = result;
    if (file === null || manifest === null) throw new Error('An export of a case goes to a file.');
    this.files.add(file);
    return { file, manifest, rows: written, bytes, sha256, entered: !readOnly };
  }
}

/** The rows, all of them and no more: an export is never cut short in silence. */
async function* counted(rows: AsyncIterable<ExportRow>, count: number): AsyncGenerator<ExportRow, void, undefined> {
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
  const message = `${String(seen)} rows came of ${String(count)}: the list of rows was cut off. Export again.`;
  throw new TrailbenchError('bad-request', message);
}
