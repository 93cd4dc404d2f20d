import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Field } from '../../../core/event/fields';
import type { FilterNode, TermNode, Value } from '../../../core/query/language/ast';
import { exactTexts, matchesPattern } from '../../../core/query/language/evaluate';
import { derivedFacet, sameField } from '../../../core/query/language/fields';
import type { OpenRecord } from '../../state/detail/open-record';
import { namesOf } from '../../state/grid/column-catalogue';
import { joined, shifted, within } from '../../ui/ranges';
import type { Range } from '../../ui/ranges';
import { filterField } from './field-term';
import { tokens } from './json-text';

/** What a filter looks for in a record: words of its text, and values of its fields. */
export interface Sought {
  readonly words: readonly string[];
  readonly terms: readonly TermNode[];
}

/** Where a record has what the filter looks for. */
export interface Found {
  /** In the record's text: disjoint, in their order. */
  readonly text: readonly Range[];
  /** The first of the words in the record's text. */
  readonly first: Range | undefined;
  /** In the path and in the value of a field, by its number in the record. */
  readonly fields: ReadonlyMap<number, FieldMarks>;
}

export interface FieldMarks {
  readonly path: readonly Range[];
  readonly value: readonly Range[];
}

export const NOTHING: Found = { text: [], first: undefined, fields: new Map() };

/** A word that stands there more often is marked so many times. */
const MOST = 1000;
/** Of a record with more, the fields that follow are not marked in the table; its text is. */
const MOST_FIELDS = 20_000;

/** What is excluded is looked for nowhere. */
export function soughtBy(filters: readonly FilterNode[]): Sought {
  const words: string[] = [];
  const terms: TermNode[] = [];
  const walk = (node: FilterNode): void => {
    if (node.kind === 'and' || node.kind === 'or') for (const part of node.of) walk(part);
    else if (node.kind === 'text') for (const piece of node.pieces) words.push(piece);
    else if (node.kind === 'term') terms.push(node);
  };
  for (const filter of filters) walk(filter);
  return { words: [...new Set(words)].filter((word) => word !== ''), terms };
}

/**
 * Every place of the words in a text, as they are written in it.
 * @returns disjoint, in their order
 */
export function placesOf(words: readonly string[], text: string): readonly Range[] {
  const places: Range[] = [];
  for (const word of words) {
    let times = 0;
    for (let at = text.indexOf(word); at >= 0 && times < MOST; at = text.indexOf(word, at + word.length)) {
      places.push([at, at + word.length]);
      times++;
    }
  }
  return joined(places);
}

/** The same in what was delivered: an item that holds the record as a string has the words as JSON writes them. */
export function foundInText({ text, recordText }: OpenRecord, { words }: Sought, found: Found): readonly Range[] {
  if (text === recordText) return found.text;
  return placesOf(
    words.map((word) => JSON.stringify(word).slice(1, -1)),
    text,
  );
}

/**
 * @param text the record's JSON
 * @param fields all that `fieldsOf` gives for it, in that order
 */
export function findIn(text: string, fields: readonly Field[], { words, terms }: Sought): Found {
  if (words.length === 0 && terms.length === 0) return NOTHING;
  const places = placesOf(words, text);
  // A path is not written in the record: its names are.
  const names = words.filter((word) => !word.includes('.'));
  const marks = new Map<number, FieldMarks>();
  const values: Range[] = [];
  const spans = valueSpans(text);
  for (let number = 0; number < Math.min(fields.length, MOST_FIELDS); number++) {
    const field = fields[number];
    if (field === undefined) break;
    const span = field.kind.startsWith('empty-') ? undefined : spans.next().value;
    const path = placesOf(names, field.path);
    let value: readonly Range[] = [];
    if (span !== undefined && terms.some((term) => agrees(term, field))) {
      values.push(span);
      value = [[0, field.text.length]];
    } else if (span !== undefined) {
      value = joined(unescaped(text.slice(...span), shifted(within(places, span), -span[0])));
    }
    if (value.length > 0 || path.length > 0) marks.set(number, { path, value });
  }
  return { text: joined([...places, ...values]), first: places[0], fields: marks };
}

/** Characters of a long value: so many before what was looked for, and in all. */
const BEFORE = 32;
const EXCERPT = 160;

/** A value as it is shown with its marks: of a long one the part with the first of them. */
export function excerpt(
  text: string,
  marks: readonly Range[],
): { readonly text: string; readonly marks: readonly Range[] } {
  const [first] = marks;
  if (first === undefined || text.length <= EXCERPT) return { text, marks };
  const near = first[0] <= BEFORE ? 0 : first[0] - BEFORE;
  // At a word's beginning, where one is near.
  const space = near === 0 ? -1 : text.indexOf(' ', near);
  const from = space >= 0 && space < first[0] ? space + 1 : near;
  const to = Math.min(text.length, from + EXCERPT);
  const lead = from === 0 ? '' : '\u2026';
  return {
    text: `${lead}${text.slice(from, to)}${to < text.length ? '\u2026' : ''}`,
    marks: shifted(within(marks, [from, to]), lead.length - from),
  };
}

/** Where each value that is no object or array stands; of strings what is between the quotes. */
function* valueSpans(text: string): Generator<Range, undefined> {
  for (const { kind, text: token, at = 0 } of tokens(text)) {
    if (kind === 'string') yield [at + 1, at + token.length - 1];
    else if (kind === 'number' || kind === 'word') yield [at, at + token.length];
  }
  return undefined;
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|.)/g;

/** Stretches of a string as JSON writes it, as such of its value: an escape is one character, marked whole. */
function unescaped(literal: string, ranges: readonly Range[]): readonly Range[] {
  if (ranges.length === 0 || !literal.includes('\\')) return ranges;
  const escapes = [...literal.matchAll(ESCAPE)].map(({ index, 0: escape }) => [index, index + escape.length] as const);
  const place = (at: number, end: boolean): number => {
    let less = 0;
    for (const [from, to] of escapes) {
      if (from >= at) break;
      if (to > at) return from - less + (end ? 1 : 0);
      less += to - from - 1;
    }
    return at - less;
  };
  return ranges.map(([start, end]) => [place(start, false), place(end, true)]);
}

function agrees({ field: wanted, values }: TermNode, field: Field): boolean {
  const names = namesOf(field.path);
  const own = filterField(field);
  if (names === undefined || own === undefined) return false;
  const derived = derivedFacet(names);
  const same = sameField(own, wanted) || (wanted.kind === 'facet' && wanted.name === derived);
  return same && values.some((value) => holds(value, field, wanted.kind === 'facet' ? wanted.name : undefined));
}

function holds(value: Value, { text, kind }: Field, facet: FacetName | undefined): boolean {
  if (kind === 'null') return false;
  if (value.kind === 'pattern') return matchesPattern(value.pieces, text);
  if (value.kind !== 'exact' || text === '') return false;
  // User agents are held without the brackets that some records have around them.
  return exactTexts(value.text, facet).some(
    (wanted) => text === wanted || (facet === 'userAgent' && text === `[${wanted}]`),
  );
}
