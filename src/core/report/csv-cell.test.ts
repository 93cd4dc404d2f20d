import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOSTILE_STRINGS } from '../../../test/fixtures/hostile-strings';
import { parseCsv } from '../../../test/support/csv-parser';
import { csvCell, csvLine, neutralise } from './csv-cell';

/** As UTF-8 has it: a lone surrogate cannot be written. */
const written = (text: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));

/** What spreadsheets skip or may skip before they look for a formula. */
const HIDDEN = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{DI}\u2800"\ufffd]*/u;

/** A cell that a spreadsheet could run, in the strictest reading: whatever it skips at the start. */
function isFormula(cell: string): boolean {
  if (/^["\p{Cf}\p{DI}]*[\t\r]/u.test(cell)) return true;
  return /^[=+\-@＝＋－＠﹢﹣﹦﹫]/u.test(cell.replace(HIDDEN, ''));
}

const SEPARATORS = [',', ';', '\t', ',;\t'];

function formulasIn(lines: string): string[] {
  return SEPARATORS.flatMap((separators) => parseCsv(lines, separators).flat().filter(isFormula));
}

/** Takes the apostrophes away again, as the manifest says it: written for itself, from the front. */
function restore(text: string): string {
  const skipped = /^(?:(?![\t\r\n])[\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800"'`\u2018-\u201f\uff02\uff07\ufffd])*/u;
  const trigger =
    /^[=+\-@\u207a\u207b\u207c\u208a\u208b\u208c\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20\t]/u;
  const places = [{ at: 0, line: false, start: true }];
  for (const { 0: found, index } of text.matchAll(/\r\n|[;\t\r\n\v\f\u0085\u2028\u2029]/gu))
    places.push({ at: index + found.length, line: !';\t'.includes(found), start: false });
  const parts: string[] = [];
  let from = 0;
  for (const { at, line, start } of places) {
    if (text[at] !== "'") continue;
    const after = text.slice(at + 1).replace(skipped, '');
    const blank = line && /^\r?\n/.test(after);
    if (after === '' ? start : blank || !(trigger.test(after) || /^[\r\n]/.test(after))) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return parts.join('') + text.slice(from);
}

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        ';',
        ',',
        '"',
        "'",
        ' ',
        '\u200b',
        '\ufeff',
        '＝',
        '\0',
        'a',
        '1',
      ),
      fc.constantFrom(...HOSTILE_STRINGS.filter(({ length }) => length < 40)),
      fc.fullUnicodeString({ maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('a cell', () => {
  it('is written as it is where nothing speaks against it', () => {
    for (const text of [
      '',
      'GetObject',
      'arn:aws:iam::111122223333:user/a',
      '203.0.113.77',
      '2026-03-12T01:42:11Z',
      '0',
    ])
      expect(csvCell(text)).toBe(text);
  });

  it('is quoted where it holds a separator, a quote or a line break', () => {
    expect(csvCell('a,b')).toBe('"a,b"');
    expect(csvCell('say "x"')).toBe('"say ""x"""');
    expect(csvCell('a;b')).toBe('"a;b"');
    expect(csvCell('a\nb')).toBe('"a\nb"');
    expect(csvCell(' a')).toBe('" a"');
  });

  it('gets an apostrophe where a spreadsheet would run it', () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('-1')).toBe("'-1");
    expect(csvCell('＝1')).toBe("'＝1");
    expect(csvCell('\u200b=1')).toBe("'\u200b=1");
    expect(csvCell('"=1')).toBe('"\'""=1"');
    expect(csvCell('\ta')).toBe('"\'\ta"');
    expect(csvCell('a;=1;b')).toBe('"a;\'=1;b"');
    expect(csvCell('a\r\n=1')).toBe('"a\r\n\'=1"');
    expect(csvCell('a\n\nb')).toBe('"a\n\nb"');
    expect(csvCell('{"a":-1,"b":"=x"}')).toBe('"{""a"":-1,""b"":""=x""}"');
    expect(csvCell('Mozilla/5.0 (X11; Linux; +http://example.com)')).toBe(
      '"Mozilla/5.0 (X11; Linux;\' +http://example.com)"',
    );
  });

  it('is left alone in raw mode', () => {
    for (const text of HOSTILE_STRINGS) expect(parseCsv(csvLine(['x', text], true))).toEqual([['x', text]]);
  });

  it('stays fast whatever the text', () => {
    const long = ';\u200b"'.repeat(300_000);
    expect(neutralise(`${long}=1`)).toBe(`${long.slice(0, -2)}'\u200b"=1`);
    expect(neutralise(`${'\n\u200b"'.repeat(300_000)}a`).length).toBe(900_002);
  });
});

describe('a file of hostile cells', () => {
  it('has a thousand of them', () => {
    expect(HOSTILE_STRINGS.length).toBeGreaterThanOrEqual(1000);
    expect(new Set(HOSTILE_STRINGS).size).toBeGreaterThan(950);
  });

  it('has none that starts with a formula trigger, whatever the separator', () => {
    const lines = HOSTILE_STRINGS.flatMap((text, i) => [
      csvLine([text, 'x', HOSTILE_STRINGS[i + 1] ?? '', text]),
      csvLine([text]),
      csvLine(['', text, '']),
    ]).join('');
    expect(parseCsv(lines).length).toBe(HOSTILE_STRINGS.length * 3);
    expect(formulasIn(lines)).toEqual([]);
  });

  it('would have many if they were written raw', () => {
    const lines = HOSTILE_STRINGS.map((text) => csvLine([text], true)).join('');
    expect(formulasIn(lines).length).toBeGreaterThan(900);
  });

  it('has none for any cells (property)', () => {
    const row = fc.array(hostileText, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const lines = rows.map((cells) => csvLine(cells)).join('');
        expect(formulasIn(lines)).toEqual([]);
        expect(parseCsv(lines)).toEqual(rows.map((cells) => cells.map(neutralise)));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives every text back once the apostrophes are taken away (property)', () => {
    for (const text of HOSTILE_STRINGS) expect(restore(neutralise(text))).toBe(text);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(restore(neutralise(text))).toBe(text);
        expect(parseCsv(written(csvLine(['x', text], true)))).toEqual([['x', written(text)]]);
      }),
      { numRuns: 2000 },
    );
  });
});
