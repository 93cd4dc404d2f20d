import type { DigestFacts, Judgement } from './digest-facts';
import { ADDED } from './log-verdicts';
import type { LogVerdicts } from './log-verdicts';
import type { SourceTable } from './source-table';
import { numberOf } from './verdict';

/** What one digest covers: seconds since 1970, end exclusive. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  /** Its position in the list of digests. */
  readonly digest: number;
}

/** The proven digests of one trail in one folder. */
interface Covered {
  readonly stretches: Stretch[];
  /** The trail's chain begins here: it lists nothing of before. */
  begins: number;
}

/** A log file may be delivered some minutes after the time in its name, and is then listed by the next digest. Seconds. */
const LATE = 15 * 60;
/** A digest covers about an hour; one that claims more than a week is not believed to cover it. */
const LONGEST = 7 * 24 * 3600;
const UNCOVERED = numberOf('uncovered');

/** Log files that no digest lists, although proven digests of their trail's folder cover the time of their delivery. */
export class AddedLogs {
  /** By account, region and folder, then by the trail's name and home: several may deliver to one folder. */
  private readonly folders = new Map<string, Map<string, Covered>>();

  constructor(
    private readonly table: SourceTable,
    digests: readonly DigestFacts[],
    judgements: readonly Judgement[],
  ) {
    for (const [digest, facts] of digests.entries()) {
      const { name, source } = facts;
      const { start: from, end: to } = facts.digest;
      const row = table.row(source);
      if (name === undefined || name.backfill || row === undefined || judgements[digest]?.usable !== true) continue;
      if (from === null || to === null || to - from > LONGEST) continue;
      const covered = this.covered(keyOf(table.placeNumber(name), table.trailNumber(row)), JSON.stringify(name));
      covered.stretches.push({ from, to, digest });
      if (facts.digest.previous === null) covered.begins = Math.min(covered.begins, from);
    }
    for (const trails of this.folders.values()) {
      for (const { stretches } of trails.values()) stretches.sort((a, b) => a.from - b.from);
    }
  }

  private covered(folder: string, trail: string): Covered {
    const trails = this.folders.get(folder) ?? new Map<string, Covered>();
    const covered = trails.get(trail) ?? { stretches: [], begins: Infinity };
    this.folders.set(folder, trails.set(trail, covered));
    return covered;
  }

  /** Marks them, each with a digest that covers its time. @returns how many there are */
  mark({ codes, digests, marks }: LogVerdicts): number {
    const { table } = this;
    let count = 0;
    for (let row = 0; this.folders.size > 0 && row < table.rows; row += 1) {
      if (codes[row] !== UNCOVERED || table.trailNumber(row) === 0 || table.isHistory(row)) continue;
      const digest = this.covering(row);
      if (digest === undefined) continue;
      digests[row] = digest;
      marks[row] = ADDED;
      count += 1;
    }
    return count;
  }

  /** The digest that should list it; undefined where digests do not cover all of the time in which it came. */
  private covering(row: number): number | undefined {
    const { table } = this;
    const trails = this.folders.get(keyOf(table.placeAt(row), table.trailNumber(row)));
    const delivered = table.delivered(row);
    let found: number | undefined;
    for (const { stretches, begins } of trails?.values() ?? []) {
      const digest = coveringOf(stretches, delivered);
      const isBefore = begins > delivered + LATE && begins === stretches[0]?.from;
      // It may be of this trail, whose digests of that time are not proven or not held.
      if (digest === undefined && !isBefore) return undefined;
      found ??= digest;
    }
    return found;
  }
}

/** The first of the digests that cover, one after the other, the time in which a log file came. */
function coveringOf(stretches: readonly Stretch[], delivered: number): number | undefined {
  let first: number | undefined;
  let reached = delivered;
  for (let at = firstFrom(stretches, delivered); at < stretches.length; at += 1) {
    const { from, to, digest } = stretches[at] ?? { from: Infinity, to: 0, digest: 0 };
    if (from > reached) break;
    if (to <= reached) continue;
    first ??= digest;
    reached = to;
    if (reached >= delivered + LATE) return first;
  }
  return undefined;
}

function keyOf(place: number, trail: number): string {
  return `${String(place)} ${String(trail)}`;
}

/** Position of the first stretch that may reach the time: none that begins more than the longest before. */
function firstFrom(stretches: readonly Stretch[], time: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.from ?? 0) < time - LONGEST) low = middle + 1;
    else high = middle;
  }
  return low;
}
