import { describe, expect, it } from 'vitest';
import { HOSTILE_STRINGS } from '../../../../test/fixtures/hostile-strings';
import { parseCsv } from '../../../../test/support/csv-parser';
import { recordsAsJson, tableAsCsv, tableAsMarkdown, tableAsText } from './copy-formats';

const HOSTILE = HOSTILE_STRINGS;
const table = { heads: ['eventName', 'userAgent'], rows: HOSTILE.map((text, at) => [`e${String(at)}`, text]) };
/** An apostrophe before it would make it text. */
const FORMULA = /^[\s\p{C}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;
const runs = (cell: string): boolean => FORMULA.test(cell);

describe('rows for the clipboard', () => {
  it('are one line each as text, and none holds a formula', () => {
    const lines = tableAsText(table).split('\n');
    expect(lines).toHaveLength(HOSTILE.length + 2);
    expect(lines[0]).toBe('eventName\tuserAgent');
    for (const line of lines.slice(0, -1)) {
      const cells = line.split('\t');
      expect(cells).toHaveLength(2);
      expect(cells.filter(runs)).toEqual([]);
    }
  });

  it('are read back from CSV row by row, and none holds a formula', () => {
    const rows = parseCsv(tableAsCsv(table));
    expect(rows).toHaveLength(HOSTILE.length + 1);
    expect(rows.slice(1).map(([name]) => name)).toEqual(table.rows.map(([name]) => name));
    expect(rows.flat().filter(runs)).toEqual([]);
  });

  it('are code in Markdown, so that nothing in them is markup, a link or a further column', () => {
    const lines = tableAsMarkdown(table).trimEnd().split('\n');
    expect(lines).toHaveLength(HOSTILE.length + 2);
    for (const line of lines) expect(line.replace(/\\\|/g, '').split('|')).toHaveLength(4);
    const nasty = { heads: ['a'], rows: [['`x` | <b>'], ['``'], [''], ['\u202eabc\n']] };
    expect(tableAsMarkdown(nasty)).toBe(
      ['| `a` |', '| --- |', '| `` `x` \\| <b> `` |', '| ``` `` ``` |', '|  |', '| `<U+202E>abc<U+000A>` |', ''].join(
        '\n',
      ),
    );
  });

  it('are the very records as JSON, one alone or several as an array', () => {
    const odd = '{"n":1.0 , "a":1,"a":12345678901234567890}';
    expect(recordsAsJson([odd])).toBe(odd);
    expect(recordsAsJson([odd, '{}'])).toBe(`[\n${odd},\n{}\n]\n`);
    expect(JSON.parse(recordsAsJson([odd, '{}']))).toHaveLength(2);
  });
});
