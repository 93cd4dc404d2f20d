import { parseEventTime } from '../event/event-time';
import { NO_TIME } from '../event/facet-values';
import { hasBit } from '../query/bitset';
import type { Dictionary } from '../query/dictionary';
import { GrowableU32 } from '../segment/growable';
import { assignEvents } from './assign-events';
import { cutRings } from './cut-rings';
import { type GivenKeys, givenKeys } from './given-keys';
import { findIssues } from './issues';
import { INFERRED, type SessionLinks } from './link-kinds';
import { linkSessions } from './link-sessions';
import { PrincipalIds } from './principal-ids';
import { type SessionFacts, sessionFacts } from './session-facts';
import { BEGUN, KEY, SessionNodes, UNUSED } from './session-nodes';
import { SLICE, type SessionSource } from './session-source';

/**
 * The sessions of a case by number, from 1: which events are whose, what each did, and which came out of which.
 * Typed arrays alone: a hundred thousand sessions are no hundred thousand objects.
 */
export interface SessionGraph {
  readonly source: SessionSource;
  readonly nodes: SessionNodes;
  readonly principals: PrincipalIds;
  readonly facts: SessionFacts;
  readonly links: SessionLinks;
  readonly given: GivenKeys;
  /** The session of each event by its number, 0 for none. */
  readonly ofEvent: Uint32Array;
  /** Duplicates of the sessions' events, each followed by the event that it is one of: counted nowhere. */
  readonly duplicates: Uint32Array;
  /** Children of each session, with and without those whose link is inferred. */
  readonly children: Children;
  readonly proven: Children;
}

/** Sessions in the order of those they came out of, and then of their first events; [starts[n], starts[n + 1]) are n's. */
export interface Children {
  readonly list: Uint32Array;
  readonly starts: Uint32Array;
}

/** Makes the graph of the source as it is now. Takes seconds for a million events, and lets other work go first. */
export async function buildSessions(source: SessionSource): Promise<SessionGraph> {
  const principals = new PrincipalIds(source.dictionary('actor'), source.dictionary('sessionName'));
  const issues = await findIssues(source);
  const given = await givenKeys(source, issues, principals);
  const nodes = new SessionNodes(source.dictionary('accessKeyId').size);
  const ofEvent = await assignEvents(source, nodes, principals, given, issues);
  await source.pause();
  addUnused(nodes, given, ofEvent);
  await source.pause();
  const facts = await sessionFacts(source, ofEvent, nodes.size);
  beginUnused(nodes, facts, given);
  const links = await linkSessions({ source, nodes, principals, facts, ofEvent, issues, given });
  await source.pause();
  cutRings(links, facts.first);
  await source.pause();
  const children = childrenOf(links, facts.first, true);
  await source.pause();
  const proven = childrenOf(links, facts.first, false);
  const duplicates = await takeDuplicates(source, ofEvent);
  return { source, nodes, principals, facts, links, given, ofEvent, duplicates, children, proven };
}

/** Gives duplicates the session of the event that is shown for them, once all is counted. */
async function takeDuplicates(source: SessionSource, ofEvent: Uint32Array): Promise<Uint32Array> {
  const taken = new GrowableU32(64);
  const { hidden } = source;
  for (let event = 0; event < ofEvent.length; event++) {
    if ((event + 1) % SLICE === 0) await source.pause();
    const session = ofEvent[event] as number;
    if (session === 0 || hasBit(hidden, event)) continue;
    source.duplicatesOf(event, (duplicate) => {
      if (duplicate >= ofEvent.length || !hasBit(hidden, duplicate)) return;
      ofEvent[duplicate] = session;
      taken.push(duplicate);
      taken.push(event);
    });
  }
  return taken.view().slice();
}

/** Keys that a session got and that no event uses; of those that a service took for itself there is no end. */
function addUnused(nodes: SessionNodes, { event, used, givenTo, timeOf }: GivenKeys, ofEvent: Uint32Array): void {
  for (let issued = 1; issued < event.length; issued++) {
    const call = (event[issued] as number) - 1;
    if (call < 0 || used[issued] !== 0 || ofEvent[call] === 0) continue;
    const principal = givenTo(call);
    const time = timeOf(call);
    // The console uses keys of its own in the session that the call began.
    if (principal !== 0 && time !== NO_TIME && nodes.begun(principal, time) !== undefined) continue;
    nodes.addUnused(issued, principal);
  }
}

