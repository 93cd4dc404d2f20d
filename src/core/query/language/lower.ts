import type { JsonObject } from '../../event/json';
import type { Filter } from '../filter';
import { type Field, type FilterNode, type FilterText, term, type TermNode, type TextNode, type Value } from './ast';
import { emptyPath, exactTexts, isEmpty, matchesAnyCase, matchesPath, matchesText } from './evaluate';
import { derivedFacet } from './fields';
import { parseFilterText } from './parse';
import { printFilter } from './print';

/** A condition that needs the records themselves. Plain data: it can be sent to where they are read. */
export interface EvidenceTerm {
  /** The condition's canonical text: equal conditions share an id, and reading the id gives the condition. */
  readonly id: string;
  readonly node: TermNode | TextNode;
  /** Letters are compared ignoring case: only to tell whether that is why nothing was found. */
  readonly anyCase?: true;
  /** A column's condition that every event meeting this one meets too; spares reading the others. */
  readonly within?: Filter;
}

export interface LoweredFilter {
  /** As columns answer it, with leaves where only the records can. */
  readonly tree: Filter;
  /** Each condition once. Empty: columns answer the whole filter. */
  readonly evidence: readonly EvidenceTerm[];
}

const ALL: Filter = { op: 'all' };
const NONE: Filter = { op: 'not', of: ALL };

/** Splits a filter into what columns answer and what needs the records. */
export function lowerFilter(filter: FilterText): LoweredFilter {
  const evidence = new Map<string, EvidenceTerm>();
  const tree = lower(filter, evidence);
  return { tree, evidence: [...evidence.values()] };
}

/**
 * The term that an id stands for.
 * @throws Error where the text is no id of a term
 */
export function evidenceTerm(id: string): EvidenceTerm {
  const text = id.startsWith(ANY_CASE) ? id.slice(ANY_CASE.length) : id;
  const parsed = parseFilterText(text);
  const [term] = parsed.ok ? lowerFilter(parsed.filter).evidence : [];
  if (term?.id === text && text !== id) return { id, node: term.node, anyCase: true };
  if (term?.id !== id) throw new Error(`"${id}" names no condition on records.`);
  return term;
}

/** Whether the record meets an evidence term; `rawText` as for matchesRecord. */
export function testEvidence({ node, anyCase }: EvidenceTerm, record: JsonObject, rawText: string): boolean {
  if (anyCase === true) return matchesAnyCase(node, record, rawText);
  return node.kind === 'text' ? matchesText(node, rawText) : matchesPath(node, record, rawText);
}

/** Before the id of a term whose letters are compared ignoring case. No filter begins so. */
const ANY_CASE = 'any case ) ';

/**
 * The filter with its words and its values of JSON paths compared ignoring case, where it excludes
 * nothing by them; undefined where it has none.
 */
export function ignoringCase(tree: Filter): Filter | undefined {
  if (tree.op === 'evidence') {
    const { node } = evidenceTerm(tree.id);
    return hasLetters(node) ? { op: 'evidence', id: ANY_CASE + tree.id } : undefined;
  }
  if (tree.op !== 'and' && tree.op !== 'or') return undefined;
  const parts = tree.of.map((part) => ignoringCase(part) ?? part);
  return parts.every((part, at) => part === tree.of[at]) ? undefined : { op: tree.op, of: parts };
}

function hasLetters(node: TermNode | TextNode): boolean {
  const letters = (text: string): boolean => /\p{L}/u.test(text);
  if (node.kind === 'text') return node.pieces.some(letters);
  return node.values.some((value) =>
    value.kind === 'exact' ? letters(value.text) : value.kind === 'pattern' && value.pieces.some(letters),
  );
}

/**
 * What the columns alone say of a filter: the events that may pass, and those that pass whatever the
 * records say. Only records of events that are in the first set and not in the second need reading.
 * The two are given apart because NOT of a filter is not the other events: a network says nothing of
 * a service's name.
 */
export function boundFilter({ tree, evidence }: LoweredFilter): { possible: Filter; certain: Filter } {
  const within = new Map(evidence.map((term) => [term.id, term.within ?? ALL]));
  return boundTree(tree, (id, most) => (most ? (within.get(id) ?? ALL) : NONE));
}

/**
 * The same where something is known of the records already.
 * @param known for the events that may meet a term (`most`), and for those that are known to
 */
export function boundTree(
  tree: Filter,
  known: (id: string, most: boolean) => Filter,
): { possible: Filter; certain: Filter } {
  return { possible: bound(tree, known, true), certain: bound(tree, known, false) };
}

/** The ids of the terms that a filter still holds, each once. */
export function evidenceIn(tree: Filter, into = new Set<string>()): Set<string> {
  if (tree.op === 'evidence') into.add(tree.id);
  else if (tree.op === 'not') evidenceIn(tree.of, into);
  else if (tree.op === 'and' || tree.op === 'or') for (const part of tree.of) evidenceIn(part, into);
  return into;
}

function lower(node: FilterNode, evidence: Map<string, EvidenceTerm>): Filter {
  switch (node.kind) {
    case 'all':
      return ALL;
    case 'and':
    case 'or':
      return { op: node.kind, of: node.of.map((part) => lower(part, evidence)) };
    case 'not':
      return { op: 'not', of: lower(node.of, evidence) };
    case 'text':
      return evidenceLeaf(node, evidence);
    case 'term':
      return node.field.kind === 'path' ? evidenceLeaf(node, evidence) : oneOf(columnParts(node, evidence));
  }
}

