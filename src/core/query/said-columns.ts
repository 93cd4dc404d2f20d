import { textOf, type Annotations } from '../annotation/annotations';
import { STATUSES } from '../annotation/action';
import type { EventMarks } from '../annotation/event-marks';
import type { KeyTable } from '../annotation/key-table';
import type { Target } from '../annotation/target';
import { SAID_FACETS, type FacetName, type SaidFacet } from '../event/facet-catalogue';
import { GrowableU32 } from '../segment/growable';
import type { GroupName } from '../segment/layout';
import type { Dictionary } from './dictionary';
import type { Duplicates } from './duplicates';
import { EventIndex } from './event-index';
import type { EventSpace } from './event-space';
import type { Needs } from './filter-needs';
import { SaidColumn } from './said-column';
import { targetMasks, targetNeeds } from './target-rows';

/**
 * Makes columns of what analysts said, so that it is filtered, counted, grouped and shown as any other facet.
 * What was said of any copy of an event holds for all of them; what was said of a value, an account or a stretch of
 * time holds for each of its events.
 */
export class SaidColumns {
  #made = '';
  #madeIn = -1;
  #madeOf: Annotations | undefined;
  readonly #index: EventIndex;
  /** Number of an event with the key of a slot plus one, 0 for none, by slot. */
  readonly #found = new GrowableU32();
  /** The shown copy of events that have others, as far as it was looked for. */
  readonly #shown = new Map<number, number>();
  /**
   * Events that something was said of, each with all of its copies: how many copies, how many slots of their keys,
   * then these events, then these slots.
   */
  #said = new GrowableU32();
  #orphans: readonly number[] = [];

  constructor(
    private readonly space: EventSpace,
    private readonly duplicates: Duplicates,
    private readonly dictionary: (name: FacetName) => Dictionary,
    private readonly annotations: () => Annotations,
    private readonly generation: () => number,
  ) {
    this.#index = new EventIndex(space);
  }

  /** What must be loaded before columns can be made. */
  needs(): Needs {
    const { keys, targets } = this.annotations();
    const groups = new Set<GroupName>(keys.size === 0 ? [] : ['dedupe']);
    const facets = new Set<FacetName>();
    for (const { target } of targets.values()) for (const name of targetNeeds(target)) facets.add(name);
    return { facets, groups };
  }

  /** Slots of events that are in no source of the case. What is needed must be loaded, as below. */
  orphans(): readonly number[] {
    this.update();
    return this.#orphans;
  }

  /**
   * Brings the columns up to date.
   * @returns whether any changed
   */
  update(): boolean {
    const annotations = this.annotations();
    const generation = this.generation();
    const state = `${String(generation)} ${String(annotations.version)}`;
    // Where the journal was read again, what is as long need not be the same.
    if (state === this.#made && annotations === this.#madeOf) return false;
    const anew = annotations !== this.#madeOf || generation !== this.#madeIn;
    this.#made = state;
    this.#madeIn = generation;
    this.#madeOf = annotations;
    this.#resolve(annotations, anew);
    const columns = new Map(SAID_FACETS.map((name) => [name, new SaidColumn(name, this.space)]));
    const column = (name: SaidFacet): SaidColumn => columns.get(name) as SaidColumn;
    this.#sayOfEvents(annotations, column);
    this.#sayOfTargets(annotations, column);
    for (const [name, made] of columns) made.put(this.dictionary(name));
    for (const segment of this.space.segments) segment.forgetSaid();
    return true;
  }

  /** Which events have keys that something was said of. */
  #resolve({ keys }: Annotations, anew: boolean): void {
    if (anew) {
      this.#found.clear();
      this.#shown.clear();
    }
    const said = new GrowableU32();
    this.#said = said;
    this.#orphans = [];
    if (keys.size === 0) return;
    this.#locate(keys);
    const orphans: number[] = [];
    const rings = new Map<number, Set<number>>();
    for (let slot = 0; slot < keys.size; slot++) {
      const event = (this.#found.values[slot] as number) - 1;
      if (event < 0) orphans.push(slot);
      else if (this.duplicates.isCopied(event)) {
        const shown = this.#shownOf(event);
        const slots = rings.get(shown);
        if (slots === undefined) rings.set(shown, new Set([slot]));
        else slots.add(slot);
      } else {
        said.push(1);
        said.push(1);
        said.push(event);
        said.push(slot);
      }
    }
    for (const [event, slots] of rings) this.#sayOfCopies(event, slots);
    this.#orphans = orphans;
  }

  /** Looks for the events of slots that were not looked for yet. */
  #locate(keys: KeyTable): void {
    this.#index.update();
    const words = keys.words();
    for (let slot = this.#found.length; slot < keys.size; slot++) {
      this.#found.push(this.#index.find(words, slot * 4) + 1);
    }
  }

