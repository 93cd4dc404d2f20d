/** The intrusion, fourth part: what the intruder does once logging is back. */

import { ADDRESS, AGENT, BUILD, KEY, RUNNER_INSTANCE, seconds } from './cast.mjs';
import { iamUser, roleSession } from './identity.mjs';

/**
 * After logging is back: the second user's key, an instance's credentials away from the instance,
 * and sign-ins that fail without an error code.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function afterwards(recorder) {
  const { random } = recorder;
  const build = { account: BUILD, region: 'us-east-1' };
  const second = {
    ...build,
    who: iamUser('svc-metrics', KEY.newUser),
    ip: ADDRESS.intruderSix,
    agent: AGENT.intruderCli,
    tags: ['intruder', 'new-user'],
  };
  const denied = /** @type {const} */ ([
    'AccessDenied',
    `User: arn:aws:iam::${BUILD}:user/svc-metrics is not authorized to perform: secretsmanager:GetSecretValue on resource: harborline/release because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  ]);
  const secondCalls = /** @type {const} */ ([
    ['sts', 'GetCallerIdentity'],
    ['iam', 'ListUsers'],
    ['iam', 'ListAccessKeys'],
    ['iam', 'ListRoles'],
    ['cloudtrail', 'DescribeTrails'],
    ['secretsmanager', 'GetSecretValue', denied],
    ['secretsmanager', 'GetSecretValue', denied],
  ]);
  for (const [n, [source, name, error]] of secondCalls.entries()) {
    recorder.call({
      ...second,
      at: seconds('2026-03-12T03:44:10') + n * 37,
      source,
      name,
      ...(error === undefined ? {} : { error }),
    });
  }
  const stolen = roleSession('BuildRunner', RUNNER_INSTANCE, KEY.stolenInstance, seconds('2026-03-12T00:04:51'), {
    delivery: '1.0',
  });
  const off = {
    ...build,
    who: stolen,
    ip: ADDRESS.shared,
    agent: AGENT.intruderCli,
    tags: ['intruder', 'stolen-instance'],
  };
  const stolenCalls = /** @type {const} */ ([
    ['sts', 'GetCallerIdentity', null],
    ['ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }],
    ['ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }],
    ['secretsmanager', 'ListSecrets', null],
    ['secretsmanager', 'GetSecretValue', { secretId: 'harborline/release/registry' }],
    ['secretsmanager', 'GetSecretValue', { secretId: 'harborline/release/signing' }],
    ['secretsmanager', 'GetSecretValue', { secretId: 'harborline/release/github-app' }],
    ['ssm', 'GetParameter', { name: '/harborline/build/npm-token', withDecryption: true }],
    ['ssm', 'GetParameter', { name: '/harborline/build/docker', withDecryption: true }],
  ]);
  for (const [n, [source, name, params]] of stolenCalls.entries()) {
    recorder.call({
      ...off,
      at: seconds('2026-03-12T04:05:22') + n * 83 + random.integer(0, 40),
      source,
      name,
      params,
    });
  }
  for (const at of ['2026-03-12T03:52:00', '2026-03-12T03:52:21', '2026-03-12T03:52:47']) {
    failedSignIn(recorder, seconds(at), 'noor.haddad', ADDRESS.intruder, ['intruder', 'failed-sign-in']);
  }
}

/**
 * A failed sign-in as the console records it: no errorCode, only a message and the response.
 * @param {import('./record.mjs').Recorder} recorder
 * @param {number} at
 * @param {string} userName
 * @param {string} ip
 * @param {readonly string[]} tags
 */
export function failedSignIn(recorder, at, userName, ip, tags) {
  recorder.call({
    at,
    account: BUILD,
    region: 'us-east-1',
    source: 'signin',
    name: 'ConsoleLogin',
    who: { type: 'IAMUser', principalId: '', accountId: BUILD, accessKeyId: '', userName },
    ip,
    agent: AGENT.firefox,
    error: [null, 'Failed authentication'],
    response: { ConsoleLogin: 'Failure' },
    extra: {
      LoginTo: 'https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true',
      MobileVersion: 'No',
      MFAUsed: 'No',
    },
    requestId: null,
    write: true,
    type: 'AwsConsoleSignIn',
    host: 'signin.aws.amazon.com',
    tags,
  });
}
