import { escapeText } from '../../../core/event/visible-text';
import { csvLine, neutralise } from '../../../core/report/csv-cell';
import { largest } from '../../../core/lists';

/** Rows as cells, for the clipboard. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const COPY_FORMATS = ['text', 'csv', 'json', 'markdown'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

/**
 * Tab-separated, as spreadsheets paste it: what they would run as a formula is neutralised as in an export, and tabs
 * and line breaks within a cell are written as escapes.
 */
export function tableAsText({ heads, rows }: Table): string {
  const line = (cells: readonly string[]): string => cells.map((cell) => neutralise(oneLine(cell))).join('\t');
  return `${[heads, ...rows].map(line).join('\n')}\n`;
}

/** RFC 4180, as an export writes it. */
export function tableAsCsv({ heads, rows }: Table): string {
  return csvLine(heads) + rows.map((cells) => csvLine(cells)).join('');
}

/** A table for a ticket or a report: nothing in a cell is taken for markup. */
export function tableAsMarkdown({ heads, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return `${[line(heads), `|${heads.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')}\n`;
}

/** Records as they were delivered: one alone, several as a JSON array of them, each text unchanged. */
export function recordsAsJson(records: readonly string[]): string {
  const [only] = records;
  if (records.length === 1 && only !== undefined) return only;
  return records.length === 0 ? '[]\n' : `[\n${records.join(',\n')}\n]\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\t\n\r\v\f\u0085\u2028\u2029]/g, escapeText);
}

/** A code span: nothing in it is markup, and no address in it becomes a link. */
function markdownCell(text: string): string {
  const shown = escapeText(text);
  if (shown === '') return '';
  const longest = largest(
    Array.from(shown.matchAll(/`+/g), ([run]) => run.length),
    0,
  );
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}
