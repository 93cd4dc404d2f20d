#!/bin/sh
# Versions:  Chromium 150 (Debian package chromium), run without a window by playwright-core 1.65.1 (npm).
# Behaviour: --force-webrtc-ip-handling-policy=disable_non_proxied_udp does nothing here: WebRTC sends UDP past the HTTP
#            proxy that carries all else. The same value given to --webrtc-ip-handling-policy sends none. Neither
#            spelling brings a warning. Measured with a listener on the loopback that counts the requests for STUN.
# Why:       An offline tool that shows evidence in a browser behind its own proxy believes that nothing gets out. No
#            log of the proxy can show that WebRTC does: only a listener for UDP can.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
command -v chromium >/dev/null || { echo 'Needs the Debian package chromium.' >&2; exit 2; }
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  playwright-core@1.65.1 >/dev/null || exit 2

cat >show.mjs <<'END'
import dgram from 'node:dgram';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
const proxy = http.createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<p>Page</p>'));
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
async function datagrams(policy) {
  let count = 0;
  const listener = dgram.createSocket('udp4', () => count++);
  await new Promise((resolve) => listener.bind(0, '127.0.0.1', resolve));
  const args = [
    `--proxy-server=http://127.0.0.1:${proxy.address().port}`,
    '--proxy-bypass-list=<-loopback>',
    ...policy,
  ];
  const browser = await chromium.launch({ executablePath: process.argv[2], args });
  const page = await browser.newPage();
  await page.goto('http://page.localhost/');
  await page.evaluate(async (port) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    peer.createDataChannel('any');
    await peer.setLocalDescription(await peer.createOffer());
  }, listener.address().port);
  for (let turn = 0; turn < 50 && count === 0; turn++) await sleep(100);
  const version = browser.version();
  await browser.close();
  listener.close();
  return { count, version };
}
const value = 'disable_non_proxied_udp';
const cases = [[], [`--force-webrtc-ip-handling-policy=${value}`], [`--webrtc-ip-handling-policy=${value}`]];
const sent = [];
for (const policy of cases) {
  const { count, version } = await datagrams(policy);
  if (!sent.length) console.log(`Chromium ${version}`);
  sent.push(count > 0);
  console.log(`  ${policy[0] ?? 'no policy'}: ${count > 0 ? 'UDP goes past the proxy' : 'no UDP in 5 s'}`);
}
proxy.close();
const asStated = sent.join() === 'true,true,false';
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs "$(command -v chromium)"
