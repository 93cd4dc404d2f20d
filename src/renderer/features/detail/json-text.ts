/**
 * JSON as text, in tokens. The text itself is what is shown: it is never parsed and written again,
 * which would round long numbers and drop members that occur twice.
 */
export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'mark' | 'space' | 'other' | 'hidden';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where the text has it, in UTF-16 code units; undefined for what stands only in a layout. */
  readonly at?: number;
}

export interface Line {
  /** Levels of indentation; 0 where the text's own whitespace is shown. */
  readonly indent: number;
  readonly tokens: readonly Token[];
}

/** Every character of the text in order; broken JSON gives tokens of kind 'other'. */
export function* tokens(text: string): Generator<Token> {
  let waiting: Token | undefined;
  let gap: Token[] = [];
  for (let at = 0; at < text.length;) {
    const token = { ...tokenAt(text, at), at };
    at += token.text.length;
    if (waiting !== undefined) {
      if (token.kind === 'space') {
        gap.push(token);
        continue;
      }
      // A string is a key only where a colon follows.
      yield token.text === ':' ? { ...waiting, kind: 'key' } : waiting;
      yield* gap;
      waiting = undefined;
      gap = [];
    }
    if (token.kind === 'string') waiting = token;
    else yield token;
  }
  if (waiting !== undefined) yield waiting;
  yield* gap;
}

const SPACE = /[ \t\r\n]+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
/** Up to a point: a run of faulty text has no end that is sure to come. */
const OTHER = /[^\s"{}[\],:]{1,1000}/y;

function tokenAt(text: string, at: number): Token {
  const first = text.charAt(at);
  if (first === '"') return stringAt(text, at);
  if ('{}[],:'.includes(first)) return { kind: 'mark', text: first };
  for (const [kind, pattern] of [
    ['space', SPACE],
    ['number', NUMBER],
    ['word', WORD],
    ['other', OTHER],
  ] as const) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found };
  }
  return { kind: 'other', text: first };
}

/** By hand: on a string of millions of characters a regular expression runs out of stack. */
function stringAt(text: string, at: number): Token {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charAt(end - 1 - slashes) === '\\') slashes++;
    if (slashes % 2 === 0) return { kind: 'string', text: text.slice(at, end + 1) };
  }
  return { kind: 'other', text: text.slice(at) };
}

/** The text line by line with its own whitespace. */
export function* exactLines(text: string): Generator<Line> {
  let line: Token[] = [];
  for (const token of tokens(text)) {
    if (token.kind !== 'space') {
      line.push(token);
      continue;
    }
    const parts = token.text.split(/\r\n|\n|\r/);
    for (const [position, part] of parts.entries()) {
      if (position > 0) {
        yield { indent: 0, tokens: line };
        line = [];
      }
      if (part !== '') line.push({ kind: 'space', text: part });
    }
  }
  if (line.length > 0) yield { indent: 0, tokens: line };
}

/** The same tokens laid out for reading: one member a line, indented by depth. */
export function* prettyLines(text: string): Generator<Line> {
  let depth = 0;
  let line: Token[] = [];
  let opened = false;
  for (const token of tokens(text)) {
    if (token.kind === 'space') continue;
    const closes = token.text === '}' || token.text === ']';
    if (token.kind === 'mark' && closes) {
      if (!opened) {
        if (line.length > 0) yield { indent: depth, tokens: line };
        line = [];
      }
      depth = Math.max(0, depth - 1);
      line.push(token);
      opened = false;
      continue;
    }
    if (opened) {
      yield { indent: depth - 1, tokens: line };
      line = [];
      opened = false;
    }
    line.push(token);
    if (token.kind !== 'mark') continue;
    if (token.text === ':') line.push({ kind: 'space', text: ' ' });
    else if (token.text === ',') {
      yield { indent: depth, tokens: line };
      line = [];
    } else {
      depth++;
      opened = true;
    }
  }
  if (line.length > 0) yield { indent: opened ? depth - 1 : depth, tokens: line };
}

/** Up to `most` lines, and whether more follow: a huge record is not laid out to its end unasked. */
export function take(
  lines: Generator<Line>,
  most: number,
): { readonly lines: readonly Line[]; readonly more: boolean } {
  const taken: Line[] = [];
  for (const line of lines) {
    if (taken.length === most) return { lines: taken, more: true };
    taken.push(line);
  }
  return { lines: taken, more: false };
}

/** Lines that are looked through for a place: a huge record is not laid out to its end for it. */
const FURTHEST = 20_000;

/** The line that has a place of the text; 0 where that is further down than is looked. */
export function lineOf(lines: Generator<Line>, place: number): number {
  let number = 0;
  for (const { tokens: own } of lines) {
    if (own.some(({ at, text }) => at !== undefined && at + text.length > place)) return number;
    if (++number > FURTHEST) break;
  }
  return 0;
}

/** Characters of its token up to a place of the text; 0 where no line has it. */
export function lengthTo(lines: readonly Line[], place: number): number {
  for (const { tokens: own } of lines) {
    const token = own.find(({ at, text }) => at !== undefined && at <= place && at + text.length > place);
    if (token?.at !== undefined) return place - token.at;
  }
  return 0;
}

/**
 * Lines that open an object or array which ends on a later line, with the number of that line: what
 * can be folded. One whose end is not among the lines is left out.
 */
export function foldsOf(lines: readonly Line[]): ReadonlyMap<number, number> {
  const folds = new Map<number, number>();
  const open: { readonly line: number; readonly last: boolean }[] = [];
  for (const [at, { tokens: own }] of lines.entries()) {
    for (const [position, token] of own.entries()) {
      if (token.kind !== 'mark') continue;
      if (token.text === '{' || token.text === '[') open.push({ line: at, last: position === own.length - 1 });
      if (token.text !== '}' && token.text !== ']') continue;
      const opened = open.pop();
      // Nothing to fold where the end stands on the next line.
      if (opened?.last === true && at > opened.line + 1) folds.set(opened.line, at);
    }
  }
  return folds;
}

/** A line that is shown, by its number among all lines, and what may be folded away behind it. */
export interface ShownLine {
  readonly number: number;
  readonly line: Line;
  readonly fold?: { readonly folded: boolean; readonly lines: number };
}

/** The lines that are shown while some are folded: a folded one takes its end up, so that it reads as a whole. */
export function shownLines(
  lines: readonly Line[],
  folds: ReadonlyMap<number, number>,
  folded: ReadonlySet<number>,
): readonly ShownLine[] {
  const shown: ShownLine[] = [];
  for (let number = 0; number < lines.length; number++) {
    const line = lines[number];
    if (line === undefined) break;
    const end = folds.get(number);
    if (end === undefined) {
      shown.push({ number, line });
      continue;
    }
    const fold = { folded: folded.has(number), lines: end - number - 1 };
    if (!fold.folded) {
      shown.push({ number, line, fold });
      continue;
    }
    const rest = lines[end]?.tokens ?? [];
    const hidden: Token = { kind: 'hidden', text: `${String(fold.lines)} ${fold.lines === 1 ? 'line' : 'lines'}` };
    shown.push({ number, line: { indent: line.indent, tokens: [...line.tokens, hidden, ...rest] }, fold });
    number = end;
  }
  return shown;
}
