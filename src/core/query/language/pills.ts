import type { FacetName } from '../../event/facet-catalogue';
import { conjunction, type Field, type FilterNode, negation, phrase, term, type Value } from './ast';
import { parseFilterText } from './parse';
import { printFilter } from './print';

interface PillState {
  /** Kept, but without effect and not part of the filter's text. */
  readonly off?: boolean;
}

/** One condition on one field, as the filter bar shows it. */
export interface FieldPill extends PillState {
  readonly kind: 'field';
  readonly field: Field;
  readonly negated: boolean;
  /** One or more. */
  readonly values: readonly Value[];
}

/** Words over the raw record. */
export interface WordsPill extends PillState {
  readonly kind: 'words';
  readonly negated: boolean;
  readonly pieces: readonly string[];
}

/** Any other part of a filter, shown as its text. */
export interface TextPill extends PillState {
  readonly kind: 'text';
  readonly node: FilterNode;
}

export type Pill = FieldPill | WordsPill | TextPill;

/** A pill's operator in words. */
export type Operator =
  | 'is'
  | 'is not'
  | 'is any of'
  | 'is none of'
  | 'is present'
  | 'is absent'
  | 'matches'
  | 'does not match'
  | 'is in network'
  | 'is not in network'
  | 'is in range'
  | 'is not in range'
  | 'contains'
  | 'does not contain'
  | 'text';

/** The conditions that a filter joins by AND, in order; empty for the empty filter. */
export function toPills(filter: FilterNode): Pill[] {
  if (filter.kind === 'all') return [];
  return (filter.kind === 'and' ? filter.of : [filter]).map(toPill);
}

/** The filter of the pills that are on. */
export function fromPills(pills: readonly Pill[]): FilterNode {
  return conjunction(pills.filter((pill) => pill.off !== true).map(pillFilter));
}

/** The filter of one pill, on or off. */
export function pillFilter(pill: Pill): FilterNode {
  if (pill.kind === 'text') return pill.node;
  const node = pill.kind === 'field' ? term(pill.field, pill.values) : phrase(pill.pieces);
  return pill.negated ? negation(node) : node;
}

/** Canonical text of one pill, on or off. */
export function pillText(pill: Pill): string {
  return printFilter(pillFilter(pill));
}

/** What was shown is hidden and the other way round. */
export function invertPill(pill: Pill): Pill {
  if (pill.kind !== 'text') return { ...pill, negated: !pill.negated };
  return switchPill(toPill(negation(pill.node)), pill.off === true);
}

export function switchPill(pill: Pill, off: boolean): Pill {
  if (off) return { ...pill, off };
  const { off: _off, ...on } = pill;
  return on;
}

/** The facet whose list set this pill, so that the pill does not hide that list's other values. */
export function pillFacet(pill: Pill): FacetName | undefined {
  return pill.kind === 'field' && pill.field.kind === 'facet' ? pill.field.name : undefined;
}

export function pillOperator(pill: Pill): Operator {
  if (pill.kind === 'text') return 'text';
  if (pill.kind === 'words') return pill.negated ? 'does not contain' : 'contains';
  const { negated, values } = pill;
  const kinds = new Set(values.map((value) => value.kind));
  const [only, ...others] = kinds;
  if (values.length === 1 && only === 'present') return negated ? 'is absent' : 'is present';
  if (values.length === 1 && only === 'absent') return negated ? 'is present' : 'is absent';
  if (others.length === 0 && only === 'network') return negated ? 'is not in network' : 'is in network';
  if (others.length === 0 && (only === 'time' || only === 'number')) return negated ? 'is not in range' : 'is in range';
  if (values.length === 1 && only === 'exact') return negated ? 'is not' : 'is';
  if (values.every((value) => value.kind === 'exact' || value.kind === 'absent'))
    return negated ? 'is none of' : 'is any of';
  return negated ? 'does not match' : 'matches';
}

/** A row of pills as plain strings, for history, saved views and links. */
export interface SavedPills {
  /** The filter's text: the pills that are on. */
  readonly text: string;
  /** Texts of the pills that are off, with their places in the row, ascending. */
  readonly off: readonly { readonly at: number; readonly text: string }[];
}

export function savePills(pills: readonly Pill[]): SavedPills {
  const off = pills.flatMap((pill, at) => (pill.off === true ? [{ at, text: pillText(pill) }] : []));
  return { text: printFilter(fromPills(pills)), off };
}

/**
 * The row that was saved. Also used when the text was edited: pills that are off keep their places as
 * far as the row is long enough. Undefined where a text has a fault.
 */
export function loadPills(saved: SavedPills, options: { zone?: string } = {}): Pill[] | undefined {
  const parsed = parseFilterText(saved.text, options);
  if (!parsed.ok) return undefined;
  const pills = toPills(parsed.filter);
  for (const { at, text } of saved.off) {
    const one = parseFilterText(text, options);
    if (!one.ok) return undefined;
    if (one.filter.kind !== 'all') pills.splice(at, 0, switchPill(toPill(one.filter), true));
  }
  return pills;
}

function toPill(node: FilterNode): Pill {
  const negated = node.kind === 'not';
  const inner = negated ? node.of : node;
  if (inner.kind === 'term') return { kind: 'field', field: inner.field, negated, values: inner.values };
  if (inner.kind === 'text') return { kind: 'words', negated, pieces: inner.pieces };
  return { kind: 'text', node };
}
