import type { Identity } from './identity';
import { isAnonymous } from './principal';

/**
 * Who stands behind a request: people and their keys; people through a service, which used their
 * credentials for them (the console's sign-in service, CloudFormation, "AWS Internal"); a service by
 * itself, whose log delivery makes most denials; nobody who signed.
 */
export type CallerClass = 'people' | 'through a service' | 'service' | 'anonymous';

/** Types of identities that somebody is behind, even where nothing else names him. */
const SOMEBODY: ReadonlySet<string> = new Set([
  'Root',
  'IAMUser',
  'AssumedRole',
  'Role',
  'FederatedUser',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Directory',
  'AWSAccount',
]);

/** IAM keeps this path to the roles that a service alone can assume; the role's name proves nothing. */
const SERVICE_LINKED = /^arn:[^:]*:iam::[^:]*:role\/aws-service-role\//;

/** `invokedBy` alone makes nobody a service: it also stands in what a service did with a person's credentials. */
export function callerClassOf(identity: Identity): CallerClass {
  const { type, issuerArn, invokedBy } = identity;
  if (type === 'AWSService' || (issuerArn !== undefined && SERVICE_LINKED.test(issuerArn))) return 'service';
  if (isAnonymous(identity)) return invokedBy === undefined ? 'anonymous' : 'service';
  if (invokedBy === undefined) return 'people';
  return namesSomebody(identity) ? 'through a service' : 'service';
}

function namesSomebody({ type, arn, principalId, accessKeyId, userName, userId, credentialId }: Identity): boolean {
  if (type !== undefined && SOMEBODY.has(type)) return true;
  return (arn ?? principalId ?? accessKeyId ?? userName ?? userId ?? credentialId) !== undefined;
}
