import type {
  AccountValue,
  Action,
  Change,
  Cite,
  EntryValue,
  FindingValue,
  On,
  Said,
  Saying,
  SeenEvent,
} from './action';
import type { Status, TagDefinition } from './action';
import { keyBytes } from './event-key';
import { EventMarks } from './event-marks';
import { KeyTable, keyWords } from './key-table';
import { targetKey, type Target } from './target';

/** Who said what when, without the events that it was said of. */
export interface SayingLine extends Saying {
  /** From 0, in the order of the journal. */
  readonly no: number;
  /** Without its keys. */
  readonly action: Action;
  readonly events: number;
}

/** What holds of a target. Numbers are those of the sayings that set it. */
export interface TargetMarks {
  readonly target: Target;
  star: number | undefined;
  status: { readonly value: Status; readonly saying: number } | undefined;
  readonly tags: Map<string, number>;
}

export interface NoteState {
  readonly id: string;
  /** Every wording, the last one holds; null: withdrawn. */
  readonly wordings: { readonly text: string | null; readonly saying: number }[];
  readonly targets: readonly Target[];
  /** Slots of the events that it is on, ascending. */
  readonly slots: Uint32Array;
}

/** A value that is written as a whole; the last saying holds, null: taken away. */
export interface Kept<T> {
  readonly id: string;
  readonly value: T | null;
  /** Everything that was ever said of it, oldest first. */
  readonly sayings: number[];
}

/**
 * What analysts said of a case, as the journal tells it from its beginning: the last word on each thing holds, and
 * every word is known. Taking the same sayings in the same order always gives the same.
 */
export class Annotations {
  readonly sayings: SayingLine[] = [];
  readonly keys = new KeyTable();
  readonly marks = new EventMarks();
  readonly targets = new Map<string, TargetMarks>();
  readonly notes = new Map<string, NoteState>();
  readonly tags = new Map<string, Kept<TagDefinition>>();
  readonly findings = new Map<string, Kept<FindingValue>>();
  readonly entries = new Map<string, Kept<EntryValue>>();
  readonly accounts = new Map<string, Kept<AccountValue>>();
  /** How events are known whose record may be gone, by slot. */
  readonly seen = new Map<number, SeenEvent>();

  /** Another one whenever anything may be said differently. */
  get version(): number {
    return this.sayings.length;
  }

  take({ action, ...saying }: Said): void {
    const no = this.sayings.length;
    const keys = 'keys' in action ? (action.keys ?? new Uint8Array(0)) : new Uint8Array(0);
    this.sayings.push({ ...saying, no, action: withoutKeys(action), events: keys.length / 16 });
    switch (action.op) {
      case 'mark':
        this.#mark(action, this.#slots(keys), no);
        break;
      case 'note':
        this.#note(action, this.#slots(keys), no);
        break;
      case 'tag':
        keep(this.tags, action.tag, action.value, no);
        break;
      case 'finding':
        keep(this.findings, action.finding, action.value, no);
        this.#cite(action.value?.cites ?? []);
        break;
      case 'entry':
        keep(this.entries, action.entry, action.value, no);
        break;
      case 'account':
        keep(this.accounts, action.account, action.value, no);
        break;
    }
    if ('seen' in action && action.seen !== undefined) this.#see(action.seen);
  }

  /** The slot of an event by the four words of its key from `at` on, or -1. */
  slotOf(words: Uint32Array, at: number): number {
    return this.keys.find(words, at);
  }

  /** The same by the key's text. */
  slotOfText(key: string): number {
    return this.keys.find(keyWords(keyBytes([key])), 0);
  }

  /** Of keys those of which the change would change anything, in their order. */
  differing(change: Change, keys: Uint8Array): Uint8Array<ArrayBuffer> {
    const words = keyWords(keys);
    const kept = new Uint8Array(keys.length);
    let length = 0;
    for (let at = 0; at < words.length; at += 4) {
      const slot = this.keys.find(words, at);
      if (slot < 0 ? !setsSomething(change) : !this.marks.differs(slot, change)) continue;
      kept.set(keys.subarray(at * 4, at * 4 + 16), length);
      length += 16;
    }
    return kept.slice(0, length);
  }

