#!/bin/sh
# Versions:  npm 11.19.1 (npm package npm) with dash 0.5.12 and bash of Debian 12.
# Behaviour: npm runs a script of package.json through "sh -c". bash puts the program in its own place; dash, which is
#            Debian's sh, stays between as the parent. npm passes SIGTERM on to the shell alone. So with dash the shell
#            and npm end while the program is told nothing and runs on. "exec node ..." in the script
#            helps. Ctrl+C hides this, for the terminal tells the whole group.
# Why:       A supervisor, a container or a test that ends "npm start" believes that a case is closed and its lock is
#            given back while the program still has both.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
for tool in dash bash; do command -v "$tool" >/dev/null || { echo "Needs the package $tool." >&2; exit 2; }; done
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  npm@11.19.1 >/dev/null || exit 2

mkdir project
cat >project/package.json <<'END'
{ "name": "project", "version": "1.0.0", "scripts": { "plain": "node program.cjs", "own": "exec node program.cjs" } }
END
# Ends by itself after 30 s at most.
cat >project/program.cjs <<'END'
const fs = require('node:fs');
process.on('SIGTERM', () => {
  fs.writeFileSync('told', '');
  process.exit(0);
});
setTimeout(() => {}, 30000);
fs.writeFileSync('started.new', String(process.pid));
fs.renameSync('started.new', 'started');
END

cat >show.mjs <<'END'
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
const npm = `${process.cwd()}/node_modules/npm`;
process.chdir('project');
const word = (pid) => fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
const parent = (pid) => Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
async function run(script, shell) {
  for (const name of ['told', 'started']) fs.rmSync(name, { force: true });
  const child = spawn(process.execPath, [`${npm}/bin/npm-cli.js`, 'run', script, `--script-shell=${shell}`], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  for (let turn = 0; turn < 300 && !fs.existsSync('started'); turn++) await sleep(100);
  const pid = Number(fs.readFileSync('started', 'utf8'));
  const between = [];
  for (let at = parent(pid); at !== child.pid && at > 1; at = parent(at)) between.unshift(word(at));
  child.kill('SIGTERM');
  const code = await ended;
  await sleep(1000);
  const told = fs.existsSync('told');
  if (!told) process.kill(pid, 'SIGKILL');
  console.log(
    `  ${script} with ${shell}: ${['npm', ...between, 'program'].join(' > ')}; npm ends with ${code}, ` +
      `the program ${told ? 'is told' : 'runs on'}`,
  );
  return told;
}
console.log(`npm ${JSON.parse(fs.readFileSync(`${npm}/package.json`, 'utf8')).version}`);
const seen = [await run('plain', 'dash'), await run('plain', 'bash'), await run('own', 'dash')];
const asStated = seen.join() === 'false,true,true';
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs
