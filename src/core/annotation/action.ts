import type { Target } from './target';

/** What an analyst takes something for. `reviewed`: a second person agreed. */
export const STATUSES = ['open', 'suspicious', 'malicious', 'benign', 'needs review', 'reviewed'] as const;
export type Status = (typeof STATUSES)[number];

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const SIDES = ['ours', 'attacker', 'partner', 'aws', 'unknown'] as const;
export const TAG_SHAPES = ['dot', 'diamond', 'square', 'triangle', 'ring'] as const;
/** Hues of tags by number, as the window's tokens have them. */
export const TAG_HUES = 6;
export const ENTRY_KINDS = ['timeline', 'containment'] as const;

/** One property of events and targets is set. */
export type Change =
  | { readonly star: boolean }
  /** `reason`: why benign; empty for others, where nothing was written. */
  | { readonly status: Status | null; readonly reason?: string | undefined }
  | { readonly tag: string; readonly put: boolean };

export interface TagDefinition {
  readonly shape: (typeof TAG_SHAPES)[number];
  /** From 0 to TAG_HUES - 1. */
  readonly hue: number;
  readonly description: string;
}

/** How an event is known to people where its record is gone. */
export interface SeenEvent {
  /** 32 hexadecimal digits: see `EVENT_KEY`. */
  readonly key: string;
  /** Seconds since 1970 UTC. */
  readonly time: number | null;
  readonly name: string | null;
  readonly source: string | null;
  /** The account that it was delivered to. */
  readonly account: string | null;
}

/** What a finding rests on: an event by its key, or a target. */
export type Cite =
  | { readonly event: SeenEvent; readonly words?: string | undefined }
  | { readonly target: Target; readonly words?: string | undefined };

export interface FindingValue {
  /** From 1; never given twice in a case. */
  readonly number: number;
  /** Order by hand: smaller first. */
  readonly rank: number;
  readonly title: string;
  /** Markdown. */
  readonly fact: string;
  /** Markdown. */
  readonly interpretation: string;
  readonly confidence: (typeof CONFIDENCES)[number] | null;
  readonly severity: (typeof SEVERITIES)[number] | null;
  /** ATT&CK IDs. */
  readonly techniques: readonly string[];
  /** Numbered from 1 in this order. */
  readonly cites: readonly Cite[];
}

/** Something that no log has: a phone call, a containment step. */
export interface EntryValue {
  readonly kind: (typeof ENTRY_KINDS)[number];
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  /** Who says so: a person, a ticket, a document. */
  readonly source: string;
}

export interface AccountValue {
  readonly name: string;
  readonly side: (typeof SIDES)[number];
  readonly owner: string;
}

/** What is said at once: it takes effect whole or not at all. */
export type Action =
  | ({ readonly op: 'mark'; readonly change: Change } & On)
  /** `text` null: withdrawn. Where a note is edited, what it is on stays as it was. */
  | ({ readonly op: 'note'; readonly note: string; readonly text: string | null } & On)
  | { readonly op: 'tag'; readonly tag: string; readonly value: TagDefinition | null }
  | { readonly op: 'finding'; readonly finding: string; readonly value: FindingValue | null }
  | { readonly op: 'entry'; readonly entry: string; readonly value: EntryValue | null }
  | { readonly op: 'account'; readonly account: string; readonly value: AccountValue | null };

export interface On {
  readonly targets?: readonly Target[] | undefined;
  /** Keys of events, 16 bytes each, one after the other. */
  readonly keys?: Uint8Array | undefined;
  /** How some of these events are known, for when they are gone. */
  readonly seen?: readonly SeenEvent[] | undefined;
}

/** Who said something when. The author is self-asserted; `by` is the user of the operating system. */
export interface Saying {
  /** Of the action; those that belong together, as an undo of several, have ids of their own. */
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by: string;
  readonly author: string | null;
  /** Id of the action that this one takes back. */
  readonly undoes?: string | undefined;
}

/** One action as the journal has it. */
export interface Said extends Saying {
  readonly action: Action;
}
