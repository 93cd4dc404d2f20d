import type { FindingValue, Status } from '../../core/annotation/action';
import type { Annotations, NoteState } from '../../core/annotation/annotations';
import type { Mark } from '../../core/query/said-of';

/** A finding that cites an event, and the saying that has its present form. */
export interface Citing {
  readonly value: FindingValue;
  readonly saying: number;
}

/** What holds of an event itself. */
export interface EventMarks {
  readonly star: Mark | undefined;
  readonly status: { readonly value: Status; readonly saying: number; readonly reason: string } | undefined;
  readonly tags: readonly Mark[];
  readonly notes: readonly NoteState[];
  readonly findings: readonly Citing[];
}

/** Finds what holds of the event at a slot; made once for a list of many. */
export function eventMarks(annotations: Annotations): (slot: number) => EventMarks {
  const { marks } = annotations;
  const notes = new Map<number, NoteState[]>();
  const findings = new Map<number, Citing[]>();
  for (const note of annotations.standingNotes()) for (const slot of note.slots) listed(notes, slot, note);
  for (const { value, sayings } of annotations.findings.values()) {
    for (const cite of value?.cites ?? []) {
      if (value === null || !('event' in cite)) continue;
      const slot = annotations.slotOfText(cite.event.key);
      // An event that is cited twice is listed once.
      const known = findings.get(slot)?.some((one) => one.value === value) === true;
      if (!known) listed(findings, slot, { value, saying: sayings.at(-1) ?? -1 });
    }
  }
  const tagsOf = marks.tagger();
  return (slot) => {
    const [star, status] = [marks.star(slot), marks.status(slot)];
    return {
      star: star && { value: 'true', saying: star.saying },
      status: status && { ...status, reason: annotations.reasonOf(status.saying) },
      tags: tagsOf(slot),
      notes: notes.get(slot) ?? [],
      findings: findings.get(slot) ?? [],
    };
  };
}

function listed<T>(map: Map<number, T[]>, slot: number, item: T): void {
  const list = map.get(slot);
  if (list === undefined) map.set(slot, [item]);
  else list.push(item);
}
