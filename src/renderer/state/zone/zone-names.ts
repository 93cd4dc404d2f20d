import { parseOffset } from '../../../core/event/zone-offset';
import { zoneRules } from '../../../core/zones/rules-in-use';
import type { ZoneRules } from '../../../core/zones/zone-rules';
import { Clock, offsetWords } from '../../wording/clock';

let listed: { readonly rules: ZoneRules; readonly names: readonly string[] } | undefined;

/** Every zone of a region that the rules in use name, in all its spellings, UTC first. */
export function zoneNames(): readonly string[] {
  const rules = zoneRules();
  if (listed?.rules !== rules) {
    // A bare word may be an old abbreviation with rules of its own: EST has no summer time.
    const full = rules.names.filter((name) => name.includes('/')).sort();
    listed = { rules, names: ['UTC', ...full] };
  }
  return listed.names;
}

/**
 * Zones whose name holds every word of the search, case and underscores aside; an offset such as +05:45 is offered
 * as it was typed.
 */
export function findZones(search: string): readonly string[] {
  const text = search.trim();
  const words = plain(text)
    .split(' ')
    .filter((word) => word !== '');
  const found = zoneNames().filter((name) => words.every((word) => plain(name).includes(word)));
  const offset = parseOffset(text);
  if (offset !== undefined && text !== 'UTC') return [text.toUpperCase(), ...found];
  return found;
}

/** "UTC-04:00", its offset at an instant; nothing for a name that says it already. */
export function zoneOffsetWords(name: string, seconds: number): string {
  const clock = parseOffset(name) === undefined ? Clock.open(name) : undefined;
  return clock === undefined ? '' : offsetWords(clock.offsetAt(seconds));
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[_/]/g, ' ');
}
