import type { Identity } from './identity';
import type { JsonObject } from './json';
import { identityText } from './text-value';

/** Shown as the principal of a request that nobody signed. */
export const ANONYMOUS = '(anonymous)';

const ANONYMOUS_ID = /^anonymous[ _-]?(?:principal)?$/i;
const ACCOUNT_NUMBER = /^\d{12}$/;
const ROOT_ARN = /^arn:[^:]*:iam::([^:]*):root$/;

/** AWS writes anonymous requests with one of a few words as the account or as the principalId. */
export function isAnonymous({ arn, accountId, principalId }: Identity): boolean {
  return arn === undefined && (isAnonymousId(accountId) || isAnonymousId(principalId));
}

function isAnonymousId(id: string | undefined): boolean {
  return id !== undefined && ANONYMOUS_ID.test(id);
}

/**
 * ARN; else the service that acted; else anonymous; else principalId; else what names a person:
 * user of Identity Center, user name, credential; else, of an account alone, its number.
 * The number of an account never stands for a person in it.
 * @param signInName name that a sign-in was tried with, where the identity itself names nobody
 */
export function principalOf(identity: Identity, signInName?: string): string | undefined {
  const { arn, invokedBy } = identity;
  if (arn !== undefined) return arn;
  if (invokedBy !== undefined) return invokedBy;
  if (isAnonymous(identity)) return ANONYMOUS;
  // The user name of root is the alias of the account.
  if (identity.type === 'Root') return rootOf(identity);
  return uniqueIdOf(identity) ?? personOf(identity) ?? signInName ?? accountOf(identity);
}

/** The principalId, where it is more than the number of the account: that one all of its people share. */
function uniqueIdOf({ principalId, accountId }: Identity): string | undefined {
  if (principalId === undefined || principalId === accountId || ACCOUNT_NUMBER.test(principalId)) return undefined;
  return principalId;
}

/** How people without an ARN and a principalId are told apart: users of Identity Center, failed sign-ins. */
function personOf({ userId, userName, credentialId }: Identity): string | undefined {
  return userId ?? userName ?? credentialId;
}

/** The account, where the identity is one. */
function accountOf({ type, accountId, principalId }: Identity): string | undefined {
  return type === undefined || type === 'AWSAccount' || type === 'AWSService' ? (accountId ?? principalId) : undefined;
}

/** The root user in our words: nothing but the account names it. Undefined for anybody else. */
function rootOf(identity: Identity): string | undefined {
  const { type, arn } = identity;
  const ofArn = arn === undefined ? undefined : ROOT_ARN.exec(arn)?.[1];
  const account = ofArn ?? (type === 'Root' ? (identity.accountId ?? identity.principalId) : undefined);
  return account === undefined ? undefined : `(root of account ${account})`;
}

/**
 * Role sessions carry `AROA...:session` as principalId (IAM user guide, "Unique identifiers"): also
 * seen from another account, where the type is AWSAccount.
 */
function isRoleSession(identity: Identity): boolean {
  return (
    identity.type === 'AssumedRole' || identity.type === 'Role' || identity.principalId?.startsWith('AROA') === true
  );
}

const SINGLE_SIGN_ON = /:(?:role\/aws-reserved\/sso\.amazonaws\.com\/|(?:assumed-role|role)\/AWSReservedSSO_)/;
const MAIL_ADDRESS = /^[^@\s]+@[^@\s]+$/;
/** Of the role itself and of a session. */
const ROLE_NAME = /:(?:role\/(?:.*\/)?|assumed-role\/)([^/]+)/;
/** Names that administrators give to the roles of their identity provider. */
const PROVIDER_NAME = /saml|adfs|okta|federat|onelogin|azure-?ad|(?:^|[-_./])(?:sso|entra|oidc)(?:[-_./]|$)/i;

/**
 * Whether the role is one that many people enter, each with a session of his own: by single sign-on
 * of Identity Center, by web identity, or by an identity provider. Records of a session that began
 * with SAML do not say so: a source identity does, a mail address as the session's name, which is
 * the custom with SAML, or the role's own name.
 */
function isShared(identity: Identity, session: string): boolean {
  const { arn, issuerArn } = identity;
  if (identity.federatedProvider !== undefined || identity.sourceIdentity !== undefined) return true;
  if (MAIL_ADDRESS.test(session)) return true;
  return isProviderRole(issuerArn) || isProviderRole(arn);
}

function isProviderRole(arn: string | undefined): boolean {
  if (arn === undefined) return false;
  return SINGLE_SIGN_ON.test(arn) || PROVIDER_NAME.test(ROLE_NAME.exec(arn)?.[1] ?? '');
}

/**
 * What stays the same over one actor's records, with and without an ARN: the principalId, for roles
 * without the session unless many people enter the role; else the principal.
 */
export function actorOf(identity: Identity, principal: string | undefined): string | undefined {
  if (isAnonymous(identity) && principal === ANONYMOUS) return ANONYMOUS;
  const id = uniqueIdOf(identity);
  if (id !== undefined) {
    const colon = id.indexOf(':');
    if (colon <= 0 || !isRoleSession(identity) || isShared(identity, id.slice(colon + 1))) return id;
    return id.slice(0, colon);
  }
  return rootOf(identity) ?? identity.arn ?? personOf(identity) ?? principal;
}

/** The name that whoever assumed a role, or asked for a federation token, gave the session. */
export function sessionNameOf(identity: Identity): string | undefined {
  const { principalId } = identity;
  if (principalId === undefined) return undefined;
  if (identity.type !== 'FederatedUser' && !isRoleSession(identity)) return undefined;
  const colon = principalId.indexOf(':');
  return colon < 0 || colon === principalId.length - 1 ? undefined : principalId.slice(colon + 1);
}

/** ARN of the role that a session issuer is; an issuer of another type (an IAM user, root) is none. */
export function roleOf(sessionIssuer: JsonObject): string | undefined {
  const type = identityText(sessionIssuer.type);
  return type === undefined || type === 'Role' ? identityText(sessionIssuer.arn) : undefined;
}
