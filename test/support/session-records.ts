import type { JsonObject } from '../../src/core/event/json';

/** Records of calls as CloudTrail writes them, for tests of who became whom. */

export const OURS = '111122223333';
export const PROD = '444455556666';
export const ARCHIVE = '777788889999';

let serial = 0;

/** Seconds since 1970 UTC as CloudTrail writes them; `clock` is hh:mm:ss on 12 March 2026. */
export function at(clock: string): string {
  return `2026-03-12T${clock}Z`;
}

export function call(eventName: string, clock: string, userIdentity: JsonObject, rest: JsonObject = {}): JsonObject {
  return {
    eventID: `event-${String(++serial)}`,
    eventTime: at(clock),
    eventSource: 's3.amazonaws.com',
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2',
    recipientAccountId: OURS,
    userIdentity,
    ...rest,
  };
}

/** A user with a long-term key. */
export function user(accessKeyId: string | undefined, rest: JsonObject = {}): JsonObject {
  return {
    type: 'IAMUser',
    principalId: 'AIDADEPLOY',
    arn: `arn:aws:iam::${OURS}:user/deploy`,
    accountId: OURS,
    userName: 'deploy',
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...rest,
  };
}

/** A session of a role. @param began hh:mm:ss; undefined where the record does not say */
export function role(id: string, accessKeyId: string | undefined, began?: string, rest: JsonObject = {}): JsonObject {
  const [roleId = '', name = ''] = id.split(':');
  const { account = OURS, partition = 'aws', ...more } = rest as { account?: string; partition?: string };
  return {
    type: 'AssumedRole',
    principalId: id,
    arn: `arn:${partition}:sts::${account}:assumed-role/${roleId}-role/${name}`,
    accountId: account,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId,
        arn: `arn:${partition}:iam::${account}:role/${roleId}-role`,
        accountId: account,
      },
      ...(began === undefined ? {} : { attributes: { creationDate: at(began), mfaAuthenticated: 'false' } }),
    },
    ...more,
  };
}

/** AssumeRole that answers with a key for a session. */
export function assume(
  clock: string,
  by: JsonObject,
  key: string | undefined,
  to: string,
  rest: JsonObject = {},
  expiration = 'Mar 12, 2026 11:46:28 PM',
): JsonObject {
  return call('AssumeRole', clock, by, {
    eventSource: 'sts.amazonaws.com',
    responseElements: {
      credentials: { ...(key === undefined ? {} : { accessKeyId: key }), expiration },
      assumedRoleUser: { assumedRoleId: to, arn: `arn:aws:sts::${OURS}:assumed-role/x/y` },
    },
    ...rest,
  });
}
