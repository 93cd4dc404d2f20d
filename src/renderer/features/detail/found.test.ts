import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../core/event/fields';
import { parseFilterText } from '../../../core/query/language/parse';
import type { OpenRecord } from '../../state/detail/open-record';
import { excerpt, findIn, foundInText, soughtBy } from './found';

function sought(filter: string) {
  const parsed = parseFilterText(filter, { zone: 'UTC' });
  if (!parsed.ok) throw new Error(filter);
  return soughtBy([parsed.filter]);
}

/** What is marked: in the record's text, and of each field in its path and its value. */
function marked(text: string, filter: string) {
  const fields = fieldsOf(text);
  const found = findIn(text, fields, sought(filter));
  const cut = (of: string, ranges: readonly (readonly [number, number])[]) => ranges.map((range) => of.slice(...range));
  return {
    text: cut(text, found.text),
    fields: [...found.fields].map(([number, { path, value }]) => {
      const field = fields[number];
      return [field?.path, cut(field?.path ?? '', path), cut(field?.text ?? '', value)];
    }),
  };
}

describe('what a filter looks for', () => {
  it('are words and values of what is asked for, and nothing of what is excluded', () => {
    expect(sought('"a b" AND NOT "c" AND (d* OR eventName:x) AND NOT eventName:y')).toEqual({
      words: ['a b', 'd'],
      terms: [expect.objectContaining({ values: [{ kind: 'exact', text: 'x' }] })],
    });
  });
});

describe('what was found', () => {
  it('is marked in the text and in the fields', () => {
    const text = '{"errorMessage":"User: x is not authorized to perform: iam:ListRoles","n":[{"authorized":1}],"e":{}}';
    expect(marked(text, '"not authorized to perform"')).toEqual({
      text: ['not authorized to perform'],
      fields: [['errorMessage', [], ['not authorized to perform']]],
    });
    expect(marked(text, 'authorized')).toEqual({
      text: ['authorized', 'authorized'],
      fields: [
        ['errorMessage', [], ['authorized']],
        ['n[0].authorized', ['authorized'], []],
      ],
    });
  });

  it('behind an escape is marked where it stands in the value', () => {
    const text = '{"a":"\\u003cscript\\u003e \\"x\\" tail","b":{},"c":"tail"}';
    expect(marked(text, 'tail')).toEqual({
      text: ['tail', 'tail'],
      fields: [
        ['a', [], ['tail']],
        ['c', [], ['tail']],
      ],
    });
    expect(marked(text, 'script')).toEqual({ text: ['script'], fields: [['a', [], ['script']]] });
    // The words are in the record as JSON writes them: the escape is one character of the value.
    expect(marked(text, '"u003cscr"').fields).toEqual([['a', [], ['<scr']]]);
  });

  it('over the end of a value marks its part of it', () => {
    expect(marked('{"a":"xy","b":"z"}', '"y\\",\\"b"')).toEqual({
      text: ['y","b'],
      fields: [['a', [], ['y']]],
    });
  });

  it('of a field is its value', () => {
    const text =
      '{"eventName":"GetObject","userAgent":"[aws-cli]","userIdentity":{"arn":"arn:x"},"requestParameters":{"k":"GetObject"}}';
    expect(marked(text, 'eventName:GetObject')).toEqual({
      text: ['GetObject'],
      fields: [['eventName', [], ['GetObject']]],
    });
    expect(marked(text, 'userAgent:aws-cli').text).toEqual(['[aws-cli]']);
    expect(marked(text, 'principal:"arn:x"').text).toEqual(['arn:x']);
    expect(marked(text, 'requestParameters.k:Get*').fields).toEqual([['requestParameters.k', [], ['GetObject']]]);
    expect(marked(text, 'NOT eventName:GetObject').text).toEqual([]);
  });

  it('lies within the value, for any value and any word of it', () => {
    fc.assert(
      fc.property(fc.fullUnicodeString({ minLength: 1 }), fc.nat(20), fc.nat(20), (value, a, b) => {
        const text = `{"x":1,"v":${JSON.stringify(value)}}`;
        const literal = JSON.stringify(value).slice(1, -1);
        const word = literal.slice(Math.min(a, b), Math.max(a, b) + 1);
        fc.pre(word !== '' && word !== 'x' && word !== 'v');
        const fields = fieldsOf(text);
        const found = findIn(text, fields, { words: [word], terms: [] });
        for (const [start, end] of found.fields.get(1)?.value ?? [])
          expect(start >= 0 && start < end && end <= value.length).toBe(true);
        expect(found.text.length).toBeGreaterThan(0);
      }),
    );
  });

  it('in an item that holds the record as a string is marked as it is written there', () => {
    const recordText = '{"a":"say \\"hi\\""}';
    const text = JSON.stringify({ CloudTrailEvent: recordText });
    const open = { text, recordText } as OpenRecord;
    const words = { words: ['"hi'], terms: [] };
    expect(foundInText(open, { words: ['\\"hi'], terms: [] }, findIn(recordText, [], words))).toEqual([
      [text.indexOf('hi') - 4, text.indexOf('hi') + 2],
    ]);
  });
});

describe('a long value', () => {
  it('is shown from shortly before what was found', () => {
    const text = `${'x'.repeat(1000)}needle${'y'.repeat(1000)}`;
    const shown = excerpt(text, [[1000, 1006]]);
    expect(shown.text.length).toBeLessThan(400);
    expect(shown.marks.map((range) => shown.text.slice(...range))).toEqual(['needle']);
    expect(excerpt(text, []).text).toBe(text);
  });
});
