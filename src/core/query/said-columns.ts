import { textOf, type Annotations } from '../annotation/annotations';
import { STATUSES } from '../annotation/action';
import type { Target } from '../annotation/target';
import { SAID_FACETS, type FacetName, type SaidFacet } from '../event/facet-catalogue';
import { GrowableU32 } from '../segment/growable';
import type { GroupName } from '../segment/layout';
import type { Dictionary } from './dictionary';
import type { Duplicates } from './duplicates';
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
  /** Events that something was said of, and the slot of each one's key; of all copies of an event the slots of all. */
  #events = new GrowableU32();
  #slots = new GrowableU32();
  #orphans: readonly number[] = [];

  constructor(
    private readonly space: EventSpace,
    private readonly duplicates: Duplicates,
    private readonly dictionary: (name: FacetName) => Dictionary,
    private readonly annotations: () => Annotations,
    private readonly generation: () => number,
  ) {}

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
    const state = `${String(this.generation())} ${String(annotations.version)}`;
    if (state === this.#made) return false;
    this.#made = state;
    this.#resolve(annotations);
    const columns = new Map(SAID_FACETS.map((name) => [name, new SaidColumn(name, this.space)]));
    const column = (name: SaidFacet): SaidColumn => columns.get(name) as SaidColumn;
    this.#sayOfEvents(annotations, column);
    this.#sayOfTargets(annotations, column);
    for (const [name, made] of columns) made.put(this.dictionary(name));
    for (const segment of this.space.segments) segment.forgetSaid();
    return true;
  }

  /** Which events have keys that something was said of. */
  #resolve({ keys }: Annotations): void {
    const [events, slots] = [new GrowableU32(), new GrowableU32()];
    this.#events = events;
    this.#slots = slots;
    this.#orphans = [];
    const add = (event: number, slot: number): void => {
      events.push(event);
      slots.push(slot);
    };
    if (keys.size === 0) return;
    const found = new Uint8Array(keys.size);
    for (const segment of this.space.segments) {
      const { hash } = segment.dedupe;
      for (let row = 0; row < segment.rows; row++) {
        const slot = keys.find(hash, row * 4);
        if (slot < 0) continue;
        found[slot] = 1;
        const event = segment.base + row;
        add(event, slot);
        for (const other of this.duplicates.others(event)) add(other, slot);
      }
    }
    const orphans: number[] = [];
    for (let slot = 0; slot < found.length; slot++) if (found[slot] === 0) orphans.push(slot);
    this.#orphans = orphans;
  }

  #sayOfEvents(annotations: Annotations, column: (name: SaidFacet) => SaidColumn): void {
    const { marks, keys } = annotations;
    if (keys.size === 0) return;
    const tags = [...marks.tags];
    const tagValues = tags.map((tag) => column('tag').value(tag));
    const statuses = STATUSES.map((status) => column('status').value(status));
    const starred = column('starred').value('true');
    const annotated = column('annotated').value('event');
    const more = moreOf(annotations, column);
    for (let at = 0; at < this.#events.length; at++) {
      const event = this.#events.values[at] as number;
      const slot = this.#slots.values[at] as number;
      let any = false;
      for (let i = 0; i < tags.length; i++) {
        if (!marks.hasTag(slot, tags[i] as string)) continue;
        column('tag').add(event, tagValues[i] as number);
        any = true;
      }
      const status = marks.statusCode(slot);
      if (status >= 0) column('status').add(event, statuses[status] as number);
      const star = marks.isStarred(slot);
      if (star) column('starred').add(event, starred);
      const others = more.get(slot);
      for (const [name, value] of others ?? []) column(name).add(event, value);
      if (any || star || status >= 0 || others !== undefined) column('annotated').add(event, annotated);
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

/** Notes and findings by slot: few events have any. */
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
