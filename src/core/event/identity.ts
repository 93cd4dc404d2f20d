import type { JsonObject } from './json';
import { identityText, objectOf } from './text-value';

/** The fields of a userIdentity that say who acted; the empty string counts as absent. */
export interface Identity {
  type: string | undefined;
  arn: string | undefined;
  invokedBy: string | undefined;
  accountId: string | undefined;
  principalId: string | undefined;
  accessKeyId: string | undefined;
  userName: string | undefined;
  /** `onBehalfOf.userId`: the user in the identity store of IAM Identity Center. */
  userId: string | undefined;
  /** The sign-in credential of an Identity Center user. */
  credentialId: string | undefined;
  /** `sessionContext.sessionIssuer.arn`: the role of a session. */
  issuerArn: string | undefined;
  /** `sessionContext.webIdFederationData.federatedProvider`: stated where a web identity entered the role. */
  federatedProvider: string | undefined;
  /** `sessionContext.sourceIdentity`: the person whom the identity provider named when the role was entered. */
  sourceIdentity: string | undefined;
}

/** Reads a record's identity; `into` is filled anew, to spare allocations. */
export function readIdentity(userIdentity: JsonObject, into: Identity): void {
  const session = objectOf(userIdentity.sessionContext);
  into.type = identityText(userIdentity.type);
  into.arn = identityText(userIdentity.arn);
  into.invokedBy = identityText(userIdentity.invokedBy);
  into.accountId = identityText(userIdentity.accountId);
  into.principalId = identityText(userIdentity.principalId);
  into.accessKeyId = identityText(userIdentity.accessKeyId);
  into.userName = identityText(userIdentity.userName);
  into.userId = identityText(objectOf(userIdentity.onBehalfOf).userId);
  into.credentialId = identityText(userIdentity.credentialId);
  into.issuerArn = identityText(objectOf(session.sessionIssuer).arn);
  into.federatedProvider = identityText(objectOf(session.webIdFederationData).federatedProvider);
  into.sourceIdentity = identityText(session.sourceIdentity);
}

export function newIdentity(): Identity {
  return {
    type: undefined,
    arn: undefined,
    invokedBy: undefined,
    accountId: undefined,
    principalId: undefined,
    accessKeyId: undefined,
    userName: undefined,
    userId: undefined,
    credentialId: undefined,
    issuerArn: undefined,
    federatedProvider: undefined,
    sourceIdentity: undefined,
  };
}

/** A record's identity, for views of a single record. */
export function identityOf(record: JsonObject): Identity {
  const identity = newIdentity();
  readIdentity(objectOf(record.userIdentity), identity);
  return identity;
}
