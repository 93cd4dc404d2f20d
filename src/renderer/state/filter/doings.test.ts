import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../../../core/event/extract-facets';
import { fieldsOf } from '../../../core/event/fields';
import type { JsonObject } from '../../../core/event/json';
import { matchesRecord } from '../../../core/query/language/evaluate';
import { printFilter } from '../../../core/query/language/print';
import { doingsOf } from './doings';

const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/Admin/ann';

const ASSUMED: JsonObject = {
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ci', accessKeyId: 'AKIA1' },
  requestParameters: { roleArn: ROLE, roleSessionName: 'ann', sourceIdentity: 'ann@example.org' },
  responseElements: {
    credentials: { accessKeyId: 'ASIA9', sessionToken: 'IQoJ', expiration: 'May 1, 2026' },
    assumedRoleUser: { assumedRoleId: 'AROA1:ann', arn: SESSION },
    sourceIdentity: 'ann@example.org',
    packedPolicySize: 6,
  },
};
/** A call in the session that was given out. */
const USED: JsonObject = {
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROA1:ann',
    arn: SESSION,
    accessKeyId: 'ASIA9',
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: ROLE, userName: 'Admin' },
      sourceIdentity: 'ann@example.org',
    },
  },
};
const CREATED: JsonObject = {
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  requestParameters: { userName: 'eve' },
  responseElements: {
    user: { userName: 'eve', userId: 'AIDA7', arn: 'arn:aws:iam::111122223333:user/eve', path: '/' },
  },
};
const BY_CREATED: JsonObject = {
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDA7',
    arn: 'arn:aws:iam::111122223333:user/eve',
    userName: 'eve',
    accessKeyId: 'AKIA7',
  },
};

/** The fields of a record that have doings, what they are called, and whether they are what the field is asked for. */
function all(record: JsonObject) {
  return fieldsOf(JSON.stringify(record)).flatMap(({ path, text }) => {
    const doings = doingsOf(path, text, record);
    return doings === undefined ? [] : [{ path, ...doings }];
  });
}

const listed = (record: JsonObject) => all(record).map(({ path, label, issued }) => [path, label, issued]);

function holds(filter: ReturnType<typeof all>[number]['filter'], record: JsonObject): boolean {
  const values = newEventValues();
  extractEvent(record, values);
  return matchesRecord(filter, record, JSON.stringify(record), values);
}

describe('what was done with what a field names', () => {
  it('is asked of issued credentials, and of roles, sessions and identities', () => {
    expect(listed(ASSUMED)).toEqual([
      ['requestParameters.roleArn', 'Calls made in this role', false],
      ['requestParameters.roleSessionName', 'Calls made under this session name', false],
      ['requestParameters.sourceIdentity', 'Calls made under this source identity', false],
      ['responseElements.credentials.accessKeyId', 'Calls made with this key', true],
      ['responseElements.credentials.sessionToken', 'Calls made with the key of this token', true],
      ['responseElements.assumedRoleUser.assumedRoleId', 'Calls made in this session', true],
      ['responseElements.assumedRoleUser.arn', 'Calls made in this session', true],
      ['responseElements.sourceIdentity', 'Calls made under this source identity', true],
    ]);
  });

  it('is the calls made with it, and not the one that gave it out', () => {
    for (const { path, filter } of all(ASSUMED)) {
      expect([path, printFilter(filter), holds(filter, USED), holds(filter, ASSUMED)]).toEqual([
        path,
        expect.any(String),
        true,
        false,
      ]);
    }
  });

  it('of a created user is what the user did', () => {
    expect(listed(CREATED)).toEqual([
      ['requestParameters.userName', 'Calls made under this user name', false],
      ['responseElements.user.userName', 'Calls made under this user name', true],
      ['responseElements.user.userId', 'Calls made by this user', true],
      ['responseElements.user.arn', 'Calls made by this user', true],
    ]);
    for (const { path, filter } of all(CREATED)) {
      expect([path, holds(filter, BY_CREATED), holds(filter, CREATED)]).toEqual([path, true, false]);
    }
  });

  it('of a role is found by its id with and without sessions of many people', () => {
    const doings = doingsOf('responseElements.role.roleId', 'AROA1');
    const shared = { ...(USED.userIdentity as JsonObject), principalId: 'AROA1:ann@example.org' };
    if (doings === undefined) throw new Error('There are none.');
    expect([holds(doings.filter, USED), holds(doings.filter, { ...USED, userIdentity: shared })]).toEqual([true, true]);
  });

  it('is not asked of the caller, of an empty value, of names of other services, or of a token without its key', () => {
    expect(all(USED)).toEqual([]);
    expect(doingsOf('responseElements.credentials.accessKeyId', '')).toBeUndefined();
    expect(doingsOf('requestParameters.userName', 'eve', { eventSource: 'elasticache.amazonaws.com' })).toBeUndefined();
    expect(doingsOf('responseElements.credentials.sessionToken', 'IQoJ')).toBeUndefined();
    expect(doingsOf('requestParameters.accountIds[0]', '1')).toBeUndefined();
  });

  it('is asked of the key and the user of an access key', () => {
    const made: JsonObject = {
      eventSource: 'iam.amazonaws.com',
      responseElements: { accessKey: { accessKeyId: 'AKIA7', userName: 'eve', status: 'Active' } },
    };
    for (const { filter } of all(made)) expect(holds(filter, BY_CREATED)).toBe(true);
    expect(listed(made).map(([path]) => path)).toEqual([
      'responseElements.accessKey.accessKeyId',
      'responseElements.accessKey.userName',
    ]);
  });
});
