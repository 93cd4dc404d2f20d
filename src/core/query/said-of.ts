import type { SeenEvent, Status } from '../annotation/action';
import type { Annotations, NoteState, TargetMarks } from '../annotation/annotations';
import { keyText } from '../annotation/event-key';
import { KeyTable, keyWords } from '../annotation/key-table';
import type { Target } from '../annotation/target';
import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import type { Dictionary } from './dictionary';
import type { Duplicates } from './duplicates';
import type { EventSpace } from './event-space';
import { targetMasks } from './target-rows';

/** One mark, and which saying set it. */
export interface Mark {
  readonly value: string;
  /** Number of the saying. */
  readonly saying: number;
}

/** What holds of an event itself, or of something that it has. */
export interface Marks {
  readonly star: Mark | undefined;
  readonly status: (Mark & { readonly value: Status; readonly reason: string }) | undefined;
  readonly tags: readonly Mark[];
  /** Ids of notes that hold, oldest first. */
  readonly notes: readonly string[];
  /** Numbers of findings that cite it. */
  readonly findings: readonly number[];
}

export interface EventAnnotations extends Marks {
  /** How the event is known. */
  readonly seen: SeenEvent;
  /** What it has from elsewhere, and from where. */
  readonly from: readonly (Marks & { readonly target: Target })[];
}

/** Keys of events as the journal names them: 16 bytes each. Event keys must be loaded. */
export function eventKeys(space: EventSpace, events: Uint32Array): Uint8Array<ArrayBuffer> {
  const keys = new Uint32Array(events.length * 4);
  for (let i = 0; i < events.length; i++) {
    const event = events[i] as number;
    const segment = space.segmentOf(event);
    const from = (event - segment.base) * 4;
    const { hash } = segment.dedupe;
    for (let word = 0; word < 4; word++) keys[i * 4 + word] = hash[from + word] as number;
  }
  return new Uint8Array(keys.buffer);
}

/** Keys of these events, each once, four words each. Event keys must be loaded. */
export function distinctKeys(space: EventSpace, events: readonly number[]): Uint32Array {
  const keys = new Uint32Array(eventKeys(space, Uint32Array.from(events)).buffer);
  if (events.length === 1) return keys;
  const table = new KeyTable();
  let length = 0;
  for (let at = 0; at < keys.length; at += 4) {
    if (table.intern(keys, at) * 4 < length) continue;
    keys.copyWithin(length, at, at + 4);
    length += 4;
  }
  return keys.slice(0, length);
}

/** The first event with each of these keys, or null. Event keys must be loaded. */
export function eventsWith(space: EventSpace, keys: Uint8Array): (number | null)[] {
  const table = new KeyTable();
  const words = keyWords(keys);
  const slots = Array.from({ length: words.length / 4 }, (_, i) => table.intern(words, i * 4));
  const found = new Array<number | null>(table.size).fill(null);
  for (const segment of space.segments) {
    const { hash } = segment.dedupe;
    for (let row = 0; row < segment.rows; row++) {
      const slot = table.find(hash, row * 4);
      if (slot >= 0) found[slot] ??= segment.base + row;
    }
  }
  return slots.map((slot) => found[slot] ?? null);
}

/** How an event is known to people. Its columns must be loaded. */
export function seenEvent(
  event: number,
  space: EventSpace,
  dictionary: (name: FacetName) => Dictionary,
): Omit<SeenEvent, 'key'> {
  const segment = space.segmentOf(event);
  const row = event - segment.base;
  const value = (name: FacetName): string | null => {
    const { codes, ids } = segment.column(name, dictionary(name));
    return dictionary(name).value(ids[codes[row] as number] as number);
  };
  const time = segment.time[row] as number;
  return {
    time: time === NO_TIME ? null : time,
    name: value('eventName'),
    source: value('eventSource'),
    account: value('recipientAccountId'),
  };
}

