import type { SessionTree } from '../../../core/identity/session-tree';

/** Trees up to this size stand open at first. */
const SMALL = 500;

/** Which sessions of a tree are unfolded: a small one or what was searched for wholly, else none, but for some. */
export interface Unfolded {
  /** Those that are the other way round, by their numbers. */
  readonly flipped: ReadonlySet<number>;
  readonly all: boolean;
}

/** @param searched the tree is what a search found */
export function unfoldedAtFirst(tree: SessionTree, searched: boolean): Unfolded {
  return { flipped: new Set(), all: searched || tree.nodes.length <= SMALL };
}

export function isUnfolded({ flipped, all }: Unfolded, session: number): boolean {
  return flipped.has(session) !== all;
}

export function hasChildren({ depth }: SessionTree, at: number): boolean {
  return (depth[at + 1] ?? 0) > (depth[at] ?? 0);
}

/** Places in the tree of the sessions that are in sight, from top to bottom. */
export function treeLines(tree: SessionTree, unfolded: Unfolded): Uint32Array {
  const { nodes, depth } = tree;
  const lines = new Uint32Array(nodes.length);
  let count = 0;
  for (let at = 0; at < nodes.length; at++) {
    lines[count++] = at;
    if (isUnfolded(unfolded, nodes[at] as number)) continue;
    const own = depth[at] as number;
    while (at + 1 < nodes.length && (depth[at + 1] as number) > own) at++;
  }
  return lines.slice(0, count);
}

/** Place of the session that this one stands under; -1 for an origin. */
export function aboveOf({ depth }: SessionTree, at: number): number {
  const own = depth[at] ?? 0;
  let up = at - 1;
  while (up >= 0 && (depth[up] as number) >= own) up--;
  return own === 0 ? -1 : up;
}
