import { appendAll } from '../lists';
import { GrowableU32 } from '../segment/growable';
import type { Locator } from '../segment/layout';
import { clearBit, hasBit, setBit } from './bitset';
import { CopyOrder, locatorOf, type SourceRanks } from './copy-order';
import type { DuplicateMarks } from './duplicate-marks';
import { EventKeyTable } from './event-key-table';
import type { EventSpace } from './event-space';
import type { IndexedSegment } from './indexed-segment';

/** Records asked for at once. */
const HASH_BATCH = 20_000;

/** Events of one key and equal content. */
interface ContentClass {
  readonly members: number[];
  /** Number of the canonical content, 0 where it is not known. */
  content: number;
}

/**
 * Finds events that were delivered more than once. Equal eventIDs, or equal hashes of records that have
 * none, name candidates; equal bytes
 * (by content hash), else equal canonical content, make them one event. The copy from the source
 * with the lowest SHA-256, then the lowest record number, is shown, whatever came first.
 */
export class Duplicates {
  /** Copies that are not shown, one bit an event. */
  readonly hidden = new GrowableU32();
  /** Events whose eventID occurs with other content too. */
  readonly conflicting = new GrowableU32();
  readonly #keys: EventKeyTable;
  /** Next event with the same key plus one, by event; 0 at the end. */
  readonly #next = new GrowableU32();
  /** Next copy of the same event plus one, by event, in a ring; 0 where it is alone. */
  readonly #ring = new GrowableU32();
  /** False until two events have one key: most cases need no links, which are two words an event. */
  #linked = false;
  /** First events of the keys that more than one event has. */
  readonly #groups = new Set<number>();
  /** First events of the keys whose contents differ in bytes and are not all compared yet. */
  readonly #pending = new Set<number>();
  /** Number of the canonical content by event, for events that were compared. */
  readonly #contentOf = new Map<number, number>();
  readonly #contentNumbers = new Map<string, number>();
  readonly #order: CopyOrder;

