import { EVENT_KEY_BYTES, keyText } from '../../core/annotation/event-key';
import type { Annotations } from '../../core/annotation/annotations';
import type { SeenEvent } from '../../core/annotation/action';
import type { QueryEngine } from '../../core/query/query-engine';
import type { StarredEvents } from './protocol';

/** The events that have a star of their own, in no order; those in no source of the case as they were known. */
export async function starredEvents(
  { marks, keys, seen }: Annotations,
  engine: QueryEngine,
  most: number,
): Promise<StarredEvents> {
  const slots: number[] = [];
  let total = 0;
  for (let slot = 0; slot < keys.size; slot++) {
    if (!marks.isStarred(slot)) continue;
    total++;
    if (slots.length < most) slots.push(slot);
  }
  const bytes = new Uint8Array(slots.length * EVENT_KEY_BYTES);
  for (const [at, slot] of slots.entries()) bytes.set(keys.bytes(slot), at * EVENT_KEY_BYTES);
  const numbers = await engine.said.eventsOf(bytes);
  const there = numbers.filter((number) => number !== null);
  const known = await engine.said.seen(Uint32Array.from(there));
  const byNumber = new Map(there.map((number, at) => [number, known[at]]));
  const events = slots.map((slot, at): SeenEvent => {
    const key = keyText(bytes, at);
    const number = numbers[at] ?? null;
    const event = number === null ? seen.get(slot) : byNumber.get(number);
    // A copy of the same content may be the one that is shown: the key is that of the star.
    return event === undefined ? { key, time: null, name: null, source: null, account: null } : { ...event, key };
  });
  return { total, events };
}
