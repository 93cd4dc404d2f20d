import type { JsonObject } from './json';
import { identityText, objectOf } from './text-value';

/** Shown as the principal of a request that nobody signed. */
export const ANONYMOUS = '(anonymous)';

/** AWS writes anonymous requests with one of these account ids, and an empty principalId. */
export function isAnonymousAccount(accountId: string | undefined): boolean {
  return accountId === 'ANONYMOUS_PRINCIPAL' || accountId === 'anonymous';
}

/** The fields of a userIdentity that say who acted; the empty string counts as absent. */
export interface Identity {
  type: string | undefined;
  arn: string | undefined;
  invokedBy: string | undefined;
  accountId: string | undefined;
  principalId: string | undefined;
}

/** ARN; else the service that acted; else anonymous; else principalId; else the account. */
export function principalOf(identity: Identity): string | undefined {
  const { arn, invokedBy, accountId } = identity;
  if (arn !== undefined) return arn;
  if (invokedBy !== undefined) return invokedBy;
  if (isAnonymousAccount(accountId)) return ANONYMOUS;
  return identity.principalId ?? accountId;
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

/**
 * What stays the same over one actor's records, with and without an ARN: the principalId, for roles
 * without the session; else the principal.
 */
export function actorOf(identity: Identity, principal: string | undefined): string | undefined {
  const { principalId } = identity;
  if (principalId === undefined) return principal;
  if (!isRoleSession(identity)) return principalId;
  const colon = principalId.indexOf(':');
  return colon > 0 ? principalId.slice(0, colon) : principalId;
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

export type CallerClass = 'anonymous' | 'service' | 'people';

/** Separates people and their keys from services, whose log delivery makes most denials. */
export function callerClassOf(identity: Identity): CallerClass {
  if (identity.type === 'AWSService' || identity.invokedBy !== undefined) return 'service';
  if (identity.arn === undefined && isAnonymousAccount(identity.accountId)) return 'anonymous';
  return 'people';
}

/** Reads a record's identity; `into` is filled anew, to spare allocations. */
export function readIdentity(userIdentity: JsonObject, into: Identity): void {
  into.type = identityText(userIdentity.type);
  into.arn = identityText(userIdentity.arn);
  into.invokedBy = identityText(userIdentity.invokedBy);
  into.accountId = identityText(userIdentity.accountId);
  into.principalId = identityText(userIdentity.principalId);
}

export function newIdentity(): Identity {
  return { type: undefined, arn: undefined, invokedBy: undefined, accountId: undefined, principalId: undefined };
}

/** A record's identity, for views of a single record. */
export function identityOf(record: JsonObject): Identity {
  const identity = newIdentity();
  readIdentity(objectOf(record.userIdentity), identity);
  return identity;
}
