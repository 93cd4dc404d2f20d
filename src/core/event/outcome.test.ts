import { describe, expect, it } from 'vitest';
import type { JsonObject } from './json';
import { isFailure, OUTCOMES, outcomeOf } from './outcome';

const SIGN_IN = { eventSource: 'signin.amazonaws.com' };

describe('outcomeOf', () => {
  it.each([
    ...['ConsoleLogin', 'SwitchRole', 'ExitRole', 'RenewRole', 'CheckMfa', 'GetSigninToken'],
    ...['PasswordUpdated', 'PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'SomeStepToCome'],
  ])('reads the failure of %s in the response', (eventName) => {
    const record = { ...SIGN_IN, eventName, responseElements: { [eventName]: 'Failure' } };
    expect(outcomeOf(record)).toBe('sign-in failed');
    expect(outcomeOf({ ...record, responseElements: { [eventName]: 'failure' } })).toBe('sign-in failed');
    expect(outcomeOf({ ...record, errorCode: 'AccessDenied' })).toBe('sign-in failed');
    expect(outcomeOf({ ...record, responseElements: { [eventName]: 'Success' } })).toBe('success');
  });

  it.each(['CredentialVerification', 'UserAuthentication', 'CredentialChallenge'])(
    'reads the failure of %s in what the service reports',
    (eventName) => {
      const event = { eventType: 'AwsServiceEvent', eventName, responseElements: null };
      for (const eventSource of ['signin.amazonaws.com', 'sso.amazonaws.com', 'us-east-1.signin.amazonaws.com']) {
        const record = { ...event, eventSource, serviceEventDetails: { [eventName]: 'Failure' } };
        expect(outcomeOf(record)).toBe('sign-in failed');
        expect(outcomeOf({ ...record, serviceEventDetails: { [eventName]: 'Success' } })).toBe('success');
      }
    },
  );

  it('takes the word for a failure of other calls only under their name', () => {
    const call = { eventSource: 'x.amazonaws.com', eventName: 'DoThing' };
    expect(outcomeOf({ ...call, responseElements: { DoThing: 'Failure' } })).toBe('other error');
    expect(outcomeOf({ ...call, responseElements: { alarmState: 'Failure' } })).toBe('success');
    expect(outcomeOf({ ...call, responseElements: { onFailure: 'FAILED', name: 'Failure' } })).toBe('success');
  });

  it('takes it of a job that a service reports, and not of what a call answers with', () => {
    const job = { eventType: 'AwsServiceEvent', eventSource: 'backup.amazonaws.com', eventName: 'BackupJobCompleted' };
    expect(outcomeOf({ ...job, serviceEventDetails: { backupJobId: 'b', state: 'FAILED' } })).toBe('other error');
    expect(outcomeOf({ ...job, serviceEventDetails: { backupJobId: 'b', state: 'COMPLETED' } })).toBe('success');
    expect(outcomeOf({ eventName: 'GetJob', responseElements: { state: 'FAILED' } })).toBe('success');
  });

  const one = [{ code: 'X' }];
  it.each<[JsonObject]>([
    [{ DeleteFlowLogsResponse: { unsuccessful: { item: { resourceId: 'fl-1', error: { code: 'X' } } } } }],
    [{ CreateFleetResponse: { errorSet: { item: one } } }],
    [{ imageIds: [], failures: [{ failureCode: 'ImageNotFound' }] }],
    [{ failedEntryCount: 3 }],
    [{ failedEntryCount: '3', failedEntries: [] }],
    [{ FailedRecordCount: 1, records: [] }],
    [{ failedPutCount: 2 }],
    [{ errors: [{ code: 'AccessDenied', key: 'k' }] }],
    [{ Errors: one }],
    [{ DeleteResult: { Error: { Code: 'AccessDenied', Key: 'k' } } }],
    [{ successful: [], failed: [{ id: '1', senderFault: true }] }],
    [{ unprocessedItems: { table: one } }],
    [{ unprocessedAccounts: one }],
    [{ failedResourcesMap: { 'arn:x': { errorCode: 'InvalidParameterException' } } }],
    [{ UnsuccessfulFleetRequestSet: one }],
  ])('is partly failed where the response lists %j', (responseElements) => {
    expect(outcomeOf({ eventSource: 'x.amazonaws.com', eventName: 'Y', responseElements })).toBe('partly failed');
    expect(outcomeOf({ errorCode: 'AccessDenied', responseElements })).toBe('denied');
  });

  it.each<[JsonObject]>([
    [{ DeleteFlowLogsResponse: { unsuccessful: '', requestId: 'r' } }],
    [{ DeleteFlowLogsResponse: { unsuccessful: { item: [] } } }],
    [{ unsuccessful: {} }],
    [{ failures: [], tasks: [{ lastStatus: 'RUNNING' }] }],
    [{ failedEntryCount: 0, failedEntries: [] }],
    [{ failedEntryCount: '0' }],
    [{ errors: null }],
    [{ unprocessedItems: {} }],
    // Settings that speak of failures, and failures of other things than this call.
    [{ canary: { failureRetentionPeriodInDays: 31 } }],
    [{ failureRetentionPeriodInDays: 31 }],
    [{ deployment: { failures: one } }],
    [{ errorHandling: 'x', functionError: 'x' }],
  ])('is success where it lists %j', (responseElements) => {
    expect(outcomeOf({ responseElements })).toBe('success');
  });

  it.each<[string, string]>([
    ['Client.DryRunOperation', 'probe'],
    ['DryRunOperation', 'probe'],
    ['DryRunOperationException', 'probe'],
    ['Client.AuthFailure', 'denied'],
    ['NotAuthorized', 'denied'],
    ['NotAuthorizedException', 'denied'],
    ['AuthorizationError', 'denied'],
    ['AuthorizationErrorException', 'denied'],
    ['KMSAccessDeniedException', 'denied'],
    ['AccessDeniedFault', 'denied'],
    ['accessDenied', 'denied'],
    ['Access Denied', 'denied'],
    ['UnauthorizedAccess', 'denied'],
    ['AllAccessDisabled', 'denied'],
    ['AuthException', 'denied'],
    ['OAuthThing', 'other error'],
    ['InsufficientPrivilegesException', 'denied'],
    ['ExpiredToken', 'credentials expired or invalid'],
    ['ExpiredTokenException', 'credentials expired or invalid'],
    ['com.amazonaws.x#ExpiredTokenException', 'credentials expired or invalid'],
    ['InvalidClientTokenId', 'credentials expired or invalid'],
    ['Client.InvalidClientTokenId', 'credentials expired or invalid'],
    ['UnrecognizedClientException', 'credentials expired or invalid'],
    ['InvalidAccessKeyId', 'credentials expired or invalid'],
    ['SignatureDoesNotMatch', 'credentials expired or invalid'],
    ['InvalidToken', 'credentials expired or invalid'],
    ['Client.RequestExpired', 'credentials expired or invalid'],
    ['InvalidIdentityToken', 'credentials expired or invalid'],
    ['InvalidNextTokenException', 'other error'],
    ['InvalidPaginationToken', 'other error'],
    ['AuthorizationAlreadyExists', 'other error'],
    ['AuthorizationNotFoundFault', 'not found'],
    ['Client.OperationNotPermitted', 'other error'],
    ['Client.InvalidPermission.NotFound', 'not found'],
    ['Client.RequestLimitExceeded', 'throttled'],
    ['ThrottledException', 'throttled'],
    ['BucketNotEmpty', 'other error'],
    ['x'.repeat(100_000), 'other error'],
  ])('reads %.60s as %s', (errorCode, outcome) => {
    expect(outcomeOf({ errorCode })).toBe(outcome);
  });

  it('reads a message where there is no code', () => {
    expect(outcomeOf({ errorMessage: 'User: arn:x is not authorized to perform: y' })).toBe('denied');
    expect(outcomeOf({ errorMessage: 'Request would have succeeded, but DryRun flag is set.' })).toBe('probe');
    expect(outcomeOf({ errorMessage: 'broken' })).toBe('other error');
    expect(outcomeOf({ ...SIGN_IN, errorMessage: 'No username found in supplied account' })).toBe('sign-in failed');
  });

  it('is none for records that are no calls', () => {
    expect(outcomeOf({ eventType: 'AwsCloudTrailInsight', insightDetails: { errorCode: 'AccessDenied' } })).toBe(
      undefined,
    );
    expect(outcomeOf({ eventCategory: 'Insight' })).toBe(undefined);
    expect(outcomeOf({ eventCategory: 'Aggregated' })).toBe(undefined);
    expect(outcomeOf({ eventType: 'AwsAggregatedEvent' })).toBe(undefined);
    expect(outcomeOf({ eventType: 'AwsServiceEvent' })).toBe('success');
  });

  it('looks through hostile answers in bounded time', () => {
    let deep: JsonObject = { code: 'X' };
    for (let i = 0; i < 3000; i++) deep = { item: deep };
    expect(outcomeOf({ responseElements: { failures: deep } })).toBe('success');
    expect(outcomeOf({ responseElements: { constructor: 'Failure', __proto__: { failures: [1] } } })).toBe('success');
  });

  it('lists each outcome once', () => {
    expect(new Set(OUTCOMES).size).toBe(OUTCOMES.length);
    expect(OUTCOMES.filter((one) => !isFailure(one))).toEqual(['success', 'probe']);
    expect(isFailure(undefined)).toBe(false);
  });
});
