/** Callers who bring an identity from elsewhere: SAML, web identity, federation tokens. */

import { ADDRESS, AGENT, BUCKET, BUILD, PROD, roleArn } from './cast.mjs';
import { DAYS, isWorkdayAt } from './calendar.mjs';
import { federatedUser, iamUser, roleSession, samlUser, webIdentityUser } from './identity.mjs';
import { responseTime } from './record.mjs';
import { s3 } from './s3.mjs';

/** @param {import('./random.mjs').Random} random @param {number} at */
export function credentials(random, at) {
  return {
    accessKeyId: `ASIA${random.base36(9)}EXAMPLE`,
    sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE${random.base62(12)}==`,
    expiration: responseTime(at + 3600),
  };
}

/**
 * Engineers by SAML, releases by web identity, customers of a portal by federation tokens.
 * @param {import('./record.mjs').Recorder} recorder
 */
export function federation(recorder) {
  const { random } = recorder;
  for (const midnight of DAYS.filter(isWorkdayAt)) {
    samlDay(recorder, midnight + 29000 + random.integer(0, 3000));
    for (let n = 0; n < 3; n++) releaseByWebIdentity(recorder, midnight + 36000 + n * 7000 + random.integer(0, 3000));
    portalDay(recorder, midnight + 40000 + random.integer(0, 2000));
  }
}

/** @param {import('./record.mjs').Recorder} recorder @param {number} at */
function samlDay(recorder, at) {
  const { random } = recorder;
  const name = random.pick(['ines.carvalho', 'jun.watanabe', 'peter.okafor']);
  const given = credentials(random, at);
  const place = { account: PROD, ip: random.pick(ADDRESS.office), agent: AGENT.console, tags: ['saml'] };
  recorder.call({
    ...place,
    at,
    region: 'us-east-1',
    source: 'sts',
    name: 'AssumeRoleWithSAML',
    who: samlUser('kXb1mZ0hFQf2+Yq9dEXAMPLE=', name),
    params: {
      sAMLAssertionID: `_${random.hex(24)}`,
      roleSessionName: name,
      durationSeconds: 3600,
      roleArn: roleArn('EngineerSaml'),
      principalArn: `arn:aws:iam::${PROD}:saml-provider/HarborlineIdP`,
    },
    response: {
      subjectType: 'persistent',
      issuer: 'https://idp.harborline.example/saml2',
      credentials: given,
      nameQualifier: 'kXb1mZ0hFQf2+Yq9dEXAMPLE=',
      assumedRoleUser: {
        assumedRoleId: `AROAIENGINEER2EXAMPLE:${name}`,
        arn: `arn:aws:sts::${PROD}:assumed-role/EngineerSaml/${name}`,
      },
      subject: name,
      audience: 'https://signin.aws.amazon.com/saml',
    },
    resources: [
      { accountId: PROD, type: 'AWS::IAM::Role', ARN: roleArn('EngineerSaml') },
      { accountId: PROD, type: 'AWS::IAM::SAMLProvider', ARN: `arn:aws:iam::${PROD}:saml-provider/HarborlineIdP` },
    ],
    host: 'signin.aws.amazon.com',
  });
  const who = roleSession('EngineerSaml', name, given.accessKeyId, at, { mfa: 'false', source: name });
  const names = ['DescribeLogGroups', 'StartQuery', 'GetQueryResults', 'FilterLogEvents', 'DescribeLogStreams'];
  for (let n = 0; n < 14; n++) {
    recorder.call({
      ...place,
      at: at + 30 + n * 61,
      region: 'eu-west-1',
      source: 'logs',
      name: random.pick(names),
      who,
      last: { sessionCredentialFromConsole: 'true' },
      fields: { apiVersion: '20140328' },
    });
  }
}

/** @param {import('./record.mjs').Recorder} recorder @param {number} at */
function releaseByWebIdentity(recorder, at) {
  const { random } = recorder;
  const provider = `arn:aws:iam::${BUILD}:oidc-provider/token.actions.githubusercontent.com`;
  const subject = 'repo:harborline/storefront:ref:refs/heads/main';
  const given = credentials(random, at);
  const place = {
    account: BUILD,
    region: 'us-east-1',
    ip: random.pick(['203.0.113.15', '203.0.113.16', '203.0.113.33']),
    agent: AGENT.github,
    tags: ['web-identity'],
  };
  recorder.call({
    ...place,
    at,
    source: 'sts',
    name: 'AssumeRoleWithWebIdentity',
    who: webIdentityUser(provider, 'sts.amazonaws.com', subject),
    params: { roleArn: roleArn('GitHubRelease'), roleSessionName: 'GitHubActions', durationSeconds: 3600 },
    response: {
      subjectFromWebIdentityToken: subject,
      credentials: given,
      assumedRoleUser: {
        assumedRoleId: 'AROAIGITHUBREREXAMPLE:GitHubActions',
        arn: `arn:aws:sts::${BUILD}:assumed-role/GitHubRelease/GitHubActions`,
      },
      provider,
      audience: 'sts.amazonaws.com',
    },
    resources: [{ accountId: BUILD, type: 'AWS::IAM::Role', ARN: roleArn('GitHubRelease') }],
  });
  const who = roleSession('GitHubRelease', 'GitHubActions', given.accessKeyId, at, { provider });
  for (let n = 0; n < 4; n++) {
    s3(recorder, {
      ...place,
      at: at + 20 + n * 9,
      name: n === 0 ? 'ListObjects' : 'PutObject',
      who,
      bucket: BUCKET.artifacts,
      ...(n === 0
        ? { prefix: 'release/', out: 8211 }
        : {
            key: `release/2026.3/${['manifest.json', 'deploy.env', 'site.tar.gz'][n - 1]}`,
            in: random.integer(2000, 9000000),
          }),
    });
  }
}

/** @param {import('./record.mjs').Recorder} recorder @param {number} at */
function portalDay(recorder, at) {
  const { random } = recorder;
  const name = `client-${random.integer(100, 119)}`;
  const given = credentials(random, at);
  const place = { account: PROD, ip: random.pick(ADDRESS.homes), agent: AGENT.boto3, tags: ['federated'] };
  recorder.call({
    ...place,
    at,
    region: 'us-east-1',
    source: 'sts',
    name: 'GetFederationToken',
    who: iamUser('portal-broker', 'AKIAIPORTALB7EXAMPLE'),
    ip: ADDRESS.private[0],
    params: { name, durationSeconds: 3600 },
    response: {
      credentials: given,
      federatedUser: { federatedUserId: `${PROD}:${name}`, arn: `arn:aws:sts::${PROD}:federated-user/${name}` },
      packedPolicySize: 6,
    },
    fields: { vpcEndpointId: 'vpce-0a9b8c7d6e5f40312' },
  });
  const who = federatedUser('portal-broker', name, given.accessKeyId, at);
  for (let n = 0; n < 3; n++) {
    s3(recorder, {
      ...place,
      at: at + 60 + n * 33,
      name: 'GetObject',
      who,
      bucket: BUCKET.uploads,
      key: `portal/${name}/invoice-${n + 1}.pdf`,
      out: random.integer(30000, 400000),
    });
  }
}
