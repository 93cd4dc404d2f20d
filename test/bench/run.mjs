/**
 * `npm run bench -- acquire`: see acquire.mjs. `npm run bench -- manifest`: see manifest.mjs.
 * `npm run bench -- sessions [EVENTS SESSIONS]`: see sessions.ts.
 *
 * `npm run bench [-- --events 100k|1m|10m] [--shape large|tiny] [--rounds N] [--corpus FOLDER] [--rows N]`
 *
 * Ours and the peers in turn on the same generated corpus, and one table: ours, peer, ratio, each as
 * min-median-max over the rounds. 100k is a smoke run, where start-up dominates; 1m is what the
 * targets are about. The peer is DuckDB where a row names no other. A Dexie row per event is loaded
 * once for `--rows` events (20,000; 0 leaves it out), and its time extrapolated.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { ensureBrowser, ensureBuild, ensureDebianPackages, ensureDependencies, log, root } from '../../build/setup.mjs';
import { watchMemory } from './memory.mjs';

if (process.argv[2] === 'acquire' || process.argv[2] === 'manifest') {
  ensureDependencies();
  await import(`./${process.argv[2]}.mjs`);
  process.exit();
}

if (process.argv[2] === 'sessions') {
  ensureDependencies();
  const { buildForNode } = await import('./build.mjs');
  const folder = await buildForNode({ sessions: path.join(import.meta.dirname, 'sessions.ts') });
  const script = path.join(folder, 'sessions.mjs');
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(3)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1m' },
    shape: { type: 'string', default: 'large' },
    rounds: { type: 'string', default: '5' },
    corpus: { type: 'string' },
    rows: { type: 'string', default: '20000' },
  },
});
const here = import.meta.dirname;
const rounds = Number(values.rounds);
const events = Number(values.events.replace('k', '000').replace('m', '000000'));

ensureDependencies();
ensureBuild();
if (ensureBrowser() === null) throw new Error('A benchmark of the window needs an installed browser.');
ensureDebianPackages(['xvfb']);
if (!existsSync(path.join(here, 'node_modules'))) {
  log('Installing the peers ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('The peers could not be installed (npm ci in test/bench); its messages are above.');
}

const corpus = values.corpus ?? path.join(root, '.cache', 'bench', `${values.events}-${values.shape}`);
if (!existsSync(corpus)) {
  log(`Writing ${events} events to ${corpus} ...`);
  const { writeCorpus } = await import(pathToFileURL(path.join(root, 'build/sample/corpus.mjs')));
  await writeCorpus({ folder: corpus, events, shape: values.shape, seed: 1 });
}

const { measureWindow } = await import('./window.mjs');
const { buildForNode } = await import('./build.mjs');
const built = await buildForNode();
const work = mkdtempSync(path.join(tmpdir(), 'trailbench-bench-'));
const figures = {};

function note(name, who, value) {
  figures[name] ??= { ours: [], peer: [] };
  figures[name][who].push(...[value].flat());
}

/** Runs a script that prints one JSON line; its peak memory comes with it. */
async function task(script, args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = watchMemory(child.pid, 100);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const memory = stop();
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return { ...JSON.parse(output), memory };
}

/** Seconds in which ripgrep counts a text in the files, inflating them; null where it is not installed. */
function ripgrep(needle) {
  const started = performance.now();
  const options = ['--threads', '2', '--search-zip', '--fixed-strings', '--count-matches', '--no-messages'];
  const { status } = spawnSync('rg', [...options, needle, corpus], { stdio: 'ignore' });
  return status === 0 ? (performance.now() - started) / 1000 : null;
}

/** An eventID in the middle of the corpus, which nothing else holds, and a text that most records hold. */
function chooseNeedles() {
  const files = readdirSync(corpus, { recursive: true }).filter((name) => name.endsWith('.json.gz'));
  const file = files.sort()[Math.floor(files.length / 2)];
  const { Records } = JSON.parse(gunzipSync(readFileSync(path.join(corpus, file))).toString());
  return [Records[Math.floor(Records.length / 2)].eventID, 'AssumedRole'];
}

try {
  const needles = chooseNeedles();
  if (Number(values.rows) > 0) {
    const { events: rows, wall } = await task(path.join(here, 'dexie-peer.mjs'), [values.rows, corpus]);
    const name = `ingest (a Dexie row per event, extrapolated from ${rows} events), s`;
    note(name, 'peer', (wall * events) / rows);
  }
  for (let round = 0; round < rounds; round += 1) {
    log(`Round ${round + 1} of ${rounds} ...`);
    const window = await measureWindow(root, corpus);
    note('ingest with evidence copy and hashes, s', 'ours', window.imported);
    note('ingest, .gz on disk to durable index, s', 'ours', window.rebuilt);
    note('reopen to first facets, s', 'ours', window.reopened);
    note('index on disk, MB', 'ours', window.index / 1e6);
    note('peak memory of all processes in ingest, MB', 'ours', window.memory.total / 1e6);
    note('the same without pages of program files, MB', 'ours', window.memory.own / 1e6);
    note('of it main, MB', 'ours', window.memory.main / 1e6);

    const database = path.join(work, `peer-${round}.duckdb`);
    const peer = path.join(here, 'duckdb-peer.mjs');
    const loaded = await task(peer, ['load', database, `${corpus}/**/*.json.gz`]);
    note('ingest with evidence copy and hashes, s', 'peer', loaded.wall);
    note('ingest, .gz on disk to durable index, s', 'peer', loaded.wall);
    note('index on disk, MB', 'peer', loaded.bytes / 1e6);
    note('peak memory of all processes in ingest, MB', 'peer', loaded.memory.total / 1e6);
    note('the same without pages of program files, MB', 'peer', loaded.memory.own / 1e6);
    const asked = await task(peer, ['query', database, '']);
    note('reopen to first facets, s', 'peer', asked.reopen);
    const ours = await task(path.join(built, 'engine.mjs'), [path.join(built, 'worker.mjs'), corpus, ...needles]);
    for (const [position, kind] of ['rare', 'frequent'].entries()) {
      const name = `substring over whole records, ${kind} needle, s (rg -z)`;
      note(name, 'ours', ours.searches[position].seconds);
      const peer = ripgrep(needles[position]);
      if (peer !== null) note(name, 'peer', peer);
    }
    for (const [name, key] of [
      ['8 facets, no filter, ms', 'facets'],
      ['8 facets, 7 days and one principal, ms', 'narrow'],
      ['histogram, ms', 'histogram'],
    ]) {
      note(
        name,
        'ours',
        ours[key].map((second) => second * 1000),
      );
      note(
        name,
        'peer',
        asked[key].map((second) => second * 1000),
      );
    }
    rmSync(database, { force: true });
  }
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const span = (list) =>
  list.length === 0
    ? '-'
    : [Math.min(...list), median(list), Math.max(...list)].map((n) => n.toPrecision(3)).join(' - ');
console.log(
  `\n${events} events, ${values.shape} files, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}, ` +
    `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`,
);
const [dexie] = Object.keys(figures).filter((name) => name.includes('Dexie'));
const whole = figures['ingest, .gz on disk to durable index, s'];
if (dexie !== undefined && whole !== undefined) figures[dexie].ours.push(...whole.ours);
console.log('| Operation | Trailbench, min - median - max | Peer | Ratio |\n| --- | --- | --- | --- |');
for (const [name, { ours, peer }] of Object.entries(figures)) {
  const ratio = peer.length === 0 ? '-' : (median(ours) / median(peer)).toFixed(2);
  console.log(`| ${name} | ${span(ours)} | ${span(peer)} | ${ratio} |`);
}
process.exit();
