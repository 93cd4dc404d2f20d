import { NO_TIME } from '../event/facet-values';
import { valueSearch } from '../query/value-search';
import type { Dictionary } from '../query/dictionary';
import { ordered, parentOf, type SessionGraph } from './session-graph';
import { EventColumn } from './session-source';

/** What the origins of the tree are sorted by; sessions under them are always by their first event. */
export type SessionOrder = 'first' | 'last' | 'events' | 'denied' | 'descent';

export interface TreeQuestion {
  /** Part of a key, a principalId, an ARN, a source identity, an account; any case. */
  readonly search?: string;
  readonly order: SessionOrder;
  readonly descending: boolean;
  /** Whether inferred links count. */
  readonly inferred: boolean;
}

/** The sessions as a tree, from each origin down, as a list in that order. */
export interface SessionTree {
  /** Of the graph that the numbers are of: they mean nothing in another. */
  readonly version: string;
  readonly nodes: Uint32Array;
  /** Steps from the origin, 0 for itself. */
  readonly depth: Uint32Array;
  /** 1 for those that were searched for; the others lead there or came out of them. All 1 without a search. */
  readonly found: Uint8Array;
  /** Sessions that were searched for, or all. */
  readonly total: number;
}

export async function sessionTree(graph: SessionGraph, question: TreeQuestion, version: string): Promise<SessionTree> {
  const size = graph.nodes.size;
  const search = question.search?.trim() ?? '';
  const wanted = search === '' ? undefined : await searched(graph, search);
  const shown = wanted === undefined ? undefined : withOrigins(graph, wanted, question.inferred);
  const { list, starts } = question.inferred ? graph.children : graph.proven;
  const roots = ordersOf(graph, question).filter((node) => parentOf(graph, node, question.inferred) === 0);
  const nodes = new Uint32Array(Math.max(0, size - 1));
  const depth = new Uint32Array(nodes.length);
  const found = new Uint8Array(nodes.length);
  let count = 0;
  let total = 0;
  // Walked by a stack of our own: a chain may be as long as there are sessions.
  const stack: number[] = [];
  const depths: number[] = [];
  /** Whether the session comes out of one that was searched for. */
  const below: boolean[] = [];
  for (const root of roots) {
    stack.push(root);
    depths.push(0);
    below.push(false);
    while (stack.length > 0) {
      const node = stack.pop() as number;
      const steps = depths.pop() as number;
      const comesOut = below.pop() === true;
      if (shown !== undefined && shown[node] !== 1 && !comesOut) continue;
      nodes[count] = node;
      depth[count] = steps;
      const hit = wanted === undefined || wanted[node] === 1;
      found[count] = hit ? 1 : 0;
      if (hit) total++;
      count++;
      for (let at = (starts[node + 1] as number) - 1; at >= (starts[node] as number); at--) {
        stack.push(list[at] as number);
        depths.push(steps + 1);
        below.push(comesOut || (wanted !== undefined && hit));
      }
    }
  }
  return { version, nodes: nodes.slice(0, count), depth: depth.slice(0, count), found: found.slice(0, count), total };
}

function ordersOf(graph: SessionGraph, { order, descending, inferred }: TreeQuestion): Uint32Array {
  const { facts, nodes } = graph;
  const eventsOf = (node: number): number => (facts.starts[node + 1] as number) - (facts.starts[node] as number);
  const below = order === 'descent' ? descentSizes(graph, inferred) : undefined;
  const keyOf = (node: number): number => {
    if (order === 'events') return eventsOf(node);
    if (order === 'denied') return facts.denied[node] as number;
    if (order === 'descent') return below?.[node] ?? 0;
    return (order === 'last' ? facts.last : facts.first)[node] ?? NO_TIME;
  };
  // The other way round by the key alone: what is equal stays by number.
  return ordered(nodes.size, descending ? (node) => NO_TIME - keyOf(node) : keyOf);
}

/** How many sessions came out of each, however far. */
export function descentSizes(graph: SessionGraph, inferred: boolean): Uint32Array {
  const { size } = graph.nodes;
  const sizes = new Uint32Array(size);
  const { list, starts } = inferred ? graph.children : graph.proven;
  // Parents before children, so that backwards every child is done before its parent.
  const order: number[] = [];
  for (let at = starts[0] as number; at < (starts[1] as number); at++) order.push(list[at] as number);
  for (let at = 0; at < order.length; at++) {
    const node = order[at] as number;
    for (let child = starts[node] as number; child < (starts[node + 1] as number); child++)
      order.push(list[child] as number);
  }
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] as number;
    const parent = parentOf(graph, node, inferred);
    if (parent !== 0) sizes[parent] = (sizes[parent] as number) + (sizes[node] as number) + 1;
  }
  return sizes;
}

/** 1 for each session that the text is found in. */
async function searched(graph: SessionGraph, text: string): Promise<Uint8Array> {
  const { source, nodes, principals, facts } = graph;
  const matches = valueSearch(text);
  const hits = async (dictionary: Dictionary): Promise<Uint8Array> => {
    const found = new Uint8Array(dictionary.size);
    for (let id = 1; id < found.length; id++) found[id] = matches(dictionary, id) ? 1 : 0;
    await source.pause();
    return found;
  };
  const found = new Uint8Array(nodes.size);
  const keys = await hits(source.dictionary('accessKeyId'));
  for (let key = 1; key < keys.length; key++) if (keys[key] === 1) found[nodes.ofKey(key)] = 1;
  const issued = await hits(source.dictionary('issuedKey'));
  const people = await hits(principals.texts);
  const [arn, account] = [new EventColumn(source, 'principal'), new EventColumn(source, 'accountId')];
  const [arns, accounts] = [await hits(arn.dictionary), await hits(account.dictionary)];
  const [identities, behalf] = [
    await hits(source.dictionary('sourceIdentity')),
    await hits(source.dictionary('onBehalfOf')),
  ];
  found[0] = 0;
  for (let node = 1; node < nodes.size; node++) {
    const used = facts.starts[node] !== facts.starts[node + 1];
    const event = facts.firstEvent[node] as number;
    const hit =
      people[nodes.principal.values[node] as number] === 1 ||
      issued[nodes.issued.values[node] as number] === 1 ||
      identities[facts.sourceIdentity[node] as number] === 1 ||
      behalf[facts.onBehalfOf[node] as number] === 1 ||
      (used && (arns[arn.id(event)] === 1 || accounts[account.id(event)] === 1));
    if (hit) found[node] = 1;
  }
  return found;
}

/** The same with all that lead to them. */
function withOrigins(graph: SessionGraph, wanted: Uint8Array, inferred: boolean): Uint8Array {
  const shown = wanted.slice();
  for (let node = 1; node < wanted.length; node++) {
    if (wanted[node] !== 1) continue;
    for (let up = parentOf(graph, node, inferred); up !== 0 && shown[up] !== 1; up = parentOf(graph, up, inferred)) {
      shown[up] = 1;
    }
  }
  return shown;
}
