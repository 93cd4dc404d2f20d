import { parseOffset } from '../../../core/event/zone-offset';
import { Clock, offsetWords } from '../../wording/clock';

/** Names in today's zone database where platforms still list the older ones. */
const NEWER_NAMES: ReadonlyMap<string, string> = new Map([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Europe/Kiev', 'Europe/Kyiv'],
]);

let listed: readonly string[] | undefined;

/** Every zone that the platform names, UTC first. */
export function zoneNames(): readonly string[] {
  listed ??= [
    'UTC',
    ...Intl.supportedValuesOf('timeZone')
      .map((name) => NEWER_NAMES.get(name) ?? name)
      .filter((name) => name !== 'UTC')
      .sort(),
  ];
  return listed;
}

/**
 * Zones whose name holds every word of the search, case and underscores aside; an offset such as
 * +05:45 and any other name that the platform takes are offered as they were typed.
 */
export function findZones(search: string): readonly string[] {
  const text = search.trim();
  const words = plain(text)
    .split(' ')
    .filter((word) => word !== '');
  const found = zoneNames().filter((name) => words.every((word) => plain(name).includes(word)));
  const offset = parseOffset(text);
  if (offset !== undefined && text !== 'UTC') return [text.toUpperCase(), ...found];
  const exact = found.some((name) => name.toLowerCase() === text.toLowerCase());
  // A bare word may be an old abbreviation with rules of its own (EST has no summer time): only full names.
  if (text.includes('/') && !exact && Clock.open(text) !== undefined) return [text, ...found];
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
