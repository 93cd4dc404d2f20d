import { STATUSES } from '../../../core/annotation/action';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Completion } from '../../../core/query/language/complete';
import { completeAt, completeFields } from '../../../core/query/language/complete';
import type { Field } from '../../../core/query/language/ast';
import { fieldOfPath } from '../../../core/query/language/fields';
import { conditionsFor, isIndicator } from '../../../core/query/language/indicators';
import { lowerFilter } from '../../../core/query/language/lower';
import { printField, printFilter, printValue } from '../../../core/query/language/print';
import { endsWord } from '../../../core/query/language/scan';
import type { FacetResult, View } from '../../../core/query/filter';
import type { FacetRequest } from '../../store/protocol';
import { namedWords } from '../../wording/names';
import { termWords } from './pill-words';
import type { KnownPaths } from './record-paths-state';
import { facetOfField } from './term-entry';

/** Something that can stand at the cursor. */
export interface Choice {
  /** What takes the place of [from, to). */
  readonly text: string;
  /** As it is listed. */
  readonly words: string;
  /** A field's label, or the count of a value. */
  readonly note: string;
  readonly kind: 'field' | 'value' | 'keyword' | 'condition';
}

export interface Choices {
  readonly from: number;
  readonly to: number;
  /** What was typed, to be marked in the choices. */
  readonly prefix?: string;
  readonly list: readonly Choice[];
  /** What can be written where nothing can be listed. */
  readonly hint?: string;
}

/** Days of the case, for examples of times. */
export interface CaseDays {
  readonly first: string;
  readonly last: string;
}

const MOST_VALUES = 50;
const MOST_PATHS = 100;
/** Characters of a word without a dot from which on paths of the case are looked at. */
const LEAST_TYPED = 3;
/** More than there are names of events. */
const EVERY_NAME = 100_000;
const NUMBERS = new Intl.NumberFormat('en-US');

/** Choices at the cursor that need no counting: fields and keywords, and hints for times and numbers. */
export function choicesAt(
  text: string,
  cursor: number,
  days?: CaseDays,
): { readonly at: Completion; readonly choices: Choices } {
  const at = completeAt(text, cursor);
  const { from, to, prefix } = at;
  if (at.kind === 'value') {
    const hint = at.field === undefined ? undefined : hintFor(at.field, days);
    return { at, choices: { from, to, prefix, list: [], ...(hint === undefined ? {} : { hint }) } };
  }
  const keywords = at.kind === 'keyword' ? keywordsFor(at) : [];
  const fields = at.kind === 'keyword' && at.group === true ? [] : fieldsFor(at.prefix);
  // A word that is typed after a condition is the next field sooner than the start of a keyword.
  const list =
    at.prefix === '' ? [...keywords, ...fields] : [...fields.filter(starts(at.prefix)), ...keywords, ...fields];
  return { at, choices: { from, to, prefix, list: unique(list) } };
}

/** Values of a field that start with or hold what was typed, with their counts in the case. */
export async function valueChoices(
  { from, to, prefix, field }: Completion,
  ask: (request: FacetRequest) => Promise<FacetResult>,
): Promise<Choices | undefined> {
  const facet = field === undefined ? undefined : facetOfField(field);
  if (field === undefined || facet === undefined) return undefined;
  const wanted = { facet, top: MOST_VALUES, ...(prefix === '' ? {} : { search: prefix }) };
  const list = listValues(await ask(wanted), field, prefix);
  return { from, to, prefix, list: [...list, ...unsaid(facet, prefix, field, list)] };
}

/** Values that a field of what analysts said may have, whether anybody said them or not. */
const SAYABLE: ReadonlyMap<FacetName, readonly string[]> = new Map<FacetName, readonly string[]>([
  ['status', STATUSES],
  ['starred', ['true']],
  ['annotated', ['event', 'value']],
]);

function unsaid(facet: FacetName, prefix: string, field: Field, listed: readonly Choice[]): readonly Choice[] {
  const known = (SAYABLE.get(facet) ?? []).filter((text) => text.startsWith(prefix.toLowerCase()));
  return known
    .map((text): Choice => ({
      kind: 'value',
      text: printValue({ kind: 'exact', text }, field),
      words: text,
      note: '0',
    }))
    .filter(({ text }) => !listed.some((other) => other.text === text));
}

