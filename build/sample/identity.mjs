/** Builders of `userIdentity`, one a type, with the field sets and the order that CloudTrail writes. */

import { ROLES, USERS, roleArn, userArn } from './cast.mjs';
import { isoTime } from './record.mjs';

/**
 * @param {string} name
 * @param {string} accessKeyId
 */
export function iamUser(name, accessKeyId) {
  const { account, id } = USERS[name];
  return { type: 'IAMUser', principalId: id, arn: userArn(name), accountId: account, accessKeyId, userName: name };
}

/**
 * A session of a role.
 * @param {string} role
 * @param {string} session
 * @param {string} accessKeyId
 * @param {number} created seconds since 1970 UTC
 * @param {{ mfa?: string | boolean, invokedBy?: string, delivery?: string, source?: string, provider?: string, inScopeOf?: object }} [more]
 */
export function roleSession(role, session, accessKeyId, created, more = {}) {
  const { account, id } = ROLES[role];
  return {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: id, arn: roleArn(role), accountId: account, userName: role },
      ...(more.provider === undefined
        ? {}
        : { webIdFederationData: { federatedProvider: more.provider, attributes: {} } }),
      attributes: { creationDate: isoTime(created), mfaAuthenticated: more.mfa ?? 'false' },
      ...(more.source === undefined ? {} : { sourceIdentity: more.source }),
      ...(more.delivery === undefined ? {} : { ec2RoleDelivery: more.delivery }),
    },
    ...(more.invokedBy === undefined ? {} : { invokedBy: more.invokedBy }),
    ...(more.inScopeOf === undefined ? {} : { inScopeOf: more.inScopeOf }),
  };
}

/** @param {string} name such as delivery.logs.amazonaws.com */
export function service(name) {
  return { type: 'AWSService', invokedBy: name };
}

/** A request without any signature, as S3 records it. */
export function anonymous() {
  return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
}

/**
 * A caller of another account, as the called account's copy shows it: no ARN.
 * @param {string} principalId
 * @param {string} accountId
 */
export function otherAccount(principalId, accountId) {
  return { type: 'AWSAccount', principalId, accountId };
}

/**
 * @param {string} provider
 * @param {string} name
 */
export function samlUser(provider, name) {
  return { type: 'SAMLUser', principalId: `${provider}:${name}`, userName: name, identityProvider: provider };
}

/**
 * @param {string} provider
 * @param {string} audience
 * @param {string} name
 */
export function webIdentityUser(provider, audience, name) {
  return {
    type: 'WebIdentityUser',
    principalId: `${provider}:${audience}:${name}`,
    userName: name,
    identityProvider: provider,
  };
}

/**
 * @param {string} broker the user who asked for the token
 * @param {string} name
 * @param {string} accessKeyId
 * @param {number} created seconds since 1970 UTC
 */
export function federatedUser(broker, name, accessKeyId, created) {
  const { account, id } = USERS[broker];
  return {
    type: 'FederatedUser',
    principalId: `${account}:${name}`,
    arn: `arn:aws:sts::${account}:federated-user/${name}`,
    accountId: account,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'IAMUser',
        principalId: id,
        arn: userArn(broker),
        accountId: account,
        userName: broker,
      },
      attributes: { creationDate: isoTime(created), mfaAuthenticated: 'false' },
    },
  };
}

/**
 * @param {string} accountId
 * @param {string} userId
 * @param {string} credentialId
 */
export function identityCenterUser(accountId, userId, credentialId) {
  return {
    type: 'IdentityCenterUser',
    accountId,
    onBehalfOf: { userId, identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-9067642ac7' },
    credentialId,
  };
}

/**
 * @param {string} accountId
 * @param {object} [more]
 */
export function root(accountId, more = {}) {
  return { type: 'Root', principalId: accountId, arn: `arn:aws:iam::${accountId}:root`, accountId, ...more };
}