  constructor(private readonly space: EventSpace) {
    this.#order = new CopyOrder(space);
    this.#keys = new EventKeyTable((event) => {
      const segment = space.segmentOf(event);
      return segment.dedupe.key[(event - segment.base) * 2 + 1];
    });
  }

  /** Keys that more than one event has. */
  get repeated(): number {
    return this.#groups.size;
  }

  /** Keys whose contents are still to be compared by `settle`. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Makes room for a segment that is in the space already. */
  extend(segment: IndexedSegment): void {
    for (const set of [this.hidden, this.conflicting]) growTo(set, (segment.base >>> 5) + segment.words);
    if (this.#linked) this.#growLinks();
  }

  /** Compares a segment's events with all before; its event keys and locators must be loaded. */
  add(segment: IndexedSegment): void {
    this.#keys.reserve(segment.rows);
    const { key } = segment.dedupe;
    const touched = new Set<number>();
    for (let row = 0; row < segment.rows; row++) {
      const low = key[row * 2] as number;
      const high = key[row * 2 + 1] as number;
      if (low === 0 && high === 0) continue;
      const event = segment.base + row;
      const first = this.#keys.firstOf(low, high, event);
      if (first === event) continue;
      if (!this.#linked) this.#growLinks();
      this.#next.values[event] = this.#next.values[first] as number;
      this.#next.values[first] = event + 1;
      touched.add(first);
    }
    for (const first of touched) {
      this.#groups.add(first);
      this.#regroup(first);
    }
  }

  /**
   * Sets the order of sources; the shown copy of each event is chosen anew. Restored marks keep
   * theirs: they were made with the same order.
   */
  rank(ranks: SourceRanks): void {
    this.#order.rank(ranks);
    for (const first of this.#groups) this.#regroup(first);
  }

  /**
   * Has the contents compared that differ in bytes: the same record may be delivered with its members
   * in another order.
   * @param canonicalHashes one hash of canonical content a record, in their order
   */
  async settle(canonicalHashes: (locators: readonly Locator[]) => Promise<readonly string[]>): Promise<void> {
    while (this.#pending.size > 0) {
      const groups: number[] = [];
      const events: number[] = [];
      for (const first of this.#pending) {
        groups.push(first);
        for (const { content, members } of this.#classes(first)) {
          if (content === 0 && members[0] !== undefined) events.push(members[0]);
        }
        if (events.length >= HASH_BATCH) break;
      }
      const hashes = await canonicalHashes(events.map((event) => this.locator(event)));
      if (hashes.length !== events.length) {
        throw new Error(`${events.length} records were to be compared, but ${hashes.length} hashes came back.`);
      }
      for (const [i, event] of events.entries()) this.#contentOf.set(event, this.#contentNumber(hashes[i] ?? ''));
      for (const first of groups) this.#regroup(first);
    }
  }

  /** All copies of an event, the shown one first; the event alone where it has none. */
  copies(event: number): number[] {
    const members = [event];
    for (let at = this.#ring.values[event] ?? 0; at !== 0 && at - 1 !== event; at = this.#ring.values[at - 1] ?? 0) {
      members.push(at - 1);
    }
    return members.length < 2 ? members : this.#inOrder(members);
  }

  /** The event's other copies, in no order. */
  *others(event: number): Generator<number, void, undefined> {
    for (let at = this.#ring.values[event] ?? 0; at !== 0 && at - 1 !== event; at = this.#ring.values[at - 1] ?? 0) {
      yield at - 1;
    }
  }

  /** Calls `visit` for each copy of the event besides itself, in no order. */
  eachCopy(event: number, visit: (copy: number) => void): void {
    for (let at = this.#ring.values[event] ?? 0; at !== 0 && at - 1 !== event; at = this.#ring.values[at - 1] ?? 0) {
      visit(at - 1);
    }
  }

  /** Copies of the event besides itself. */
  countCopies(event: number): number {
    let count = 0;
    for (let at = this.#ring.values[event] ?? 0; at !== 0 && at - 1 !== event; at = this.#ring.values[at - 1] ?? 0) {
      count++;
    }
    return count;
  }

  locator(event: number): Locator {
    return locatorOf(this.space, event);
  }

  marks(): DuplicateMarks {
    const copies = new GrowableU32();
    for (const segment of this.#linked ? this.space.segments : []) {
      for (let event = segment.base; event < segment.base + segment.rows; event++) {
        if (this.#ring.values[event] === 0 || hasBit(this.hidden.values, event)) continue;
        const members = [event];
        let at = this.#ring.values[event] as number;
        for (; at - 1 !== event; at = this.#ring.values[at - 1] as number) members.push(at - 1);
        copies.push(members.length);
        for (const member of members) copies.push(member);
      }
    }
    return {
      span: this.space.span,
      hidden: this.hidden.view().slice(),
      conflicting: this.conflicting.view().slice(),
      copies: copies.view().slice(),
      settled: Uint32Array.from(this.#contentOf.keys()),
      settledContents: Uint32Array.from(this.#contentOf.values()),
      contents: [...this.#contentNumbers.keys()],
    };
  }

  /** Takes marks that `fitMarks` approved. To add a segment afterwards, all must be added anew. */
  restore(marks: DuplicateMarks): void {
    this.hidden.view().set(marks.hidden);
    this.conflicting.view().set(marks.conflicting);
    if (marks.copies.length > 0) this.#growLinks();
    for (let at = 0; at < marks.copies.length;) {
      const count = marks.copies[at] as number;
      this.#link([...marks.copies.subarray(at + 1, at + 1 + count)]);
      at += count + 1;
    }
    for (const content of marks.contents) this.#contentNumber(content);
    for (let i = 0; i < marks.settled.length; i++) {
      this.#contentOf.set(marks.settled[i] as number, marks.settledContents[i] as number);
    }
  }

  #growLinks(): void {
    this.#linked = true;
    for (const links of [this.#next, this.#ring]) growTo(links, this.space.span);
  }

  #regroup(first: number): void {
    const classes = this.#classes(first);
    const byContent = new Map<number, number[]>();
    let unknown = 0;
    for (const { content, members } of classes) {
      // Until it is compared, content that differs in bytes stands alone.
      const key = content === 0 ? --unknown : content;
      const same = byContent.get(key);
      if (same === undefined) byContent.set(key, members);
      else appendAll(same, members);
    }
    const pending = classes.length > 1 && unknown < 0;
    if (pending) this.#pending.add(first);
    else this.#pending.delete(first);
    const conflict = byContent.size > 1 && !pending;
    for (const members of byContent.values()) this.#markClass(members, conflict);
  }

  /** Events of one key, apart by the hash of their bytes. */
  #classes(first: number): ContentClass[] {
    const next = this.#next.values[first] as number;
    // Nearly all keys have two events with the same bytes: no index is needed to see that.
    if (next !== 0 && this.#next.values[next - 1] === 0 && this.#sameBytes(first, next - 1)) {
      return [
        { members: [first, next - 1], content: this.#contentOf.get(first) ?? this.#contentOf.get(next - 1) ?? 0 },
      ];
    }
    // By hash and not one against the other: hostile evidence may repeat one eventID any number of times.
    const classes = new Map<string, ContentClass>();
    for (let at = first + 1; at !== 0; at = this.#next.values[at - 1] as number) {
      const event = at - 1;
      const hash = this.#hashText(event);
      let same = classes.get(hash);
      if (same === undefined) {
        same = { members: [], content: 0 };
        classes.set(hash, same);
      }
      same.members.push(event);
      const content = this.#contentOf.get(event);
      if (content !== undefined) same.content = content;
    }
    return [...classes.values()];
  }

  #markClass(members: readonly number[], conflict: boolean): void {
    let shown = members[0] as number;
    for (const member of members) {
      if (member !== shown && this.#order.compare(member, shown) < 0) shown = member;
    }
    for (const member of members) {
      if (member === shown) clearBit(this.hidden.values, member);
      else setBit(this.hidden.values, member);
      if (conflict) setBit(this.conflicting.values, member);
      else clearBit(this.conflicting.values, member);
    }
    this.#link(members);
  }

  #link(members: readonly number[]): void {
    for (const [i, member] of members.entries()) {
      const next = members[i + 1] ?? (members[0] as number);
      this.#ring.values[member] = next === member ? 0 : next + 1;
    }
  }

  #inOrder(members: number[]): number[] {
    const hidden = (event: number): number => (hasBit(this.hidden.values, event) ? 1 : 0);
    return members.sort((a, b) => hidden(a) - hidden(b) || this.#order.compare(a, b));
  }

  #sameBytes(a: number, b: number): boolean {
    const left = this.space.segmentOf(a);
    const right = this.space.segmentOf(b);
    const hashA = left.dedupe.hash;
    const hashB = right.dedupe.hash;
    const i = (a - left.base) * 4;
    const j = (b - right.base) * 4;
    return (
      hashA[i] === hashB[j] &&
      hashA[i + 1] === hashB[j + 1] &&
      hashA[i + 2] === hashB[j + 2] &&
      hashA[i + 3] === hashB[j + 3]
    );
  }

  #hashText(event: number): string {
    const segment = this.space.segmentOf(event);
    const at = (event - segment.base) * 4;
    return segment.dedupe.hash.subarray(at, at + 4).join(' ');
  }

  #contentNumber(hash: string): number {
    let number = this.#contentNumbers.get(hash);
    if (number === undefined) {
      number = this.#contentNumbers.size + 1;
      this.#contentNumbers.set(hash, number);
    }
    return number;
  }
}

function growTo(array: GrowableU32, length: number): void {
  if (length <= array.length) return;
  array.reserve(length - array.length);
  array.values.fill(0, array.length, length);
  array.length = length;
}
