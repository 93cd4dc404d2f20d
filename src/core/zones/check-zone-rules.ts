import { fault } from './zone-file';
import { RECURRENT_FROM } from './zone-offsets';
import type { ZoneRules } from './zone-rules';

/** Releases have had 590 to 600 names since 2015. */
const NAMES_LEAST = 500;
const OFFSET_MOST = 18 * 3600;
/** Where each zone is looked at besides: its offset has to be one that can be, in every quarter of these years. */
const YEARS = { from: 1970, to: 2040 };
const QUARTER = 7_889_400;

/** What no release can change any more: seconds east of UTC in January and July 2000. */
const KNOWN: readonly (readonly [string, number, number])[] = [
  ['Etc/UTC', 0, 0],
  ['America/New_York', -18_000, -14_400],
  ['America/Los_Angeles', -28_800, -25_200],
  ['America/Sao_Paulo', -7_200, -10_800],
  ['America/St_Johns', -12_600, -9_000],
  ['Europe/London', 0, 3_600],
  ['Europe/Berlin', 3_600, 7_200],
  ['Africa/Johannesburg', 7_200, 7_200],
  ['Asia/Kolkata', 19_800, 19_800],
  ['Asia/Kathmandu', 20_700, 20_700],
  ['Asia/Tokyo', 32_400, 32_400],
  ['Australia/Lord_Howe', 39_600, 37_800],
  ['Pacific/Auckland', 46_800, 43_200],
];

/**
 * Whether rules that somebody gave can be used at all: nothing is missing in them, and what is known for sure comes
 * out of them.
 *
 * @throws ZoneFileFault
 */
export function checkZoneRules(rules: ZoneRules): void {
  const { names } = rules;
  if (names.length < NAMES_LEAST) throw fault(`it names fewer than ${String(NAMES_LEAST)} zones`);
  const { missing, lastYear } = rules.references();
  if (missing.length > 0) throw fault(`it lacks ${missing.slice(0, 3).join(', ')}`);
  if (lastYear >= RECURRENT_FROM) throw fault(`it names the year ${String(lastYear)}`);
  for (const [name, ...expected] of KNOWN) {
    const offsetAt = rules.offsets(name);
    if (offsetAt === undefined) throw fault(`${name} is not in it`);
    const found = [0, 6].map((month) => offsetAt(Date.UTC(2000, month, 10) / 1000));
    if (found.join() !== expected.join())
      throw fault(`by them the clocks of ${name} showed other times in 2000 than they did`);
  }
  for (const name of names) {
    const offsetAt = rules.offsets(name) ?? (() => Infinity);
    for (let at = Date.UTC(YEARS.from) / 1000; at < Date.UTC(YEARS.to) / 1000; at += QUARTER) {
      if (!(Math.abs(offsetAt(at)) <= OFFSET_MOST)) throw fault(`by them ${name} is further from UTC than any clock`);
    }
  }
}
