import { compareDecimals, type Decimal, parseDecimal } from '../../event/decimal';
import { exactEventTime } from '../../event/event-time';
import { facet as facetDefinition, type FacetName, facetPosition } from '../../event/facet-catalogue';
import type { EventValues, FacetValue } from '../../event/facet-values';
import type { JsonObject } from '../../event/json';
import { matchesNetwork, parseNetwork } from '../cidr';
import { boundDecimal, type Field, type FilterNode, type TermNode, type TextNode, type Value } from './ast';
import { type FoundValue, statedValues, valuesAt } from './path-values';
import { parseTimeText, UTC } from './time-text';

/** Undefined where a condition can neither be said to hold nor not to: a network about a service's name. */
type Truth = boolean | undefined;

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Whether one event passes the filter, worked out from the record itself: the reference that the
 * columns must agree with.
 *
 * @param rawText the record's JSON exactly as delivered (for LookupEvents, of the inner record)
 * @param values what the index holds of this record
 */
export function matchesRecord(filter: FilterNode, record: JsonObject, rawText: string, values: EventValues): boolean {
  return truth(filter, record, rawText, values) === true;
}

function truth(node: FilterNode, record: JsonObject, rawText: string, values: EventValues): Truth {
  switch (node.kind) {
    case 'all':
      return true;
    case 'and':
      return every(node.of.map((part) => truth(part, record, rawText, values)));
    case 'or':
      return some(node.of.map((part) => truth(part, record, rawText, values)));
    case 'not': {
      const inner = truth(node.of, record, rawText, values);
      return inner === undefined ? undefined : !inner;
    }
    case 'text':
      return matchesText(node, rawText);
    case 'term':
      return matchesTerm(node, record, rawText, values);
  }
}

/** Case-sensitive, in the record's bytes as they are: escapes in its JSON are not resolved. */
export function matchesText({ pieces }: TextNode, rawText: string): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = rawText.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

function matchesTerm(term: TermNode, record: JsonObject, rawText: string, event: EventValues): Truth {
  const { field, values } = term;
  switch (field.kind) {
    case 'time':
      return some(values.map((value) => timeAgrees(value, record)));
    case 'bytes':
      return some(values.map((value) => bytesAgree(value, event.bytesOut < 0 ? undefined : event.bytesOut)));
    case 'facet': {
      const found = facetTexts(event.facets[facetPosition(field.name) ?? -1]).map(asFound);
      const path = emptyPath(field);
      return some(
        values.map((value) =>
          path !== undefined && isEmpty(value) ? isEmptyAt(record, path) : textsAgree(value, found, field.name),
        ),
      );
    }
    case 'lineage':
      // Which session an event is of, no single record says.
      return undefined;
    case 'path':
      return matchesPath(term, record, rawText);
  }
}

/**
 * A term that only a record answers, from the record alone: one on a JSON path, on a time between two
 * seconds, or on an empty text where columns hold none.
 */
export function matchesPath({ field, values }: TermNode, record: JsonObject, rawText: string): boolean {
  if (field.kind === 'time') return values.some((value) => timeAgrees(value, record));
  const path = field.kind === 'path' ? field.path : emptyPath(field);
  if (path === undefined) return false;
  // Whether there is a value at all does not hang on how it is written.
  const read = values.some(({ kind }) => kind !== 'present' && kind !== 'absent');
  const found = valuesAt(record, path, read ? rawText : undefined);
  const stated = statedValues(found, path);
  return values.some((value) => textsAgree(value, isEmpty(value) ? found : stated) === true);
}

/** As `matchesText` and `matchesPath`, ignoring the case of letters. */
export function matchesAnyCase(node: TermNode | TextNode, record: JsonObject, rawText: string): boolean {
  if (node.kind === 'text') {
    return matchesText({ ...node, pieces: node.pieces.map((piece) => piece.toLowerCase()) }, rawText.toLowerCase());
  }
  const { field, values } = node;
  if (field.kind !== 'path') return matchesPath(node, record, rawText);
  const found = statedValues(valuesAt(record, field.path, rawText), field.path).map(({ text, number }) => ({
    text: text.toLowerCase(),
    number,
  }));
  return values.some((value) => {
    if (value.kind === 'exact') return textsAgree({ ...value, text: value.text.toLowerCase() }, found) === true;
    if (value.kind !== 'pattern') return matchesPath({ ...node, values: [value] }, record, rawText);
    return textsAgree({ ...value, pieces: value.pieces.map((piece) => piece.toLowerCase()) }, found) === true;
  });
}

