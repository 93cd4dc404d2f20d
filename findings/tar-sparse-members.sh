#!/bin/sh
# Versions:  tar-stream 3.2.2, tar (node-tar) 7.5.23 (npm); GNU tar 1.34 of Debian 12.
# Behaviour: "tar --sparse" stores a file with holes in one of two forms, both of which GNU tar gives back whole. Of the
#            form for --format=gnu, node-tar lists and unpacks nothing, without error or warning; tar-stream gives an
#            entry whose type is null, with the stored pieces in place of the file. Of the form for --format=posix, both
#            give an ordinary file under a name that never was (GNUSparseFile.N/name), with the list of pieces set
#            before the data.
# Why:       Logs that are preallocated and images of disks are sparse. Their hash, size and name come out wrong, or
#            they are missing, and the reader says nothing. Look for the type S, and for
#            GNU.sparse in an entry's pax.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  tar-stream@3.2.2 tar@7.5.23 >/dev/null || exit 2

truncate -s 1M log.bin
printf 'a record' | dd of=log.bin bs=1 seek=524288 conv=notrunc 2>/dev/null
for format in gnu posix; do tar --sparse --hole-detection=raw --format="$format" -cf "$format.tar" log.bin; done

cat >show.mjs <<'END'
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import * as tar from 'tar';
import { extract } from 'tar-stream';
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 8);
const show = (list) => list.map((entry) => JSON.stringify(entry)).join(' ') || 'nothing';
const version = (name) => JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log(`tar-stream ${version('tar-stream')}, node-tar ${version('tar')}`);
console.log(execFileSync('tar', ['--version'], { encoding: 'utf8' }).split('\n')[0]);
const original = fs.readFileSync('log.bin');
let asStated = true;
for (const format of ['gnu', 'posix']) {
  const file = `${format}.tar`;
  const byGnu = execFileSync('tar', ['-xOf', file], { maxBuffer: 1 << 24 });
  const byStream = [];
  const unpack = Readable.from([fs.readFileSync(file)]).pipe(extract());
  for await (const entry of unpack) {
    const chunks = [];
    for await (const chunk of entry) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    byStream.push({ name: entry.header.name, type: entry.header.type, size: bytes.length, sha256: hash(bytes) });
    if (entry.header.pax) byStream.at(-1).pax = entry.header.pax['GNU.sparse.name'];
  }
  const listed = [];
  const warnings = [];
  const onwarn = (code) => warnings.push(code);
  await tar.list({ file, onwarn, onReadEntry: ({ path, type, size }) => listed.push({ path, type, size }) });
  fs.mkdirSync(format);
  await tar.extract({ file, cwd: format, onwarn });
  const unpacked = fs
    .readdirSync(format, { recursive: true })
    .filter((name) => fs.statSync(`${format}/${name}`).isFile())
    .map((name) => ({ name, sha256: hash(fs.readFileSync(`${format}/${name}`)) }));
  console.log(`--format=${format}`);
  console.log(`  GNU tar: ${show([{ name: 'log.bin', size: byGnu.length, sha256: hash(byGnu) }])}`);
  console.log(`  tar-stream: ${show(byStream)}`);
  console.log(`  node-tar lists ${show(listed)}, unpacks ${show(unpacked)}, warns of ${show(warnings)}`);
  asStated &&=
    byGnu.equals(original) && byStream.length === 1 && byStream[0].size < original.length && !warnings.length;
  const strange = ({ name }) => /^(\.\/)?GNUSparseFile\.\d+\/log\.bin$/.test(name);
  asStated &&=
    format === 'gnu'
      ? byStream[0].type === null && !listed.length && !unpacked.length
      : byStream[0].type === 'file' &&
        byStream[0].pax === 'log.bin' &&
        strange(byStream[0]) &&
        unpacked.length === 1 &&
        strange(unpacked[0]);
}
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
