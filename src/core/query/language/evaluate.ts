import { type FacetName, facetPosition } from '../../event/facet-catalogue';
import { type EventValues, type FacetValue, NO_TIME } from '../../event/facet-values';
import { isObject, type Json, type JsonObject } from '../../event/json';
import { matchesNetwork, parseNetwork } from '../cidr';
import type { FilterNode, NumberBound, TermNode, TextNode, Value } from './ast';
import { derivedFacet } from './fields';
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
      return matchesTerm(node, record, values);
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

function matchesTerm(term: TermNode, record: JsonObject, event: EventValues): Truth {
  const { field, values } = term;
  switch (field.kind) {
    case 'time':
      return some(values.map((value) => numberAgrees(value, event.time === NO_TIME ? undefined : event.time)));
    case 'bytes':
      return some(values.map((value) => numberAgrees(value, event.bytesOut < 0 ? undefined : event.bytesOut)));
    case 'facet': {
      const found = facetTexts(event.facets[facetPosition(field.name) ?? -1]);
      return some(values.map((value) => textsAgree(value, found, field.name)));
    }
    case 'path':
      return matchesPath(term, record);
  }
}

/** A term on a JSON path, from the record alone. */
export function matchesPath({ field, values }: TermNode, record: JsonObject): boolean {
  if (field.kind !== 'path') return false;
  const found = textsAt(record, field.path);
  return values.some((value) => textsAgree(value, found) === true);
}

/**
 * Every value at a path as text: strings as they are, all else as its JSON text. Arrays are looked
 * into wherever they stand; names match ignoring case; null is absent, and so is the empty string
 * within userIdentity.
 */
export function textsAt(record: JsonObject, path: readonly string[]): string[] {
  let level: Json[] = [record];
  // Read just as the column is that stands for this path.
  const exactly = derivedFacet(path) !== undefined;
  for (const segment of path) {
    const lower = segment.toLowerCase();
    const next: Json[] = [];
    for (const value of level) {
      if (!isObject(value)) continue;
      for (const name of Object.keys(value)) {
        const inner = value[name];
        if (inner === undefined || (name !== segment && (exactly || name.toLowerCase() !== lower))) continue;
        if (!exactly) addElements(next, inner);
        else if (segment === 'resources' && Array.isArray(inner))
          for (const entry of inner as readonly Json[]) next.push(entry);
        else next.push(inner);
      }
    }
    level = next;
  }
  const texts = level.filter((value) => value !== null).map(jsonText);
  return path[0]?.toLowerCase() === 'useridentity' ? texts.filter((text) => text !== '') : texts;
}

/** The texts that an exact value stands for: user agents are held without their surrounding brackets. */
export function exactTexts(text: string, facet?: FacetName): readonly string[] {
  const bare = facet === 'userAgent' ? /^\[(.*)\]$/s.exec(text)?.[1] : undefined;
  return bare === undefined ? [text] : [text, bare];
}

function addElements(to: Json[], value: Json): void {
  if (!Array.isArray(value)) to.push(value);
  else for (const element of value as readonly Json[]) addElements(to, element);
}

function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function facetTexts(value: FacetValue): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function textsAgree(value: Value, found: readonly string[], facet?: FacetName): Truth {
  switch (value.kind) {
    case 'present':
      return found.length > 0;
    case 'absent':
      return found.length === 0;
    case 'exact': {
      const wanted = exactTexts(value.text, facet);
      return found.some((text) => wanted.includes(text));
    }
    case 'pattern':
      return found.some((text) => matchesPattern(value.pieces, text));
    case 'network': {
      const network = parseNetwork(value.network);
      const answers = found.map((text) => matchesNetwork(network, text)).filter((answer) => answer !== undefined);
      return answers.length === 0 ? undefined : answers.includes(true);
    }
    case 'number':
      return found.some((text) => NUMBER.test(text) && numberAgrees(value, Number(text)));
    case 'time':
      // Shorter texts name no day.
      return found.some((text) => text.length >= 10 && numberAgrees(value, parseTimeText(text, UTC)?.from));
  }
}

function numberAgrees(value: Value, found: number | undefined): boolean {
  switch (value.kind) {
    case 'present':
      return found !== undefined;
    case 'absent':
      return found === undefined;
    case 'time':
      return found !== undefined && found >= (value.from ?? 0) && found < (value.to ?? Infinity);
    case 'number':
      return found !== undefined && above(value.from, found) && below(value.to, found);
    default:
      return false;
  }
}

function above(bound: NumberBound | null, found: number): boolean {
  return bound === null || found > bound.value || (bound.inclusive && found === bound.value);
}

function below(bound: NumberBound | null, found: number): boolean {
  return bound === null || found < bound.value || (bound.inclusive && found === bound.value);
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
