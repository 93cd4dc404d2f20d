import { appendAll } from '../lists';
import { objectName } from './digest-facts';
import type { DigestFacts, Judgement } from './digest-facts';

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
  /** A digest that the one after it states, and the case does not hold. */
  | { readonly kind: 'missing'; readonly object: string; readonly statedBy: number; readonly until: number | null }
  /** Seconds that no digest covers. */
  | {
      readonly kind: 'gap';
      readonly from: number;
      readonly to: number;
      readonly before: number;
      readonly after: number;
      /** `missing`: digests were there. `restart`: the chain was begun anew. `times`: linked, but not one after the other. */
      readonly cause: 'missing' | 'restart' | 'times';
    };

/** Puts digests into chains, with what is missing between them. Copies of one digest are listed one after the other. */
export function buildChains(all: readonly DigestFacts[], judgements: readonly Judgement[]): Chain[] {
  const chains = new Map<string, { readonly key: Omit<Chain, 'entries'>; readonly digests: number[] }>();
  for (const [index, facts] of all.entries()) {
    const key = chainOf(facts);
    const id = JSON.stringify(Object.values(key));
    const chain = chains.get(id) ?? { key, digests: [] };
    chain.digests.push(index);
    chains.set(id, chain);
  }
  const sorted = [...chains].sort(([a], [b]) => (a < b ? -1 : 1));
  const held = new Set(all.map(({ digest }) => objectName(digest)));
  return sorted.map(([, { key, digests }]) => ({ ...key, entries: entriesOf(digests, all, judgements, held) }));
}

function chainOf({ name, digest }: DigestFacts): Omit<Chain, 'entries'> {
  if (name !== undefined) return name;
  return { account: digest.account ?? '', region: '', trail: '', homeRegion: '', backfill: false };
}

function entriesOf(
  digests: readonly number[],
  all: readonly DigestFacts[],
  judgements: readonly Judgement[],
  held: ReadonlySet<string>,
): ChainItem[] {
  const timeOf = (index: number): number => all[index]?.digest.end ?? -Infinity;
  const ordered = [...digests].sort((a, b) => timeOf(a) - timeOf(b) || a - b);
  const entries: ChainItem[] = [];
  let before: number | undefined;
  for (const index of ordered) {
    const facts = all[index];
    if (facts === undefined) continue;
    // A digest without a readable time, or whose content was changed, says nothing of what came before it.
    const credible = facts.digest.end !== null && believed(judgements[index]);
    const isCopy = before !== undefined && objectName(all[before]?.digest ?? facts.digest) === objectName(facts.digest);
    if (credible && !isCopy) appendAll(entries, between(before, index, all, held));
    entries.push({ kind: 'digest', digest: index });
    // What a changed digest states of its own hour still shows that there was one.
    if (facts.digest.end !== null && !isCopy) before = index;
  }
  return entries;
}

function believed(judgement: Judgement | undefined): boolean {
  return judgement !== undefined && (judgement.usable || judgement.verdict !== 'invalid');
}

function between(
  before: number | undefined,
  after: number,
  all: readonly DigestFacts[],
  held: ReadonlySet<string>,
): ChainItem[] {
  const later = all[after]?.digest;
  if (later === undefined || before === undefined) return [];
  const earlier = all[before]?.digest;
  const { previous } = later;
  const lost = previous !== null && previous.key !== '' && !held.has(objectName(previous));
  const items: ChainItem[] = [];
  if (lost) {
    items.push({ kind: 'missing', object: objectName(previous), statedBy: after, until: later.start });
  }
  const [from, to] = [earlier?.end ?? null, later.start];
  if (from !== null && to !== null && to > from) {
    const cause = lost ? 'missing' : previous === null ? 'restart' : 'times';
    // Backfill digests speak of hours as they are filled in, which need not lie side by side.
    const apart = all[after]?.name?.backfill === true && cause === 'times';
    if (!apart) items.unshift({ kind: 'gap', from, to, before, after, cause });
  }
  return items;
}
