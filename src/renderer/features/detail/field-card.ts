import type { Field } from '../../../core/event/fields';
import type { CardFacet } from '../../../core/query/identity/card';
import { cardWords } from '../../state/accounts/identity-card-state.svelte';
import { namesOf } from '../../state/grid/column-catalogue';

/** Fields of a record whose values are an identity, by their path without places in arrays. */
const FACETS = new Map<string, CardFacet>([
  ['userIdentity.arn', 'principal'],
  ['userIdentity.accessKeyId', 'accessKeyId'],
  ['userIdentity.accountId', 'accountId'],
  ['userIdentity.userName', 'userName'],
  ['userIdentity.sessionContext.sessionIssuer.accountId', 'accountId'],
  ['sourceIPAddress', 'sourceIPAddress'],
  ['recipientAccountId', 'accountId'],
  ['resources.accountId', 'accountId'],
  ['requestParameters.roleArn', 'role'],
  ['requestParameters.userName', 'userName'],
  ['requestParameters.accessKeyId', 'accessKeyId'],
  ['responseElements.credentials.accessKeyId', 'accessKeyId'],
  ['responseElements.accessKey.accessKeyId', 'accessKeyId'],
  ['responseElements.assumedRoleUser.arn', 'principal'],
]);
const ISSUER = 'userIdentity.sessionContext.sessionIssuer.arn';

/** The card that a field's value opens, and what its entry in the menu says; undefined where it is no identity. */
export function aboutField({
  path,
  kind,
  text,
}: Field): { readonly facet: CardFacet; readonly words: string } | undefined {
  if (kind !== 'string') return undefined;
  const name = namesOf(path)?.join('.');
  if (name === undefined) return undefined;
  // The issuer of a session is a role, or the user who asked for the session.
  const facet = name === ISSUER ? (text.includes(':role/') ? 'role' : 'principal') : FACETS.get(name);
  const words = facet === undefined ? undefined : cardWords(facet, text);
  return facet === undefined || words === undefined ? undefined : { facet, words };
}
