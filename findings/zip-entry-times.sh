#!/bin/sh
# Versions:  yauzl 3.4.0, jszip 3.10.2, adm-zip 0.6.1, node-stream-zip 1.16.0 (npm); zip 3.0 of Debian 12.
# Behaviour: zip stores a file's time twice: as local time without a zone, in steps of two seconds, and in an extra
#            field as the exact second in UTC. Of one entry yauzl gives the exact time, adm-zip the local time in the
#            zone of who reads it, jszip and node-stream-zip the local time as if it were UTC. All are Dates, none is
#            marked as a guess, and a reader elsewhere gets other answers from adm-zip.
# Why:       When a log was collected is evidence. Three readers put one entry at three times, hours apart, and two of
#            them a second off besides.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
command -v zip >/dev/null || { echo 'Needs the Debian package zip.' >&2; exit 2; }
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  yauzl@3.4.0 jszip@3.10.2 adm-zip@0.6.1 node-stream-zip@1.16.0 >/dev/null || exit 2

printf '{}\n' >log.json
touch -d '2024-01-15T12:00:01Z' log.json
TZ=EST5 zip -q log.zip log.json

cat >show.mjs <<'END'
import fs from 'node:fs';
import AdmZip from 'adm-zip';
import JSZip from 'jszip';
import StreamZip from 'node-stream-zip';
import yauzl from 'yauzl';
const bytes = fs.readFileSync('log.zip');
const byYauzl = await new Promise((resolve, reject) =>
  yauzl.fromBuffer(bytes, (error, zip) =>
    error ? reject(error) : zip.on('entry', (entry) => resolve(entry.getLastModDate())),
  ),
);
const stream = new StreamZip.async({ file: 'log.zip' });
const byStreamZip = new Date((await stream.entry('log.json')).time);
await stream.close();
const times = {
  yauzl: byYauzl,
  jszip: (await JSZip.loadAsync(bytes)).file('log.json').date,
  'node-stream-zip': byStreamZip,
  'adm-zip': new AdmZip(bytes).getEntry('log.json').header.time,
};
const expected = {
  yauzl: '2024-01-15T12:00:01.000Z',
  jszip: '2024-01-15T07:00:02.000Z',
  'node-stream-zip': '2024-01-15T07:00:02.000Z',
  'adm-zip': process.argv[2],
};
console.log(`The file's time 2024-01-15T12:00:01Z, packed at UTC-5, read with TZ=${process.env.TZ}`);
let asStated = true;
for (const [name, time] of Object.entries(times)) {
  const { version } = JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  console.log(`  ${name} ${version}: ${time.toISOString()}`);
  asStated &&= time.toISOString() === expected[name];
}
process.exitCode = asStated ? 0 : 1;
END
TZ=EST5 node show.mjs 2024-01-15T12:00:02.000Z && TZ=JST-9 node show.mjs 2024-01-14T22:00:02.000Z &&
  echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
