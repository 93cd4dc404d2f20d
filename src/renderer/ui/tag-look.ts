export const TAG_SHAPES = ['dot', 'diamond', 'square', 'triangle', 'ring'] as const;
export type TagShape = (typeof TAG_SHAPES)[number];

/** Hues of the tokens `--chart-series-0` and on, which all stand out from a chip in both themes. */
export const TAG_HUES = 6;
/** What people call them: see --chart-series-0 and further. */
export const HUE_NAMES = ['Blue', 'Teal', 'Violet', 'Pink', 'Green', 'Navy'] as const;

/** What stands before the word of a tag. */
export interface TagLook {
  readonly shape: TagShape;
  /** 0 to 5. */
  readonly hue: number;
}

/** The look of a tag by its name: the same wherever and whenever it is shown. Case is told apart, as in tags. */
export function tagLook(name: string): TagLook {
  // FNV-1a over UTF-16 units; shape and hue are of different parts of it, so that they do not go together.
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  const mixed = (hash ^ (hash >>> 15)) >>> 0;
  return {
    shape: TAG_SHAPES[mixed % TAG_SHAPES.length] ?? 'dot',
    hue: Math.floor(mixed / TAG_SHAPES.length) % TAG_HUES,
  };
}

/** How the tags of one line share it; all in px. */
export interface TagRoom {
  readonly room: number;
  readonly gap: number;
  /** What "+3" takes where not all fit. */
  readonly more: number;
}

/** How many of the first tags fit whole beside the count of the others; at least one, which is cut then. */
export function tagsThatFit(widths: readonly number[], { room, gap, more }: TagRoom): number {
  let used = 0;
  let fit = 0;
  for (const [at, width] of widths.entries()) {
    used += (at === 0 ? 0 : gap) + width;
    const others = at === widths.length - 1 ? 0 : gap + more;
    if (used + others <= room) fit = at + 1;
    else if (used > room) break;
  }
  return Math.min(widths.length, Math.max(1, fit));
}