  /** Of targets those of which the change would change anything, each once. */
  differingTargets(change: Change, targets: readonly Target[]): Target[] {
    const found = new Map<string, Target>();
    for (const target of targets) {
      const marks = this.ofTarget(target);
      if (marks === undefined ? setsSomething(change) : targetDiffers(marks, change)) {
        found.set(targetKey(target), target);
      }
    }
    return [...found.values()];
  }

  /** Who said the last thing is known now. */
  known(id: string, by: Pick<Saying, 'at' | 'by' | 'author'>): void {
    const at = this.sayings.findLastIndex((line) => line.id === id);
    const line = this.sayings[at];
    if (line !== undefined) this.sayings[at] = { ...line, at: by.at, by: by.by, author: by.author };
  }

  /** What holds of a target, if anything was ever said of it. */
  ofTarget(target: Target): TargetMarks | undefined {
    return this.targets.get(targetKey(target));
  }

  /** Notes that hold, in the order in which they were first written. */
  *standingNotes(): Generator<NoteState, void, undefined> {
    for (const note of this.notes.values()) if (textOf(note) !== null) yield note;
  }

  /** Why a status was given, as its saying has it. */
  reasonOf(saying: number): string {
    const action = this.sayings[saying]?.action;
    return action?.op === 'mark' && 'status' in action.change ? (action.change.reason ?? '') : '';
  }

  #slots(keys: Uint8Array): Uint32Array {
    const words = keyWords(keys);
    const slots = new Uint32Array(words.length / 4);
    for (let i = 0; i < slots.length; i++) slots[i] = this.keys.intern(words, i * 4);
    return slots;
  }

  #mark({ change, targets = [] }: { readonly change: Change } & On, slots: Uint32Array, no: number): void {
    for (const slot of slots) this.marks.set(slot, change, no);
    for (const target of targets) {
      const marks = this.#target(target);
      if ('star' in change) marks.star = change.star ? no : undefined;
      else if ('tag' in change) {
        if (change.put) marks.tags.set(change.tag, no);
        else marks.tags.delete(change.tag);
      } else marks.status = change.status === null ? undefined : { value: change.status, saying: no };
    }
  }

  #note(
    { note, text, targets }: { readonly note: string; readonly text: string | null } & On,
    slots: Uint32Array,
    no: number,
  ): void {
    const known = this.notes.get(note);
    if (known !== undefined) {
      known.wordings.push({ text, saying: no });
      return;
    }
    for (const target of targets ?? []) this.#target(target);
    this.notes.set(note, {
      id: note,
      wordings: [{ text, saying: no }],
      targets: targets ?? [],
      slots: slots.slice().sort(),
    });
  }

  #cite(cites: readonly Cite[]): void {
    for (const cite of cites) {
      if ('event' in cite) this.#see([cite.event]);
      else this.#target(cite.target);
    }
  }

  #target(target: Target): TargetMarks {
    const key = targetKey(target);
    let marks = this.targets.get(key);
    if (marks === undefined) {
      marks = { target, star: undefined, status: undefined, tags: new Map() };
      this.targets.set(key, marks);
    }
    return marks;
  }

  #see(events: readonly SeenEvent[]): void {
    const slots = this.#slots(keyBytes(events.map(({ key }) => key)));
    for (const [i, event] of events.entries()) this.seen.set(slots[i] as number, event);
  }
}

/** What a note says now; null where it was withdrawn. */
export function textOf({ wordings }: NoteState): string | null {
  return wordings.at(-1)?.text ?? null;
}

function keep<T>(into: Map<string, Kept<T>>, id: string, value: T | null, no: number): void {
  const sayings = into.get(id)?.sayings ?? [];
  sayings.push(no);
  into.set(id, { id, value, sayings });
}

/** Whether a change puts something where it was not; others take something away. */
export function setsSomething(change: Change): boolean {
  if ('star' in change) return change.star;
  return 'tag' in change ? change.put : change.status !== null;
}

function targetDiffers({ star, status, tags }: TargetMarks, change: Change): boolean {
  if ('star' in change) return (star !== undefined) !== change.star;
  if ('tag' in change) return tags.has(change.tag) !== change.put;
  return change.status === null ? status !== undefined : true;
}

function withoutKeys(action: Action): Action {
  if (!('keys' in action)) return action;
  const { keys: _, ...rest } = action;
  return rest;
}
