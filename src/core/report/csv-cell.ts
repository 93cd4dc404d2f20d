/**
 * One CSV cell (RFC 4180), safe to open in a spreadsheet.
 *
 * Evidence may hold text that a spreadsheet would run: `=HYPERLINK(...)`, `@SUM`, DDE commands. A
 * spreadsheet may also split the file at `;` or tab instead of `,`, so that text within a cell comes
 * to stand at the start of one. The neutral form puts an apostrophe at each such place: at the start
 * of the cell, and after each `;`, tab and line break in it, where what follows is a trigger, with or
 * without quotes, white space and invisible characters before it. Triggers are `=`, `+`, `-`, `@` and
 * their full-width and small forms, tab, carriage return and, at the start, a line feed; and the end
 * of the cell, because what follows it is the file's own line break. Nothing is taken away and an
 * apostrophe counts as a quote here, so that the text can be had back exactly: take one apostrophe
 * away at each place where one precedes a trigger.
 */

const PLAIN = 0;
/** Does not hide a trigger that follows it. */
const SKIPPED = 1;
const TRIGGER = 2;
const LINE_FEED = 3;
const CARRIAGE_RETURN = 4;
const TAB = 5;

const TRIGGERS = /[=+\-@\u207a\u207b\u207c\u208a\u208b\u208c\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]/u;
const SKIPS = /[\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800"'`\u2018-\u201f\uff02\uff07\ufffd]/u;
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => classify(String.fromCharCode(code)));

function classify(character: string): number {
  if (character === '\n') return LINE_FEED;
  if (character === '\r') return CARRIAGE_RETURN;
  if (character === '\t') return TAB;
  if (TRIGGERS.test(character)) return TRIGGER;
  return SKIPS.test(character) ? SKIPPED : PLAIN;
}

/** Characters after which some reader begins a new cell or line. */
const BREAKS = /[;\t\r\n\v\f\u0085\u2028\u2029]/;
const ORDINARY_START = /^[A-Za-z0-9{[(<*/_:.]/;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/** The text with apostrophes where a spreadsheet would otherwise take what follows for a formula. */
export function neutralise(text: string): string {
  if (text === '') return text;
  const breaks = BREAKS.test(text);
  if (!breaks && ORDINARY_START.test(text)) return text;
  const places = triggerPlaces(text, breaks);
  if (places.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const place of places) {
    parts.push(text.slice(from, place), "'");
    from = place;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/**
 * Where an apostrophe belongs, ascending. One pass from the end: whether a trigger follows a place
 * is known from the place after it, however long the run of invisible characters is.
 */
function triggerPlaces(text: string, breaks: boolean): number[] {
  const places: number[] = [];
  // Looking on from the place after the current character: would it begin a formula in a cell, or in a line?
  let cell = true;
  let line = true;
  for (let at = text.length - 1; at >= 0; at--) {
    const unit = text.charCodeAt(at);
    if (breaks && endsCell(text, at, unit) && (isLineBreak(unit) ? line : cell)) places.push(at + 1);
    const low = unit >= 0xdc00 && unit < 0xe000 && at > 0;
    const high = low ? text.charCodeAt(at - 1) : 0;
    const paired = high >= 0xd800 && high < 0xdc00;
    if (paired) at--;
    const kind = unit < 128 ? (ASCII[unit] as number) : classify(text.slice(at, at + (paired ? 2 : 1)));
    if (kind === PLAIN) cell = line = false;
    else if (kind === TRIGGER || kind === TAB) cell = line = true;
    else if (kind === LINE_FEED) [cell, line] = [true, false];
    else if (kind === CARRIAGE_RETURN) [cell, line] = [true, text.charCodeAt(at + 1) !== 0x0a];
  }
  // Whatever consists of invisible characters alone begins no formula.
  if (cell && !allSkipped(text)) places.push(0);
  return places.reverse();
}

/** As BREAKS says; carriage return and line feed are one break. */
function endsCell(text: string, at: number, unit: number): boolean {
  if (unit === 0x0d) return text.charCodeAt(at + 1) !== 0x0a;
  return unit === 0x3b || (unit >= 0x09 && unit <= 0x0d) || unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

function isLineBreak(unit: number): boolean {
  return unit !== 0x3b && unit !== 0x09;
}

function allSkipped(text: string): boolean {
  for (const character of text) if (classify(character) !== SKIPPED) return false;
  return true;
}

/** @param raw leaves the text exactly as it is: a spreadsheet may then run it */
export function csvCell(text: string, raw = false): string {
  const safe = raw ? text : neutralise(text);
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its end, CRLF. A single empty cell is written with quotes: an empty line is no row. */
export function csvLine(cells: readonly string[], raw = false): string {
  const line = cells.map((cell) => csvCell(cell, raw)).join(',');
  return line === '' ? '""\r\n' : `${line}\r\n`;
}
