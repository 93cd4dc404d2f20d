import type { FacetName } from '../event/facet-catalogue';
import type { Dictionary } from '../query/dictionary';
import type { IndexedSegment } from '../query/indexed-segment';

/** Columns that sessions are told by; all must be loaded before a graph is begun. */
export const SESSION_NEEDS: readonly FacetName[] = [
  'eventName',
  'principal',
  'sourceIPAddress',
  'awsRegion',
  'recipientAccountId',
  'outcome',
  'callerClass',
  'sharedEventID',
  'eventSource',
  'accountId',
  'accessKeyId',
  'actor',
  'userName',
  'invokedBy',
  'role',
  'sessionName',
  'mfa',
  'userAgent',
  'issuedKey',
  'issuedTo',
  'issuedExpiration',
  'sessionStart',
  'sourceIdentity',
  'onBehalfOf',
  'inScopeOf',
];

/** What a graph of sessions is made from, as the engine has it at the time. */
export interface SessionSource {
  readonly segments: readonly IndexedSegment[];
  /** Of the engine, when it had these segments. */
  readonly generation: number;
  /** One more than the largest event number, rounded up. */
  readonly span: number;
  /** The case's dictionary of a facet. */
  readonly dictionary: (name: FacetName) => Dictionary;
  /** Duplicates that take no part, a bit each. */
  readonly hidden: Uint32Array;
  /** Calls `visit` for each duplicate of a shown event. */
  readonly duplicatesOf: (event: number, visit: (duplicate: number) => void) => void;
  /** Events of one call that was delivered to several accounts, the event's own among them; undefined for any other. */
  readonly copiesOf: (event: number) => readonly number[] | undefined;
  /** Lets other work go first, if it is time; called every few thousand events. */
  readonly pause: () => Promise<void>;
}

/** Reads one facet of single events by number. */
export class EventColumn {
  /** Base of each segment, ascending, to find the one of an event. */
  readonly #bases: Uint32Array;
  readonly dictionary: Dictionary;

  constructor(
    private readonly source: SessionSource,
    private readonly name: FacetName,
  ) {
    this.#bases = Uint32Array.from(source.segments, ({ base }) => base);
    this.dictionary = source.dictionary(name);
  }

  /** The id of the event's value, 0 for "(none)". */
  id(event: number): number {
    const segment = this.source.segments[segmentAt(this.#bases, event)];
    if (segment === undefined) return 0;
    const { codes, ids } = segment.column(this.name, this.dictionary);
    return ids[codes[event - segment.base] ?? 0] ?? 0;
  }

  /** The event's value; null for "(none)". */
  text(event: number): string | null {
    return this.dictionary.value(this.id(event));
  }
}

/** Position of the last base that is not above the event. */
export function segmentAt(bases: Uint32Array, event: number): number {
  let [low, high] = [0, bases.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((bases[middle] as number) <= event) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows after which a pause may be due. */
export const SLICE = 4096;
/** The same where each step reads a text. */
export const TEXT_SLICE = 512;
