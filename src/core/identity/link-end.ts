import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { CONSOLE, DELIVERED, SWITCH } from './link-kinds';
import { sessionName } from './principal-ids';
import type { SessionGraph } from './session-graph';
import { KEY } from './session-nodes';

/** Where the record that would tell of a session's beginning would lie. */
export interface WhereToLook {
  readonly account: string;
  /** STS writes to its own region, and the global endpoint to one of the partition. */
  readonly regions: readonly string[];
  /** Seconds since 1970 UTC, from inclusive, to exclusive: whole hours. */
  readonly from: number;
  readonly to: number;
}

/** Why nothing stands above a session. */
export type SessionEnd =
  /** A long-term key, or a person: where a trail of sessions begins. */
  | { readonly reason: 'origin' }
  /** A sign-in to the console that is the session's own. */
  | { readonly reason: 'signed in' }
  /** SwitchRole, recorded as the session's own: who switched is in the record, and in no column. */
  | { readonly reason: 'switched' }
  /** A service gave the credentials; no record of STS is expected. */
  | { readonly reason: 'service'; readonly to: string | null }
  /** Single sign-on gave the key, and its records hide keys. */
  | { readonly reason: 'key hidden'; readonly look: WhereToLook | null }
  /** Who called is of an account that nothing was delivered to. */
  | { readonly reason: 'outside account'; readonly account: string }
  /** The link was cut: it led round to the session itself. */
  | { readonly reason: 'ring'; readonly from: number }
  /** No record of the case began it; it may lie in hours that the case does not have. */
  | { readonly reason: 'no record'; readonly look: WhereToLook | null };

const HOUR = 3600;
/** Longest that credentials of STS hold; a role's session at most a third of that. */
const LONGEST = 36 * HOUR;
/** Regions of the global endpoint, or of the console's sign-in, by the partition in an ARN. */
const GLOBAL: ReadonlyMap<string, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
]);

/** Why the session has no parent. @param text a value of an event */
export function sessionEnd(
  graph: SessionGraph,
  session: number,
  text: (name: FacetName, event: number) => string | null,
): SessionEnd {
  const { links, facts, nodes, principals, source } = graph;
  const cut = links.cutFrom[session] as number;
  if (cut !== 0) return { reason: 'ring', from: cut };
  const kind = links.kind[session];
  if (kind === CONSOLE) return { reason: 'signed in' };
  const proof = links.proof[session] as number;
  if (kind === SWITCH && proof !== 0 && text('eventName', proof - 1) === 'SwitchRole') return { reason: 'switched' };
  const principal = principals.text(nodes.principal.values[session] as number);
  const name = sessionName(principal);
  if (kind === DELIVERED) {
    const scope = source.dictionary('inScopeOf').value(facts.inScopeOf[session] ?? 0);
    return { reason: 'service', to: scope ?? (name === '' ? null : name) };
  }
  const event = facts.firstEvent[session] as number;
  const used = facts.starts[session] !== facts.starts[session + 1];
  // A role that a service alone can assume.
  if (used && text('callerClass', event) === 'service') return { reason: 'service', to: null };
  const account = used ? text('accountId', event) : null;
  if (account !== null && source.dictionary('recipientAccountId').find(account) === undefined) {
    return { reason: 'outside account', account };
  }
  const key = source.dictionary('accessKeyId').value(nodes.key.values[session] as number) ?? '';
  const isKey = nodes.kind.values[session] === KEY;
  const temporary = key.startsWith('ASIA') || nodes.start.values[session] !== NO_TIME;
  if ((isKey && !temporary) || (!temporary && !principal.startsWith('AROA'))) return { reason: 'origin' };
  const look = account === null ? null : whereToLook(graph, session, account, text);
  const role = used ? (text('role', event) ?? '') : '';
  return { reason: role.includes('/AWSReservedSSO_') ? 'key hidden' : 'no record', look };
}

function whereToLook(
  { facts, nodes }: SessionGraph,
  session: number,
  account: string,
  text: (name: FacetName, event: number) => string | null,
): WhereToLook | null {
  const event = facts.firstEvent[session] as number;
  const began = nodes.start.values[session] as number;
  const first = facts.first[session] as number;
  const known = began !== NO_TIME;
  if (!known && first === NO_TIME) return null;
  const at = known ? began : first;
  const from = known ? at : Math.max(0, at - LONGEST);
  const partition = /^arn:([^:]*):/.exec(text('principal', event) ?? '')?.[1] ?? 'aws';
  const regions = [text('awsRegion', event), GLOBAL.get(partition) ?? null].filter((region) => region !== null);
  return {
    account,
    regions: [...new Set(regions)],
    from: Math.floor(from / HOUR) * HOUR,
    to: (Math.floor(at / HOUR) + 1) * HOUR,
  };
}
