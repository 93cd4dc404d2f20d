import { INFERRED, type SessionLinks } from './link-kinds';

/**
 * Cuts the links of sessions that came out of themselves, however far round: in each ring one that is inferred, else
 * that of the session which was seen first, for it cannot have come out of what came later.
 * @param first seconds in which sessions were first seen
 */
export function cutRings({ parent, kind, cutFrom }: SessionLinks, first: Uint32Array): void {
  /** 1 and above: the walk that came by; a node of the same walk closes a ring. */
  const walkOf = new Uint32Array(parent.length);
  for (let start = 1; start < parent.length; start++) {
    let node = start;
    while (node !== 0 && walkOf[node] === 0) {
      walkOf[node] = start;
      node = parent[node] as number;
    }
    if (node === 0 || walkOf[node] !== start) continue;
    const cut = weakest(node, parent, kind, first);
    cutFrom[cut] = parent[cut] as number;
    parent[cut] = 0;
  }
}

function weakest(of: number, parent: Uint32Array, kind: Uint8Array, first: Uint32Array): number {
  const inferred = (node: number): boolean => (kind[node] as number) >= INFERRED;
  const isWeaker = (one: number, other: number): boolean => {
    if (inferred(one) !== inferred(other)) return inferred(one);
    const [earlier, later] = [first[one] as number, first[other] as number];
    return earlier === later ? one < other : earlier < later;
  };
  let found = of;
  for (let node = parent[of] as number; node !== of; node = parent[node] as number) {
    if (isWeaker(node, found)) found = node;
  }
  return found;
}
