import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/event/json';
import type { EventRow } from '../../../core/query/filter';
import { badgesOf } from './badges';

function words(values: EventRow['values'], record: JsonObject = {}): readonly (readonly [string, string])[] {
  const row: EventRow = { event: 0, time: 0, copies: 0, conflicting: false, values };
  return badgesOf(row, record).map((badge) => [badge.words, badge.tone]);
}

describe('badges of an event', () => {
  it('say how it ended', () => {
    expect(words({ outcome: 'success' })).toEqual([]);
    expect(words({ outcome: null })).toEqual([]);
    expect(words({ outcome: 'denied' })).toEqual([['Denied', 'bad']]);
    expect(words({ outcome: 'partly failed' })).toEqual([['Partly failed', 'warn']]);
    expect(words({ outcome: 'probe' })).toEqual([['Probe', 'neutral']]);
    expect(words({ outcome: 'credentials expired or invalid' })).toEqual([['Credentials expired or invalid', 'warn']]);
  });

  it('say who was behind it', () => {
    expect(words({ callerClass: 'through a service' })).toEqual([['Through a service', 'neutral']]);
    expect(words({ principal: '(anonymous)', callerClass: 'anonymous' })).toEqual([['Anonymous', 'warn']]);
  });

  it('say what is no call, and what was left out', () => {
    expect(words({}, { eventCategory: 'Insight' })).toEqual([['Insight', 'neutral']]);
    expect(words({}, { eventType: 'AwsAggregatedEvent' })).toEqual([['Aggregated', 'neutral']]);
    expect(words({}, { eventType: 'AwsServiceEvent' })).toEqual([['Service event', 'neutral']]);
    expect(words({}, { responseElements: { omitted: true, originalSize: 1 } })).toEqual([['Omitted by AWS', 'warn']]);
  });
});

const ROW = { event: 0, time: 0, copies: 0, conflicting: false, values: {} };

function badge(record: JsonObject, words: string): string | undefined {
  return badgesOf(ROW, record).find((one) => one.words === words)?.hint;
}

describe('badges', () => {
  it('tell of a copy which end is which', () => {
    const copy = {
      eventName: 'CopyObject',
      requestParameters: { bucketName: 't', key: 'k', 'x-amz-copy-source': 'v/x' },
    };
    expect(badge(copy, 'Copy within AWS')).toContain('From arn:aws:s3:::v/x to arn:aws:s3:::t/k');
    expect(
      badge({ eventName: 'GetObject', requestParameters: { bucketName: 't' } }, 'Copy within AWS'),
    ).toBeUndefined();
  });

  it('say what a sign-in without MFA is worth', () => {
    const signIn = { eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'No' } };
    expect(badge(signIn, 'MFA: no, or federated')).toContain('identity provider');
    expect(badge({ ...signIn, additionalEventData: { MFAUsed: 'Yes' } }, 'MFA: no, or federated')).toBeUndefined();
  });

  it('name whose VPC endpoint a call came through, and call nothing ours', () => {
    const call = {
      eventName: 'X',
      sourceIPAddress: '10.0.0.5',
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: '999988887777',
    };
    expect(badge(call, 'VPC endpoint')).toContain('vpce-1, of account 999988887777');
    expect(badge({ ...call, vpcEndpointAccountId: null }, 'VPC endpoint')).toContain('whose account is not stated');
    expect(badgesOf(ROW, call).some(({ words, hint }) => /\bours?\b/i.test(words + hint))).toBe(false);
  });

  it('mark console credentials, and times in another notation', () => {
    expect(badge({ sessionCredentialFromConsole: 'true' }, 'Console credentials')).toBeDefined();
    expect(badge({ sessionCredentialFromConsole: 'false' }, 'Console credentials')).toBeUndefined();
    expect(badge({ eventTime: '2024-05-01 10:00:00' }, 'Time: no zone stated, read as UTC')).toBeDefined();
    expect(badge({ eventTime: 'soon' }, 'Time: not readable')).toBeDefined();
    expect(badgesOf(ROW, { eventTime: '2024-05-01T10:00:00Z' })).toEqual([]);
  });
});
