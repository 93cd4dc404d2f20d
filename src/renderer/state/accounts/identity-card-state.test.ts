import { beforeEach, describe, expect, it } from 'vitest';
import type { IdentityCard } from '../../../core/query/identity/card';
import type { CardSubject } from '../../../core/query/identity/identity-card';
import { printFilter } from '../../../core/query/language/print';
import { cardWords, IdentityCardState } from './identity-card-state.svelte';

const settle = () => new Promise((resolve) => setTimeout(resolve));
let asked: CardSubject[];
let answer: (subject: CardSubject) => Promise<IdentityCard>;
let shown: string[];
let cards: IdentityCardState;

beforeEach(() => {
  asked = [];
  shown = [];
  answer = (subject) => Promise.resolve(subject as unknown as IdentityCard);
  const store = {
    identityCard: (subject: CardSubject) => {
      asked.push(subject);
      return answer(subject);
    },
  };
  cards = new IdentityCardState(store, (filter) => shown.push(printFilter(filter)));
});

describe('the card of an identity', () => {
  it('opens from values of its facets alone, and waits for the index', async () => {
    cards.open('eventName', 'GetObject');
    cards.open('accountId', null);
    expect(cards.subject).toBeUndefined();
    cards.open('accountId', '111122223333');
    await settle();
    expect([asked.length, cards.card]).toEqual([0, undefined]);
    cards.refresh();
    await settle();
    expect(cards.card).toMatchObject({ facet: 'accountId', value: '111122223333' });
    expect([cardWords('accessKeyId', 'AKIA'), cardWords('eventName', 'x'), cardWords('role', '')]).toEqual([
      'About this key',
      undefined,
      undefined,
    ]);
  });

  it('goes back to the one before, and is closed with all of them', async () => {
    cards.refresh();
    cards.open('principal', 'a');
    cards.open('principal', 'a');
    cards.open('accessKeyId', 'b');
    expect(cards.previous).toEqual({ facet: 'principal', value: 'a' });
    cards.back();
    await settle();
    expect([cards.subject?.value, cards.card?.value, cards.previous]).toEqual(['a', 'a', undefined]);
    cards.close();
    expect([cards.subject, cards.card]).toEqual([undefined, undefined]);
  });

  it('never shows the answer for another', async () => {
    cards.refresh();
    let release = (): void => undefined;
    answer = (subject) =>
      new Promise((resolve) => {
        release = () => resolve(subject as unknown as IdentityCard);
      });
    cards.open('principal', 'slow');
    await settle();
    cards.open('principal', 'next');
    answer = (subject) => Promise.resolve(subject as unknown as IdentityCard);
    release();
    await settle();
    expect(cards.card?.value).toBe('next');
  });

  it('says what went wrong, and tries again when the data changes', async () => {
    cards.refresh();
    answer = () => Promise.reject(new Error('The index is damaged.'));
    cards.open('role', 'r');
    await settle();
    expect(cards.problem?.message).toBe('The index is damaged.');
    answer = (subject) => Promise.resolve(subject as unknown as IdentityCard);
    cards.refresh();
    await settle();
    expect([cards.problem, cards.card?.value]).toEqual([undefined, 'r']);
  });

  it('leads to its events, and to those with one of its values', () => {
    cards.open('accessKeyId', 'AKIA');
    cards.showAll('words');
    cards.showWith('awsRegion', null, 'words');
    expect(shown).toEqual(['accessKeyId:AKIA', 'accessKeyId:AKIA AND awsRegion:(none)']);
  });
});
