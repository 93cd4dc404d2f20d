#!/bin/sh
# Versions:  tar-stream 3.2.2, tar (node-tar) 7.5.23 (npm); GNU tar 1.34 of Debian 12.
# Behaviour: Of two tar archives joined with cat, packed or not, GNU tar and node-tar read the first and end without a
#            word, while tar-stream goes on over the blocks of zeros and reads both. "tar -i" reads both too.
# Why:       Archives that a collector wrote one behind the other hold more evidence for one tool than for another, and
#            a list made with tar to check a tool's own count says that the tool is wrong.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  tar-stream@3.2.2 tar@7.5.23 >/dev/null || exit 2

for name in first second; do
  printf '{}\n' >"$name.json"
  tar -cf "$name.tar" "$name.json"
done
cat first.tar second.tar >both.tar
gzip -kn first.tar second.tar
cat first.tar.gz second.tar.gz >both.tar.gz

cat >show.mjs <<'END'
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import * as tar from 'tar';
import { extract } from 'tar-stream';
const version = (name) => JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(`tar-stream ${version('tar-stream')}, node-tar ${version('tar')}`);
console.log(execFileSync('tar', ['--version'], { encoding: 'utf8' }).split('\n')[0]);
const gnu = (...args) => execFileSync('tar', args, { encoding: 'utf8' }).trim().split('\n').join(' ');
async function byStream(file) {
  const bytes = fs.readFileSync(file);
  const names = [];
  for await (const entry of Readable.from([file.endsWith('.gz') ? gunzipSync(bytes) : bytes]).pipe(extract())) {
    names.push(entry.header.name);
    entry.resume();
  }
  return names.join(' ');
}
async function byNodeTar(file) {
  const names = [];
  const onwarn = (code) => names.push(code);
  await tar.list({ file, onwarn, onReadEntry: (entry) => names.push(entry.path) });
  return names.join(' ');
}
let asStated = true;
for (const file of ['both.tar', 'both.tar.gz']) {
  const answers = [
    ['GNU tar', gnu('-tf', file), 'first.json'],
    ['GNU tar -i', gnu('-itf', file), 'first.json second.json'],
    ['node-tar', await byNodeTar(file), 'first.json'],
    ['tar-stream', await byStream(file), 'first.json second.json'],
  ];
  console.log(file);
  for (const [by, got, expected] of answers) {
    console.log(`  ${by}: ${got}`);
    asStated &&= got === expected;
  }
}
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
