import { facet as facetDefinition, isSaidFacet, type FacetName } from '../event/facet-catalogue';
import type { View } from './filter';
import { conjunction, type FilterNode, term, type TermNode, type Value } from './language/ast';
import { evidenceIn, lowerFilter } from './language/lower';
import { type AskValues, unfoundValues, type UnfoundValue } from './language/meant-values';
import type { QueryEngine } from './query-engine';

/** Why a filter finds nothing, in facts and counts. */
export interface NothingFound {
  /** In the order of the filter's conditions; the first of a great many. */
  readonly conditions: readonly ConditionFact[];
  /**
   * Events that meet all conditions which columns answer; undefined where all are such, or where that
   * alone finds nothing.
   */
  readonly inColumns?: number;
  readonly unfound: readonly UnfoundValue[];
  /** Fields of which an event has one value, asked for two. */
  readonly twice: readonly AskedTwice[];
  /** Over the whole case. */
  readonly events: number;
  /** Seconds since 1970 UTC; null where no event has a time. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The least and the most of the bytes that events state; undefined where it plays no part, null where none does. */
  readonly bytes?: { readonly least: number; readonly most: number } | null;
  /** Events of the case that anything was said of; undefined where that plays no part. */
  readonly annotated?: number;
}

/** Counts that would need records to be read are null. */
export interface ConditionFact {
  /** Among the conditions. */
  readonly at: number;
  /** What it is about, where that says why it finds nothing. values: of a column, each looked up. */
  readonly about?: 'time' | 'bytes' | 'values';
  /** For time: where its range lies beside the events of the case. */
  readonly side?: 'before' | 'after';
  /** Events of the case that meet it alone. */
  readonly alone: number | null;
  /** Events that meet all others; null too where the others ask records. */
  readonly without: number | null;
  /** It is answered from the records. */
  readonly records?: true;
}

export interface AskedTwice {
  readonly facet: FacetName;
  /** Places of the conditions. */
  readonly at: readonly number[];
  /** Events that have any of the values, and meet all other conditions; null where records decide. */
  readonly count: number | null;
  /** The condition on any of the values. */
  readonly meant: TermNode;
  /** The filter with it. */
  readonly filter: FilterNode;
}

type Engine = Pick<QueryEngine, 'counts' | 'facets' | 'rows'>;

/** Conditions that are looked at. */
const MOST_CONDITIONS = 40;

/**
 * Finds out why no event meets all of these conditions. Reads columns only, no records.
 * @param conditions joined by AND
 */
export async function explainNothing(
  conditions: readonly FilterNode[],
  engine: Engine,
  copies = false,
): Promise<NothingFound> {
  const trees = conditions.map((node) => lowerFilter(node).tree);
  const asksRecords = trees.map((tree) => evidenceIn(tree).size > 0);
  const viewOf = (places: readonly number[]): View => ({
    clauses: places.flatMap((at) => {
      const filter = trees[at];
      return filter === undefined ? [] : [{ id: `condition ${String(at)}`, filter }];
    }),
    ...(copies ? { copies } : {}),
  });
  const count = async (places: readonly number[]): Promise<number> => (await engine.counts(viewOf(places))).matched;
  const all = conditions.map((_, at) => at);
  const columns = all.filter((at) => asksRecords[at] !== true);
  const inColumns = await count(columns);
  const decided = columns.length === conditions.length || inColumns === 0;
  const { events, firstTime, lastTime } = await engine.counts(viewOf([]));

  const facts: ConditionFact[] = [];
  // Where the columns alone leave nothing, the records are not the reason.
  for (const at of (inColumns === 0 ? columns : all).slice(0, MOST_CONDITIONS)) {
    const node = conditions[at];
    if (node === undefined) continue;
    if (asksRecords[at] === true) {
      const only = all.length - columns.length === 1;
      facts.push({ at, alone: null, without: only ? inColumns : null, records: true });
      continue;
    }
    const others = columns.filter((other) => other !== at);
    const without = columns.length === all.length ? await count(others) : null;
    facts.push({ at, alone: await count([at]), without, ...aboutOf(node, firstTime, lastTime) });
  }
  const ask: AskValues = async ({ facet, ...options }) => {
    const [result] = await engine.facets(viewOf([]), [{ facet, ...options }]);
    return result ?? { facet, distinct: 0, rows: [] };
  };
  const asked = inColumns === 0 ? columns : all;
  const filter = conjunction(conditions);
  const twice = await askedTwice(conditions, asked, async (node) => {
    const { tree, evidence } = lowerFilter(node);
    if (evidence.length > 0) return null;
    const view = { ...viewOf([]), clauses: [{ id: 'meant', filter: tree }] };
    return (await engine.counts(view)).matched;
  });
  const ofSaid = facts.some(({ at, alone }) => alone === 0 && asksSaid(conditions[at]));
  const ofBytes = facts.some(({ about, alone }) => about === 'bytes' && alone === 0);
  return {
    conditions: facts,
    ...(decided ? {} : { inColumns }),
    unfound: await unfoundValues(filter, ask),
    twice,
    events,
    firstTime,
    lastTime,
    ...(ofBytes ? { bytes: await bytesOf(engine, viewOf([])) } : {}),
    ...(ofSaid ? { annotated: (await engine.counts({ ...viewOf([]), clauses: [ANNOTATED] })).matched } : {}),
  };
}

