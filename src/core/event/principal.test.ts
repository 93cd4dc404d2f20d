import { describe, expect, it } from 'vitest';
import { callerClassOf } from './caller-class';
import { identityOf } from './identity';
import type { JsonObject } from './json';
import { actorOf, principalOf } from './principal';

const ACCOUNT = '111122223333';

function principal(userIdentity: JsonObject, signInName?: string): string | undefined {
  return principalOf(identityOf({ userIdentity }), signInName);
}

function actor(userIdentity: JsonObject): string | undefined {
  const identity = identityOf({ userIdentity });
  return actorOf(identity, principalOf(identity));
}

function callerClass(userIdentity: JsonObject): string {
  return callerClassOf(identityOf({ userIdentity }));
}

/** A session of a role, as CloudTrail writes it. */
function session(role: string, name: string, more: JsonObject = {}, context: JsonObject = {}): JsonObject {
  const short = role.split('/').at(-1) ?? role;
  return {
    type: 'AssumedRole',
    principalId: `AROA${short.toUpperCase()}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${short}/${name}`,
    accountId: ACCOUNT,
    ...more,
    sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/${role}` }, ...context },
  };
}

describe('principalOf', () => {
  it('never lets the number of an account stand for a person', () => {
    const people = ['Root', 'IAMUser', 'AssumedRole', 'FederatedUser', 'SAMLUser', 'IdentityCenterUser', 'Unknown'];
    for (const type of people) {
      for (const extra of [{}, { userName: 'ann' }, { onBehalfOf: { userId: 'u-1' } }, { credentialId: 'c-1' }]) {
        for (const principalId of [ACCOUNT, '444455556666', '', undefined]) {
          const id: JsonObject = principalId === undefined ? {} : { principalId };
          const who = { type, arn: '', accountId: ACCOUNT, ...id, ...extra };
          expect(principal(who) ?? '', JSON.stringify(who)).not.toMatch(/^\d+$/);
          expect(actor(who) ?? '', JSON.stringify(who)).not.toMatch(/^\d+$/);
        }
      }
    }
  });

  it.each<[string, JsonObject, string | undefined]>([
    [
      'a user of Identity Center',
      { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u-1' }, credentialId: 'c' },
      'u-1',
    ],
    [
      'one before July 2025',
      { type: 'Unknown', principalId: ACCOUNT, arn: '', accountId: ACCOUNT, userName: 'ann' },
      'ann',
    ],
    ['one that has a credential alone', { type: 'IdentityCenterUser', accountId: ACCOUNT, credentialId: 'c' }, 'c'],
    ['a sign-in of no known user', { type: 'IAMUser', accountId: ACCOUNT, accessKeyId: '', userName: 'ann' }, 'ann'],
    [
      'a user with its unique ID',
      { type: 'IAMUser', principalId: 'AIDAX', accountId: ACCOUNT, userName: 'ann' },
      'AIDAX',
    ],
    ['nobody, of an account that is no caller', { type: 'Unknown', accountId: ACCOUNT }, undefined],
    ['another account', { type: 'AWSAccount', principalId: ACCOUNT, accountId: ACCOUNT }, ACCOUNT],
    [
      'root with the alias of its account',
      { type: 'Root', principalId: ACCOUNT, accountId: ACCOUNT, userName: 'corp' },
      `(root of account ${ACCOUNT})`,
    ],
    ['root without an ARN', { type: 'Root', principalId: ACCOUNT, accountId: ACCOUNT }, `(root of account ${ACCOUNT})`],
  ])('takes of %s', (_, userIdentity, expected) => {
    expect(principal(userIdentity)).toBe(expected);
  });

  it('falls back on the name that a sign-in was tried with', () => {
    const nobody = { type: 'IdentityCenterUser', accountId: ACCOUNT };
    expect(principal(nobody, 'typed@example.com')).toBe('typed@example.com');
    expect(principal({ ...nobody, onBehalfOf: { userId: 'u-1' } }, 'typed')).toBe('u-1');
  });
});

describe('anonymous callers', () => {
  it.each<[JsonObject]>([
    [{ type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }],
    [{ type: 'AWSAccount', principalId: 'ANONYMOUS_PRINCIPAL', accountId: 'ANONYMOUS_PRINCIPAL' }],
    [{ type: 'AWSAccount', principalId: 'anonymous', accountId: 'anonymous' }],
    [{ type: 'AWSAccount', accountId: 'Anonymous', arn: '' }],
    [{ type: 'Unknown', principalId: 'Anonymous' }],
    [{ type: 'Unknown', principalId: 'ANONYMOUS_PRINCIPAL', accountId: ACCOUNT }],
    [{ principalId: 'anonymous_principal' }],
    [{ type: 'Unknown', principalId: 'AnonymousPrincipal' }],
  ])('%j is one class and one actor', (who) => {
    expect([principal(who), actor(who), callerClass(who)]).toEqual(['(anonymous)', '(anonymous)', 'anonymous']);
  });

  it('are not those who merely have such a name', () => {
    expect(callerClass({ type: 'IAMUser', arn: 'arn:aws:iam::1:user/anonymous', principalId: 'AIDAX' })).toBe('people');
    expect(principal({ type: 'IAMUser', userName: 'anonymous', accountId: ACCOUNT })).toBe('anonymous');
    expect(callerClass({ type: 'IAMUser', principalId: 'AIDAANONYMOUS', accountId: ACCOUNT })).toBe('people');
  });
});

describe('actorOf', () => {
  it('keeps the people apart who enter one role by single sign-on', () => {
    const sso = 'aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0123456789abcdef';
    const [ann, bob] = ['ann', 'bob'].map((name) => actor(session(sso, name)));
    expect(ann).toBe('AROAAWSRESERVEDSSO_ADMIN_0123456789ABCDEF:ann');
    expect(bob).not.toBe(ann);
    const { sessionContext: _, ...withoutIssuer } = session(sso, 'ann');
    expect(actor(withoutIssuer)).toBe(ann);
  });

  it('keeps those apart who enter it by SAML or web identity', () => {
    const web = { webIdFederationData: { federatedProvider: 'cognito-identity.amazonaws.com' } };
    expect(actor(session('App', 'ann', {}, web))).toBe('AROAAPP:ann');
    expect(actor(session('App', 'ann', {}, { webIdFederationData: {} }))).toBe('AROAAPP');
    expect(actor(session('Office', 'ann@example.com'))).toBe('AROAOFFICE:ann@example.com');
    expect(actor(session('Office', 'ann', {}, { sourceIdentity: 'ann' }))).toBe('AROAOFFICE:ann');
    for (const role of ['SAML-Admins', 'team/ADFS-Dev', 'OktaAdmin', 'FederatedUsers', 'corp-sso', 'sso/Admins-SSO']) {
      const [one, other] = ['ann', 'bob'].map((name) => actor(session(role, name)));
      expect(one, role).toMatch(/:ann$/);
      expect(other, role).not.toBe(one);
    }
    for (const role of ['Lessons', 'saml/Deploy', 'Blossom'])
      expect(actor(session(role, 'ann')), role).not.toMatch(/:/);
    expect(actor({ type: 'SAMLUser', principalId: 'abc=:ann', userName: 'ann' })).toBe('abc=:ann');
    expect(actor({ type: 'WebIdentityUser', principalId: 'p:app:ann' })).toBe('p:app:ann');
  });

  it('takes the sessions of other roles together, with and without an ARN', () => {
    expect(actor(session('Deploy', 'one'))).toBe('AROADEPLOY');
    expect(actor(session('Deploy', 'two', { arn: '' }))).toBe('AROADEPLOY');
    expect(actor(session('Web', 'i-0123456789abcdef0'))).toBe('AROAWEB');
  });

  it('takes root as one actor, with and without an ARN, and apart from the people of its account', () => {
    const root = { type: 'Root', principalId: ACCOUNT, accountId: ACCOUNT };
    const words = `(root of account ${ACCOUNT})`;
    expect(actor(root)).toBe(words);
    expect(actor({ ...root, arn: `arn:aws:iam::${ACCOUNT}:root` })).toBe(words);
    expect(
      actor({ type: 'AWSAccount', principalId: ACCOUNT, accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` }),
    ).toBe(words);
    const users = ['u-1', 'u-2'].map((userId) => ({
      type: 'IdentityCenterUser',
      accountId: ACCOUNT,
      onBehalfOf: { userId },
    }));
    expect(users.map(actor)).toEqual(['u-1', 'u-2']);
  });
});

