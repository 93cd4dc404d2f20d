import type { Integrity } from './check';

/** Seconds since 1970 UTC, end exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cause: 'missing' | 'restart' | 'times';
}

const HOUR = 3600;
/** A digest covers about an hour; one that claims more than a week is not believed to cover it. */
const LONGEST = 7 * 24 * HOUR;

interface OfPlace {
  /** Hour since 1970 -> seconds of it that digests cover. */
  readonly seconds: Map<number, number>;
  readonly unproven: Set<number>;
  readonly gaps: Stretch[];
  /** Stretches that digests speak of, in no order. */
  readonly spans: (readonly [from: number, to: number])[];
  from: number;
  to: number;
}

/** Which hours digests speak of, and which lie between them, by account and region. */
export class DigestHours {
  private readonly places = new Map<number, OfPlace>();

  constructor({ table, chains, digests, judgements }: Integrity) {
    for (const { account, region, entries } of chains) {
      if (region === '') continue;
      const place = this.place(table.placeNumber({ account, region }));
      // Digests of one chain lie side by side; those of several trails lie over each other.
      const seconds = new Map<number, number>();
      let covered = -Infinity;
      for (const item of entries) {
        if (item.kind === 'gap') place.gaps.push({ from: item.from, to: item.to, cause: item.cause });
        if (item.kind !== 'digest') continue;
        const judgement = judgements[item.digest];
        const { start = null, end = null } = digests[item.digest]?.digest ?? {};
        if (judgement === undefined || start === null || end === null || end - start > LONGEST) continue;
        if (judgement.verdict === 'invalid' && !judgement.usable) continue;
        const from = Math.max(start, covered);
        covered = Math.max(covered, end);
        for (let hour = Math.floor(from / HOUR); hour * HOUR < end; hour += 1) {
          const part = Math.min(end, (hour + 1) * HOUR) - Math.max(from, hour * HOUR);
          seconds.set(hour, (seconds.get(hour) ?? 0) + Math.max(0, part));
          if (!judgement.usable) place.unproven.add(hour);
        }
        place.spans.push([start, end]);
        place.from = Math.min(place.from, Math.floor(start / HOUR));
        place.to = Math.max(place.to, Math.ceil(end / HOUR));
      }
      for (const [hour, sum] of seconds) place.seconds.set(hour, Math.max(sum, place.seconds.get(hour) ?? 0));
    }
  }

  private place(number: number): OfPlace {
    let place = this.places.get(number);
    if (place === undefined) {
      place = { seconds: new Map(), unproven: new Set(), gaps: [], spans: [], from: Infinity, to: -Infinity };
      this.places.set(number, place);
    }
    return place;
  }

  /** First hour and the one behind the last that digests speak of. */
  range(place: number): readonly [number, number] | undefined {
    const { from = Infinity, to = -Infinity } = this.places.get(place) ?? {};
    return from < to ? [from, to] : undefined;
  }

  seconds(place: number, hour: number): number {
    return this.places.get(place)?.seconds.get(hour) ?? 0;
  }

  /** A digest that speaks of the hour could not be proven. */
  unproven(place: number, hour: number): boolean {
    return this.places.get(place)?.unproven.has(hour) === true;
  }

  /** The hour, or a part of it, lies between digests. */
  inGap(place: number, hour: number): boolean {
    const gaps = this.places.get(place)?.gaps ?? [];
    return gaps.some(({ from, to }) => from < (hour + 1) * HOUR && to > hour * HOUR);
  }

  /** Gaps without what digests of other chains speak of. */
  openGaps(place: number): readonly Stretch[] {
    const { gaps = [], spans = [] } = this.places.get(place) ?? {};
    if (gaps.length === 0) return [];
    const merged = mergeSpans(spans);
    return gaps.flatMap((gap) => without(gap, merged));
  }

  gaps(place: number): readonly Stretch[] {
    return this.places.get(place)?.gaps ?? [];
  }
}

function mergeSpans(spans: readonly (readonly [number, number])[]): (readonly [from: number, to: number])[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** @param spans ascending, none overlap */
function without({ from, to, cause }: Stretch, spans: readonly (readonly [number, number])[]): Stretch[] {
  const rest: Stretch[] = [];
  let at = from;
  for (const [start, end] of spans) {
    if (end <= at) continue;
    if (start >= to) break;
    if (start > at) rest.push({ from: at, to: start, cause });
    at = Math.max(at, end);
  }
  if (at < to) rest.push({ from: at, to, cause });
  return rest;
}
