#!/bin/sh
# Versions:  Node.js 20.20.2 (ICU 78.2, zones 2025c); Chromium 150 does the same.
# Behaviour: `timeZone: 'BST'` is no error: it is Bangladesh, six hours from London's summer time. AST is Alaska, IST
#            India, CST Chicago, ECT Paris: Java's names of the nineties, in no list of the IANA and not in
#            Intl.supportedValuesOf('timeZone').
# Why:       An analyst who types the letters on a log's clock gets times that are hours away, and no warning.
set -eu
command -v node >/dev/null || { echo 'Needs node.' >&2; exit 2; }
node - <<'JS'
const written = (zone) => {
  try {
    return new Date('2026-07-01T12:00:00Z').toLocaleString('sv-SE', { timeZone: zone });
  } catch (error) {
    return error.name;
  }
};
console.log(`Node.js ${process.version}, ICU ${process.versions.icu}, zones ${process.versions.tz}; 2026-07-01 12:00 UTC is`);
const seen = ['BST', 'AST', 'IST', 'CST', 'ECT', 'CEST', 'EDT'].map((zone) => [zone, written(zone)]);
for (const [zone, time] of seen) console.log(`  ${zone.padEnd(5)} ${time}`);
const listed = Intl.supportedValuesOf('timeZone');
console.log(`listed of them: ${seen.filter(([zone]) => listed.includes(zone)).length}`);
const expected = {
  BST: '2026-07-01 18:00:00',
  AST: '2026-07-01 04:00:00',
  IST: '2026-07-01 17:30:00',
  CST: '2026-07-01 07:00:00',
  ECT: '2026-07-01 14:00:00',
  CEST: 'RangeError',
  EDT: 'RangeError',
};
const same = seen.every(([zone, time]) => expected[zone] === time && !listed.includes(zone));
console.log(same ? 'As stated.' : 'This changed.');
process.exit(same ? 0 : 1);
JS
