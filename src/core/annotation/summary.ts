import { marksOfTargets, type Marks } from '../query/said-of';
import type { AccountValue, EntryValue, FindingValue, SeenEvent, TagDefinition } from './action';
import { textOf, type Annotations, type Kept, type SayingLine } from './annotations';
import type { Target } from './target';

/** Who said something last. */
export interface SaidBy {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by: string;
  readonly author: string | null;
}

/** A note as it stands. */
export interface NoteSummary extends SaidBy {
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  /** Who wrote it first. */
  readonly first: SaidBy;
  /** Every wording that it had, oldest first, the present one last. */
  readonly wordings: readonly (SaidBy & { readonly text: string | null })[];
  readonly targets: readonly Target[];
  /** Events that it is on. */
  readonly events: number;
  /** How one of these events is known. */
  readonly seen: SeenEvent | undefined;
}

export interface KeptSummary<T> extends SaidBy {
  readonly id: string;
  readonly value: T;
  readonly first: SaidBy;
  /** Times that it was said. */
  readonly sayings: number;
}

/** What analysts said, without the single events that they said it of. */
export interface AnnotationSummary {
  readonly version: number;
  /** Keys of events that something was ever said of. */
  readonly events: number;
  /** Every tag in use or described, by name. */
  readonly tags: readonly { readonly tag: string; readonly value: TagDefinition | null }[];
  /** Targets of which something holds. */
  readonly targets: readonly (Marks & { readonly target: Target })[];
  readonly notes: readonly NoteSummary[];
  /** In the order by hand. */
  readonly findings: readonly KeptSummary<FindingValue>[];
  /** By time. */
  readonly entries: readonly KeptSummary<EntryValue>[];
  readonly accounts: readonly KeptSummary<AccountValue>[];
  /** The number that the next finding gets. */
  readonly nextFinding: number;
}

export function summaryOf(annotations: Annotations): AnnotationSummary {
  const by = (saying: number): SaidBy => saidBy(annotations.sayings[saying]);
  const marksOf = marksOfTargets(annotations);
  const findings = kept(annotations.findings, by);
  const entries = kept(annotations.entries, by);
  return {
    version: annotations.version,
    events: annotations.keys.size,
    tags: tagsOf(annotations),
    targets: [...annotations.targets.values()].flatMap(({ target }) => {
      const marks = marksOf(target);
      const any = marks.star ?? marks.status ?? marks.tags[0] ?? marks.notes[0] ?? marks.findings[0];
      return any === undefined ? [] : [{ target, ...marks }];
    }),
    notes: notesOf(annotations, by),
    findings: findings.sort((a, b) => a.value.rank - b.value.rank || a.value.number - b.value.number),
    entries: entries.sort((a, b) => (a.value.time < b.value.time ? -1 : a.value.time > b.value.time ? 1 : 0)),
    accounts: kept(annotations.accounts, by),
    nextFinding: 1 + highest(annotations),
  };
}

export function saidBy(line: SayingLine | undefined): SaidBy {
  return { at: line?.at ?? '', by: line?.by ?? '', author: line?.author ?? null };
}

/** A number that was given once is never given again, also where its finding was taken away. */
function highest({ sayings }: Annotations): number {
  let most = 0;
  for (const { action } of sayings) {
    if (action.op === 'finding' && action.value !== null) most = Math.max(most, action.value.number);
  }
  return most;
}

function tagsOf({ tags, marks, targets }: Annotations): AnnotationSummary['tags'] {
  const names = new Set([...tags.keys(), ...marks.tags]);
  for (const { tags: of } of targets.values()) for (const tag of of.keys()) names.add(tag);
  return [...names].sort().map((tag) => ({ tag, value: tags.get(tag)?.value ?? null }));
}

function notesOf(annotations: Annotations, by: (saying: number) => SaidBy): NoteSummary[] {
  return [...annotations.standingNotes()].map((note) => {
    const [first, last] = [note.wordings[0], note.wordings.at(-1)];
    return {
      id: note.id,
      text: textOf(note) ?? '',
      ...by(last?.saying ?? -1),
      first: by(first?.saying ?? -1),
      wordings: note.wordings.map(({ text, saying }) => ({ text, ...by(saying) })),
      targets: note.targets,
      events: note.slots.length,
      seen: annotations.seen.get(note.slots[0] ?? -1),
    };
  });
}

function kept<T>(items: ReadonlyMap<string, Kept<T>>, by: (saying: number) => SaidBy): KeptSummary<T>[] {
  return [...items.values()].flatMap(({ id, value, sayings }) =>
    value === null
      ? []
      : [{ id, value, ...by(sayings.at(-1) ?? -1), first: by(sayings[0] ?? -1), sayings: sayings.length }],
  );
}
