import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../core/event/fields';
import type { JsonObject } from '../../../core/event/json';
import { fieldOrder, groupsOf, leadOf } from './field-order';

function chief(record: JsonObject): readonly string[] {
  const { ordered, chief: most } = fieldOrder(record, fieldsOf(JSON.stringify(record)));
  return ordered.slice(0, most).map(({ field }) => field.path);
}

function shape(record: JsonObject): readonly (readonly [string, readonly string[]])[] {
  const { ordered } = fieldOrder(record, fieldsOf(JSON.stringify(record)));
  return groupsOf(ordered).map(({ lead, fields }) => [lead, fields.map(({ field }) => field.path.slice(lead.length))]);
}

const BASE: JsonObject = {
  eventVersion: '1.08',
  userIdentity: { type: 'IAMUser', principalId: 'AIDA1', arn: 'arn:aws:iam::1:user/ann', accountId: '1' },
  eventTime: '2026-05-01T10:00:00Z',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.9',
  requestParameters: null,
};

describe('the fields that are shown first', () => {
  it('of a sign-in are how it ended and whether with MFA', () => {
    const signIn = {
      ...BASE,
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: 'https://console.aws', MobileVersion: 'No', MFAUsed: 'No' },
    };
    expect(chief(signIn)).toEqual([
      'eventTime',
      'eventName',
      'eventSource',
      'responseElements.ConsoleLogin',
      'additionalEventData.MFAUsed',
      'additionalEventData.LoginTo',
      'userIdentity.type',
      'userIdentity.arn',
      'sourceIPAddress',
      'awsRegion',
    ]);
  });

  it('of a role that was assumed are the role and the key that was given out', () => {
    const assumed = {
      ...BASE,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      requestParameters: { roleArn: 'arn:r', roleSessionName: 's', durationSeconds: 3600 },
      responseElements: { credentials: { accessKeyId: 'ASIA1', sessionToken: 'IQ' }, packedPolicySize: 6 },
    };
    expect(chief(assumed).slice(3, 7)).toEqual([
      'requestParameters.roleArn',
      'requestParameters.roleSessionName',
      'responseElements.credentials.accessKeyId',
      'requestParameters.durationSeconds',
    ]);
  });

  it('of any other call are its parameters, up to some', () => {
    const names = Array.from({ length: 30 }, (_, at) => [`p${String(at)}`, at]);
    const called = {
      ...BASE,
      eventSource: 'ecs.amazonaws.com',
      requestParameters: Object.fromEntries(names) as JsonObject,
    };
    expect(chief(called).filter((path) => path.startsWith('requestParameters.'))).toHaveLength(8);
  });

  it('of what is no call are what it tells', () => {
    const insight = {
      ...BASE,
      eventCategory: 'Insight',
      insightDetails: { state: 'Start', insightType: 'ApiCallRate' },
    };
    expect(chief(insight)).toContain('insightDetails.insightType');
    const reported = { ...BASE, eventType: 'AwsServiceEvent', serviceEventDetails: { snapshotId: 's' } };
    expect(chief(reported)).toContain('serviceEventDetails.snapshotId');
  });

  it('leave none out and change no field', () => {
    const { ordered } = fieldOrder(BASE, fieldsOf(JSON.stringify(BASE)));
    const fields = fieldsOf(JSON.stringify(BASE));
    expect(ordered.toSorted((a, b) => a.number - b.number)).toEqual(fields.map((field, number) => ({ field, number })));
    expect(fieldOrder(undefined, fields).ordered).toHaveLength(fields.length);
  });
});

describe('fields of one object', () => {
  it('stand under its path, once, and those of none by themselves', () => {
    expect(shape({ ...BASE, tlsDetails: { tlsVersion: 'TLSv1.3' }, resources: [{ ARN: 'a', type: 't' }] })).toEqual([
      ['', ['eventTime']],
      ['userIdentity.', ['type', 'arn', 'principalId', 'accountId']],
      ['', ['sourceIPAddress', 'awsRegion', 'eventVersion', 'requestParameters']],
      ['tlsDetails.', ['tlsVersion']],
      ['resources[0].', ['ARN', 'type']],
    ]);
  });

  it('are told from names that hold a dot', () => {
    expect(['a.b', 'a.b.c', 'a["b.c"]', 'a', 'a[0]', 'a[0].b'].map(leadOf)).toEqual([
      'a.',
      'a.b.',
      '',
      '',
      '',
      'a[0].',
    ]);
  });
});
