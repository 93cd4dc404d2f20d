/** The company's ordinary traffic: applications, pipelines, services, people at their consoles. */

import { ADDRESS, AGENT, ARCHIVE, BUILD, KEY, PROD, RUNNER_INSTANCE } from './cast.mjs';
import { moment } from './calendar.mjs';
import { iamUser, roleSession, service } from './identity.mjs';

const KEY_LIFE = 6 * 3600;

/**
 * A session whose keys rotate: the same key within six hours.
 * @param {string} role
 * @param {string} session
 * @param {number} at
 * @param {object} [more]
 */
export function rotating(role, session, at, more) {
  const epoch = Math.floor(at / KEY_LIFE);
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ234567';
  let code = '';
  let left =
    (epoch * 2654435761 +
      [...`${role}/${session}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000003, 7) * 97) >>>
    0;
  for (let n = 0; n < 9; n++) {
    code += letters[left % letters.length];
    left = Math.floor(left / letters.length) + (n + 1) * 7919 + epoch;
  }
  return roleSession(role, session, `ASIA${code}EXAMPLE`, epoch * KEY_LIFE + 13, more);
}

/**
 * An actor of ordinary days: who calls from where, and what, with weights.
 * @typedef {object} Actor
 * @property {number} count
 * @property {'machine' | 'business' | 'office'} rhythm
 * @property {string} account
 * @property {string} region
 * @property {(at: number, random: import('./random.mjs').Random) => Record<string, unknown>} who
 * @property {readonly string[]} ips
 * @property {string} agent
 * @property {boolean} [tls]
 * @property {Record<string, unknown>} [last]
 * @property {readonly Doing[]} doings
 */

/**
 * `w` marks a write; `params` and `error` are optional.
 * @typedef {{ weight: number, source: string, name: string, w?: true, params?: unknown, error?: readonly [string, string], endpoint?: string }} Doing
 */

/**
 * @param {string} list lines of "weight source name [w]"
 * @returns {Doing[]}
 */
function doings(list) {
  return list
    .trim()
    .split('\n')
    .map((line) => {
      const [weight, source, name, write] = line.trim().split(/\s+/);
      return { weight: Number(weight), source, name, ...(write === 'w' ? { w: /** @type {const} */ (true) } : {}) };
    });
}

/** @type {Actor[]} */
const ACTORS = [
  {
    count: 760,
    rhythm: 'office',
    account: BUILD,
    region: 'us-east-1',
    ips: ADDRESS.ci,
    agent: AGENT.terraform,
    who: () => iamUser('ci-deploy', KEY.ciDeploy),
    doings: doings(`
      9 sts GetCallerIdentity
      8 ecr GetAuthorizationToken
      7 ecr BatchCheckLayerAvailability
      5 ecr InitiateLayerUpload w
      5 ecr UploadLayerPart w
      4 ecr CompleteLayerUpload w
      4 ecr PutImage w
      4 codebuild BatchGetBuilds
      3 codebuild StartBuild w
      4 cloudformation DescribeStacks
      3 cloudformation DescribeStackEvents
      2 cloudformation CreateChangeSet w
      2 cloudformation ExecuteChangeSet w
      3 ssm GetParameters
      2 lambda UpdateFunctionCode20150331v2 w
      2 lambda GetFunction20150331v2
      1 lambda PublishVersion20150331 w`),
  },
  {
    count: 900,
    rhythm: 'machine',
    account: BUILD,
    region: 'us-east-1',
    ips: [ADDRESS.runner],
    agent: AGENT.ssm,
    who: (at) => rotating('BuildRunner', RUNNER_INSTANCE, at, { delivery: '2.0' }),
    doings: doings(`
      9 ssm UpdateInstanceInformation w
      4 ssm ListInstanceAssociations
      3 ssm UpdateInstanceAssociationStatus w
      2 ec2messages GetMessages
      2 secretsmanager GetSecretValue`),
  },
  {
    count: 820,
    rhythm: 'business',
    account: BUILD,
    region: 'us-east-1',
    ips: ['codebuild.amazonaws.com'],
    agent: 'codebuild.amazonaws.com',
    tls: false,
    who: (at, random) =>
      rotating('CodeBuildRelease', `AWSCodeBuild-${random.pick(['site', 'api', 'worker'])}`, at, {
        invokedBy: 'codebuild.amazonaws.com',
      }),
    doings: doings(`
      5 logs CreateLogStream w
      2 logs CreateLogGroup w
      5 ec2 DescribeSubnets
      5 ec2 DescribeSecurityGroups
      4 ec2 DescribeVpcs
      4 ec2 DescribeDhcpOptions
      3 ec2 CreateNetworkInterface w
      3 ec2 DeleteNetworkInterface w
      3 ec2 DescribeNetworkInterfaces`),
  },
  {
    count: 620,
    rhythm: 'office',
    account: BUILD,
    region: 'eu-west-1',
    ips: ADDRESS.office,
    agent: AGENT.console,
    last: { sessionCredentialFromConsole: 'true' },
    who: (at) => ({
      ...iamUser('noor.haddad', 'ASIANOORH4DDXEXAMPLE'),
      sessionContext: {
        attributes: {
          creationDate: new Date(Math.floor(at / 86400) * 86400000 + 32400000).toISOString().slice(0, 19) + 'Z',
          mfaAuthenticated: 'true',
        },
      },
    }),
    doings: doings(`
      6 ec2 DescribeInstances
      5 ec2 DescribeInstanceStatus
      4 ec2 DescribeVolumes
      3 ec2 DescribeSnapshots
      3 ec2 DescribeAddresses
      3 ec2 DescribeImages
      4 monitoring DescribeAlarms
      3 monitoring GetMetricData
      3 elasticloadbalancing DescribeLoadBalancers
      2 elasticloadbalancing DescribeTargetHealth
      2 health DescribeEventAggregates
      2 notifications ListNotificationHubs
      1 ec2 CreateTags w
      1 ec2 RebootInstances w`),
  },
  {
    count: 320,
    rhythm: 'machine',
    account: BUILD,
    region: 'eu-central-1',
    ips: ['trustedadvisor.amazonaws.com'],
    agent: 'trustedadvisor.amazonaws.com',
    tls: false,
    who: () => service('trustedadvisor.amazonaws.com'),
    doings: doings(`
      4 ec2 DescribeInstances
      3 ec2 DescribeReservedInstances
      3 rds DescribeDBInstances
      2 rds DescribeAccountAttributes
      2 dynamodb DescribeLimits
      2 kinesis DescribeLimits
      2 autoscaling DescribeAccountLimits
      1 cloudfront ListDistributions`),
  },
  {
    count: 1500,
    rhythm: 'business',
    account: PROD,
    region: 'eu-west-1',
    ips: ADDRESS.private,
    agent: AGENT.node,
    who: (at, random) =>
      rotating('StorefrontApi', `task-${random.integer(1, 6)}`, at, {
        provider: `arn:aws:iam::${PROD}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
      }),
    doings: doings(`
      8 dynamodb DescribeTable
      5 sqs GetQueueAttributes
      5 sqs GetQueueUrl
      4 sns ListSubscriptionsByTopic
      4 secretsmanager GetSecretValue
      4 ssm GetParametersByPath
      2 ses GetSendQuota
      1 ses SendRawEmail w
      2 elasticache DescribeCacheClusters
      1 events PutRule w`),
  },
  {
    count: 640,
    rhythm: 'machine',
    account: PROD,
    region: 'eu-west-1',
    ips: ['lambda.amazonaws.com'],
    agent: 'lambda.amazonaws.com',
    tls: false,
    who: (at) =>
      rotating('ThumbnailFunction', 'thumbnail', at, {
        invokedBy: 'lambda.amazonaws.com',
        inScopeOf: {
          issuerType: 'AWS::Lambda::Function',
          credentialsIssuedTo: `arn:aws:lambda:eu-west-1:${PROD}:function:thumbnail`,
        },
      }),
    doings: doings(`
      5 logs CreateLogStream w
      1 logs CreateLogGroup w
      2 ec2 DescribeNetworkInterfaces`),
  },
  {
    count: 980,
    rhythm: 'machine',
    account: PROD,
    region: 'eu-west-1',
    ips: ['autoscaling.amazonaws.com'],
    agent: 'autoscaling.amazonaws.com',
    tls: false,
    who: (at) =>
      rotating('AWSServiceRoleForAutoScaling', 'AutoScaling', at, { invokedBy: 'autoscaling.amazonaws.com' }),
    doings: doings(`
      8 elasticloadbalancing DescribeTargetHealth
      5 ec2 DescribeInstances
      4 ec2 DescribeInstanceStatus
      3 ec2 DescribeLaunchTemplateVersions
      1 ec2 RunInstances w
      1 ec2 TerminateInstances w
      1 elasticloadbalancing RegisterTargets w
      1 elasticloadbalancing DeregisterTargets w`),
  },
  {
    count: 700,
    rhythm: 'machine',
    account: ARCHIVE,
    region: 'eu-west-1',
    ips: ['config.amazonaws.com'],
    agent: 'config.amazonaws.com',
    tls: false,
    who: (at) =>
      rotating('AWSServiceRoleForConfig', 'ConfigResourceCompositionSession', at, {
        invokedBy: 'config.amazonaws.com',
      }),
    doings: doings(`
      5 config PutEvaluations w
      5 ec2 DescribeVolumes
      4 ec2 DescribeSnapshots
      4 kms ListKeys
      3 kms DescribeKey
      3 iam ListRoles
      3 iam GetAccountPasswordPolicy
      2 backup ListBackupVaults
      2 backup ListRecoveryPointsByBackupVault`),
  },
  {
    count: 420,
    rhythm: 'machine',
    account: ARCHIVE,
    region: 'eu-west-1',
    ips: ['backup.amazonaws.com'],
    agent: 'backup.amazonaws.com',
    tls: false,
    who: (at) => rotating('BackupWriter', 'AWSBackup-BackupPlan', at, { invokedBy: 'backup.amazonaws.com' }),
    doings: doings(`
      4 backup StartBackupJob w
      4 backup DescribeBackupJob
      3 ec2 CreateSnapshot w
      3 ec2 DescribeSnapshots
      2 ec2 DeleteSnapshot w
      2 ec2 CreateTags w`),
  },
];