/** What was said of an event, of its copies, and of what it has. The columns of what was said must be made. */
export function saidOf(
  event: number,
  annotations: Annotations,
  space: EventSpace,
  duplicates: Duplicates,
  dictionary: (name: FacetName) => Dictionary,
): EventAnnotations {
  const copies = [event, ...duplicates.others(event)];
  const keys = eventKeys(space, Uint32Array.from(copies));
  const words = new Uint32Array(keys.buffer);
  const slots = new Set<number>();
  for (let at = 0; at < words.length; at += 4) {
    const slot = annotations.slotOf(words, at);
    if (slot >= 0) slots.add(slot);
  }
  const targets = [...annotations.targets.values()].map(({ target }) => target);
  const of: Target[] = [];
  targetMasks(targets, oneRow(space, event), dictionary, (row, target) => {
    if (row === event && !of.includes(target)) of.push(target);
  });
  const marksOf = marksOfTargets(annotations);
  return {
    ...ofSlots(annotations, slots),
    seen: { key: keyText(keys, 0), ...seenEvent(event, space, dictionary) },
    from: of.flatMap((target) => {
      const marks = marksOf(target);
      return isEmpty(marks) ? [] : [{ target, ...marks }];
    }),
  };
}

/** The part of the space that the event is in. */
function oneRow(space: EventSpace, event: number): Pick<EventSpace, 'segments'> {
  return { segments: [space.segmentOf(event)] };
}

function ofSlots(annotations: Annotations, slots: ReadonlySet<number>): Marks {
  const { marks } = annotations;
  const list = [...slots];
  const star = list.map((slot) => marks.star(slot)).find((mark) => mark !== undefined);
  const status = latest(list.flatMap((slot) => marks.status(slot) ?? []));
  const tags = [...marks.tags].flatMap((tag) => latest(list.flatMap((slot) => marks.tag(slot, tag) ?? [])) ?? []);
  const keys = new Set(list.map((slot) => keyText(annotations.keys.bytes(slot), 0)));
  return {
    star: star && { value: 'true', saying: star.saying },
    status: status && { ...status, reason: annotations.reasonOf(status.saying) },
    tags,
    notes: notesOn(annotations, ({ slots: on }) => list.some((slot) => contains(on, slot))),
    findings: findings(annotations, (cite) => 'event' in cite && keys.has(cite.event.key)),
  };
}

/** Finds what was said of targets themselves; made once for all that are asked for. */
export function marksOfTargets(annotations: Annotations): (target: Target) => Marks {
  const notes = new Map<TargetMarks, string[]>();
  const cited = new Map<TargetMarks, number[]>();
  const each = <T>(into: Map<TargetMarks, T[]>, targets: readonly Target[], what: T): void => {
    for (const marks of new Set(targets.map((target) => annotations.ofTarget(target)))) {
      if (marks === undefined) continue;
      const list = into.get(marks);
      if (list === undefined) into.set(marks, [what]);
      else list.push(what);
    }
  };
  for (const { id, targets } of annotations.standingNotes()) each(notes, targets, id);
  for (const { value } of annotations.findings.values()) {
    if (value === null) continue;
    const targets = value.cites.flatMap((cite) => ('target' in cite ? [cite.target] : []));
    each(cited, targets, value.number);
  }
  return (target) => {
    const marks = annotations.ofTarget(target);
    return {
      star: marks?.star === undefined ? undefined : { value: 'true', saying: marks.star },
      status: marks?.status && { ...marks.status, reason: annotations.reasonOf(marks.status.saying) },
      tags: [...(marks?.tags ?? [])].map(([value, saying]) => ({ value, saying })),
      notes: (marks && notes.get(marks)) ?? [],
      findings: (marks && cited.get(marks)) ?? [],
    };
  };
}

type Cites = NonNullable<ReturnType<Annotations['findings']['get']>>['value'];
type OneCite = NonNullable<Cites>['cites'][number];

function findings(annotations: Annotations, cites: (cite: OneCite) => boolean): number[] {
  return [...annotations.findings.values()].flatMap(({ value }) =>
    value !== null && value.cites.some(cites) ? [value.number] : [],
  );
}

function notesOn(annotations: Annotations, on: (note: NoteState) => boolean): string[] {
  return [...annotations.standingNotes()].flatMap((note) => (on(note) ? [note.id] : []));
}

function isEmpty({ star, status, tags, notes, findings: cited }: Marks): boolean {
  return star === undefined && status === undefined && tags.length + notes.length + cited.length === 0;
}

function latest<T extends { readonly saying: number }>(marks: readonly T[]): T | undefined {
  return marks.reduce<T | undefined>(
    (last, mark) => (last === undefined || mark.saying > last.saying ? mark : last),
    undefined,
  );
}

/** Binary search in ascending numbers. */
function contains(numbers: Uint32Array, wanted: number): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}