const ANNOTATED = { id: 'annotated', filter: { op: 'present', facet: 'annotated' } } as const;

/** Whether a condition is about what analysts said. */
function asksSaid(node: FilterNode | undefined): boolean {
  if (node === undefined || node.kind === 'all') return false;
  if (node.kind === 'not') return asksSaid(node.of);
  if (node.kind === 'and' || node.kind === 'or') return node.of.some(asksSaid);
  return node.kind === 'term' && node.field.kind === 'facet' && isSaidFacet(node.field.name);
}

function aboutOf(node: FilterNode, first: number | null, last: number | null): Pick<ConditionFact, 'about' | 'side'> {
  if (node.kind !== 'term') return {};
  if (node.field.kind === 'bytes') return { about: 'bytes' };
  if (node.field.kind === 'facet' && node.values.every(isLookedUp)) return { about: 'values' };
  if (node.field.kind !== 'time') return {};
  const ranges = node.values.filter((value) => value.kind === 'time');
  if (first === null || last === null || ranges.length === 0 || ranges.length < node.values.length) {
    return { about: 'time' };
  }
  if (ranges.every(({ to }) => to !== null && to <= first)) return { about: 'time', side: 'before' };
  if (ranges.every(({ from }) => from !== null && from > last)) return { about: 'time', side: 'after' };
  return { about: 'time' };
}

/** Conditions on one field that no event can meet together, since it has one value of it. */
async function askedTwice(
  conditions: readonly FilterNode[],
  asked: readonly number[],
  countOf: (filter: FilterNode) => Promise<number | null>,
): Promise<readonly AskedTwice[]> {
  const byFacet = new Map<FacetName, { at: number; node: TermNode }[]>();
  for (const at of asked) {
    const node = conditions[at];
    if (node?.kind !== 'term' || node.field.kind !== 'facet') continue;
    if (facetDefinition(node.field.name).multiple === true || !node.values.every(isExact)) continue;
    byFacet.set(node.field.name, [...(byFacet.get(node.field.name) ?? []), { at, node }]);
  }
  const twice: AskedTwice[] = [];
  for (const [facet, terms] of byFacet) {
    const [first, ...others] = terms;
    if (first === undefined || others.length === 0) continue;
    const shared = first.node.values.filter((value) => others.every(({ node }) => holds(node, value)));
    if (shared.length > 0) continue;
    const values = new Map<string, Value>();
    for (const { node } of terms) for (const value of node.values) values.set(JSON.stringify(value), value);
    const meant = term(first.node.field, [...values.values()]);
    const places = terms.map(({ at }) => at);
    const filter = conjunction(
      conditions.flatMap((node, at) => (at === first.at ? [meant] : places.includes(at) ? [] : [node])),
    );
    twice.push({ facet, at: places, count: await countOf(filter), meant, filter });
  }
  return twice;
}

function isLookedUp(value: Value): boolean {
  return (value.kind === 'exact' && value.text !== '') || value.kind === 'pattern';
}

function isExact(value: Value): boolean {
  return value.kind === 'exact' || value.kind === 'absent';
}

function holds({ values }: TermNode, value: Value): boolean {
  return values.some((other) => JSON.stringify(other) === JSON.stringify(value));
}

async function bytesOf(engine: Engine, whole: View): Promise<{ readonly least: number; readonly most: number } | null> {
  const view: View = { ...whole, clauses: [{ id: 'bytes', filter: { op: 'bytes', from: null, to: null } }] };
  const end = async (descending: boolean): Promise<number | undefined> => {
    const { rows } = await engine.rows(view, [{ column: 'bytesOut', descending }], 0, 1, ['bytesOut']);
    return rows[0]?.bytesOut ?? undefined;
  };
  const [least, most] = [await end(false), await end(true)];
  return least === undefined || most === undefined ? null : { least, most };
}
