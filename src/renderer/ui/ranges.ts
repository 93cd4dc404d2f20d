/** A stretch of a text in UTF-16 code units, `end` exclusive. */
export type Range = readonly [start: number, end: number];

/** The same stretches in their order, those that meet as one. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const all: Range[] = [];
  for (const range of sorted) {
    const last = all.at(-1);
    if (last !== undefined && range[0] <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], range[1])];
    else all.push(range);
  }
  return all;
}

/** The parts of ranges that lie within a stretch. @param ranges disjoint, in their order */
export function within(ranges: readonly Range[], [start, end]: Range): readonly Range[] {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.[1] ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found: Range[] = [];
  for (let at = low; at < ranges.length; at++) {
    const [from, to] = ranges[at] ?? [end, end];
    if (from >= end) break;
    found.push([Math.max(from, start), Math.min(to, end)]);
  }
  return found;
}

/** Ranges seen from another start. */
export function shifted(ranges: readonly Range[], by: number): readonly Range[] {
  return ranges.map(([start, end]) => [start + by, end + by]);
}

/** A part of a text, marked or not. */
export interface MarkedPart {
  readonly text: string;
  readonly marked: boolean;
}

/** A text in its parts; a mark never ends within a character. @param marks disjoint, in their order */
export function markedParts(text: string, marks: readonly Range[]): readonly MarkedPart[] {
  const parts: MarkedPart[] = [];
  let from = 0;
  const add = (to: number, marked: boolean): void => {
    if (to > from) parts.push({ text: text.slice(from, to), marked });
    from = Math.max(from, to);
  };
  for (const [start, end] of marks) {
    add(insidePair(text, start) ? start - 1 : start, false);
    add(insidePair(text, end) ? end + 1 : end, true);
  }
  add(text.length, false);
  return parts;
}

function insidePair(text: string, at: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1));
}
