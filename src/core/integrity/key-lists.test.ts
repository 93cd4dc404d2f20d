import { describe, expect, it } from 'vitest';
import type { KeysSeen } from './digest-facts';
import { KeyLists } from './key-lists';
import type { KeyList } from './key-lists';

const DAY = 86_400;
const valid = { from: 0, to: 30 * DAY };
const seen: KeysSeen = { proven: new Map(), vouched: new Set(), regions: new Set(['eu-west-1']) };

function list(more: Partial<KeyList> = {}): KeyList {
  return { region: 'eu-west-1', asked: { from: DAY, to: 2 * DAY }, keys: [{ fingerprint: 'known', valid }], ...more };
}

function lacks(one: KeyList, at: number, more: Partial<KeysSeen> = {}): string | undefined {
  return new KeyLists([one]).lacks('other', 'eu-west-1', at, { ...seen, ...more });
}

describe('lists of public keys', () => {
  it('speak of the time for which they were asked, two hours after a digest among it', () => {
    expect(lacks(list(), 1.5 * DAY)).toBe('sure');
    expect(lacks(list(), DAY)).toBe('sure');
    expect(lacks(list(), DAY - 1)).toBeUndefined();
    expect(lacks(list(), 2 * DAY - 7200)).toBe('sure');
    expect(lacks(list(), 2 * DAY - 7199)).toBeUndefined();
    expect(lacks(list({ asked: { from: Number.NaN, to: Number.NaN } }), 1.5 * DAY)).toBeUndefined();
  });

  it('speak of their own region, and of times at which one of their keys was good', () => {
    expect(lacks(list({ region: 'us-east-1' }), 1.5 * DAY)).toBeUndefined();
    expect(lacks(list({ keys: [] }), 1.5 * DAY)).toBeUndefined();
    expect(lacks(list({ asked: null }), 29 * DAY)).toBe('sure');
    expect(lacks(list({ asked: null }), 30 * DAY - 7199)).toBeUndefined();
    expect(lacks(list({ asked: null, keys: [{ fingerprint: 'known', valid: null }] }), DAY)).toBeUndefined();
    const two = [valid, { from: 30 * DAY - 3600, to: 60 * DAY }].map((span, at) => ({
      fingerprint: String(at),
      valid: span,
    }));
    expect(lacks(list({ asked: null, keys: two }), 30 * DAY - 3600)).toBe('sure');
  });

  it('of no region are of those whose digests they prove', () => {
    const plain = list({ region: null, asked: null });
    const proven = (region: string): Partial<KeysSeen> => ({ proven: new Map([['known', new Set([region])]]) });
    const both = { regions: new Set(['eu-west-1', 'us-east-1']) };
    expect(lacks(plain, DAY, { ...both, ...proven('eu-west-1') })).toBe('sure');
    expect(lacks(plain, DAY, { ...both, ...proven('us-east-1') })).toBeUndefined();
    expect(lacks(plain, DAY, both)).toBeUndefined();
    expect(lacks(plain, DAY)).toBe('unsure');
  });

  it('lack no key that is in any of them or for which a proven digest stands', () => {
    const elsewhere = list({ region: null, asked: null, keys: [{ fingerprint: 'other', valid: null }] });
    const lists = new KeyLists([list({ asked: null }), elsewhere]);
    expect(lists.lacks('other', 'eu-west-1', DAY, seen)).toBeUndefined();
    expect(lacks(list(), DAY, { vouched: new Set(['other']) })).toBeUndefined();
  });

  it('of AWS overrule a key that lies elsewhere, and no other list does', () => {
    const planted = list({ region: null, asked: null, keys: [{ fingerprint: 'planted', valid }] });
    const asked = new KeyLists([planted, list()]);
    expect(asked.disowns('planted', 'eu-west-1', DAY)).toBe(true);
    expect(asked.lacks('planted', 'eu-west-1', DAY, seen)).toBe('sure');
    expect(asked.disowns('known', 'eu-west-1', DAY)).toBe(false);
    expect(asked.disowns('planted', 'us-east-1', DAY)).toBe(false);
    expect(asked.disowns('planted', 'eu-west-1', 9 * DAY)).toBe(false);
    expect(new KeyLists([planted, list({ asked: null })]).disowns('planted', 'eu-west-1', DAY)).toBe(false);
  });
});
