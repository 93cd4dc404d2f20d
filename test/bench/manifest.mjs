/**
 * `npm run bench -- manifest [--sources N] [--rounds N]`
 *
 * Opening a case of very many small sources, read-only and for writing in turn, each in a process of its own: seconds
 * and peak resident memory of `OpenCase.open`, and what a window asks right after it. The case is generated; its packs
 * are sparse, so that a million sources take 750 MB of disk for the manifest and nothing for the evidence.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { log, root } from '../../build/setup.mjs';
import { buildForNode } from './build.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { sources: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' } },
});
const [sources, rounds] = [Number(values.sources), Number(values.rounds)];
const built = await buildForNode({ 'manifest-open': path.join(root, 'test/bench/manifest-open.ts') });
const work = mkdtempSync(path.join(tmpdir(), 'trailbench-bench-manifest-'));
const figures = new Map();

function run(...options) {
  const script = path.join(built, 'manifest-open.mjs');
  return JSON.parse(execFileSync(process.execPath, [script, ...options], { encoding: 'utf8' }));
}

function note(name, value) {
  figures.set(name, [...(figures.get(name) ?? []), value]);
}

try {
  log(`Writing a case of ${sources} sources ...`);
  const { folder } = run('make', work, String(sources));
  for (let round = 1; round <= rounds; round += 1) {
    log(`Round ${round} of ${rounds} (load ${loadavg()[0].toFixed(1)}) ...`);
    for (const how of ['read-only', 'writable']) {
      const opened = run('open', folder, how);
      if (opened.sources !== sources || opened.problems.length > 0) throw new Error(JSON.stringify(opened));
      note(`opening ${how}, s`, opened.open);
      note(`opening ${how}, s of processor`, opened.cpu);
      note(`opening ${how}, peak memory, MB`, opened.memory / 1e6);
      note('status, plan and first page right after it, s', opened.asked);
      note('peak memory after these, MB', opened.after / 1e6);
      note('summary of integrity, s', opened.summary);
      note('peak memory after it, MB', opened.whole / 1e6);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(
  `\nA case of ${sources} sources, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ` +
    `${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ` +
    `load ${loadavg()[0].toFixed(1)}\n`,
);
console.log('| Operation | minimum - median - maximum |\n| --- | --- |');
for (const [name, list] of figures) {
  console.log(
    `| ${name} | ${[Math.min(...list), median(list), Math.max(...list)].map((n) => n.toPrecision(3)).join(' - ')} |`,
  );
}
