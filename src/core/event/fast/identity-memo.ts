import { quickHash, sameBytes } from '../../format/byte-hash';
import { extractEvent, newEventValues } from '../extract-facets';
import { facetPosition, type FacetName } from '../facet-catalogue';
import type { Json } from '../json';

/** The facets that `userIdentity` alone decides, where the event is no sign-in (that one states MFA itself). */
const NAMES: readonly FacetName[] = [
  'principal',
  'callerClass',
  'accountId',
  'userIdentityType',
  'accessKeyId',
  'actor',
  'userName',
  'invokedBy',
  'role',
  'sessionName',
  'mfa',
  'sessionStart',
  'sourceIdentity',
  'onBehalfOf',
  'inScopeOf',
];

/** Their positions in FACETS. */
export const IDENTITY_FACETS: readonly number[] = NAMES.map((name) => {
  const position = facetPosition(name);
  if (position === undefined) throw new RangeError(`No facet is called ${name}`);
  return position;
});

/** What one spelling of a `userIdentity` gives. */
export class KnownIdentity {
  /** Their codes in the segment that is `codesOf`. */
  readonly codes = new Uint32Array(IDENTITY_FACETS.length);
  codesOf = -1;

  constructor(
    /** The bytes of the value. */
    readonly view: DataView,
    /** The value of each of IDENTITY_FACETS. */
    readonly values: readonly (string | undefined)[],
  ) {}
}

/** Identities are sorted by so many of their first bytes: mostly up to the name of the session. */
const PREFIX = 96;
const SETS = 2048;
/** Identities that begin alike, or fall into one place, and are kept together. */
const WAYS = 8;
/** A longer identity is read each time: so that the memo stays within some tens of megabytes at worst. */
const MOST_BYTES = 2048;

/**
 * Remembers what the reference made of the bytes of a `userIdentity`: a session writes the same ones
 * into each of its records. Holds a bounded number, the latest of those that fall into one place.
 */
export class IdentityMemo {
  private readonly entries = new Array<KnownIdentity | undefined>(SETS * WAYS).fill(undefined);
  /** Which of each set's ways is given up next. */
  private readonly turns = new Uint8Array(SETS);
  private readonly decoder = new TextDecoder();
  private readonly scratch = newEventValues();

  /**
   * The identity that begins at `at`, if it is a known one. No JSON object begins with the whole of
   * another one, so where the bytes are those of a known one, it also ends where that one does.
   */
  guess(view: DataView, at: number, limit: number): KnownIdentity | undefined {
    if (at + PREFIX > limit) return undefined;
    const from = setOf(view, at, at + PREFIX) * WAYS;
    for (let i = from; i < from + WAYS; i++) {
      const entry = this.entries[i];
      if (entry === undefined) return undefined;
      const length = entry.view.byteLength;
      if (at + length > limit || !endsAlike(entry.view, view, at)) continue;
      // The session at hand comes first the next time.
      this.entries[i] = this.entries[from];
      this.entries[from] = entry;
      return entry;
    }
    return undefined;
  }

  /** @param start of the JSON value, which was found to be well-formed; an empty range where the record has none */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): KnownIdentity {
    const set = setOf(view, start, Math.min(end, start + PREFIX));
    const from = set * WAYS;
    for (let i = from; i < from + WAYS; i++) {
      const entry = this.entries[i];
      if (entry?.view.byteLength === end - start && sameBytes(entry.view, 0, end - start, view, start)) return entry;
    }
    const copy = bytes.slice(start, end);
    const known = new KnownIdentity(new DataView(copy.buffer, copy.byteOffset, copy.byteLength), this.read(copy));
    if (copy.length <= MOST_BYTES) {
      const turn = this.turns[set] as number;
      this.entries[from + turn] = known;
      this.turns[set] = (turn + 1) % WAYS;
    }
    return known;
  }

  /** By the reference: there is one definition of each facet. */
  private read(identity: Uint8Array): (string | undefined)[] {
    const { scratch } = this;
    const record = identity.length === 0 ? {} : { userIdentity: JSON.parse(this.decoder.decode(identity)) as Json };
    extractEvent(record, scratch);
    return IDENTITY_FACETS.map((position) => {
      const value = scratch.facets[position];
      if (value !== undefined && typeof value !== 'string') throw new TypeError('An identity facet holds one value.');
      return value;
    });
  }
}

/** Whether all of `known` stands at `at`. From the end: identities that begin alike differ in the time of the session. */
function endsAlike(known: DataView, view: DataView, at: number): boolean {
  let from = known.byteLength - 4;
  for (; from >= 0; from -= 4) if (known.getInt32(from, true) !== view.getInt32(at + from, true)) return false;
  for (from += 3; from >= 0; from--) if (known.getUint8(from) !== view.getUint8(at + from)) return false;
  return true;
}

function setOf(view: DataView, start: number, end: number): number {
  return quickHash(view, start, end) & (SETS - 1);
}
