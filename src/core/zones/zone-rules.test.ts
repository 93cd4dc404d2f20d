import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openZone } from '../query/language/zone';
import { openClock, zoneTime } from '../report/zone-clock';
import { checkZoneRules } from './check-zone-rules';
import { zoneRules } from './rules-in-use';
import { historyOf, YearlyRules } from './zone-history';
import { readZoneFile, ZoneFileFault } from './zone-file';
import { ZoneRules } from './zone-rules';

const { text } = zoneRules();
const shipped = new ZoneRules(text, { origin: 'shipped', sha256: '' });
const seconds = (iso: string): number => Date.parse(iso) / 1000;

function offset(name: string, iso: string): number {
  return shipped.offsets(name)?.(seconds(iso)) ?? NaN;
}

/** The rules with something replaced; fails where that is not in them. */
function changed(from: string | RegExp, to: string): ZoneRules {
  const other = text.replace(from, to);
  expect(other).not.toBe(text);
  return new ZoneRules(other, { origin: 'given', sha256: '' });
}

describe('the history of each zone', () => {
  const [version, ...expected] = readFileSync(
    join(import.meta.dirname, '../../../test/fixtures/zones/changes.txt'),
    'utf8',
  )
    .trim()
    .split('\n');
  const file = readZoneFile(text);
  const zoneOf = (name: string): string => (file.zones.has(name) ? name : zoneOf(file.links.get(name) ?? ''));
  const rulesOf = (name: string): YearlyRules => new YearlyRules(file.rules.get(name) ?? []);

  it('is that which zic and zdump give, at each change from 1800 to 2500', () => {
    expect(shipped.version).toBe(version);
    const [from, to] = [seconds('1800-01-01T00:00:00Z'), seconds('2500-01-01T00:00:00Z')];
    const found = [...shipped.names].sort().map((name) => {
      const { changes, offsets } = historyOf(file.zones.get(zoneOf(name)) ?? [], rulesOf, 2501);
      const digest = createHash('sha256');
      changes.forEach((at, i) => {
        if (at >= from && at < to && offsets[i] !== offsets[i + 1]) digest.update(`${at} ${offsets[i + 1] ?? ''}\n`);
      });
      return `${name} ${digest.digest('hex').slice(0, 16)}`;
    });
    expect(found).toEqual(expected);
  });

  it('is looked up to the second at each change, whatever was asked for before, and goes on after 400 years', () => {
    for (const name of shipped.names) {
      const offsetAt = shipped.offsets(name) ?? (() => NaN);
      const { changes, offsets } = historyOf(file.zones.get(zoneOf(name)) ?? [], rulesOf, 2501);
      const wrong = changes.filter(
        (at, i) =>
          at < seconds('2500-01-01T00:00:00Z') && (offsetAt(at - 1) !== offsets[i] || offsetAt(at) !== offsets[i + 1]),
      );
      expect([name, wrong]).toEqual([name, []]);
      // 400 years are a whole number of weeks.
      for (let year = 2101; year < 2112; year += 1) {
        const at = Date.UTC(year, (year * 5) % 12, 7) / 1000;
        expect(offsetAt(at + 7 * 146_097 * 86_400)).toBe(offsetAt(at));
      }
    }
  });

  it('does not hang on the order in which times are asked for', () => {
    const one = shipped.offsets('America/New_York') ?? (() => NaN);
    const { changes, offsets } = historyOf(file.zones.get('America/New_York') ?? [], rulesOf, 2501);
    const plain = (at: number): number => offsets[changes.filter((change) => change <= at).length] ?? NaN;
    const most = seconds('2499-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5_000_000_000, max: most })), (times) => {
        expect(times.map(one)).toEqual(times.map(plain));
      }),
    );
  });

  it('knows what was decided in 2026', () => {
    expect(offset('America/Vancouver', '2026-11-15T12:00:00Z')).toBe(-7 * 3600);
    expect(offset('America/Edmonton', '2026-11-15T12:00:00Z')).toBe(-6 * 3600);
    expect(offset('America/Winnipeg', '2026-11-15T12:00:00Z')).toBe(-5 * 3600);
    expect(offset('America/Havana', '2026-11-15T12:00:00Z')).toBe(-4 * 3600);
    expect(offset('Africa/Casablanca', '2026-11-15T12:00:00Z')).toBe(0);
    expect([0, 1].map((hour) => offset('Europe/Chisinau', `2026-10-25T0${String(hour)}:30:00Z`))).toEqual([
      10_800, 7200,
    ]);
  });

  it('is local mean time before the first change, with seconds', () => {
    const clock = openClock('Europe/Berlin');
    expect(clock && zoneTime(clock, seconds('1850-01-01T00:00:00Z'))).toBe('1850-01-01T00:53:28+00:53:28');
  });
});

