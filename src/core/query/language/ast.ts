import { type Decimal, parseDecimal } from '../../event/decimal';
import type { FacetName } from '../../event/facet-catalogue';
import type { LineagePart } from '../filter';

/** Place in the filter's text, UTF-16 code units, `end` exclusive. Nodes made without a text carry [0, 0). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a field name stands for, after aliases and case are settled. */
export type Field =
  | { readonly kind: 'facet'; readonly name: FacetName }
  /** `eventTime`, answered from the time column. */
  | { readonly kind: 'time' }
  /** `bytesTransferredOut`, answered from its own column. */
  | { readonly kind: 'bytes' }
  /** Events of a session and of its kin, answered from the case's sessions. `inferred`: so are links followed. */
  | { readonly kind: 'lineage'; readonly part: LineagePart; readonly inferred: boolean }
  /** Any other JSON path. Names are matched ignoring case; arrays are looked into at every step. */
  | { readonly kind: 'path'; readonly path: readonly string[] };

export interface NumberBound {
  readonly value: number;
  /** The number in decimal where a double does not hold it exactly: then this is the bound. */
  readonly written?: string;
  readonly inclusive: boolean;
}

/** A bound as text, exactly. */
export function boundText({ value, written }: NumberBound): string {
  return written ?? String(value);
}

/** A bound for comparison with numbers as they are written. */
export function boundDecimal(bound: NumberBound): Decimal {
  return parseDecimal(boundText(bound)) ?? { negative: false, digits: '', exponent: 0 };
}

export type Value =
  /** The whole value, case-sensitive; '' is "(empty)". */
  | { readonly kind: 'exact'; readonly text: string }
  /** At least two literal pieces with any run of characters between them; inner pieces are not empty. */
  | { readonly kind: 'pattern'; readonly pieces: readonly string[] }
  /** `field:*` */
  | { readonly kind: 'present' }
  /** `field:(none)` */
  | { readonly kind: 'absent' }
  /** Address block in CIDR notation, as written. */
  | { readonly kind: 'network'; readonly network: string }
  /**
   * Seconds since 1970 UTC, from inclusive, to exclusive; at least one end is set. An end between two
   * seconds is a whole number of microseconds: columns hold seconds, so that the records decide.
   */
  | { readonly kind: 'time'; readonly from: number | null; readonly to: number | null }
  /** At least one end is set. */
  | { readonly kind: 'number'; readonly from: NumberBound | null; readonly to: NumberBound | null };

export interface TermNode extends Span {
  readonly kind: 'term';
  readonly field: Field;
  /** The field's name as it was written, and where. */
  readonly written: string;
  readonly fieldSpan: Span;
  /** One or more; the term holds where any of them does. */
  readonly values: readonly Value[];
}

export interface TextNode extends Span {
  readonly kind: 'text';
  /** Not empty, none empty: found in this order in the raw record, anything between. Case-sensitive. */
  readonly pieces: readonly string[];
}

export interface GroupNode extends Span {
  readonly kind: 'and' | 'or';
  /** Two or more, none of the same kind as this node. */
  readonly of: readonly FilterNode[];
}

/** Never of the empty filter, never of another NOT. */
export interface NotNode extends Span {
  readonly kind: 'not';
  readonly of: FilterNode;
}

/** The empty filter. Only ever the root. */
export interface AllNode extends Span {
  readonly kind: 'all';
}

export type FilterNode = AllNode | GroupNode | NotNode | TermNode | TextNode;

/** A filter as its text says it. */
export type FilterText = FilterNode;

const NOWHERE: Span = { start: 0, end: 0 };

export const ALL: AllNode = { kind: 'all', ...NOWHERE };

/** Joins by AND: nested ANDs are flattened, empty filters dropped. */
export function conjunction(nodes: readonly FilterNode[]): FilterNode {
  return group('and', nodes);
}

/** Joins by OR: nested ORs are flattened, empty filters dropped. */
export function disjunction(nodes: readonly FilterNode[]): FilterNode {
  return group('or', nodes);
}

/** NOT of NOT is the thing itself; NOT of the empty filter stays the empty filter, for a blank hides nothing. */
export function negation(of: FilterNode, start = of.start): FilterNode {
  if (of.kind === 'not') return of.of;
  return of.kind === 'all' ? of : { kind: 'not', of, start, end: of.end };
}

export function term(field: Field, values: readonly Value[]): TermNode {
  return { kind: 'term', field, written: '', fieldSpan: NOWHERE, values, ...NOWHERE };
}

/** A free phrase over the raw record. */
export function phrase(pieces: readonly string[]): TextNode {
  return { kind: 'text', pieces, ...NOWHERE };
}

function group(kind: 'and' | 'or', nodes: readonly FilterNode[]): FilterNode {
  const of: FilterNode[] = [];
  for (const node of nodes) {
    if (node.kind === kind) for (const inner of node.of) of.push(inner);
    else if (node.kind !== 'all') of.push(node);
  }
  const first = of[0];
  const last = of[of.length - 1];
  if (first === undefined || last === undefined) return ALL;
  return of.length === 1 ? first : { kind, of, start: first.start, end: last.end };
}
