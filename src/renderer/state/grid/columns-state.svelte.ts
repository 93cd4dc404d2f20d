import type { SortKey } from '../../../core/query/filter';
import type { RowColumn } from '../../../core/query/row-reader';
import { DEFAULT_COLUMNS, exportColumns } from '../../../core/report/view-columns';
import { columnInfo } from './column-catalogue';
import type { ColumnInfo } from './column-catalogue';
import type { ViewFields, ViewPart } from '../view/view-string';

export type Density = 'compact' | 'normal' | 'roomy';
export const DENSITIES: readonly Density[] = ['compact', 'normal', 'roomy'];
/** Heights of a row, px. */
export const ROW_HEIGHTS: Readonly<Record<Density, number>> = { compact: 22, normal: 26, roomy: 32 };

export const TIME_ASCENDING: readonly SortKey[] = [{ column: 'time', descending: false }];

export interface ShownColumn {
  readonly id: string;
  /** px, where the analyst dragged it. */
  readonly width?: number;
}

/** What a column needs, px. */
export interface ColumnNeed {
  /** Enough for what is usually in it, its head and its edges. */
  readonly usual: number;
  /** Enough for everything that was looked at. */
  readonly full: number;
}

export interface ColumnsSnapshot {
  readonly shown: readonly ShownColumn[];
  readonly sort: readonly SortKey[];
}

/** Columns beyond those shown that badges and copies of a row need. */
const ALWAYS: readonly RowColumn[] = [
  'eventName',
  'outcome',
  'principal',
  'signatureVersion',
  'callerClass',
  'userName',
  'eventType',
  'eventCategory',
  'sharedEventID',
];
/** What the column of marks shows. */
const MARKS: readonly RowColumn[] = ['starred', 'finding', 'status', 'note', 'tag', 'annotated'];
const MOST_COLUMNS = 80;
/** Of the view string. */
const FIELDS = ['columns', 'sort', 'density'];

const DEFAULTS: readonly ShownColumn[] = DEFAULT_COLUMNS.map((id) => ({ id }));

