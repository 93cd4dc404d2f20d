import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFields, isWithheld } from './compare-fields';
import type { Field } from './fields';
import { fieldsOf } from './fields';

const fields = (record: object): readonly Field[] => fieldsOf(JSON.stringify(record));

describe('fields of several records side by side', () => {
  test('are alike, have other values, or are in some records only, in the order of the first', () => {
    const compared = compareFields([
      fields({
        eventID: 'a',
        eventName: 'PutObjectAcl',
        requestParameters: { bucketName: 'b', email: 'x@example.com' },
      }),
      fields({ eventID: 'b', eventName: 'PutObjectAcl', requestParameters: { bucketName: 'b', host: 'h' }, last: 1 }),
    ]);
    expect(compared.map(({ path, state, own }) => [path, state, own])).toEqual([
      ['eventID', 'differs', true],
      ['eventName', 'same', false],
      ['requestParameters.bucketName', 'same', false],
      ['requestParameters.host', 'partly', false],
      ['last', 'partly', false],
      ['requestParameters.email', 'partly', false],
    ]);
  });

  test('a number is no string, and null is no empty string', () => {
    const states = compareFields([fields({ a: 1, b: null }), fields({ a: '1', b: '' })]).map(({ state }) => state);
    expect(states).toEqual(['differs', 'differs']);
  });

  test('a name that a record has twice is compared in its order', () => {
    const [first, second] = compareFields([fieldsOf('{"a":1,"a":2}'), fieldsOf('{"a":1}')]);
    expect(first).toMatchObject({ path: 'a', state: 'same' });
    expect(second).toMatchObject({ path: 'a', state: 'partly', values: [{ text: '2' }, undefined] });
  });

  test('without records there is nothing', () => {
    expect(compareFields([])).toEqual([]);
    expect(compareFields([[], []])).toEqual([]);
  });
});

const record = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(0, 1, 'x', '', null, true));

test('every field of every record is there once', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      const all = records.map(fields);
      const compared = compareFields(all);
      all.forEach((one, at) => {
        const back = compared.flatMap(({ values }) => values[at] ?? []);
        expect(new Set(back)).toEqual(new Set(one));
        expect(back).toHaveLength(one.length);
      });
      // In the order of the first record.
      expect(compared.flatMap(({ values }) => values[0] ?? [])).toEqual(all[0] ?? []);
      for (const { values, state } of compared) {
        const kinds = new Set(values.map((value) => (value === undefined ? 'none' : `${value.kind} ${value.text}`)));
        expect(state === 'same').toBe(kinds.size === 1);
        expect(state === 'partly').toBe(kinds.has('none'));
      }
    }),
  );
});

test('what AWS withholds is told by what it writes there', () => {
  const value = (text: string): boolean => isWithheld({ path: 'a', kind: 'string', text });
  expect(value('HIDDEN_DUE_TO_SECURITY_REASONS')).toBe(true);
  expect(value('****')).toBe(true);
  expect(value('*')).toBe(false);
  expect(value('hidden')).toBe(false);
});
