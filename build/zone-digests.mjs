/**
 * What zic and zdump make of the zone rules in src/main/zones/tzdata.zi: for each name the first 16 digits of the
 * SHA-256 of its changes of offset from 1800 to 2500, "seconds-since-1970 offset" a line. Tests compare with it what
 * Trailbench makes of them. Run it after the rules were replaced, with the compiled files that came with them:
 *
 *     apt-get download tzdata && dpkg-deb -x tzdata_*.deb unpacked
 *     cp unpacked/usr/share/zoneinfo/tzdata.zi src/main/zones/
 *     node build/zone-digests.mjs unpacked/usr/share/zoneinfo > test/fixtures/zones/changes.txt
 *
 * Compile none by `zic -b slim` of Debian 12 (2.36): it has a change in America/Ojinaga that never was.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const rules = resolve(import.meta.dirname, '../src/main/zones/tzdata.zi');
const text = readFileSync(rules, 'utf8');
const names = [...text.matchAll(/^(?:Z (\S+)|L \S+ (\S+))/gm)].map(([, zone, link]) => zone ?? link).sort();
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
/** "Thu Mar 26 00:59:59 2026 UT = Thu Mar 26 01:59:59 2026 CET isdst=0 gmtoff=3600" */
const LINE = / (\w{3}) +(\d+) (\d+):(\d+):(\d+) (-?\d+) UT = .* gmtoff=(-?\d+)$/gm;
const FROM = Date.UTC(1800, 0, 1) / 1000;

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder of the compiled files.');
if (readFileSync(join(folder, 'tzdata.zi'), 'utf8') !== text) throw new Error(`${folder} is of another release.`);
process.stdout.write(`${/^# version (\S+)/.exec(text)?.[1] ?? ''}\n`);
for (const name of names) {
  const printed = execFileSync('zdump', ['-v', '-c', '1800,2500', join(folder, name)], { encoding: 'utf8' });
  const seen = [...printed.matchAll(LINE)].map(([, month, day, hour, minute, second, year, offset]) => {
    const date = Date.UTC(+year, MONTHS.indexOf(month) / 3, +day, +hour, +minute, +second);
    return { at: date / 1000, offset: +offset };
  });
  // Each change has two lines: the second before it, and its own.
  const changes = seen.filter(
    ({ at, offset }, i) => at >= FROM && seen[i - 1]?.at === at - 1 && seen[i - 1].offset !== offset,
  );
  const lines = changes.map(({ at, offset }) => `${at} ${offset}\n`).join('');
  process.stdout.write(`${name} ${createHash('sha256').update(lines).digest('hex').slice(0, 16)}\n`);
}
