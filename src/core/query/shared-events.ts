import type { FacetName } from '../event/facet-catalogue';
import { hasBit, setBit, type Mask } from './bitset';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { SharedCall } from './filter';
import type { IndexedSegment } from './indexed-segment';

/** Columns that copies of calls are told by: all of them hot. */
export const SHARED_NEEDS: readonly FacetName[] = [
  'sharedEventID',
  'eventName',
  'eventSource',
  'recipientAccountId',
  'principal',
  'callerClass',
];
/** Copies of a call that a row lists; all of them are counted. */
const MOST_LISTED = 50;

/** One call that was delivered to several accounts. */
interface Call {
  /** Its copies, an event each, by account. */
  readonly events: readonly number[];
  /** The copy of the caller's own account, whose ARN it has; undefined where none of them is that. */
  readonly caller: number | undefined;
}

/** A copy that states no ARN, with the one that the caller's own copy states. */
export interface BorrowedArn {
  readonly event: number;
  readonly arn: string;
  /** The account whose copy has the ARN. */
  readonly account: string;
}

/**
 * Calls that CloudTrail delivered to several accounts, an event in each: events of one `sharedEventID`, of
 * the same service and name, each delivered to another account. Where an account has two of them (as the start
 * and the end of an Insight), nothing says which belong together: then none is taken for a copy.
 *
 * Copies are events of their own and no duplicates: each account's trail says what it saw. Hidden duplicates
 * take no part.
 */
export class SharedEvents {
  #calls: Call[] = [];
  /** Number of the call by event, for events that are copies. */
  #callOf = new Map<number, number>();
  /** The same events, one bit each: looked at for every event. */
  #bits = new Uint32Array(0);
  #readAt = -1;

  constructor(
    private readonly space: EventSpace,
    private readonly dictionary: (name: FacetName) => Dictionary,
    private readonly hidden: () => Uint32Array,
    private readonly generation: () => number,
  ) {}

  /** Whether any call has copies; the columns must be loaded, here as in all that follows. */
  get any(): boolean {
    this.#update();
    return this.#calls.length > 0;
  }

