import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from './json';
import { namedResources } from './named-resources';

function record(service: string, eventName: string, requestParameters: Json, more: JsonObject = {}): JsonObject {
  return { eventSource: `${service}.amazonaws.com`, eventName, awsRegion: 'eu-west-1', requestParameters, ...more };
}

const REFUSAL =
  'User: arn:aws:iam::111122223333:user/bert is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Admin';

describe('resources from the request', () => {
  it.each<[string, string, Json, string[]]>([
    ['ec2', 'GetPasswordData', { instanceId: 'i-0abc' }, ['i-0abc']],
    [
      'ec2',
      'TerminateInstances',
      { instancesSet: { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }, { instanceId: 'i-1' }] } },
      ['i-1', 'i-2'],
    ],
    [
      'ec2',
      'DescribeNatGateways',
      { DescribeNatGatewaysRequest: { NatGatewayId: { tag: 1, content: 'nat-1' } } },
      ['nat-1'],
    ],
    [
      'ec2',
      'CreateTags',
      { resourcesSet: { items: [{ resourceId: 'ami-1' }] }, tagSet: { items: [{ key: 'k', value: 'v' }] } },
      ['ami-1'],
    ],
    [
      'ec2',
      'RunInstances',
      { iamInstanceProfile: { arn: 'arn:aws:iam::1:instance-profile/p' } },
      ['arn:aws:iam::1:instance-profile/p'],
    ],
    [
      'ec2',
      'ModifySnapshotAttribute',
      { snapshotId: 'snap-1', createVolumePermission: { add: { items: [{ userId: '1' }] } } },
      ['snap-1'],
    ],
    [
      'iam',
      'AttachRolePolicy',
      { roleName: 'Admin', policyArn: 'arn:aws:iam::aws:policy/X' },
      ['role/Admin', 'arn:aws:iam::aws:policy/X'],
    ],
    ['iam', 'CreateAccessKey', { userName: 'mary' }, ['user/mary']],
    [
      'iam',
      'PutUserPolicy',
      { userName: 'mary', policyName: 'p', policyDocument: '{"Resource":"*"}' },
      ['user/mary', 'policy/p'],
    ],
    ['sts', 'AssumeRole', { roleArn: 'arn:aws:iam::1:role/a', roleSessionName: 's' }, ['arn:aws:iam::1:role/a']],
    ['rds', 'ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 'x', attributeName: 'restore' }, ['snapshot:x']],
    ['secretsmanager', 'GetSecretValue', { secretId: 'prod/db' }, ['secret:prod/db']],
    [
      'secretsmanager',
      'GetSecretValue',
      { secretId: 'arn:aws:secretsmanager:r:1:secret:x' },
      ['arn:aws:secretsmanager:r:1:secret:x'],
    ],
    ['secretsmanager', 'BatchGetSecretValue', { secretIdList: ['a', 'b'] }, ['secret:a', 'secret:b']],
    ['kms', 'Decrypt', { keyId: 'alias/x' }, ['alias/x']],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'f', s3Bucket: 'b' }, ['function:f']],
    ['ssm', 'GetParameter', { name: '/prod/password', withDecryption: true }, ['parameter/prod/password']],
    ['ssm', 'GetParameters', { names: ['a', '/b'] }, ['parameter/a', 'parameter/b']],
    [
      'ssm',
      'SendCommand',
      { instanceIds: ['i-1'], documentName: 'AWS-RunShellScript' },
      ['i-1', 'document/AWS-RunShellScript'],
    ],
    ['ssm', 'SendCommand', { targets: [{ key: 'InstanceIds', values: ['i-1', 'i-2'] }] }, ['i-1', 'i-2']],
    ['ssm', 'StartSession', { target: 'i-1' }, ['i-1']],
    ['s3', 'GetObject', { bucketName: 'b', key: 'a/k' }, ['arn:aws:s3:::b/a/k']],
    ['s3', 'PutBucketPolicy', { bucketName: 'b', bucketPolicy: {} }, ['arn:aws:s3:::b']],
    ['cloudtrail', 'StopLogging', { name: 'arn:aws:cloudtrail:r:1:trail/t' }, ['arn:aws:cloudtrail:r:1:trail/t']],
    ['cloudtrail', 'PutEventSelectors', { trailName: 't' }, ['trail/t']],
    [
      'newservice',
      'DeleteThing',
      { deep: { thingArn: 'arn:aws:new:r:1:thing/x' }, note: 'arn:aws:no' },
      ['arn:aws:new:r:1:thing/x'],
    ],
  ])('%s %s %j', (service, name, request, resources) => {
    expect(namedResources(record(service, name, request))).toMatchObject({ resources, statedIn: ['the request'] });
  });

  it('give way to those that the record lists', () => {
    const listed = record('iam', 'GetRole', { roleName: 'x' }, { resources: [{ ARN: 'arn:aws:iam::1:role/x' }] });
    expect(namedResources(listed)).toMatchObject({ resources: ['arn:aws:iam::1:role/x'], statedIn: ['resources'] });
    const none = record('iam', 'GetRole', { roleName: 'x' }, { resources: [] });
    expect(namedResources(none)).toMatchObject({ resources: ['role/x'], statedIn: ['the request'] });
  });

  it('are none where nothing is named', () => {
    const context = { encryptionContext: { 'aws:lambda:FunctionArn': 'arn:aws:lambda:r:1:function:f' } };
    expect(namedResources(record('kms', 'Decrypt', context)).resources).toBeUndefined();
    for (const request of [null, '', 'text', 7, [], {}, { maxResults: 5 }, { instanceId: '' }, { instanceId: null }]) {
      expect(namedResources(record('ec2', 'DescribeInstances', request))).toMatchObject({
        resources: undefined,
        statedIn: undefined,
      });
    }
  });

  it('are bounded in number', () => {
    const items = Array.from({ length: 5000 }, (_, i) => ({ instanceId: `i-${String(i)}` }));
    expect(namedResources(record('ec2', 'X', { instancesSet: { items } })).resources).toHaveLength(1000);
  });
});

