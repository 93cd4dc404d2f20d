import { GrowableU32 } from '../segment/growable';
import type { Change, Status } from './action';
import { STATUSES } from './action';

/** A number a slot, 0 where none was set. */
class SlotNumbers {
  readonly #values = new GrowableU32();

  get(slot: number): number {
    return slot < this.#values.length ? (this.#values.values[slot] as number) : 0;
  }

  set(slot: number, value: number): void {
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
 * Stars, statuses and tags of events by slot: a few typed arrays, whatever the number of events. Each mark knows
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
