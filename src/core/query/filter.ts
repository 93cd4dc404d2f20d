import type { FacetName } from '../event/facet-catalogue';

/**
 * A filter as data. Values are case-sensitive. `null` stands for "(none)".
 * Wildcards: `*` any run of characters; a literal star is escaped in the text language, and a
 * pattern is stored as the list of its literal pieces.
 */
export type Filter =
  | { readonly op: 'all' }
  | { readonly op: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter }
  | { readonly op: 'in'; readonly facet: FacetName; readonly values: readonly (string | null)[] }
  | { readonly op: 'like'; readonly facet: FacetName; readonly pieces: readonly string[] }
  /** The value has this text in it, whatever the case of letters. */
  | { readonly op: 'holds'; readonly facet: FacetName; readonly text: string }
  | { readonly op: 'present'; readonly facet: FacetName }
  | { readonly op: 'cidr'; readonly facet: FacetName; readonly network: string }
  /** Seconds since 1970 UTC, from inclusive, to exclusive. "(no time)" is outside every range. */
  | { readonly op: 'time'; readonly from: number | null; readonly to: number | null }
  /** `bytesTransferredOut`, whole bytes, from inclusive, to exclusive. Events that state none are outside every range. */
  | { readonly op: 'bytes'; readonly from: number | null; readonly to: number | null }
  /**
   * Events by number: a bit each, those beyond its end are out. Equal keys must mean equal sets: masks
   * and results are remembered by the key.
   */
  | { readonly op: 'rows'; readonly key: string; readonly rows: Uint32Array }
  /**
   * Events of a session and of its kin; see `LineagePart`. `of` names it: its access key, its principalId and start
   * joined by @, or its principalId. The engine puts it in place of its rows; `inferred`: so are links followed.
   */
  | { readonly op: 'lineage'; readonly part: LineagePart; readonly of: string; readonly inferred: boolean }
  /**
   * A condition that only the records themselves answer, by its canonical text. It is put in place of
   * its rows before the engine is asked: see `EvidenceView`.
   */
  | { readonly op: 'evidence'; readonly id: string };

/** Which of a session's kin: itself; it and all that it came out of; it and all that came out of it. */
export type LineagePart = 'session' | 'origin' | 'descent';

/** A clause knows which control set it, so that a facet's own clause does not hide its other values. */
export interface Clause {
  readonly id: string;
  /** The facet whose list this clause came from, if any. */
  readonly facet?: FacetName;
  readonly filter: Filter;
  /** Kept, but without effect. */
  readonly off?: boolean;
}

export interface View {
  readonly clauses: readonly Clause[];
  /** Show every copy instead of one per event. */
  readonly copies?: boolean;
}

export interface SortKey {
  readonly column: 'time' | 'bytesOut' | FacetName;
  readonly descending: boolean;
}

export interface Counts {
  /** Events, each once. */
  readonly events: number;
  /** Copies hidden. */
  readonly duplicates: number;
  /** Same eventID but other content: kept and flagged. */
  readonly conflicting: number;
  /** Events that the view shows. */
  readonly matched: number;
  /** Of the events, those without a time. */
  readonly withoutTime: number;
  /** Seconds since 1970 UTC over all events; null where none has a time. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The same over the events that the view shows; null where none of them has a time. */
  readonly matchedFirstTime: number | null;
  readonly matchedLastTime: number | null;
}

export interface FacetRow {
  /** null is "(none)". */
  readonly value: string | null;
  readonly count: number;
  /** What people know the value by, where it is a mere number. */
  readonly label?: ValueName;
}

/** What the case has seen a value with: the principal's ARN, or a user name, of an actor or an access key. */
export interface ValueName {
  /** The latest of them. */
  readonly text: string;
  /** Different names that it was seen with. */
  readonly names: number;
  /** `copy`: the ARN stands in another account's copy of the same call alone. */
  readonly source: 'arn' | 'userName' | 'copy';
  /** The account of that copy. */
  readonly account?: string;
}

/** A call that was delivered to several accounts, as one of its copies sees it. */
export interface SharedCall {
  /** The account that this copy was delivered to. */
  readonly account: string;
  /** Copies that the case has, this one among them. */
  readonly copies: number;
  /** By account; of very many the first. */
  readonly others: readonly {
    readonly event: number;
    readonly account: string;
    readonly principal: string | null;
  }[];
  /** The ARN in the copy of the caller's own account, where this one states none. */
  readonly caller?: { readonly arn: string; readonly account: string };
}

export interface FacetResult {
  readonly facet: FacetName;
  /** Distinct values with a count over 0, "(none)" among them. */
  readonly distinct: number;
  /** Of these, those that hold the text that was searched for; undefined where none was. */
  readonly matching?: number;
  /** Sorted as asked; values of the same count ascending by UTF-16 code unit, "(none)" last of its count. */
  readonly rows: readonly FacetRow[];
}

/** count: largest first. rarity: smallest first. name: ascending by UTF-16 code unit, "(none)" last. */
export type FacetOrder = 'count' | 'rarity' | 'name';

export interface FacetOptions {
  readonly top?: number;
  /** Default count. */
  readonly order?: FacetOrder;
  /** Case-insensitive substring that values must hold. */
  readonly search?: string;
  /** Listed even where they fall outside the top or have count 0. */
  readonly selected?: readonly (string | null)[];
}

/** One event as the grid shows it. */
export interface EventRow {
  /** Event number in the engine: stable until segments are added. */
  readonly event: number;
  /** Seconds since 1970 UTC, or null for "(no time)". */
  readonly time: number | null;
  /** Copies hidden behind this one. */
  readonly copies: number;
  /** Same eventID exists with other content. */
  readonly conflicting: boolean;
  readonly values: Readonly<Partial<Record<FacetName, string | readonly string[] | null>>>;
  readonly bytesOut?: number | null;
  /** Its copies in other accounts; only where `sharedEventID` is among the columns and there are some. */
  readonly shared?: SharedCall;
}
