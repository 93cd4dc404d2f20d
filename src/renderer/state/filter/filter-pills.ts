import { matchesNetwork, parseNetwork } from '../../../core/query/cidr';
import { facet as facetDefinition } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Field, FilterNode, Value as TermValue } from '../../../core/query/language/ast';
import { exactTexts, matchesPattern } from '../../../core/query/language/evaluate';
import type { FieldPill, Pill } from '../../../core/query/language/pills';
import {
  invertPill,
  loadPills,
  pillFacet,
  pillText,
  savePills,
  switchPill,
  toPills,
} from '../../../core/query/language/pills';

/** A facet's value; null is "(none)". */
export type Value = string | null;

/** A condition in the row of pills, with what the row knows of it beyond the filter itself. */
export interface PlacedPill {
  /** The same for as long as the pill stands in the row, however it is edited. */
  readonly id: number;
  readonly pill: Pill;
  /** Stays when the others are cleared or a question takes their place. */
  readonly pinned: boolean;
}

/** The filter of the screen: facet clicks, pills, text and the timeline all edit this row. */
export type Pills = readonly PlacedPill[];

/** How a value stands in its facet's list. A pill that is off does not mark anything. */
export type Mark = 'included' | 'excluded' | undefined;

let lastId = 0;

export function placed(pill: Pill, pinned = false): PlacedPill {
  return { id: ++lastId, pill, pinned };
}

export const isOn = ({ pill }: PlacedPill): boolean => pill.off !== true;

function toValue(value: Value): TermValue {
  return value === null ? { kind: 'absent' } : { kind: 'exact', text: value };
}

/** What a pill's value stands for in a facet's list; undefined where it is no single value of one. */
export function listValue(value: TermValue): Value | undefined {
  if (value.kind === 'absent') return null;
  return value.kind === 'exact' ? value.text : undefined;
}

/**
 * A pill that is on and that values can be added to: one that says which values of the facet are
 * shown, or with `negated` which are not. "Is present" is about all of them.
 */
function isList(placedPill: PlacedPill, facet: FacetName, negated: boolean): boolean {
  const { pill } = placedPill;
  return (
    isOn(placedPill) &&
    pillFacet(pill) === facet &&
    pill.kind === 'field' &&
    pill.negated === negated &&
    pill.values.every(({ kind }) => kind !== 'present')
  );
}

function ofFacet(pills: Pills, facet: FacetName): readonly PlacedPill[] {
  return pills.filter((other) => isOn(other) && pillFacet(other.pill) === facet);
}

function holds(pill: Pill, value: Value): boolean {
  return pill.kind === 'field' && pill.values.some((other) => listValue(other) === value);
}

export function markOf(pills: Pills, facet: FacetName, value: Value): Mark {
  const marking = ofFacet(pills, facet).filter(({ pill }) => holds(pill, value));
  if (marking.length === 0) return undefined;
  return marking.some(({ pill }) => pill.kind === 'field' && pill.negated) ? 'excluded' : 'included';
}

/** Whether events with this value alone in the facet get past the facet's own pills. */
export function passes(pills: Pills, facet: FacetName, value: Value): boolean {
  return ofFacet(pills, facet).every(({ pill }) => {
    if (pill.kind !== 'field') return true;
    const answers = pill.values.map((wanted) => agrees(wanted, facet, value));
    if (answers.includes(true)) return !pill.negated;
    // Of a service's name nobody can say whether it lies in a network.
    return pill.negated && !answers.includes(undefined);
  });
}

function agrees(wanted: TermValue, facet: FacetName, value: Value): boolean | undefined {
  if (wanted.kind === 'present') return value !== null;
  if (wanted.kind === 'absent') return value === null;
  if (value === null) return wanted.kind === 'network' ? undefined : false;
  if (wanted.kind === 'exact') return exactTexts(wanted.text, facet).includes(value);
  if (wanted.kind === 'pattern') return matchesPattern(wanted.pieces, value);
  return wanted.kind === 'network' ? matchesNetwork(parseNetwork(wanted.network), value) : false;
}

