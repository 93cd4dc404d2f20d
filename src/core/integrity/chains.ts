import { objectName } from './digest-facts';
import type { BrokenDigest, DigestFacts, Judgement } from './digest-facts';
import { digestName, digestStamp, plainName } from './object-name';
import type { DigestName } from './object-name';

/** Digests of one account, region and trail, oldest first; backfill digests are a chain of their own. */
export interface Chain {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly homeRegion: string;
  readonly backfill: boolean;
  readonly entries: readonly ChainItem[];
}

export type ChainItem =
  | { readonly kind: 'digest'; /** Its position in the list of digests. */ readonly digest: number }
  /** A file by whose name it is a digest, and that cannot be read as one: its position in the list of those. */
  | { readonly kind: 'broken'; readonly broken: number; readonly end: number | null }
  /** A digest that the one after it states, and the case does not hold. */
  | { readonly kind: 'missing'; readonly object: string; readonly statedBy: number; readonly until: number | null }
  /** The oldest digest of the chain names one before it, which was not among what was to be acquired. */
  | { readonly kind: 'before'; readonly object: string; readonly statedBy: number; readonly until: number | null }
  /** Seconds that no digest covers. */
  | {
      readonly kind: 'gap';
      readonly from: number;
      readonly to: number;
      /** Position of the digest after it; null where that one is broken. */
      readonly after: number | null;
      /** `missing`: digests were there. `restart`: the chain was begun anew. `times`: linked, but not one after the other. */
      readonly cause: 'missing' | 'restart' | 'times';
    };

/** Whether a digest of this bucket and key was among what was chosen to be acquired. */
export type WasChosen = (bucket: string, key: string) => boolean;

export interface ChainOptions {
  readonly broken: readonly BrokenDigest[];
  readonly wasChosen: WasChosen;
}

/** A digest covers about an hour; AWS may end it some minutes late. Seconds. */
const HOUR = 3600;
const LATE = 15 * 60;

type ChainKey = Omit<Chain, 'entries'>;

/** A file in its place in a chain. Seconds since 1970. */
type Place =
  | { readonly kind: 'digest'; readonly digest: number; readonly end: number | null; readonly believed: boolean }
  | { readonly kind: 'broken'; readonly broken: number; readonly end: number | null };

/** Puts digests into chains, with what is missing between them. Copies of one digest are listed one after the other. */
export function buildChains(
  all: readonly DigestFacts[],
  judgements: readonly Judgement[],
  { broken, wasChosen }: ChainOptions,
): Chain[] {
  const chains = new Map<string, { readonly key: ChainKey; readonly places: Place[] }>();
  const put = (key: ChainKey, place: Place): void => {
    const id = JSON.stringify(Object.values(key));
    const chain = chains.get(id) ?? { key, places: [] };
    chain.places.push(place);
    chains.set(id, chain);
  };
  const held = new Held();
  for (const [digest, facts] of all.entries()) {
    const believed = isBelieved(judgements[digest]);
    held.add(objectName(facts.digest));
    if (!believed) held.addName(facts.found);
    put(chainOf(facts), { kind: 'digest', digest, end: endOf(facts, believed), believed });
  }
  for (const [index, { found }] of broken.entries()) {
    const name = digestName(found);
    held.addName(found);
    if (name !== undefined) put(name, { kind: 'broken', broken: index, end: digestStamp(found) ?? null });
  }
  const sorted = [...chains].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { key, places }]) => {
    return { ...key, entries: new Entries(all, held, wasChosen, key.backfill).of(places) };
  });
}

function chainOf({ name, digest }: DigestFacts): DigestName {
  if (name !== undefined) return name;
  return { account: digest.account ?? '', region: '', trail: '', homeRegion: '', backfill: false };
}

/** What a digest says of its own time counts only where it is believed; else its name does. */
function endOf({ digest, found }: DigestFacts, believed: boolean): number | null {
  return believed ? digest.end : (digestStamp(found) ?? digest.end);
}

function isBelieved(judgement: Judgement | undefined): boolean {
  return judgement !== undefined && (judgement.usable || judgement.verdict !== 'invalid');
}

/** Digests that have a place in the case: what they state of themselves, and broken ones by the names of their files. */
class Held {
  private readonly objects = new Set<string>();
  private readonly names = new Set<string>();

  add(object: string): void {
    this.objects.add(object);
  }

  addName(found: string): void {
    if (digestName(found) !== undefined) this.names.add(plainName(found));
  }

  has(previous: { readonly bucket: string; readonly key: string }): boolean {
    return this.objects.has(objectName(previous)) || this.names.has(plainName(previous.key));
  }
}

class Entries {
  private readonly entries: ChainItem[] = [];
  /** The end of the latest place; undefined before the first. */
  private before: number | undefined;
  private last: Place | undefined;

  constructor(
    private readonly all: readonly DigestFacts[],
    private readonly held: Held,
    private readonly wasChosen: WasChosen,
    private readonly backfill: boolean,
  ) {}

  of(places: readonly Place[]): ChainItem[] {
    const ordered = [...places].sort((a, b) => (a.end ?? -Infinity) - (b.end ?? -Infinity));
    for (const place of ordered) {
      if (!this.isCopy(place)) this.between(place);
      if (place.kind === 'digest') this.entries.push({ kind: 'digest', digest: place.digest });
      else this.entries.push({ kind: 'broken', broken: place.broken, end: place.end });
      if (place.end === null) continue;
      this.before = Math.max(place.end, this.before ?? -Infinity);
      this.last = place;
    }
    return this.entries;
  }

  private isCopy(place: Place): boolean {
    const { last } = this;
    if (place.kind !== 'digest' || last?.kind !== 'digest') return false;
    const [one, other] = [this.all[place.digest], this.all[last.digest]];
    return one !== undefined && other !== undefined && objectName(one.digest) === objectName(other.digest);
  }

  /** What is missing before a place. */
  private between(place: Place): void {
    if (place.end === null) return;
    if (place.kind === 'digest' && place.believed) this.linked(place.digest);
    else if (!this.backfill) this.gap({ to: place.end - HOUR - LATE, after: null, cause: 'missing' }, LATE);
  }

  private linked(after: number): void {
    const facts = this.all[after];
    if (facts === undefined) return;
    const { previous, start } = facts.digest;
    const isNamed = previous !== null && previous.key !== '' && previous.bucket !== '';
    const lost = isNamed && !this.held.has(previous);
    const stated = lost ? { object: objectName(previous), statedBy: after, until: start } : undefined;
    if (this.before === undefined) {
      if (stated === undefined || previous === null) return;
      this.entries.push({ kind: this.wasChosen(previous.bucket, previous.key) ? 'missing' : 'before', ...stated });
      return;
    }
    const cause = lost ? 'missing' : previous === null ? 'restart' : 'times';
    // Backfill digests speak of hours as they are filled in, which need not lie side by side.
    const apart = this.backfill && cause === 'times';
    if (!apart && start !== null) this.gap({ to: start, after, cause });
    if (stated !== undefined) this.entries.push({ kind: 'missing', ...stated });
  }

  /** @param rest seconds of which it is not known whether a broken digest covers them */
  private gap(gap: Omit<Extract<ChainItem, { kind: 'gap' }>, 'kind' | 'from'>, rest = 0): void {
    const from = this.before;
    if (from === undefined || gap.to <= from) return;
    this.entries.push({ kind: 'gap', from, ...gap, to: gap.to + rest });
  }
}
