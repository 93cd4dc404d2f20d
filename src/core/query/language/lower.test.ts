import { describe, expect, it } from 'vitest';
import {
  boundFilter,
  evidenceIn,
  evidenceTerm,
  ignoringCase,
  lowerFilter,
  type LoweredFilter,
  testEvidence,
} from './lower';
import { parseFilterText } from './parse';

function lower(text: string): LoweredFilter {
  const parsed = parseFilterText(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  return lowerFilter(parsed.filter);
}

describe('lowering', () => {
  it('gives columns all that they can answer', () => {
    expect(
      lower(
        'eventName:(a OR (none) OR b*) AND NOT sourceIPAddress:10.0.0.0/8 AND eventTime:<2026 AND errorCode:* AND bytesTransferredOut:(>1.5 OR [3 TO 9] OR (none))',
      ),
    ).toEqual({
      tree: {
        op: 'and',
        of: [
          {
            op: 'or',
            of: [
              { op: 'in', facet: 'eventName', values: ['a', null] },
              { op: 'like', facet: 'eventName', pieces: ['b', ''] },
            ],
          },
          { op: 'not', of: { op: 'cidr', facet: 'sourceIPAddress', network: '10.0.0.0/8' } },
          { op: 'time', from: null, to: Date.UTC(2026, 0, 1) / 1000 },
          { op: 'present', facet: 'errorCode' },
          {
            op: 'or',
            of: [
              { op: 'bytes', from: 2, to: null },
              { op: 'bytes', from: 3, to: 10 },
              { op: 'not', of: { op: 'bytes', from: null, to: null } },
            ],
          },
        ],
      },
      evidence: [],
    });
  });

  it('compares words and values of paths ignoring case, to tell whether that is why nothing was found', () => {
    const loose = (text: string): string[] => {
      const tree = ignoringCase(lower(text).tree);
      return tree === undefined ? [] : [...evidenceIn(tree)];
    };
    expect(loose('eventName:x')).toEqual([]);
    expect(loose('NOT word')).toEqual([]);
    expect(loose('requestParameters.x:123')).toEqual([]);
    const [id = '', other] = loose('eventName:x AND requestParameters.roleName:ADMIN*');
    expect(other).toBeUndefined();
    const term = evidenceTerm(id);
    const holds = (roleName: string): boolean =>
      testEvidence(term, { requestParameters: { roleName } }, JSON.stringify({ requestParameters: { roleName } }));
    expect([holds('Administrator'), holds('ADMIN'), holds('user')]).toEqual([true, true, false]);
    const [words = ''] = loose('"Not Authorized"');
    expect(testEvidence(evidenceTerm(words), {}, '{"errorMessage":"is not authorized to"}')).toBe(true);
    expect(testEvidence(evidenceTerm('"Not Authorized"'), {}, '{"errorMessage":"is not authorized to"}')).toBe(false);
    expect(() => evidenceTerm('any case ) eventName:x')).toThrow('names no condition');
  });

  it('asks the records for what lies within a second', () => {
    const { tree, evidence } = lower('eventTime:[2026-03-11T22:00:00.5Z TO 2026-03-11T22:00:03Z]');
    const start = Date.UTC(2026, 2, 11, 22) / 1000;
    const id = 'eventTime:[2026-03-11T22:00:00.5Z TO 2026-03-11T22:00:04Z}';
    expect(tree).toEqual({
      op: 'or',
      of: [
        { op: 'time', from: start + 1, to: start + 4 },
        { op: 'evidence', id },
      ],
    });
    expect(evidence).toMatchObject([{ id, within: { op: 'time', from: start, to: start + 4 } }]);
    expect(evidenceTerm(id)).toEqual(expect.objectContaining({ id }));
    expect(lower('eventTime:2026-03-11T22:00:00.5Z').tree).toEqual({
      op: 'evidence',
      id: 'eventTime:2026-03-11T22:00:00.5Z',
    });
  });

  it('asks the records which identities are written as an empty text', () => {
    const { tree, evidence } = lower('accountId:("1" OR (empty))');
    expect(tree).toEqual({
      op: 'or',
      of: [
        { op: 'in', facet: 'accountId', values: ['1'] },
        { op: 'evidence', id: 'accountId:(empty)' },
      ],
    });
    expect(evidence).toMatchObject([{ within: { op: 'in', facet: 'accountId', values: [null] } }]);
    expect(evidenceTerm('accountId:(empty)').id).toBe('accountId:(empty)');
    expect(lower('errorCode:(empty)').evidence).toEqual([]);
  });

  it('asks the records each thing once', () => {
    const { tree, evidence } = lower('(secret OR eventID:x) AND NOT secret AND userIdentity.arn:*ci');
    expect(tree).toEqual({
      op: 'and',
      of: [
        {
          op: 'or',
          of: [
            { op: 'evidence', id: 'secret' },
            { op: 'evidence', id: 'eventID:x' },
          ],
        },
        { op: 'not', of: { op: 'evidence', id: 'secret' } },
        { op: 'evidence', id: 'userIdentity.arn:*ci' },
      ],
    });
    expect(evidence.map(({ id, within }) => [id, within])).toEqual([
      ['secret', undefined],
      ['eventID:x', undefined],
      ['userIdentity.arn:*ci', { op: 'or', of: [{ op: 'like', facet: 'principal', pieces: ['', 'ci'] }] }],
    ]);
    expect(JSON.parse(JSON.stringify(evidence))).toEqual(evidence);
  });

  it('bounds what need be read', () => {
    const name = { op: 'in', facet: 'eventName', values: ['a'] };
    expect(boundFilter(lower('eventName:a AND secret'))).toEqual({
      possible: name,
      certain: { op: 'not', of: { op: 'all' } },
    });
    expect(boundFilter(lower('eventName:a OR NOT secret'))).toEqual({ possible: { op: 'all' }, certain: name });
    expect(boundFilter(lower('eventName:a'))).toEqual({ possible: name, certain: name });
    expect(boundFilter(lower('tlsDetails.cipherSuite:*'))).toMatchObject({
      possible: { op: 'or', of: [{ op: 'present', facet: 'cipherSuite' }] },
    });
  });

  it('reads a term back from its id, and nothing else', () => {
    const { evidence } = lower('secret AND tlsDetails.cipherSuite:(a OR b*) AND "a b"');
    for (const one of evidence) expect(evidenceTerm(one.id).id).toBe(one.id);
    expect(evidenceTerm('tlsDetails.cipherSuite:*').within).toBeDefined();
    for (const id of ['', 'eventName:a', 'secret AND other', 'NOT secret', '"secret"', 'a:b:(']) {
      expect(() => evidenceTerm(id), id).toThrow('names no condition');
    }
  });
});
