import type { FacetName } from '../../event/facet-catalogue';
import type { FacetOptions, FacetResult } from '../filter';
import {
  conjunction,
  disjunction,
  type Field,
  type FilterNode,
  negation,
  term,
  type TermNode,
  type Value,
} from './ast';
import { exactTexts, matchesPattern } from './evaluate';
import { inThisLanguage } from './in-this-language';
import { parseFilterText } from './parse';
import { printFilter, printValue } from './print';

/**
 * How a value that no event has is found after all. case: with letters in another case. holds: within
 * longer values. written: as another language writes it.
 */
export type How = 'case' | 'holds' | 'written';

/** A value of a filter that no event of the case has. */
export interface UnfoundValue {
  /** The condition as asked: text of the language. */
  readonly asked: string;
  /** What finds something in its place, where anything does. */
  readonly meant?: MeantValue;
}

export interface MeantValue {
  readonly how: How;
  /** The condition that `count` events meet: text of the language. */
  readonly text: string;
  /** What to write after the field's colon; the whole condition where that is not enough, as to exclude it. */
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
/** Shorter texts stand within too much. */
const SHORTEST_HELD = 2;

/**
 * The values of columns that a filter asks for and that no event of the case has, with what may be
 * meant. Values are compared by case and as a whole, so that such a filter finds nothing without a word.
 *
 * @param every false: only what is there in another case, of excluded values too
 */
export async function unfoundValues(
  filter: FilterNode,
  ask: AskValues,
  every = true,
): Promise<readonly UnfoundValue[]> {
  const unfound: UnfoundValue[] = [];
  for (const one of askedValues(filter, false).slice(0, MOST_ASKED)) {
    const alike = await alikeValues(one, ask);
    if (alike === 'there') continue;
    const other = inOtherCase(one, alike);
    // What an exclusion names need not be there.
    const more = every && !one.negated;
    const meant = other ?? (more ? ((await writtenElsewhere(one, ask)) ?? held(one, alike)) : undefined);
    if (meant === undefined && !more) continue;
    const asked = printFilter(term(one.node.field, [one.value]));
    unfound.push(meant === undefined ? { asked } : { asked, meant: said(meant, one, filter) });
  }
  return unfound;
}

interface Asked {
  readonly node: TermNode;
  /** Of the value among the term's. */
  readonly at: number;
  readonly facet: FacetName;
  readonly value: Extract<Value, { kind: 'exact' | 'pattern' }>;
  /** Within a NOT. */
  readonly negated: boolean;
}

interface Meant {
  readonly how: How;
  readonly values: readonly Value[];
  readonly negated?: true;
  readonly count: number;
}

interface Alike {
  readonly text: string;
  readonly count: number;
}

function askedValues(node: FilterNode, negated: boolean): readonly Asked[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.flatMap((part) => askedValues(part, negated));
    case 'not':
      return askedValues(node.of, !negated);
    case 'term': {
      const { field, values } = node;
      if (field.kind !== 'facet') return [];
      return values.flatMap((value, at) =>
        (value.kind === 'exact' && value.text !== '') || value.kind === 'pattern'
          ? [{ node, at, facet: field.name, value, negated }]
          : [],
      );
    }
    default:
      return [];
  }
}

const piecesOf = (value: Asked['value']): readonly string[] => (value.kind === 'exact' ? [value.text] : value.pieces);

/** Values that hold the longest piece whatever its case; `there` where one is what was asked for. */
async function alikeValues({ value, facet }: Asked, ask: AskValues): Promise<readonly Alike[] | 'there'> {
  const pieces = piecesOf(value);
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best));
  const selected = value.kind === 'exact' ? exactTexts(value.text, facet) : [];
  const { rows } = await ask({ facet, top: MOST_VALUES, search: longest, selected });
  const alike = rows.flatMap(({ value: text, count }) => (text !== null && count > 0 ? [{ text, count }] : []));
  // Of notes a part is enough, whatever the case of its letters.
  if (facet === 'note' && value.kind === 'exact') return alike.length > 0 ? 'there' : [];
  const there = alike.some(({ text }) =>
    value.kind === 'exact' ? selected.includes(text) : matchesPattern(pieces, text),
  );
  return there ? 'there' : alike;
}

function inOtherCase({ value }: Asked, alike: readonly Alike[]): Meant | undefined {
  const lower = piecesOf(value).map((piece) => piece.toLowerCase());
  const first = alike.find(({ text }) => matchesPattern(lower, text.toLowerCase()));
  if (first === undefined) return undefined;
  if (value.kind === 'exact') return { how: 'case', values: [{ kind: 'exact', text: first.text }], count: first.count };
  const spelled = spelledLike(first.text, lower);
  return spelled === undefined ? undefined : patternOf('case', spelled, alike);
}

