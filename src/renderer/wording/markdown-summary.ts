import { readMarkdown } from './markdown';
import type { MarkdownBlock, MarkdownPart } from './markdown';

/** UTF-16 units of a text that its summary is made of. */
const LOOKED_AT = 2_000;
const MOST = 200;

/**
 * The first line of a Markdown text as plain text, for lists: without the signs of Markdown and cut where it is long.
 * May hold characters that cannot be seen. Empty where the text has no words.
 */
export function markdownSummary(text: string): string {
  const first = readMarkdown(wholeCharacters(text.trimStart(), LOOKED_AT))
    .map(blockLine)
    .find((line) => line !== '');
  const line = first ?? '';
  return line.length > MOST ? `${wholeCharacters(line, MOST).trimEnd()}\u2026` : line;
}

function blockLine(block: MarkdownBlock): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return firstLine(block.of.map(partText).join(''));
    case 'code':
    case 'plain':
      return firstLine(block.text);
    case 'quote':
      return block.of.map(blockLine).find((line) => line !== '') ?? '';
    case 'list':
      return (
        block.items
          .flat()
          .map(blockLine)
          .find((line) => line !== '') ?? ''
      );
    case 'rule':
      return '';
  }
}

function partText(part: MarkdownPart): string {
  switch (part.kind) {
    case 'text':
    case 'code':
      return part.text;
    case 'break':
      return '\n';
    case 'address': {
      const words = part.of.map(partText).join('');
      return words.trim() === '' ? part.address : words;
    }
    default:
      return part.of.map(partText).join('');
  }
}

function firstLine(text: string): string {
  return (
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  );
}

/** The beginning of a text, without half a character at its end. */
function wholeCharacters(text: string, most: number): string {
  const cut = text.slice(0, most);
  return text.length > most ? cut.replace(/[\ud800-\udbff]$/, '') : cut;
}
