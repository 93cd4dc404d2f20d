import { facet as facetDefinition, FACETS, isFacetName, LOADED_FACETS } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { FacetOrder } from '../../../core/query/filter';

/** The range of bytes that left, which has two ends instead of a list. */
export const PANEL_RANGE = 'bytesTransferredOut';

/** A group of the panel. */
export type PanelFacet = FacetName | typeof PANEL_RANGE;

export function panelLabel(facet: PanelFacet): string {
  return facet === PANEL_RANGE ? 'Bytes out' : facetDefinition(facet).label;
}

/** What analysts said; shown once anything was said. */
const SAID: readonly PanelFacet[] = ['tag', 'status', 'starred', 'annotated', 'finding', 'note'];

/** Those that answer the first questions, then the others, then those that are seldom asked for. */
const FIRST: readonly PanelFacet[] = [
  'eventName',
  'principal',
  'sourceIPAddress',
  'signatureVersion',
  'outcome',
  'callerClass',
  'accessKeyId',
  'bucket',
];
const THEN: readonly PanelFacet[] = [
  'eventSource',
  'awsRegion',
  'accountId',
  'recipientAccountId',
  'ownerAccountId',
  'actor',
  'userName',
  'invokedBy',
  'role',
  'sessionName',
  'userIdentityType',
  'mfa',
  'errorCode',
  PANEL_RANGE,
  'readOnly',
  'level',
  'eventCategory',
  'eventType',
  'userAgent',
  'resource',
  'resourceStatedIn',
  'copySource',
  'copyTarget',
  'bucketName',
  'consoleCredentials',
  'authenticationMethod',
  'vpcEndpointId',
  'sharedEventID',
  'timeNotation',
  'sourceIdentity',
  'sessionStart',
  'issuedKey',
  'issuedTo',
  'issuedExpiration',
  'onBehalfOf',
  'inScopeOf',
];

/** Every list in the order in which it comes; facets that are added to the catalogue come last. */
export const PANEL_FACETS: readonly PanelFacet[] = [
  ...SAID,
  ...FIRST,
  ...THEN,
  ...FACETS.map(({ name }) => name).filter((name) => ![...SAID, ...FIRST, ...THEN].includes(name)),
];

/** Lists that are open at the start: their columns are loaded with the case, or made of what was said. */
export const OPEN_FACETS: readonly PanelFacet[] = ['tag', 'status', ...LOADED_FACETS];

/** How the panel of one case is arranged. */
export interface FacetArrangement {
  /** Every list, hidden ones too. */
  readonly order: readonly PanelFacet[];
  readonly hidden: readonly PanelFacet[];
  readonly open: readonly PanelFacet[];
  /** Lists whose values are in another order than by count. */
  readonly orders: Readonly<Partial<Record<FacetName, FacetOrder>>>;
}

export const AS_IT_COMES: FacetArrangement = { order: PANEL_FACETS, hidden: [], open: OPEN_FACETS, orders: {} };

/** `facet` moved by so many places among those that are shown. */
export function movedBy(order: readonly PanelFacet[], facet: PanelFacet, by: number): readonly PanelFacet[] {
  const from = order.indexOf(facet);
  const to = Math.max(0, Math.min(order.length - 1, from + by));
  if (from < 0 || to === from) return order;
  return order.toSpliced(from, 1).toSpliced(to, 0, facet);
}

export function writeArrangement(arrangement: FacetArrangement): string {
  return JSON.stringify(arrangement);
}

/** An arrangement as it was written; what is unreadable or new is as it comes. */
export function readArrangement(text: string | null): FacetArrangement {
  const stored = parsed(text);
  const hidden = facetsOf(stored['hidden']);
  const open = 'open' in stored ? facetsOf(stored['open']) : OPEN_FACETS;
  const orders: Partial<Record<FacetName, FacetOrder>> = {};
  if (typeof stored['orders'] === 'object' && stored['orders'] !== null) {
    for (const [name, order] of Object.entries(stored['orders'])) {
      if (isFacetName(name) && (order === 'rarity' || order === 'name')) orders[name] = order;
    }
  }
  return { order: withNew(facetsOf(stored['order'])), hidden, open, orders };
}

/** Lists that the stored order does not know stand behind the one that they come after. */
function withNew(order: readonly PanelFacet[]): readonly PanelFacet[] {
  const all = [...order];
  PANEL_FACETS.forEach((facet, position) => {
    if (all.includes(facet)) return;
    const before = PANEL_FACETS[position - 1];
    all.splice(before === undefined ? 0 : all.indexOf(before) + 1, 0, facet);
  });
  return all;
}

function facetsOf(value: unknown): readonly PanelFacet[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value)].filter((name): name is PanelFacet => PANEL_FACETS.includes(name as PanelFacet));
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch (error) {
    // How lists are arranged is a convenience: unreadable is as good as none.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
