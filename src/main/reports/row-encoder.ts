import { TrailbenchError } from '../../contract/errors';
import { CellTally } from '../../core/report/cell-notes';
import type { CellNotes } from '../../core/report/cell-notes';
import { csvLine } from '../../core/report/csv-cell';
import { uncataloguedPaths } from '../../core/report/csv-columns';
import type { Annotations, CsvColumn, EvidencePlace } from '../../core/report/csv-columns';
import type { ExportFormat } from '../../core/report/export-manifest';
import type { ExportRow } from '../../core/report/export-rows';
import { jsonLine, jsonLineWithEvidence } from '../../core/report/jsonl';
import { RecordView } from '../../core/report/record-view';
import { writable } from '../../core/report/unwritable';
import type { Locator } from '../../core/segment/layout';
import type { SourceNames } from './source-names';

/** What the analyst said of an event; undefined where nothing. */
export type Annotate = (event: {
  readonly eventId: string | undefined;
  readonly locator: Locator;
  /** The record as delivered; valid during the call. */
  readonly bytes: Uint8Array;
}) => Annotations | undefined;

export interface RowEncoderOptions {
  readonly format: ExportFormat;
  /** Of CSV. */
  readonly columns: readonly CsvColumn[];
  readonly raw: boolean;
  readonly names: SourceNames;
  readonly annotate: Annotate | undefined;
  /** All fields are exported: those without a column are told of. */
  readonly all: boolean;
}

const NOTHING_SAID: Annotations = { tags: '', notes: '', status: '' };

/** Makes the lines of an export. */
export class RowEncoder {
  private readonly view = new RecordView();
  private readonly named: boolean;

  private readonly tally: CellTally;

  constructor(private readonly options: RowEncoderOptions) {
    this.tally = new CellTally(options.all);
    this.named = options.columns.some(({ places }) => places === true);
  }

  /** Of the cells that were written; of CSV. */
  get notes(): CellNotes {
    return this.tally.notes;
  }

  /** The line before all rows; none for JSON Lines. */
  header(): Uint8Array | undefined {
    const { format, columns } = this.options;
    if (format !== 'csv') return undefined;
    // A path may hold a name out of the evidence: headings are never left raw.
    return Buffer.from(csvLine(columns.map(({ name }) => writable(name))));
  }

  /**
   * The line of one row. Calls must not overlap.
   * @param bytes the record's range as delivered
   * @throws TrailbenchError `evidence-changed` where they are no record any more
   */
  async encode(row: ExportRow, bytes: Uint8Array): Promise<Uint8Array> {
    const { format } = this.options;
    if (format === 'jsonl') return jsonLine(bytes);
    if (format === 'jsonl-evidence') return jsonLineWithEvidence(bytes, await this.places(row));
    // What waits comes first: the view is filled anew for each row.
    const places = this.named ? await this.places(row) : [unnamed(row.shown)];
    return Buffer.from(this.csv(row, bytes, places));
  }

  private csv(row: ExportRow, bytes: Uint8Array, places: readonly EvidencePlace[]): string {
    const { columns, raw, annotate } = this.options;
    const { view } = this;
    const fault = view.open(bytes);
    if (fault !== undefined) {
      const { source, record } = row.shown;
      const message = `Record ${String(record)} of source ${String(source)} is not what was indexed: ${fault} Open the case again, so that its index is rebuilt.`;
      throw new TrailbenchError('evidence-changed', message, { details: `source ${String(source)}` });
    }
    const annotations = annotate?.({ eventId: view.values.eventId, locator: row.shown, bytes }) ?? NOTHING_SAID;
    const context = { view, places, annotations };
    if (this.options.all) this.tally.others(uncataloguedPaths(view));
    return csvLine(
      columns.map((column) => this.tally.cell(column.text(context))),
      raw,
    );
  }

  private async places({ shown, others }: ExportRow): Promise<EvidencePlace[]> {
    const places: EvidencePlace[] = [];
    for (const locator of [shown, ...others]) {
      const { uri, sha256, verdict } = await this.options.names.of(locator.source);
      places.push({ ...unnamed(locator), source: uri, sha256, ...(verdict === undefined ? {} : { verdict }) });
    }
    return places;
  }
}

function unnamed({ record, offset, length }: Locator): EvidencePlace {
  return { source: '', sha256: '', record, offset, length };
}
