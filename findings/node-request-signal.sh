#!/bin/sh
# Versions:  Node.js 20.20.2 (its own fetch, undici 6.24.1) and 24.22.3 behave alike; uses the node on the path.
# Behaviour: The signal of new Request(url, { signal }) follows the signal given only as long as the Request itself is
#            held. Who keeps request.signal and listens on it, but lets the Request go, is never told of an abort, and
#            request.signal.aborted stays false.
# Why:       A server whose handler passes only request.signal on, to a long search or a stream, does not stop it when
#            the window is closed: it works in a test and fails once the garbage collector has run. Hold the Request.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"

cat >show.mjs <<'END'
import { setTimeout as sleep } from 'node:timers/promises';
async function aborts(keep) {
  const given = new AbortController();
  let called = false;
  const kept = (() => {
    const request = new Request('http://localhost/', { signal: given.signal });
    request.signal.addEventListener('abort', () => (called = true));
    return keep(request);
  })();
  for (let turn = 0; turn < 5; turn++) {
    await sleep(10);
    globalThis.gc();
  }
  given.abort();
  await sleep(10);
  return { called, aborted: (kept.signal ?? kept).aborted };
}
const whole = await aborts((request) => request);
const signal = await aborts((request) => request.signal);
console.log(`Node.js ${process.versions.node}, undici ${process.versions.undici}`);
const tell = (held, { called, aborted }) =>
  console.log(`  ${held} held: listener ${called ? 'called' : 'never called'}, aborted ${aborted}`);
tell('the Request', whole);
tell('only request.signal', signal);
const asStated = whole.called && whole.aborted && !signal.called && !signal.aborted;
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node --expose-gc show.mjs
