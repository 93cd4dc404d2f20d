import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cite, FindingValue } from '../../../core/annotation/action';
import * as values from './finding-value';
import type { Finding } from './finding-value';

const BLANK: FindingValue = values.newFinding(1, []);
const eventCite = (no: number): Cite => ({
  event: { key: no.toString(16).padStart(32, '0'), time: no, name: 'GetObject', source: null, account: null },
});
const finding = (id: string, value: Partial<FindingValue>): Finding => {
  const by = { at: '2026-03-12T00:00:00Z', by: 'mira', author: null };
  return { id, value: { ...BLANK, ...value }, ...by, first: by, sayings: 1 };
};
const ordered = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => a.value.rank - b.value.rank || a.value.number - b.value.number);

describe('citations of a finding', () => {
  it('are each there once, in the order in which they came', () => {
    const first = values.withCites(BLANK, [eventCite(1), eventCite(2), eventCite(1)]);
    expect([first.added, first.known, first.left]).toEqual([2, 1, 0]);
    const target: Cite = { target: { on: 'account', account: '111122223333' } };
    const more = values.withCites(first.value, [target, eventCite(2), target]);
    expect([more.added, more.known]).toEqual([1, 2]);
    expect(more.value.cites).toEqual([eventCite(1), eventCite(2), target]);
  });

  it('are at most 500: what is beyond is counted', () => {
    const all = values.withCites(
      BLANK,
      Array.from({ length: 503 }, (_, no) => eventCite(no)),
    );
    expect([all.value.cites.length, all.added, all.left]).toEqual([500, 500, 3]);
  });

  it('have words of their own, which are taken away where they are empty', () => {
    const key = values.citeKey(eventCite(2));
    const said = values.withWords({ ...BLANK, cites: [eventCite(1), eventCite(2)] }, key, '  Key was used ');
    expect(said.cites).toEqual([eventCite(1), { ...eventCite(2), words: 'Key was used' }]);
    expect(values.withWords(said, key, ' ').cites).toEqual([eventCite(1), eventCite(2)]);
  });

  it('are moved by one and taken out by what they cite', () => {
    const value = { ...BLANK, cites: [1, 2, 3].map(eventCite) };
    const key = values.citeKey(eventCite(3));
    expect(values.withCiteMoved(value, key, -1).cites).toEqual([1, 3, 2].map(eventCite));
    expect(values.withCiteMoved(value, key, 1)).toEqual(value);
    expect(values.withoutCite(value, key).cites).toEqual([1, 2].map(eventCite));
  });
});

describe('the order by hand', () => {
  it('changes the finding alone that is moved', () => {
    const three = [1, 2, 3].map((rank) => finding(String(rank), { rank, number: rank }));
    expect(values.ranksMoved(three, '3', -1)).toEqual(new Map([['3', 1.5]]));
    expect(values.ranksMoved(three, '1', -1)).toEqual(new Map());
    expect(values.ranksMoved(three, '3', 1)).toEqual(new Map());
    expect(values.ranksMoved(three, '2', -1)).toEqual(new Map([['2', 0]]));
  });

  it('is that of a list of ids after any moves, also where ranks are the same or have no room between them', () => {
    const ranks = fc.array(fc.constantFrom(1, 1, 2, 3, Number.MIN_VALUE, 1 + Number.EPSILON), {
      minLength: 1,
      maxLength: 8,
    });
    const moves = fc.array(fc.tuple(fc.nat(7), fc.constantFrom(1 as const, -1 as const)), { maxLength: 80 });
    fc.assert(
      fc.property(ranks, moves, (start, steps) => {
        let findings = ordered(start.map((rank, at) => finding(String(at), { rank, number: at + 1 })));
        const ids = findings.map(({ id }) => id);
        for (const [at, by] of steps) {
          const id = ids[at];
          if (id === undefined) continue;
          const other = ids[at + by];
          if (other !== undefined) [ids[at], ids[at + by]] = [other, id];
          const changed = values.ranksMoved(findings, id, by);
          findings = ordered(
            findings.map((one) => finding(one.id, { ...one.value, rank: changed.get(one.id) ?? one.value.rank })),
          );
          expect(findings.map((one) => one.id)).toEqual(ids);
        }
      }),
    );
  });
});

it('a finding says what it lacks', () => {
  expect(values.lacksOf(BLANK, 0)).toEqual(['title', 'fact', 'interpretation', 'citation']);
  const whole = { ...BLANK, title: 'a', fact: 'b', interpretation: 'c', cites: [eventCite(1)] };
  expect(values.lacksOf(whole, 0)).toEqual([]);
  expect(values.lacksOf({ ...whole, fact: ' \n' }, 1)).toEqual(['fact', 'event']);
});

it('a new finding stands after all others', () => {
  expect(values.newFinding(8, [finding('a', { rank: 2.5 })])).toMatchObject({ number: 8, rank: 3, cites: [] });
});
