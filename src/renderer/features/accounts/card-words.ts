import { facet as facetDefinition } from '../../../core/event/facet-catalogue';
import type { AssumedRole, CreatedResource, SeenCount, SeenName } from '../../../core/query/identity/card';
import type { CardSubject } from '../../../core/query/identity/identity-card';
import { escapeText } from '../../../core/event/visible-text';
import type { Clock } from '../../wording/clock';
import { shortName } from '../../wording/names';
import { count, countOf } from '../../wording/numbers';
import { valueWords } from '../../wording/values';

/** Characters of a value in the words of a step of undo. */
const MOST = 80;

/** "Principal arn:aws:iam::111122223333:user/ci-deploy", for steps of undo and names of controls. */
export function subjectWords({ facet, value }: CardSubject): string {
  return `${facetDefinition(facet).label} ${escapeText(value.slice(0, MOST))}`;
}

/** A value in the words of a step of undo. */
export function briefly(value: string | null): string {
  return escapeText(valueWords(value).slice(0, MOST));
}

/** "2026-03-12 01:42:11 to 2026-03-12 02:37:04"; the one time where it is the same. */
export function rangeWords({ first, last }: Pick<SeenCount, 'first' | 'last'>, clock: Clock): string {
  if (first === null || last === null) return 'No event states a time';
  return first === last ? clock.text(first) : `${clock.text(first)} to ${clock.text(last)}`;
}

/** How the calls of a name ended, a line for each way that there was. */
export function endWords({ succeeded, failed, reasons, ...all }: SeenName, clock: Clock): readonly string[] {
  const other = all.count - succeeded.count - failed.count;
  const listed = reasons
    .map(({ reason, count: times }) => `${escapeText(valueWords(reason))} ${count(times)}`)
    .join(', ');
  return [
    ...(succeeded.count === 0 ? [] : [`${count(succeeded.count)} succeeded: ${rangeWords(succeeded, clock)}`]),
    ...(failed.count === 0 ? [] : [`${count(failed.count)} failed: ${rangeWords(failed, clock)}`]),
    ...(listed === '' ? [] : [listed]),
    ...(other === 0 ? [] : [`${countOf(other, 'record')} of no call, or of a call that would have succeeded`]),
  ];
}

/** "2 times, 1 failed" */
export function assumedWords({ succeeded, failed }: AssumedRole): string {
  if (succeeded === 0) return `${countOf(failed, 'time')} tried, never assumed`;
  return `${countOf(succeeded, 'time')} assumed${failed === 0 ? '' : `, ${count(failed)} failed`}`;
}

const STANDING: Readonly<Record<CreatedResource['standing'], string>> = {
  stands: 'Nothing in the case ends it',
  deleted: 'Deleted',
  disabled: 'Disabled',
  changed: 'Switched on or off, or one of this name ended: the index does not tell which',
  untold: 'Not told by the index what became of it',
};

/** What became of something, in a word for its badge. */
export const STANDING_BADGE: Readonly<
  Record<CreatedResource['standing'], { readonly word: string; readonly tone: 'neutral' | 'warn' | 'ok' }>
> = {
  stands: { word: 'Stands', tone: 'warn' },
  deleted: { word: 'Deleted', tone: 'ok' },
  disabled: { word: 'Disabled', tone: 'ok' },
  changed: { word: 'Changed', tone: 'warn' },
  untold: { word: 'Not told', tone: 'neutral' },
};

function shownPrincipal(principal: string | null): string {
  return principal === null ? briefly(principal) : briefly(shortName({ text: principal }));
}

/** What became of something, and by whom and when. */
export function standingLines(made: CreatedResource, clock: Clock): readonly string[] {
  const { standing, end, eventName, created, first, last } = made;
  const times = created > 1 ? `, ${countOf(created, 'time')}` : '';
  return [
    `${eventName}${times}: ${rangeWords({ first, last }, clock)}`,
    end === undefined
      ? STANDING[standing]
      : `${STANDING[standing]}: ${end.eventName}${end.time === null ? '' : ` at ${clock.text(end.time)}`} by ${shownPrincipal(end.principal)}`,
  ];
}
