/**
 * The intrusion, first and second part: the leaked key of the build system finds its way, gives itself
 * rights and a second user, then becomes a role in the production account.
 *
 * In the five hours from 22:00 on 2026-03-11 the two addresses make exactly 1,312 requests, among them
 * 148 by the user, 31 anonymous ones, and the 2 copies of AssumeRole calls that the called accounts hold.
 */

import {
  ADDRESS,
  AGENT,
  BUCKET,
  BUILD,
  KEY,
  LOGGING_STARTED,
  LOGGING_STOPPED,
  PROD,
  USERS,
  roleArn,
  seconds,
  userArn,
} from './cast.mjs';
import { iamUser, otherAccount } from './identity.mjs';
import { responseTime } from './record.mjs';
import { s3 } from './s3.mjs';

const FIRST_CALL = seconds('2026-03-11T22:14:07');
const OWN_RIGHTS = seconds('2026-03-11T22:27:40');
export const PAYROLL_SESSION_START = seconds('2026-03-11T22:38:52');

const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
];

const ME = iamUser('ci-deploy', KEY.ciDeploy);
const ARN = userArn('ci-deploy');
const TAGS = ['intruder', 'leaked-key'];

/** @param {string} action */
function notAuthorized(action, resource = '*') {
  return /** @type {const} */ ([
    'AccessDenied',
    `User: ${ARN} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  ]);
}

/** What the key tries before it has any rights of its own: event source, name, times, parameters. */
const DENIED = [
  ['iam', 'ListUsers', 2, null, 'iam:ListUsers'],
  ['secretsmanager', 'ListSecrets', 5, null, 'secretsmanager:ListSecrets'],
  ['ssm', 'GetParameter', 4, { name: '/harborline/prod/db/password', withDecryption: true }, 'ssm:GetParameter'],
  ['ssm', 'DescribeParameters', 3, null, 'ssm:DescribeParameters'],
  ['iam', 'GetAccountAuthorizationDetails', 2, null, 'iam:GetAccountAuthorizationDetails'],
  ['kms', 'ListKeys', 3, null, 'kms:ListKeys'],
  ['lambda', 'ListFunctions20150331', 2, null, 'lambda:ListFunctions'],
  ['iam', 'CreateLoginProfile', 1, null, 'iam:CreateLoginProfile'],
  ['iam', 'AttachUserPolicy', 1, null, 'iam:AttachUserPolicy'],
];

/** What succeeds: event source, name, times, earliest second, parameters. */
const ALLOWED = [
  ['iam', 'ListRoles', 2, FIRST_CALL + 200, null],
  ['iam', 'ListAttachedUserPolicies', 2, FIRST_CALL + 220, { userName: 'ci-deploy' }],
  ['iam', 'ListUserPolicies', 2, FIRST_CALL + 230, { userName: 'ci-deploy' }],
  ['iam', 'GetUserPolicy', 1, FIRST_CALL + 260, { userName: 'ci-deploy', policyName: 'release' }],
  ['iam', 'GetUser', 2, FIRST_CALL + 150, null],
  ['iam', 'ListUsers', 1, OWN_RIGHTS + 30, null],
  ['iam', 'ListAccessKeys', 1, OWN_RIGHTS + 60, { userName: 'ci-deploy' }],
];

/** @param {import('./record.mjs').Recorder} recorder */
export function leakedKey(recorder) {
  const { random } = recorder;
  const later = () => random.integer(FIRST_CALL + 190, OWN_RIGHTS - 5);
  /** @param {Partial<import('./record.mjs').Call> & { at: number, source: string, name: string }} call */
  const make = (call) =>
    recorder.call({
      account: BUILD,
      region: 'us-east-1',
      who: ME,
      ip: ADDRESS.intruder,
      agent: AGENT.intruderCli,
      ...call,
      tags: TAGS,
    });
  const globalHost = { host: 'sts.amazonaws.com' };

  make({ at: FIRST_CALL, source: 'sts', name: 'GetCallerIdentity', ...globalHost });
  make({ at: OWN_RIGHTS + 20, source: 'sts', name: 'GetCallerIdentity', ...globalHost });
  make({ at: seconds('2026-03-11T22:15:48'), source: 'iam', name: 'ListUsers', error: notAuthorized('iam:ListUsers') });
  make({ at: seconds('2026-03-11T22:16:02'), source: 'iam', name: 'ListRoles' });
  make({
    at: seconds('2026-03-11T22:16:40'),
    source: 'secretsmanager',
    name: 'ListSecrets',
    error: notAuthorized('secretsmanager:ListSecrets'),
  });
  for (const [source, name, times, params, action] of DENIED) {
    const write = /^(Create|Attach)/.test(String(name));
    for (let n = 0; n < Number(times); n++) {
      make({
        at: later(),
        source: String(source),
        name: String(name),
        params,
        write,
        error: notAuthorized(String(action)),
      });
    }
  }
  for (const [source, name, times, from, params] of ALLOWED) {
    for (let n = 0; n < Number(times); n++) {
      make({
        at: random.integer(Number(from), Number(from) + 300),
        source: String(source),
        name: String(name),
        params,
      });
    }
  }
  probeInstances(recorder);
  probeBuckets(recorder);
  giveRights(make);
}

/**
 * The same question in every region, some asked again: all answered by EC2's own kind of denial.
 * @param {import('./record.mjs').Recorder} recorder
 */
function probeInstances(recorder) {
  const { random } = recorder;
  for (let n = 0; n < 22; n++) {
    const at =
      n < 2 ? seconds('2026-03-11T22:17:12') + n : seconds('2026-03-11T22:17:14') + n * 3 + random.integer(0, 2);
    recorder.call({
      at,
      account: BUILD,
      region: REGIONS[n % REGIONS.length],
      source: 'ec2',
      name: 'DescribeInstances',
      who: ME,
      ip: ADDRESS.intruder,
      agent: AGENT.intruderCli,
      params: { instancesSet: {}, filterSet: {} },
      error: [
        'Client.UnauthorizedOperation',
        `You are not authorized to perform this operation. User: ${ARN} is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action. Encoded authorization failure message: ${random.base62(80)}`,
      ],
      tags: TAGS,
    });
  }
}

/** @param {import('./record.mjs').Recorder} recorder */
function probeBuckets(recorder) {
  const { random } = recorder;
  const denied = /** @type {const} */ (['AccessDenied', 'Access Denied']);
  const before = () => random.integer(FIRST_CALL + 190, OWN_RIGHTS - 5);
  const after = () => random.integer(OWN_RIGHTS + 60, PAYROLL_SESSION_START - 60);
  const common = { who: ME, ip: ADDRESS.intruder, agent: AGENT.intruderSdk, account: BUILD, tags: TAGS };
  for (let n = 0; n < 18; n++) {
    const at = n === 0 ? seconds('2026-03-11T22:15:31') : n < 15 ? before() : after();
    s3(recorder, { ...common, at, name: 'ListBuckets', ...(n < 15 ? { error: denied } : { out: 1184 }) });
  }
  const buckets = [BUCKET.artifacts, BUCKET.payroll, BUCKET.uploads, BUCKET.backups, BUCKET.trails];
  for (let n = 0; n < 17; n++) {
    const bucket = n < 15 ? buckets[n % buckets.length] : BUCKET.artifacts;
    const outcome = n < 15 ? { at: before(), error: denied } : { at: after(), out: 537 };
    s3(recorder, { ...common, ...outcome, name: 'GetBucketAcl', bucket });
  }
  for (let n = 0; n < 41; n++) {
    const key = `release/${2024 + (n % 3)}.${1 + (n % 12)}/${['manifest.json', 'deploy.env', 'site.tar.gz'][n % 3]}`;
    const outcome = n < 38 ? { at: before(), error: denied } : { at: after() };
    s3(recorder, { ...common, ...outcome, name: 'HeadObject', bucket: BUCKET.artifacts, key });
  }
}

/**
 * Rights for itself, a second user with a key, and the way into the production account.
 * @param {(call: Partial<import('./record.mjs').Call> & { at: number, source: string, name: string }) => unknown} make
 */
function giveRights(make) {
  const policy =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:*","s3:*","sts:*","cloudtrail:*"],"Resource":"*"}]}';
  const iam = { source: 'iam', write: true };
  make({
    ...iam,
    at: OWN_RIGHTS,
    name: 'PutUserPolicy',
    params: { userName: 'ci-deploy', policyName: 'release-2', policyDocument: policy },
  });
  const created = seconds('2026-03-11T22:31:05');
  make({
    ...iam,
    at: created,
    name: 'CreateUser',
    params: { userName: 'svc-metrics' },
    response: {
      user: {
        path: '/',
        userName: 'svc-metrics',
        userId: USERS['svc-metrics'].id,
        arn: userArn('svc-metrics'),
        createDate: responseTime(created),
      },
    },
  });
  make({
    ...iam,
    at: created + 9,
    name: 'CreateAccessKey',
    params: { userName: 'svc-metrics' },
    response: {
      accessKey: {
        userName: 'svc-metrics',
        accessKeyId: KEY.newUser,
        status: 'Active',
        createDate: responseTime(created + 9),
      },
    },
  });
  make({
    ...iam,
    at: created + 31,
    name: 'PutUserPolicy',
    params: { userName: 'svc-metrics', policyName: 'metrics', policyDocument: policy },
  });
  for (const [n, at] of ['2026-03-11T22:34:10', '2026-03-11T22:34:33', '2026-03-11T22:35:02'].entries()) {
    const resource = `arn:aws:iam::${PROD}:role/PayrollAdmin`;
    make({
      at: seconds(at),
      source: 'sts',
      name: 'AssumeRole',
      error: ['AccessDenied', `User: ${ARN} is not authorized to perform: sts:AssumeRole on resource: ${resource}`],
      host: n === 0 ? 'sts.amazonaws.com' : 'sts.us-east-1.amazonaws.com',
    });
  }
}

/** @param {import('./record.mjs').Recorder} recorder */
export function intoProduction(recorder) {
  const at = PAYROLL_SESSION_START;
  recorder.sharedCall(
    assumeRoleCall(
      {
        at,
        account: BUILD,
        who: ME,
        role: 'PayrollExport',
        roleId: 'AROADBQP57FF2AEXAMPLE',
        owner: PROD,
        accessKeyId: KEY.payrollSession,
        duration: 43200,
        tags: TAGS,
      },
      recorder.random,
    ),
    { account: PROD, who: otherAccount(USERS['ci-deploy'].id, BUILD) },
  );
}

/**
 * @param {{ at: number, account: string, who: Record<string, unknown>, role: string, roleId: string, owner: string,
 *   accessKeyId: string, duration: number, tags: readonly string[], ip?: string, agent?: string, session?: string }} step
 * @param {import('./random.mjs').Random} random
 * @returns {import('./record.mjs').Call}
 */
export function assumeRoleCall(step, random) {
  const session = step.session ?? 'ci-deploy';
  return {
    at: step.at,
    account: step.account,
    region: 'us-east-1',
    source: 'sts',
    name: 'AssumeRole',
    who: step.who,
    ip: step.ip ?? ADDRESS.intruder,
    agent: step.agent ?? AGENT.intruderCli,
    host: 'sts.us-east-1.amazonaws.com',
    params: { roleArn: roleArn(step.role), roleSessionName: session, durationSeconds: step.duration },
    response: {
      credentials: {
        accessKeyId: step.accessKeyId,
        sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE${random.base62(12)}==`,
        expiration: responseTime(step.at + step.duration),
      },
      assumedRoleUser: {
        assumedRoleId: `${step.roleId}:${session}`,
        arn: `arn:aws:sts::${step.owner}:assumed-role/${step.role}/${session}`,
      },
    },
    resources: [{ accountId: step.owner, type: 'AWS::IAM::Role', ARN: roleArn(step.role) }],
    tags: step.tags,
  };
}

/**
 * The trail of the build account is looked up, stopped for 47 minutes, and started again.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function stopTheTrail(recorder) {
  const common = {
    account: BUILD,
    region: 'us-east-1',
    source: 'cloudtrail',
    who: ME,
    ip: ADDRESS.intruder,
    agent: AGENT.intruderCli,
    tags: TAGS,
  };
  const name = `arn:aws:cloudtrail:us-east-1:${BUILD}:trail/harborline-build-trail`;
  recorder.call({
    ...common,
    at: LOGGING_STOPPED - 96,
    name: 'DescribeTrails',
    params: { trailNameList: [], includeShadowTrails: true },
  });
  recorder.call({ ...common, at: LOGGING_STOPPED - 61, name: 'GetTrailStatus', params: { name } });
  recorder.call({ ...common, at: LOGGING_STOPPED, name: 'StopLogging', params: { name }, write: true });
  recorder.call({ ...common, at: LOGGING_STARTED, name: 'StartLogging', params: { name }, write: true });
}
