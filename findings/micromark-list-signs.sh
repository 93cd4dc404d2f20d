#!/bin/sh
# Versions:  micromark 4.0.3, mdast-util-from-markdown 2.1.0 (npm).
# Behaviour: Of a line of list signs ("- - - - a") four times as many take the parser far more than four times as long:
#            10,000 of them, 20 kB, about a minute. A line of as many quotes, or brackets, takes a moment.
# Why:       Notes come with a case from somebody else. A parser that is called safe gives safe elements, and holds the
#            window all the same: texts have to be measured by their signs, not by their size, before they are parsed.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  mdast-util-from-markdown@2.1.0 micromark@4.0.3 >/dev/null || exit 2

cat >show.mjs <<'END'
import { fromMarkdown } from 'mdast-util-from-markdown';
function milliseconds(sign, times) {
  const started = process.cpuUsage();
  fromMarkdown(`${sign.repeat(times)}a`);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
fromMarkdown('*warm* - - - a\n\n- a\n- b\n');
const [few, many] = [750, 3000];
const growth = {};
for (const sign of ['- ', '> ', '[']) {
  const [a, b] = [milliseconds(sign, few), milliseconds(sign, many)];
  growth[sign] = b / a;
  console.log(`  ${JSON.stringify(sign)}: ${few} in ${a.toFixed(0)} ms, ${many} in ${b.toFixed(0)} ms`);
}
const asStated = growth['- '] > 8 && growth['> '] < 8 && growth['['] < 8;
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
