import type { PageNote } from './page-note';

/** Seconds since 1970 UTC, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface NumberedNote extends PageNote {
  readonly page: number;
}

/**
 * What pages that are kept answer for good. A second at which one page ends and the next begins is answered only where
 * both are there: so pages are taken as runs without a gap.
 *
 * @param notes ascending by page
 */
export function answered(notes: readonly NumberedNote[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < notes.length;) {
    const first = notes[at];
    if (first === undefined) break;
    let last = first;
    for (at += 1; at < notes.length; at += 1) {
      const next = notes[at];
      if (next?.page !== last.page + 1 || next.walk !== first.walk) break;
      last = next;
    }
    const to = first.page === first.walk ? first.end : first.until - 1;
    const from = last.last ? last.start : last.oldest + 1;
    if (from <= to) stretches.push({ from, to });
  }
  return stretches;
}

/** What of a period is still to be asked, newest first. */
export function remaining(wanted: Stretch, done: readonly Stretch[]): Stretch[] {
  const left: Stretch[] = [];
  let { to } = wanted;
  for (const stretch of [...done].sort((a, b) => b.to - a.to)) {
    if (stretch.to < wanted.from || stretch.from > to) continue;
    if (stretch.to < to) left.push({ from: stretch.to + 1, to });
    to = stretch.from - 1;
    if (to < wanted.from) return left;
  }
  left.push({ from: wanted.from, to });
  return left;
}
