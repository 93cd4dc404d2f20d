import { derivedFacet } from '../../../core/query/language/fields';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Field, NumberBound, Value } from '../../../core/query/language/ast';
import { parseFilterText } from '../../../core/query/language/parse';
import { printField } from '../../../core/query/language/print';
import { lastInstant } from '../../../core/query/language/time-text';
import type { Clock } from '../../wording/clock';
import { echo } from '../../wording/clock';
import { count } from '../../wording/numbers';

/** The facet whose values a field can have, for lists and completion. */
export function facetOfField(field: Field): FacetName | undefined {
  if (field.kind === 'facet') return field.name;
  return field.kind === 'path' ? derivedFacet(field.path) : undefined;
}

/**
 * A wildcard pattern or a network that was typed where values are looked for; undefined for anything
 * else, which is a value as it is.
 */
export function typedTerm(field: Field, text: string): Value | undefined {
  const typed = text.trim();
  if (typed === '' || !/[*/]/.test(typed) || /^[[{<>("]/.test(typed)) return undefined;
  const parsed = parseFilterText(`${printField(field)}:${typed.replace(/[\s()"]/g, '\\$&')}`);
  if (!parsed.ok || parsed.filter.kind !== 'term' || parsed.filter.values.length !== 1) return undefined;
  const [value] = parsed.filter.values;
  return value?.kind === 'pattern' || value?.kind === 'network' ? value : undefined;
}

/** A field's name as it was typed into a search for fields; undefined where it is none. */
export function typedField(text: string): Field | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  const present = parseFilterText(`${typed}:*`);
  // A kinship takes the name of a session alone.
  const parsed = present.ok ? present : parseFilterText(`${typed}:x`);
  return parsed.ok && parsed.filter.kind === 'term' && !/[\s()]/.test(typed) ? parsed.filter.field : undefined;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Bytes as they are typed: "4218663", "4.2 MB", "300k"; powers of 1000. undefined where they are none. */
export function typedBytes(text: string): number | undefined {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(?:(b)(?:ytes?)?|([kmgt])b?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = '', fraction = '', byte = '', unit = ''] = match;
  const bytes = Number(whole.replaceAll(',', '') + fraction) * (UNITS[(unit || byte).toLowerCase()] ?? 1);
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined;
}

/** A time as it is typed, in the zone of the clock: its first second and the one after its last. */
export function typedTime(text: string, clock: Clock): { readonly from: number; readonly to: number } | undefined {
  const unit = clock.read(text);
  return unit === undefined || unit.to <= unit.from ? undefined : unit;
}

/** What an end of a range says about what was typed: how it was understood, or what is wrong. */
interface EndNote {
  readonly wrong: boolean;
  readonly words: string;
}

export interface RangeEntry {
  /** undefined where an end is wrong or both are blank. */
  readonly value: Value | undefined;
  readonly from: EndNote | undefined;
  readonly to: EndNote | undefined;
}

/** A range of bytes from two typed ends; both are part of it. */
export function bytesRange(from: string, to: string): RangeEntry {
  const low = typedBytes(from);
  const high = typedBytes(to);
  const note = (text: string, bytes: number | undefined): EndNote | undefined => {
    if (text.trim() === '') return undefined;
    if (bytes === undefined) return { wrong: true, words: 'No number of bytes. Write 4218663, 4.2 MB or 300k' };
    return { wrong: false, words: `${count(bytes)} bytes` };
  };
  const notes = { from: note(from, low), to: note(to, high) };
  if (notes.from?.wrong === true || notes.to?.wrong === true) return { value: undefined, ...notes };
  if (low === undefined && high === undefined) return { value: undefined, ...notes };
  if (low !== undefined && high !== undefined && high < low) {
    return { value: undefined, from: notes.from, to: { wrong: true, words: 'The range ends before it starts' } };
  }
  const bound = (value: number | undefined): NumberBound | null =>
    value === undefined ? null : { value, inclusive: true };
  return { value: { kind: 'number', from: bound(low), to: bound(high) }, ...notes };
}

/** A range of time from two typed ends, the first and the last unit of it: "2026-03-11" is that whole day. */
export function timeRange(from: string, to: string, clock: Clock): RangeEntry {
  const low = typedTime(from, clock);
  const high = typedTime(to, clock);
  const note = (text: string, seconds: number | undefined): EndNote | undefined => {
    if (text.trim() === '') return undefined;
    if (seconds === undefined) return { wrong: true, words: 'No time. Write 2026-03-11 or 2026-03-11 22:00' };
    return { wrong: false, words: echo(seconds) };
  };
  const notes = { from: note(from, low?.from), to: note(to, high === undefined ? undefined : lastInstant(high.to)) };
  if (notes.from?.wrong === true || notes.to?.wrong === true) return { value: undefined, ...notes };
  if (low === undefined && high === undefined) return { value: undefined, ...notes };
  if (low !== undefined && high !== undefined && high.to <= low.from) {
    return { value: undefined, from: notes.from, to: { wrong: true, words: 'The range ends before it starts' } };
  }
  return { value: { kind: 'time', from: low?.from ?? null, to: high?.to ?? null }, ...notes };
}

/** The ends of a range as they would be typed; the end of a time range is the last second of it. */
export function writtenEnds(value: Value | undefined, clock: Clock): { readonly from: string; readonly to: string } {
  if (value?.kind === 'time') {
    const { from, to } = value;
    return { from: from === null ? '' : clock.text(from), to: to === null ? '' : clock.text(lastInstant(to)) };
  }
  if (value?.kind !== 'number') return { from: '', to: '' };
  const end = (bound: NumberBound | null, step: number): string =>
    bound === null ? '' : String(bound.inclusive ? bound.value : bound.value + step);
  return { from: end(value.from, 1), to: end(value.to, -1) };
}
