import { resolve, sep } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { View } from '../../core/query/filter';
import { parseFilterText } from '../../core/query/language/parse';
import { printFilter } from '../../core/query/language/print';
import { viewRows } from '../../core/report/export-rows';
import { OpenCase } from '../open-case/open-case';
import { nodeDisk } from '../files/disk';
import { realPlace } from '../files/places';
import { CaseIntegrity } from '../integrity/case-integrity';
import { exportCase } from '../reports/case-export';
import { mustBeInNoCase } from '../reports/case-target';
import { exportEvents } from '../reports/event-export';
import type { ExportResult } from '../reports/event-export';
import { choosePlace, obstacleAt, obstacleFault } from '../reports/export-place';
import type { ExportPlace } from '../reports/export-place';
import { FileRecordReader } from '../reports/file-record-reader';
import { asReplaced, replacedWords } from '../reports/former-file';
import type { ReplacedFile } from '../reports/former-file';
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
  /** As `checkOutput` found it. */
  readonly place: ExportPlace;
  /** Program and version. */
  readonly tool: string;
  /** Takes what is to be said of the export besides. */
  readonly onNotice: (message: string) => void;
}

/** What is printed of a finished export. */
export interface PrintedExport {
  /** Absolute, without links. */
  readonly file: string;
  readonly manifest: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The file that stood there before. */
  readonly replaced?: ReplacedFile;
}

/**
 * Finds where an export goes. Refuses what stands in its place or its manifest's, a name that is too long, a file that
 * is evidence, and one that would become part of it. Called before anything is read.
 *
 * @throws UsageError
 */
export async function checkOutput(
  { file, replace }: Pick<ExportArguments, 'file' | 'replace'>,
  inputs: readonly string[],
  cwd: string,
): Promise<ExportPlace> {
  try {
    const place = await choosePlace(resolve(cwd, file));
    for (const input of inputs) await mustBeNoInput(file, place, input);
    await mustBeInNoCase(place.file);
    for (const path of [place.file, place.manifest]) {
      const obstacle = await obstacleAt(nodeDisk, path, replace);
      if (obstacle !== undefined) throw obstacleFault(obstacle, 'Choose another name, or add --replace.');
    }
    return place;
  } catch (cause) {
    if (!(cause instanceof TrailbenchError)) throw cause;
    throw new UsageError(`-o ${file}: ${cause.message}`, { cause });
  }
}

async function mustBeNoInput(file: string, place: ExportPlace, input: string): Promise<void> {
  const real = await realPlace(input);
  for (const written of [place.file, place.manifest]) {
    if (written === real) throw new UsageError(`-o ${file}: that is an input. Choose another file.`);
    if (!written.startsWith(real.endsWith(sep) ? real : real + sep)) continue;
    throw new UsageError(`-o ${file}: that lies in ${input}, which is read. Choose a file outside the evidence.`);
  }
}

/** Writes what the window would export of the same view with the same choice, byte for byte. */
export async function exportQuery(index: LoadedIndex, query: ExportQuery): Promise<PrintedExport> {
  const { wanted, view, zone, place, tool, onNotice } = query;
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
    to: { path: place.file, replace: wanted.replace },
  };
  const { files } = index;
  if (files === undefined) return told(await fromCase(query, { ...wish, duplicatesHidden }), onNotice);
  const { verdictOf, integrity } = await files.proof();
  const nameOf: FindSourceName = (source) => {
    const { uri = '', sha256 = '' } = files.find(source) ?? {};
    return Promise.resolve({ uri, sha256, verdict: verdictOf(source) });
  };
  const scope = {
    objectsScanned: index.sources,
    recordsScanned: index.engine.indexed,
    sources: index.readings,
    quarantinedFiles: files.faulty,
    quarantinedParts: index.quarantined,
    duplicatesHidden,
    integrity,
  };
  const reader = new FileRecordReader((no) => files.find(no));
  return told(await exportEvents(wish, { reader, nameOf, scope, tool }), onNotice);
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

/** What is printed; what was replaced is said besides. */
function told(result: ExportResult, onNotice: (message: string) => void): PrintedExport {
  const { file, manifest, rows, bytes, sha256, replaced } = result;
  if (file === null || manifest === null) throw new Error('An export with -o goes to a file.');
  for (const former of replaced) onNotice(replacedWords(former));
  const former = replaced.find(({ path }) => path === file);
  return {
    file,
    manifest,
    rows,
    bytes,
    sha256,
    ...(former === undefined ? {} : { replaced: asReplaced(former) }),
  };
}
