/**
 * Characters by which spreadsheets take a cell for a formula, full-width forms included (OWASP, "CSV
 * Injection"), at the start of a cell or where another separator would begin one.
 */
const TRIGGER = /(^|[,;\t\r\n"'|])(\s*)([=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/**
 * One cell. Text that a spreadsheet would run gets an apostrophe before it, which spreadsheets show as
 * text; whoever needs the value exactly takes JSON.
 */
export function csvCell(value: string): string {
  const safe = value.replace(/^[\t\r]/, "'$&").replace(TRIGGER, "$1$2'$3");
  return /[",;\t\r\n|']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
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
