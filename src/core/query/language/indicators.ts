import type { FacetName } from '../../event/facet-catalogue';
import { parseAddress } from '../cidr';
import type { Field, TermNode, Value } from './ast';
import { term } from './ast';
import { parseFilterText } from './parse';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Shapes of identifiers with the columns that hold such. */
const SHAPES: readonly (readonly [shape: RegExp, facets: readonly FacetName[]])[] = [
  [/^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8,}$/, ['accessKeyId']],
  [/^(?:AIDA|AROA|AGPA|AIPA|ANPA|APKA)[A-Z0-9]{8,}$/, ['actor']],
  [/^arn:aws[a-z-]*:/, ['principal', 'role', 'resource', 'copySource', 'copyTarget']],
  [/^\d{12}$/, ['recipientAccountId', 'accountId', 'ownerAccountId']],
  [/^vpce-[0-9a-f]{8,}$/, ['vpcEndpointId']],
  [/^[a-z0-9-]+\.amazonaws\.com$/, ['eventSource', 'sourceIPAddress', 'invokedBy']],
];
/** Columns in which any word may be a whole value. */
const WORDS: readonly FacetName[] = ['eventName', 'awsRegion', 'errorCode'];

/**
 * The conditions that a word may stand for that was pasted as it is: an access key, an ARN, an address or network, an
 * account, the ID of an event; and the names of events, regions and error codes. Whether events have it, is not asked.
 */
export function conditionsFor(word: string): readonly TermNode[] {
  const exact = (facet: FacetName): TermNode => term({ kind: 'facet', name: facet }, [{ kind: 'exact', text: word }]);
  if (UUID.test(word)) return ['eventID', 'requestID', 'sharedEventID'].map((name) => onPath(name, word));
  const shape = SHAPES.find(([pattern]) => pattern.test(word));
  if (shape !== undefined) return shape[1].map(exact);
  if (parseAddress(word) !== undefined) return [exact('sourceIPAddress')];
  if (/^[0-9A-Fa-f:.]+\/\d+$/.test(word)) {
    const parsed = parseFilterText(`sourceIPAddress:${word}`);
    return parsed.ok && parsed.filter.kind === 'term' ? [parsed.filter] : [];
  }
  return /^[\w.:-]{3,}$/.test(word) ? WORDS.map(exact) : [];
}

/** A word that stands for a condition by its shape alone. */
export function isIndicator(word: string): boolean {
  const [first] = conditionsFor(word);
  return first !== undefined && !(first.field.kind === 'facet' && WORDS.includes(first.field.name));
}

function onPath(name: string, text: string): TermNode {
  const field: Field = { kind: 'path', path: [name] };
  const value: Value = { kind: 'exact', text };
  return term(field, [value]);
}
