import type { Action } from './action';
import type { Annotations, SayingLine } from './annotations';

/** A line of who said what when, with what tells it in words. */
export interface ActivityLine extends SayingLine {
  /** What was said of the same finding, entry, note, tag or account before; the others have none. */
  readonly before: Action | undefined;
  /** What was taken back, where this line does that. */
  readonly undone: Undone | undefined;
}

export interface Undone {
  /** What was said first. */
  readonly line: SayingLine;
  /** Taking back was itself taken back: it holds again. */
  readonly again: boolean;
}

/** Undos of undos that are followed; of more the last one stands for the first. */
const MOST_STEPS = 100;

/** Who said what when, newest first: [from, from + count) of the lines. */
export function activityOf(annotations: Annotations, from: number, count: number): ActivityLine[] {
  const { sayings } = annotations;
  const end = Math.max(0, sayings.length - from);
  const lines = sayings.slice(Math.max(0, end - count), end).reverse();
  const byId = new Map<string, SayingLine>();
  if (lines.some(({ undoes }) => undoes !== undefined)) for (const line of sayings) byId.set(line.id, line);
  return lines.map((line) => ({ ...line, before: before(line, annotations), undone: undone(line, byId) }));
}

/** The last thing that was said of the same before this. */
function before({ no, action }: SayingLine, annotations: Annotations): Action | undefined {
  const earlier = sayingsOf(action, annotations).findLast((saying) => saying < no);
  return earlier === undefined ? undefined : annotations.sayings[earlier]?.action;
}

function sayingsOf(action: Action, { notes, tags, findings, entries, accounts }: Annotations): readonly number[] {
  switch (action.op) {
    case 'mark':
      return [];
    case 'note':
      return notes.get(action.note)?.wordings.map(({ saying }) => saying) ?? [];
    case 'tag':
      return tags.get(action.tag)?.sayings ?? [];
    case 'finding':
      return findings.get(action.finding)?.sayings ?? [];
    case 'entry':
      return entries.get(action.entry)?.sayings ?? [];
    case 'account':
      return accounts.get(action.account)?.sayings ?? [];
  }
}

function undone(line: SayingLine, byId: ReadonlyMap<string, SayingLine>): Undone | undefined {
  let first = line;
  let steps = 0;
  for (; first.undoes !== undefined && steps < MOST_STEPS; steps++) {
    const next = byId.get(first.undoes);
    // An action never takes back one that comes after it: what says so was made up.
    if (next === undefined || next.no >= first.no) break;
    first = next;
  }
  return steps === 0 ? undefined : { line: first, again: steps % 2 === 0 };
}
