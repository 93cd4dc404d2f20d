import type { FacetName } from '../event/facet-catalogue';
import { Best } from './best';
import type { Dictionary } from './dictionary';
import type { FacetOptions, FacetOrder, FacetResult, FacetRow, ValueName } from './filter';
import { valueSearch } from './value-search';

/** Values from which on a whole list is sorted by rank. */
const RANKED_SIZE = 4096;

/**
 * The facet's values in the order asked for, by default count descending; then value ascending by
 * UTF-16 code unit, "(none)" last of its count. Only the values that are returned become strings.
 * @param counts events by id
 */
export function topValues(
  facet: FacetName,
  dictionary: Dictionary,
  counts: Uint32Array,
  options: FacetOptions,
  labelOf: (id: number) => ValueName | undefined = () => undefined,
): FacetResult {
  const holds = searchOf(options.search, labelOf);
  const order = options.order ?? 'count';
  // Whole lists of many values are sorted by rank, which costs one sort of the dictionary; so are
  // orders in which most values are equal but for their text.
  const ranked = (options.top === undefined || order !== 'count') && dictionary.size > RANKED_SIZE;
  const ranks = ranked ? dictionary.ranks() : undefined;
  const before = (a: number, b: number): number => {
    const difference = byCount(order, counts[a] as number, counts[b] as number);
    if (difference !== 0) return difference;
    if (ranks !== undefined) return (ranks[a] as number) - (ranks[b] as number);
    if (a === 0 || b === 0) return b - a;
    return dictionary.compare(a, b);
  };
  let distinct = 0;
  let matching = 0;
  const best = new Best(options.top ?? Number.POSITIVE_INFINITY, before);
  for (let id = 0; id < counts.length; id++) {
    if (counts[id] === 0) continue;
    distinct++;
    if (holds !== undefined && (id === 0 || !holds(dictionary, id))) continue;
    matching++;
    best.add(id);
  }
  const listed = best.sorted();
  const rows = withSelected(listed, dictionary, counts, options.selected ?? [], { before, order, labelOf });
  return { facet, distinct, ...(holds === undefined ? {} : { matching }), rows };
}

/** Values hold the text themselves, or their labels do. */
function searchOf(
  search: string | undefined,
  labelOf: (id: number) => ValueName | undefined,
): ((dictionary: Dictionary, id: number) => boolean) | undefined {
  if (search === undefined || search === '') return undefined;
  const holds = valueSearch(search);
  const wanted = search.toLowerCase();
  return (dictionary, id) => holds(dictionary, id) || labelOf(id)?.text.toLowerCase().includes(wanted) === true;
}

interface Listing {
  readonly before: (a: number, b: number) => number;
  readonly order: FacetOrder;
  readonly labelOf: (id: number) => ValueName | undefined;
}

function withSelected(
  listed: number[],
  dictionary: Dictionary,
  counts: Uint32Array,
  selected: readonly (string | null)[],
  { before, order, labelOf }: Listing,
): FacetRow[] {
  const known = new Set(listed);
  const absent = new Set<string>();
  for (const value of selected) {
    const id = value === null ? 0 : dictionary.find(value);
    if (id === undefined) absent.add(value as string);
    else known.add(id);
  }
  const ids = known.size === listed.length ? listed : [...known].sort(before);
  const rows = ids.map((id): FacetRow => {
    const row = { value: dictionary.value(id), count: counts[id] ?? 0 };
    const label = labelOf(id);
    return label === undefined ? row : { ...row, label };
  });
  if (absent.size === 0) return rows;
  // Values that no event has, such as one kept in a saved view.
  for (const value of absent) rows.push({ value, count: 0 });
  return rows.sort((a, b) => byCount(order, a.count, b.count) || compareValues(a.value, b.value));
}

function byCount(order: FacetOrder, a: number, b: number): number {
  if (order === 'name') return 0;
  return order === 'rarity' ? a - b : b - a;
}

function compareValues(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