/**
 * The path of an identity's column. There the empty text counts as absent, so that the column has no
 * such value: `(empty)` asks the record which of the absent ones are written as an empty text.
 */
export function emptyPath(field: Field): readonly string[] | undefined {
  const path = field.kind === 'facet' ? facetDefinition(field.name).path : undefined;
  return path?.startsWith('userIdentity.') === true ? path.split('.') : undefined;
}

export function isEmpty(value: Value): boolean {
  return value.kind === 'exact' && value.text === '';
}

function isEmptyAt(record: JsonObject, path: readonly string[]): boolean {
  return valuesAt(record, path).some(({ text }) => text === '');
}

function timeAgrees(value: Value, record: JsonObject): boolean {
  const found = exactEventTime(record.eventTime);
  switch (value.kind) {
    case 'present':
      return found !== undefined;
    case 'absent':
      return found === undefined;
    case 'time':
      return withinTime(value, found);
    default:
      return false;
  }
}

function withinTime({ from, to }: Extract<Value, { kind: 'time' }>, found: number | undefined): boolean {
  return found !== undefined && found >= (from ?? 0) && found < (to ?? Infinity);
}

function bytesAgree(value: Value, found: number | undefined): boolean {
  switch (value.kind) {
    case 'present':
      return found !== undefined;
    case 'absent':
      return found === undefined;
    case 'number':
      return found !== undefined && numberAgrees(value, parseDecimal(String(found)));
    default:
      return false;
  }
}

/** The texts that an exact value stands for: user agents are held without their surrounding brackets. */
export function exactTexts(text: string, facet?: FacetName): readonly string[] {
  const bare = facet === 'userAgent' ? /^\[(.*)\]$/s.exec(text)?.[1] : undefined;
  return bare === undefined ? [text] : [text, bare];
}

function facetTexts(value: FacetValue): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function asFound(text: string): FoundValue {
  return { text, number: false };
}

function textsAgree(value: Value, found: readonly FoundValue[], facet?: FacetName): Truth {
  switch (value.kind) {
    case 'present':
      return found.length > 0;
    case 'absent':
      return found.length === 0;
    case 'exact': {
      const wanted = exactTexts(value.text, facet);
      return found.some(({ text }) => wanted.includes(text)) || equalsNumber(value.text, found);
    }
    case 'pattern':
      return found.some(({ text }) => matchesPattern(value.pieces, text));
    case 'network': {
      const network = parseNetwork(value.network);
      const answers = found.map(({ text }) => matchesNetwork(network, text)).filter((answer) => answer !== undefined);
      return answers.length === 0 ? undefined : answers.includes(true);
    }
    case 'number':
      return found.some(({ text }) => NUMBER.test(text) && numberAgrees(value, parseDecimal(text)));
    case 'time':
      // Shorter texts name no day.
      return found.some(({ text }) => text.length >= 10 && withinTime(value, parseTimeText(text, UTC)?.from));
  }
}

/** A number in the record is what it is, however it is written: 1.5 finds 1.50. A text is only what is written. */
function equalsNumber(text: string, found: readonly FoundValue[]): boolean {
  if (!found.some(({ number }) => number) || !NUMBER.test(text)) return false;
  const wanted = parseDecimal(text);
  return found.some(({ number, text: other }) => {
    const stated = number ? parseDecimal(other) : undefined;
    return wanted !== undefined && stated !== undefined && compareDecimals(wanted, stated) === 0;
  });
}

function numberAgrees({ from, to }: Extract<Value, { kind: 'number' }>, found: Decimal | undefined): boolean {
  if (found === undefined) return false;
  const low = from === null ? 1 : compareDecimals(found, boundDecimal(from));
  const high = to === null ? -1 : compareDecimals(found, boundDecimal(to));
  return (low > 0 || (low === 0 && from?.inclusive === true)) && (high < 0 || (high === 0 && to?.inclusive === true));
}

/** Literal pieces in order, the first and the last at the ends of the text, none overlapping. */
export function matchesPattern(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (pieces.length < 2) return text === first;
  const limit = text.length - last.length;
  if (limit < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > limit) return false;
    at = found + piece.length;
  }
  return true;
}

function every(answers: readonly Truth[]): Truth {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function some(answers: readonly Truth[]): Truth {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
