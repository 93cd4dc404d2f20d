import type { Annotations } from '../../core/annotation/annotations';
import { keyText } from '../../core/annotation/event-key';
import type { QueryEngine } from '../../core/query/query-engine';

/** An event that something was ever said of by its key. */
export interface EventSaid {
  /** Its slot among the keys of the annotations. */
  readonly slot: number;
  /** 32 hexadecimal digits. */
  readonly key: string;
  /** Seconds since 1970 UTC; null where it states none, or is not known any more. */
  readonly time: number | null;
  readonly name: string | null;
  /** The service. */
  readonly eventSource: string | null;
  /** The account that it was delivered to. */
  readonly account: string | null;
  /** Where its record lies; null where no source of the case has it. */
  readonly place: { readonly source: string; readonly record: number } | null;
}

/** Events that are looked up at a time. */
const BATCH = 20_000;

/**
 * Finds the events that something was said of, in the order in which it was said first.
 * @param nameOf path or S3 URI of a source
 */
export async function eventsSaid(
  engine: Pick<QueryEngine, 'places' | 'said'>,
  { keys, seen }: Annotations,
  nameOf: (source: number) => Promise<string>,
): Promise<readonly EventSaid[]> {
  const said: EventSaid[] = [];
  for (let from = 0; from < keys.size; from += BATCH) {
    const count = Math.min(BATCH, keys.size - from);
    const bytes = new Uint8Array(count * 16);
    for (let i = 0; i < count; i++) bytes.set(keys.bytes(from + i), i * 16);
    const events = await engine.said.eventsOf(bytes);
    const found = Uint32Array.from(events.filter((event) => event !== null));
    const [known, places] = [await engine.said.seen(found), await engine.places(found)];
    let at = 0;
    for (const [i, event] of events.entries()) {
      const slot = from + i;
      const key = keyText(bytes, i);
      const about = event === null ? seen.get(slot) : known[at];
      const locator = event === null ? undefined : places[at]?.[0];
      if (event !== null) at += 1;
      said.push({
        ...{ slot, key, time: about?.time ?? null, name: about?.name ?? null },
        ...{ eventSource: about?.source ?? null, account: about?.account ?? null },
        place: locator === undefined ? null : { source: await nameOf(locator.source), record: locator.record },
      });
    }
  }
  return said;
}
