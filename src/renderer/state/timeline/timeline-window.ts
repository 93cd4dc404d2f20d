import type { Span } from './timeline-buckets';

/** No closer than this many seconds. */
export const LEAST_SPAN = 30;

/** Within the limits, as long as it was where that fits. */
export function within(span: Span, limits: Span): Span {
  const length = Math.min(Math.max(span.to - span.from, LEAST_SPAN), limits.to - limits.from);
  const from = Math.min(Math.max(span.from, limits.from), limits.to - length);
  return { from, to: from + length };
}

/**
 * The span made `factor` times as long, with `at` staying where it is on the screen.
 * @returns undefined where that is all there is to see
 */
export function zoomAround(span: Span, at: number, factor: number, limits: Span): Span | undefined {
  const old = span.to - span.from;
  const length = Math.max(LEAST_SPAN, old * factor);
  const share = Math.min(Math.max((at - span.from) / old, 0), 1);
  const from = at - share * length;
  return orAll({ from, to: from + length }, limits);
}

export function holds(span: Span, held: Span): boolean {
  return held.from >= span.from && held.to <= span.to;
}

/** Whether the two have an instant in common. */
export function meet(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

/**
 * The span moved so that it holds another one: as long as it was where that has room in it, else just as long as that
 * needs.
 * @returns undefined where that is all there is to see
 */
export function holding(span: Span, held: Span, limits: Span): Span | undefined {
  if (holds(span, held)) return span;
  const around = aroundSelection(held, limits);
  if (around === undefined || around.to - around.from >= span.to - span.from) return around;
  return pan(span, (held.from + held.to - span.from - span.to) / 2, limits);
}

export function pan(span: Span, by: number, limits: Span): Span {
  return within({ from: span.from + by, to: span.to + by }, limits);
}

/** A selection with a little room on both sides, so that its handles can be taken. */
export function aroundSelection(selection: Span, limits: Span): Span | undefined {
  const room = Math.max((selection.to - selection.from) * 0.04, 1);
  return orAll({ from: selection.from - room, to: selection.to + room }, limits);
}

/** "1773278100-1773281820", as the view string has it; undefined for anything else, and for what is too short. */
export function readZoom(text: string | undefined): Span | undefined {
  const [, from, to] = /^(\d{1,10})-(\d{1,10})$/.exec(text ?? '') ?? [];
  const span = { from: Number(from), to: Number(to) };
  return span.to - span.from >= LEAST_SPAN ? span : undefined;
}

function orAll(span: Span, limits: Span): Span | undefined {
  return span.to - span.from >= limits.to - limits.from ? undefined : within(span, limits);
}