/** Values that a facet's list shows whatever their count. */
export function chosenValues(pills: Pills, facet: FacetName): readonly Value[] {
  const values = ofFacet(pills, facet).flatMap(({ pill }) => (pill.kind === 'field' ? pill.values : []));
  return [...new Set(values.map(listValue).filter((value) => value !== undefined))];
}

/** How many values of the facet are chosen, not counting excluded ones. */
export function includedCount(pills: Pills, facet: FacetName): number {
  return pills
    .filter((other) => isList(other, facet, false))
    .reduce((sum, { pill }) => sum + (pill.kind === 'field' ? pill.values.length : 0), 0);
}

/** Only this value; a second time: all of them again. */
export function only(pills: Pills, facet: FacetName, value: Value): Pills {
  const own = ofFacet(pills, facet);
  const first = own[0];
  const rest = pills.filter((other) => !own.includes(other));
  const wanted: FieldPill = {
    kind: 'field',
    field: { kind: 'facet', name: facet },
    negated: false,
    values: [toValue(value)],
  };
  if (first === undefined) return [...pills, placed(wanted)];
  if (own.length === 1 && pillText(first.pill) === pillText(wanted)) return rest;
  // In the place of the first, which it takes over: what was before that one still is.
  return rest.toSpliced(pills.indexOf(first), 0, { ...first, pill: wanted });
}

/**
 * Only events with this value, whatever else the facet's pills ask. Where an event has one value at most it stands for
 * all of those pills; where it may have several they stay.
 */
export function narrow(pills: Pills, facet: FacetName, value: Value): Pills {
  // The facet's own pill says so already where the second click would take it away.
  const said = markOf(pills, facet, value) === 'included' && includedCount(pills, facet) === 1;
  if (facetDefinition(facet).multiple !== true) return said ? pills : only(pills, facet, value);
  const field = { kind: 'facet', name: facet } as const;
  return add(pills, { kind: 'field', field, negated: false, values: [toValue(value)] });
}

/** Adds a value to the chosen ones or takes it away; one that was excluded becomes chosen. */
export function toggle(pills: Pills, facet: FacetName, value: Value): Pills {
  return flip(without(pills, facet, true, value), facet, false, value);
}

/** Excludes a value or no longer does; one that was chosen becomes excluded. */
export function exclude(pills: Pills, facet: FacetName, value: Value): Pills {
  return flip(without(pills, facet, false, value), facet, true, value);
}

function flip(pills: Pills, facet: FacetName, negated: boolean, value: Value): Pills {
  const holding = pills.some((other) => isList(other, facet, negated) && holds(other.pill, value));
  if (holding) return without(pills, facet, negated, value);
  const list = pills.find((other) => isList(other, facet, negated));
  if (list?.pill.kind !== 'field') {
    const field: Field = { kind: 'facet', name: facet };
    return [...pills, placed({ kind: 'field', field, negated, values: [toValue(value)] })];
  }
  return replace(pills, list.id, { ...list.pill, values: [...list.pill.values, toValue(value)] });
}

/** Takes a value out of the facet's lists; a pill without values goes. */
function without(pills: Pills, facet: FacetName, negated: boolean, value: Value): Pills {
  return pills.flatMap((other) => {
    if (!isList(other, facet, negated) || other.pill.kind !== 'field') return [other];
    const values = other.pill.values.filter((candidate) => listValue(candidate) !== value);
    return values.length === 0 ? [] : [{ ...other, pill: { ...other.pill, values } }];
  });
}

/** At the end of the row. One that says the same already is switched on instead. */
export function add(pills: Pills, pill: Pill): Pills {
  const text = pillText(pill);
  const same = pills.find((other) => pillText(other.pill) === text);
  return same === undefined ? [...pills, placed(pill)] : switchOff(pills, same.id, false);
}

export function replace(pills: Pills, id: number, pill: Pill): Pills {
  return pills.map((other) => (other.id === id ? { ...other, pill } : other));
}

export function remove(pills: Pills, id: number): Pills {
  return pills.filter((other) => other.id !== id);
}

