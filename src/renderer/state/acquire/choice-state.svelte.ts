import type { TrailKind } from '../../../contract/discovery';
import type { DeliveryPeriod } from './acquire-period';
import type { DeliveryRow, Part } from './delivery-rows';
import { calendar, extentOf, GLOBAL_REGION, hasDay, partsOf } from './delivery-rows';

/** An account and a region that logs are delivered for. */
export type DeliveryPlace = Pick<DeliveryRow, 'account' | 'region'>;

function placeKey({ account, region }: DeliveryPlace): string {
  return `${account} ${region}`;
}

/** all: every day with deliveries; some: a few of them; off: none of them; empty: there are none. */
export type Mark = 'all' | 'some' | 'off' | 'empty';

/** Delivery days that are shown where no period is set. */
export const DAYS_AT_FIRST = 14;

const FULL: DeliveryPeriod = { first: undefined, last: undefined };

/**
 * Which days of which rows are to be downloaded. us-east-1 is chosen from the start in every account, since what is
 * global is recorded there; everything else is the analyst's choice.
 */
export class ChoiceState {
  rows = $state.raw<readonly DeliveryRow[]>([]);
  kinds = $state.raw<ReadonlySet<TrailKind>>(new Set<TrailKind>(['CloudTrail', 'Digest']));
  /** Delivery days of the table, in order, those without deliveries among them. */
  columns = $state.raw<readonly string[]>([]);
  /** Days that anything was delivered on lie between these. */
  extent = $state.raw<{ readonly first: string; readonly last: string } | undefined>();
  /** Chosen days by row. */
  #chosen = $state.raw<ReadonlyMap<string, ReadonlySet<string>>>(new Map());
  #period: DeliveryPeriod = FULL;
  #periodSet = $state(false);
  /** Rows that the analyst chose or left out: nothing is ticked in them by itself any more. */
  #touched = new Set<string>();
  /** Accounts and regions that are ticked by themselves, since they were asked for elsewhere. */
  #wanted = new Set<string>();

  /** @param changed another choice */
  constructor(private readonly changed: () => void) {}

  /** The period was set by the analyst; else the last days that were found are shown. */
  get periodSet(): boolean {
    return this.#periodSet;
  }

  /** More was found, or the address is another one. */
  found(rows: readonly DeliveryRow[]): void {
    this.rows = rows;
    if (rows.length === 0) {
      this.#chosen = new Map();
      this.#touched = new Set();
    }
    this.extent = extentOf(rows);
    this.#layColumns();
    this.#tickByItself();
    this.changed();
  }

  /** These accounts and regions are chosen as they are found, or now where they are; none: us-east-1 alone is. */
  want(places: readonly DeliveryPlace[]): void {
    this.#wanted = new Set(places.map(placeKey));
    const rows = this.rows.filter((row) => this.#wanted.has(placeKey(row)));
    for (const { key } of rows) this.#touched.delete(key);
    this.#tickByItself();
    this.changed();
  }

  /** The columns are the delivery days of a period. Rows that were chosen whole are again. */
  setPeriod(period: DeliveryPeriod | undefined): void {
    const whole = this.rows.filter((row) => this.rowMark(row) === 'all');
    this.#period = period ?? FULL;
    this.#periodSet = period !== undefined;
    this.#layColumns();
    const shown = new Set(this.columns);
    const chosen = new Map<string, ReadonlySet<string>>();
    for (const [key, days] of this.#chosen) chosen.set(key, new Set([...days].filter((day) => shown.has(day))));
    for (const row of whole) chosen.set(row.key, new Set(this.#delivered(row)));
    this.#chosen = chosen;
    this.#tickByItself();
    this.changed();
  }

  setKind(kind: TrailKind, wanted: boolean): void {
    const whole = this.rows.filter((row) => this.rowMark(row) === 'all');
    const kinds = new Set(this.kinds);
    if (wanted) kinds.add(kind);
    else kinds.delete(kind);
    this.kinds = kinds;
    const chosen = new Map(this.#chosen);
    for (const row of whole) chosen.set(row.key, new Set(this.#delivered(row)));
    this.#chosen = chosen;
    this.#tickByItself();
    this.changed();
  }

  /** Null: nothing was delivered. */
  isChosen(row: DeliveryRow, day: string): boolean | null {
    if (!hasDay(row, day, this.kinds)) return null;
    return this.#chosen.get(row.key)?.has(day) === true;
  }

  /** Chooses the days of the rows, or leaves them out. */
  set(rows: readonly DeliveryRow[], days: readonly string[], wanted: boolean): void {
    const chosen = new Map(this.#chosen);
    for (const row of rows) {
      this.#touched.add(row.key);
      const its = new Set(chosen.get(row.key));
      for (const day of days) {
        if (wanted && hasDay(row, day, this.kinds)) its.add(day);
        else its.delete(day);
      }
      chosen.set(row.key, its);
    }
    this.#chosen = chosen;
    this.changed();
  }

  rowMark(row: DeliveryRow): Mark {
    return this.mark([row], this.columns);
  }

  mark(rows: readonly DeliveryRow[], days: readonly string[]): Mark {
    let on = false;
    let off = false;
    for (const row of rows) {
      for (const day of days) {
        const is = this.isChosen(row, day);
        if (is === true) on = true;
        else if (is === false) off = true;
        if (on && off) return 'some';
      }
    }
    return on ? 'all' : off ? 'off' : 'empty';
  }

  get nothing(): boolean {
    return this.rows.every((row) => this.columns.every((day) => this.isChosen(row, day) !== true));
  }

  /** As main is asked for it. */
  parts(uri: string, wanted: (row: DeliveryRow, day: string) => boolean = () => true): Part[] {
    return partsOf(uri, this.rows, this.columns, this.kinds, (row, day) => {
      const is = this.isChosen(row, day);
      return is === true ? wanted(row, day) : is;
    });
  }

  #delivered(row: DeliveryRow): string[] {
    return this.columns.filter((day) => hasDay(row, day, this.kinds));
  }

  #layColumns(): void {
    const { extent } = this;
    if (extent === undefined) {
      this.columns = [];
      return;
    }
    const first = this.#period.first ?? extent.first;
    const last = this.#period.last ?? extent.last;
    const days = first > last ? [] : calendar(first, last);
    this.columns = this.#periodSet ? days : days.slice(-DAYS_AT_FIRST);
  }

  #tickByItself(): void {
    const chosen = new Map(this.#chosen);
    for (const row of this.rows) {
      const isWanted = row.region === GLOBAL_REGION || this.#wanted.has(placeKey(row));
      if (!isWanted || this.#touched.has(row.key)) continue;
      chosen.set(row.key, new Set(this.#delivered(row)));
    }
    this.#chosen = chosen;
  }
}