/** Failures of ordinary days, by event name. */
const ERRORS = {
  DescribeTable: ['ThrottlingException', 'Rate exceeded'],
  PutEvaluations: ['ThrottlingException', 'Rate exceeded'],
  DescribeTargetHealth: ['ThrottlingException', 'Rate exceeded'],
  DescribeLaunchTemplateVersions: ['Client.RequestLimitExceeded', 'Request limit exceeded.'],
  DescribeInstanceStatus: ['Client.InvalidInstanceID.NotFound', "The instance ID 'i-0ffedcba987654321' does not exist"],
  DescribeStacks: ['ValidationException', 'Stack with id harborline-preview does not exist'],
  CreateLogGroup: ['ResourceAlreadyExistsException', 'The specified log group already exists'],
  GetSecretValue: ['ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
  GetQueueUrl: ['AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.'],
  UpdateInstanceAssociationStatus: [
    'AccessDenied',
    'User is not authorized to perform: ssm:UpdateInstanceAssociationStatus',
  ],
};

/** @param {import('./record.mjs').Recorder} recorder */
export function everyday(recorder) {
  const { random } = recorder;
  for (const actor of ACTORS) {
    for (let n = 0; n < actor.count; n++) {
      const at = moment(random, actor.rhythm, actor.account);
      const doing = random.weighted(actor.doings);
      const failure = random.chance(0.12) ? ERRORS[/** @type {keyof typeof ERRORS} */ (doing.name)] : undefined;
      const ip = random.pick(actor.ips);
      recorder.call({
        at,
        account: actor.account,
        region: actor.region,
        source: doing.source,
        name: doing.name,
        who: actor.who(at, random),
        ip,
        agent: actor.agent,
        write: doing.w === true,
        ...(failure === undefined ? {} : { error: [failure[0], failure[1]] }),
        ...(actor.tls === undefined ? {} : { tls: actor.tls }),
        ...(actor.last === undefined ? {} : { last: actor.last }),
        ...(ip.startsWith('10.')
          ? { fields: { vpcEndpointId: 'vpce-0a9b8c7d6e5f40312', vpcEndpointAccountId: PROD } }
          : {}),
        tags: ['everyday'],
      });
    }
  }
}
