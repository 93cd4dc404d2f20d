import { visibleJson } from '../event/visible-json';
import type { SourceReadings } from '../format/reading-list';
import type { ZoneRulesIdentity } from '../zones/zone-rules';
import type { CellNotes } from './cell-notes';

/** How an export is laid out. `jsonl-evidence`: each record with the places that hold it. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'jsonl-evidence'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How a table of groups is laid out: `json` is a list of one object a group. */
export type GroupFormat = 'csv' | 'json';

/** What a table of groups was counted of. */
export interface CountedEvents {
  readonly groupedBy: readonly string[];
  readonly distinct: string | null;
  /** Events of the view. */
  readonly events: number;
}

/** Version of the manifest's shape. */
export const EXPORT_SCHEMA = 1;

/** Custody at the time of the export. */
export interface ExportCustody {
  readonly caseId: string;
  readonly caseName: string;
  /** Head hash of the custody ledger, with the export's own entry where it has one. */
  readonly ledgerHead: string;
  /** Whether the export is entered in the ledger; else why not. */
  readonly entered: boolean;
  readonly reason?: string;
}

/** What lay behind the export. */
export interface ExportScope {
  /** Sources of all kinds that were looked at: log files, digests, others. */
  readonly objectsScanned: number;
  readonly recordsScanned: number;
  /** How the sources ended, and why not all of them were read whole. */
  readonly sources: SourceReadings;
  /** Sources that have quarantined parts or could not be read, and those parts. */
  readonly quarantinedFiles: number;
  readonly quarantinedParts: number;
  /** Copies of exported and other events that the view hides. */
  readonly duplicatesHidden: number;
  /** Absent where the events were read in place. */
  readonly integrity?: ExportIntegrity;
  /** What analysts had said by then; absent where the events were read in place. */
  readonly annotations?: ExportAnnotations;
}

export interface ExportAnnotations {
  /** Actions in the journal, and events that something was ever said of by its key. */
  readonly sayings: number;
  readonly events: number;
  /** Of the whole journal: how many lines it had, and their hash. */
  readonly journal: { readonly lines: number; readonly sha256: string };
}

/** What is proven of the sources, and which hours were looked at, at the time of the export. */
export interface ExportIntegrity {
  /** ISO 8601 UTC. */
  readonly checkedAt: string;
  /** A sentence. */
  readonly words: string;
  /** How many log files, and how many digests, have which verdict; those that none has are left out. */
  readonly logFiles: Readonly<Record<string, number>>;
  readonly digests: Readonly<Record<string, number>>;
  readonly coverage: ExportCoverage;
}

/** Delivery hours of the whole case, whatever the filter. */
export interface ExportCoverage {
  readonly coveredHours: number;
  readonly uncoveredHours: number;
  /** Of the uncovered ones: covered for some accounts and regions. */
  readonly partlyCoveredHours: number;
  /** ISO 8601 UTC, end exclusive; the first 1,000. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  readonly accountsAndRegions: readonly string[];
}

export interface ExportManifestInput {
  /** Program and version. */
  readonly tool: string;
  /** ISO 8601 UTC. */
  readonly generatedAt: string;
  readonly timeZone: string;
  /** By which the times in that zone were written and read. */
  readonly zoneRules: ZoneRulesIdentity;
  /** The filter as text, exactly as it can be typed again; empty = all events. */
  readonly filter: string;
  /** Order of the rows, in words. */
  readonly order: string;
  readonly format: ExportFormat | GroupFormat;
  /** Of a table of groups: what was counted. */
  readonly counted?: CountedEvents;
  /** Of the output; null where it went to a stream. */
  readonly file: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  /** Empty for JSON Lines. */
  readonly columns: readonly { readonly name: string; readonly source: string }[];
  /** Of CSV: what is to be said of its cells. */
  readonly cells?: CellNotes;
  /** Formulas were left as they are. */
  readonly raw: boolean;
  readonly scope: ExportScope;
  /** Null outside a case. */
  readonly custody: ExportCustody | null;
  /** The file whose place it took: its length, and its hash (hex) where it was read. */
  readonly replaced?: { readonly bytes: number; readonly sha256?: string };
}

