import { STATUSES } from '../../core/annotation/action';
import type { Annotations } from '../../core/annotation/annotations';
import { keyText } from '../../core/annotation/event-key';
import { textOf } from '../../core/annotation/annotations';
import type { Orphan } from './protocol';

/** What was said of an event that is in no source any more; undefined where all of it was taken back. */
export function orphanOf(slot: number, annotations: Annotations): Orphan | undefined {
  const { marks } = annotations;
  const key = keyText(annotations.keys.bytes(slot), 0);
  const orphan: Orphan = {
    key,
    seen: annotations.seen.get(slot),
    star: marks.isStarred(slot),
    status: STATUSES[marks.statusCode(slot)] ?? null,
    tags: [...marks.tags].filter((tag) => marks.hasTag(slot, tag)),
    notes: [...annotations.standingNotes()].flatMap((note) => (note.slots.includes(slot) ? [textOf(note) ?? ''] : [])),
    findings: [...annotations.findings.values()].flatMap(({ value }) =>
      value?.cites.some((cite) => 'event' in cite && cite.event.key === key) === true ? [value.number] : [],
    ),
  };
  const any = orphan.star || orphan.status !== null;
  return any || orphan.tags.length + orphan.notes.length + orphan.findings.length > 0 ? orphan : undefined;
}
