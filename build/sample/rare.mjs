/** Rare kinds of records: services between accounts, shared copies, odd but legal ones, addenda. */

import { ADDRESS, AGENT, ARCHIVE, BUCKET, BUILD, KEY, PROD, USERS, roleArn, seconds } from './cast.mjs';
import { DAYS, isWorkdayAt, moment } from './calendar.mjs';
import { credentials } from './federation.mjs';
import { iamUser, otherAccount, roleSession, root, service } from './identity.mjs';
import { assumeRoleCall } from './intrusion.mjs';
import { s3 } from './s3.mjs';

/**
 * Services at work in and between accounts. A shared event's other copy mostly lies outside the case.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function services(recorder) {
  const { random } = recorder;
  for (let n = 0; n < 760; n++) {
    const [name, role, account] = random.pick(
      /** @type {const} */ ([
        ['ecs-tasks.amazonaws.com', 'InvoiceWorker', PROD],
        ['lambda.amazonaws.com', 'ThumbnailFunction', PROD],
        ['ec2.amazonaws.com', 'BuildRunner', BUILD],
        ['codebuild.amazonaws.com', 'CodeBuildRelease', BUILD],
        ['config.amazonaws.com', 'AWSServiceRoleForConfig', ARCHIVE],
        ['backup.amazonaws.com', 'BackupWriter', ARCHIVE],
      ]),
    );
    const at = moment(random, 'machine', account);
    const session = random.hex(12);
    recorder.call({
      at,
      account,
      region: account === BUILD ? 'us-east-1' : 'eu-west-1',
      source: 'sts',
      name: 'AssumeRole',
      who: service(name),
      ip: name,
      agent: name,
      params: { roleArn: roleArn(role), roleSessionName: session },
      response: {
        credentials: credentials(random, at),
        assumedRoleUser: {
          assumedRoleId: `AROA:${session}`,
          arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
        },
      },
      resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn(role) }],
      fields: { sharedEventID: random.uuid() },
      tls: false,
      tags: ['service', 'unpaired'],
    });
  }
  for (let n = 0; n < 420; n++) {
    s3(recorder, {
      at: moment(random, 'machine', ARCHIVE),
      name: 'GetBucketAcl',
      who: service('cloudtrail.amazonaws.com'),
      ip: 'cloudtrail.amazonaws.com',
      agent: 'cloudtrail.amazonaws.com',
      bucket: BUCKET.trails,
      out: 480,
      fields: { sharedEventID: random.uuid(), vpcEndpointId: 'vpce-07f1e2d3c4b5a6978' },
      tls: false,
      tags: ['service', 'unpaired'],
    });
  }
  for (const [n, midnight] of DAYS.entries()) {
    recorder.call({
      at: midnight + 11200,
      account: ARCHIVE,
      region: 'eu-west-1',
      source: 'ec2',
      name: 'SharedSnapshotVolumeCreated',
      who: { accountId: ARCHIVE, invokedBy: 'ec2.amazonaws.com' },
      ip: 'ec2.amazonaws.com',
      agent: 'ec2.amazonaws.com',
      requestId: null,
      type: 'AwsServiceEvent',
      write: true,
      tls: false,
      fields: { sharedEventID: random.uuid(), serviceEventDetails: { snapshotId: `snap-0${random.hex(16)}` } },
      tags: ['service', 'unpaired'],
    });
    if (n % 3 === 0) {
      recorder.call({
        at: midnight + 15000,
        account: PROD,
        region: 'ap-south-1',
        source: 'kms',
        name: 'RotateKey',
        who: { accountId: PROD, invokedBy: 'AWS Internal' },
        ip: 'AWS Internal',
        agent: 'AWS Internal',
        requestId: null,
        type: 'AwsServiceEvent',
        write: true,
        tls: false,
        fields: { serviceEventDetails: { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' } },
        tags: ['service'],
      });
    }
  }
}

/**
 * Roles taken between accounts on ordinary days: each call in two copies with one sharedEventID.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function ordinaryPairs(recorder) {
  const { random } = recorder;
  const who = iamUser('ci-deploy', KEY.ciDeploy);
  for (const midnight of DAYS) {
    if (isWorkdayAt(midnight)) {
      const deploy = {
        at: midnight + 50400 + random.integer(0, 900),
        account: BUILD,
        who,
        role: 'DeployProd',
        roleId: 'AROAIDEPLOYPR2EXAMPLE',
        owner: PROD,
        session: 'release',
        ip: ADDRESS.ci[0],
        agent: AGENT.terraform,
        accessKeyId: `ASIA${random.base36(9)}EXAMPLE`,
        duration: 3600,
        tags: ['ordinary-pair'],
      };
      recorder.sharedCall(assumeRoleCall(deploy, random), {
        account: PROD,
        who: otherAccount(USERS['ci-deploy'].id, BUILD),
      });
    }
    const at = midnight + 5400 + random.integer(0, 300);
    const worker = roleSession('InvoiceWorker', 'archive', 'ASIAINVOICEA2EXAMPLE', midnight + 60);
    const archive = {
      at,
      account: PROD,
      who: worker,
      role: 'BackupWriter',
      roleId: 'AROAIBACKUPWR5EXAMPLE',
      owner: ARCHIVE,
      session: 'invoices',
      ip: ADDRESS.private[3],
      agent: AGENT.boto3,
      accessKeyId: `ASIA${random.base36(9)}EXAMPLE`,
      duration: 900,
      tags: ['ordinary-pair'],
    };
    recorder.sharedCall(assumeRoleCall(archive, random), {
      account: ARCHIVE,
      who: otherAccount(String(worker.principalId), PROD),
    });
  }
}

/**
 * Odd but legal: what CloudTrail really delivers now and then.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function odd(recorder) {
  const { random } = recorder;
  const legacy = iamUser('backup-legacy', 'AKIAIBACKUPL3EXAMPLE');
  const old = { who: legacy, bucket: BUCKET.backups, agent: '[]', tls: false };
  for (const [n, name] of [
    'GetBucketVersioning',
    'GetBucketAcl',
    'GetBucketLifecycle',
    'GetBucketTagging',
    'GetBucketCors',
  ].entries()) {
    s3(recorder, {
      ...old,
      at: seconds('2026-03-06T11:20:31') + n,
      name,
      ip: n < 2 ? '' : ADDRESS.backupJob,
      out: 300,
      tags: n < 2 ? ['odd', 'empty-agent', 'empty-address'] : ['odd', 'empty-agent'],
    });
  }
  s3(recorder, {
    at: seconds('2026-03-06T11:21:02'),
    name: 'PutBucketAcl',
    who: legacy,
    ip: ADDRESS.backupJob,
    agent: AGENT.s3cmd,
    account: ARCHIVE,
    region: 'eu-west-1',
    params: { bucketName: '', acl: '' },
    error: ['InvalidBucketName', 'The specified bucket is not valid.'],
    tags: ['odd', 'empty-bucket'],
  });
  const engineer = roleSession('EngineerSaml', 'jun.watanabe', 'ASIAJUNWATAN2EXAMPLE', seconds('2026-03-09T09:00:00'), {
    source: 'jun.watanabe',
  });
  const athena = { account: PROD, region: 'eu-west-1', who: engineer, ip: ADDRESS.office[1], agent: AGENT.console };
  recorder.call({
    ...athena,
    at: seconds('2026-03-09T10:02:14'),
    source: 'athena',
    name: 'StartQueryExecution',
    write: true,
    params: '{"queryString":"***OMITTED***","workGroup":"primary"}',
    response: { queryExecutionId: random.uuid() },
    tags: ['odd', 'text-parameters'],
  });
  recorder.call({
    ...athena,
    at: seconds('2026-03-09T10:31:40'),
    source: 'cloudformation',
    name: 'CreateStack',
    write: true,
    params: { omitted: true, originalSize: 148213, reason: 'requestParameters too large' },
    response: { stackId: `arn:aws:cloudformation:eu-west-1:${PROD}:stack/reporting/${random.uuid()}` },
    tags: ['odd', 'truncated'],
  });
  recorder.call({
    ...athena,
    at: seconds('2026-03-10T14:11:09'),
    source: 'sts',
    name: 'GetCallerIdentity',
    who: { type: 'Unknown', principalId: '', arn: '', accountId: PROD, userName: '' },
    tags: ['odd'],
  });
  // The root user, by hand and with a second factor, to look at an invoice.
  const billing = {
    account: BUILD,
    region: 'us-east-1',
    ip: ADDRESS.office[0],
    agent: AGENT.console,
    who: root(BUILD, { accessKeyId: '' }),
    tags: ['root'],
  };
  recorder.call({
    ...billing,
    at: seconds('2026-03-03T10:05:00'),
    source: 'signin',
    name: 'ConsoleLogin',
    response: { ConsoleLogin: 'Success' },
    extra: { LoginTo: 'https://console.aws.amazon.com/billing/home', MobileVersion: 'No', MFAUsed: 'Yes' },
    requestId: null,
    write: true,
    type: 'AwsConsoleSignIn',
    host: 'signin.aws.amazon.com',
  });
  recorder.call({
    ...billing,
    at: seconds('2026-03-03T10:05:40'),
    source: 'billingconsole',
    name: 'GetBillingPreferences',
    who: root(BUILD, {
      accessKeyId: 'ASIAROOTBILLGEXAMPLE',
      sessionContext: { attributes: { creationDate: '2026-03-03T10:05:00Z', mfaAuthenticated: 'true' } },
    }),
    type: 'AwsConsoleAction',
    version: '1.08',
    last: { sessionCredentialFromConsole: 'true' },
  });
}

/**
 * One record that was corrected after delivery, and three that came hours late.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function addenda(recorder) {
  const at = seconds('2026-03-12T01:47:52');
  const call = {
    at,
    account: PROD,
    region: 'eu-west-1',
    source: 'kms',
    name: 'Decrypt',
    who: roleSession('PayrollExport', 'ci-deploy', KEY.payrollSession, seconds('2026-03-11T22:38:52'), {
      invokedBy: 'AWS Internal',
    }),
    ip: 'AWS Internal',
    agent: 'AWS Internal',
    tls: false,
    resources: [
      {
        accountId: PROD,
        type: 'AWS::KMS::Key',
        ARN: `arn:aws:kms:eu-west-1:${PROD}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      },
    ],
  };
  const original = recorder.call({
    ...call,
    params: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    tags: ['corrected'],
  });
  recorder.call({
    ...call,
    params: {
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${BUCKET.payroll.name}/2026-02/gross.csv.gz` },
    },
    fields: {
      addendum: {
        reason: 'UPDATED_DATA',
        updatedFields: 'requestParameters.encryptionContext',
        originalRequestID: original.requestID,
        originalEventID: original.eventID,
      },
    },
    deliverAt: at + 5 * 3600,
    tags: ['addendum'],
  });
  for (let n = 0; n < 3; n++) {
    const late = seconds('2026-03-08T16:10:00') + n * 7;
    recorder.call({
      at: late,
      account: ARCHIVE,
      region: 'us-east-1',
      source: 'organizations',
      name: 'DescribeOrganization',
      who: roleSession('BackupWriter', 'AWSBackup-BackupPlan', 'ASIABACKUPWR3EXAMPLE', late - 60, {
        invokedBy: 'backup.amazonaws.com',
      }),
      ip: 'backup.amazonaws.com',
      agent: 'backup.amazonaws.com',
      tls: false,
      fields: { addendum: { reason: 'DELIVERY_DELAY' } },
      deliverAt: late + 9 * 3600,
      tags: ['addendum'],
    });
  }
}
