import { escapeText } from '../../../core/event/visible-text';
import type { Flag } from '../../state/timeline/timeline-flags';
import { marksWords } from '../../wording/annotations';
import { targetTitle } from '../../wording/targets';
import type { Clock } from '../../wording/clock';

const KINDS = { timeline: 'Entry', containment: 'Containment' } as const;

/** What a flag of the timeline stands for, line by line. Holds what people wrote. @param noteText by id */
export function flagWords(flag: Flag, clock: Clock, noteText: (id: string) => string | undefined): readonly string[] {
  const { from, to } = flag;
  switch (flag.kind) {
    case 'finding': {
      const when = from === to ? clock.full(from) : `${clock.firstAndLast(from, to)} ${clock.name}`;
      return [`Finding ${String(flag.number)}${flag.title === '' ? '' : `: ${flag.title}`}`, `Cited events: ${when}`];
    }
    case 'timeline':
    case 'containment':
      return [`${KINDS[flag.kind]}: ${flag.title}`, clock.full(from)];
    case 'stretch':
      return [targetTitle({ on: 'time', from, to }, clock), ...marksWords(flag.marks, noteText)];
  }
}

/** The same in a line, for a menu or a screen reader. */
export function flagLabel(flag: Flag, clock: Clock): string {
  return flagWords(flag, clock, () => undefined)
    .map(escapeText)
    .join(', ');
}
