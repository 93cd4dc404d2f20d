/** What looks like the intrusion and is none. */

import { ADDRESS, ADMIN, ADMIN_ROLE, AGENT, BUCKET, BUILD, PROD, seconds } from './cast.mjs';
import { DAYS, isWorkdayAt, moment } from './calendar.mjs';
import { failedSignIn } from './aftermath.mjs';
import { anonymous, iamUser, identityCenterUser, roleSession, service } from './identity.mjs';
import { s3 } from './s3.mjs';

/**
 * A nightly backup job, old enough to sign with SigV2: 611 requests.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function sigV2Backup(recorder) {
  const { random } = recorder;
  const who = iamUser('backup-legacy', 'AKIAIBACKUPL3EXAMPLE');
  for (let n = 0; n < 611; n++) {
    const night = DAYS[n % DAYS.length];
    const step = Math.floor(n / DAYS.length);
    const date = new Date(night * 1000).toISOString().slice(0, 10);
    s3(recorder, {
      at: night + 3600 + step * 41 + random.integer(0, 20),
      name: step === 0 ? 'ListObjects' : 'PutObject',
      who,
      ip: ADDRESS.backupJob,
      agent: AGENT.s3cmd,
      bucket: BUCKET.backups,
      ...(step === 0
        ? { prefix: `nightly/${date}/`, out: 9120 }
        : {
            key: `nightly/${date}/volume-${String(step).padStart(2, '0')}.tar.gz`,
            in: random.integer(20000000, 90000000),
          }),
      signature: 'SigV2',
      tags: ['decoy', 'backup-job'],
    });
  }
}

/**
 * A log delivery service that lacks a permission and tries on for two weeks: 5,000 denials.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function deliveryDenials(recorder) {
  const { random } = recorder;
  const who = service('delivery.logs.amazonaws.com');
  for (let n = 0; n < 5000; n++) {
    const at = moment(random, 'machine', PROD);
    const day = new Date(at * 1000).toISOString().slice(0, 10).replaceAll('-', '/');
    s3(recorder, {
      at,
      name: 'PutObject',
      who,
      ip: 'delivery.logs.amazonaws.com',
      agent: 'delivery.logs.amazonaws.com',
      bucket: BUCKET.flowLogs,
      key: `AWSLogs/${PROD}/vpcflowlogs/eu-west-1/${day}/${PROD}_vpcflowlogs_eu-west-1_fl-0b7e1c5d9a2f43e68_${random.hex(8)}.log.gz`,
      params: { 'x-amz-acl': 'bucket-owner-full-control' },
      error: ['AccessDenied', 'Access Denied'],
      fields: { sharedEventID: random.uuid() },
      tls: false,
      tags: ['decoy', 'delivery-denied', 'unpaired'],
    });
  }
}

/** Reads of an administrator's ordinary day: event source, name. */
const ADMIN_READS = [
  ['iam', 'ListUsers'],
  ['iam', 'ListRoles'],
  ['iam', 'GetAccountSummary'],
  ['iam', 'ListAccountAliases'],
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeSecurityGroups'],
  ['ec2', 'DescribeVpcs'],
  ['cloudtrail', 'DescribeTrails'],
  ['cloudtrail', 'GetTrailStatus'],
  ['health', 'DescribeEventAggregates'],
  ['ce', 'GetCostAndUsage'],
  ['organizations', 'ListAccounts'],
];

/**
 * An administrator who works behind the intruder's second address, on days around the intrusion, and
 * who contains it in the end.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function administrator(recorder) {
  const { random } = recorder;
  const build = { account: BUILD, region: 'us-east-1', ip: ADDRESS.shared, agent: AGENT.console };
  const tags = ['decoy', 'administrator'];
  const days = ['2026-03-05', '2026-03-10', '2026-03-12', '2026-03-13'];
  for (const [index, day] of days.entries()) {
    const start = seconds(`${day}T08:32:10`) + index * 191;
    const center = identityCenterUser(BUILD, '544894e8-80c1-707f-60e3-3ba6510dfac1', random.uuid());
    for (const [n, name] of ['Authenticate', 'ListApplications', 'Federate'].entries()) {
      recorder.call({
        ...build,
        at: start + n * 4,
        source: 'sso',
        name,
        who: center,
        region: 'eu-west-1',
        requestId: random.uuid(),
        type: 'AwsServiceEvent',
        tls: false,
        tags: [...tags, 'identity-center'],
      });
    }
    const who = roleSession(ADMIN_ROLE, ADMIN, `ASIAADMIN${random.base36(4)}EXAMPLE`, start + 9, {
      mfa: index === 1 ? true : 'true',
      source: ADMIN,
    });
    recorder.call({
      ...build,
      at: start + 9,
      source: 'signin',
      name: 'ConsoleLogin',
      who,
      response: { ConsoleLogin: 'Success' },
      type: 'AwsConsoleSignIn',
      write: true,
      requestId: null,
      extra: {
        MobileVersion: 'No',
        MFAUsed: 'No',
        SamlProviderArn: `arn:aws:iam::${BUILD}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`,
      },
      host: 'eu-west-1.signin.aws.amazon.com',
      tags,
    });
    for (let n = 0; n < 32; n++) {
      const [source, name] = random.pick(ADMIN_READS);
      recorder.call({
        ...build,
        at: start + 20 + n * 55 + random.integer(0, 40),
        source,
        name,
        who,
        last: { sessionCredentialFromConsole: 'true' },
        tags,
      });
    }
    if (day === '2026-03-12') contain(recorder, { ...build, who, tags: [...tags, 'containment'] }, start + 2400);
  }
}

/**
 * @param {import('./record.mjs').Recorder} recorder
 * @param {{ account: string, region: string, ip: string, agent: string, who: Record<string, unknown>, tags: readonly string[] }} admin
 * @param {number} at
 */
