import { STATUSES, type Status } from '../../core/annotation/action';
import type { Marks } from '../../core/query/said-of';
import type { SaidBy } from '../../core/annotation/summary';
import type { Target } from '../../core/annotation/target';
import type { Clock } from './clock';
import { countOf } from './numbers';
import { targetTitle } from './targets';

/** What is done to events or targets, before it is known to how many. */
export type Deed =
  | { readonly op: 'star' }
  | { readonly op: 'tag'; readonly tag: string; readonly put: boolean }
  | { readonly op: 'status'; readonly status: Status | null; readonly reason: string }
  | { readonly op: 'note'; readonly text: string };

/** "2 events", or what one thing is called. @param count events, 0 where only targets are meant */
export function subjectWords(count: number, targets: readonly Target[], clock: Clock): string {
  const [first] = targets;
  if (count > 0 || first === undefined) return countOf(count, 'event');
  return targets.length === 1 ? targetTitle(first, clock) : countOf(targets.length, 'value');
}

/** What was done, for the line that tells of it. @param on "2 events" */
export function doneWords(deed: Deed, on: string): string {
  switch (deed.op) {
    case 'star':
      return `Starred ${on}`;
    case 'tag':
      return deed.put ? `Tagged ${on} ${deed.tag}` : `Took the tag ${deed.tag} off ${on}`;
    case 'status':
      return deed.status === null ? `Took the status off ${on}` : `Said of ${on}: ${deed.status}`;
    case 'note':
      return `Wrote a note on ${on}`;
  }
}

/** What a button says that does it: "Tag 1,312 events". */
export function doWords(deed: Deed, on: string): string {
  switch (deed.op) {
    case 'star':
      return `Star ${on}`;
    case 'tag':
      return deed.put ? `Tag ${on}` : `Take the tag off ${on}`;
    case 'status':
      return deed.status === null ? `Take the status off ${on}` : `Set the status of ${on}`;
    case 'note':
      return `Write the note on ${on}`;
  }
}

export function isStatus(text: string): text is Status {
  return (STATUSES as readonly string[]).includes(text);
}

/** "Mira Kessler, user mira, 2026-03-14 09:12:00 UTC". The name is self-asserted; the user is the machine's. */
export function saidByWords({ at, by, author }: SaidBy, clock: Clock): string {
  const who = author === null ? `User ${by}` : `${author}, user ${by}`;
  return `${who}, ${clock.ofIso(at)}`;
}

/** "MK" of "Mira Kessler". */
export function initialsOf(name: string): string {
  const [first, ...more] = name.split(/\s+/).flatMap((word) => /\p{L}|\p{N}/u.exec(word)?.[0] ?? []);
  return `${first ?? ''}${more.at(-1) ?? ''}`.toUpperCase();
}

/** Characters of a note that a hint shows, and how many notes. */
const MOST_NOTE = 200;
const MOST_NOTES = 3;

/** What was said of something, line by line. Holds what people wrote. @param noteText by id; undefined for one that is gone */
export function marksWords(marks: Marks, noteText: (id: string) => string | undefined): readonly string[] {
  const { star, status, tags, notes, findings } = marks;
  const lines: string[] = [];
  if (star !== undefined) lines.push('Starred');
  if (status !== undefined) {
    lines.push(status.reason === '' ? `Status ${status.value}` : `Status ${status.value}: ${status.reason}`);
  }
  if (tags.length > 0) lines.push(`Tagged ${tags.map(({ value }) => value).join(', ')}`);
  if (findings.length > 0) lines.push(`Cited in ${findings.map((number) => `finding ${String(number)}`).join(', ')}`);
  const texts = notes.flatMap((id) => noteText(id) ?? []).map((text) => text.replace(/\s+/g, ' ').trim());
  for (const text of texts.slice(0, MOST_NOTES)) {
    lines.push(`Note: ${text.length > MOST_NOTE ? `${text.slice(0, MOST_NOTE)}\u2026` : text}`);
  }
  if (texts.length > MOST_NOTES) lines.push(`And ${countOf(texts.length - MOST_NOTES, 'more note')}`);
  return lines;
}