describe('names of zones', () => {
  it('open in whatever case, old spellings, abbreviations and former ones too', () => {
    for (const name of [...shipped.names, ...Intl.supportedValuesOf('timeZone')]) {
      expect([name, shipped.spelt(name.toLowerCase())]).toEqual([name, name]);
      expect(shipped.offsets(name.toUpperCase())).toBeTypeOf('function');
    }
    const same = [
      ['Asia/Calcutta', 'Asia/Kolkata'],
      ['Europe/Kiev', 'Europe/Kyiv'],
      ['US/Pacific-New', 'America/Los_Angeles'],
      ['EST', 'America/Panama'],
    ];
    for (const [old = '', today = ''] of same) {
      expect(shipped.offsets(old)?.(seconds('2026-07-01T00:00:00Z'))).toBe(offset(today, '2026-07-01T00:00:00Z'));
    }
    expect(offset('Etc/GMT+5', '2026-01-01T00:00:00Z')).toBe(-5 * 3600);
  });

  it('are none where a platform would take them for another place', () => {
    // V8 reads BST as Bangladesh, AST as Alaska and IST as India.
    for (const name of ['BST', 'AST', 'IST', 'PST', 'Mars/Olympus', '', 'toString', '__proto__']) {
      expect(shipped.offsets(name)).toBeUndefined();
      expect(shipped.spelt(name)).toBeUndefined();
    }
  });
});

describe('the rules of the platform', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('are not asked', () => {
    vi.stubGlobal('Intl', {
      ...Object.fromEntries(['DateTimeFormat', 'supportedValuesOf'].map((name) => [name, undefined])),
    });
    const clock = openClock('america/vancouver');
    expect(clock && zoneTime(clock, seconds('2026-11-15T12:00:00Z'))).toBe('2026-11-15T05:00:00-07:00');
    expect(openZone('America/Vancouver')?.startOf(seconds('2026-11-15T05:00:00Z'))).toBe(
      seconds('2026-11-15T12:00:00Z'),
    );
  });
});

