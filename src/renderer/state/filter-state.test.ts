import { beforeEach, describe, expect, it } from 'vitest';
import { clauseId, pillWords } from './filter-clauses';
import { FilterState } from './filter-state.svelte';

let changes = 0;
let filters = new FilterState(() => changes++);

beforeEach(() => {
  changes = 0;
  filters = new FilterState(() => changes++);
});

const pills = (): string[] =>
  filters.clauses.map((clause) => pillWords(clause).sentence + (clause.off ? ' (off)' : ''));

describe('a click on a value', () => {
  it('shows only this value, and all again the second time', () => {
    filters.only('eventName', 'GetObject');
    expect(filters.view.clauses).toEqual([
      {
        id: 'eventName:include',
        facet: 'eventName',
        filter: { op: 'in', facet: 'eventName', values: ['GetObject'] },
      },
    ]);
    filters.only('eventName', 'GetObject');
    expect(filters.view.clauses).toEqual([]);
    expect(changes).toBe(2);
  });

  it('replaces whatever was chosen or excluded in the same facet, in the same place', () => {
    filters.toggle('eventName', 'GetObject');
    filters.toggle('eventName', 'PutObject');
    filters.toggle('awsRegion', 'eu-west-1');
    filters.exclude('eventName', 'Decrypt');
    filters.only('eventName', 'ListBuckets');
    expect(pills()).toEqual(['Event name is ListBuckets', 'Region is eu-west-1']);
  });

  it('takes (none), (empty) and the literal "(none)" as three different values', () => {
    filters.only('errorCode', null);
    expect(filters.mark('errorCode', null)).toBe('included');
    expect(filters.mark('errorCode', '')).toBeUndefined();
    expect(filters.mark('errorCode', '(none)')).toBeUndefined();
    filters.toggle('errorCode', '(none)');
    expect(pills()).toEqual(['Error code is any of (none), "(none)"']);
  });
});

describe('the checkbox', () => {
  it('adds values and takes them away; the last one leaves no clause', () => {
    filters.toggle('sourceIPAddress', '203.0.113.77');
    filters.toggle('sourceIPAddress', '198.51.100.24');
    expect(filters.included('sourceIPAddress')).toBe(2);
    expect(pills()).toEqual(['Source IP is any of 203.0.113.77, 198.51.100.24']);
    filters.toggle('sourceIPAddress', '203.0.113.77');
    filters.toggle('sourceIPAddress', '198.51.100.24');
    expect(filters.clauses).toEqual([]);
  });

  it('turns an excluded value into a chosen one', () => {
    filters.exclude('eventName', 'Decrypt');
    filters.toggle('eventName', 'Decrypt');
    expect(pills()).toEqual(['Event name is Decrypt']);
  });
});

describe('exclusion', () => {
  it('is a negated clause of the same facet, and ends the second time', () => {
    filters.exclude('eventName', 'Decrypt');
    expect(filters.view.clauses[0]).toEqual({
      id: 'eventName:exclude',
      facet: 'eventName',
      filter: { op: 'not', of: { op: 'in', facet: 'eventName', values: ['Decrypt'] } },
    });
    expect(filters.mark('eventName', 'Decrypt')).toBe('excluded');
    filters.exclude('eventName', 'Decrypt');
    expect(filters.clauses).toEqual([]);
  });

  it('stands beside chosen values', () => {
    filters.toggle('eventName', 'GetObject');
    filters.exclude('eventName', 'Decrypt');
    expect(pills()).toEqual(['Event name is GetObject', 'Event name is not Decrypt']);
    expect(filters.chosen('eventName')).toEqual(['GetObject', 'Decrypt']);
  });
});

describe('a pill', () => {
  it('is kept without effect when off, and marks nothing', () => {
    filters.only('awsRegion', 'eu-west-1');
    const [clause] = filters.clauses;
    if (clause === undefined) throw new Error('no clause');
    filters.switchOff(clause, true);
    expect(filters.view.clauses[0]).toMatchObject({ off: true });
    expect(filters.active).toBe(0);
    expect(filters.mark('awsRegion', 'eu-west-1')).toBeUndefined();
    filters.toggle('awsRegion', 'us-east-1');
    expect(pills()).toEqual(['Region is us-east-1']);
  });

  it('inverts, and takes up the clause it meets', () => {
    filters.toggle('eventName', 'GetObject');
    filters.exclude('eventName', 'Decrypt');
    const clause = filters.clauses.find((candidate) => clauseId(candidate) === 'eventName:include');
    if (clause === undefined) throw new Error('no clause');
    filters.invert(clause);
    expect(pills()).toEqual(['Event name is none of Decrypt, GetObject']);
  });

  it('says how many values there are when over two', () => {
    for (const value of ['a', 'b', 'c']) filters.toggle('principal', value);
    expect(pills()).toEqual(['Principal is any of 3 values']);
  });

  it('that is the last one on is the one an empty result turns off', () => {
    filters.only('awsRegion', 'eu-west-1');
    filters.only('eventName', 'GetObject');
    filters.switchLastOff();
    expect(pills()).toEqual(['Region is eu-west-1', 'Event name is GetObject (off)']);
    filters.switchLastOff();
    expect(filters.active).toBe(0);
    filters.switchLastOff();
    filters.clear();
    expect(filters.clauses).toEqual([]);
  });
});
