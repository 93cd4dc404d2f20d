import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { View } from '../../core/query/filter';
import { parseFilterText } from '../../core/query/language/parse';
import { printFilter } from '../../core/query/language/print';
import { viewRows } from '../../core/report/export-rows';
import { OpenCase } from '../cases/open-case';
import { CaseIntegrity } from '../integrity/case-integrity';
import { exportCase } from '../reports/case-export';
import { exportEvents } from '../reports/event-export';
import type { ExportResult } from '../reports/event-export';
import { FileRecordReader } from '../reports/file-record-reader';
import type { FindSourceName } from '../reports/source-names';
import { UsageError } from './cli-error';
import type { ExportArguments } from './export-arguments';
import type { LoadedIndex } from './load-index';

export interface ExportQuery {
  readonly wanted: ExportArguments;
  /** Absolute paths: one case, or files and folders. */
  readonly inputs: readonly string[];
  readonly view: View;
  /** The filter's text as it was given. */
  readonly filter: string | undefined;
  readonly zone: string;
  readonly cwd: string;
  /** Program and version. */
  readonly tool: string;
}

/** What is printed of a finished export. */
export interface PrintedExport {
  readonly file: string;
  readonly manifest: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Refuses a file that exists, one that is evidence, and one that would become part of it, as its manifest would.
 * Called before anything is read.
 *
 * @throws UsageError
 */
export async function checkOutput(
  { file, replace }: Pick<ExportArguments, 'file' | 'replace'>,
  inputs: readonly string[],
  cwd: string,
): Promise<void> {
  const target = await realTarget(resolve(cwd, file));
  for (const input of inputs) {
    const real = await realpath(input).catch(() => input);
    for (const written of [target, `${target}.manifest.json`]) {
      if (written === real) throw new UsageError(`-o ${file}: that is an input. Choose another file.`);
      if (!written.startsWith(real.endsWith(sep) ? real : real + sep)) continue;
      throw new UsageError(`-o ${file}: that lies in ${input}, which is read. Choose a file outside the evidence.`);
    }
  }
  if (replace || (await stat(target).catch(() => undefined)) === undefined) return;
  throw new UsageError(`${target} exists already. Choose another name, or add --replace.`);
}

/** Without symbolic links, as far as there is something. */
async function realTarget(file: string): Promise<string> {
  const itself = await realpath(file).catch(() => undefined);
  if (itself !== undefined) return itself;
  const folder = dirname(file);
  return join(await realpath(folder).catch(() => folder), basename(file));
}

/** Writes what the window would export of the same view with the same choice, byte for byte. */
export async function exportQuery(index: LoadedIndex, query: ExportQuery): Promise<PrintedExport> {
  const { wanted, view, zone, cwd, tool } = query;
  const { duplicates } = await index.engine.counts(view);
  const duplicatesHidden = view.copies === true ? 0 : duplicates;
  const wish = {
    rows: viewRows(index.engine, view, wanted.sort),
    format: wanted.format,
    columns: wanted.columns,
    zone,
    raw: wanted.raw,
    filter: filterText(query),
    order: orderWords(wanted),
    to: { path: resolve(cwd, wanted.file), replace: wanted.replace },
  };
  const { files } = index;
  if (files === undefined) return printed(await fromCase(query, { ...wish, duplicatesHidden }));
  const { verdictOf, integrity } = await files.proof();
  const nameOf: FindSourceName = (source) => {
    const { uri = '', sha256 = '' } = files.find(source) ?? {};
    return Promise.resolve({ uri, sha256, verdict: verdictOf(source) });
  };
  const scope = {
    objectsScanned: index.sources,
    recordsScanned: index.engine.indexed,
    quarantinedFiles: files.faulty,
    quarantinedParts: index.quarantined,
    duplicatesHidden,
    integrity,
  };
  return printed(
    await exportEvents(wish, { reader: new FileRecordReader((no) => files.find(no)), nameOf, scope, tool }),
  );
}

async function fromCase({ inputs, tool }: ExportQuery, wish: Parameters<typeof exportCase>[2]): Promise<ExportResult> {
  const [path = ''] = inputs;
  const opened = await OpenCase.open(path, { tool, readOnly: true });
  try {
    const integrity = await new CaseIntegrity(opened).forExport();
    return await exportCase(opened, tool, { ...wish, integrity });
  } finally {
    await opened.close();
  }
}

/** Canonical, as the window writes it: the same filter gives the same manifest. */
function filterText({ filter, zone }: ExportQuery): string {
  const parsed = parseFilterText(filter ?? '', { zone });
  return parsed.ok ? printFilter(parsed.filter) : (filter ?? '');
}

function orderWords({ sort }: ExportArguments): string {
  return sort
    .map(({ column, descending }) => {
      const name = column === 'time' ? 'eventTime' : column === 'bytesOut' ? 'bytesTransferredOut' : column;
      return `${name} ${descending ? 'descending' : 'ascending'}`;
    })
    .join(', then ');
}

function printed({ file, manifest, rows, bytes, sha256 }: ExportResult): PrintedExport {
  if (file === null || manifest === null) throw new Error('An export with -o goes to a file.');
  return { file, manifest, rows, bytes, sha256 };
}
