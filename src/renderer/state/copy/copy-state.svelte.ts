import type { EventRow, SortKey, View } from '../../../core/query/filter';
import { columnFields } from '../../../core/report/view-columns';
import type { Locator } from '../../../core/segment/layout';
import { appendAll } from '../../../core/lists';
import type { Store } from '../../store/protocol';
import type { Clock } from '../../wording/clock';
import type { Api } from '../api/api';
import { columnInfo } from '../grid/column-catalogue';
import type { ColumnsState } from '../grid/columns-state.svelte';
import type { CopyFormat, Table } from './copy-formats';
import { recordsAsJson, tableAsCsv, tableAsMarkdown, tableAsText } from './copy-formats';
import type { FieldValuesState, ShownField } from '../grid/field-values-state';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { decodeText } from '../detail/open-record';

/** Rows that the clipboard takes; more are for an export. */
export const MOST_ROWS = 20_000;
/** Records that are read for a copy. */
export const MOST_RECORDS = 5_000;
const PAGE = 2_000;
const AT_ONCE = 4;
const SEPARATOR = '; ';

/** Puts rows of the list on the clipboard, in the columns shown. */
export class CopyState {
  /** What was done or went wrong, for the screen. */
  notice = $state.raw<{ readonly words: string; readonly problem?: Problem } | undefined>();
  busy = $state(false);

  constructor(
    private readonly caseId: string,
    private readonly api: Pick<Api, 'record'>,
    private readonly store: Pick<Store, 'rows' | 'places'>,
    private readonly columns: ColumnsState,
    private readonly values: FieldValuesState,
    private readonly clock: () => Clock,
  ) {}

  /**
   * The events of a view as text for the clipboard, in this order: all of them, or none with the reason.
   * @throws ApiError, or an Error that says that there are too many
   */
  async text(view: View, sort: readonly SortKey[], format: CopyFormat): Promise<{ text: string; rows: number }> {
    const most = format === 'json' ? MOST_RECORDS : MOST_ROWS;
    const rows: EventRow[] = [];
    for (let matched = 1; rows.length < matched;) {
      const { length } = rows;
      const page = await this.store.rows({
        view,
        sort,
        start: length,
        end: length + PAGE,
        columns: this.columns.reads,
      });
      matched = page.matched;
      if (matched > most) {
        throw new Error(
          `${matched.toLocaleString('en-US')} events are too many for the clipboard, which takes ${most.toLocaleString('en-US')} this way. Export them instead.`,
        );
      }
      appendAll(rows, page.rows);
      if (page.rows.length === 0) break;
    }
    const text = format === 'json' ? await this.#records(rows) : await this.#table(rows, format);
    return { text, rows: rows.length };
  }

  /** Copies, and says how it went. @param write false where the system refuses */
  async copy(
    what: () => Promise<{ readonly text: string; readonly words: string }>,
    write: (text: string) => Promise<boolean>,
  ): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const { text, words } = await what();
      const done = await write(text);
      this.notice = { words: done ? `Copied ${words}` : 'The system refused the copy' };
    } catch (error) {
      this.notice = { words: 'Nothing was copied', problem: problemOf(error) };
    } finally {
      this.busy = false;
    }
  }

  async #table(rows: readonly EventRow[], format: 'text' | 'csv' | 'markdown'): Promise<string> {
    const { paths, infos } = this.columns;
    const events = Uint32Array.from(rows, ({ event }) => event);
    const read = paths.length === 0 ? [] : await this.values.read(events, paths);
    const clock = this.clock();
    const fields = infos.flatMap(({ id }) => columnFields(id));
    const table: Table = {
      heads: fields.map((field) => (field === 'time' ? `eventTime (${clock.name})` : field)),
      rows: rows.map((row, at) => {
        const own = new Map(paths.map((path, i) => [path, read[at]?.[i]]));
        return fields.map((field) => cellText(row, field, own, clock));
      }),
    };
    if (format === 'csv') return tableAsCsv(table);
    return format === 'text' ? tableAsText(table) : tableAsMarkdown(table);
  }

  async #records(rows: readonly EventRow[]): Promise<string> {
    const table = await this.store.places(Uint32Array.from(rows, ({ event }) => event));
    const texts = new Array<string>(rows.length).fill('');
    const queue = rows.keys();
    const worker = async (): Promise<void> => {
      for (const at of queue) {
        const locator: Locator = {
          source: table.source[at] ?? 0,
          record: table.record[at] ?? 0,
          offset: table.offset[at] ?? 0,
          length: table.length[at] ?? 0,
        };
        const { text, damaged } = decodeText(await this.api.record(this.caseId, locator));
        if (damaged) {
          throw new Error(
            'A record is not valid UTF-8 and cannot be copied unchanged. Export it as JSON Lines instead.',
          );
        }
        texts[at] = text;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return recordsAsJson(texts);
  }
}

function cellText(
  row: EventRow,
  field: string,
  read: ReadonlyMap<string, ShownField | undefined>,
  clock: Clock,
): string {
  if (field === 'time') return row.time === null ? '' : clock.text(row.time);
  if (field === 'bytesOut') return row.bytesOut === null || row.bytesOut === undefined ? '' : String(row.bytesOut);
  const own = read.get(field);
  if (own !== undefined || columnInfo(field)?.path !== undefined) return fieldText(own);
  const value = Object.entries(row.values).find(([name]) => name === field)?.[1];
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : value.join(SEPARATOR);
}

/** Values that are too long for a list cannot be copied from it unchanged. */
function fieldText(value: ShownField | undefined): string {
  if (value === undefined || value === 'unreadable') {
    throw new Error('A record could not be read. Open its detail to see what is wrong with its source.');
  }
  if (value.more > 0) throw new Error('A column holds values that are too long for a list. Export the rows instead.');
  return value.texts.join(SEPARATOR);
}