export function switchOff(pills: Pills, id: number, off: boolean): Pills {
  return pills.map((other) => (other.id === id ? { ...other, pill: switchPill(other.pill, off) } : other));
}

export function pin(pills: Pills, id: number, pinned: boolean): Pills {
  return pills.map((other) => (other.id === id ? { ...other, pinned } : other));
}

/** "is" becomes "is not" and back. A list of the facet that then says the same kind of thing is taken up. */
export function invert(pills: Pills, id: number): Pills {
  const chosen = pills.find((other) => other.id === id);
  if (chosen === undefined) return pills;
  const inverted = { ...chosen, pill: invertPill(chosen.pill) };
  // NOT (a AND b) becomes two conditions.
  if (inverted.pill.kind === 'text' && inverted.pill.node.kind === 'and') {
    const parts = toPills(inverted.pill.node).map((part) => placed(switchPill(part, !isOn(chosen)), chosen.pinned));
    return pills.flatMap((other) => (other === chosen ? parts : [other]));
  }
  const facet = pillFacet(chosen.pill);
  const { pill } = inverted;
  const taken =
    facet !== undefined && pill.kind === 'field' && isList(inverted, facet, pill.negated)
      ? pills.find((other) => other !== chosen && isList(other, facet, pill.negated))
      : undefined;
  if (taken?.pill.kind !== 'field' || pill.kind !== 'field') return replace(pills, id, pill);
  return replace(remove(pills, taken.id), id, { ...pill, values: unique([...taken.pill.values, ...pill.values]) });
}

function unique(values: readonly TermValue[]): readonly TermValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** All but those that are pinned go. */
export function clear(pills: Pills): Pills {
  return pills.filter(({ pinned }) => pinned);
}

export function clearFacet(pills: Pills, facet: FacetName): Pills {
  const own = ofFacet(pills, facet);
  return pills.filter((other) => !own.includes(other));
}

/** The last pill that is on, the one an empty result offers to turn off. */
export function lastOn(pills: Pills): PlacedPill | undefined {
  return pills.findLast(isOn);
}

/**
 * The row that a text gives. Pills that say the same as before stay the same; those that are off are no part of the
 * text and keep their places as far as the row is long enough. One that is off and said by the text is on again.
 */
export function withFilter(pills: Pills, filter: FilterNode): Pills {
  const left = [...pills];
  const texts = new Set<string>();
  const row = toPills(filter).map((pill) => {
    const text = pillText(pill);
    texts.add(text);
    const alike = (on: boolean): number =>
      left.findIndex((other) => isOn(other) === on && pillText(other.pill) === text);
    const same = alike(true) < 0 ? alike(false) : alike(true);
    const [kept] = same < 0 ? [] : left.splice(same, 1);
    if (kept === undefined) return placed(pill);
    return isOn(kept) ? kept : { ...kept, pill: switchPill(kept.pill, false) };
  });
  pills.forEach((other, at) => {
    if (!isOn(other) && !texts.has(pillText(other.pill))) row.splice(at, 0, other);
  });
  return row;
}

/** A row of pills as plain strings. */
export interface SavedRow {
  /** The filter's text: the pills that are on. */
  readonly text: string;
  /** Texts of the pills that are off, with their places in the row. */
  readonly off: readonly { readonly at: number; readonly text: string }[];
  /** Places of the pinned ones. */
  readonly pinned: readonly number[];
}

export function saveRow(pills: Pills): SavedRow {
  const pinned = pills.flatMap((other, at) => (other.pinned ? [at] : []));
  return { ...savePills(pills.map(({ pill }) => pill)), pinned };
}

/** undefined where a text has a fault. */
export function loadRow(saved: SavedRow): Pills | undefined {
  return loadPills(saved)?.map((pill, at) => placed(pill, saved.pinned.includes(at)));
}

/** The filter's text: the pills that are on. */
export function textOf(pills: Pills): string {
  return savePills(pills.map(({ pill }) => pill)).text;
}

/** Equal for rows that look the same. */
export function rowKey(pills: Pills): string {
  return JSON.stringify(pills.map(({ pill, pinned }) => [pillText(pill), pill.off === true, pinned]));
}
