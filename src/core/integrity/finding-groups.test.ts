import { describe, expect, it } from 'vitest';
import type { Finding } from './finding';
import { FindingGroups, groupCount, groupPlace } from './finding-groups';

const UNCOVERED = 'No digest lists it.';

function finding(over: Partial<Finding>): Finding {
  return {
    ...({ code: 'uncovered', about: 'log', chain: null, account: '1', region: 'a', trail: null } as const),
    ...{ source: null, digest: null, object: null, from: 7200, to: 10800, words: UNCOVERED, remedy: 'Acquire it.' },
    ...over,
  };
}

function grouped(findings: readonly Finding[], listed = findings.length) {
  const groups = new FindingGroups();
  for (const [at, one] of findings.entries()) groups.add(one, at < listed);
  return groups.sorted();
}

describe('groups of findings', () => {
  it('are of one kind, account and region, with how many, when, and all that are listed', () => {
    const found = [finding({}), finding({ region: 'b' }), finding({ from: 0, to: 3600 }), finding({})];
    const [first, second] = grouped(found, 3);
    expect(first).toMatchObject({ account: '1', region: 'a', count: 3, from: 0, to: 10800, words: UNCOVERED });
    expect(first?.listed).toEqual([found[0], found[2]]);
    expect(second).toMatchObject({ region: 'b', count: 1 });
  });

  it('say what their findings say, or what is said of all of them where each names something else', () => {
    const kind = 'A digest lists it.';
    const named = (name: string) =>
      finding({ code: 'missing', words: `The digest ${name} lists it.`, kind, remedy: `Acquire ${name}.` });
    expect(grouped([named('x')])[0]).toMatchObject({ words: 'The digest x lists it.', kind, remedy: 'Acquire x.' });
    expect(grouped([named('x'), named('y')])).toMatchObject([{ count: 2, words: kind, remedy: null }]);
  });

  it('stand worst first, keys before what lacks them, those of a kind together, and what has no place last', () => {
    const other = 'It comes from the event history.';
    const order = grouped([
      finding({ region: 'a', words: other }),
      finding({ account: null, region: null }),
      finding({ region: 'b', words: other }),
      finding({ region: 'a' }),
      finding({ code: 'unverifiable', words: 'Unproven.' }),
      finding({ code: 'unverifiable', about: 'keys', words: 'A key is missing.' }),
      finding({ code: 'invalid-hash', words: 'Changed.' }),
    ]).map((group) => `${group.words} ${groupPlace(group)}`);
    expect(order).toEqual([
      'Changed. 1 a',
      `${other} 1 a`,
      `${other} 1 b`,
      `${UNCOVERED} 1 a`,
      `${UNCOVERED} No account or region`,
      'A key is missing. 1 a',
      'Unproven. 1 a',
    ]);
  });

  it('count what they are of', () => {
    expect(groupCount({ code: 'uncovered', about: 'log', count: 1380 })).toBe('1,380 log files');
    expect(groupCount({ code: 'gap', about: 'chain', count: 1 })).toBe('1 gap between digests');
    expect(groupCount({ code: 'unverifiable', about: 'keys', count: 2 })).toBe('2 public keys');
  });
});
