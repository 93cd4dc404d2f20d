#!/bin/sh
# Versions:  timezonecomplete 5.15.1 with tzdata 1.0.51 (IANA 2026d), moment-timezone 0.6.6 (2026f), Node.js 20.20.2.
# Behaviour: timezonecomplete knows no summer time of Cairo since it came back in 2023, and puts Tehran and Ojinaga an
#            hour off in March 2010. moment-timezone, from the same database, is right. None of these rules differs
#            between the two releases.
# Why:       Both packages are kept and state the release of their data: the release alone does not say which hour comes
#            out of it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "Needs $tool." >&2; exit 2; }
done
npm install --silent --no-audit --no-fund --prefix . timezonecomplete@5.15.1 tzdata@1.0.51 moment-timezone@0.6.6 >/dev/null

cat >compare.cjs <<'JS'
const moment = require('moment-timezone');
const complete = require('timezonecomplete');
const rules = require('tzdata');
complete.TzDatabase.init(rules);
console.log(`timezonecomplete by ${rules.version}, moment-timezone by ${moment.tz.dataVersion}, Node.js by ${process.versions.tz}`);
const times = [
  ['Africa/Cairo', '2023-07-01T12:00:00Z', '14:00', '15:00'],
  ['Africa/Cairo', '2024-07-01T12:00:00Z', '14:00', '15:00'],
  ['Asia/Tehran', '2010-03-21T12:00:00Z', '16:30', '15:30'],
  ['America/Ojinaga', '2010-03-20T12:00:00Z', '05:00', '06:00'],
  ['Europe/Berlin', '2024-07-01T12:00:00Z', '14:00', '14:00'],
];
let same = true;
for (const [zone, time, expected, right] of times) {
  const one = new complete.DateTime(time).toZone(complete.zone(zone)).format('HH:mm');
  const other = moment.tz(time, zone).format('HH:mm');
  const node = new Date(time).toLocaleTimeString('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  console.log(`${zone} ${time}: timezonecomplete ${one}, moment-timezone ${other}, Node.js ${node}`);
  same &&= one === expected && other === right && node === right;
}
console.log(same ? 'As stated.' : 'This changed.');
process.exit(same ? 0 : 1);
JS
node compare.cjs
