import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { LINK_KINDS, type LinkKind } from './link-kinds';
import { lineage } from './lineage';
import { parentOf, type SessionGraph } from './session-graph';
import { sessionRows, type SessionRow } from './session-row';
import { EventColumn } from './session-source';

/** Where a link is used beside the time that it states. */
export type OutsideUse = 'before it was given' | 'after it expired';

/** How a session came out of another, with what proves it. */
export interface LinkProof {
  readonly kind: LinkKind;
  readonly inferred: boolean;
  /** Name of the call that began the session; null where nothing but names says so. */
  readonly call: string | null;
  /** When; seconds since 1970 UTC. */
  readonly time: number | null;
  /** The key that the call gave out. */
  readonly key: string | null;
  /** Events of that call, a copy in another account each, and the session's first one after them. */
  readonly calls: readonly number[];
  readonly firstUse: number | null;
  /** Accounts that those copies were delivered to. */
  readonly accounts: readonly string[];
  /** Until when the credentials hold; seconds since 1970 UTC. */
  readonly expires: number | null;
  readonly outside: readonly OutsideUse[];
}

/** One session with its kin. */
export interface SessionCard {
  readonly version: string;
  readonly session: SessionRow;
  /** What it came out of, from the next one to the origin. Of very many the first. */
  readonly origin: readonly SessionRow[];
  /** How each came out of the next: of the session itself first. Null where nothing says. */
  readonly proofs: readonly (LinkProof | null)[];
  /** Sessions that came out of it directly, of these a page. */
  readonly children: readonly SessionRow[];
  /** However far. */
  readonly descent: number;
}

export interface CardOptions {
  readonly inferred: boolean;
  readonly firstChild?: number;
  readonly mostChildren?: number;
}

/** Steps to the origin that a card lists. */
const MOST_STEPS = 200;
const PAGE = 50;

export function sessionCard(
  graph: SessionGraph,
  session: number,
  options: CardOptions,
  version: string,
): SessionCard | undefined {
  const { inferred, firstChild = 0, mostChildren = PAGE } = options;
  const [row] = sessionRows(graph, [session], inferred);
  if (row === undefined) return undefined;
  const up = lineage(graph, 'origin', session, inferred).slice(0, MOST_STEPS);
  const { list, starts } = inferred ? graph.children : graph.proven;
  const from = (starts[session] as number) + firstChild;
  const end = Math.min(starts[session + 1] as number, from + mostChildren);
  return {
    version,
    session: row,
    origin: sessionRows(graph, up.slice(1), inferred),
    proofs: up.map((one) => linkProof(graph, one, inferred)),
    children: sessionRows(graph, list.subarray(from, Math.max(from, end)), inferred),
    descent: lineage(graph, 'descent', session, inferred).length - 1,
  };
}

/** What says that this session came out of another, or how it began; null where nothing does. */
export function linkProof(graph: SessionGraph, session: number, inferred: boolean): LinkProof | null {
  const { links, facts, source, given } = graph;
  const kind = LINK_KINDS[links.kind[session] ?? 0] ?? null;
  const isInferred = kind === 'role and name' || kind === 'same name' || kind === 'hidden key';
  if (kind === null || (isInferred && !inferred)) return null;
  const event = (links.proof[session] as number) - 1;
  const text = (name: FacetName, of: number): string | null => new EventColumn(source, name).text(of);
  const calls = event < 0 ? [] : [event, ...(source.copiesOf(event) ?? []).filter((copy) => copy !== event)];
  const time = event < 0 ? NO_TIME : given.timeOf(event);
  const expires = links.expires[session] as number;
  const outside: OutsideUse[] = [];
  const used = facts.starts[session] !== facts.starts[session + 1];
  const [first, last] = [facts.first[session] as number, facts.last[session] as number];
  if (used && first !== NO_TIME && time !== NO_TIME && first < time && !isInferred) outside.push('before it was given');
  if (used && last !== NO_TIME && expires !== NO_TIME && last > expires) outside.push('after it expired');
  return {
    kind,
    inferred: isInferred,
    call: event < 0 ? null : text('eventName', event),
    time: time === NO_TIME ? null : time,
    key: event < 0 ? null : text('issuedKey', event),
    calls,
    firstUse: used ? (facts.firstEvent[session] as number) : null,
    accounts: calls.flatMap((call) => text('recipientAccountId', call) ?? []),
    expires: expires === NO_TIME ? null : expires,
    outside,
  };
}

/** Numbers of the sessions from this one to its origin. */
export function originOf(graph: SessionGraph, session: number, inferred: boolean): number {
  let at = session;
  for (let up = parentOf(graph, at, inferred); up !== 0; up = parentOf(graph, at, inferred)) at = up;
  return at;
}