/** Values of a field for a field of its own: they are taken as they are, not as text of a filter. */
export async function completeTyped(
  field: string,
  typed: string,
  ask: (request: FacetRequest) => Promise<FacetResult>,
): Promise<Choices> {
  const named = fieldOfPath(field.split('.'));
  const facet = named === undefined ? undefined : facetOfField(named);
  if (facet === undefined) return { from: 0, to: typed.length, list: [] };
  const { rows } = await ask({ facet, top: MOST_VALUES, ...(typed === '' ? {} : { search: typed }) });
  const list = rows.flatMap(({ value, count }): Choice[] =>
    value === null || value === '' ? [] : [{ kind: 'value', text: value, words: value, note: NUMBERS.format(count) }],
  );
  return { from: 0, to: typed.length, prefix: typed, list };
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

/** JSON paths of the case that fit a field's name in the making, after the fields that have a column. */
export function pathChoices({ at, choices }: ReturnType<typeof choicesAt>, known: KnownPaths): Choices {
  const lower = at.prefix.toLowerCase();
  const starts = (text: string): boolean => text.toLowerCase().startsWith(lower);
  // Of paths that are typed from their middle, the names count.
  const named = (text: string): boolean => text.toLowerCase().includes(`.${lower}`);
  const fitting = known.paths.filter(({ text }) => text.includes('.') && (starts(text) || named(text)));
  const sorted = [...fitting.filter(({ text }) => starts(text)), ...fitting.filter(({ text }) => !starts(text))];
  const list = sorted.slice(0, MOST_PATHS).map(({ text, records }): Choice => ({
    kind: 'field',
    text: `${text}:`,
    words: text,
    note: `in ${NUMBERS.format(records)}`,
  }));
  if (list.length === 0) return choices;
  const more =
    fitting.length > list.length
      ? `${NUMBERS.format(list.length)} of ${NUMBERS.format(fitting.length)} paths, `
      : 'Paths ';
  const hint = `${more}from ${readWords(known)}; others can be typed`;
  return { ...choices, list: unique([...choices.list, ...list]), hint };
}

/** Whether paths of the case are to be looked at for what is typed. */
export function wantsPaths({ at, choices }: ReturnType<typeof choicesAt>): boolean {
  if (at.kind !== 'field') return false;
  const starting = choices.list.some(
    ({ kind, words }) => kind === 'field' && words.toLowerCase().startsWith(at.prefix.toLowerCase()),
  );
  return at.prefix.includes('.') || (at.prefix.length >= LEAST_TYPED && !starting);
}

/** Values of a JSON path in the records that were read. */
export function pathValueChoices({ from, to, prefix, field }: Completion, known: KnownPaths): Choices | undefined {
  if (field?.kind !== 'path') return undefined;
  const name = printField(field).toLowerCase();
  const lower = prefix.toLowerCase();
  const values = new Map<string, number>();
  for (const path of known.paths) {
    if (path.text.toLowerCase() !== name) continue;
    for (const [value, count] of path.values) values.set(value, (values.get(value) ?? 0) + count);
  }
  const list = [...values]
    .filter(([value]) => value.toLowerCase().includes(lower))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([value]): Choice => {
      const term = { kind: 'exact', text: value } as const;
      return { kind: 'value', text: printValue(term, field), words: termWords(term, field), note: '' };
    });
  if (list.length === 0) return undefined;
  return {
    from,
    to,
    prefix,
    list,
    hint: `Values from ${readWords(known)}; others can be typed, or a*, or * for present`,
  };
}

function readWords({ records }: KnownPaths): string {
  return records === 1 ? '1 record read' : `${NUMBERS.format(records)} records read`;
}

/** The word at the cursor where it is no condition yet: an identifier that was pasted. */
function wordAround(
  text: string,
  cursor: number,
): { readonly from: number; readonly to: number; readonly word: string } {
  let [from, to] = [cursor, cursor];
  while (from > 0 && !endsWord(text[from - 1])) from--;
  while (to < text.length && !endsWord(text[to])) to++;
  if (text[from] === '-') from++;
  return { from, to, word: text.slice(from, to) };
}

/**
 * The conditions that a pasted key, ARN, address, account or ID may stand for, with their counts in the case; those
 * that no event meets are left out, but for the likeliest.
 */
export async function conditionChoices(
  text: string,
  cursor: number,
  ask: (view: View, request: FacetRequest) => Promise<FacetResult>,
  all: View,
): Promise<Choices | undefined> {
  const { from, to, word } = wordAround(text, cursor);
  const conditions = conditionsFor(word);
  const known = isIndicator(word);
  const list: Choice[] = [];
  for (const node of conditions) {
    const { tree, evidence } = lowerFilter(node);
    const choice = { kind: 'condition', text: printFilter(node), words: printFilter(node) } as const;
    if (evidence.length > 0) {
      list.push({ ...choice, note: 'looks through the records' });
      continue;
    }
    const view = { ...all, clauses: [{ id: 'condition', filter: tree }] };
    const { rows } = await ask(view, { facet: 'eventName', top: EVERY_NAME });
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    if (count > 0) list.push({ ...choice, note: NUMBERS.format(count) });
  }
  const [first] = conditions;
  if (list.length === 0 && known && first !== undefined) {
    list.push({ kind: 'condition', text: printFilter(first), words: printFilter(first), note: '0' });
  }
  return list.length === 0 ? undefined : { from, to, prefix: word, list };
}

function hintFor(field: Field, days?: CaseDays): string | undefined {
  const { first = '2026-03-11', last = '2026-03-12' } = days ?? {};
  if (field.kind === 'time') {
    return `A time: ${first}, ${first}T22, >=${first}, or [${first} TO ${last}]`;
  }
  if (field.kind === 'bytes') return 'A number: 4218663, >1000000, or [1 TO 1000]';
  if (field.kind === 'lineage') return 'A session: its access key, or its principalId and start joined by @';
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
