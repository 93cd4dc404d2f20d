import { facet as facetDefinition } from '../../core/event/facet-catalogue';
import type { FacetName } from '../../core/event/facet-catalogue';
import type { Clause, Filter } from '../../core/query/filter';
import { valueWords } from '../wording/values';

export type Value = string | null;

/**
 * What the analyst chose in one facet: only these values, or all but these. A facet has at most one
 * of each mode, so that a pill stands for everything that was clicked in its list.
 */
export interface FacetClause {
  readonly facet: FacetName;
  readonly mode: 'include' | 'exclude';
  /** In the order they were chosen; never empty. */
  readonly values: readonly Value[];
  readonly off: boolean;
}

export type Clauses = readonly FacetClause[];

/** How a value stands in its facet's list. A clause that is off does not mark anything. */
export type Mark = 'included' | 'excluded' | undefined;

export function clauseId(clause: Pick<FacetClause, 'facet' | 'mode'>): string {
  return `${clause.facet}:${clause.mode}`;
}

function find(clauses: Clauses, facet: FacetName, mode: FacetClause['mode']): FacetClause | undefined {
  return clauses.find((clause) => clause.facet === facet && clause.mode === mode && !clause.off);
}

/** Puts a clause in the place of the one of the same facet and mode, or at the end; without values it goes. */
function put(clauses: Clauses, clause: FacetClause): Clauses {
  const id = clauseId(clause);
  if (clause.values.length === 0) return clauses.filter((other) => clauseId(other) !== id);
  return clauses.some((other) => clauseId(other) === id)
    ? clauses.map((other) => (clauseId(other) === id ? clause : other))
    : [...clauses, clause];
}

function without(values: readonly Value[], value: Value): readonly Value[] {
  return values.filter((other) => other !== value);
}

function drop(clauses: Clauses, facet: FacetName, mode: FacetClause['mode'], value: Value): Clauses {
  const clause = find(clauses, facet, mode);
  return clause === undefined ? clauses : put(clauses, { ...clause, values: without(clause.values, value) });
}

export function markOf(clauses: Clauses, facet: FacetName, value: Value): Mark {
  if (find(clauses, facet, 'include')?.values.includes(value) === true) return 'included';
  if (find(clauses, facet, 'exclude')?.values.includes(value) === true) return 'excluded';
  return undefined;
}

/** Values that a facet's list shows whatever their count. */
export function chosenValues(clauses: Clauses, facet: FacetName): readonly Value[] {
  const chosen = clauses.filter((clause) => clause.facet === facet && !clause.off).flatMap((clause) => clause.values);
  return [...new Set(chosen)];
}

/** Only this value; a second time: all of them again. */
export function only(clauses: Clauses, facet: FacetName, value: Value): Clauses {
  const included = find(clauses, facet, 'include')?.values ?? [];
  const excluded = find(clauses, facet, 'exclude');
  const alone = included.length === 1 && included[0] === value && excluded === undefined;
  const rest = clauses.filter((clause) => clause.facet !== facet);
  if (alone) return rest;
  const clause: FacetClause = { facet, mode: 'include', values: [value], off: false };
  const place = clauses.findIndex((other) => other.facet === facet);
  return place < 0 ? [...clauses, clause] : rest.toSpliced(place, 0, clause);
}

/** Adds a value to the chosen ones or takes it away; one that was excluded becomes chosen. */
export function toggle(clauses: Clauses, facet: FacetName, value: Value): Clauses {
  const kept = drop(clauses, facet, 'exclude', value);
  const values = find(kept, facet, 'include')?.values ?? [];
  const next = values.includes(value) ? without(values, value) : [...values, value];
  return put(kept, { facet, mode: 'include', values: next, off: false });
}

/** Excludes a value or no longer does; one that was chosen becomes excluded. */
export function exclude(clauses: Clauses, facet: FacetName, value: Value): Clauses {
  const kept = drop(clauses, facet, 'include', value);
  const values = find(kept, facet, 'exclude')?.values ?? [];
  const next = values.includes(value) ? without(values, value) : [...values, value];
  return put(kept, { facet, mode: 'exclude', values: next, off: false });
}

export function remove(clauses: Clauses, id: string): Clauses {
  return clauses.filter((clause) => clauseId(clause) !== id);
}

export function switchOff(clauses: Clauses, id: string, off: boolean): Clauses {
  return clauses.map((clause) => (clauseId(clause) === id ? { ...clause, off } : clause));
}

/** "is" becomes "is not" and back. A clause of the other mode in the same facet takes the values up. */
export function invert(clauses: Clauses, id: string): Clauses {
  const clause = clauses.find((other) => clauseId(other) === id);
  if (clause === undefined) return clauses;
  const mode = clause.mode === 'include' ? 'exclude' : 'include';
  const other = clauses.find((candidate) => candidate.facet === clause.facet && candidate.mode === mode);
  const inverted: FacetClause = {
    ...clause,
    mode,
    values: [...new Set([...(other?.values ?? []), ...clause.values])],
  };
  return clauses.flatMap((candidate) => (candidate === other ? [] : [candidate === clause ? inverted : candidate]));
}

/** The last clause that is on, the one an empty result offers to turn off. */
export function lastOn(clauses: Clauses): FacetClause | undefined {
  return clauses.findLast((clause) => !clause.off);
}

/** What the query engine takes. */
export function toClause(clause: FacetClause): Clause {
  const values: Filter = { op: 'in', facet: clause.facet, values: clause.values };
  return {
    id: clauseId(clause),
    facet: clause.facet,
    filter: clause.mode === 'include' ? values : { op: 'not', of: values },
    ...(clause.off ? { off: true } : {}),
  };
}

export interface PillWords {
  readonly field: string;
  readonly operator: 'is' | 'is any of' | 'is not' | 'is none of';
  /** The values themselves for up to two; else their number in words. */
  readonly values: readonly Value[] | string;
  /** All of it in one line, for accessible names and tooltips. */
  readonly sentence: string;
}

export function pillWords(clause: FacetClause): PillWords {
  const { label } = facetDefinition(clause.facet);
  const many = clause.values.length > 1;
  const operator = clause.mode === 'include' ? (many ? 'is any of' : 'is') : many ? 'is none of' : 'is not';
  const values = clause.values.length > 2 ? `${String(clause.values.length)} values` : clause.values;
  const words = typeof values === 'string' ? values : values.map(valueWords).join(', ');
  return { field: label, operator, values, sentence: `${label} ${operator} ${words}` };
}
