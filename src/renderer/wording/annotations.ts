import { STATUSES, type Status } from '../../core/annotation/action';
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