/** The sidecar of an export, as JSON: what it is, so that anyone can check it and make it again. */
export function exportManifest(input: ExportManifestInput): string {
  const { format, raw, scope, custody } = input;
  const csv = format === 'csv';
  const manifest = {
    schema: EXPORT_SCHEMA,
    tool: input.tool,
    generatedAt: input.generatedAt,
    timeZone: input.timeZone,
    zoneRules: rulesPart(input.zoneRules),
    filter: input.filter,
    order: input.order,
    output: {
      file: input.file,
      format,
      encoding: 'UTF-8',
      lineEnds: csv ? 'CRLF' : 'LF',
      bytes: input.bytes,
      sha256: input.sha256,
      rows: input.rows,
      ...(input.replaced === undefined ? {} : { replaced: input.replaced }),
      rowIs:
        input.counted === undefined
          ? 'one event; its copies in other sources have no rows of their own unless the view shows copies'
          : 'one group of events that have these values; an event with several values of a facet is in a group for each',
      ...(input.counted === undefined ? {} : { counted: input.counted }),
      ...(csv ? csvPart(input.columns, raw, input.cells) : { content: contentOf(format) }),
      ...(format === 'json' ? { columns: input.columns.map(({ name, source }) => ({ name, source })) } : {}),
    },
    duplicatesHidden: scope.duplicatesHidden,
    objectsScanned: scope.objectsScanned,
    recordsScanned: scope.recordsScanned,
    sources: scope.sources,
    quarantinedFiles: scope.quarantinedFiles,
    quarantinedParts: scope.quarantinedParts,
    ...integrityPart(scope.integrity),
    ...(scope.annotations === undefined ? {} : { annotations: annotationsPart(scope.annotations) }),
    custody: custody ?? { note: 'Made outside a case: there is no custody ledger.' },
  };
  return `${visibleJson(manifest, 2)}\n`;
}

function rulesPart({ version, sha256, origin, file }: ZoneRulesIdentity): object {
  return {
    database: 'IANA time zone database',
    version,
    sha256,
    origin: origin === 'shipped' ? 'shipped with the tool' : 'given by the user',
    ...(file === undefined ? {} : { file }),
    note: 'sha256 is that of the file tzdata.zi; the rules of the operating system, of Node.js and of the browser were not used',
  };
}

function annotationsPart({ sayings, events, journal }: ExportAnnotations): object {
  return {
    sayings,
    events,
    journal,
    note: 'sayings are the actions of analysts in the journal of the case at the time of the export, events those that something was ever said of; sha256 is that of the journal up to and including so many lines',
  };
}

function integrityPart(integrity: ExportIntegrity | undefined): object {
  if (integrity === undefined) {
    const note = 'Coverage was not computed: an hour without rows may be an hour whose logs were not acquired.';
    const unchecked = 'The events were read in place: no digest was validated.';
    return { digestValidation: { checked: false, note: unchecked }, coverage: { computed: false, gaps: null, note } };
  }
  const { checkedAt, words, logFiles, digests, coverage } = integrity;
  const note =
    'Hours of delivery, which follow the events by minutes, of the whole case whatever the filter. In a gap some account and region of the case was not looked at, so an hour there without rows says nothing.';
  return {
    digestValidation: { checked: true, checkedAt, words, logFiles, digests },
    coverage: { computed: true, ...coverage, note },
  };
}

function csvPart(columns: ExportManifestInput['columns'], raw: boolean, cells: CellNotes | undefined): object {
  return {
    delimiter: ',',
    header: true,
    formulasNeutralised: !raw,
    neutralisation: raw
      ? 'none: cells may hold formulas that a spreadsheet runs'
      : "an apostrophe before cells, and parts of cells after ; tab or a line break, that a spreadsheet could take for a formula (= + - @ tab CR and full-width forms, also after quotes, white space and invisible characters) or that end a cell; one apostrophe taken away at each such place gives the record's text",
    valuesSeparatedBy: '; ',
    ...(cells === undefined ? {} : cellsPart(cells)),
    spreadsheets: SPREADSHEETS,
    columns: columns.map(({ name, source }) => ({ name, source })),
  };
}

const SPREADSHEETS =
  'A spreadsheet that opens this file by itself changes what it takes for numbers and dates: leading zeros of account IDs go, request IDs of digits with one E (123E45, 123E4567) may become powers of ten, of numbers with more than 15 digits the rest is lost, and texts such as 2026-03-11 become dates. Excel keeps 32,767 characters of a cell, LibreOffice 65,535. Import the columns as text, and cite from the evidence.';

function cellsPart({ escaped, longest, overExcel, overLibreOffice, others }: CellNotes): object {
  return {
    escapedCells: escaped,
    escapes:
      'NUL and halves of surrogate pairs, which CSV cannot hold, are written as JSON writes them (\\u0000, \\ud83d); JSON Lines has every record as delivered',
    longestCell: longest,
    cellsOver32767: overExcel,
    cellsOver65535: overLibreOffice,
    ...(others === undefined ? {} : { otherFields: othersPart(others) }),
  };
}

function othersPart({ paths, more }: NonNullable<CellNotes['others']>): object {
  return {
    note: 'fields of the record without a column of their own: they are in the column otherFields, in so many rows',
    paths,
    ...(more === 0 ? {} : { occurrencesOfFurtherFields: more }),
  };
}

function contentOf(format: ExportFormat | GroupFormat): string {
  if (format === 'json') return 'a list of one object a group, one a line; null: no event of the group states it';
  const record = 'each record as delivered; white space between tokens left out where it had line breaks';
  if (format === 'jsonl') return record;
  return `{"record":…,"evidence":…} a line, with ${record}; where analysts said something of the event, "annotations" follow`;
}