describe('resources from a refusal', () => {
  it('say what was refused, where the request is left out', () => {
    const refused = record('sts', 'AssumeRole', null, { errorCode: 'AccessDenied', errorMessage: REFUSAL });
    expect(namedResources(refused)).toMatchObject({
      resources: ['arn:aws:iam::444455556666:role/Admin'],
      statedIn: ['the error message'],
    });
  });

  it('come before those of the request', () => {
    const message =
      'You are not authorized. User: x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/r because no identity-based policy allows it';
    const refused = record('ec2', 'RunInstances', { imageId: 'ami-1' }, { errorMessage: message });
    expect(namedResources(refused)).toMatchObject({
      resources: ['arn:aws:iam::1:role/r', 'ami-1'],
      statedIn: ['the error message', 'the request'],
    });
  });

  it.each<[string, string | undefined]>([
    [`${REFUSAL}.`, 'arn:aws:iam::444455556666:role/Admin'],
    ['x on resource: "arn:aws:s3:::b/k" with an explicit deny', 'arn:aws:s3:::b/k'],
    ['x on resource: * because', undefined],
    ['x on the resource associated with this ciphertext', undefined],
    ['Rate exceeded', undefined],
    ['', undefined],
  ])('%s', (errorMessage, resource) => {
    expect(namedResources({ errorMessage }).resources).toEqual(resource === undefined ? undefined : [resource]);
  });
});

describe('resources that a call made', () => {
  it.each<[string, string, Json, Json, string[]]>([
    [
      'ec2',
      'RunInstances',
      { imageId: 'ami-1', instanceType: 'p4d.24xlarge' },
      { instancesSet: { items: [{ instanceId: 'i-1', imageId: 'ami-1', vpcId: 'vpc-1' }, { instanceId: 'i-2' }] } },
      ['i-1', 'i-2', 'ami-1'],
    ],
    ['ec2', 'CreateSnapshot', { volumeId: 'vol-1' }, { snapshotId: 'snap-1', volumeId: 'vol-1' }, ['snap-1', 'vol-1']],
    ['ec2', 'CreateKeyPair', { keyName: 'door' }, { keyName: 'door', keyPairId: 'key-1' }, ['key-1', 'key-pair/door']],
    ['ec2', 'CreateSecurityGroup', { groupName: 'open' }, { groupId: 'sg-1' }, ['sg-1', 'security-group/open']],
    ['guardduty', 'CreateDetector', { enable: true }, { detectorId: '12ab' }, ['detector/12ab']],
    [
      'iam',
      'UploadSSHPublicKey',
      { userName: 'u' },
      { sSHPublicKey: { sSHPublicKeyId: 'APKA1' } },
      ['APKA1', 'user/u'],
    ],
    [
      'cloudtrail',
      'CreateTrail',
      { name: 't' },
      { name: 't', trailARN: 'arn:aws:cloudtrail:r:1:trail/t' },
      ['arn:aws:cloudtrail:r:1:trail/t', 't'],
    ],
  ])('%s %s are named by the response: %j', (service, name, request, response, resources) => {
    const made = namedResources(record(service, name, request, { responseElements: response }));
    expect(made.resources).toEqual(resources);
    expect(made.statedIn?.[0]).toBe('the response');
  });

  it('are not looked for in the response of any other call, nor where it failed', () => {
    const response = { responseElements: { instancesSet: { items: [{ instanceId: 'i-1' }] } } };
    expect(namedResources(record('ec2', 'DescribeInstances', {}, response)).resources).toBeUndefined();
    expect(namedResources(record('other', 'RunInstances', {}, response)).resources).toBeUndefined();
    expect(namedResources(record('ec2', 'RunInstances', { imageId: 'ami-1' })).resources).toEqual(['ami-1']);
  });
});

describe('a copy of a snapshot', () => {
  it('has as its requested resource what it is made from', () => {
    const copy = record(
      'ec2',
      'CopySnapshot',
      { sourceSnapshotId: 'snap-1' },
      { responseElements: { snapshotId: 'snap-2' } },
    );
    expect(namedResources(copy)).toMatchObject({
      resources: ['snap-1'],
      copy: { source: 'snap-1', target: 'snap-2' },
    });
  });
});

describe('buckets', () => {
  it('are those that a copy comes from, too', () => {
    const copy = record('s3', 'CopyObject', { bucketName: 'target', key: 'k', 'x-amz-copy-source': 'victim/x' });
    expect(namedResources(copy)).toEqual({
      resources: ['arn:aws:s3:::target/k', 'arn:aws:s3:::victim/x'],
      statedIn: ['the request'],
      buckets: ['target', 'victim'],
      copy: { source: 'arn:aws:s3:::victim/x', target: 'arn:aws:s3:::target/k', sourceBucket: 'victim' },
    });
    expect(namedResources(record('s3', 'GetObject', { bucketName: 'b' })).buckets).toEqual(['b']);
    expect(namedResources(record('s3', 'ListBuckets', {})).buckets).toBeUndefined();
  });
});
