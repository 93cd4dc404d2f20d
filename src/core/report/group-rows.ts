import { facet as facetDefinition, type FacetName } from '../event/facet-catalogue';
import type { GroupOptions, GroupRow, GroupTable } from '../query/group-table';
import { openClock, zoneTime, type ZoneClock } from './zone-clock';

/** A group as an export has it. */
export interface ExportGroup extends GroupRow {
  /** What people know the values by, of the named facets in their order; null where there is no name. */
  readonly names: readonly (string | null)[];
}

/** What a table of groups has, as it is shown. */
export interface GroupLayout {
  readonly facets: readonly FacetName[];
  /** Of them, those whose values have names. */
  readonly named: readonly FacetName[];
  readonly distinct?: FacetName | undefined;
  /** Some calls were delivered to several accounts: they are counted beside their events. */
  readonly calls: boolean;
  /** Events of the view, which shares are of. */
  readonly events: number;
  /** `UTC`, an IANA name or an offset. */
  readonly zone: string;
}

export interface GroupColumn {
  readonly name: string;
  /** Where the value comes from, for the manifest. */
  readonly source: string;
  /** Null where there is none; numbers are counts, and per cent for shares. */
  value(group: ExportGroup): string | number | null;
}

/** Digits of a share in per cent. */
const SHARE_DIGITS = 4;
/** More characters are no group. */
const LINE_MOST = 64 * 1024 * 1024;

/** The layout of a table: what it has beside its facets depends on what was counted. */
export function groupLayout(
  { facets, events, calls, names }: GroupTable,
  distinct: FacetName | undefined,
  zone: string,
): GroupLayout {
  const named = facets.filter((facet) => (names?.get(facet)?.size ?? 0) > 0);
  return { facets, named, distinct, calls: calls < events, events, zone };
}

/** "events descending, then values ascending": for the manifest. */
export function groupOrderWords({ order = 'count', descending, distinct, facets }: GroupOptions): string {
  const down = descending ?? (order !== 'name' && order !== 'first');
  const way = down ? 'descending' : 'ascending';
  if (order === 'name') return `${facets.join(', then ')} ${way}, absent values last`;
  const names = { count: 'events', calls: 'calls', distinct: `distinct ${distinct ?? 'values'}` } as const;
  const named = order === 'first' || order === 'last' ? `${order} seen` : names[order];
  return `${named} ${way}, then ${facets.join(', then ')} ascending`;
}

/** @returns undefined where the platform knows no such zone */
export function groupColumns(layout: GroupLayout): readonly GroupColumn[] | undefined {
  const { facets, named, distinct, calls, events, zone } = layout;
  const clock = openClock(zone);
  if (clock === undefined) return undefined;
  const columns: GroupColumn[] = [];
  for (const [level, name] of facets.entries()) {
    columns.push({ name, source: facetDefinition(name).source, value: ({ values }) => values[level] ?? null });
    const at = named.indexOf(name);
    if (at >= 0) columns.push(nameColumn(name, at));
  }
  columns.push(
    { name: 'events', source: 'events of the group', value: ({ count }) => count },
    {
      name: 'share',
      source: `per cent of the ${String(events)} events of the view`,
      value: ({ count }) => (events === 0 ? 0 : Number(((count / events) * 100).toFixed(SHARE_DIGITS))),
    },
  );
  if (calls) {
    const source = 'calls that the events tell of: what was delivered to several accounts is one';
    columns.push({ name: 'calls', source, value: (group) => group.calls });
  }
  if (distinct !== undefined) {
    const source = `different values of ${distinct} in the group, absent ones not among them`;
    columns.push({ name: `distinct ${distinct}`, source, value: (group) => group.distinct ?? 0 });
  }
  return [...columns, ...timeColumns(clock)];
}

function nameColumn(name: FacetName, at: number): GroupColumn {
  return {
    name: `${name} (seen as)`,
    source: `the ARN or user name that the case has seen the ${name} with last; not stated in every event of the group`,
    value: ({ names }) => names[at] ?? null,
  };
}

function timeColumns(clock: ZoneClock): GroupColumn[] {
  const utc: ZoneClock = { name: 'UTC', offsetAt: () => 0 };
  const clocks = zoneTime(clock, 0).endsWith('Z') ? [utc] : [utc, clock];
  return clocks.flatMap((shown) =>
    (['first', 'last'] as const).map((end): GroupColumn => ({
      name: `${end} seen (${shown.name})`,
      source: `eventTime of the ${end === 'first' ? 'earliest' : 'latest'} event of the group, ISO 8601`,
      value: (group) => {
        const seconds = group[end];
        return seconds === null ? null : zoneTime(shown, seconds);
      },
    })),
  );
}

/** Groups as lines of JSON, in pieces that are no string too large: the form in which a window hands them over. */
export function* packGroups({ rows, names }: GroupTable, { facets, named }: GroupLayout): Generator<string> {
  const levels = named.map((facet) => ({ level: facets.indexOf(facet), of: names?.get(facet) }));
  for (const { values, count, calls, first, last, distinct } of rows) {
    const known = levels.map(({ level, of }) => of?.get(values[level] ?? '')?.text ?? null);
    yield `${JSON.stringify([values, count, calls, distinct ?? 0, first, last, known])}\n`;
  }
}

/** Reads packed groups from bytes in whatever chunks they come. @throws RangeError where they are none */
export async function* unpackGroups(
  chunks: AsyncIterable<Uint8Array>,
  layout: GroupLayout,
): AsyncGenerator<ExportGroup, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: true });
    } catch (cause) {
      if (cause instanceof TypeError) throw damaged();
      throw cause;
    }
  };
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const lines = decode(chunk).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      rest.push(line);
      yield groupOf(rest.join(''), layout);
      rest = [];
      length = 0;
    }
    length += last.length;
    if (length > LINE_MOST) throw damaged();
    rest.push(last);
  }
  if (rest.join('') !== '') throw new RangeError('The list of groups ends in the middle of one: send it again.');
}

function groupOf(line: string, { facets, named }: GroupLayout): ExportGroup {
  const row = parsed(line);
  if (!Array.isArray(row) || row.length !== 7) throw damaged();
  const [values, count, calls, distinct, first, last, names] = row as readonly unknown[];
  if (!areTexts(values, facets.length) || !areTexts(names, named.length)) throw damaged();
  if (![count, calls, distinct].every(isCount)) throw damaged();
  if (![first, last].every((time) => time === null || isTime(time))) throw damaged();
  return { values, count, calls, distinct, first, last, names } as unknown as ExportGroup;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (cause) {
    if (cause instanceof SyntaxError) throw damaged();
    throw cause;
  }
}

function areTexts(value: unknown, length: number): boolean {
  return (
    Array.isArray(value) && value.length === length && value.every((text) => text === null || typeof text === 'string')
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTime(value: unknown): boolean {
  return isCount(value) && (value as number) < 2 ** 32;
}

function damaged(): RangeError {
  return new RangeError('The list of groups is damaged: send it again.');
}
