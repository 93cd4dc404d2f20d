/** Characters by which spreadsheets take a cell for a formula, full-width forms included (OWASP, "CSV Injection"). */
const TRIGGERS = new Set(['=', '+', '-', '@', '\uFF1D', '\uFF0B', '\uFF0D', '\uFF20', '\t', '\r']);
/** After these a cell may begin, where the text is read with another separator than ours. */
const BOUNDARIES = new Set([',', ';', '|', '\t', '\r', '\n', '"']);

/**
 * One cell. Before text that a spreadsheet would run stands an apostrophe, which spreadsheets take as
 * the sign of text; whoever needs the value exactly takes JSON.
 */
export function csvCell(value: string): string {
  const safe = withoutFormulas(value);
  return /[",;\t\r\n|']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function withoutFormulas(value: string): string {
  let safe = '';
  let mayBegin = true;
  for (const character of value) {
    if (mayBegin && TRIGGERS.has(character)) {
      safe += "'";
      mayBegin = false;
    }
    safe += character;
    // White space before a formula does not keep a spreadsheet from running it.
    mayBegin = BOUNDARIES.has(character) || (mayBegin && /\s/.test(character));
  }
  return safe;
}

/** RFC 4180, with a line end after each row. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (typeof cell === 'number' ? String(cell) : csvCell(cell))).join(',')}\r\n`;
}

/** A facet's value: "(none)" and "(empty)" as on the screen; text that reads the same is quoted. */
export function csvValue(value: string | readonly string[] | null | undefined): string {
  if (value === null || value === undefined) return '(none)';
  if (typeof value !== 'string') return value.join(' ');
  if (value === '') return '(empty)';
  return value === '(none)' || value === '(empty)' ? `"${value}"` : value;
}
