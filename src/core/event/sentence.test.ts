import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import { principalLabel, sentenceOf, sentenceText } from './sentence';
import { VERBS } from './verbs';

const base: JsonObject = {
  eventTime: '2026-03-12T01:42:11Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  sourceIPAddress: '203.0.113.77',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::444455556666:assumed-role/PayrollExport/ci-deploy' },
  requestParameters: { bucketName: 'harborline-payroll-exports', key: '2026-02/gross.csv.gz' },
};

function text(more: JsonObject): string {
  return sentenceText(sentenceOf({ ...base, ...more }));
}

describe('sentenceOf', () => {
  it('tells a read with its bytes, values strong', () => {
    const parts = sentenceOf({ ...base, additionalEventData: { bytesTransferredOut: 4218663 } });
    expect(sentenceText(parts)).toBe(
      'PayrollExport/ci-deploy read 2026-02/gross.csv.gz in bucket harborline-payroll-exports from 203.0.113.77 at 2026-03-12 01:42:11 UTC. Succeeded, 4.2 MB out.',
    );
    expect(parts.filter((part) => part.strong).map((part) => part.text)).toEqual([
      'PayrollExport/ci-deploy',
      '2026-02/gross.csv.gz',
      'harborline-payroll-exports',
      '203.0.113.77',
      '2026-03-12 01:42:11 UTC',
    ]);
  });

  const tail = ' from 203.0.113.77 at 2026-03-12 01:42:11 UTC.';
  const who = 'PayrollExport/ci-deploy';
  it.each<[JsonObject, string]>([
    [
      { errorCode: 'AccessDenied' },
      `${who} tried to read 2026-02/gross.csv.gz in bucket harborline-payroll-exports${tail} Denied: AccessDenied.`,
    ],
    [{ requestParameters: null }, `${who} read an object${tail} Succeeded.`],
    [{ eventName: 'ListBuckets', requestParameters: null }, `${who} listed the buckets${tail} Succeeded.`],
    [
      { eventName: 'GetBucketEncryption', requestParameters: { bucketName: 'b' } },
      `${who} called GetBucketEncryption on s3.amazonaws.com for bucket b${tail} Succeeded.`,
    ],
    [
      {
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        requestParameters: { roleArn: 'arn:r', roleSessionName: 's' },
      },
      `${who} assumed role arn:r as session s${tail} Succeeded.`,
    ],
    [
      {
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateAccessKey',
        requestParameters: { userName: 'eve' },
        responseElements: { accessKey: { accessKeyId: 'AKIAX' } },
      },
      `${who} created access key AKIAX for user eve${tail} Succeeded.`,
    ],
    [
      { eventSource: 'iam.amazonaws.com', eventName: 'CreateAccessKey', requestParameters: null },
      `${who} created an access key for a user that the record does not name${tail} Succeeded.`,
    ],
    [
      {
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreateAccessKey',
        requestParameters: null,
        responseElements: { accessKey: { accessKeyId: 'AKIAX', userName: 'ann' } },
      },
      `${who} created access key AKIAX for user ann${tail} Succeeded.`,
    ],
    [
      {
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreatePolicyVersion',
        requestParameters: { reason: 'requestParameters too large', originalSize: 112004, omitted: true },
      },
      `${who} created a version of a policy that the record does not name${tail} Succeeded. AWS left out requestParameters, 112.0 kB: requestParameters too large.`,
    ],
    [
      {
        eventSource: 'iam.amazonaws.com',
        eventName: 'CreatePolicy',
        requestParameters: { policyName: 'p', policyDocument: { omitted: true, originalSize: 2000 } },
      },
      `${who} created policy p${tail} Succeeded. AWS left out requestParameters.policyDocument, 2.0 kB.`,
    ],
    [
      { eventSource: 'iam.amazonaws.com', eventName: 'AttachUserPolicy', requestParameters: { policyArn: 'arn:p' } },
      `${who} attached policy arn:p to a user that the record does not name${tail} Succeeded.`,
    ],
    [
      {
        eventName: 'DeleteObjects',
        requestParameters: { bucketName: 'b' },
        responseElements: { errors: [{ code: 'AccessDenied', key: 'k' }] },
      },
      `${who} tried to delete several objects in bucket b${tail} Failed at least in part: AccessDenied.`,
    ],
    [
      {
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        requestParameters: null,
        errorCode: 'Client.DryRunOperation',
      },
      `${who} tried to launch instances${tail} A probe that would have succeeded, nothing was done: Client.DryRunOperation.`,
    ],
    [
      { requestParameters: null, errorCode: 'ExpiredToken' },
      `${who} tried to read an object${tail} The credentials were expired or invalid: ExpiredToken.`,
    ],
    [
      {
        userIdentity: { type: 'IAMUser', principalId: 'AIDAX', accountId: '1', userName: 'ann' },
        eventSource: 'signin.amazonaws.com',
        eventName: 'SwitchRole',
        requestParameters: null,
        responseElements: { SwitchRole: 'Failure' },
      },
      `AIDAX (ann) tried to switch role in the console${tail} Sign-in failed.`,
    ],
    [
      {
        userIdentity: { type: 'IdentityCenterUser', accountId: '1', onBehalfOf: { userId: 'u-1' } },
        eventType: 'AwsServiceEvent',
        eventSource: 'signin.amazonaws.com',
        eventName: 'CredentialVerification',
        requestParameters: null,
        additionalEventData: { UserName: 'ann' },
        serviceEventDetails: { CredentialVerification: 'Failure' },
      },
      `signin.amazonaws.com recorded CredentialVerification of u-1 (ann)${tail} Sign-in failed.`,
    ],
    [
      {
        userIdentity: { type: 'Root', principalId: '1', accountId: '1', invokedBy: 'signin.amazonaws.com' },
        sourceIPAddress: 'signin.amazonaws.com',
        requestParameters: null,
      },
      'root of account 1 read an object through signin.amazonaws.com at 2026-03-12 01:42:11 UTC. Succeeded.',
    ],
    [
      { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging', requestParameters: { name: 'main' } },
      `${who} stopped logging of trail main${tail} Succeeded.`,
    ],
    [
      {
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        errorMessage: 'Failed authentication',
        requestParameters: null,
        responseElements: { ConsoleLogin: 'Failure' },
      },
      `${who} tried to sign in to the console${tail} Sign-in failed: Failed authentication.`,
    ],
    [
      {
        eventSource: 'ec2.amazonaws.com',
        eventName: 'DescribeVpcs',
        errorCode: 'ThrottlingException',
        requestParameters: null,
      },
      `${who} tried to call DescribeVpcs on ec2.amazonaws.com${tail} Throttled: ThrottlingException.`,
    ],
    [
      { userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' } },
      `An anonymous caller read 2026-02/gross.csv.gz in bucket harborline-payroll-exports${tail} Succeeded.`,
    ],
    [
      {
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::1:root' },
        requestParameters: null,
        sourceIPAddress: 'AWS Internal',
      },
      'root of account 1 read an object from inside AWS at 2026-03-12 01:42:11 UTC. Succeeded.',
    ],
    [
      {
        userIdentity: { arn: 'arn:aws:iam::1:user/a', invokedBy: 'cloudformation.amazonaws.com' },
        sourceIPAddress: 'cloudformation.amazonaws.com',
        requestParameters: null,
      },
      'user/a read an object through cloudformation.amazonaws.com at 2026-03-12 01:42:11 UTC. Succeeded.',
    ],
    [
      {
        userIdentity: { accountId: '1', invokedBy: 'AWS Internal' },
        eventType: 'AwsServiceEvent',
        eventName: 'SharedSnapshotCopyInitiated',
        eventSource: 'ec2.amazonaws.com',
        requestParameters: null,
        sourceIPAddress: '',
        eventTime: 'soon',
      },
      'AWS Internal recorded SharedSnapshotCopyInitiated at a time that cannot be read, soon.',
    ],
    [
      {
        eventType: 'AwsCloudTrailInsight',
        insightDetails: {
          state: 'Start',
          eventSource: 'ec2.amazonaws.com',
          eventName: 'RunInstances',
          insightType: 'ApiCallRateInsight',
        },
      },
      'CloudTrail Insights reported the start of ApiCallRateInsight for RunInstances on ec2.amazonaws.com at 2026-03-12 01:42:11 UTC.',
    ],
    [
      {
        eventTime: null,
        eventCategory: 'Aggregated',
        timeWindow: { windowStart: '2026-05-01T10:20:00Z', windowEnd: '2026-05-01T10:25:00Z' },
        summary: { primaryDimension: { dimension: 'eventName', statistics: [{ name: 'GetObject', value: 740 }] } },
      },
      'CloudTrail counted GetObject 740 times on s3.amazonaws.com from 2026-05-01 10:20:00 UTC to 2026-05-01 10:25:00 UTC. An aggregated record: it stands for no single call, names no caller and has no outcome.',
    ],
  ])('tells %j', (more, expected) => {
    expect(text(more)).toBe(expected);
  });

  it('is whole where the record states none of the parameters, and claims no target', () => {
    const omitted = { omitted: true, originalSize: 112004, reason: 'requestParameters too large' };
    for (const call of VERBS.keys()) {
      const [service = '', eventName = ''] = call.split(':');
      for (const requestParameters of [null, {}, omitted]) {
        const words = text({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters });
        const [before = ''] = words.split(' from 203.0.113.77');
        expect(before, call).not.toMatch(/ (?:a|an|the|of|for|to|into|in|on|by|as|with|under|may assume|policy)$/);
        expect(before, call).not.toMatch(/itself|its own (?!identity)/);
        expect(before, call).not.toMatch(/ {2}|undefined/);
        expect(words.includes('AWS left out requestParameters'), call).toBe(requestParameters === omitted);
      }
    }
  });

  it('tells what a service records of someone', () => {
    const event = { eventType: 'AwsServiceEvent', eventName: 'UserAuthentication', eventSource: 'sso.amazonaws.com' };
    expect(text({ ...event, requestParameters: null, userIdentity: { type: 'Unknown', accountId: '1' } })).toBe(
      `sso.amazonaws.com recorded UserAuthentication of a caller of account 1${tail}`,
    );
    expect(text({ ...event, requestParameters: null, userIdentity: null })).toBe(
      `sso.amazonaws.com recorded UserAuthentication${tail}`,
    );
  });

  it('tells a record that says nothing', () => {
    expect(sentenceText(sentenceOf({}))).toBe(
      'A caller that the record does not name called something the record does not name at a time that the record does not state. Succeeded.',
    );
  });

  it('cuts values that are very long, not within a character', () => {
    const parts = sentenceOf({ ...base, sourceIPAddress: `${'x'.repeat(199)}😀${'y'.repeat(5000)}` });
    expect(parts.map((part) => part.text)).toContain(`${'x'.repeat(199)}…`);
  });

  it('never throws, whatever the record', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...Object.keys(base), 'resources', 'responseElements', 'eventType'),
          fc.jsonValue(),
        ),
        (record) => {
          expect(sentenceText(sentenceOf(JSON.parse(JSON.stringify(record)) as JsonObject))).toMatch(/\.$/);
        },
      ),
    );
  });
});

