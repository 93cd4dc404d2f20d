import { GrowableU32 } from '../segment/growable';
import type { Change, Status } from './action';
import { STATUSES } from './action';

/** One slot in so many must have a number before there is room for one at each. */
const SPARSE = 64;
/** Numbers that never need room at each slot. */
const FEW = 256;

/**
 * A number a slot, 0 where none was set. Takes memory in proportion to the numbers that were set, at whatever slots
 * they are: a case may have very many tags, each on few of very many events.
 */
class SlotNumbers {
  #few: Map<number, number> | undefined = new Map();
  #highest = 0;
  readonly #values = new GrowableU32(0);

  /** The slots that have a number where these are few; else undefined. */
  get few(): ReadonlyMap<number, number> | undefined {
    return this.#few;
  }

  get(slot: number): number {
    if (this.#few !== undefined) return this.#few.get(slot) ?? 0;
    return slot < this.#values.length ? (this.#values.values[slot] as number) : 0;
  }

  set(slot: number, value: number): void {
    const few = this.#few;
    if (few === undefined) {
      this.#setAt(slot, value);
      return;
    }
    if (value === 0) few.delete(slot);
    else few.set(slot, value);
    this.#highest = Math.max(this.#highest, slot);
    if (few.size <= FEW || few.size * SPARSE <= this.#highest) return;
    this.#few = undefined;
    for (const [one, number] of few) this.#setAt(one, number);
  }

  #setAt(slot: number, value: number): void {
    if (slot >= this.#values.length) {
      if (value === 0) return;
      const more = slot + 1 - this.#values.length;
      this.#values.reserve(more);
      this.#values.values.fill(0, this.#values.length, slot + 1);
      this.#values.length = slot + 1;
    }
    this.#values.values[slot] = value;
  }
}

/** Of a mark: what was said, as the number of the saying that set it. */
export interface EventMark<T> {
  readonly value: T;
  /** Number of the saying, from 0. */
  readonly saying: number;
}

/**
 * Stars, statuses and tags of events by slot: typed arrays where they are of many events. Each mark knows
 * by its number which saying set it.
 */
export class EventMarks {
  /** Number of the saying plus one. */
  readonly #stars = new SlotNumbers();
  /** Number of the saying plus one, times 8, plus the status. */
  readonly #statuses = new SlotNumbers();
  readonly #tags = new Map<string, SlotNumbers>();

  get tags(): Iterable<string> {
    return this.#tags.keys();
  }

  star(slot: number): EventMark<true> | undefined {
    const said = this.#stars.get(slot);
    return said === 0 ? undefined : { value: true, saying: said - 1 };
  }

  status(slot: number): EventMark<Status> | undefined {
    const said = this.#statuses.get(slot);
    return said === 0 ? undefined : { value: STATUSES[said & 7] as Status, saying: Math.floor(said / 8) - 1 };
  }

  tag(slot: number, tag: string): EventMark<string> | undefined {
    const said = this.#tags.get(tag)?.get(slot) ?? 0;
    return said === 0 ? undefined : { value: tag, saying: said - 1 };
  }

  isStarred(slot: number): boolean {
    return this.#stars.get(slot) !== 0;
  }

  /** Place in STATUSES, or -1. */
  statusCode(slot: number): number {
    const said = this.#statuses.get(slot);
    return said === 0 ? -1 : said & 7;
  }

  hasTag(slot: number, tag: string): boolean {
    return (this.#tags.get(tag)?.get(slot) ?? 0) !== 0;
  }

  /** Finds the tags of slots, in the order in which they were first used: made once for asking of a great many. */
  tagger(): (slot: number) => readonly EventMark<string>[] {
    const few = new Map<number, (EventMark<string> & { readonly no: number })[]>();
    const many: { readonly tag: string; readonly of: SlotNumbers; readonly no: number }[] = [];
    let no = 0;
    for (const [tag, of] of this.#tags) {
      if (of.few === undefined) many.push({ tag, of, no });
      for (const [slot, said] of of.few ?? []) {
        const list = few.get(slot);
        const mark = { value: tag, saying: said - 1, no };
        if (list === undefined) few.set(slot, [mark]);
        else list.push(mark);
      }
      no += 1;
    }
    return (slot) => {
      const found = [...(few.get(slot) ?? [])];
      for (const one of many) {
        const said = one.of.get(slot);
        if (said !== 0) found.push({ value: one.tag, saying: said - 1, no: one.no });
      }
      return found.sort((a, b) => a.no - b.no).map(({ value, saying }) => ({ value, saying }));
    };
  }

  /** The slots that have a tag where these are few among all; else undefined. */
  fewWith(tag: string): Iterable<number> | undefined {
    return this.#tags.get(tag)?.few?.keys();
  }

  /** Which slots have a tag: for asking of a great many. */
  taggedWith(tag: string): (slot: number) => boolean {
    const numbers = this.#tags.get(tag);
    return (slot) => numbers !== undefined && numbers.get(slot) !== 0;
  }

  /** Whether the change would change anything. A status set again, perhaps with another reason, counts as one. */
  differs(slot: number, change: Change): boolean {
    if ('star' in change) return this.isStarred(slot) !== change.star;
    if ('tag' in change) return this.hasTag(slot, change.tag) !== change.put;
    return change.status === null ? this.statusCode(slot) >= 0 : true;
  }

  set(slot: number, change: Change, saying: number): void {
    if ('star' in change) this.#stars.set(slot, change.star ? saying + 1 : 0);
    else if ('tag' in change) {
      let tags = this.#tags.get(change.tag);
      if (tags === undefined) this.#tags.set(change.tag, (tags = new SlotNumbers()));
      tags.set(slot, change.put ? saying + 1 : 0);
    } else {
      this.#statuses.set(slot, change.status === null ? 0 : (saying + 1) * 8 + STATUSES.indexOf(change.status));
    }
  }
}
