import { formatCount } from '../../core/event/format-number';
import type { Finding } from '../../core/integrity/finding';
import { groupCount, groupPlace } from '../../core/integrity/finding-groups';
import type { FindingGroup } from '../../core/integrity/finding-groups';
import { verdictText } from '../../core/integrity/verdict';
import type { VerdictCode } from '../../core/integrity/verdict';
import { appendAll } from '../../core/lists';

/** A finding with its names. */
export interface Named extends Finding {
  /** Path, URI, or bucket and key. */
  readonly name: string | null;
  readonly digestName: string | null;
}

/** By the finding, worst first. */
export type Names = ReadonlyMap<Finding, Named>;

/** Findings of a verdict that are named in text; JSON has them all. */
const SHOWN = 50;

/**
 * Findings of which the same is to be said are told together, place by place: hundreds of them must not bury a single
 * other one.
 */
export function findingLines(groups: readonly FindingGroup[], names: Names): string[] {
  const alike = new Map<string, FindingGroup[]>();
  for (const group of groups) {
    const said = JSON.stringify([group.code, group.about, group.kind, group.remedy]);
    const others = alike.get(said);
    if (others === undefined) alike.set(said, [group]);
    else others.push(group);
  }
  const lines: string[] = [];
  const left = new Map<VerdictCode, number>();
  const unnamed = new Map<VerdictCode, number>();
  for (const places of alike.values()) {
    const [first] = places;
    if (first === undefined) continue;
    const { code } = first;
    appendAll(lines, ['', ...head(places, names)]);
    const count = countOf(places);
    if (count === 1) continue;
    for (const place of places) {
      const shown = place.listed.slice(0, left.get(code) ?? SHOWN);
      left.set(code, (left.get(code) ?? SHOWN) - shown.length);
      unnamed.set(code, (unnamed.get(code) ?? 0) + place.count - shown.length);
      const times = timeOf(place);
      lines.push(`    ${groupPlace(place)}: ${groupCount(place)}${times === '' ? '' : `, ${times}`}`);
      for (const one of shown) lines.push(`    - ${itemOf(names.get(one))}`);
    }
  }
  for (const [code, count] of unnamed) {
    if (count > 0) {
      const verdict = `the verdict ${verdictText(code)}`;
      lines.push('', `  ... and ${formatCount(count)} more with ${verdict} that are not named: see --format json.`);
    }
  }
  return lines;
}

function countOf(places: readonly FindingGroup[]): number {
  return places.reduce((sum, { count }) => sum + count, 0);
}

/** What is to be said of all of them; of a single one its name and time, too. */
function head(places: readonly FindingGroup[], names: Names): string[] {
  const [first] = places;
  if (first === undefined) return [];
  const { code, about, remedy } = first;
  const count = countOf(places);
  const [only] = first.listed;
  const alone = count === 1 && only !== undefined ? names.get(only) : undefined;
  const words = places.every((place) => place.words === first.words) ? first.words : first.kind;
  const time = alone === undefined ? '' : timeOf(alone);
  return [
    `  ${verdictText(code)}: ${alone === undefined ? groupCount({ code, about, count }) : titleOf(alone)}`,
    ...(time === '' ? [] : [`    ${time}`]),
    `    ${words}`,
    ...(remedy === null ? [] : [`    What to do: ${remedy}`]),
  ];
}

function titleOf({ about, name, account, region, trail }: Named): string {
  const place = [account, region, trail].filter((part) => part !== null).join(' ');
  if (about === 'keys') return `a public key is missing${place === '' ? '' : `, ${place}`}`;
  return name ?? place;
}

function itemOf(one: Named | undefined): string {
  if (one === undefined) return '';
  return `${titleOf(one)}${one.name === null ? `, ${timeOf(one)}` : ''}`;
}

function timeOf({ from, to }: Pick<Finding, 'from' | 'to'>): string {
  return [isoOf(from), isoOf(to)].filter((part) => part !== null).join(' to ');
}

export function isoOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
