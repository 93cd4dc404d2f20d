import type { TagLook } from './tag-look';

const SVG = 'http://www.w3.org/2000/svg';
/** The shapes of `tag-chip.svelte`, in a square of 8. */
const PATHS: Readonly<Record<TagLook['shape'], string>> = {
  dot: 'M4 .5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
  diamond: 'M4 0L8 4L4 8L0 4z',
  square: 'M.5.5h7v7h-7z',
  triangle: 'M4 .5L8 7.5H0z',
  ring: 'M4 .5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7zM4 2a2 2 0 1 0 0 4a2 2 0 1 0 0-4z',
};

/**
 * The shape of a tag as a DOM node, for the cells of the grid, where a component each would be too slow. Says nothing
 * to screen readers: the tag's word stands beside it.
 */
export function tagShape({ shape, hue }: TagLook): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 8 8');
  svg.setAttribute('width', '8');
  svg.setAttribute('height', '8');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'tag-shape');
  svg.style.color = `var(--chart-series-${String(hue)})`;
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[shape]);
  path.setAttribute('fill', 'currentColor');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
