#!/bin/sh
# Versions:  Chromium 150 (Debian package chromium), driven by playwright-core 1.65.1 (npm); Node.js 20 to compare.
# Behaviour: Of an answer with "Content-Encoding: gzip" whose body has two gzip members, fetch in Chromium gives the
#            first and ends as if all were well: no error, though Content-Length was met. DecompressionStream in
#            Chromium gives the first and then fails. In Node.js both give the whole.
# Why:       CloudTrail's objects in S3 carry just this header. One that was joined from several is read in part by a
#            page and in full by a server, and nothing tells the user. Serve it as plain bytes and unpack it in Node.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
command -v chromium >/dev/null || { echo 'Needs the Debian package chromium.' >&2; exit 2; }
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  playwright-core@1.65.1 >/dev/null || exit 2

cat >show.mjs <<'END'
import http from 'node:http';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
const parts = ['{"part":1}\n', '{"part":2}\n'];
const body = Buffer.concat(parts.map((part) => gzipSync(part)));
const server = http.createServer((request, response) => {
  if (request.url === '/') return response.setHeader('Content-Type', 'text/html').end('<p>Page</p>');
  if (request.url === '/encoded') response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', 'application/json').setHeader('Content-Length', body.length).end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
async function read(base) {
  const viaFetch = await (await fetch(`${base}/encoded`)).text();
  const reader = (await fetch(`${base}/plain`)).body.pipeThrough(new DecompressionStream('gzip')).getReader();
  let viaStream = '';
  let error = 'no error';
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      viaStream += new TextDecoder().decode(next.value);
    }
  } catch (e) {
    error = String(e);
  }
  return { viaFetch, viaStream, error };
}
const browser = await chromium.launch({ executablePath: process.argv[2] });
const page = await browser.newPage();
await page.goto(base);
const answers = {
  [`Chromium ${browser.version()}`]: await page.evaluate(read, base),
  [`Node.js ${process.versions.node}`]: await read(base),
};
await browser.close();
server.close();
for (const [by, { viaFetch, viaStream, error }] of Object.entries(answers)) {
  console.log(`${by}\n  fetch: ${JSON.stringify(viaFetch)}`);
  console.log(`  DecompressionStream: ${JSON.stringify(viaStream)}, ${error}`);
}
const [inChromium, inNode] = Object.values(answers);
const asStated =
  inChromium.viaFetch === parts[0] &&
  inChromium.viaStream === parts[0] &&
  inChromium.error !== 'no error' &&
  inNode.viaFetch === parts.join('') &&
  inNode.viaStream === parts.join('');
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs "$(command -v chromium)"
