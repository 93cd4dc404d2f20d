import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { ExportCustody, ExportScope } from '../../core/report/export-manifest';
import { EXPORTS_FOLDER } from '../cases/case-folder';
import { errorCode } from '../files/disk';
import type { OpenCase } from '../cases/open-case';
import { exportEvents } from './event-export';
import type { ExportEntry, ExportResult, ExportSettings, ExportTarget, ExportWish } from './event-export';
import { EvidenceRecordReader } from './evidence-record-reader';
import type { ExportProof } from '../integrity/export-proof';
import { manifestNames } from './source-names';

export interface CaseExportWish extends Omit<ExportWish, 'to'> {
  /** Default: a new file in the case's `exports/`. */
  readonly to?: ExportTarget;
  /** Copies that the view hides. */
  readonly duplicatesHidden: number;
  /** What is proven of the sources; absent: rows and manifest say that nothing was checked. */
  readonly integrity?: ExportProof | undefined;
}

/**
 * Exports events of an open case and enters the export in its custody ledger; for a case that is open
 * read-only the manifest says that it could not be entered.
 *
 * @throws TrailbenchError as `exportEvents`; `case-read-only` where it would go into a case that is;
 *   `bad-request` for a place within the case that is not for exports
 */
export async function exportCase(
  opened: OpenCase,
  tool: string,
  wish: CaseExportWish,
  settings: ExportSettings = {},
): Promise<ExportResult> {
  const { duplicatesHidden, to = { folder: join(opened.path, EXPORTS_FOLDER), name: 'events' }, ...more } = wish;
  const { integrity: proof, ...rest } = more;
  await checkPlace(opened, to);
  const scope = await scopeOf(opened, duplicatesHidden);
  const origin = {
    reader: new EvidenceRecordReader(opened.evidence),
    nameOf: manifestNames(opened.manifest, proof?.verdictOf),
    scope: proof === undefined ? scope : { ...scope, integrity: proof.integrity },
    tool,
    custody: (entry: ExportEntry) => enter(opened, rest, entry),
  };
  return exportEvents({ ...rest, to }, origin, settings);
}

/** Nothing but `exports/` may be written in a case: a file over evidence or a log would destroy it. */
async function checkPlace(opened: OpenCase, to: ExportTarget): Promise<void> {
  const place = 'path' in to ? to.path : 'folder' in to ? to.folder : undefined;
  if (place === undefined) return;
  const within = relative(
    await realFolder(opened.path),
    join(await realFolder(dirname(resolve(place))), basename(place)),
  );
  if (within.startsWith('..') || isAbsolute(within)) return;
  if (opened.readOnly) {
    const message = `${opened.readOnlyReason ?? 'This case is open read-only.'} Choose a place outside the case for the export.`;
    throw new TrailbenchError('case-read-only', message, { details: opened.path });
  }
  if (within === EXPORTS_FOLDER || within.startsWith(EXPORTS_FOLDER + sep)) return;
  const message = `${place} lies within the case: there, exports go to ${join(opened.path, EXPORTS_FOLDER)} only. Choose that folder or a place outside the case.`;
  throw new TrailbenchError('bad-request', message, { details: place });
}

/** A folder without symbolic links; as it is named where it is not there. */
async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return path;
  }
}

async function scopeOf({ manifest }: OpenCase, duplicatesHidden: number): Promise<ExportScope> {
  const { sources, records, rejected } = manifest.totals;
  const { total } = await manifest.lines(0, 0, true);
  return {
    objectsScanned: sources,
    recordsScanned: records,
    quarantinedFiles: total,
    quarantinedParts: rejected,
    duplicatesHidden,
  };
}

async function enter(
  opened: OpenCase,
  wish: Pick<ExportWish, 'filter' | 'format' | 'raw' | 'zone'>,
  { file, sha256, bytes, rows }: ExportEntry,
): Promise<ExportCustody> {
  const { filter, format, raw, zone } = wish;
  const about = { caseId: opened.id, caseName: opened.name };
  const reason = opened.readOnlyReason;
  if (reason !== null) return { ...about, ledgerHead: opened.ledger.head(), entered: false, reason };
  const inCase = relative(opened.path, file);
  const outside = inCase.startsWith('..') || isAbsolute(inCase);
  await opened.record('export', {
    file: outside ? file : inCase.split(sep).join('/'),
    sha256,
    bytes,
    rows,
    filter,
    format,
    raw,
    timeZone: zone,
  });
  return { ...about, ledgerHead: opened.ledger.head(), entered: true };
}
