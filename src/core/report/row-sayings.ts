import { textOf, type Annotations, type NoteState } from '../annotation/annotations';
import { saidBy, type SaidBy } from '../annotation/summary';
import { targetWords } from '../annotation/target-words';
import type { EventValues } from '../event/facet-values';
import { marksOfTargets } from '../query/said-of';
import { TargetLists } from './target-lists';

/** One thing that was said of an event. */
export interface Saying {
  readonly text: string;
  readonly by: SaidBy;
  /** Why a status was given; empty where nothing was written. */
  readonly reason?: string;
  /** What it was said of, where that is not the event itself. */
  readonly from?: string;
}

/** What was said of an event, and of what it has: what is the event's own comes first. */
export interface SaidOfEvent {
  readonly tags: readonly Saying[];
  readonly statuses: readonly Saying[];
  /** Each with the text "true". */
  readonly stars: readonly Saying[];
  readonly notes: readonly Saying[];
  /** Numbers of findings that cite it. */
  readonly findings: readonly Saying[];
}

type Said = { -readonly [name in keyof SaidOfEvent]: Saying[] };

/** Events of a note that are listed one by one; of more, its own list is searched. */
const FEW = 10_000;

/**
 * Says for each row of an export what analysts said of it, as the columns of the index do: of any of its copies, and
 * of the values, accounts and time that its record has. Made once for an export.
 */
export class RowSayings {
  readonly #annotations: Annotations;
  readonly #bySlot = new Map<number, Partial<Said>>();
  readonly #wide: NoteState[] = [];
  readonly #targets: TargetLists<Said>;

  constructor(annotations: Annotations) {
    this.#annotations = annotations;
    this.#gather();
    this.#targets = new TargetLists(this.#ofTargets());
  }

  /** Nothing holds of any event: no row need be looked at. */
  get empty(): boolean {
    return this.#annotations.keys.size === 0 && this.#targets.empty;
  }

  /** The record's values are asked for. */
  get asksValues(): boolean {
    return !this.#targets.empty;
  }

  /**
   * @param keys of the event and its copies, four words each
   * @param values of the record that the row shows
   * @returns undefined where nothing was said
   */
  of(keys: Uint32Array | undefined, values: () => EventValues): SaidOfEvent | undefined {
    let said: Said | undefined;
    const slots: number[] = [];
    for (let at = 0; keys !== undefined && at < keys.length; at += 4) {
      const slot = this.#annotations.slotOf(keys, at);
      if (slot >= 0) slots.push(slot);
    }
    if (slots.length > 0) this.#addSlots((said = nothing()), slots);
    if (this.asksValues) {
      this.#targets.each(values(), (of) => addAll((said ??= nothing()), of));
    }
    return said === undefined || isEmpty(said) ? undefined : said;
  }

  #by(saying: number): SaidBy {
    return saidBy(this.#annotations.sayings[saying]);
  }

  /** What holds of an event by its copies: of each property the last word on any of them. */
  #addSlots(said: Said, slots: readonly number[]): void {
    const { marks } = this.#annotations;
    for (const name of marks.tags) {
      const tag = latest(slots, (slot) => marks.tag(slot, name));
      if (tag !== undefined) add(said.tags, { text: name, by: this.#by(tag.saying) });
    }
    const status = latest(slots, (slot) => marks.status(slot));
    if (status !== undefined) {
      const reason = this.#annotations.reasonOf(status.saying);
      add(said.statuses, { text: status.value, by: this.#by(status.saying), reason });
    }
    const star = latest(slots, (slot) => marks.star(slot));
    if (star !== undefined) add(said.stars, { text: 'true', by: this.#by(star.saying) });
    for (const slot of slots) {
      for (const note of this.#wide) if (holds(note.slots, slot)) add(said.notes, this.#note(note));
      addAll(said, this.#bySlot.get(slot) ?? {});
    }
  }

  #note(note: NoteState): Saying {
    return { text: textOf(note) ?? '', by: this.#by(note.wordings.at(-1)?.saying ?? -1) };
  }

  /** Notes and findings by the slots of their events. */
  #gather(): void {
    const annotations = this.#annotations;
    const of = (slot: number, name: 'notes' | 'findings', saying: Saying): void => {
      let said = this.#bySlot.get(slot);
      if (said === undefined) this.#bySlot.set(slot, (said = {}));
      add((said[name] ??= []), saying);
    };
    for (const note of annotations.standingNotes()) {
      if (note.slots.length > FEW) this.#wide.push(note);
      else for (const slot of note.slots) of(slot, 'notes', this.#note(note));
    }
    for (const { value, sayings } of annotations.findings.values()) {
      for (const cite of value?.cites ?? []) {
        if (!('event' in cite)) continue;
        const saying = { text: String(value?.number), by: this.#by(sayings.at(-1) ?? -1) };
        of(annotations.slotOfText(cite.event.key), 'findings', saying);
      }
    }
  }

  *#ofTargets(): Generator<readonly [Parameters<typeof targetWords>[0], Said]> {
    const annotations = this.#annotations;
    const marksOf = marksOfTargets(annotations);
    const findings = new Map([...annotations.findings.values()].map((kept) => [kept.value?.number, kept]));
    for (const { target } of annotations.targets.values()) {
      const { star, status, tags, notes, findings: cited } = marksOf(target);
      const from = targetWords(target);
      const by = (saying: number): { by: SaidBy; from: string } => ({ by: this.#by(saying), from });
      const said = nothing();
      for (const { value, saying } of tags) said.tags.push({ text: value, ...by(saying) });
      if (status !== undefined) {
        said.statuses.push({ text: status.value, ...by(status.saying), reason: status.reason });
      }
      if (star !== undefined) said.stars.push({ text: 'true', ...by(star.saying) });
      for (const id of notes) {
        const note = annotations.notes.get(id);
        if (note !== undefined) said.notes.push({ ...this.#note(note), from });
      }
      for (const number of cited) {
        said.findings.push({ text: String(number), ...by(findings.get(number)?.sayings.at(-1) ?? -1) });
      }
      if (!isEmpty(said)) yield [target, said];
    }
  }
}

function nothing(): Said {
  return { tags: [], statuses: [], stars: [], notes: [], findings: [] };
}

function isEmpty({ tags, statuses, stars, notes, findings }: Said): boolean {
  return tags.length + statuses.length + stars.length + notes.length + findings.length === 0;
}

/** The mark that was said last of any of these. */
function latest<T extends { readonly saying: number }>(
  slots: readonly number[],
  markOf: (slot: number) => T | undefined,
): T | undefined {
  let last: T | undefined;
  for (const slot of slots) {
    const mark = markOf(slot);
    if (mark !== undefined && (last === undefined || mark.saying > last.saying)) last = mark;
  }
  return last;
}

/** What two copies of an event have alike is told once. */
function add(to: Saying[], saying: Saying): void {
  const known = to.some(({ text, from, by }) => text === saying.text && from === saying.from && by.at === saying.by.at);
  if (!known) to.push(saying);
}

function addAll(to: Said, said: Partial<SaidOfEvent>): void {
  for (const name of ['tags', 'statuses', 'stars', 'notes', 'findings'] as const) {
    for (const saying of said[name] ?? []) add(to[name], saying);
  }
}

/** Binary search in ascending numbers. */
function holds(numbers: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}
