import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactLines, foldsOf, lengthTo, lineOf, prettyLines, shownLines, take, tokens } from './json-text';
import type { Line } from './json-text';

const text = (line: Line): string => '  '.repeat(line.indent) + line.tokens.map((token) => token.text).join('');
const pretty = (json: string): string => [...prettyLines(json)].map(text).join('\n');

describe('tokens', () => {
  it('hold every character of any text, broken or not', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.fullUnicodeString()), (any) => {
        expect([...tokens(any)].map((token) => token.text).join('')).toBe(any);
      }),
    );
  });

  it('tell keys from strings', () => {
    const kinds = [...tokens('{"a" : "b", "c":[1,"d",null]}')].filter(
      ({ kind }) => kind !== 'mark' && kind !== 'space',
    );
    expect(kinds.map(({ kind, text: word }) => `${kind} ${word}`)).toEqual([
      'key "a"',
      'string "b"',
      'key "c"',
      'number 1',
      'string "d"',
      'word null',
    ]);
  });
});

it('tokens of a string of many million characters need no stack', () => {
  const long = `{"a":"${'x\\\\n'.repeat(5_000_000)}"}`;
  expect([...tokens(long)].map(({ kind }) => kind)).toEqual(['mark', 'key', 'mark', 'string', 'mark']);
});

describe('the layout for reading', () => {
  it('is what JSON.stringify would indent, where that changes nothing', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const value: unknown = JSON.parse(json);
        fc.pre(JSON.stringify(value) === json.replace(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/g, ''));
        expect(pretty(json)).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('keeps numbers, doubled keys and escapes as they were written', () => {
    expect(pretty('{"n":12345678901234567890,"n":1.0,"e":"\\u202e","o":{},"a":[]}')).toBe(
      '{\n  "n": 12345678901234567890,\n  "n": 1.0,\n  "e": "\\u202e",\n  "o": {},\n  "a": []\n}',
    );
  });

  it('loses nothing but whitespace between tokens of broken JSON', () => {
    expect([...prettyLines('{"a":tru, ]')].map(text).join('').replace(/\s/g, '')).toBe('{"a":tru,]');
  });
});

describe('the layout as delivered', () => {
  it('keeps lines and their whitespace', () => {
    const delivered = '{\r\n\t"a":  1,\n\n  "b": 2 }';
    expect([...exactLines(delivered)].map(text)).toEqual(['{', '\t"a":  1,', '', '  "b": 2 }']);
  });

  it('stops where it is told to', () => {
    const { lines, more } = take(exactLines('[\n1,\n2,\n3\n]'), 3);
    expect([lines.map(text), more]).toEqual([['[', '1,', '2,'], true]);
    expect(take(exactLines('[1]'), 3).more).toBe(false);
  });
});

describe('folds', () => {
  const lines = [...prettyLines('{"a":{"b":1,"c":[1,2]},"d":[],"e":{"f":0},"g":"{"}')];

  it('are the objects and arrays that have lines of their own', () => {
    expect([...foldsOf(lines)].map(([from, to]) => [text(lines[from] as Line), text(lines[to] as Line)])).toEqual([
      ['    "c": [', '    ],'.replace(',', '')],
      ['  "a": {', '  },'],
      ['  "e": {', '  },'],
      ['{', '}'],
    ]);
  });

  it('hide what is in them and keep numbers and ends', () => {
    const folds = foldsOf(lines);
    const a = lines.findIndex((line) => text(line).includes('"a"'));
    const shown = shownLines(lines, folds, new Set([a]));
    expect(shown.map(({ number, line }) => `${String(number + 1)} ${text(line)}`)).toEqual([
      '1 {',
      '2   "a": {5 lines},',
      '9   "d": [],',
      '10   "e": {',
      '11     "f": 0',
      '12   },',
      '13   "g": "{"',
      '14 }',
    ]);
    expect(shownLines(lines, folds, new Set())).toHaveLength(lines.length);
  });

  it('never lose a line, whatever is folded', () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.nat(20)), (json, folded) => {
        const all = [...prettyLines(json)];
        const shown = shownLines(all, foldsOf(all), new Set(folded));
        const hidden = shown.reduce((sum, { fold }) => sum + (fold?.folded === true ? fold.lines + 1 : 0), 0);
        expect(shown.length + hidden).toBe(all.length);
      }),
    );
  });
});

describe('a place of the text', () => {
  const json = '{"a":{"b":1},"c":"xyz needle"}';
  const place = json.indexOf('needle');

  it('is on a line of each layout, so many characters into its token', () => {
    const lines = [...prettyLines(json)];
    const at = lineOf(prettyLines(json), place);
    expect(text(lines[at] as Line)).toContain('needle');
    expect(lengthTo(lines, place)).toBe('"xyz '.length);
    expect([lineOf(exactLines(json), place), lengthTo([...exactLines(json)], place)]).toEqual([0, 5]);
  });

  it('that no line has is none', () => {
    expect([lineOf(prettyLines(json), 1000), lengthTo([...prettyLines(json)], 1000)]).toEqual([0, 0]);
  });

  it('is known of every token of the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (any) => {
        for (const { at = -1, text: token } of tokens(any)) expect(any.slice(at, at + token.length)).toBe(token);
      }),
    );
  });
});
