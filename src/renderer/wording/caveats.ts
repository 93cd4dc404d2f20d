import { isPrivateAddress } from '../../core/query/cidr';
import { MFA_CAVEAT, MFA_SESSION_FIELD, MFA_SIGN_IN_FIELD } from '../../core/event/mfa';
import type { FacetName } from '../../core/event/facet-catalogue';
import { STATED_IN } from '../../core/event/named-resources';

/** What must be known to read a value rightly; `short` stands beside it, `words` where there is room. */
export interface Caveat {
  readonly short: string;
  readonly words: string;
}

const MFA: Caveat = { short: 'also of federated sign-ins', words: MFA_CAVEAT };
const REQUESTED: Caveat = {
  short: 'not listed by AWS',
  words: 'The record lists no resources: this is what its request names, as the caller wrote it',
};
const REFUSED: Caveat = {
  short: 'not listed by AWS',
  words: 'The record lists no resources: this is what the error message says was refused',
};
const ANSWERED: Caveat = {
  short: 'not listed by AWS',
  words: 'The record lists no resources: this is what its response says was made',
};
const PRIVATE: Caveat = {
  short: '',
  words:
    'A private address, of a network that is not told: any VPC may have it. vpcEndpointId and vpcEndpointAccountId say through whose endpoint it came',
};

const STATED: ReadonlyMap<string, Caveat> = new Map([
  [STATED_IN.request, REQUESTED],
  [STATED_IN.response, ANSWERED],
  [STATED_IN.refusal, REFUSED],
]);

/** Of a facet's value; undefined for nearly all. */
export function valueCaveat(facet: FacetName, value: string | null): Caveat | undefined {
  if (facet === 'mfa') return value === 'no' ? MFA : undefined;
  if (facet === 'resourceStatedIn') {
    return value === null ? undefined : STATED.get(value);
  }
  if (facet === 'sourceIPAddress') return value !== null && isPrivateAddress(value) ? PRIVATE : undefined;
  return undefined;
}

/** Of a field of the record, by its path and value as written. */
export function fieldCaveat(path: string, text: string): Caveat | undefined {
  if (path === MFA_SESSION_FIELD) return text === 'false' ? MFA : undefined;
  if (path === MFA_SIGN_IN_FIELD) return text === 'No' ? MFA : undefined;
  return path === 'sourceIPAddress' ? valueCaveat('sourceIPAddress', text) : undefined;
}
