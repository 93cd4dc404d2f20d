import { sep } from 'node:path';
import { RowSayings } from '../../core/report/row-sayings';
import type { ExportCustody, ExportScope } from '../../core/report/export-manifest';
import { readAnnotations, type JournalAnnotations } from '../annotations/read-annotations';
import { pathBelow } from '../files/places';
import type { OpenCase } from '../open-case/open-case';
import { nodeDisk } from '../files/disk';
import { caseTarget } from './case-target';
import { exportEvents } from './event-export';
import type { ExportEntry, ExportResult, ExportSettings, ExportWish } from './event-export';
import type { ChosenFile } from './export-output';
import { exportGroups } from './group-export';
import type { GroupExport } from './group-export';
import { EvidenceRecordReader } from './evidence-record-reader';
import type { ExportProof } from '../integrity/export-proof';
import { manifestNames } from './source-names';

export interface CaseExportWish extends Omit<ExportWish, 'to'> {
  /** Default: a new file in the case's `exports/`. Links are followed outside of the case. */
  readonly to?: ChosenFile;
  /** Copies that the view hides. */
  readonly duplicatesHidden: number;
  /** What is proven of the sources; absent: rows and manifest say that nothing was checked. */
  readonly integrity?: ExportProof | undefined;
}

/**
 * Exports events of an open case and enters the export in its custody ledger; for a case that is open
 * read-only the manifest says that it could not be entered.
 *
 * @throws TrailbenchError as `exportEvents` and `caseTarget`
 */
export async function exportCase(
  opened: OpenCase,
  tool: string,
  wish: CaseExportWish,
  settings: ExportSettings = {},
): Promise<ExportResult> {
  const { duplicatesHidden, to: wanted, integrity: proof, ...rest } = wish;
  const { to, disk } = await caseTarget(opened, wanted, settings.disk ?? nodeDisk);
  const said = await readAnnotations(opened.journal);
  const scope = await scopeOf(opened, duplicatesHidden, said);
  const origin = {
    sayings: new RowSayings(said.annotations),
    reader: new EvidenceRecordReader(opened.evidence),
    nameOf: manifestNames(opened.manifest, proof?.verdictOf),
    scope: proof === undefined ? scope : { ...scope, integrity: proof.integrity },
    tool,
    custody: (entry: ExportEntry) => enter(opened, rest, entry),
  };
  return exportEvents({ ...rest, to }, origin, { ...settings, disk });
}

export interface CaseGroupsWish extends Omit<GroupExport, 'to'>, Pick<CaseExportWish, 'to' | 'duplicatesHidden'> {
  readonly integrity?: ExportProof | undefined;
}

/** The same of a table of groups. @throws TrailbenchError as `exportGroups` and `caseTarget` */
export async function exportCaseGroups(
  opened: OpenCase,
  tool: string,
  wish: CaseGroupsWish,
  settings: Pick<ExportSettings, 'disk' | 'now'> = {},
): Promise<Omit<ExportResult, 'plan'>> {
  const { duplicatesHidden, to: wanted, integrity: proof, ...rest } = wish;
  const { to, disk } = await caseTarget(opened, wanted, settings.disk ?? nodeDisk, 'groups');
  const scope = await scopeOf(opened, duplicatesHidden, await readAnnotations(opened.journal));
  const { layout, filter, format, raw } = rest;
  const about = { filter, format, raw, zone: layout.zone, groupedBy: layout.facets };
  const origin = {
    scope: proof === undefined ? scope : { ...scope, integrity: proof.integrity },
    tool,
    custody: (entry: ExportEntry) => enter(opened, about, entry),
  };
  return exportGroups({ ...rest, to }, origin, { ...settings, disk });
}

async function scopeOf(
  { manifest }: OpenCase,
  duplicatesHidden: number,
  { annotations, head }: JournalAnnotations,
): Promise<ExportScope> {
  const { sources, records, quarantined } = manifest.totals;
  const { total } = await manifest.lines(0, 0, true);
  return {
    objectsScanned: sources,
    recordsScanned: records,
    sources: await manifest.readings(),
    quarantinedFiles: total,
    quarantinedParts: quarantined,
    duplicatesHidden,
    annotations: {
      sayings: annotations.sayings.length,
      events: annotations.keys.size,
      journal: { lines: head.lines, sha256: head.sha256 },
    },
  };
}

async function enter(
  opened: OpenCase,
  wish: Pick<ExportWish, 'filter' | 'raw' | 'zone'> & {
    readonly format: string;
    readonly groupedBy?: readonly string[];
  },
  { file, sha256, bytes, rows, replaced }: ExportEntry,
): Promise<ExportCustody> {
  const { filter, format, raw, zone, groupedBy } = wish;
  const about = { caseId: opened.id, caseName: opened.name };
  const reason = opened.readOnlyReason;
  if (reason !== null) return { ...about, ledgerHead: opened.ledger.head(), entered: false, reason };
  const inCase = pathBelow(opened.path, file);
  await opened.record('export', {
    file: inCase === undefined ? file : inCase.split(sep).join('/'),
    sha256,
    bytes,
    rows,
    filter,
    format,
    raw,
    timeZone: zone,
    ...(groupedBy === undefined ? {} : { groupedBy: [...groupedBy] }),
    ...(replaced === undefined ? {} : { replaced: { ...replaced } }),
  });
  return { ...about, ledgerHead: opened.ledger.head(), entered: true };
}
