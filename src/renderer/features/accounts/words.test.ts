import { describe, expect, it } from 'vitest';
import type { AccountNames } from '../../state/accounts/account-names';
import { NO_NAMES } from '../../state/accounts/account-names';
import { UTC_CLOCK } from '../../wording/clock';
import { accountLook, callerLook, cellLines, cellWords, lookWords } from './account-words';
import { endWords, standingLines } from './card-words';

const NAMES: AccountNames = {
  of: (account) =>
    ({
      '111122223333': { name: 'build', side: 'ours' as const, notes: 0 },
      '666677778888': { name: 'drop', side: 'attacker' as const, notes: 1 },
    })[account],
  pair: () => undefined,
};
const CALLER = { account: null, count: 1, denied: 0, first: 1, last: 1, alsoAnonymous: false, delivered: false };

describe('how accounts look', () => {
  it('stands out where it is outside and nobody said whose it is, or an attacker has it', () => {
    const tones = (['111122223333', '666677778888', '999988887777'] as const).map((account) => {
      const { name, mark, tone } = accountLook({ account, delivered: false }, NAMES);
      return [name, mark, tone];
    });
    expect(tones).toEqual([
      ['build', undefined, 'plain'],
      ['drop', "Attacker's", 'bad'],
      [undefined, 'Unknown', 'warn'],
    ]);
    expect(accountLook({ account: '999988887777', delivered: true }, NO_NAMES).tone).toBe('plain');
  });

  it('is called by its name and number, and those without an account in words', () => {
    const build = accountLook({ account: '111122223333', delivered: true }, NAMES);
    const anonymous = callerLook({ ...CALLER, kind: 'anonymous' }, NAMES);
    expect([anonymous.tone, cellWords(anonymous, build)]).toEqual([
      'warn',
      'Calls from Anonymous into build (111122223333)',
    ]);
    expect(lookWords(callerLook({ ...CALLER, kind: 'service' }, NAMES))).toBe('AWS services');
    expect(lookWords(accountLook({ account: '1\u202e2', delivered: true }, NO_NAMES))).not.toContain('\u202e');
  });

  it('says which events count for the account of delivery', () => {
    const cell = { caller: 0, on: 0, count: 1133, denied: 3, first: 0, last: 60, names: 12, byDelivery: 1 };
    expect(cellLines(cell, UTC_CLOCK)).toEqual([
      '1,133 events, 3 denied, 12 event names',
      'First 1970-01-01 00:00:00',
      'Last 1970-01-01 00:01:00',
      'Times in UTC',
      '1 event without an owner: counted for the account of delivery',
    ]);
  });
});

describe('the words of a card', () => {
  it('tell each way in which calls ended', () => {
    const none = { count: 0, first: null, last: null };
    const seen = { name: 'GetObject', count: 4, first: 0, last: 60 };
    expect(
      endWords(
        {
          ...seen,
          succeeded: { count: 1, first: 0, last: 0 },
          failed: { count: 2, first: 0, last: 60 },
          reasons: [{ reason: 'AccessDenied', count: 2 }],
        },
        UTC_CLOCK,
      ),
    ).toEqual([
      '1 succeeded: 1970-01-01 00:00:00',
      '2 failed: 1970-01-01 00:00:00 to 1970-01-01 00:01:00',
      'AccessDenied 2',
      '1 record of no call, or of a call that would have succeeded',
    ]);
    expect(endWords({ ...seen, count: 0, succeeded: none, failed: none, reasons: [] }, UTC_CLOCK)).toEqual([]);
  });

  it('tell what became of something, by whom and when', () => {
    const made = {
      kind: 'user',
      name: 'user/a',
      account: null,
      eventName: 'CreateUser',
      created: 2,
      first: 0,
      last: 60,
      standing: 'deleted' as const,
      end: { eventName: 'DeleteUser', principal: 'arn:aws:iam::111122223333:user/ann', time: 120 },
    };
    expect(standingLines(made, UTC_CLOCK)).toEqual([
      'CreateUser, 2 times: 1970-01-01 00:00:00 to 1970-01-01 00:01:00',
      'Deleted: DeleteUser at 1970-01-01 00:02:00 by user/ann',
    ]);
    const { end: _end, ...kept } = made;
    expect(standingLines({ ...kept, standing: 'untold' }, UTC_CLOCK)[1]).toBe(
      'Not told by the index what became of it',
    );
  });
});
