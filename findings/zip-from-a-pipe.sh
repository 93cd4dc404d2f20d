#!/bin/sh
# Versions:  jszip 3.10.2, yauzl 3.4.0, adm-zip 0.6.1 (npm); zip 3.0 and unzip 6.0 of Debian 12.
# Behaviour: "... | zip out.zip -" makes an entry named "-" whose Unix mode says named pipe, though it holds ordinary
#            data, and ends a file of some hundred bytes with the Zip64 records meant for 4 GiB and more. unzip, yauzl
#            and adm-zip read it. jszip refuses it as a corrupted file: it leaves these records out of its count unless
#            a field elsewhere overflowed.
# Why:       This is how responders pack the output of a command without a file between. A reader that goes by the mode
#            to skip what is no regular file loses the evidence, and one built on jszip calls a sound archive broken.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
for tool in zip unzip; do command -v "$tool" >/dev/null || { echo "Needs the Debian package $tool." >&2; exit 2; }; done
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  jszip@3.10.2 yauzl@3.4.0 adm-zip@0.6.1 >/dev/null || exit 2

printf '{}\n' | zip -q out.zip -
unzip -tq out.zip

cat >show.mjs <<'END'
import fs from 'node:fs';
import AdmZip from 'adm-zip';
import JSZip from 'jszip';
import yauzl from 'yauzl';
const version = (name) => `${name} ${JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`, 'utf8')).version}`;
const bytes = fs.readFileSync('out.zip');
const entry = await new Promise((resolve, reject) =>
  yauzl.fromBuffer(bytes, (error, zip) => (error ? reject(error) : zip.on('entry', resolve))),
);
const mode = (entry.externalFileAttributes >>> 16).toString(8);
const byAdmZip = new AdmZip(bytes).readAsText('-');
const byJsZip = await JSZip.loadAsync(bytes).then(
  (zip) => `reads ${Object.keys(zip.files)}`,
  (error) => `refuses: ${error.message}`,
);
const zip64 = bytes.includes('PK\x06\x06', 0, 'latin1');
console.log(`out.zip: ${bytes.length} bytes, ${zip64 ? 'with' : 'without'} Zip64 end records`);
console.log(
  `  ${version('yauzl')}: name ${entry.fileName}, ${entry.uncompressedSize} bytes, mode ${mode} (10... is a pipe)`,
);
console.log(`  ${version('adm-zip')}: content ${JSON.stringify(byAdmZip)}`);
console.log(`  ${version('jszip')}: ${byJsZip}`);
const asStated =
  zip64 && entry.fileName === '-' && /^10...$/.test(mode) && byAdmZip === '{}\n' && /^refuses/.test(byJsZip);
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
