import { STATUSES } from '../../core/annotation/action';
import type { Annotations } from '../../core/annotation/annotations';
import { keyText } from '../../core/annotation/event-key';
import { textOf } from '../../core/annotation/annotations';
import type { Orphan } from './protocol';

/**
 * What was said of events that are in no source any more, in the order of these slots; not those of which all was
 * taken back.
 * @param most so many at the most
 */
export function orphansOf(slots: readonly number[], annotations: Annotations, most: number): Orphan[] {
  const { marks } = annotations;
  const written = writtenOf(annotations);
  const tags = [...marks.tags].map((tag) => ({ tag, has: marks.taggedWith(tag) }));
  const listed: number[] = [];
  for (const slot of slots) {
    if (listed.length >= most) break;
    const marked = marks.isStarred(slot) || marks.statusCode(slot) >= 0 || tags.some(({ has }) => has(slot));
    if (marked || written[slot] === 1) listed.push(slot);
  }
  const [notes, findings] = [notesOf(listed, annotations), findingsOf(listed, annotations)];
  return listed.map((slot) => ({
    key: keyText(annotations.keys.bytes(slot), 0),
    seen: annotations.seen.get(slot),
    star: marks.isStarred(slot),
    status: STATUSES[marks.statusCode(slot)] ?? null,
    tags: tags.flatMap(({ tag, has }) => (has(slot) ? [tag] : [])),
    notes: notes.get(slot) ?? [],
    findings: [...(findings.get(slot) ?? [])],
  }));
}

/** 1 at each slot that a note is on or a finding cites. */
function writtenOf(annotations: Annotations): Uint8Array {
  const written = new Uint8Array(annotations.keys.size);
  for (const { slots } of annotations.standingNotes()) for (const slot of slots) written[slot] = 1;
  for (const { slot } of citesOf(annotations)) if (slot >= 0) written[slot] = 1;
  return written;
}

function notesOf(wanted: readonly number[], annotations: Annotations): ReadonlyMap<number, readonly string[]> {
  const notes = new Map(wanted.map((slot): [number, string[]] => [slot, []]));
  for (const note of annotations.standingNotes()) {
    for (const slot of new Set(note.slots)) notes.get(slot)?.push(textOf(note) ?? '');
  }
  return notes;
}

function findingsOf(wanted: readonly number[], annotations: Annotations): ReadonlyMap<number, ReadonlySet<number>> {
  const findings = new Map(wanted.map((slot): [number, Set<number>] => [slot, new Set()]));
  for (const { slot, number } of citesOf(annotations)) findings.get(slot)?.add(number);
  return findings;
}

/** Which event which finding cites. */
function* citesOf(annotations: Annotations): Generator<{ readonly slot: number; readonly number: number }> {
  for (const { value } of annotations.findings.values()) {
    for (const cite of value?.cites ?? []) {
      if (value !== null && 'event' in cite)
        yield { slot: annotations.slotOfText(cite.event.key), number: value.number };
    }
  }
}
