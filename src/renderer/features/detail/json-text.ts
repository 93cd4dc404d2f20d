/**
 * JSON as text, in tokens. The text itself is what is shown: it is never parsed and written again,
 * which would change numbers of 20 digits, drop doubled keys and reorder nothing but lose all the same.
 */
export type TokenKind = 'key' | 'string' | 'number' | 'word' | 'mark' | 'space' | 'other';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

export interface Line {
  /** Levels of indentation; 0 where the text's own whitespace is shown. */
  readonly indent: number;
  readonly tokens: readonly Token[];
}

const PATTERN =
  /(?<space>[ \t\r\n]+)|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>true|false|null)|(?<mark>[{}[\],:])|(?<other>[^\s"{}[\],:]+|[^])/gsy;

/** Every character of the text in order; broken JSON gives tokens of kind 'other'. */
export function* tokens(text: string): Generator<Token> {
  let waiting: Token | undefined;
  let gap: Token[] = [];
  for (const { groups } of text.matchAll(new RegExp(PATTERN))) {
    const token = tokenOf(groups ?? {});
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

function tokenOf(groups: Record<string, string | undefined>): Token {
  for (const kind of ['space', 'string', 'number', 'word', 'mark', 'other'] as const) {
    const text = groups[kind];
    if (text !== undefined) return { kind, text };
  }
  return { kind: 'other', text: '' };
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
export function take(lines: Generator<Line>, most: number): { readonly lines: readonly Line[]; readonly more: boolean } {
  const taken: Line[] = [];
  for (const line of lines) {
    if (taken.length === most) return { lines: taken, more: true };
    taken.push(line);
  }
  return { lines: taken, more: false };
}
