import type { Component } from 'svelte';
import { flushSync, mount, unmount } from 'svelte';

type Icon = Component<{ size?: number; strokeWidth?: number }>;

/**
 * An icon as a DOM node to be cloned, for the cells of the grid: they are made and thrown away by
 * the thousand while scrolling, where a component each would be too slow.
 */
export function iconNode(icon: Icon, size: number, strokeWidth = 1.75): () => SVGElement {
  let drawn: SVGElement | undefined;
  return () => {
    if (drawn === undefined) {
      const target = document.createElement('div');
      const component = mount(icon, { target, props: { size, strokeWidth } });
      flushSync();
      const svg = target.querySelector('svg');
      if (svg === null) throw new Error('The icon drew nothing.');
      drawn = svg.cloneNode(true) as SVGElement;
      drawn.setAttribute('aria-hidden', 'true');
      void unmount(component);
    }
    return drawn.cloneNode(true) as SVGElement;
  };
}
