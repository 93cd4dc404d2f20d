/**
 * Writes a corpus of invented CloudTrail logs for benchmarks and tests.
 *
 *   node build/sample/corpus.mjs --events 1000000 --shape large --out DIR --seed 1 [--duplicates 0.25] [--plain]
 *
 * The same arguments give the same files, whatever the number of threads.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { CORPUS_SPAN, CORPUS_START, PLACES, corpusRecord, corpusTables } from './corpus-record.mjs';
import { Random } from './random.mjs';

const PER_FILE = { large: 4000, tiny: 6 };

/**
 * @typedef {object} CorpusOptions
 * @property {string} folder
 * @property {number} events unique events
 * @property {'large' | 'tiny'} [shape] 4,000 events a file, or 6 as in real trails
 * @property {number} [seed]
 * @property {boolean} [gzip]
 * @property {number} [duplicates] further copies, as a fraction of the events, in files of their own
 * @property {number} [threads]
 */

/**
 * One file of the corpus: events are numbered, file n holds the n-th stretch of them; files beyond hold
 * copies of the first stretches under other names.
 * @param {import('./corpus-record.mjs').Tables} tables
 * @param {Required<CorpusOptions>} options
 * @param {number} file
 * @param {number} files
 */
function writeFile(tables, options, file, files) {
  const size = PER_FILE[options.shape];
  const copy = file >= files;
  const stretch = copy ? file - files : file;
  const from = stretch * size;
  const last = copy ? Math.floor(options.events * options.duplicates) : options.events;
  const to = Math.min(from + size, last);
  const { account, region } = PLACES[stretch % PLACES.length];
  const window = CORPUS_SPAN / files;
  const start = CORPUS_START + Math.floor(stretch * window);
  let text = '{"Records":[';
  for (let number = from; number < to; number++) {
    const at = start + Math.floor(((number - from) / size) * window);
    if (number > from) text += ',';
    text += corpusRecord(tables, number, at, account, region);
  }
  text += ']}';
  const delivered = new Date(Math.ceil((start + window) / 300 + 1) * 300000).toISOString();
  const stamp = `${delivered.slice(0, 10).replaceAll('-', '')}T${delivered.slice(11, 13)}${delivered.slice(14, 16)}Z`;
  const suffix = new Random(`corpus/${options.seed}/file/${file}`).base62(16);
  const folder = join(options.folder, 'AWSLogs', account, 'CloudTrail', region, ...delivered.slice(0, 10).split('-'));
  const name = `${account}_CloudTrail_${region}_${stamp}_${suffix}.json`;
  if (!made.has(folder)) {
    mkdirSync(folder, { recursive: true });
    made.add(folder);
  }
  const bytes = Buffer.from(text, 'utf8');
  const stored = options.gzip ? gzipSync(bytes, { level: options.shape === 'large' ? 4 : 6 }) : bytes;
  writeFileSync(join(folder, options.gzip ? `${name}.gz` : name), stored);
  return { files: 1, bytes: stored.length, inflated: bytes.length };
}

/** @type {Set<string>} */
const made = new Set();

/**
 * @param {Required<CorpusOptions>} options
 * @param {number} worker
 */
function writeShare(options, worker) {
  const tables = corpusTables(options.seed);
  const size = PER_FILE[options.shape];
  const files = Math.ceil(options.events / size);
  const all = files + Math.ceil(Math.floor(options.events * options.duplicates) / size);
  const sum = { files: 0, bytes: 0, inflated: 0 };
  for (let file = worker; file < all; file += options.threads) {
    const one = writeFile(tables, options, file, files);
    sum.files += one.files;
    sum.bytes += one.bytes;
    sum.inflated += one.inflated;
  }
  return sum;
}

/**
 * @param {Required<CorpusOptions>} options
 * @param {number} worker
 * @returns {Promise<{ files: number, bytes: number, inflated: number }>}
 */
function share(options, worker) {
  return new Promise((done, failed) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: { corpus: options, worker } });
    thread.once('message', done);
    thread.once('error', failed);
    thread.once('exit', (code) => {
      if (code !== 0) failed(new Error(`A corpus thread ended with code ${code}`));
    });
  });
}

/**
 * Writes a corpus in the AWSLogs layout.
 * @param {CorpusOptions} options
 * @returns {Promise<{ events: number, duplicates: number, files: number, bytes: number, inflated: number }>} bytes as stored
 */
export async function writeCorpus(options) {
  const { folder, events, shape = 'large', seed = 1, gzip = true, duplicates = 0 } = options;
  const small = events * (1 + duplicates) <= 20000;
  const threads = options.threads ?? (small ? 1 : Math.min(8, availableParallelism()));
  if (!Number.isSafeInteger(events) || events < 1 || events > 2 ** 32)
    throw new Error(`Events must be a whole number from 1 to 4294967296, not ${events}`);
  if (!(duplicates >= 0 && duplicates <= 1))
    throw new Error(`Duplicates must be a fraction from 0 to 1, not ${duplicates}`);
  if (!(shape in PER_FILE)) throw new Error(`Shape must be large or tiny, not ${shape}`);
  const full = { folder: resolve(folder), events, shape, seed, gzip, duplicates, threads };
  const shares =
    threads === 1
      ? [writeShare(full, 0)]
      : await Promise.all(Array.from({ length: threads }, (_, worker) => share(full, worker)));
  const sum = (/** @type {'files' | 'bytes' | 'inflated'} */ name) =>
    shares.reduce((total, one) => total + one[name], 0);
  return {
    events,
    duplicates: Math.floor(events * duplicates),
    files: sum('files'),
    bytes: sum('bytes'),
    inflated: sum('inflated'),
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '100000' },
      shape: { type: 'string', default: 'large' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      duplicates: { type: 'string', default: '0' },
      plain: { type: 'boolean', default: false },
    },
  });
  if (values.out === undefined) throw new Error('Say where to write: --out DIR');
  const started = performance.now();
  const result = await writeCorpus({
    folder: resolve(process.env.INIT_CWD ?? process.cwd(), values.out),
    events: Number(values.events),
    shape: /** @type {'large' | 'tiny'} */ (values.shape),
    seed: Number(values.seed),
    duplicates: Number(values.duplicates),
    gzip: !values.plain,
  });
  process.stdout.write(
    `${JSON.stringify({ ...result, seconds: Number(((performance.now() - started) / 1000).toFixed(1)) })}\n`,
  );
}

if (!isMainThread && workerData?.corpus !== undefined) {
  parentPort?.postMessage(writeShare(workerData.corpus, workerData.worker));
} else if (
  isMainThread &&
  process.argv[1] !== undefined &&
  resolve(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
