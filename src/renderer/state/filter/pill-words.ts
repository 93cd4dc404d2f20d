import { facet as facetDefinition, type FacetName } from '../../../core/event/facet-catalogue';
import type { ValueName } from '../../../core/query/filter';
import { boundText, type Field, type NumberBound, type Value } from '../../../core/query/language/ast';
import { kinField } from '../../../core/query/language/kin-fields';
import type { FieldPill, Pill } from '../../../core/query/language/pills';
import { pillOperator, pillText } from '../../../core/query/language/pills';
import { printField, printValue } from '../../../core/query/language/print';
import type { Clock } from '../../wording/clock';
import { UTC_CLOCK } from '../../wording/clock';
import { count } from '../../wording/numbers';
import { namedWords } from '../../wording/names';
import { valueWords } from '../../wording/values';
import { rangeOf } from './time-pill';
import { timeWords } from './time-clause';

/** Values that a pill names; more of them are counted. */
const NAMED_VALUES = 2;

export interface PillWords {
  /** Empty for a pill that is shown as its text. */
  readonly field: string;
  /** "is any of", "is not"; empty for a pill that is shown as its text. */
  readonly operator: string;
  /** The values themselves for up to two; else their number in words. May be empty: "is present". */
  readonly values: readonly string[];
  /** Every value, for the tooltip. */
  readonly all: readonly string[];
  /** All of it in one line, for accessible names and tooltips. */
  readonly sentence: string;
  /** Set in the font of identifiers: text of the filter language, JSON paths. */
  readonly mono: 'field' | 'values' | undefined;
}

/** "Source IP", "Time", or the JSON path. */
export function fieldLabel(field: Field): string {
  switch (field.kind) {
    case 'facet':
      return facetDefinition(field.name).label;
    case 'time':
      return 'Time';
    case 'bytes':
      return 'Bytes out';
    case 'lineage':
      return kinField(field).label;
    case 'path':
      return printField(field);
  }
}

/** One value as a pill or a list shows it. */
export function termWords(value: Value, field: Field, clock: Clock = UTC_CLOCK): string {
  switch (value.kind) {
    case 'exact':
      return valueWords(value.text);
    case 'absent':
      return field.kind === 'time' ? '(no time)' : '(none)';
    case 'present':
      return 'any value';
    case 'network':
      return value.network;
    case 'time': {
      const { operator, value: words } = timeWords(value, clock);
      return operator === 'is' ? words : `${operator.slice('is '.length)} ${words}`;
    }
    case 'number':
      return numberWords(value.from, value.to);
    case 'pattern':
      return printValue(value, field);
  }
}

function numberWords(from: NumberBound | null, to: NumberBound | null): string {
  const number = (bound: NumberBound): string =>
    Number.isSafeInteger(bound.value) ? count(bound.value) : boundText(bound);
  if (from === null) return to === null ? 'any value' : `${to.inclusive ? 'up to' : 'under'} ${number(to)}`;
  if (to === null) return `${from.inclusive ? 'from' : 'over'} ${number(from)}`;
  if (boundText(from) === boundText(to)) return number(from);
  return `${from.inclusive ? 'from' : 'over'} ${number(from)} ${to.inclusive ? 'to' : 'to under'} ${number(to)}`;
}

/** Finds what people know a value by. */
export type FindName = (facet: FacetName, value: string) => ValueName | undefined;

/** A pill in words; times as the given clock shows them, and values with the names that are known. */
export function pillWords(pill: Pill, clock: Clock = UTC_CLOCK, nameOf: FindName = () => undefined): PillWords {
  if (pill.kind === 'text') {
    const text = pillText(pill);
    return { field: '', operator: '', values: [text], all: [text], sentence: text, mono: 'values' };
  }
  if (pill.kind === 'words') {
    const text = `"${pill.pieces.join('*')}"`;
    const operator = pillOperator(pill);
    return {
      field: 'Text',
      operator,
      values: [text],
      all: [text],
      sentence: `Text ${operator} ${text}`,
      mono: undefined,
    };
  }
  const field = fieldLabel(pill.field);
  const { operator, values } = fieldWords(pill, clock, nameOf);
  const few = values.length > NAMED_VALUES ? [`${count(values.length)} values`] : values;
  const sentence = [field, operator, few.join(', ')].filter((part) => part !== '').join(' ');
  const mono = pill.field.kind === 'path' ? 'field' : undefined;
  return { field, operator, values: few, all: values, sentence, mono };
}

/** The operator reads on into the value: "is from 1,000", "is before 2026-03-12 01:42:11 UTC". */
function fieldWords(pill: FieldPill, clock: Clock, nameOf: FindName): { operator: string; values: readonly string[] } {
  const operator = pillOperator(pill);
  const values = pill.values.map((value) => {
    const words = termWords(value, pill.field, clock);
    const named = value.kind === 'exact' && pill.field.kind === 'facet';
    return named ? namedWords(words, nameOf(pill.field.name, value.text)) : words;
  });
  if (operator === 'is present' || operator === 'is absent') return { operator, values: [] };
  if (operator === 'is in range' || operator === 'is not in range') {
    const range = rangeOf(pill);
    if (range !== undefined) {
      const words = timeWords(range, clock);
      return { operator: words.operator, values: [words.value] };
    }
    const many = values.length > 1 ? (pill.negated ? 'is none of' : 'is any of') : pill.negated ? 'is not' : 'is';
    return { operator: many, values };
  }
  return { operator, values };
}
