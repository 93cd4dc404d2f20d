import { TrailbenchError } from '../../contract/errors';
import { CellTally } from '../../core/report/cell-notes';
import type { CellNotes } from '../../core/report/cell-notes';
import { csvLine } from '../../core/report/csv-cell';
import { uncataloguedPaths } from '../../core/report/csv-columns';
import type { CsvColumn, EvidencePlace } from '../../core/report/csv-columns';
import type { ExportFormat } from '../../core/report/export-manifest';
import type { ExportRow } from '../../core/report/export-rows';
import { jsonLine, jsonLineWithEvidence } from '../../core/report/jsonl';
import { RecordView } from '../../core/report/record-view';
import type { RowSayings, SaidOfEvent } from '../../core/report/row-sayings';
import { writable } from '../../core/report/unwritable';
import type { Locator } from '../../core/segment/layout';
import type { SourceNames } from './source-names';

export interface RowEncoderOptions {
  readonly format: ExportFormat;
  /** Of CSV. */
  readonly columns: readonly CsvColumn[];
  readonly raw: boolean;
  readonly names: SourceNames;
  /** What analysts said; undefined where there is no journal. */
  readonly sayings: RowSayings | undefined;
  /** All fields are exported: those without a column are told of. */
  readonly all: boolean;
}

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
    if (format === 'jsonl-evidence') {
      const places = await this.places(row);
      return jsonLineWithEvidence(
        bytes,
        places,
        this.saidOf(row, () => this.open(row, bytes)),
      );
    }
    // What waits comes first: the view is filled anew for each row.
    const places = this.named ? await this.places(row) : [unnamed(row.shown)];
    return Buffer.from(this.csv(row, bytes, places));
  }

  private csv(row: ExportRow, bytes: Uint8Array, places: readonly EvidencePlace[]): string {
    const { columns, raw } = this.options;
    const { view } = this;
    this.open(row, bytes);
    const context = { view, places, said: this.saidOf(row) };
    if (this.options.all) this.tally.others(uncataloguedPaths(view));
    return csvLine(
      columns.map((column) => this.tally.cell(column.text(context))),
      raw,
    );
  }

  /** @throws TrailbenchError `evidence-changed` for what is no record */
  private open({ shown }: ExportRow, bytes: Uint8Array): void {
    const fault = this.view.open(bytes);
    if (fault === undefined) return;
    const { source, record } = shown;
    const message = `Record ${String(record)} of source ${String(source)} is not what was indexed: ${fault} Open the case again, so that its index is rebuilt.`;
    throw new TrailbenchError('evidence-changed', message, { details: `source ${String(source)}` });
  }

  /** @param open the record is opened for its values, where they are asked for */
  private saidOf({ keys }: ExportRow, open?: () => void): SaidOfEvent | undefined {
    const { sayings } = this.options;
    if (sayings === undefined || sayings.empty) return undefined;
    return sayings.of(keys, () => {
      open?.();
      return this.view.values;
    });
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
