import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFilter, saveFilter } from '../filter/filter-part';
import { FilterState } from '../filter/filter-state.svelte';
import { rowKey } from '../filter/filter-pills';
import { readViewString, writeViewString } from './view-string';

describe('a view string', () => {
  const name = fc
    .array(fc.constantFrom(...'abcvXYZ'), { minLength: 1, maxLength: 8 })
    .map((letters) => letters.join(''))
    .filter((text) => /^[a-z]/.test(text) && text !== 'v');
  /** UTF-16 in full: pairs, lone surrogates, the characters that the string itself uses. */
  const value = fc.oneof(fc.fullUnicodeString(), fc.string16bits(), fc.stringOf(fc.constantFrom(...'~%&=+# v1\ud800')));

  it('gives back every field exactly', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (entries) => {
        const text = writeViewString(new Map(entries));
        expect(text).toMatch(/^[\x21-\x7e]*$/);
        expect(new URL(`http://trailbench.localhost/?case=x#${text}`).hash.slice(1)).toBe(text);
        expect(new Map(readViewString(text))).toEqual(new Map(entries));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on damaged text, and never takes another version for its own', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `v=1&${text}`),
        ),
        (text) => {
          readViewString(text);
        },
      ),
    );
    expect(readViewString('v=2&filter=x')).toBeUndefined();
    expect(readViewString('filter=x')).toBeUndefined();
    expect(readViewString('v=1&filter=%E0%A4%A')).toBeUndefined();
    expect(readViewString('v=1&filter=a&filter=b')).toBeUndefined();
    expect(readViewString('')).toEqual(new Map());
  });

  it('is readable', () => {
    expect(writeViewString(new Map([['filter', 'eventName:GetObject AND awsRegion:eu-west-1']]))).toBe(
      'v=1&filter=eventName:GetObject+AND+awsRegion:eu-west-1',
    );
  });
});

describe('the filter in a view string', () => {
  const texts = [
    'eventName:GetObject',
    'NOT sourceIPAddress:10.0.0.0/8',
    'errorCode:(AccessDenied OR *Unauthorized* OR (none))',
    'eventTime:[2026-03-11T22:00:00Z TO 2026-03-12T03:00:00Z}',
    'bytesTransferredOut:>=1000000',
    'requestParameters.key:"2026 02/gross \\"x\\".csv"',
    '"some words"',
    '(awsRegion:a OR awsRegion:b)',
    'userAgent:"a\\u{202e}b\\u{d800}"',
  ];

  it('is the same row again: values, order, off, pinned, copies', () => {
    const pill = fc.record({ text: fc.constantFrom(...texts), off: fc.boolean(), pinned: fc.boolean() });
    fc.assert(
      fc.property(fc.array(pill, { maxLength: 8 }), fc.boolean(), (wanted, copies) => {
        const filters = new FilterState(() => {});
        for (const { text, off, pinned } of wanted) {
          const parsed = filters.parse(text);
          if (!parsed.ok) throw new Error(parsed.fault.message);
          filters.ask(parsed.filter, '');
          const id = filters.pills.at(-1)?.id ?? 0;
          filters.pin(id, true);
          filters.switchOff(id, off);
          if (!pinned && off) filters.pin(id, false);
        }
        filters.showCopies(copies);
        const fields = new Map(Object.entries(saveFilter(filters.snapshot)));
        const loaded = loadFilter(readViewString(writeViewString(fields)) ?? new Map());
        expect(loaded && rowKey(loaded.pills)).toBe(rowKey(filters.pills));
        expect(loaded?.copies).toBe(copies);
      }),
      { numRuns: 300 },
    );
  });

  it('that cannot be read is none', () => {
    expect(loadFilter(new Map([['filter', '(']]))).toBeUndefined();
    expect(loadFilter(new Map([['off', '[[0,"("]]']]))).toBeUndefined();
    expect(loadFilter(new Map([['off', '{']]))).toBeUndefined();
    expect(loadFilter(new Map([['off', '[1]']]))).toBeUndefined();
  });
});
