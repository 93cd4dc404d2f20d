#!/bin/sh
# Versions:  Chromium 150 (Debian package chromium), run without a window by playwright-core 1.65.1 (npm).
# Behaviour: Of several --disable-features on one command line Chromium heeds the last alone. playwright-core has a long
#            list of its own and appends the caller's as a second switch: it does not merge them. So a caller's list
#            drops all of the driver's, and a caller's second list drops the first, without a word. Two lists joined
#            with a comma in one switch both hold.
# Why:       Who switches off one more feature takes back the sixteen that the driver had switched off, among them
#            queries for the network's time and upgrades to HTTPS, in a browser that was to be quiet. Pass the sum.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
command -v chromium >/dev/null || { echo 'Needs the Debian package chromium.' >&2; exit 2; }
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  playwright-core@1.65.1 >/dev/null || exit 2

# Stands in for the browser to write down how it is called.
cat >browser <<END
#!/bin/sh
printf '%s\n' "\$@" >"$dir/called"
exec "$(command -v chromium)" "\$@"
END
chmod +x browser

cat >show.mjs <<'END'
import fs from 'node:fs';
import { chromium } from 'playwright-core';
const cases = [
  [],
  ['--disable-features=WebHID'],
  ['--disable-features=WebHID', '--disable-features=SharedWorker'],
  ['--disable-features=WebHID,SharedWorker'],
];
const seen = [];
for (const args of cases) {
  const browser = await chromium.launch({ executablePath: `${process.cwd()}/browser`, args });
  if (!seen.length) console.log(`Chromium ${browser.version()}`);
  const page = await browser.newPage();
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<p>Page</p>' }));
  await page.goto('https://page.localhost/');
  const [hid, worker] = await page.evaluate(() => ['hid' in navigator, 'SharedWorker' in globalThis]);
  await browser.close();
  const lists = fs
    .readFileSync('called', 'utf8')
    .split('\n')
    .filter((arg) => arg.startsWith('--disable-features='))
    .map((arg) => arg.split('=')[1].split(',').length);
  seen.push(`${hid} ${worker} ${lists.length}`);
  console.log(`  ${args.join(' ') || 'no list of the caller'}`);
  console.log(
    `    switches with ${lists.join(' + ')} names; WebHID ${hid ? 'on' : 'off'}, SharedWorker ${worker ? 'on' : 'off'}`,
  );
}
const asStated = seen.join() === 'true true 1,false true 2,true false 3,false false 2';
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