describe('principalLabel', () => {
  it.each([
    ['arn:aws:iam::1:user/team/ann', 'user/team/ann'],
    ['arn:aws:sts::1:assumed-role/R/s', 'R/s'],
    ['arn:aws:sts::1:federated-user/bob', 'federated-user/bob'],
    ['arn:aws-cn:iam::22:root', 'root of account 22'],
    ['arn:aws:iam', 'arn:aws:iam'],
    ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
    ['AIDAX', 'AIDAX'],
  ])('shortens %s', (principal, label) => {
    expect(principalLabel(principal)).toBe(label);
  });
});

describe('what was refused', () => {
  const who = 'PayrollExport/ci-deploy';
  const tail = 'from 203.0.113.77 at 2026-03-12 01:42:11 UTC.';
  const denied = (resource: string): JsonObject => ({
    errorCode: 'AccessDenied',
    errorMessage: `User: arn:aws:iam::1:user/x is not authorized to perform: y:Z on resource: ${resource}`,
  });
  const assumeRole = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', requestParameters: null };

  it('is named from the error message, where the request does not name it', () => {
    expect(text({ ...assumeRole, ...denied('arn:aws:iam::1:role/Admin') })).toBe(
      `${who} tried to assume a role (arn:aws:iam::1:role/Admin in the error message) ${tail} Denied: AccessDenied.`,
    );
  });

  it('is named once where both do', () => {
    const requestParameters = { roleArn: 'arn:aws:iam::1:role/Admin' };
    expect(text({ ...assumeRole, requestParameters, ...denied('arn:aws:iam::1:role/Admin') })).toBe(
      `${who} tried to assume role arn:aws:iam::1:role/Admin ${tail} Denied: AccessDenied.`,
    );
    expect(text(denied('arn:aws:s3:::harborline-payroll-exports/2026-02/gross.csv.gz'))).not.toContain('error message');
  });

  it('of a call without words of its own is what its request names', () => {
    const describe = {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DescribeInstanceAttribute',
      requestParameters: { instanceId: 'i-0abc', attribute: 'userData' },
      errorCode: 'Client.UnauthorizedOperation',
      errorMessage: 'You are not authorized to perform this operation.',
    };
    expect(text(describe)).toBe(
      `${who} tried to call DescribeInstanceAttribute on ec2.amazonaws.com for i-0abc (in the request) ${tail} Denied: Client.UnauthorizedOperation.`,
    );
    const several = { requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] } } };
    expect(text({ ...describe, ...several })).toContain(' for i-1 and 1 more (in the request) from ');
  });
});

describe('a sentence that ends with a value', () => {
  it('has one stop, whatever the value ends with', () => {
    for (const errorMessage of ['Access denied.', 'Access denied!', `${'x'.repeat(300)}`]) {
      expect(text({ errorMessage })).toMatch(/[^.!…][.!…]$/);
    }
    expect(text({ eventTime: 'soon.' })).toContain('cannot be read, soon. Succeeded.');
  });
});