/** Which columns the list has, how wide and in which order, what it is sorted by, and how dense it is. */
export class ColumnsState implements ViewPart {
  #shown = $state.raw<readonly ShownColumn[]>(DEFAULTS);
  #sort = $state.raw<readonly SortKey[]>(TIME_ASCENDING);
  #density = $state<Density>('normal');
  /** What the columns need for what is in this case; measured once, so that they do not move later. */
  needs = $state.raw<ReadonlyMap<string, ColumnNeed>>(new Map());
  /** Whether all that the case has was there then. */
  fitted: 'no' | 'importing' | 'whole' = 'no';
  readonly #key: string;
  #loaded = false;
  #marked: () => boolean = () => false;
  readonly #reads: readonly RowColumn[] = $derived([
    ...new Set([
      ...ALWAYS,
      ...(this.#marked() ? MARKS : []),
      ...this.#shown.flatMap(({ id }) => columnInfo(id)?.reads ?? []),
    ]),
  ]);

  constructor(
    caseId: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem'>,
    private readonly changed: () => void = () => undefined,
    /** The rows have another order. */
    private readonly sorted: () => void = () => undefined,
    /** Something was said of events: what the column of marks shows is read too. */
    marked: () => boolean = () => false,
  ) {
    this.#marked = marked;
    this.#key = `trailbench.columns.${caseId}`;
    this.#read(storage.getItem(this.#key));
  }

  /** Time first, always. */
  get shown(): readonly ShownColumn[] {
    return this.#shown;
  }

  get infos(): readonly ColumnInfo[] {
    return this.#shown.flatMap(({ id }) => columnInfo(id) ?? []);
  }

  get sort(): readonly SortKey[] {
    return this.#sort;
  }

  get density(): Density {
    return this.#density;
  }

  /** What rows are read with. */
  get reads(): readonly RowColumn[] {
    return this.#reads;
  }

  /** JSON paths whose values are read from the records. */
  get paths(): readonly string[] {
    return this.#shown.flatMap(({ id }) => columnInfo(id)?.path ?? []);
  }

  /** Columns of an export that hold all that is shown. */
  get exported(): readonly string[] {
    return exportColumns(this.#shown.map(({ id }) => id));
  }

  /** The order of the rows, in words. */
  get sortWords(): string {
    const words = this.#sort.map(({ column, descending }) => {
      const name = column === 'time' ? 'eventTime' : column === 'bytesOut' ? 'bytesTransferredOut' : column;
      return `${name} ${descending ? 'descending' : 'ascending'}`;
    });
    return words.join(', then ');
  }

  /** What undo brings back of a question's own layout. */
  get snapshot(): ColumnsSnapshot {
    return { shown: this.#shown, sort: this.#sort };
  }

  restore({ shown, sort }: ColumnsSnapshot): void {
    this.#shown = shown;
    this.#order(sort);
    this.#keep();
  }

  has(id: string): boolean {
    return this.#shown.some((column) => column.id === id);
  }

  /** @param at its place; default: the end */
  add(id: string, at = this.#shown.length): void {
    if (this.has(id) || columnInfo(id) === undefined || this.#shown.length >= MOST_COLUMNS) return;
    this.#set(this.#shown.toSpliced(Math.max(1, at), 0, { id }));
  }

  /** These columns in this order, behind the time; what is no column is left out. */
  show(ids: readonly string[]): void {
    const wanted = [...new Set(ids)].filter((id) => id !== 'time' && columnInfo(id) !== undefined);
    const kept = wanted.map((id) => this.#shown.find((column) => column.id === id) ?? { id });
    this.#set([{ id: 'time' }, ...kept.slice(0, MOST_COLUMNS - 1)]);
    this.sortBy(this.#sort.filter(({ column }) => this.infos.some(({ sort }) => sort === column)));
  }

  remove(id: string): void {
    if (id === 'time') return;
    this.#set(this.#shown.filter((column) => column.id !== id));
    // An order by a column that is not there would not be seen.
    this.sortBy(this.#sort.filter(({ column }) => this.infos.some(({ sort }) => sort === column)));
  }

  /** @param by places, negative to the left */
  move(id: string, by: number): void {
    const from = this.#shown.findIndex((column) => column.id === id);
    const column = this.#shown[from];
    const to = Math.max(1, Math.min(this.#shown.length - 1, from + by));
    if (from < 1 || column === undefined || to === from) return;
    this.#set(this.#shown.toSpliced(from, 1).toSpliced(to, 0, column));
  }

  /** The order that the grid has after a drag; ids that are not shown are ignored, those left out keep the end. */
  order(ids: readonly string[]): void {
    const place = new Map(ids.map((id, at) => [id, at]));
    const rank = ({ id }: ShownColumn): number => (id === 'time' ? -1 : (place.get(id) ?? Infinity));
    const ordered = [...this.#shown].sort((a, b) => rank(a) - rank(b));
    if (ordered.some((column, at) => column !== this.#shown[at])) this.#set(ordered);
  }

  /** @param width in px; undefined: back to the column's own */
  resize(id: string, width: number | undefined): void {
    this.#set(
      this.#shown.map((column) => {
        if (column.id !== id) return column;
        return width === undefined ? { id } : { id, width: Math.round(width) };
      }),
    );
  }

  sortBy(keys: readonly SortKey[]): void {
    const next = keys.length === 0 ? TIME_ASCENDING : keys;
    if (this.#order(next)) this.#keep();
  }

  setDensity(density: Density): void {
    this.#density = density;
    this.#keep();
  }

  /** Columns, widths and density as they are in a new case; the order of the rows stays. */
  reset(): void {
    this.#density = 'normal';
    this.#set(DEFAULTS);
  }

  /** Fields of the view string; what is as at the start is left out. */
  save(): Readonly<Record<string, string>> {
    const columns = this.#shown.slice(1).map(({ id, width }) => (width === undefined ? [id] : [id, width]));
    const standard = JSON.stringify(DEFAULTS) === JSON.stringify(this.#shown);
    const order = this.#sort.map(({ column, descending }) => `${descending ? '-' : ''}${column}`).join(',');
    return {
      ...(standard ? {} : { columns: JSON.stringify(columns) }),
      ...(order === 'time' ? {} : { sort: order }),
      ...(this.#density === 'normal' ? {} : { density: this.#density }),
    };
  }

  load(fields: ViewFields): void {
    const own = FIELDS.some((name) => fields.has(name));
    // A case that is opened without a view begins with the columns that it was left with.
    const keep = !own && !this.#loaded;
    this.#loaded = true;
    if (keep) return;
    const { sort } = this;
    this.#take(fields);
    if (differ(sort, this.#sort)) this.sorted();
  }

  #take(fields: ViewFields): void {
    this.#shown = readColumns(fields.get('columns')) ?? DEFAULTS;
    this.#sort = readSort(fields.get('sort')) ?? TIME_ASCENDING;
    this.#density = DENSITIES.find((known) => known === fields.get('density')) ?? 'normal';
    this.#store();
  }

  #set(shown: readonly ShownColumn[]): void {
    this.#shown = shown;
    this.#keep();
  }

  /** @returns whether that is another order than before */
  #order(sort: readonly SortKey[]): boolean {
    if (!differ(sort, this.#sort)) return false;
    this.#sort = sort;
    this.sorted();
    return true;
  }

  #keep(): void {
    this.#store();
    this.changed();
  }

  #store(): void {
    this.storage.setItem(this.#key, JSON.stringify(this.save()));
  }

  #read(stored: string | null): void {
    const saved = parsed(stored ?? '');
    if (typeof saved !== 'object' || saved === null) return;
    const fields = Object.entries(saved).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    );
    this.#take(new Map(fields));
  }
}

function differ(a: readonly SortKey[], b: readonly SortKey[]): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

function readColumns(text: string | undefined): readonly ShownColumn[] | undefined {
  const list = parsed(text ?? '');
  if (!Array.isArray(list)) return undefined;
  const columns = new Map<string, ShownColumn>();
  for (const entry of list as readonly unknown[]) {
    const [id, width]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof id !== 'string' || id === 'time' || columnInfo(id) === undefined) continue;
    if (columns.size >= MOST_COLUMNS) break;
    columns.set(id, typeof width === 'number' && width >= 24 && width <= 4000 ? { id, width } : { id });
  }
  return [{ id: 'time' }, ...columns.values()];
}

function readSort(text: string | undefined): readonly SortKey[] | undefined {
  const keys = (text ?? '').split(',').flatMap((key) => {
    const column = columnInfo(key.replace(/^-/, ''))?.sort;
    return column === undefined ? [] : [{ column, descending: key.startsWith('-') }];
  });
  return keys.length === 0 ? undefined : keys;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // A layout is a convenience: an unreadable one is as good as none.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
