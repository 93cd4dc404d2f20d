import { fail } from './fault';

export const KEYWORDS = ['AND', 'OR', 'NOT'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** A run of text up to a space, parenthesis or the end, with its escapes resolved. */
export interface Word {
  readonly start: number;
  readonly end: number;
  /** Literal pieces between unescaped stars; one where there is no star. May be empty strings. */
  readonly pieces: readonly string[];
}

/** Characters that end a word. A quote does too, but only at its start is it allowed. */
export function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char);
}

export function endsWord(char: string | undefined): boolean {
  return char === undefined || char === '(' || char === ')' || isSpace(char);
}

/** A place in the text, moving forward only. */
export class Cursor {
  pos = 0;
  constructor(readonly text: string) {}

  get char(): string | undefined {
    return this.text[this.pos];
  }

  skipSpace(): void {
    while (isSpace(this.char)) this.pos++;
  }

  /** The keyword that stands here as a word of its own, if any; does not move. */
  keyword(): Keyword | undefined {
    for (const keyword of KEYWORDS) {
      const after = this.text[this.pos + keyword.length];
      if (this.text.startsWith(keyword, this.pos) && (endsWord(after) || after === '"')) return keyword;
    }
    return undefined;
  }

  /** Moves over `literal` where it stands here. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.pos)) return false;
    this.pos += literal.length;
    return true;
  }

  /** Where the word that starts here ends, escapes or not; does not move. */
  wordEnd(): number {
    let end = this.pos;
    while (!endsWord(this.text[end])) end++;
    return end;
  }

  /** Reads up to the end of the word; where `colon` is set, only up to an unescaped colon. */
  word(colon = false): Word {
    const start = this.pos;
    const pieces: string[] = [];
    let piece = '';
    for (;;) {
      const char = this.char;
      if (char === undefined || endsWord(char) || (colon && char === ':')) break;
      if (char === '"') this.strayQuote();
      if (char === '*') {
        pieces.push(piece);
        piece = '';
        this.pos++;
      } else if (char === '\\') piece += this.escape();
      else {
        piece += char;
        this.pos++;
      }
    }
    pieces.push(piece);
    return { start, end: this.pos, pieces };
  }

  /** Reads a quoted string: only `\"`, `\\` and `\u{...}` are escapes, all else is itself. */
  quoted(): string {
    const start = this.pos++;
    let value = '';
    for (;;) {
      const char = this.char;
      if (char === undefined) fail(start, this.pos, 'This quote is never closed. Add a closing quote.');
      if (char === '"') break;
      if (char === '\\') {
        const next = this.text[this.pos + 1];
        const point = this.codePoint();
        if (point !== undefined) value += point;
        else if (next === '"' || next === '\\') {
          value += next;
          this.pos += 2;
        } else {
          value += char;
          this.pos++;
        }
      } else {
        value += char;
        this.pos++;
      }
    }
    this.pos++;
    if (!endsWord(this.char)) fail(this.pos, this.pos + 1, 'A closing quote ends the value. Put a space after it.');
    return value;
  }

  /** Outside quotes a backslash makes the next character literal; `\u{...}` is a code point. */
  private escape(): string {
    const point = this.codePoint();
    if (point !== undefined) return point;
    const next = this.text[this.pos + 1];
    if (next === undefined) fail(this.pos, this.pos + 1, 'Nothing follows this backslash. Write \\\\ for a backslash.');
    this.pos += 2;
    return next;
  }

  private codePoint(): string | undefined {
    const match = /^\\u\{([0-9A-Fa-f]{1,6})\}/.exec(this.text.slice(this.pos, this.pos + 10));
    const value = match?.[1] === undefined ? Infinity : Number.parseInt(match[1], 16);
    if (!match || value > 0x10ffff) return undefined;
    this.pos += match[0].length;
    return String.fromCodePoint(value);
  }

  private strayQuote(): never {
    const end = this.wordEnd();
    if (this.text[this.pos + 1] === ':') {
      fail(this.pos, end, 'Field names stand without quotes. Remove the quote.');
    }
    fail(
      this.pos,
      this.pos + 1,
      'A quote stands at the start and the end of a value. Write \\" for a literal one.',
      '\\"',
    );
  }
}
