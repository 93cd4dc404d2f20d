import { TAG_HUES, TAG_SHAPES, type TagDefinition } from '../../core/annotation/action';

/** How a tag looks: a shape and a hue, so that tags differ without colour too. */
export type TagLook = Pick<TagDefinition, 'shape' | 'hue'>;

const SVG = 'http://www.w3.org/2000/svg';
/** In a square of 10. */
const PATHS: Readonly<Record<TagLook['shape'], string>> = {
  dot: 'M5 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
  diamond: 'M5 0.8L9.2 5L5 9.2L0.8 5z',
  square: 'M1.7 1.7h6.6v6.6h-6.6z',
  triangle: 'M5 1L9.2 8.6H0.8z',
  ring: 'M5 1a4 4 0 1 1 0 8a4 4 0 1 1 0-8zM5 3.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z',
};

/** The look of a tag; one that nobody described has a look of its own all the same. */
export function tagLook(tag: string, definition: TagDefinition | null): TagLook {
  if (definition !== null) return definition;
  let hash = 0;
  for (let at = 0; at < tag.length; at++) hash = (Math.imul(hash, 31) + tag.charCodeAt(at)) >>> 0;
  const shape = TAG_SHAPES[Math.floor(hash / TAG_HUES) % TAG_SHAPES.length] ?? 'dot';
  return { shape, hue: hash % TAG_HUES };
}

/** The shape as a drawing. Says nothing to screen readers: the tag's word stands beside it. */
export function tagShape({ shape, hue }: TagLook): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 10 10');
  svg.setAttribute('width', '10');
  svg.setAttribute('height', '10');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'tag-shape');
  svg.style.color = `var(--chart-series-${String(hue % TAG_HUES)})`;
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[shape]);
  path.setAttribute('fill', 'currentColor');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