function evidenceLeaf(
  node: TermNode | TextNode,
  evidence: Map<string, EvidenceTerm>,
  within = node.kind === 'term' ? impliedByPath(node) : undefined,
): Filter {
  const id = printFilter(node);
  if (!evidence.has(id)) evidence.set(id, within === undefined ? { id, node } : { id, node, within });
  return { op: 'evidence', id };
}

function oneOf(parts: readonly Filter[]): Filter {
  const only = parts[0];
  return only !== undefined && parts.length === 1 ? only : { op: 'or', of: parts };
}

function columnParts({ field, values }: TermNode, evidence: Map<string, EvidenceTerm>): Filter[] {
  if (field.kind === 'time') return values.map((value) => timePart(field, value, evidence));
  if (field.kind === 'bytes') return values.map(bytesPart);
  if (field.kind === 'path') return [];
  if (field.kind === 'lineage') {
    const { part, inferred } = field;
    // The parser gives these fields whole names alone.
    return values.map((value) => (value.kind === 'exact' ? { op: 'lineage', part, of: value.text, inferred } : NONE));
  }
  const facet = field.name;
  const parts: Filter[] = [];
  const listed = new Set<string | null>();
  for (const value of values) {
    // The columns of an identity have no empty text: it is absent there.
    if (isEmpty(value) && emptyPath(field) !== undefined) {
      parts.push(evidenceLeaf(term(field, [value]), evidence, { op: 'in', facet, values: [null] }));
    } else if (value.kind === 'exact' && facet === 'note') parts.push({ op: 'holds', facet, text: value.text });
    else if (value.kind === 'exact') for (const text of exactTexts(value.text, facet)) listed.add(text);
    else if (value.kind === 'absent') listed.add(null);
    else if (value.kind === 'pattern') parts.push({ op: 'like', facet, pieces: value.pieces });
    else if (value.kind === 'present') parts.push({ op: 'present', facet });
    else if (value.kind === 'network') parts.push({ op: 'cidr', facet, network: value.network });
    // The parser gives facets no ranges; one made by hand holds for no event.
    else parts.push(NONE);
  }
  return listed.size === 0 ? parts : [{ op: 'in', facet, values: [...listed] }, ...parts];
}

function timePart(field: Field, value: Value, evidence: Map<string, EvidenceTerm>): Filter {
  const any: Filter = { op: 'time', from: null, to: null };
  if (value.kind === 'present') return any;
  if (value.kind === 'absent') return { op: 'not', of: any };
  if (value.kind !== 'time') return NONE;
  const { from, to } = value;
  const [first, last] = [from === null ? null : Math.floor(from), to === null ? null : Math.ceil(to)];
  if (first === from && last === to) return { op: 'time', from, to };
  // The column holds whole seconds: those in which the range begins or ends are looked at in the records.
  const leaf = evidenceLeaf(term(field, [value]), evidence, { op: 'time', from: first, to: last });
  const whole = { from: from === null ? null : Math.ceil(from), to: to === null ? null : Math.floor(to) };
  const some = whole.from === null || whole.to === null || whole.from < whole.to;
  return some ? { op: 'or', of: [{ op: 'time', ...whole }, leaf] } : leaf;
}

function bytesPart(value: Value): Filter {
  const any: Filter = { op: 'bytes', from: null, to: null };
  if (value.kind === 'present') return any;
  if (value.kind === 'absent') return { op: 'not', of: any };
  if (value.kind !== 'number') return NONE;
  const { from, to } = value;
  // Bytes are whole: over 1.5 is 2 or more, up to 1.5 is under 2.
  return {
    op: 'bytes',
    from: from && (from.inclusive ? Math.ceil(from.value) : Math.floor(from.value) + 1),
    to: to && (to.inclusive ? Math.floor(to.value) + 1 : Math.ceil(to.value)),
  };
}

/** What a condition on a path says about the column that is derived from that path. */
function impliedByPath({ field, values }: TermNode): Filter | undefined {
  const facet = field.kind === 'path' ? derivedFacet(field.path) : undefined;
  if (facet === undefined) return undefined;
  const parts: Filter[] = [];
  for (const value of values) {
    // An empty text is no value of such a column: it goes on to the next field.
    if (isEmpty(value)) return undefined;
    if (value.kind === 'exact') parts.push({ op: 'in', facet, values: [value.text] });
    else if (value.kind === 'pattern') parts.push({ op: 'like', facet, pieces: value.pieces });
    else if (value.kind === 'present') parts.push({ op: 'present', facet });
    else return undefined;
  }
  return { op: 'or', of: parts };
}

/**
 * The tree with every evidence leaf replaced so that it holds for the most (or the least) events
 * that its rows could make it hold for.
 */
function bound(tree: Filter, known: (id: string, most: boolean) => Filter, most: boolean): Filter {
  switch (tree.op) {
    case 'and':
    case 'or':
      return joined(
        tree.op,
        tree.of.map((part) => bound(part, known, most)),
      );
    case 'not':
      return negated(bound(tree.of, known, !most));
    case 'evidence':
      return known(tree.id, most);
    default:
      return tree;
  }
}

const isNone = (tree: Filter): boolean => tree.op === 'not' && tree.of.op === 'all';

function negated(tree: Filter): Filter {
  return tree.op === 'not' ? tree.of : { op: 'not', of: tree };
}

function joined(op: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [drops, wins] = op === 'and' ? [isAll, isNone] : [isNone, isAll];
  const winner = parts.find(wins);
  if (winner) return winner;
  const kept = parts.filter((part) => !drops(part));
  const only = kept[0];
  if (only === undefined) return op === 'and' ? ALL : NONE;
  return kept.length === 1 ? only : { op, of: kept };
}

const isAll = (tree: Filter): boolean => tree.op === 'all';