function contain(recorder, admin, at) {
  const { random } = recorder;
  const iam = { ...admin, source: 'iam', write: true, last: { sessionCredentialFromConsole: 'true' } };
  recorder.call({
    ...iam,
    at,
    name: 'UpdateAccessKey',
    params: { userName: 'ci-deploy', accessKeyId: 'AKIAI44QH8DHBEXAMPLE', status: 'Inactive' },
  });
  recorder.call({
    ...iam,
    at: at + 40,
    name: 'DeleteUserPolicy',
    params: { userName: 'ci-deploy', policyName: 'release-2' },
  });
  recorder.call({
    ...iam,
    at: at + 71,
    name: 'DeleteAccessKey',
    params: { userName: 'svc-metrics', accessKeyId: 'AKIAJ55RK9EJCEXAMPLE' },
  });
  recorder.call({
    ...iam,
    at: at + 75,
    name: 'DeleteUserPolicy',
    params: { userName: 'svc-metrics', policyName: 'metrics' },
  });
  recorder.call({ ...iam, at: at + 88, name: 'DeleteUser', params: { userName: 'svc-metrics' } });
  recorder.call({
    ...iam,
    at: at + 130,
    name: 'PutRolePolicy',
    params: { roleName: 'BuildRunner', policyName: 'AWSRevokeOlderSessions' },
  });
  // Central root access: a member account's root session, opened from the management account.
  const opened = at + 600;
  recorder.call({
    ...admin,
    at: opened,
    source: 'sts',
    name: 'AssumeRoot',
    write: true,
    host: 'sts.us-east-1.amazonaws.com',
    params: {
      targetPrincipal: PROD,
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' },
      durationSeconds: 900,
    },
    response: {
      credentials: {
        accessKeyId: 'ASIAROOTTASK3EXAMPLE',
        sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE${random.base62(12)}==`,
        expiration: 'Mar 12, 2026, 9:37:33 AM',
      },
    },
  });
  s3(recorder, {
    at: opened + 45,
    name: 'DeleteBucketPolicy',
    who: {
      type: 'Root',
      principalId: PROD,
      arn: `arn:aws:iam::${PROD}:root`,
      accountId: PROD,
      accessKeyId: 'ASIAROOTTASK3EXAMPLE',
      sessionContext: {
        attributes: {
          creationDate: new Date(opened * 1000).toISOString().slice(0, 19) + 'Z',
          mfaAuthenticated: 'false',
        },
        assumedRoot: 'true',
      },
    },
    ip: admin.ip,
    agent:
      '[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.213 OpenJDK_64-Bit_Server_VM/25.402-b08 java/1.8.0_402 vendor/Oracle_Corporation cfg/retry-mode/standard]',
    bucket: BUCKET.payroll,
    params: { policy: '' },
    tags: admin.tags,
  });
}

/**
 * Unsigned reads of public files by the public, and one colleague who mistyped a password.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function passersBy(recorder) {
  const { random } = recorder;
  const visitors = [...ADDRESS.homes, '203.0.113.201', '198.51.100.8', '2001:db8:77::3', '2001:db8:a1:4::19'];
  for (let n = 0; n < 212; n++) {
    s3(recorder, {
      at: moment(random, 'business', PROD),
      name: 'GetObject',
      who: anonymous(),
      ip: random.pick(visitors),
      agent: `[${random.pick([AGENT.console, AGENT.firefox, 'Wget/1.21.3'])}]`,
      bucket: BUCKET.assets,
      key: `public/${random.pick(['logo.png', 'press-kit.zip', 'app.css', 'team.json', 'careers.json', 'favicon.ico'])}`,
      signature: null,
      out: random.integer(2000, 480000),
      tags: ['decoy', 'anonymous'],
    });
  }
  failedSignIn(recorder, seconds('2026-03-04T08:58:12'), 'noor.haddad', ADDRESS.office[0], ['decoy', 'failed-sign-in']);
  for (const midnight of DAYS.filter(isWorkdayAt)) {
    recorder.call({
      at: midnight + 32400 + random.integer(0, 1200),
      account: BUILD,
      region: 'us-east-1',
      source: 'signin',
      name: 'ConsoleLogin',
      who: {
        type: 'IAMUser',
        principalId: 'AIDAINOORH4DD4EXAMPLE',
        arn: `arn:aws:iam::${BUILD}:user/noor.haddad`,
        accountId: BUILD,
        userName: 'noor.haddad',
      },
      ip: random.pick(ADDRESS.office),
      agent: AGENT.firefox,
      response: { ConsoleLogin: 'Success' },
      requestId: null,
      write: true,
      type: 'AwsConsoleSignIn',
      extra: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'Yes',
        MFAIdentifier: `arn:aws:iam::${BUILD}:mfa/noor.haddad`,
      },
      host: 'signin.aws.amazon.com',
      tags: ['decoy'],
    });
  }
}
