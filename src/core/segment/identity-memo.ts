import { extractEvent, newEventValues } from '../event/extract-facets';
import { facetPosition, type FacetName } from '../event/facet-catalogue';
import type { Json } from '../event/json';
import { quickHash, sameBytes } from './byte-hash';

/** The facets that `userIdentity` alone decides, where the event is no sign-in (that one states MFA itself). */
const NAMES: readonly FacetName[] = [
  'principal',
  'callerClass',
  'accountId',
  'userIdentityType',
  'accessKeyId',
  'actor',
  'invokedBy',
  'role',
  'sessionName',
  'mfa',
];

/** Their positions in FACETS. */
export const IDENTITY_FACETS: readonly number[] = NAMES.map((name) => {
  const position = facetPosition(name);
  if (position === undefined) throw new RangeError(`No facet is called ${name}`);
  return position;
});

/** What one spelling of a `userIdentity` gives. */
export interface KnownIdentity {
  /** The value of each of IDENTITY_FACETS. */
  readonly values: readonly (string | undefined)[];
  /** Their codes in the segment that is `codesOf`. */
  readonly codes: Uint32Array;
  codesOf: number;
}

interface Entry extends KnownIdentity {
  readonly hash: number;
  readonly length: number;
  /** The identity's bytes. */
  readonly view: DataView;
}

const PLACES = 8192;
/** A longer identity is read each time: so that the memo stays within some tens of megabytes at worst. */
const MOST_BYTES = 4096;

/**
 * Remembers what the reference made of the bytes of a `userIdentity`: a session writes the same ones
 * into each of its records. Holds a bounded number, the latest of those that fall into one place.
 */
export class IdentityMemo {
  private readonly entries = new Array<Entry | undefined>(PLACES).fill(undefined);
  private readonly decoder = new TextDecoder();
  private readonly scratch = newEventValues();

  /** @param start of the JSON value, which was found to be well-formed; an empty range where the record has none */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): KnownIdentity {
    const hash = quickHash(view, start, end);
    const place = hash & (PLACES - 1);
    const entry = this.entries[place];
    const length = end - start;
    if (entry?.hash === hash && entry.length === length && sameBytes(view, start, end, entry.view, 0)) return entry;
    const copy = bytes.slice(start, end);
    const known: Entry = {
      hash,
      length,
      view: new DataView(copy.buffer, copy.byteOffset, copy.byteLength),
      values: this.read(copy),
      codes: new Uint32Array(IDENTITY_FACETS.length),
      codesOf: -1,
    };
    if (length <= MOST_BYTES) this.entries[place] = known;
    return known;
  }

  /** By the reference: there is one definition of each facet. */
  private read(identity: Uint8Array): (string | undefined)[] {
    const { scratch } = this;
    extractEvent(
      identity.length === 0 ? {} : { userIdentity: JSON.parse(this.decoder.decode(identity)) as Json },
      scratch,
    );
    return IDENTITY_FACETS.map((position) => {
      const value = scratch.facets[position];
      if (value !== undefined && typeof value !== 'string') throw new TypeError('An identity facet holds one value.');
      return value;
    });
  }
}
