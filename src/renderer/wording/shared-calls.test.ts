import { describe, expect, it } from 'vitest';
import { compareFields } from '../../core/event/compare-fields';
import { fieldsOf } from '../../core/event/fields';
import { callsHint, comparedWords, copiesWords, sideWords } from './shared-calls';

const other = (account: string) => ({ event: 1, account, principal: null });

describe('copies of a call in other accounts', () => {
  it('are named by account, in order, up to three', () => {
    const two = { account: '444455556666', copies: 2, others: [other('111122223333')] };
    expect(copiesWords(two)).toBe('2 copies: 111122223333, 444455556666');
    const many = { account: '444455556666', copies: 1200, others: [other('111122223333')] };
    expect(copiesWords(many)).toBe('1,200 copies: 444455556666 and 1,199 more');
  });

  it('are told apart from calls in words', () => {
    expect(callsHint(103, 77)).toBe(
      '26 events are further copies of calls that were delivered to another account as well: 103 events tell of 77 calls',
    );
    expect(callsHint(2, 1)).toBe(
      '1 event is a further copy of a call that was delivered to another account as well: 2 events tell of 1 call',
    );
  });

  it('are held against each other in words', () => {
    const words = (...records: readonly object[]) =>
      comparedWords(compareFields(records.map((record) => fieldsOf(JSON.stringify(record)))), ['A', 'B']);
    expect(words({ eventID: '1', a: 1 }, { eventID: '2', a: 1 })).toEqual([
      'But for their own IDs and accounts, the copies are alike',
    ]);
    expect(words({ a: 1, b: 1, c: 1 }, { b: 2, d: 'HIDDEN_DUE_TO_SECURITY_REASONS' })).toEqual([
      'The copy of A lacks 1 field',
      'The copy of B lacks 2 fields',
      'AWS withholds 1 value in the copy of B',
      '1 field has another value in each',
    ]);
    // Of three copies two may agree, and one lack what the others disagree on.
    const three = [{ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 2 }].map((record) => fieldsOf(JSON.stringify(record)));
    expect(comparedWords(compareFields(three), ['A', 'B', 'C'])).toEqual([
      'The copy of C lacks 1 field',
      '2 fields have not the same value in all of them',
    ]);
    expect([sideWords('caller'), sideWords('owner'), sideWords(undefined)]).toEqual([
      'Account of the caller',
      'Account of the owner',
      'Delivered to',
    ]);
  });
});
