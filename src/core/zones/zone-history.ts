import type { RuleLine, YearMoment, ZoneLine } from './zone-line';

/** Offsets of a zone: the first holds until the first change, each next from its change on. */
export interface ZoneHistory {
  /** Seconds since 1970 UTC, ascending. */
  readonly changes: readonly number[];
  /** Seconds east of UTC; one more than changes. */
  readonly offsets: readonly number[];
}

/** A change that a rule makes in a year: its time as if the clock that it is read from were UTC. */
interface Occasion {
  readonly rule: RuleLine;
  readonly at: number;
}

const DAY = 86_400;

/**
 * Works out when the clocks of a zone were and will be set, by the algorithm of zic(8), which is what the meaning of
 * the rules is defined by: https://data.iana.org/time-zones/theory.html, zic.c, `outzone`.
 *
 * @param lastYear the last one whose changes are worked out
 */
export function historyOf(
  lines: readonly ZoneLine[],
  rulesOf: (name: string) => YearlyRules,
  lastYear: number,
): ZoneHistory {
  const changes: { at: number; offset: number }[] = [];
  let first: number | undefined;
  /** Where the stretch begins; undefined for the first. */
  let start: number | undefined;
  for (const { standard, saving, until } of lines) {
    let save = 0;
    let opening: number | undefined = start;
    const endAt = (): number =>
      until === undefined ? Infinity : momentIn(until, until.year) - shownBy(until, standard, save);
    if (typeof saving === 'number') {
      save = saving;
      if (opening === undefined) first ??= standard + save;
      else changes.push({ at: opening, offset: standard + save });
    } else {
      const rules = rulesOf(saving);
      let openingOffset = standard;
      first ??= start === undefined ? standard : undefined;
      years: for (let year = rules.firstYear; year <= Math.min(lastYear, until?.year ?? Infinity); year += 1) {
        const left = [...rules.in(year)];
        while (left.length > 0) {
          const { place, at } = earliest(left, standard, save);
          const [next] = left.splice(place, 1);
          if (next === undefined || at >= endAt()) continue years;
          save = next.rule.save;
          if (opening === at) opening = undefined;
          if (opening !== undefined && at < opening) openingOffset = standard + save;
          else changes.push({ at, offset: standard + save });
        }
      }
      if (opening !== undefined) changes.push({ at: opening, offset: openingOffset });
    }
    start = endAt();
  }
  return ordered(first ?? 0, changes);
}

/** The rules of one name, year by year. */
export class YearlyRules {
  readonly firstYear: number;
  readonly #years = new Map<number, readonly Occasion[]>();

  constructor(private readonly rules: readonly RuleLine[]) {
    this.firstYear = rules.reduce((least, { from }) => Math.min(least, from), Infinity);
  }

  in(year: number): readonly Occasion[] {
    let found = this.#years.get(year);
    if (found === undefined) {
      const active = this.rules.filter(({ from, to }) => from <= year && year <= to);
      found = active.map((rule) => ({ rule, at: momentIn(rule, year) }));
      this.#years.set(year, found);
    }
    return found;
  }
}

/** The change that comes first, given what the clocks show before it. */
function earliest(left: readonly Occasion[], standard: number, save: number): { place: number; at: number } {
  let found = { place: 0, at: Infinity };
  left.forEach(({ rule, at }, place) => {
    const instant = at - shownBy(rule, standard, save);
    if (instant < found.at) found = { place, at: instant };
  });
  return found;
}

/** What the clock that a moment is read from is ahead of UTC. */
function shownBy({ clock }: YearMoment, standard: number, save: number): number {
  return clock === 'universal' ? 0 : clock === 'standard' ? standard : standard + save;
}

function momentIn({ month, day, seconds }: YearMoment, year: number): number {
  const midnight = (date: number): number => Date.UTC(year, month, date) / 1000;
  if (day.kind === 'date') return midnight(day.day) + seconds;
  const date = day.kind === 'last' ? new Date(Date.UTC(year, month + 1, 0)).getUTCDate() : day.day;
  const weekday = new Date(midnight(date) * 1000).getUTCDay();
  const away = day.kind === 'from' ? (day.weekday - weekday + 7) % 7 : -((weekday - day.weekday + 7) % 7);
  return midnight(date) + away * DAY + seconds;
}

/** In order, without changes that change nothing; of two that fall together on the clock, the later counts (zic). */
function ordered(first: number, found: { at: number; offset: number }[]): ZoneHistory {
  found.sort((a, b) => a.at - b.at);
  const changes: number[] = [];
  const offsets: number[] = [first];
  for (const { at, offset } of found) {
    const last = changes.length - 1;
    const before = changes[last];
    const now = offsets[last + 1] ?? first;
    if (before !== undefined && at + now <= before + (offsets[last] ?? first)) offsets[last + 1] = offset;
    else {
      changes.push(at);
      offsets.push(offset);
    }
  }
  return { changes, offsets };
}
