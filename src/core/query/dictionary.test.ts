import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../segment/code-unit-text';
import { Dictionary } from './dictionary';
import { radixSort } from './radix-sort';
import { valueSearch } from './value-search';

const units = fc.constantFrom(
  'a',
  'b',
  'A',
  '\u0000',
  '\u007f',
  '\u00e9',
  '\ud7ff',
  '\ud800',
  '\udfff',
  '\ue000',
  '\uffff',
  '\u212a',
);
const texts = fc.array(
  fc.array(units, { maxLength: 12 }).map((parts) => parts.join('')),
  { maxLength: 120 },
);

function dictionaryOf(values: readonly string[]): Dictionary {
  const dictionary = new Dictionary();
  for (const value of values) {
    const bytes = encodeText(value);
    dictionary.intern(bytes, 0, bytes.length);
  }
  return dictionary;
}

describe('Dictionary', () => {
  it('holds every value once and finds it', () => {
    fc.assert(
      fc.property(texts, (values) => {
        const dictionary = dictionaryOf(values);
        const distinct = [...new Set(values)];
        expect(dictionary.size).toBe(distinct.length + 1);
        expect(distinct.map((value) => dictionary.find(value))).toEqual(distinct.map((_, i) => i + 1));
        expect(distinct.map((_, i) => dictionary.value(i + 1))).toEqual(distinct);
        expect(dictionary.value(0)).toBeNull();
        expect(dictionary.find('absent')).toBeUndefined();
      }),
    );
  });

  it('ranks values by UTF-16 code unit, "(none)" last, also behind long common beginnings', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('', 'arn:aws:s3:::bucket/'), (values, prefix) => {
        const distinct = [...new Set(values.map((value) => prefix + value))];
        const dictionary = dictionaryOf(distinct);
        const ranks = dictionary.ranks();
        const sorted = [...distinct].sort();
        expect(distinct.map((_, i) => sorted[ranks[i + 1] ?? -1])).toEqual(distinct);
        expect(ranks[0]).toBe(distinct.length);
      }),
      { numRuns: 300 },
    );
  });

  it('searches without regard to case as strings do', () => {
    fc.assert(
      fc.property(texts, fc.array(units, { maxLength: 2 }), (values, search) => {
        const dictionary = dictionaryOf(values);
        const holds = valueSearch(search.join(''));
        for (const value of new Set(values)) {
          const expected = value.toLowerCase().includes(search.join('').toLowerCase());
          expect(holds(dictionary, dictionary.find(value) ?? -1)).toBe(expected);
        }
      }),
    );
  });
});

describe('radixSort', () => {
  it('sorts by key and keeps the order of equal keys', () => {
    const key = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 0xffff_ffff }));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
        const items = Uint32Array.from(keys.keys());
        const sorted = radixSort(items, Uint32Array.from(keys), Math.max(0, ...keys));
        const expected = [...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
        expect([...sorted]).toEqual(expected);
      }),
    );
  });
});
