import type { FacetName } from '../../../core/event/facet-catalogue';
import { evidenceIn, lowerFilter } from '../../../core/query/language/lower';
import type { View } from '../../../core/query/filter';
import type { Field, FilterNode, Value as TermValue } from '../../../core/query/language/ast';
import { sameField } from '../../../core/query/language/fields';
import { parseFilterText } from '../../../core/query/language/parse';
import type { ParsedFilter } from '../../../core/query/language/parse';
import type { Pill } from '../../../core/query/language/pills';
import { pillText } from '../../../core/query/language/pills';
import type { Clock } from '../../wording/clock';
import { UTC_CLOCK } from '../../wording/clock';
import { countOf } from '../../wording/numbers';
import type { FilterChange, FilterSnapshot } from './filter-change';
import * as rows from './filter-pills';
import type { Mark, PlacedPill, Pills, Value } from './filter-pills';
import { PillClauses } from './pill-clauses';
import { pillWords } from './pill-words';
import { TIME_CLAUSE_ID } from './time-clause';
import { TextDraft } from './text-draft.svelte';
import type { TimeClause, TimeRange } from './time-clause';
import { timeOf, withTime } from './time-pill';

/** The one filter behind facets, pills, text, timeline, counts and rows. Every change tells `changed`. */
export class FilterState {
  #pills = $state.raw<Pills>([]);
  #copies = $state(false);
  /** What stands in the field for the text. */
  readonly draft = new TextDraft(() => this.text);
  readonly #clauses = new PillClauses();
  readonly #view: View = $derived({
    clauses: this.#clauses.of(this.#pills, this.#pills),
    ...(this.#copies ? { copies: true } : {}),
  });

  /** @param clock times are read and written as this one shows them */
  constructor(
    private readonly changed: (change: FilterChange) => void,
    private readonly clock: () => Clock = () => UTC_CLOCK,
  ) {}

  get pills(): Pills {
    return this.#pills;
  }

  /** Copies of an event are shown as rows of their own. */
  get copies(): boolean {
    return this.#copies;
  }

  get view(): View {
    return this.#view;
  }

  /** The view without the range that the timeline selects. */
  get viewOfAllTimes(): View {
    return { ...this.#view, clauses: this.#view.clauses.filter(({ id }) => id !== TIME_CLAUSE_ID) };
  }

  /** The whole case, copies shown or hidden as they are. */
  get viewOfAll(): View {
    return { ...this.#view, clauses: [] };
  }

  /** The view as it would be without one pill, for the list of values in that pill's editor. */
  viewWithout(id: number): View {
    const others = this.#pills.filter((pill) => pill.id !== id);
    return { ...this.#view, clauses: this.#clauses.of(others, this.#pills) };
  }

  /** The filter as text, pills that are on; times in UTC. */
  get text(): string {
    return rows.textOf(this.#pills);
  }

  /** How many pills have an effect. */
  get active(): number {
    return this.#pills.filter(rows.isOn).length;
  }

  /** The pills that are on, each in a line of words. */
  get sentences(): readonly string[] {
    return this.#pills.filter(rows.isOn).map(({ pill }) => this.#words(pill));
  }

  get lastOn(): PlacedPill | undefined {
    return rows.lastOn(this.#pills);
  }

  /** Some pill that is on asks what only the records themselves answer. */
  get asksRecords(): boolean {
    return this.#view.clauses.some((clause) => clause.off !== true && evidenceIn(clause.filter).size > 0);
  }

  /** A filter asks what only the records themselves answer, and what no pill has asked yet. */
  needsRecords(filter: FilterNode): boolean {
    const asked = this.#view.clauses.flatMap((clause) => [...evidenceIn(clause.filter)]);
    return lowerFilter(filter).evidence.some(({ id }) => !asked.includes(id));
  }

  get snapshot(): FilterSnapshot {
    return { pills: this.#pills, copies: this.#copies };
  }

  mark(facet: FacetName, value: Value): Mark {
    return rows.markOf(this.#pills, facet, value);
  }

  passes(facet: FacetName, value: Value): boolean {
    return rows.passes(this.#pills, facet, value);
  }

  chosen(facet: FacetName): readonly Value[] {
    return rows.chosenValues(this.#pills, facet);
  }

  /** How many values of a facet are chosen, not counting excluded ones. */
  included(facet: FacetName): number {
    return rows.includedCount(this.#pills, facet);
  }

  /** The pill that a facet or another field has, on before off. */
  pillsOf(field: Field): Pills {
    const own = this.#pills.filter(({ pill }) => pill.kind === 'field' && sameField(pill.field, field));
    return [...own.filter(rows.isOn), ...own.filter((other) => !rows.isOn(other))];
  }

  only(facet: FacetName, value: Value): void {
    this.#set(rows.only(this.#pills, facet, value), 'Only', facet, value);
  }

  /** Only events that have all of these values, as one change. */
  onlyAll(values: readonly (readonly [FacetName, Value])[], words: string): void {
    this.#change(
      values.reduce((pills, [facet, value]) => rows.narrow(pills, facet, value), this.#pills),
      words,
    );
  }

  toggle(facet: FacetName, value: Value): void {
    const words = this.mark(facet, value) === 'included' ? 'Take away' : 'Add';
    this.#set(rows.toggle(this.#pills, facet, value), words, facet, value);
  }

  exclude(facet: FacetName, value: Value): void {
    const words = this.mark(facet, value) === 'excluded' ? 'No longer exclude' : 'Exclude';
    this.#set(rows.exclude(this.#pills, facet, value), words, facet, value);
  }

  /** Shows only events whose field has this value; a facet's own value acts as a click in its list. */
  include(field: Field, value: TermValue): void {
    const listed = rows.listValue(value);
    if (field.kind === 'facet' && listed !== undefined) {
      if (this.mark(field.name, listed) !== 'included' || this.included(field.name) > 1) this.only(field.name, listed);
    } else this.add({ kind: 'field', field, negated: false, values: [value] });
  }

  /** Leaves out events whose field has this value. */
  leaveOut(field: Field, value: TermValue): void {
    const listed = rows.listValue(value);
    if (field.kind === 'facet' && listed !== undefined) {
      if (this.mark(field.name, listed) !== 'excluded') this.exclude(field.name, listed);
    } else this.add({ kind: 'field', field, negated: true, values: [value] });
  }

  /** @returns the pill's id */
  add(pill: Pill): number {
    const text = pillText(pill);
    this.#change(rows.add(this.#pills, pill), `Add ${this.#words(pill)}`);
    return this.#pills.findLast((other) => pillText(other.pill) === text)?.id ?? 0;
  }

  /** The first of the pills takes the other's place, further ones stand behind it; without any it goes. */
  replace(id: number, ...pills: readonly Pill[]): void {
    const [first, ...others] = pills;
    if (first === undefined) {
      this.remove(id);
      return;
    }
    const at = this.#pills.findIndex((pill) => pill.id === id) + 1;
    const row = rows.replace(this.#pills, id, first).toSpliced(at, 0, ...others.map((pill) => rows.placed(pill)));
    this.#change(row, `Change to ${this.#words(first)}`);
  }

  remove(id: number): void {
    this.#change(rows.remove(this.#pills, id), `Remove ${this.#wordsOf(id)}`);
  }

  /** Switches off every pill that only the records answer. */
  switchRecordsOff(): void {
    const asking = this.#pills.filter(
      (other) => rows.isOn(other) && evidenceIn(this.#clauses.filterOf(other.pill)).size > 0,
    );
    const off = asking.reduce<Pills>((pills, { id }) => rows.switchOff(pills, id, true), this.#pills);
    this.#change(off, 'Cancel the search');
  }

  removeAll(ids: readonly number[]): void {
    const rest = this.#pills.filter(({ id }) => !ids.includes(id));
    this.#change(rest, ids.length === 1 ? `Remove ${this.#wordsOf(ids[0] ?? 0)}` : 'Remove filters');
  }

  switchOff(id: number, off: boolean): void {
    this.#change(rows.switchOff(this.#pills, id, off), `Switch ${off ? 'off' : 'on'} ${this.#wordsOf(id)}`);
  }

  invert(id: number): void {
    this.#change(rows.invert(this.#pills, id), `Invert ${this.#wordsOf(id)}`);
  }

  pin(id: number, pinned: boolean): void {
    this.#change(rows.pin(this.#pills, id, pinned), `${pinned ? 'Pin' : 'Unpin'} ${this.#wordsOf(id)}`);
  }

  switchLastOff(): void {
    const last = rows.lastOn(this.#pills);
    if (last !== undefined) this.switchOff(last.id, true);
  }

  clearFacet(facet: FacetName): void {
    this.#change(rows.clearFacet(this.#pills, facet), 'Clear this facet');
  }

  /** All pills go but the pinned ones; where only those are left, they go too. */
  clear(): void {
    const kept = rows.clear(this.#pills);
    this.#change(kept.length === this.#pills.length ? [] : kept, 'Clear all');
  }

  /** The range of time that the timeline selects; undefined where there is none. */
  get time(): TimeClause | undefined {
    return timeOf(this.#pills);
  }

  /** @param merge name of a gesture: its steps in quick succession are one step of undo */
  setTime(range: TimeRange | null, merge?: string): void {
    const time = withTime(this.#pills, range ?? undefined);
    const words = range === null ? 'Clear the time range' : 'Set the time range';
    this.#change(time, words, merge === undefined ? {} : { merge });
  }

  /** Reads a filter's text as this filter would: times without an offset are in the zone shown. */
  parse(text: string): ParsedFilter {
    return parseFilterText(text, { zone: this.clock().name });
  }

  /** The pills that are on become those of this filter; those that are off stay. */
  setFilter(filter: FilterNode, words = 'Edit the text'): void {
    this.#change(rows.withFilter(this.#pills, filter), words);
  }

  /** The filter takes the place of all pills that are not pinned. */
  ask(filter: FilterNode, words: string): void {
    const pinned = this.#pills.filter((pill) => pill.pinned);
    const gone = this.#pills.length - pinned.length;
    // What is pinned is not said twice.
    const asked = rows.withFilter([], filter).reduce<Pills>((row, { pill }) => rows.add(row, pill), pinned);
    this.#change(asked, words, gone === 0 ? {} : { loss: `${countOf(gone, 'filter')} replaced` });
  }

  showCopies(shown: boolean): void {
    if (shown === this.#copies) return;
    const words = shown ? 'Show duplicates' : 'Hide duplicates';
    this.#apply({ pills: this.#pills, copies: shown }, words);
  }

  /** Brings back an earlier filter; the history knows of it already. */
  restore({ pills, copies }: FilterSnapshot): void {
    this.#pills = pills;
    this.#copies = copies;
  }

  #words(pill: Pill): string {
    return pillWords(pill, this.clock()).sentence;
  }

  #wordsOf(id: number): string {
    const placed = this.#pills.find((pill) => pill.id === id);
    return placed === undefined ? '' : this.#words(placed.pill);
  }

  #set(next: Pills, verb: string, facet: FacetName, value: Value): void {
    const single: Pill = {
      kind: 'field',
      field: { kind: 'facet', name: facet },
      negated: false,
      values: [value === null ? { kind: 'absent' } : { kind: 'exact', text: value }],
    };
    this.#change(next, `${verb} ${pillWords(single).all[0] ?? '(none)'}`);
  }

  #change(pills: Pills, words: string, more: Pick<FilterChange, 'merge' | 'loss'> = {}): void {
    if (rows.rowKey(pills) === rows.rowKey(this.#pills)) return;
    this.#apply({ pills, copies: this.#copies }, words, more);
  }

  #apply(after: FilterSnapshot, words: string, more: Pick<FilterChange, 'merge' | 'loss'> = {}): void {
    const before = this.snapshot;
    this.restore(after);
    this.changed({ before, after, words, ...more });
  }
}
