import type { CoverageCell, CoveragePlace } from './coverage-cells';
import { HOUR, placeKey } from './coverage-cells';

/** Why a stretch is not covered; the last two are known to the second. */
export type Why = 'not-acquired' | 'unread' | 'missing' | 'gap' | 'stopped';

/** A stretch of time, seconds, end exclusive, in which nothing of some accounts is covered. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Accounts of which no region is covered, ascending. */
  readonly accounts: readonly string[];
  /** Nothing of any account that the case knows of is covered. */
  readonly whole: boolean;
  /** The same for all of them, else `not-acquired`. */
  readonly why: Why;
}

/** Seconds, end exclusive, in which nothing was logged, or of which no digest speaks. */
export interface Hole {
  readonly from: number;
  readonly to: number;
  readonly cause: 'gap' | 'stopped';
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is known of the places. */
export interface Known {
  readonly cellAt: (key: string, time: number) => CoverageCell;
  readonly holesOf: (key: string) => readonly Hole[];
  /** Seconds of a column. */
  readonly step: number;
}

/**
 * Where accounts are not covered in any of their regions. One region without logs says little: most regions have none
 * for hours; of an account it says that nobody looked. Columns are cut where holes begin and end.
 * @param limits nothing is said of times outside of them
 */
export function uncoveredStretches(places: readonly CoveragePlace[], known: Known, limits: Span): readonly Stretch[] {
  const { step } = known;
  const keys = new Map<string, string[]>();
  for (const { account, region } of places) {
    const regions = keys.get(account) ?? [];
    regions.push(placeKey(account, region));
    keys.set(account, regions);
  }
  const holes = new Map<string, readonly Hole[]>();
  for (const key of [...keys.values()].flat()) {
    const within = known.holesOf(key).filter(({ from, to }) => from < limits.to && to > limits.from);
    if (within.length > 0) holes.set(key, within);
  }
  const cuts = [...new Set([...holes.values()].flatMap((list) => list.flatMap(({ from, to }) => [from, to])))];
  cuts.sort((a, b) => a - b);
  const accounts = [...keys.keys()].sort();
  const stretches: Stretch[] = [];
  let cut = 0;
  for (let time = Math.floor(limits.from / step) * step; time < limits.to; time += step) {
    const end = Math.min(time + step, limits.to);
    for (let from = Math.max(time, limits.from); from < end;) {
      while (cut < cuts.length && (cuts[cut] ?? 0) <= from) cut += 1;
      const to = Math.min(end, cuts[cut] ?? end);
      const bare = accounts.flatMap((account) => {
        const why = whyBare(keys.get(account) ?? [], known, holes, time, from);
        return why === undefined ? [] : [{ account, why }];
      });
      if (bare.length > 0) add(stretches, bare, { from, to }, bare.length === accounts.length);
      from = to;
    }
  }
  return stretches;
}

interface Bare {
  readonly account: string;
  readonly why: Why;
}

function add(stretches: Stretch[], bare: readonly Bare[], { from, to }: Span, whole: boolean): void {
  const accounts = bare.map(({ account }) => account);
  const whys = new Set(bare.map(({ why }) => why));
  const [why = 'not-acquired'] = whys.size === 1 ? whys : [];
  const last = stretches[stretches.length - 1];
  const goesOn = last?.to === from && last.why === why && last.accounts.join() === accounts.join();
  if (goesOn) stretches[stretches.length - 1] = { ...last, to };
  else stretches.push({ from, to, accounts, whole, why });
}

const STRONGEST: readonly Why[] = ['stopped', 'gap', 'missing', 'unread', 'not-acquired'];

/** Why nothing of an account is covered; undefined where something is. */
function whyBare(
  keys: readonly string[],
  known: Known,
  holes: ReadonlyMap<string, readonly Hole[]>,
  column: number,
  at: number,
): Why | undefined {
  const whys = new Set<Why>();
  for (const key of keys) {
    const why = whyOf(known, holes.get(key) ?? [], key, column, at);
    if (why === undefined) return undefined;
    whys.add(why);
  }
  return STRONGEST.find((why) => whys.has(why));
}

function whyOf(
  { cellAt, step }: Known,
  holes: readonly Hole[],
  key: string,
  column: number,
  at: number,
): Why | undefined {
  const hole = holes.find(({ from, to }) => from <= at && to > at);
  if (hole !== undefined) return hole.cause;
  const { covered, kind, missing, sources, unread } = cellAt(key, column);
  if (covered > 0) return undefined;
  // Digests speak of what lies before and behind a gap between them.
  const gapElsewhere = holes.some(({ from, to, cause }) => cause === 'gap' && from < column + step && to > column);
  if (step === HOUR && kind === 'gap' && gapElsewhere) return undefined;
  if (missing > 0) return 'missing';
  return sources + unread > 0 ? 'unread' : 'not-acquired';
}
