import { hasBit, setBit } from '../query/bitset';
import type { LineagePart } from '../query/filter';
import { parentOf, type SessionGraph } from './session-graph';

/** The sessions of that part, the session itself first. @param inferred whether inferred links are followed */
export function lineage(graph: SessionGraph, part: LineagePart, node: number, inferred: boolean): number[] {
  if (node === 0) return [];
  const found = [node];
  if (part === 'origin') {
    for (let up = parentOf(graph, node, inferred); up !== 0; up = parentOf(graph, up, inferred)) found.push(up);
  }
  if (part === 'descent') {
    const { list, starts } = inferred ? graph.children : graph.proven;
    // The list grows while it is walked: children of children come behind.
    for (let at = 0; at < found.length; at++) {
      const of = found[at] as number;
      for (let child = starts[of] as number; child < (starts[of + 1] as number); child++) {
        found.push(list[child] as number);
      }
    }
  }
  return found;
}

/** The events of these sessions and their duplicates, a bit each. */
export function eventsOf({ facts, source, duplicates }: SessionGraph, sessions: readonly number[]): Uint32Array {
  const words = new Uint32Array(source.span >>> 5);
  for (const session of sessions) {
    const end = facts.starts[session + 1] as number;
    for (let at = facts.starts[session] as number; at < end; at++) setBit(words, facts.events[at] as number);
  }
  for (let at = 0; at < duplicates.length; at += 2) {
    if (hasBit(words, duplicates[at + 1] as number)) setBit(words, duplicates[at] as number);
  }
  return words;
}