  /** The number of the event's call, from 0; undefined where it has no other copy. */
  callOf(event: number): number | undefined {
    return hasBit(this.#bits, event) ? this.#callOf.get(event) : undefined;
  }

  /** Events of the event's call, its own among them, by account; undefined where it has no other copy. */
  eventsOf(event: number): readonly number[] | undefined {
    this.#update();
    return this.#calls[this.callOf(event) ?? -1]?.events;
  }

  /** The event's copies in other accounts; undefined where there are none. */
  of(event: number): SharedCall | undefined {
    this.#update();
    const call = this.#calls[this.callOf(event) ?? -1];
    if (call === undefined) return undefined;
    const others = call.events.filter((other) => other !== event).slice(0, MOST_LISTED);
    const { caller } = call;
    const borrowed = caller === undefined || !this.#lacksArn(event) ? undefined : this.#text('principal', caller);
    return {
      account: this.#text('recipientAccountId', event) ?? '',
      copies: call.events.length,
      others: others.map((other) => ({
        event: other,
        account: this.#text('recipientAccountId', other) ?? '',
        principal: this.#text('principal', other),
      })),
      ...(borrowed === undefined || borrowed === null || caller === undefined
        ? {}
        : { caller: { arn: borrowed, account: this.#text('recipientAccountId', caller) ?? '' } }),
    };
  }

  /** Events among these rows that are a further copy of a call that is among them too. */
  furtherCopies(parts: readonly { readonly segment: IndexedSegment; readonly mask: Mask }[]): number {
    this.#update();
    const masks = new Map(parts.map(({ segment, mask }) => [segment, mask]));
    let further = 0;
    for (const { events } of this.#calls) {
      let shown = 0;
      for (const event of events) {
        const segment = this.space.segmentOf(event);
        const mask = masks.get(segment) ?? 'none';
        if (mask === 'all' || (mask !== 'none' && hasBit(mask, event - segment.base))) shown++;
      }
      if (shown > 1) further += shown - 1;
    }
    return further;
  }

  /** Copies without an ARN of calls whose caller is known by another copy. */
  *borrowed(): Generator<BorrowedArn, void, undefined> {
    this.#update();
    for (const { events, caller } of this.#calls) {
      const arn = caller === undefined ? null : this.#text('principal', caller);
      if (caller === undefined || arn === null) continue;
      const account = this.#text('recipientAccountId', caller) ?? '';
      for (const event of events) if (this.#lacksArn(event)) yield { event, arn, account };
    }
  }

  #update(): void {
    const now = this.generation();
    if (now === this.#readAt) return;
    this.#readAt = now;
    this.#calls = [];
    this.#callOf = new Map();
    this.#bits = new Uint32Array(this.space.words);
    for (const events of this.#repeated()) this.#take(events);
  }

  /** Events of each ID that several have. */
  #repeated(): Iterable<readonly number[]> {
    const dictionary = this.dictionary('sharedEventID');
    const empty = dictionary.find('');
    const hidden = this.hidden();
    // The first event of each ID plus one; most have no second.
    const first = new Uint32Array(dictionary.size);
    const repeated = new Map<number, number[]>();
    for (const segment of this.space.segments) {
      const { codes, ids, textEnds } = segment.column('sharedEventID', dictionary);
      if (textEnds.length === 0) continue;
      for (let row = 0; row < segment.rows; row++) {
        const id = ids[codes[row] as number] as number;
        const event = segment.base + row;
        if (id === 0 || id === empty || hasBit(hidden, event)) continue;
        const before = first[id] as number;
        if (before === 0) {
          first[id] = event + 1;
          continue;
        }
        const events = repeated.get(id);
        if (events === undefined) repeated.set(id, [before - 1, event]);
        else events.push(event);
      }
    }
    return repeated.values();
  }

  /** Takes those of these events for copies that are of one call. */
  #take(events: readonly number[]): void {
    const byCall = new Map<string, number[]>();
    for (const event of events) {
      if (this.#id('recipientAccountId', event) === 0) continue;
      const key = `${String(this.#id('eventSource', event))} ${String(this.#id('eventName', event))}`;
      const same = byCall.get(key);
      if (same === undefined) byCall.set(key, [event]);
      else same.push(event);
    }
    for (const same of byCall.values()) {
      const accounts = new Set(same.map((event) => this.#id('recipientAccountId', event)));
      if (same.length < 2 || accounts.size < same.length) continue;
      const order = this.dictionary('recipientAccountId');
      same.sort((a, b) => order.compare(this.#id('recipientAccountId', a), this.#id('recipientAccountId', b)));
      for (const event of same) {
        setBit(this.#bits, event);
        this.#callOf.set(event, this.#calls.length);
      }
      this.#calls.push({ events: same, caller: this.#callerOf(same) });
    }
  }

  /** The only copy whose ARN is of the account that it was delivered to. */
  #callerOf(events: readonly number[]): number | undefined {
    let caller: number | undefined;
    for (const event of events) {
      const arn = this.#text('principal', event) ?? '';
      const account = this.#text('recipientAccountId', event) ?? '';
      if (account === '' || !arn.startsWith('arn:') || arn.split(':', 5)[4] !== account) continue;
      if (caller !== undefined) return undefined;
      caller = event;
    }
    return caller;
  }

  /** Somebody who made the call himself, and whose record has no ARN. */
  #lacksArn(event: number): boolean {
    if (this.#text('principal', event)?.startsWith('arn:') === true) return false;
    return this.#text('callerClass', event) === 'people';
  }

  #id(name: FacetName, event: number): number {
    const segment = this.space.segmentOf(event);
    const { codes, ids } = segment.column(name, this.dictionary(name));
    return ids[codes[event - segment.base] as number] as number;
  }

  #text(name: FacetName, event: number): string | null {
    return this.dictionary(name).value(this.#id(name, event));
  }
}
