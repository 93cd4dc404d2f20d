import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { INFERRED, LINK_KINDS, type LinkKind } from './link-kinds';
import { sessionEnd, type SessionEnd } from './link-end';
import { nameOf, parentOf, type SessionGraph } from './session-graph';
import { BEGUN, KEY, PRINCIPAL, UNUSED } from './session-nodes';
import { EventColumn } from './session-source';

/**
 * key: a long-term key. session: temporary credentials. principal: a principalId of which nothing says the session.
 * unused: a key that was given out and that no event uses.
 */
export type SessionKind = 'key' | 'session' | 'principal' | 'unused';

/** One session as a list shows it. Times in seconds since 1970 UTC, null where none is known. */
export interface SessionRow {
  /** Its number in the graph. */
  readonly session: number;
  /** What filters call it. */
  readonly name: string;
  readonly kind: SessionKind;
  /** principalId, whole; null where no record states one. */
  readonly principal: string | null;
  /** The principal of its first event, mostly an ARN; of an unused key whom it was given to. */
  readonly label: string | null;
  readonly account: string | null;
  /** Different access keys. */
  readonly keys: number;
  readonly began: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly events: number;
  readonly denied: number;
  /** Of the events, those that services made for it. */
  readonly byServices: number;
  readonly names: number;
  readonly addresses: number;
  /** Address and agent of its first event. */
  readonly address: string | null;
  readonly agents: number;
  readonly agent: string | null;
  /** At least, as its successful calls state. */
  readonly bytesOut: number;
  readonly mfa: 'yes' | 'no' | 'both' | 'not stated';
  readonly sourceIdentity: string | null;
  readonly onBehalfOf: string | null;
  readonly inScopeOf: string | null;
  /** How it came out of its parent; null where nothing says. */
  readonly link: LinkKind | null;
  readonly inferred: boolean;
  /** Number of the session that it came out of; 0 for none. */
  readonly parent: number;
  /** Why nothing stands above it; null where something does. */
  readonly end: SessionEnd | null;
  /** Sessions that came out of it directly. */
  readonly children: number;
}

const KINDS: Readonly<Record<number, SessionKind>> = {
  [BEGUN]: 'session',
  [PRINCIPAL]: 'principal',
  [UNUSED]: 'unused',
};
const FACTORS = ['not stated', 'yes', 'no', 'both'] as const;

/** These sessions as rows, in this order; numbers that are none are left out. */
export function sessionRows(graph: SessionGraph, sessions: Iterable<number>, inferred = true): SessionRow[] {
  const columns = new Map<FacetName, EventColumn>();
  const text = (name: FacetName, event: number): string | null => {
    let column = columns.get(name);
    if (column === undefined) columns.set(name, (column = new EventColumn(graph.source, name)));
    return column.text(event);
  };
  const rows: SessionRow[] = [];
  for (const session of sessions) {
    if (session > 0 && session < graph.nodes.size) rows.push(rowOf(graph, session, inferred, text));
  }
  return rows;
}

function rowOf(
  graph: SessionGraph,
  session: number,
  inferred: boolean,
  text: (name: FacetName, event: number) => string | null,
): SessionRow {
  const { nodes, facts, principals, links, source } = graph;
  const events = (facts.starts[session + 1] as number) - (facts.starts[session] as number);
  const event = facts.firstEvent[session] as number;
  const ofFirst = (name: FacetName): string | null => (events === 0 ? null : text(name, event));
  const value = (name: FacetName, ids: Uint32Array): string | null => source.dictionary(name).value(ids[session] ?? 0);
  const principal = principals.text(nodes.principal.values[session] as number);
  const kind = links.kind[session] as number;
  const shown = inferred || kind < INFERRED;
  const parent = parentOf(graph, session, inferred);
  const { starts } = inferred ? graph.children : graph.proven;
  return {
    session,
    name: nameOf(graph, session),
    kind: kindOf(graph, session),
    principal: principal === '' ? null : principal,
    label: ofFirst('principal') ?? (principal === '' ? null : principal),
    account: ofFirst('accountId'),
    keys: facts.keys[session] as number,
    began: timeOf(nodes.start.values[session]),
    first: timeOf(facts.first[session]),
    last: timeOf(facts.last[session]),
    events,
    denied: facts.denied[session] as number,
    byServices: facts.byServices[session] as number,
    names: facts.names[session] as number,
    addresses: facts.addresses[session] as number,
    address: ofFirst('sourceIPAddress'),
    agents: facts.agents[session] as number,
    agent: ofFirst('userAgent'),
    bytesOut: facts.bytes[session] as number,
    mfa: FACTORS[facts.mfa[session] as number] ?? 'not stated',
    sourceIdentity: value('sourceIdentity', facts.sourceIdentity),
    onBehalfOf: value('onBehalfOf', facts.onBehalfOf),
    inScopeOf: value('inScopeOf', facts.inScopeOf),
    link: shown ? (LINK_KINDS[kind] ?? null) : null,
    inferred: shown && kind >= INFERRED,
    parent,
    end: parent === 0 ? sessionEnd(graph, session, text) : null,
    children: (starts[session + 1] as number) - (starts[session] as number),
  };
}

export function kindOf({ nodes, source }: SessionGraph, session: number): SessionKind {
  const kind = nodes.kind.values[session] as number;
  if (kind !== KEY) return KINDS[kind] ?? 'principal';
  const key = source.dictionary('accessKeyId').value(nodes.key.values[session] as number) ?? '';
  return key.startsWith('ASIA') ? 'session' : 'key';
}

function timeOf(time: number | undefined): number | null {
  return time === undefined || time === NO_TIME ? null : time;
}
