import type { FindingGroup, IntegrityFinding } from '../../../contract/integrity';
import type { Verdict } from '../../../core/integrity/verdict';
import type { Clock } from '../../wording/clock';

/** What a verdict is about where nothing has it. */
export const VERDICT_SENTENCES: Readonly<Partial<Record<Verdict, readonly [title: string, why: string]>>> = {
  invalid: ['Nothing contradicts its digest', 'Hashes, signatures and places agree as far as they were checked'],
  missing: ['Nothing that a digest names is missing', 'The case holds every log file and digest that is named'],
  gap: ['No gaps between digests', 'Each chain of digests follows hour on hour'],
  uncovered: ['No log file without a digest', 'A digest in the case names each of them'],
  unverifiable: ['Nothing lacks what would prove it', 'Keys and signatures are at hand'],
  valid: ['Named by a signed digest', 'Signature, position and SHA-256 agree'],
};

/** Where and when a finding is about: "111122223333 us-east-1, 2026-03-12 02:00 to 03:00 UTC". */
export function findingPlace({ account, region, trail, from, to }: IntegrityFinding, clock: Clock): string {
  const where = [account, region, trail].filter((part) => part !== null && part !== '').join(' ');
  return [where, findingTime({ from, to }, clock)].filter((part) => part !== '').join(', ');
}

/** The time that a finding or a group of them is about; empty where it has none. */
export function findingTime({ from, to }: Pick<FindingGroup, 'from' | 'to'>, clock: Clock): string {
  const [start, end] = [seconds(from), seconds(to)];
  if (start !== undefined && end !== undefined && end > start) return clock.range(start, end);
  const one = start ?? end;
  return one === undefined ? '' : clock.full(one);
}

/** Seconds of an ISO time; undefined where it is none. */
export function seconds(iso: string | null): number | undefined {
  const milliseconds = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
