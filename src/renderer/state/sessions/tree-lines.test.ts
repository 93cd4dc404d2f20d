import { describe, expect, it } from 'vitest';
import type { SessionTree } from '../../../core/identity/session-tree';
import { aboveOf, hasChildren, treeLines, unfoldedAtFirst } from './tree-lines';

/** Sessions 10, 11, ... at these depths. */
function treeOf(...depths: number[]): SessionTree {
  return {
    version: '1',
    nodes: Uint32Array.from(depths, (_, i) => 10 + i),
    depth: Uint32Array.from(depths),
    found: new Uint8Array(depths.length).fill(1),
    total: depths.length,
  };
}

describe('the lines of a tree', () => {
  const tree = treeOf(0, 1, 2, 1, 0, 1);

  it('are all of them where all is unfolded, and the origins alone where nothing is', () => {
    expect(Array.from(treeLines(tree, { all: true, flipped: new Set() }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Array.from(treeLines(tree, { all: false, flipped: new Set() }))).toEqual([0, 4]);
  });

  it('leave out what is folded, however deep', () => {
    expect(Array.from(treeLines(tree, { all: true, flipped: new Set([11]) }))).toEqual([0, 1, 3, 4, 5]);
    expect(Array.from(treeLines(tree, { all: false, flipped: new Set([10]) }))).toEqual([0, 1, 3, 4]);
  });

  it('know what stands above and below', () => {
    expect([0, 1, 2, 3, 4, 5].map((at) => aboveOf(tree, at))).toEqual([-1, 0, 1, 0, -1, 4]);
    expect([0, 1, 2, 3, 4, 5].map((at) => hasChildren(tree, at))).toEqual([true, true, false, false, true, false]);
  });

  it('stand open at first in a small tree or after a search, not in a large one', () => {
    expect(unfoldedAtFirst(tree, false).all).toBe(true);
    const large = treeOf(...new Array<number>(501).fill(0));
    expect(unfoldedAtFirst(large, false).all).toBe(false);
    expect(unfoldedAtFirst(large, true).all).toBe(true);
  });
});