/** A key that nobody used was there from the call that gave it out. */
function beginUnused(nodes: SessionNodes, { first, last }: SessionFacts, { event, timeOf }: GivenKeys): void {
  for (let node = 1; node < nodes.size; node++) {
    if (nodes.kind.values[node] !== UNUSED) continue;
    const time = timeOf((event[nodes.issued.values[node] as number] as number) - 1);
    first[node] = time;
    last[node] = time;
  }
}

function childrenOf({ parent, kind }: SessionLinks, first: Uint32Array, inferred: boolean): Children {
  const size = parent.length;
  const starts = new Uint32Array(size + 2);
  const effective = (node: number): number => {
    if (!inferred && (kind[node] as number) >= INFERRED) return 0;
    return parent[node] as number;
  };
  const byTime = ordered(size, (node) => first[node] as number);
  for (const node of byTime) starts[effective(node) + 1] = (starts[effective(node) + 1] as number) + 1;
  for (let node = 1; node < starts.length; node++) {
    starts[node] = (starts[node] as number) + (starts[node - 1] as number);
  }
  const next = starts.slice();
  const list = new Uint32Array(byTime.length);
  for (const node of byTime) {
    const at = next[effective(node)] as number;
    list[at] = node;
    next[effective(node)] = at + 1;
  }
  return { list, starts };
}

/** Most sessions whose number and a u32 fit into one double. */
const PACKED = 2 ** 21;

/** Sessions 1 to `size` - 1 by a u32 of theirs, ascending; of equal ones by number. */
export function ordered(size: number, keyOf: (node: number) => number): Uint32Array {
  const nodes = Uint32Array.from({ length: Math.max(0, size - 1) }, (_, i) => i + 1);
  if (size > PACKED) return nodes.sort((a, b) => keyOf(a) - keyOf(b) || a - b);
  // Sorted as plain numbers: many times faster than by a function.
  const packed = Float64Array.from(nodes, (node) => keyOf(node) * PACKED + node).sort();
  for (let at = 0; at < nodes.length; at++) nodes[at] = (packed[at] as number) % PACKED;
  return nodes;
}

/** The session that this one came out of; 0 for none. @param inferred whether inferred links count */
export function parentOf({ links }: SessionGraph, node: number, inferred: boolean): number {
  if (!inferred && (links.kind[node] ?? 0) >= INFERRED) return 0;
  return links.parent[node] ?? 0;
}

/** What a session is called in filters: its access key; its principalId and start; or its principalId alone. */
export function nameOf({ nodes, principals, facts, source }: SessionGraph, node: number): string {
  const kind = nodes.kind.values[node];
  const value = (name: 'accessKeyId' | 'issuedKey', id: number | undefined): string =>
    dictionary(source, name).value(id ?? 0) ?? '';
  if (kind === UNUSED) return value('issuedKey', nodes.issued.values[node]);
  const key = nodes.key.values[node] as number;
  if (kind === KEY || (kind === BEGUN && facts.keys[node] === 1 && nodes.ofKey(key) === node)) {
    return value('accessKeyId', key);
  }
  const principal = principals.text(nodes.principal.values[node] as number);
  return kind === BEGUN ? `${principal}@${isoSecond(nodes.start.values[node] as number)}` : principal;
}

/** The session of that name, or of any of its keys; 0 where there is none. */
export function sessionNamed({ nodes, principals, source, given }: SessionGraph, name: string): number {
  const key = dictionary(source, 'accessKeyId').find(name);
  const ofKey = key === undefined ? 0 : nodes.ofKey(key);
  if (ofKey !== 0) return ofKey;
  const issued = dictionary(source, 'issuedKey').find(name);
  if (issued !== undefined && (given.event[issued] ?? 0) !== 0) {
    for (let node = nodes.size - 1; node > 0 && nodes.kind.values[node] === UNUSED; node--) {
      if (nodes.issued.values[node] === issued) return node;
    }
  }
  const at = name.lastIndexOf('@');
  const begun = at < 0 ? undefined : principals.find(name.slice(0, at));
  if (begun !== undefined) {
    const node = nodes.begun(begun, parseEventTime(name.slice(at + 1)));
    if (node !== undefined) return node;
  }
  return nodes.ofPrincipal(principals.find(name) ?? 0) ?? 0;
}

function dictionary(source: SessionSource, name: 'accessKeyId' | 'issuedKey'): Dictionary {
  return source.dictionary(name);
}

/** ISO 8601 in UTC, to the second. */
export function isoSecond(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
