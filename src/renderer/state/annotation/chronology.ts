import type { EntryValue, SeenEvent } from '../../../core/annotation/action';
import type { KeptSummary } from '../../../core/annotation/summary';
import { citedEvents, type Finding } from './finding-value';

export type Entry = KeptSummary<EntryValue>;

/** A line of the incident's chronology. Times are seconds since 1970 UTC; null: the event has none. */
export type ChronologyLine =
  | { readonly kind: 'entry'; readonly id: string; readonly time: number; readonly entry: Entry }
  | {
      readonly kind: 'event';
      /** Its key. */
      readonly id: string;
      readonly time: number | null;
      readonly event: SeenEvent;
      readonly starred: boolean;
      /** Numbers of the findings that cite it, as they stand in the order by hand. */
      readonly findings: readonly number[];
    }
  /** Nothing that anybody wrote down or marked lies between the lines around it. */
  | { readonly kind: 'gap'; readonly id: string; readonly time: number; readonly to: number };

/** A stretch without a line that is said: seconds. */
export const GAP = 3_600;

/**
 * Entries by time, and among them the events with a star and those that findings cite. Where two lines lie more than
 * an hour apart, the gap is a line of its own: nobody takes it for nothing having happened unseen.
 */
export function chronologyOf(
  entries: readonly Entry[],
  starred: readonly SeenEvent[],
  findings: readonly Finding[],
): readonly ChronologyLine[] {
  const events = new Map<string, Extract<ChronologyLine, { kind: 'event' }>>();
  const line = (event: SeenEvent, isStarred: boolean): void => {
    const known = events.get(event.key);
    events.set(event.key, {
      kind: 'event',
      id: event.key,
      time: event.time ?? known?.time ?? null,
      event: event.name === null && known !== undefined ? known.event : event,
      starred: isStarred,
      findings: [],
    });
  };
  for (const event of citedEvents(findings).values()) line(event, false);
  for (const event of starred) line(event, true);
  const numbers = numbersOf(findings);
  const lines: Exclude<ChronologyLine, { kind: 'gap' }>[] = entries.map((entry) => ({
    kind: 'entry',
    id: entry.id,
    time: secondsOf(entry.value.time),
    entry,
  }));
  for (const event of events.values()) lines.push({ ...event, findings: numbers.get(event.id) ?? [] });
  return withGaps(lines.sort((a, b) => (a.time ?? Infinity) - (b.time ?? Infinity) || (a.id < b.id ? -1 : 1)));
}

function numbersOf(findings: readonly Finding[]): ReadonlyMap<string, readonly number[]> {
  const numbers = new Map<string, number[]>();
  for (const { value } of findings) {
    for (const cite of value.cites) {
      if (!('event' in cite)) continue;
      const list = numbers.get(cite.event.key);
      if (list === undefined) numbers.set(cite.event.key, [value.number]);
      else list.push(value.number);
    }
  }
  return numbers;
}

function withGaps(lines: readonly Exclude<ChronologyLine, { kind: 'gap' }>[]): ChronologyLine[] {
  const all: ChronologyLine[] = [];
  let last: number | undefined;
  for (const line of lines) {
    if (last !== undefined && line.time !== null && line.time - last > GAP) {
      all.push({ kind: 'gap', id: `gap ${String(last)} ${String(line.time)}`, time: last, to: line.time });
    }
    all.push(line);
    last = line.time ?? last;
  }
  return all;
}

/** Whole seconds since 1970 UTC of an entry's time. */
export function secondsOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