/** Longer values that hold what was asked for. */
function held({ value }: Asked, alike: readonly Alike[]): Meant | undefined {
  const pieces = piecesOf(value).filter((piece) => piece !== '');
  if (!pieces.some((piece) => piece.length >= SHORTEST_HELD)) return undefined;
  const lower = ['', ...pieces.map((piece) => piece.toLowerCase()), ''];
  const exactly = ['', ...pieces, ''];
  if (alike.some(({ text }) => matchesPattern(exactly, text))) return patternOf('holds', exactly, alike);
  const first = alike.find(({ text }) => matchesPattern(lower, text.toLowerCase()));
  const spelled = first === undefined ? undefined : spelledLike(first.text, lower);
  return spelled === undefined ? undefined : patternOf('holds', spelled, alike);
}

function patternOf(how: How, pieces: readonly string[], alike: readonly Alike[]): Meant {
  const count = alike.reduce((sum, { text, count: one }) => sum + (matchesPattern(pieces, text) ? one : 0), 0);
  return { how, values: [{ kind: 'pattern', pieces }], count };
}

/** A value as SQL, Lucene or a list elsewhere writes it, where events have what it stands for there. */
async function writtenElsewhere({ value, facet, node }: Asked, ask: AskValues): Promise<Meant | undefined> {
  for (const { values, negated } of readings(piecesOf(value).join('*'), node.field)) {
    const count = await countOf(values, facet, ask);
    if (count > 0) return { how: 'written', values, count, ...(negated ? { negated } : {}) };
  }
  return undefined;
}

function readings(text: string, field: Field): readonly { values: readonly Value[]; negated?: true }[] {
  const exact = (one: string): Value => ({ kind: 'exact', text: one });
  const found: { values: readonly Value[]; negated?: true }[] = [];
  if (/^(?:null|nil|none|undefined|absent)$/i.test(text)) found.push({ values: [{ kind: 'absent' }] });
  const other = /^[!-](.+)$/s.exec(text)?.[1];
  if (other !== undefined) found.push({ values: [exact(other)], negated: true });
  if (/^\/.+\/i?$/s.test(text)) {
    const regex = valuesOf({ kind: 'regex', value: text }, field);
    if (regex !== undefined) found.push({ values: regex });
  }
  if (/[%?]/.test(text)) {
    const pieces = text.split(/[%?]/).filter((piece, at, all) => piece !== '' || at === 0 || at === all.length - 1);
    if (pieces.some((piece) => piece !== '')) found.push({ values: [{ kind: 'pattern', pieces }] });
  }
  const list = text.split(/[,;|]/).map((one) => one.trim());
  if (list.length > 1 && list.every((one) => one !== '')) found.push({ values: list.map(exact) });
  return found;
}

function valuesOf(meaning: { kind: 'regex'; value: string }, field: Field): readonly Value[] | undefined {
  if (field.kind !== 'facet') return undefined;
  const text = inThisLanguage({ end: 0, field: field.name, operator: '~', negated: false, meaning });
  const parsed = text === undefined ? undefined : parseFilterText(text);
  return parsed?.ok === true && parsed.filter.kind === 'term' ? parsed.filter.values : undefined;
}

async function countOf(values: readonly Value[], facet: FacetName, ask: AskValues): Promise<number> {
  let count = 0;
  for (const value of values) {
    if (value.kind === 'pattern') {
      const longest = value.pieces.reduce((best, piece) => (piece.length > best.length ? piece : best));
      const { rows } = await ask({ facet, top: MOST_VALUES, search: longest });
      for (const row of rows) if (row.value !== null && matchesPattern(value.pieces, row.value)) count += row.count;
    } else {
      const wanted = value.kind === 'exact' ? value.text : null;
      const { rows } = await ask({ facet, top: 1, selected: [wanted] });
      count += rows.find((row) => row.value === wanted)?.count ?? 0;
    }
  }
  return count;
}

function said({ how, values, negated, count }: Meant, { node, at }: Asked, filter: FilterNode): MeantValue {
  const [only, ...others] = values;
  const alone = term(node.field, values);
  const one = negated ? negation(alone) : alone;
  const by: FilterNode = negated
    ? rest(node, at, one)
    : { ...node, values: [...node.values.slice(0, at), ...values, ...node.values.slice(at + 1)] };
  const value = only === undefined || others.length > 0 || negated ? printFilter(one) : printValue(only, node.field);
  return { how, text: printFilter(alone), value, count, filter: replaced(filter, node, by) };
}

/** The term without one of its values, or that condition instead. */
function rest(node: TermNode, at: number, one: FilterNode): FilterNode {
  const values = node.values.filter((_, place) => place !== at);
  return values.length === 0 ? one : disjunction([{ ...node, values }, one]);
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
function replaced(node: FilterNode, old: TermNode, by: FilterNode): FilterNode {
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
