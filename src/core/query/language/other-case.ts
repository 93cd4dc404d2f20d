import type { FacetName } from '../../event/facet-catalogue';
import type { FacetOptions, FacetResult } from '../filter';
import { formatCount } from '../../event/format-number';
import { conjunction, disjunction, negation, term, type FilterNode, type TermNode, type Value } from './ast';
import { matchesPattern } from './evaluate';
import { printFilter, printValue } from './print';

/** A value of a filter that no event has, but that some have with letters in another case. */
export interface OtherCase {
  /** The condition as asked, and as it would find something: text of the language. */
  readonly asked: string;
  readonly meant: string;
  /** The value meant, as the language writes it. */
  readonly value: string;
  /** Events of the whole case that have it. */
  readonly count: number;
  /** The filter with the value meant in the place of the one asked for. */
  readonly filter: FilterNode;
}

/** Asks the whole case for values of a facet. */
export type AskValues = (request: FacetOptions & { readonly facet: FacetName }) => Promise<FacetResult>;

/** Values with their counts that are looked at for one value of the filter. */
const MOST_VALUES = 5_000;
/** Values of a filter that are looked into. */
const MOST_ASKED = 50;

/**
 * What a filter asks for in the wrong case. Values are compared by case, so that such a filter finds
 * nothing without a word: wherever nothing is found, this is said.
 */
export async function otherCases(filter: FilterNode, ask: AskValues): Promise<readonly OtherCase[]> {
  const found: OtherCase[] = [];
  for (const { node, at, facet, value } of askedValues(filter).slice(0, MOST_ASKED)) {
    const meant = await meantValue(value, facet, ask);
    if (meant === undefined) continue;
    const one = (of: Value): string => printFilter(term(node.field, [of]));
    found.push({
      asked: one(value),
      meant: one(meant.value),
      value: printValue(meant.value, node.field),
      count: meant.count,
      filter: replaced(filter, node, { ...node, values: node.values.with(at, meant.value) }),
    });
  }
  return found;
}

interface Asked {
  readonly node: TermNode;
  /** Of the value among the term's. */
  readonly at: number;
  readonly facet: FacetName;
  readonly value: Extract<Value, { kind: 'exact' | 'pattern' }>;
}

function askedValues(node: FilterNode): readonly Asked[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.flatMap(askedValues);
    case 'not':
      return askedValues(node.of);
    case 'term': {
      const { field, values } = node;
      if (field.kind !== 'facet') return [];
      return values.flatMap((value, at) =>
        value.kind === 'exact' || value.kind === 'pattern' ? [{ node, at, facet: field.name, value }] : [],
      );
    }
    default:
      return [];
  }
}

async function meantValue(
  value: Asked['value'],
  facet: FacetName,
  ask: AskValues,
): Promise<{ readonly value: Value; readonly count: number } | undefined> {
  const pieces = value.kind === 'exact' ? [value.text] : value.pieces;
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best));
  if (!/\p{L}/u.test(longest)) return undefined;
  const { rows } = await ask({ facet, top: MOST_VALUES, search: longest });
  const lower = pieces.map((piece) => piece.toLowerCase());
  const alike = rows.flatMap(({ value: text, count }) =>
    text !== null && count > 0 && matchesPattern(lower, text.toLowerCase()) ? [{ text, count }] : [],
  );
  const [first] = alike;
  if (first === undefined || alike.some(({ text }) => matchesPattern(pieces, text))) return undefined;
  if (value.kind === 'exact') return { value: { kind: 'exact', text: first.text }, count: first.count };
  const spelled = spelledLike(first.text, lower);
  if (spelled === undefined) return undefined;
  const count = alike.reduce((sum, { text, count: one }) => sum + (matchesPattern(spelled, text) ? one : 0), 0);
  return { value: { kind: 'pattern', pieces: spelled }, count };
}

/** The pieces of a pattern as a text that matches it ignoring case has them. */
function spelledLike(text: string, lower: readonly string[]): readonly string[] | undefined {
  const whole = text.toLowerCase();
  // Some letters change their length with their case: then places do not agree.
  if (whole.length !== text.length) return undefined;
  let at = 0;
  return lower.map((piece, index) => {
    const start = index === lower.length - 1 ? text.length - piece.length : index === 0 ? 0 : whole.indexOf(piece, at);
    at = start + piece.length;
    return text.slice(start, at);
  });
}

/** The filter with one of its terms replaced. */
function replaced(node: FilterNode, old: TermNode, by: TermNode): FilterNode {
  if (node === old) return by;
  switch (node.kind) {
    case 'and':
      return conjunction(node.of.map((part) => replaced(part, old, by)));
    case 'or':
      return disjunction(node.of.map((part) => replaced(part, old, by)));
    case 'not':
      return negation(replaced(node.of, old, by));
    default:
      return node;
  }
}

/** One line for people: what words and JSON paths would find, if case did not count. */
export function anyCaseWords(count: number): string {
  const events = count === 1 ? '1 event matches' : `${formatCount(count)} events match`;
  return `Values and words compare by case. Ignoring case, ${events}.`;
}

/** One line for people: what was asked for, and what there is. */
export function otherCaseWords({ asked, meant, count }: OtherCase): string {
  const events = count === 1 ? '1 event has' : `${formatCount(count)} events have`;
  return `No event has ${asked}. In other case: ${events} ${meant}.`;
}
