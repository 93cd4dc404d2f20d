import type { SeenEvent } from '../annotation/action';
import { keyText } from '../annotation/event-key';
import type { EngineParts } from './engine-parts';
import type { View } from './filter';
import { needsOf } from './filter-needs';
import { distinctKeys, eventKeys, eventsWith, type EventAnnotations, saidOf, seenEvent } from './said-of';

/** Questions about what analysts said of events, and about the keys by which the journal knows them. */
export class SaidQuestions {
  constructor(private readonly parts: EngineParts) {}

  /**
   * Keys of these very events, as the journal names them: 16 bytes each.
   * @param copies those of all of their copies, too, each event once
   */
  keysOf(events: Uint32Array, copies = false): Promise<Uint8Array<ArrayBuffer>> {
    return this.parts.whenLoaded(needsOf([], [], ['dedupe']), () => this.#keys(events, copies));
  }

  /** The same of all events that the view shows. */
  async keysIn(asked: View, copies = false): Promise<Uint8Array<ArrayBuffer>> {
    const view = await this.parts.resolve(asked);
    return this.parts.whenLoaded(needsOf([view], [], ['dedupe']), () =>
      this.#keys(this.parts.views.events(view), copies),
    );
  }

  /**
   * Keys of each of these events and of its copies, each once, four words each; undefined where nothing was said of
   * any event, so that none is asked for.
   */
  async keysOfCopies(events: Uint32Array): Promise<Uint32Array[] | undefined> {
    if (this.parts.annotations().keys.size === 0) return undefined;
    return this.parts.whenLoaded(needsOf([], [], ['dedupe']), () =>
      Array.from(events, (event) => distinctKeys(this.parts.space, [event, ...this.parts.duplicates.others(event)])),
    );
  }

  /** How these very events are known to people. */
  seen(events: Uint32Array): Promise<SeenEvent[]> {
    const needs = needsOf([], ['eventName', 'eventSource', 'recipientAccountId'], ['dedupe']);
    return this.parts.whenLoaded(needs, () => {
      const keys = eventKeys(this.parts.space, events);
      return Array.from(events, (event, at) => ({
        key: keyText(keys, at),
        ...seenEvent(event, this.parts.space, (name) => this.parts.dictionary(name)),
      }));
    });
  }

  /** What was said of an event, and of what it has. */
  of(event: number): Promise<EventAnnotations> {
    return this.parts.whenLoaded(needsOf([], ['annotated'], ['dedupe']), () =>
      saidOf(event, this.parts.annotations(), this.parts.space, this.parts.duplicates, (name) =>
        this.parts.dictionary(name),
      ),
    );
  }

  /** Numbers of the shown events with these keys, 16 bytes each; null where the case has none. */
  eventsOf(keys: Uint8Array): Promise<(number | null)[]> {
    return this.parts.whenLoaded(needsOf([], [], ['dedupe', 'locator']), () => {
      const found = eventsWith(this.parts.space, keys);
      return found.map((event) => (event === null ? null : (this.parts.duplicates.copies(event)[0] ?? event)));
    });
  }

  /** Slots of events that something was said of and that are in no source of the case. */
  orphans(): Promise<readonly number[]> {
    return this.parts.whenLoaded(needsOf([], ['annotated']), () => this.parts.said.orphans());
  }

  #keys(events: Uint32Array, copies: boolean): Uint8Array<ArrayBuffer> {
    return eventKeys(this.parts.space, copies ? this.parts.duplicates.withCopies(events) : events);
  }
}
