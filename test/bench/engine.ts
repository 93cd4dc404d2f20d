/**
 * The query engine's times over a corpus, in Node: the same code that the window's worker runs.
 * Prints one JSON line; every figure is in seconds, a list of rounds.
 */
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FacetName } from '../../src/core/event/facet-catalogue';
import type { Filter, View } from '../../src/core/query/filter';
import { EvidenceView } from '../../src/core/query/evidence-view';
import { filterView } from '../../src/main/cli/filter-argument';
import { loadIndex } from '../../src/main/cli/load-index';
import type { StartWorker } from '../../src/main/process/threads';
import { EvidenceSearcher } from '../../src/main/search/evidence-searcher';

const EIGHT: readonly FacetName[] = [
  'eventName',
  'principal',
  'sourceIPAddress',
  'signatureVersion',
  'eventSource',
  'awsRegion',
  'recipientAccountId',
  'errorCode',
];
const DAY = 86_400;
const ROUNDS = 7;

const [worker = '', corpus = '', ...needles] = process.argv.slice(2);
const start: StartWorker = (options) => new Worker(pathToFileURL(worker), options);
const { engine, locate } = await loadIndex([corpus], { start, tool: 'bench' });

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const view = (...filters: Filter[]): View => ({
  clauses: filters.map((filter, place) => ({ id: String(place), filter })),
});
const questions = EIGHT.map((facet) => ({ facet, top: 200 }));
const everything = view();
const counts = await engine.counts(everything);
const from = (counts.firstTime ?? 0) + 3 * DAY;
const principal = (await engine.facet(everything, 'principal', { top: 1 })).rows[0]?.value ?? null;

const facets: number[] = [];
const narrow: number[] = [];
const histogram: number[] = [];
const firstRows: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  // A bound that leaves nothing out, another in each round: answers that are remembered would not be measured.
  const all = view({ op: 'time', from: null, to: (counts.lastTime ?? 0) + 1 + round });
  facets.push(await seconds(() => engine.facets(all, questions)));
  const some = view(
    { op: 'time', from: from + round, to: from + round + 7 * DAY },
    { op: 'in', facet: 'principal', values: [principal] },
  );
  narrow.push(await seconds(() => engine.facets(some, questions)));
  const buckets = {
    from: counts.firstTime ?? 0,
    to: (counts.lastTime ?? 0) + 1 + round,
    buckets: 336,
    stack: 'outcome' as const,
  };
  histogram.push(await seconds(() => engine.histogram(all, buckets)));
  firstRows.push(await seconds(() => engine.rows(all, [{ column: 'time', descending: true }], 0, 100, ['eventName'])));
}

/** Substrings over whole records, each searched for once from nothing: what was read for one is not known for the next. */
const searches: { seconds: number; events: number }[] = [];
for (const needle of needles) {
  const searcher = new EvidenceSearcher({ start, locate });
  const asked = filterView(`"${needle}"`, 'UTC');
  let events = 0;
  const taken = await seconds(async () => {
    const found = await new EvidenceView(engine, searcher).resolve(asked);
    events = (await engine.counts(found)).matched;
  });
  searches.push({ seconds: taken, events });
  await searcher.close();
}
const bytes = engine.segments.reduce((sum, segment) => sum + segment.rows, 0);
process.stdout.write(`${JSON.stringify({ events: bytes, facets, narrow, histogram, firstRows, searches })}\n`);
process.exit();
