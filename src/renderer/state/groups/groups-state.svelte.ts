import { facet as facetDefinition, isFacetName } from '../../../core/event/facet-catalogue';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { View } from '../../../core/query/filter';
import { MOST_GROUP_FACETS } from '../../../core/query/group-table';
import { groupOrderWords } from '../../../core/report/group-rows';
import type { GroupOptions, GroupOrder, GroupRow, GroupTable } from '../../../core/query/group-table';
import type { Store } from '../../store/protocol';
import type { Clock } from '../../wording/clock';
import { count } from '../../wording/numbers';
import type { CopyFormat } from '../copy/copy-formats';
import { tableAsCsv, tableAsMarkdown, tableAsText } from '../copy/copy-formats';
import { Latest } from '../api/latest';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import type { ViewFields, ViewPart } from '../view/view-string';

/** Groups that the table shows; copies have all of them. */
export const MOST_SHOWN = 500;
/** Groups that the clipboard takes. */
const MOST_COPIED = 100_000;
const ORDERS: readonly GroupOrder[] = ['count', 'calls', 'distinct', 'first', 'last', 'name'];

/** How the events are counted instead of listed. Without facets they are listed. */
export interface Grouping {
  readonly facets: readonly FacetName[];
  readonly distinct?: FacetName;
  readonly order: GroupOrder;
  readonly descending: boolean;
}

const LISTED: Grouping = { facets: [], order: 'count', descending: true };

/** The events of the view counted by values, in the place of their list. */
export class GroupsState implements ViewPart {
  #grouping = $state.raw<Grouping>(LISTED);
  /** Kept while a newer one is on its way. */
  table = $state.raw<GroupTable | undefined>();
  problem = $state.raw<Problem | undefined>();
  #wanted = $state(0);
  #read = $state(0);
  #ready = false;
  readonly #reading: Latest;

  /** @param changed the table came, went, or is made in another way; `page` where "back" should undo it */
  constructor(
    private readonly store: Pick<Store, 'groups'>,
    private readonly view: () => View,
    private readonly changed: (page: boolean) => void = () => undefined,
  ) {
    this.#reading = new Latest(
      () => this.#ask(),
      (error) => {
        this.problem = problemOf(error);
        this.#read = this.#wanted;
      },
    );
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  /** Events are counted by values, not listed. */
  get on(): boolean {
    return this.#grouping.facets.length > 0;
  }

  get settled(): boolean {
    return !this.on || this.#read === this.#wanted;
  }

  /** What undo brings back with the filter. */
  get snapshot(): Grouping {
    return this.#grouping;
  }

  restore(grouping: Grouping): void {
    this.#set(grouping);
  }

  /** The order of the groups, for the manifest of an export. */
  get orderWords(): string {
    return groupOrderWords(this.#grouping);
  }

  /** Counts by these facets; none: lists the events again. */
  by(facets: readonly FacetName[]): void {
    const known = [...new Set(facets)].slice(0, MOST_GROUP_FACETS);
    this.#set(known.length === 0 ? LISTED : { ...this.#grouping, facets: known });
  }

  countDistinct(facet: FacetName | undefined): void {
    const { distinct: _old, ...rest } = this.#grouping;
    const order = facet === undefined && rest.order === 'distinct' ? 'count' : rest.order;
    this.#set(facet === undefined ? { ...rest, order, descending: true } : { ...rest, order, distinct: facet });
  }

  /** By this column; a second time the other way round. */
  sortBy(order: GroupOrder): void {
    const { order: now, descending } = this.#grouping;
    const natural = order !== 'name' && order !== 'first';
    this.#set({ ...this.#grouping, order, descending: order === now ? !descending : natural });
  }

  /** The filter or the data changed. */
  refresh(): void {
    this.#ready = true;
    if (!this.on) return;
    this.#wanted++;
    this.#reading.request();
  }

  stop(): void {
    this.#reading.stop();
  }

  /**
   * All groups as text for the clipboard, in the order shown.
   * @throws Error where there are too many
   */
  async text(format: Exclude<CopyFormat, 'json'>, clock: Clock): Promise<{ text: string; words: string }> {
    const { facets, distinct } = this.#grouping;
    const table = await this.store.groups(this.view(), this.#options(MOST_COPIED + 1));
    if (table.groups > MOST_COPIED) {
      throw new Error(
        `${count(table.groups)} groups are too many for the clipboard, which takes ${count(MOST_COPIED)}. Narrow the filter.`,
      );
    }
    const heads = [
      ...facets,
      'events',
      ...(table.calls < table.events ? ['calls'] : []),
      ...(distinct === undefined ? [] : [`distinct ${distinct}`]),
      `first seen (${clock.name})`,
      `last seen (${clock.name})`,
    ];
    const cells = { heads, rows: table.rows.map((row) => cellsOf(row, table.calls < table.events, clock)) };
    const write = { text: tableAsText, csv: tableAsCsv, markdown: tableAsMarkdown }[format];
    return { text: write(cells), words: `${count(table.rows.length)} ${table.rows.length === 1 ? 'group' : 'groups'}` };
  }

  save(): Record<string, string> {
    const { facets, distinct, order, descending } = this.#grouping;
    if (facets.length === 0) return {};
    return {
      groups: facets.join(','),
      ...(distinct === undefined ? {} : { groupDistinct: distinct }),
      ...(order === LISTED.order && descending ? {} : { groupOrder: `${descending ? '-' : ''}${order}` }),
    };
  }

  load(fields: ViewFields): void {
    const facets = [...new Set((fields.get('groups') ?? '').split(',').filter(isFacetName))];
    const distinct = fields.get('groupDistinct') ?? '';
    const written = fields.get('groupOrder') ?? '-count';
    const order = ORDERS.find((known) => known === written.replace('-', '')) ?? 'count';
    this.#grouping =
      facets.length === 0
        ? LISTED
        : {
            facets: facets.slice(0, MOST_GROUP_FACETS),
            order,
            descending: written.startsWith('-'),
            ...(isFacetName(distinct) ? { distinct } : {}),
          };
    if (this.#ready) this.refresh();
  }

  #set(grouping: Grouping): void {
    const page = this.on !== grouping.facets.length > 0;
    this.#grouping = grouping;
    this.changed(page);
    if (this.#ready) this.refresh();
  }

  #options(top: number): GroupOptions {
    return { ...this.#grouping, top };
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    if (!this.on) return;
    const table = await this.store.groups(this.view(), this.#options(MOST_SHOWN));
    if (wanted !== this.#wanted) return;
    this.table = table;
    this.problem = undefined;
    this.#read = wanted;
  }
}

function cellsOf(
  { values, count: events, calls, first, last, distinct }: GroupRow,
  copied: boolean,
  clock: Clock,
): string[] {
  const time = (seconds: number | null): string => (seconds === null ? '' : clock.text(seconds));
  return [
    // As in an export: an absent value is an empty cell.
    ...values.map((value) => value ?? ''),
    String(events),
    ...(copied ? [String(calls)] : []),
    ...(distinct === undefined ? [] : [String(distinct)]),
    time(first),
    time(last),
  ];
}

/** "Principal, Source IP" */
export function groupingWords(facets: readonly FacetName[]): string {
  return facets.map((name) => facetDefinition(name).label).join(', ');
}
