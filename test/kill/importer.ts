import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { INDEX_VERSION } from '../../src/core/event/facet-catalogue';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { OpenCase } from '../../src/main/open-case/open-case';
import { CaseIndexing } from '../../src/main/indexing/case-indexing';
import { CoveredRanges } from '../../src/renderer/store/covered-ranges';
import { digestOf } from '../support/window';

/**
 * The main process of an import, to be killed anywhere: takes up whatever the last one left, and has
 * a window beside it whose database is a folder, one file a segment, each there wholly or not at all.
 */
const [parent = '', logs = '', index = ''] = process.argv.slice(2);
const tool = 'Trailbench kill test';
const casePath = join(parent, 'case');

async function openCase(): Promise<OpenCase> {
  if (existsSync(join(casePath, 'case.json'))) return OpenCase.open(casePath, { tool });
  // Killed before it was a case.
  rmSync(casePath, { recursive: true, force: true });
  return OpenCase.create({ parent, name: 'case' }, { tool });
}

const opened = await openCase();
if (opened.readOnly) throw new Error(opened.readOnlyReason ?? '');
if (opened.problems.some(({ message }) => !/cut|unfinished|incomplete|dropped/i.test(message))) {
  throw new Error(`The case is damaged: ${JSON.stringify(opened.problems)}`);
}
const worker = pathToFileURL(join(import.meta.dirname, 'worker.mjs'));
const indexing = new CaseIndexing({
  openCase: opened,
  pool: { start: (options) => new Worker(worker, options), size: 2, setup: { firstRows: 300, rows: 1500 } },
});

const store = new MemoryStore();
const ranges = new CoveredRanges();
mkdirSync(index, { recursive: true });
for (const name of readdirSync(index)) {
  if (name.endsWith('.segment')) ranges.add(store.add(readFileSync(join(index, name)), name).covers);
}
if (!opened.ledger.entries.some(({ action }) => action === 'acquire-started')) await indexing.addEvidence([logs]);
const covered = [...ranges.tuples()].map(([source, first, end, last]) => ({ source, first, end, last: last === 1 }));
const { session } = await indexing.start({ indexVersion: INDEX_VERSION, segments: indexing.bind(covered) });
for (const { id } of opened.unfinished()) await indexing.resumeImport(id);

const committed: string[] = [];
for (;;) {
  const segment = await indexing.next({ session, committed: committed.splice(0) });
  if (segment === null) {
    const { phase, message } = indexing.progress();
    if (phase === 'failed') throw new Error(message ?? 'failed');
    if (phase !== 'reading' && phase !== 'listing') break;
    continue;
  }
  const info = store.add(segment.bytes, `${segment.id}.segment`);
  if (ranges.judge(info.covers) !== 'new') throw new Error('A segment came that is covered already.');
  ranges.add(info.covers);
  writeFileSync(join(index, `${segment.id}.part`), segment.bytes);
  renameSync(join(index, `${segment.id}.part`), join(index, `${segment.id}.segment`));
  committed.push(segment.id);
}
await indexing.close();
const sources = opened.manifest.count;
const { rejected } = opened.manifest.totals;
const acquisitions = opened.unfinished().length;
await opened.close();
process.stdout.write(JSON.stringify({ sources, rejected, unfinished: acquisitions, ...(await digestOf(store)) }));