describe('a file of rules that somebody gives', () => {
  it('may be the one that is shipped, with its names written out and lines of Windows', () => {
    const written = text
      .replace(/^R /gm, 'Rule ')
      .replace(/^Z /gm, 'Zone ')
      .replace(/^L /gm, 'Link ')
      .replace(/ o - /g, ' only - ')
      .replace(/ ma - /g, ' maximum - ')
      .replace(/^(Rule \S+ \S+ \S+ - )O /gm, '$1October ')
      .replace(/lastSu/g, 'lastSunday')
      .replace(/^(Rule .*)$/gm, '$1 # a note')
      .replace(/\n/g, '\r\n');
    const other = new ZoneRules(written, { origin: 'given', sha256: '' });
    checkZoneRules(other);
    for (const name of ['Europe/Berlin', 'America/Winnipeg', 'Antarctica/Troll']) {
      for (let month = 0; month < 456; month += 1) {
        const at = Date.UTC(2000, month) / 1000;
        expect(other.offsets(name)?.(at)).toBe(shipped.offsets(name)?.(at));
      }
    }
  });

  it('is what is gone by: a change in it is seen', () => {
    const rules = changed('R u 2007 ma - N Su>=1 2 0 S', 'R u 2007 2030 - N Su>=1 2 0 S');
    checkZoneRules(rules);
    expect(rules.offsets('America/New_York')?.(seconds('2035-01-10T00:00:00Z'))).toBe(-4 * 3600);
  });

  const faults: readonly (readonly [what: string, from: string | RegExp, to: string, says: string])[] = [
    ['no version', '# version 2026f', '# something', 'its first line does not state the version'],
    ['a rule cut short', /^(R d 1916 o - Jun 14) .*$/m, '$1', 'line 5: a rule has a name and nine fields'],
    ['no such month', /^R d 1916 o - Jun/m, 'R d 1916 o - Xy', 'line 5: "Xy" is no month'],
    ['a month that may be two', /^R d 1916 o - Jun/m, 'R d 1916 o - Ju', 'line 5: "Ju" is no month'],
    ['no such day', /^R d 1916 o - Jun 14/m, 'R d 1916 o - Jun 32', 'line 5: "32" is no day of a month'],
    ['no such time', /23s 1 S/, '999s 1 S', 'line 5: "999" is no time that can be'],
    ['no such year', /^R d 1916/m, 'R d 19x6', 'line 5: "19x6" is no year'],
    ['a rule that ends before it begins', /^R d 1916 o/m, 'R d 1916 1900', 'the rule ends before it begins'],
    ['a rule of the year 2500', /^R d 1916 o/m, 'R d 1916 2500', 'it names the year 2500'],
    ['an offset that no clock has', /^Z Asia\/Tokyo .*$/m, 'Z Asia/Tokyo 25 - X', '"25" is no time that can be'],
    ['a zone that lacks its rule', /^-5 u E%sT$/m, '-5 Nowhere E%sT', 'it lacks rule Nowhere of America/Detroit'],
    [
      'a link that leads nowhere',
      /^L Asia\/Kolkata /m,
      'L Asia/Nowhere ',
      'it lacks the zone that Asia/Calcutta means',
    ],
    ['a link in a circle', /^L Asia\/Kolkata Asia\/Calcutta$/m, 'L Asia/Calcutta Asia/Calcutta', 'it lacks the zone'],
    ['a zone twice', /^Z Asia\/Tokyo /m, 'Z Asia/Seoul ', '"Asia/Seoul" is there twice'],
    ['an odd name', /^Z Asia\/Tokyo /m, 'Z Asia/\u202etokyo ', 'the zone has no name, or an odd one'],
    ['a line of another kind', /^Z Asia\/Tokyo /m, 'X Asia/Tokyo ', 'it is no rule, zone or link'],
    ['a known offset that is wrong', /^5:30 - IST$/m, '5:45 - IST', 'the clocks of Asia/Kolkata showed other times'],
    ['its end missing', /\nL [\s\S]*$/, '\n', 'it names fewer than 500 zones|it lacks the zone that'],
    ['an end within a zone', /-5 u E%sT\n[\s\S]*$/, '-5 u E%sT 2050\n', 'it ends within a zone'],
  ];
  it.each(faults)('is refused for %s', (_what, from, to, says) => {
    const check = (): void => checkZoneRules(changed(from, to));
    expect(check).toThrow(ZoneFileFault);
    expect(check).toThrow(new RegExp(`${says.includes('\\') ? says : says.replace(/[.*+?^${}()[\]\\]/g, '\\$&')}`));
    expect(check).toThrow(/Take tzdata\.zi unchanged from a release of the IANA time zone database\.$/);
  });

  it('may hold anything without harm', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(text.length), fc.nat(200), (junk, at, length) => {
        const broken = text.slice(0, at) + junk + text.slice(at + length);
        try {
          checkZoneRules(new ZoneRules(broken, { origin: 'given', sha256: '' }));
        } catch (cause) {
          expect(cause).toBeInstanceOf(ZoneFileFault);
        }
      }),
      { numRuns: 30 },
    );
  });
});
