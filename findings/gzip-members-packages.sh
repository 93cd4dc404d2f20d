#!/bin/sh
# Versions:  fflate 0.8.3, pako 3.0.3 (npm), gzip of Debian 12.
# Behaviour: A gzip file may hold several members, one after the other, and its content is all of them. gunzipSync,
#            gunzip and decompressSync of fflate give the first member and no error, though Gunzip, the streaming class
#            of the same package, gives all. pako's ungzip gives all, but its streaming class Inflate loses all that
#            follows, with err 0, if a chunk happens to end just where a member ends.
# Why:       Logs that are appended to or joined with cat are such files. What a tool shows of them then hangs on the
#            function called, or on where the chunks of a download were cut: the rest of the evidence is gone unseen.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  fflate@0.8.3 pako@3.0.3 >/dev/null || exit 2

printf '{"part":1}\n' | gzip -n >first.gz
printf '{"part":2}\n' | gzip -n >second.gz
cat first.gz second.gz >both.gz
gzip -dc both.gz >expected

cat >show.mjs <<'END'
import fs from 'node:fs';
import * as fflate from 'fflate';
import * as pako from 'pako';
const whole = new Uint8Array(fs.readFileSync('both.gz'));
const border = fs.statSync('first.gz').size;
const expected = fs.readFileSync('expected', 'utf8');
const text = (bytes) => Buffer.from(bytes).toString();
const chunks = (cut) => [whole.subarray(0, cut), whole.subarray(cut)];
function byPako(cut) {
  const inflate = new pako.Inflate();
  chunks(cut).forEach((chunk, at) => inflate.push(chunk, at === 1));
  if (inflate.err !== 0) throw new Error(`pako error ${inflate.err}`);
  return text(inflate.result);
}
function byFflate(cut) {
  let all = '';
  const gunzip = new fflate.Gunzip((chunk) => (all += text(chunk)));
  chunks(cut).forEach((chunk, at) => gunzip.push(chunk, at === 1));
  return all;
}
const callback = await new Promise((resolve, reject) =>
  fflate.gunzip(whole, (error, bytes) => (error ? reject(error) : resolve(text(bytes)))),
);
const answers = [
  ['fflate gunzipSync', text(fflate.gunzipSync(whole)), false],
  ['fflate gunzip', callback, false],
  ['fflate decompressSync', text(fflate.decompressSync(whole)), false],
  ['fflate Gunzip, cut between the members', byFflate(border), true],
  ['pako ungzip', text(pako.ungzip(whole)), true],
  ['pako Inflate, cut a byte before', byPako(border - 1), true],
  ['pako Inflate, cut between the members', byPako(border), false],
  ['pako Inflate, cut a byte behind', byPako(border + 1), true],
];
const version = (name) => JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(`fflate ${version('fflate')}, pako ${version('pako')}; gzip -dc gives ${JSON.stringify(expected)}`);
let asStated = expected === '{"part":1}\n{"part":2}\n';
for (const [by, got, all] of answers) {
  console.log(`  ${by}: ${JSON.stringify(got)}`);
  asStated &&= got === (all ? expected : '{"part":1}\n');
}
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
