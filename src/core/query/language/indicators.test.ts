import { describe, expect, it } from 'vitest';
import { conditionsFor, isIndicator } from './indicators';
import { printFilter } from './print';

describe('a pasted word', () => {
  it.each([
    ['AKIAIOSFODNN7EXAMPLE', ['accessKeyId:AKIAIOSFODNN7EXAMPLE']],
    ['AROADBQP57FF2AEXAMPLE', ['actor:AROADBQP57FF2AEXAMPLE']],
    ['203.0.113.7', ['sourceIPAddress:203.0.113.7']],
    ['2001:db8::1', ['sourceIPAddress:2001:db8::1']],
    ['203.0.113.0/24', ['sourceIPAddress:203.0.113.0/24']],
    ['111122223333', ['recipientAccountId:111122223333', 'accountId:111122223333', 'ownerAccountId:111122223333']],
    ['vpce-0123456789abcdef0', ['vpcEndpointId:vpce-0123456789abcdef0']],
  ])('%s may stand for a condition', (word, wanted) => {
    expect(conditionsFor(word).map(printFilter)).toEqual(wanted);
    expect(isIndicator(word)).toBe(true);
  });

  it('may be an ARN or the ID of an event', () => {
    const arn = 'arn:aws:iam::111122223333:user/ann';
    expect(conditionsFor(arn).map(printFilter)).toContain(`principal:${arn}`);
    const id = '12ab34cd-0000-4000-8000-0123456789ab';
    expect(conditionsFor(id).map(printFilter)).toEqual([`eventID:${id}`, `requestID:${id}`, `sharedEventID:${id}`]);
  });

  it('may be a name, which its shape alone does not tell', () => {
    expect(conditionsFor('GetObject').map(printFilter)).toEqual([
      'eventName:GetObject',
      'awsRegion:GetObject',
      'errorCode:GetObject',
    ]);
    expect(isIndicator('GetObject')).toBe(false);
    expect(conditionsFor('ab')).toEqual([]);
    expect(conditionsFor('203.0.113.0/99')).toEqual([]);
  });
});
