/**
 * A small CSV reader for tests, written for itself from what spreadsheets do: a quote counts at the
 * start of a cell only, is doubled within a quoted cell, and what follows the closing quote is taken
 * as it is. Lines end with CRLF, LF or CR. Empty lines give no row.
 *
 * @param separators each of these characters ends a cell
 */
export function parseCsv(text: string, separators = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  let lineStart = true;
  while (at < text.length || !lineStart) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) {
          cell += text.slice(at);
          at = text.length;
          break;
        }
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    }
    const from = at;
    while (at < text.length && !separators.includes(text[at] ?? '') && text[at] !== '\n' && text[at] !== '\r') at += 1;
    const quoted = from > 0 && text[from - 1] === '"';
    cell += text.slice(from, at);
    row.push(cell);
    if (at < text.length && separators.includes(text[at] ?? '')) {
      at += 1;
      lineStart = false;
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 2;
    else if (at < text.length) at += 1;
    if (row.length > 1 || cell !== '' || quoted) rows.push(row);
    row = [];
    lineStart = true;
  }
  return rows;
}
