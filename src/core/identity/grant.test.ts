import { describe, expect, it } from 'vitest';
import { grantOf } from './grant';

describe('what a call that begins a session passed in', () => {
  it('is read out of its request', () => {
    const requestParameters = {
      roleSessionName: 'ops',
      sourceIdentity: 'ann',
      externalId: 'partner-7',
      serialNumber: 'arn:aws:iam::111122223333:mfa/ann',
      tags: [{ key: 'team', value: 'pay' }],
      transitiveTagKeys: ['team'],
      policy: '{"Version":"2012-10-17"}',
      policyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      durationSeconds: 3600,
    };
    expect(grantOf({ requestParameters })).toEqual({
      sessionName: 'ops',
      sourceIdentity: 'ann',
      externalId: 'partner-7',
      mfaSerial: 'arn:aws:iam::111122223333:mfa/ann',
      tags: ['team=pay'],
      transitiveTags: ['team'],
      policy: '{"Version":"2012-10-17"}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      duration: 3600,
    });
    expect(grantOf({ requestParameters: { principalTags: { team: 'pay' }, name: 'bob' } })).toMatchObject({
      sessionName: 'bob',
      tags: ['team=pay'],
    });
  });

  it('is nothing where the request is odd or absent', () => {
    const nothing = { sessionName: null, tags: [], policyArns: [], duration: null };
    for (const requestParameters of [null, 'text', [], { tags: 'x', policyArns: 7, durationSeconds: -1 }]) {
      expect(grantOf({ requestParameters })).toMatchObject(nothing);
    }
    expect(grantOf(JSON.parse('{"requestParameters":{"tags":[{"__proto__":{"key":"x"}}]}}') as never).tags).toEqual([
      '=',
    ]);
    expect(grantOf({ requestParameters: { tags: new Array(5000).fill({ key: 'a', value: 'b' }) } }).tags).toHaveLength(
      100,
    );
  });
});
