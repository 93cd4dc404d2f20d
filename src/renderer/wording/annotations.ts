import { STATUSES, type Status } from '../../core/annotation/action';
import type { Marks } from '../../core/query/said-of';
import type { SaidBy } from '../../core/annotation/summary';
import type { Target } from '../../core/annotation/target';
import { facet } from '../../core/event/facet-catalogue';
import type { Clock } from './clock';
import { UTC_CLOCK } from './clock';
import { countOf } from './numbers';
import { valueWords } from './values';

/** What is done to events or targets, before it is known to how many. */
export type Deed =
  | { readonly op: 'star' }
  | { readonly op: 'tag'; readonly tag: string; readonly put: boolean }
  | { readonly op: 'status'; readonly status: Status | null; readonly reason: string }
  | { readonly op: 'note'; readonly text: string };

/** "Access key AKIA...", "account 111122223333", "calls of 1 into 2". Holds evidence as it is. */
export function targetWords(target: Target, clock: Clock = UTC_CLOCK): string {
  switch (target.on) {
    case 'value':
      return `${facet(target.facet).label} ${valueWords(target.value)}`;
    case 'account':
      return `Account ${target.account}`;
    case 'pair':
      return `Calls of ${target.caller} into ${target.acted}`;
    case 'time':
      return `Time ${clock.full(target.from)} to ${clock.full(target.to)}`;
    case 'case':
      return 'The case';
  }
}

/** "2 events", or what one thing is called. @param count events, 0 where only targets are meant */
export function subjectWords(count: number, targets: readonly Target[], clock?: Clock): string {
  const [first] = targets;
  if (count > 0 || first === undefined) return countOf(count, 'event');
  return targets.length === 1 ? targetWords(first, clock) : countOf(targets.length, 'value');
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

/** Who said something: the name that they gave, else the user of the machine. */
export function nameOf({ author, by }: Pick<SaidBy, 'author' | 'by'>): string {
  return author ?? by;
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

/** Characters of a note that a hint shows. */
const MOST_NOTE = 160;

/** What was said of something, line by line. Holds what people wrote. @param noteText by id; undefined for one that is gone */
export function marksWords(marks: Marks, noteText: (id: string) => string | undefined): readonly string[] {
  const { star, status, tags, notes, findings } = marks;
  const texts = notes.flatMap((id) => noteText(id) ?? []).map((text) => text.replace(/\s+/g, ' ').slice(0, MOST_NOTE));
  return [
    ...(star === undefined ? [] : ['Starred']),
    ...(status === undefined ? [] : [`Status: ${status.value}`]),
    ...(tags.length === 0 ? [] : [`Tagged ${tags.map(({ value }) => value).join(', ')}`]),
    ...(findings.length === 0 ? [] : [`Cited in finding ${findings.join(', ')}`]),
    ...texts.map((text) => `Note: ${text}`),
  ];
}