describe('callerClassOf', () => {
  const user = { type: 'IAMUser', principalId: 'AIDAX', arn: 'arn:aws:iam::1:user/ann', accountId: ACCOUNT };
  it.each<[JsonObject, string]>([
    [user, 'people'],
    [{ ...user, invokedBy: 'cloudformation.amazonaws.com' }, 'through a service'],
    [{ ...user, invokedBy: 'AWS Internal' }, 'through a service'],
    [{ ...user, invokedBy: 'signin.amazonaws.com' }, 'through a service'],
    [{ ...user, invokedBy: '' }, 'people'],
    [{ type: 'Root', accountId: ACCOUNT, invokedBy: 'signin.amazonaws.com' }, 'through a service'],
    [
      { type: 'AWSAccount', principalId: 'AIDAX', accountId: ACCOUNT, invokedBy: 's3.amazonaws.com' },
      'through a service',
    ],
    [session('Agent', 'x', { invokedBy: 'bedrock.amazonaws.com' }), 'through a service'],
    [{ accessKeyId: 'ASIAX', invokedBy: 'athena.amazonaws.com' }, 'through a service'],
    [{ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, 'service'],
    [{ type: 'AWSService' }, 'service'],
    [{ accountId: ACCOUNT, invokedBy: 'secretsmanager.amazonaws.com' }, 'service'],
    [
      session('aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS', 'x', { invokedBy: 'rds.amazonaws.com' }),
      'service',
    ],
    [session('aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS', 'x'), 'service'],
    // Anybody may give a role such a name; the path is IAM's own.
    [session('AWSServiceRoleForRDS', 'x'), 'people'],
    [{}, 'people'],
  ])('of %j is %s', (who, expected) => {
    expect(callerClass(who)).toBe(expected);
  });
});
