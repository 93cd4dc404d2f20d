/** UTF-16 units of a text that is read as Markdown. */
const MOST_MARKDOWN = 65_536;
const MOST_LINES = 1_000;
/** How deep quotes, lists and emphasis may stand within each other. */
export const MOST_NESTING = 20;
/** Columns that an item of a list may be indented by. */
const MOST_INDENT = 4 * MOST_NESTING;
/** Signs of quotes and list items at the beginnings of lines. */
const MOST_ITEMS = 300;
/** Signs within lines that may begin or end something. */
const MOST_SIGNS = 1_000;

const SIGNS = new Set('*_[]!<&`\\');
/** Of a numbered item. */
const NUMBER = /\d{1,9}[.)](?=[ \t\r\n]|$)/y;

/**
 * Whether a text can be read as Markdown in a moment. The parser takes time that grows faster than the
 * number of such signs. A text of an intruder's making must not hold the
 * window, so what has more of them than people write is not parsed. Takes time in proportion to the text.
 */
export function isReadableMarkdown(text: string): boolean {
  if (text.length > MOST_MARKDOWN) return false;
  const bounds = new Bounds();
  let leading = true;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n' || character === '\r') {
      bounds.line();
      leading = true;
    } else if (leading && (character === ' ' || character === '\t')) bounds.indent(character === '\t' ? 4 : 1);
    else {
      const item: number = leading ? itemLength(text, at) : 0;
      leading = item > 0;
      if (item > 0) {
        bounds.item();
        at += item - 1;
      } else if (SIGNS.has(character)) bounds.sign();
    }
    if (bounds.passed) return false;
  }
  return true;
}

/** What was counted of a text so far. */
class Bounds {
  passed = false;
  #lines = 1;
  #items = 0;
  #signs = 0;
  /** Of the present line. */
  #nesting = 0;
  #column = 0;

  line(): void {
    this.#lines += 1;
    this.#nesting = 0;
    this.#column = 0;
    if (this.#lines > MOST_LINES) this.passed = true;
  }

  indent(by: number): void {
    this.#column += by;
  }

  item(): void {
    this.#items += 1;
    this.#nesting += 1;
    if (this.#items > MOST_ITEMS || this.#nesting > MOST_NESTING || this.#column > MOST_INDENT) this.passed = true;
  }

  sign(): void {
    this.#signs += 1;
    if (this.#signs > MOST_SIGNS) this.passed = true;
  }
}

/** Length of the sign of a quote or a list item that stands here; 0 for none. */
function itemLength(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === '>') return 1;
  if (character === '-' || character === '+' || character === '*') return /^\s?$/.test(text.charAt(at + 1)) ? 1 : 0;
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0].length ?? 0;
}
