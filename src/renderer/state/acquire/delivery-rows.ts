import type { Choice, TrailKind, TrailStream } from '../../../contract/discovery';
import { TRAIL_KINDS } from '../../../contract/discovery';
import { addDays } from '../../../core/trail/trail-path';

/** IAM, STS, CloudFront and sign-in record their events here, whatever region is looked at. */
export const GLOBAL_REGION = 'us-east-1';

/** What a trail delivers of one kind. */
export interface RowStream {
  readonly prefix: string;
  /** Delivery days, `yyyy-mm-dd`, ascending; undefined until they are told. */
  readonly days: ReadonlySet<string> | undefined;
}

/** An account and region that log files are delivered for: a row of the table to choose from. */
export interface DeliveryRow {
  /** Unique: everything that the layout puts before the kind, and the region. */
  readonly key: string;
  readonly root: string;
  readonly organization: string | null;
  readonly account: string;
  readonly region: string;
  readonly streams: ReadonlyMap<TrailKind, RowStream>;
}

export function rowKey({ root, organization, account, region }: TrailStream): string {
  return [root, organization ?? '', account, region].join('\n');
}

/** The row with a stream more, or with a stream's days. */
export function withStream(
  row: DeliveryRow | undefined,
  stream: TrailStream,
  days: readonly string[] | undefined,
): DeliveryRow {
  const { root, organization, account, region, kind, prefix } = stream;
  const streams = new Map(row?.streams);
  streams.set(kind, { prefix, days: days === undefined ? undefined : new Set(days) });
  return { key: rowKey(stream), root, organization, account, region, streams };
}

/** By account and region as they are read, us-east-1 first of each account. */
export function inOrder(rows: Iterable<DeliveryRow>): DeliveryRow[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const global = ({ region }: DeliveryRow): number => (region === GLOBAL_REGION ? 0 : 1);
  return [...rows].sort(
    (a, b) =>
      text(a.root, b.root) ||
      text(a.organization ?? '', b.organization ?? '') ||
      text(a.account, b.account) ||
      global(a) - global(b) ||
      text(a.region, b.region),
  );
}

/** True where a row's days of these kinds are all told. */
export function isKnown(row: DeliveryRow, kinds: ReadonlySet<TrailKind>): boolean {
  return [...row.streams].every(([kind, { days }]) => !kinds.has(kind) || days !== undefined);
}

/** Something of these kinds was delivered on this day. */
export function hasDay(row: DeliveryRow, day: string, kinds: ReadonlySet<TrailKind>): boolean {
  for (const [kind, { days }] of row.streams) if (kinds.has(kind) && days?.has(day) === true) return true;
  return false;
}

/** First and last day that anything was delivered on; undefined where nothing was. */
export function extentOf(rows: readonly DeliveryRow[]): { readonly first: string; readonly last: string } | undefined {
  let first: string | undefined;
  let last: string | undefined;
  for (const { streams } of rows) {
    for (const { days = [] } of streams.values()) {
      for (const day of days) {
        if (first === undefined || day < first) first = day;
        if (last === undefined || day > last) last = day;
      }
    }
  }
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Every day of the calendar from `first` to `last`, both included. */
export function calendar(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Whole seconds since 1970 UTC -> its day in UTC. */
export function utcDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** A stretch of columns, both ends included. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * The columns that are chosen of a row, as few stretches as can be: days without deliveries belong to the stretch beside
 * them, so that what is delivered late into them is found by a later sync as well.
 *
 * @param chosen whether the day of a column is chosen: null where nothing was delivered
 */
export function runsOf(columns: number, chosen: (column: number) => boolean | null): Run[] {
  const runs: Run[] = [];
  let from: number | undefined;
  let some = false;
  for (let column = 0; column <= columns; column++) {
    const is = column === columns ? false : chosen(column);
    if (is === false) {
      if (some && from !== undefined) runs.push({ from, to: column - 1 });
      from = undefined;
      some = false;
      continue;
    }
    from ??= column;
    if (is === true) some = true;
  }
  return runs;
}

/** A choice with the cells that it stands for: row and day. */
export interface Part {
  readonly choice: Choice;
  readonly rows: readonly DeliveryRow[];
  readonly days: readonly string[];
}

/**
 * Choices for main: each takes the same days of all its streams, so a selection that is no rectangle becomes several.
 *
 * @param chosen whether a day of a row is chosen; null where nothing was delivered
 */
export function partsOf(
  uri: string,
  rows: readonly DeliveryRow[],
  columns: readonly string[],
  kinds: ReadonlySet<TrailKind>,
  chosen: (row: DeliveryRow, day: string) => boolean | null,
): Part[] {
  const byRun = new Map<string, { readonly run: Run; readonly rows: DeliveryRow[] }>();
  for (const row of rows) {
    for (const run of runsOf(columns.length, (column) => chosen(row, columns[column] ?? ''))) {
      const key = `${String(run.from)} ${String(run.to)}`;
      const same = byRun.get(key);
      if (same === undefined) byRun.set(key, { run, rows: [row] });
      else same.rows.push(row);
    }
  }
  return [...byRun.values()].map(({ run, rows: together }) => {
    const days = columns.slice(run.from, run.to + 1);
    const streams = together.flatMap((row) => prefixesOf(row, kinds));
    const choice = { uri, streams, from: days[0] ?? '', to: days.at(-1) ?? '', exactDays: true };
    return { choice, rows: together, days };
  });
}

function prefixesOf(row: DeliveryRow, kinds: ReadonlySet<TrailKind>): string[] {
  return TRAIL_KINDS.filter((kind) => kinds.has(kind))
    .map((kind) => row.streams.get(kind)?.prefix)
    .filter((prefix) => prefix !== undefined);
}
