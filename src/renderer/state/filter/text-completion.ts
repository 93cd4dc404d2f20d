import type { Completion } from '../../../core/query/language/complete';
import { completeAt, completeFields } from '../../../core/query/language/complete';
import type { Field } from '../../../core/query/language/ast';
import { printValue } from '../../../core/query/language/print';
import type { FacetResult } from '../../../core/query/filter';
import type { FacetRequest } from '../../store/protocol';
import { namedWords } from '../../wording/names';
import { termWords } from './pill-words';
import { facetOfField } from './term-entry';

/** Something that can stand at the cursor. */
export interface Choice {
  /** What takes the place of [from, to). */
  readonly text: string;
  /** As it is listed. */
  readonly words: string;
  /** A field's label, or the count of a value. */
  readonly note: string;
  readonly kind: 'field' | 'value' | 'keyword';
}

export interface Choices {
  readonly from: number;
  readonly to: number;
  readonly list: readonly Choice[];
  /** What can be written where nothing can be listed. */
  readonly hint?: string;
}

const MOST_VALUES = 50;
const NUMBERS = new Intl.NumberFormat('en-US');

/** Choices at the cursor that need no counting: fields and keywords, and hints for times and numbers. */
export function choicesAt(text: string, cursor: number): { readonly at: Completion; readonly choices: Choices } {
  const at = completeAt(text, cursor);
  const { from, to } = at;
  if (at.kind === 'value') {
    const hint = at.field === undefined ? undefined : hintFor(at.field);
    return { at, choices: { from, to, list: [], ...(hint === undefined ? {} : { hint }) } };
  }
  const keywords = at.kind === 'keyword' ? keywordsFor(at) : [];
  const fields = at.kind === 'keyword' && at.group === true ? [] : fieldsFor(at.prefix);
  // A word that is typed after a condition is the next field sooner than the start of a keyword.
  const list =
    at.prefix === '' ? [...keywords, ...fields] : [...fields.filter(starts(at.prefix)), ...keywords, ...fields];
  return { at, choices: { from, to, list: unique(list) } };
}

/** Values of a field that start with or hold what was typed, with their counts in the case. */
export async function valueChoices(
  { from, to, prefix, field }: Completion,
  ask: (request: FacetRequest) => Promise<FacetResult>,
): Promise<Choices | undefined> {
  const facet = field === undefined ? undefined : facetOfField(field);
  if (field === undefined || facet === undefined) return undefined;
  const wanted = { facet, top: MOST_VALUES, ...(prefix === '' ? {} : { search: prefix }) };
  return { from, to, list: listValues(await ask(wanted), field, prefix) };
}

function listValues(result: FacetResult, field: Field, prefix: string): readonly Choice[] {
  const lower = prefix.toLowerCase();
  const first = ({ value }: { value: string | null }): boolean => value?.toLowerCase().startsWith(lower) === true;
  const rows = [...result.rows.filter(first), ...result.rows.filter((row) => !first(row))];
  return rows.map(({ value, count, label }) => {
    const term = value === null ? ({ kind: 'absent' } as const) : ({ kind: 'exact', text: value } as const);
    const words = namedWords(termWords(term, field), label);
    return { kind: 'value', text: printValue(term, field), words, note: NUMBERS.format(count) };
  });
}

function hintFor(field: Field): string | undefined {
  if (field.kind === 'time') return 'A time: 2026-03-11, 2026-03-11T22, >=2026-03-11, or [2026-03-11 TO 2026-03-12]';
  if (field.kind === 'bytes') return 'A number: 4218663, >1000000, or [1 TO 1000]';
  if (facetOfField(field) === undefined) return 'A value, a pattern such as a*, or * for present';
  return undefined;
}

function keywordsFor({ prefix, group }: Completion): readonly Choice[] {
  const words = group === true ? ['OR'] : ['AND', 'OR', 'NOT'];
  const notes: Readonly<Record<string, string>> = {
    AND: 'both conditions',
    OR: group === true ? 'another value' : 'either condition',
    NOT: 'all but the next condition',
  };
  return words
    .filter((word) => word.startsWith(prefix))
    .map((word) => ({ kind: 'keyword', text: word, words: word, note: notes[word] ?? '' }));
}

function fieldsFor(prefix: string): readonly Choice[] {
  return completeFields(prefix).map(({ name, label }) => ({
    kind: 'field',
    text: `${name}:`,
    words: name,
    note: label === name ? '' : label,
  }));
}

const starts =
  (prefix: string) =>
  ({ words }: Choice): boolean =>
    words.toLowerCase().startsWith(prefix.toLowerCase());

function unique(list: readonly Choice[]): readonly Choice[] {
  return [...new Map(list.map((choice) => [`${choice.kind} ${choice.text}`, choice])).values()];
}

/** The text with a choice taken, and where the cursor then is. A space follows what is complete. */
export function takeChoice(
  text: string,
  { from, to }: Choices,
  choice: Choice,
): { readonly text: string; readonly cursor: number } {
  const rest = text.slice(to);
  const space = choice.kind === 'field' || /^[\s)]/.test(rest) ? '' : ' ';
  const head = text.slice(0, from) + choice.text + space;
  return { text: head + rest, cursor: head.length };
}
