/**
 * `npm run bench -- acquire [--small N] [--large N] [--rounds N] [--keys N]`
 *
 * Ours and `aws s3 sync` (where `aws` is on the PATH) in turn, against the same S3 server on this machine (s3rver,
 * with the listing of the tests): many small objects, some large ones; and the memory of listing very many keys.
 * Ours also hashes, inflates, parses and keeps custody; the peer copies files.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { CORPUS_START, PLACES, corpusRecord, corpusTables } from '../../build/sample/corpus-record.mjs';
import { log, root } from '../../build/setup.mjs';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    small: { type: 'string', default: '20000' },
    large: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '1000000' },
  },
});
const rounds = Number(values.rounds);
const MIB = 1024 * 1024;
const bucket = 'trail-bucket';
const figures = [];

const built = await buildForNode();
const { startS3Server } = await import(pathToFileURL(path.join(built, 'server.mjs')).href);
const { startStubServer, manyKeys } = await import(pathToFileURL(path.join(built, 'stub.mjs')).href);
const work = mkdtempSync(path.join(tmpdir(), 'trailbench-bench-s3-'));
const aws = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const peer = aws.status === 0 ? aws.stdout.trim().split(' ')[0] : null;

async function buildForNode() {
  const folder = mkdtempSync(path.join(root, 'node_modules', '.bench-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: {
        input: {
          acquirer: path.join(root, 'test/s3/support/acquirer.ts'),
          worker: path.join(root, 'src/main/indexing/worker.ts'),
          server: path.join(root, 'test/s3/support/s3-server.ts'),
          stub: path.join(root, 'test/s3/support/stub-server.ts'),
        },
        external: ['s3rver'],
        output: { entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return folder;
}

/** 2 to 20 kB each, of records as the corpus of the other benchmark has them. */
function* smallObjects(count) {
  const tables = corpusTables(1);
  const { account, region } = PLACES[0];
  for (let i = 0, number = 0; i < count; i += 1) {
    const day = String(1 + (i % 28)).padStart(2, '0');
    const records = [];
    for (let left = 6 + ((i * 7919) % 70); left > 0; left -= 1, number += 1) {
      records.push(corpusRecord(tables, number, CORPUS_START + number * 100, account, region));
    }
    yield {
      key: `AWSLogs/${account}/CloudTrail/${region}/2023/11/${day}/${account}_CloudTrail_${region}_${i}.json.gz`,
      bytes: gzipSync(`{"Records":[${records.join(',')}]}`),
    };
  }
}

/** 5 MB each, which do not compress: what is measured is the way of the bytes. */
function* largeObjects(count) {
  for (let i = 0; i < count; i += 1) yield { key: `large/${i}.bin`, bytes: randomBytes(5 * MIB) };
}

/** Runs a command; resolves with its seconds of wall clock and of processor, and what it said on stderr. */
function timed(command, options) {
  const script = 'TIMEFORMAT="timed %R %U %S"; time "$@"';
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    TRAILBENCH_TELL_PEAK: '1',
  };
  const child = spawn('bash', ['-c', script, '_', command, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) {
        reject(new Error(`${command} ended with ${code}: ${err}`));
        return;
      }
      const [, wall, user, system] = /timed ([\d.]+) ([\d.]+) ([\d.]+)/.exec(err).map(Number);
      const peak = Number(/peak (\d+)/.exec(err)?.[1] ?? Number.NaN) / 1024;
      resolve({ wall, cpu: user + system, peak, out });
    });
  });
}

function ours(...options) {
  return timed(process.execPath, [path.join(built, 'acquirer.mjs'), 'acquire', ...options]);
}

async function compare(name, objects, count) {
  const server = await startS3Server(objects);
  const at = ['--endpoint', server.endpoint, '--path-style', '--everything'];
  const results = { ours: [], peer: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      log(`${name}, round ${round + 1} of ${rounds} (load ${loadavg()[0].toFixed(1)}) ...`);
      const folder = path.join(work, 'case');
      const run = await ours(`s3://${bucket}`, '--case', folder, ...at);
      if (JSON.parse(run.out).added !== count) throw new Error(`Not all was taken: ${run.out}`);
      results.ours.push(run);
      rmSync(folder, { recursive: true, force: true });
      if (peer === null) continue;
      const copy = path.join(work, 'copy');
      const sync = ['s3', 'sync', `s3://${bucket}`, copy, '--endpoint-url', server.endpoint, '--only-show-errors'];
      results.peer.push(await timed('aws', sync));
      rmSync(copy, { recursive: true, force: true });
    }
  } finally {
    await server.close();
  }
  note(`${name}, s`, results, 'wall');
  note(`${name}, s of processor`, results, 'cpu');
  note(`${name}, peak memory, MiB`, results, 'peak');
}

async function listing(count) {
  const stub = await startStubServer(manyKeys(count));
  try {
    const options = ['s3://bucket', '--everything', '--dry-run', '--endpoint', stub.endpoint, '--path-style'];
    const run = await ours(...options);
    if (JSON.parse(run.out).objects !== count) throw new Error(`Not all was listed: ${run.out}`);
    note(`listing ${count} keys, s`, { ours: [run], peer: [] }, 'wall');
    note(`listing ${count} keys, peak memory, MiB`, { ours: [run], peer: [] }, 'peak');
  } finally {
    await stub.close();
  }
}

function note(name, results, member) {
  const pick = (list) => list.map((run) => run[member]).filter((value) => Number.isFinite(value));
  figures.push({ name, ours: pick(results.ours), peer: pick(results.peer) });
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const span = (list) =>
  list.length === 0
    ? '-'
    : [Math.min(...list), median(list), Math.max(...list)].map((n) => n.toPrecision(3)).join(' - ');

try {
  const [small, large] = [Number(values.small), Number(values.large)];
  if (small > 0) await compare(`${small} objects of 2 to 20 kB`, smallObjects(small), small);
  if (large > 0) await compare(`${large} objects of 5 MB`, largeObjects(large), large);
  if (Number(values.keys) > 0) await listing(Number(values.keys));
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
}
console.log(
  `\nAcquiring, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}, peer ${peer ?? 'none'}\n`,
);
console.log('| Operation | Trailbench, min - median - max | aws s3 sync | Ratio |\n| --- | --- | --- | --- |');
for (const { name, ours: own, peer: other } of figures) {
  const ratio = other.length === 0 ? '-' : (median(own) / median(other)).toFixed(2);
  console.log(`| ${name} | ${span(own)} | ${span(other)} | ${ratio} |`);
}
