import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvRow, csvValue } from './csv';

/** RFC 4180, with any separator; quotes count only at the start of a cell, as spreadsheets have it. */
function parse(text: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  let atStart = true;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? '';
    if (quoted) {
      if (character === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (character === '"') quoted = false;
      else cell += character;
    } else if (character === '"' && atStart) {
      quoted = true;
      atStart = false;
    } else if (character === separator || character === '\n' || character === '\r') {
      cells.push(cell);
      cell = '';
      atStart = true;
    } else {
      cell += character;
      atStart = false;
    }
  }
  cells.push(cell);
  return cells;
}

const hostile = fc.oneof(
  fc.string(),
  fc.stringOf(fc.constantFrom('=', '+', '-', '@', ',', ';', '\t', '"', "'", '\n', '\r', ' ', 'A', '1', '|', '＝')),
);

describe('csv', () => {
  it('starts no cell with a formula, whatever separator it is read with', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (values) => {
        const row = csvRow(values);
        for (const separator of [',', ';', '\t', '|']) {
          for (const cell of parse(row, separator)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('gives back values that hold nothing dangerous as they are', () => {
    for (const value of ['arn:aws:iam::111122223333:user/a', 'a,b', 'say "hello"', 'two\nlines', 'a-b+c=d@e', '']) {
      expect(parse(csvCell(value), ',').join('\n')).toBe(value);
    }
  });

  it('writes absent and empty values as the screen does, and tells text that reads the same apart', () => {
    expect([null, '', '(none)', 'x', ['a', 'b']].map(csvValue)).toEqual(['(none)', '(empty)', '"(none)"', 'x', 'a b']);
  });
});