  /** The copy that stands for all copies of an event: found once for all of them. */
  #shownOf(event: number): number {
    const known = this.#shown.get(event);
    if (known !== undefined) return known;
    const members = [event, ...this.duplicates.others(event)];
    const shown = members.find((member) => !this.duplicates.isHidden(member)) ?? event;
    for (const member of members) this.#shown.set(member, shown);
    return shown;
  }

  #sayOfCopies(event: number, slots: ReadonlySet<number>): void {
    const members = [event, ...this.duplicates.others(event)];
    for (const number of [members.length, slots.size]) this.#said.push(number);
    for (const member of members) this.#said.push(member);
    for (const slot of slots) this.#said.push(slot);
  }

  #sayOfEvents(annotations: Annotations, column: (name: SaidFacet) => SaidColumn): void {
    const { marks, keys } = annotations;
    if (keys.size === 0) return;
    const [tag, status, starred, annotated] = SAID_OF_EVENTS.map(column) as [
      SaidColumn,
      SaidColumn,
      SaidColumn,
      SaidColumn,
    ];
    // A tag of few events is looked for at none of the others.
    const tags = [...marks.tags]
      .map((name) => ({ name, of: marks.taggedWith(name), code: tag.value(name) }))
      .filter(({ name }) => marks.fewWith(name) === undefined);
    const statuses = STATUSES.map((name) => status.value(name));
    const [isTrue, ofEvent] = [starred.value('true'), annotated.value('event')];
    const more = moreOf(annotations, column);
    const said = this.#said.view();
    for (let at = 0; at < said.length;) {
      const members = at + 2;
      const slots = members + (said[at] as number);
      const end = slots + (said[at + 1] as number);
      at = end;
      let any = false;
      const add = (to: SaidColumn, code: number): void => {
        any = true;
        for (let i = members; i < slots; i++) to.add(said[i] as number, code);
      };
      for (const { of, code } of tags) if (someOf(said, slots, end, of)) add(tag, code);
      const latest = latestStatus(said, slots, end, marks);
      if (latest >= 0) add(status, statuses[latest] as number);
      if (someOf(said, slots, end, (slot) => marks.isStarred(slot))) add(starred, isTrue);
      if (more.size > 0) {
        for (let i = slots; i < end; i++) {
          for (const [name, code] of more.get(said[i] as number) ?? []) add(column(name), code);
        }
      }
      if (any) add(annotated, ofEvent);
    }
  }

  #sayOfTargets(annotations: Annotations, column: (name: SaidFacet) => SaidColumn): void {
    const said = new Map<Target, (readonly [SaidFacet, number])[]>();
    const say = (target: Target, name: SaidFacet, value: string): void => {
      let list = said.get(target);
      if (list === undefined) said.set(target, (list = [['annotated', column('annotated').value('value')]]));
      list.push([name, column(name).value(value)]);
    };
    const { targets } = annotations;
    for (const { target, star, status, tags } of targets.values()) {
      if (star !== undefined) say(target, 'starred', 'true');
      if (status !== undefined) say(target, 'status', status.value);
      for (const tag of tags.keys()) say(target, 'tag', tag);
    }
    for (const note of annotations.standingNotes()) {
      for (const target of note.targets)
        say(annotations.ofTarget(target)?.target ?? target, 'note', textOf(note) ?? '');
    }
    for (const { value } of annotations.findings.values()) {
      for (const cite of value?.cites ?? []) {
        if (!('target' in cite)) continue;
        say(annotations.ofTarget(cite.target)?.target ?? cite.target, 'finding', String(value?.number));
      }
    }
    if (said.size === 0) return;
    targetMasks([...said.keys()], this.space, this.dictionary, (event, target) => {
      for (const [name, value] of said.get(target) ?? []) column(name).add(event, value);
    });
  }
}

const SAID_OF_EVENTS: readonly SaidFacet[] = ['tag', 'status', 'starred', 'annotated'];

function someOf(slots: Uint32Array, from: number, to: number, holds: (slot: number) => boolean): boolean {
  for (let i = from; i < to; i++) if (holds(slots[i] as number)) return true;
  return false;
}

/** The status that was given last to any of the copies, by its place in STATUSES; -1 for none. */
function latestStatus(slots: Uint32Array, from: number, to: number, marks: EventMarks): number {
  if (to - from === 1) return marks.statusCode(slots[from] as number);
  let [code, last] = [-1, -1];
  for (let i = from; i < to; i++) {
    const mark = marks.status(slots[i] as number);
    if (mark === undefined || mark.saying <= last) continue;
    last = mark.saying;
    code = STATUSES.indexOf(mark.value);
  }
  return code;
}

/** Notes, findings and rare tags by slot: few events have any. */
function moreOf(
  annotations: Annotations,
  column: (name: SaidFacet) => SaidColumn,
): ReadonlyMap<number, readonly (readonly [SaidFacet, number])[]> {
  const more = new Map<number, (readonly [SaidFacet, number])[]>();
  const add = (slot: number, name: SaidFacet, value: number): void => {
    const list = more.get(slot);
    if (list === undefined) more.set(slot, [[name, value]]);
    else list.push([name, value]);
  };
  for (const name of annotations.marks.tags) {
    for (const slot of annotations.marks.fewWith(name) ?? []) add(slot, 'tag', column('tag').value(name));
  }
  for (const note of annotations.standingNotes()) {
    const text = column('note').value(textOf(note) ?? '');
    for (const slot of note.slots) add(slot, 'note', text);
  }
  for (const { value } of annotations.findings.values()) {
    if (value === null) continue;
    const number = column('finding').value(String(value.number));
    for (const cite of value.cites) {
      if ('event' in cite) add(annotations.slotOfText(cite.event.key), 'finding', number);
    }
  }
  return more;
}
