import type { KeyKnowledge, KeysSeen } from './digest-facts';

/** Seconds since 1970 UTC. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ListedKey {
  readonly fingerprint: string;
  /** When AWS signs with it; null where the list does not say. */
  readonly valid: Span | null;
}

/** Public keys that were listed together. */
export interface KeyList {
  /** Null where the list does not say; each region has keys of its own. */
  readonly region: string | null;
  /** The time for which AWS was asked for all keys; null where that is not known. */
  readonly asked: Span | null;
  readonly keys: readonly ListedKey[];
}

/** A digest is signed within two hours after its end. Source: AWS CLI, validate-logs. */
const SIGNED_WITHIN = 2 * 3600;

/** What lists of public keys say of a key that is not in them. */
export class KeyLists implements KeyKnowledge {
  constructor(private readonly lists: readonly KeyList[]) {}

  readonly disowns = (fingerprint: string, region: string, at: number): boolean => {
    const asked = this.lists.filter((list) => list.asked !== null && list.region === region);
    return asked.some((list) => covers(list, at)) && !asked.some((list) => names(list, fingerprint));
  };

  readonly lacks = (fingerprint: string, region: string, at: number, seen: KeysSeen): 'sure' | 'unsure' | undefined => {
    if (seen.vouched.has(fingerprint)) return undefined;
    if (this.disowns(fingerprint, region, at)) return 'sure';
    if (this.lists.some((list) => names(list, fingerprint))) return undefined;
    const covering = this.lists.filter((list) => covers(list, at));
    const regions = covering.map((list) => regionsOf(list, seen));
    if (regions.some((known) => known.has(region))) return 'sure';
    // With digests of several regions a list of none could be that of any of them.
    return seen.regions.size === 1 && regions.some((known) => known.size === 0) ? 'unsure' : undefined;
  };
}

function names({ keys }: KeyList, fingerprint: string): boolean {
  return keys.some((key) => key.fingerprint === fingerprint);
}

/** The region that the list is of: as it says, or as those digests tell that its keys have proven. */
function regionsOf({ region, keys }: KeyList, { proven }: KeysSeen): ReadonlySet<string> {
  if (region !== null) return new Set([region]);
  return new Set(keys.flatMap(({ fingerprint }) => [...(proven.get(fingerprint) ?? [])]));
}

/** The key with which AWS signed at that time must be in the list. */
function covers({ asked, keys }: KeyList, at: number): boolean {
  const end = at + SIGNED_WITHIN;
  const isValid = (time: number): boolean =>
    keys.some(({ valid }) => valid !== null && valid.from <= time && valid.to >= time);
  if (asked !== null && !(asked.from <= at && asked.to >= end)) return false;
  return isValid(at) && isValid(end);
}
