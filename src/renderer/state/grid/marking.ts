import type { EventRow, View } from '../../../core/query/filter';
import { countOf } from '../../wording/numbers';
import type { AnnotateDialogState, AnnotateKind } from '../annotation/annotate-dialog-state.svelte';
import type { On } from '../annotation/annotations-state.svelte';
import type { FilterState } from '../filter/filter-state.svelte';
import type { EventsState } from './events-state.svelte';
import type { SelectionState } from './selection-state.svelte';

interface Marking {
  readonly annotate: Pick<AnnotateDialogState, 'open' | 'star'>;
  readonly events: Pick<EventsState, 'settled' | 'counts'>;
  readonly filters: Pick<FilterState, 'view'>;
  readonly selection: Pick<SelectionState, 'count' | 'pending' | 'view'>;
}
type Kind = AnnotateKind | 'star';

const KEYS: Readonly<Partial<Record<string, Kind>>> = { s: 'star', t: 'tag', m: 'status', n: 'note' };

interface Meant {
  readonly on: On;
  readonly words: string;
  readonly count: number | undefined;
}

function events(view: View, number: number | undefined, which: string): Meant {
  const words = number === undefined ? `the events ${which}` : `${countOf(number, 'event')} ${which}`;
  return { on: { view }, words: words.trim(), count: number };
}

/** The selected events, else this one. */
function chosen({ selection }: Marking, event: number | undefined): Meant | undefined {
  if (selection.count > 0) return events(selection.view, selection.count, '');
  if (event === undefined) return undefined;
  return { on: { events: Uint32Array.of(event) }, words: '1 event', count: 1 };
}

/** Everything that the filter matches. */
function matched({ events: list, filters }: Marking): Meant | undefined {
  // Of an older filter the count would be that of other events: it is counted anew.
  const number = list.settled ? list.counts?.matched : undefined;
  return number === 0 ? undefined : events(filters.view, number, 'of this filter');
}

function say({ annotate }: Marking, kind: Kind, meant: Meant | undefined): boolean {
  if (meant === undefined) return false;
  const { on, words, count } = meant;
  if (kind === 'star') void annotate.star(on, [], words, count);
  else annotate.open(kind, on, [], words, count);
  return true;
}

/** Stars, tags and so on the selected events, else this one. @returns whether there was anything to do it to */
export function markChosen(session: Marking, kind: Kind, row: EventRow | undefined): boolean {
  const { pending } = session.selection;
  if (pending === undefined) return say(session, kind, chosen(session, row?.event));
  // A key that follows another one at once means what that one selects.
  void pending.then(() => say(session, kind, chosen(session, row?.event)));
  return true;
}

/** This very event, whatever is selected. */
export function markEvent(session: Marking, kind: Kind, event: number): void {
  say(session, kind, { on: { events: Uint32Array.of(event) }, words: '1 event', count: 1 });
}

/** Everything that the filter matches. */
export function markMatched(session: Marking, kind: Kind): boolean {
  return say(session, kind, matched(session));
}

/** The same keys where one event is meant, as in its detail. @returns whether the key was one of these */
export function markEventKey(
  session: Marking,
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  event: number,
): boolean {
  const kind = KEYS[key.toLowerCase()];
  if (kind === undefined || key.length !== 1) return false;
  if (shiftKey) return markMatched(session, kind);
  markEvent(session, kind, event);
  return true;
}

/**
 * s, t, n and m; with Shift on everything that the filter matches.
 * @returns whether the key was one of these
 */
export function markKey(
  session: Marking,
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  row: EventRow | undefined,
): boolean {
  const kind = KEYS[key.toLowerCase()];
  if (kind === undefined || key.length !== 1) return false;
  return shiftKey ? markMatched(session, kind) : markChosen(session, kind, row);
}
