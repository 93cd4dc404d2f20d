import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from './extract-facets';
import { INDEXED_FACETS, facetPosition } from './facet-catalogue';
import type { FacetName } from './facet-catalogue';
import type { EventValues, FacetValue } from './facet-values';
import { NO_TIME } from './facet-values';
import type { Json, JsonObject } from './json';
import { isObject, member } from './json';

function extract(record: JsonObject): EventValues {
  const values = newEventValues();
  extractEvent(record, values);
  return values;
}

function facet(record: JsonObject, name: FacetName): FacetValue {
  return extract(record).facets[facetPosition(name) ?? -1];
}

const identity = (userIdentity: JsonObject): JsonObject => ({ userIdentity });

describe('extractEvent', () => {
  it('keeps absent and null apart from the empty string', () => {
    for (const name of ['eventName', 'sourceIPAddress', 'errorCode', 'awsRegion', 'vpcEndpointId'] as const) {
      expect(facet({}, name)).toBe(undefined);
      expect(facet({ [name]: null }, name)).toBe(undefined);
      expect(facet({ [name]: '' }, name)).toBe('');
      expect(facet({ [name]: '(none)' }, name)).toBe('(none)');
    }
    expect(facet({ requestParameters: { bucketName: '' } }, 'bucketName')).toBe('');
  });

  it('takes the empty string in an identity as absent', () => {
    const empty = identity({ type: '', arn: '', invokedBy: '', accountId: '', principalId: '', accessKeyId: '' });
    for (const name of ['principal', 'actor', 'accountId', 'userIdentityType', 'accessKeyId', 'invokedBy'] as const) {
      expect(facet(empty, name)).toBe(undefined);
    }
    expect(facet(empty, 'callerClass')).toBe('people');
  });

  it('writes values that are no strings as JSON', () => {
    expect(facet({ readOnly: true }, 'readOnly')).toBe('true');
    expect(facet({ eventName: 12.5 }, 'eventName')).toBe('12.5');
    expect(facet({ errorCode: { a: [1, null] } }, 'errorCode')).toBe('{"a":[1,null]}');
    expect(facet({ requestParameters: { bucketName: ['a', 'b'] } }, 'bucketName')).toBe('["a","b"]');
    expect(facet({ requestParameters: 'bucketName=x' }, 'bucketName')).toBe(undefined);
  });

  it.each<[string, JsonObject, string | undefined]>([
    ['the ARN', { arn: 'arn:x', invokedBy: 's', principalId: 'p' }, 'arn:x'],
    ['the service that acts', { invokedBy: 's', accountId: 'anonymous', principalId: 'p' }, 's'],
    ['anonymous', { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }, '(anonymous)'],
    [
      'anonymous, as newer records write it',
      { type: 'AWSAccount', principalId: 'x', accountId: 'anonymous' },
      '(anonymous)',
    ],
    ['the principalId', { principalId: 'p', accountId: '1' }, 'p'],
    ['the account', { accountId: '1' }, '1'],
    ['none', {}, undefined],
  ])('takes as principal %s', (_, userIdentity, expected) => {
    expect(facet(identity(userIdentity), 'principal')).toBe(expected);
  });

  it('groups by actor, over sessions and with or without an ARN', () => {
    const role = { type: 'AssumedRole', principalId: 'AROAX:one', arn: 'arn:aws:sts::1:assumed-role/R/one' };
    expect(facet(identity(role), 'actor')).toBe('AROAX');
    expect(facet(identity({ type: 'AWSAccount', principalId: 'AROAX:two' }), 'actor')).toBe('AROAX');
    expect(facet(identity({ type: 'IAMUser', principalId: 'AIDAX', arn: 'arn:y' }), 'actor')).toBe('AIDAX');
    expect(facet(identity({ type: 'IAMUser', principalId: 'AIDAX' }), 'actor')).toBe('AIDAX');
    expect(facet(identity({ type: 'FederatedUser', principalId: '1:bob' }), 'actor')).toBe('1:bob');
    expect(facet(identity({ arn: 'arn:z' }), 'actor')).toBe('arn:z');
    expect(facet(identity(role), 'sessionName')).toBe('one');
    expect(facet(identity({ type: 'FederatedUser', principalId: '1:bob' }), 'sessionName')).toBe('bob');
    expect(facet(identity({ type: 'SAMLUser', principalId: 'x:y' }), 'sessionName')).toBe(undefined);
    expect(facet(identity({ type: 'AssumedRole', principalId: 'AROAX:' }), 'sessionName')).toBe(undefined);
  });

  it('takes as role only an issuer that is a role', () => {
    const issued = (sessionIssuer: JsonObject): JsonObject => identity({ sessionContext: { sessionIssuer } });
    expect(facet(issued({ type: 'Role', arn: 'arn:r' }), 'role')).toBe('arn:r');
    expect(facet(issued({ type: 'IAMUser', arn: 'arn:u' }), 'role')).toBe(undefined);
    expect(facet(issued({}), 'role')).toBe(undefined);
  });

  it('separates people, services and anonymous callers', () => {
    expect(facet(identity({ type: 'AWSService', invokedBy: 's' }), 'callerClass')).toBe('service');
    expect(facet(identity({ type: 'IAMUser', arn: 'a', invokedBy: 's' }), 'callerClass')).toBe('through a service');
    expect(facet(identity({ accountId: 'ANONYMOUS_PRINCIPAL' }), 'callerClass')).toBe('anonymous');
    expect(facet(identity({ type: 'Root', arn: 'a' }), 'callerClass')).toBe('people');
    expect(facet({}, 'callerClass')).toBe(undefined);
  });

  it.each<[JsonObject, string]>([
    [{}, 'success'],
    [{ errorCode: '' }, 'success'],
    [{ errorCode: 'AccessDenied' }, 'denied'],
    [{ errorCode: 'Client.UnauthorizedOperation' }, 'denied'],
    [{ errorCode: 'ForbiddenException' }, 'denied'],
    [{ errorCode: 'ThrottlingException' }, 'throttled'],
    [{ errorCode: 'RequestLimitExceeded' }, 'throttled'],
    [{ errorCode: 'SlowDown' }, 'throttled'],
    [{ errorCode: 'Client.InvalidVpcID.NotFound' }, 'not found'],
    [{ errorCode: 'NoSuchBucketPolicy' }, 'not found'],
    [{ errorCode: 'BucketNotEmpty' }, 'other error'],
    [{ errorCode: 500 }, 'other error'],
    [{ errorMessage: 'broken' }, 'other error'],
    [{ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Failure' } }, 'sign-in failed'],
    [{ eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } }, 'success'],
    [{ eventSource: 'signin.amazonaws.com', errorMessage: 'Failed authentication' }, 'sign-in failed'],
  ])('derives the outcome of %j', (record, outcome) => {
    expect(facet(record, 'outcome')).toBe(outcome);
  });

  it.each<[JsonObject, string | undefined]>([
    [{ eventCategory: 'Management', managementEvent: false }, 'management'],
    [{ eventCategory: 'Data' }, 'data'],
    [{ eventCategory: 'Insight' }, 'other'],
    [{ eventCategory: 'NetworkActivity' }, 'other'],
    [{ managementEvent: true, eventSource: 's3.amazonaws.com', eventName: 'GetObject' }, 'management'],
    [{ managementEvent: false }, 'data'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'GetObject' }, 'data'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'HeadBucket' }, 'data'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'ListObjects' }, 'data'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketAcl' }, 'management'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'GetBucketRequestPay' }, 'management'],
    [{ eventSource: 's3.amazonaws.com', eventName: 'PutBucketEncryption' }, 'other'],
    [{ eventSource: 'iam.amazonaws.com', eventName: 'GetObject' }, undefined],
  ])('derives the level of %j', (record, level) => {
    expect(facet(record, 'level')).toBe(level);
  });

  it('says whether MFA was used', () => {
    const session = (mfaAuthenticated: Json): JsonObject =>
      identity({ sessionContext: { attributes: { mfaAuthenticated } } });
    expect(facet(session('true'), 'mfa')).toBe('yes');
    expect(facet(session(true), 'mfa')).toBe('yes');
    expect(facet(session('false'), 'mfa')).toBe('no');
    expect(facet(session('maybe'), 'mfa')).toBe('not stated');
    expect(facet({}, 'mfa')).toBe('not stated');
    const signIn = { ...session('false'), eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'Yes' } };
    expect(facet(signIn, 'mfa')).toBe('yes');
    expect(facet({ ...signIn, eventName: 'Other' }, 'mfa')).toBe('no');
  });

  it('lists distinct resources and owners, prefixes marked', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ARN: `arn:${String(index % 100)}`, accountId: '1' }));
    expect(facet({ resources: many }, 'resource')).toHaveLength(100);
    expect(facet({ resources: many }, 'ownerAccountId')).toEqual(['1']);
    const resources = [{ ARNPrefix: 'arn:b/' }, { ARN: 'arn:b', accountId: '2' }, { ARN: 'arn:b' }, null, 'x', {}];
    expect(facet({ resources }, 'resource')).toEqual(['arn:b/*', 'arn:b']);
    expect(facet({ resources }, 'ownerAccountId')).toEqual(['2']);
    expect(facet({ resources: [] }, 'resource')).toBe(undefined);
    expect(facet({ resources: { ARN: 'arn:c' } }, 'resource')).toEqual(['arn:c']);
  });

  it('drops the brackets around a user agent', () => {
    expect(facet({ userAgent: '[aws-cli/2]' }, 'userAgent')).toBe('aws-cli/2');
    expect(facet({ userAgent: '[]' }, 'userAgent')).toBe('');
    expect(facet({ userAgent: '[x' }, 'userAgent')).toBe('[x');
    expect(facet({ userAgent: '[' }, 'userAgent')).toBe('[');
  });

  it('takes the cipher from TLS details, else from the additional data', () => {
    const additionalEventData = { CipherSuite: 'B' };
    expect(facet({ additionalEventData }, 'cipherSuite')).toBe('B');
    expect(facet({ additionalEventData, tlsDetails: { cipherSuite: 'A' } }, 'cipherSuite')).toBe('A');
  });

  it.each<[Json, number]>([
    [4218663, 4218663],
    [0, 0],
    ['12', 12],
    [-5, -1],
    [1.5, -1],
    [1e300, -1],
    ['', -1],
    [null, -1],
    [true, -1],
    ['many', -1],
  ])('takes %j bytes as %d', (bytesTransferredOut, expected) => {
    expect(extract({ additionalEventData: { bytesTransferredOut } }).bytesOut).toBe(expected);
  });

  it('leaves nothing of the record before', () => {
    const values = newEventValues();
    const full: Record<string, Json> = { eventID: '1', eventTime: '2026-03-12T01:42:11Z', resources: [{ ARN: 'a' }] };
    for (const { name } of INDEXED_FACETS) full[name] = 'x';
    extractEvent(full, values);
    extractEvent({}, values);
    const empty = newEventValues();
    extractEvent({}, empty);
    expect(values).toEqual(empty);
    expect(values).toMatchObject({ time: NO_TIME, eventId: undefined, bytesOut: -1 });
    expect(values.facets).toHaveLength(INDEXED_FACETS.length);
  });

  it('takes an empty event id as none', () => {
    expect(extract({ eventID: '' }).eventId).toBe(undefined);
    expect(extract({ eventID: 7 }).eventId).toBe('7');
  });

  it('answers every path of the catalogue exactly, on any record', () => {
    const names = INDEXED_FACETS.flatMap((one) => ('path' in one ? one.path.split('.') : []));
    const json = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
      object: fc.dictionary(fc.constantFrom(...names, 'type', 'arn', '__proto__'), tie('value'), { maxKeys: 12 }),
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom<Json>('', 'v', null, true, 1, []), tie('object')),
    }));
    fc.assert(
      fc.property(json.object, (record) => {
        for (const one of INDEXED_FACETS) {
          if (!('path' in one)) continue;
          let value: Json | undefined = record;
          for (const step of one.path.split('.')) value = isObject(value) ? member(value, step) : undefined;
          const absent =
            value === undefined || value === null || (value === '' && one.path.startsWith('userIdentity.'));
          const expected = absent ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
          expect(facet(record, one.name)).toBe(expected);
        }
      }),
    );
  });
});
