import type { CoverageCell, CoveragePlace } from './coverage-cells';
import { placeKey } from './coverage-cells';

/** A stretch of delivery time, seconds, end exclusive, in which nothing of some accounts is covered. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Accounts of which no region is covered, ascending. */
  readonly accounts: readonly string[];
  /** Nothing of any account that the case knows of is covered. */
  readonly whole: boolean;
  /** Some of it is there all the same: what was delivered in it is known to be incomplete. */
  readonly part: boolean;
}

/**
 * Where accounts are not covered in any of their regions. One region without logs says little: most regions have none
 * for hours; of an account it says that nobody looked.
 * @param limits nothing is said of times outside of them
 */
export function uncoveredStretches(
  places: readonly CoveragePlace[],
  cellAt: (key: string, time: number) => CoverageCell,
  step: number,
  limits: { readonly from: number; readonly to: number },
): readonly Stretch[] {
  const keys = new Map<string, string[]>();
  for (const { account, region } of places) {
    const regions = keys.get(account) ?? [];
    regions.push(placeKey(account, region));
    keys.set(account, regions);
  }
  const accounts = [...keys.keys()].sort();
  const stretches: Stretch[] = [];
  for (let time = Math.floor(limits.from / step) * step; time < limits.to; time += step) {
    const bare = accounts.filter((account) => keys.get(account)?.every((key) => cellAt(key, time).covered === 0));
    if (bare.length === 0) continue;
    const from = Math.max(time, limits.from);
    const to = Math.min(time + step, limits.to);
    const last = stretches[stretches.length - 1];
    const part = bare.some((account) => keys.get(account)?.some((key) => cellAt(key, time).sources > 0));
    const goesOn = last?.to === from && last.part === part && last.accounts.join() === bare.join();
    if (goesOn) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, accounts: bare, whole: bare.length === accounts.length, part });
  }
  return stretches;
}
