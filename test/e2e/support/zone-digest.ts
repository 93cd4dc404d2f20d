import { openZone } from '../../../src/core/query/language/zone';
import { openClock, zoneTime } from '../../../src/core/report/zone-clock';
import { useZoneRules } from '../../../src/core/zones/rules-in-use';
import { ZoneRules } from '../../../src/core/zones/zone-rules';

const YEARS = { from: 2000, to: 2038 };

/**
 * By these rules, what the program writes in each zone in every month from 2000 to 2037 and around each change of
 * offset, and what it reads those texts as: one number a zone. Built for the window and for Node alike.
 */
export function zoneDigests(text: string): Record<string, number> {
  const rules = new ZoneRules(text, { origin: 'shipped', sha256: '' });
  useZoneRules(rules);
  return Object.fromEntries(rules.names.map((name) => [name, digestOf(name)]));
}

function digestOf(name: string): number {
  const clock = openClock(name);
  const zone = openZone(name);
  if (clock === undefined || zone === undefined) return NaN;
  let sum = 0;
  const add = (at: number): void => {
    const wall = at + clock.offsetAt(at);
    const line = `${zoneTime(clock, at)} ${String(zone.startOf(wall))} ${String(zone.endOf(wall))}`;
    for (let i = 0; i < line.length; i += 1) sum = (Math.imul(sum, 31) + line.charCodeAt(i)) | 0;
  };
  for (let month = 0; month < (YEARS.to - YEARS.from) * 12; month += 1) {
    const from = Date.UTC(YEARS.from, month) / 1000;
    const to = Date.UTC(YEARS.from, month + 1) / 1000;
    add(from);
    // Where the offset is another one at the end of a day, the very second of the change is looked for.
    for (let day = from; day < to; day += 86_400) {
      const offset = clock.offsetAt(day);
      if (clock.offsetAt(day + 86_400) === offset) continue;
      let low = day;
      let high = day + 86_400;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (clock.offsetAt(middle) === offset) low = middle;
        else high = middle;
      }
      for (const at of [low - 1, low, high, high + 1800]) add(at);
    }
  }
  return sum;
}
