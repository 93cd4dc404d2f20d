/**
 * What analysts say of very many events, in Node: the engine and fold of the window's worker, and main's journal on the
 * disk. Prints one JSON line; seconds of processor, a list of rounds each, and bytes; `durable` also by the clock.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Action } from '../../src/core/annotation/action';
import { Annotations } from '../../src/core/annotation/annotations';
import { FACETS } from '../../src/core/event/facet-catalogue';
import type { View } from '../../src/core/query/filter';
import { QueryEngine } from '../../src/core/query/query-engine';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';
import { SaidJournal } from '../../src/main/annotations/said-journal';
import { Journal } from '../../src/main/cases/journal';

const EVENTS = 1_000_000;
const ROWS = 50_000;
const ROUNDS = 3;
const FIRST = 1_700_000_000;
/** Events of one value, spread over the case, to compare with a tag of as many: a tenth and all. */
const COMPARED = { tenth: 'errorCode', all: 'eventSource' } as const;

/** Seconds that processors worked for it: by the clock, whatever else runs would count. */
async function seconds<T>(work: () => T | Promise<T>): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

/** Keys as good as those of real records: words that look random. */
function keyOf(no: number): Uint8Array {
  const words = new Uint32Array(4);
  for (let i = 0, state = no + 1; i < 4; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9;
    state ^= state >>> 13;
    words[i] = state;
  }
  words[3] = no;
  return new Uint8Array(words.buffer);
}

function segmentsOf(store: MemoryStore): ReturnType<MemoryStore['add']>[] {
  const infos: ReturnType<MemoryStore['add']>[] = [];
  for (let first = 0; first < EVENTS; first += ROWS) {
    const builder = new SegmentBuilder();
    for (let no = first; no < first + ROWS; no++) {
      const values: Partial<Record<string, string>> = {
        eventName: `Event${String(no % 300)}`,
        eventSource: 's3.amazonaws.com',
        errorCode: no % 10 === 0 ? 'AccessDenied' : undefined,
        sourceIPAddress: `10.0.${String(no % 250)}.1`,
      };
      const facets = FACETS.map(({ name }) => values[name]);
      const locator = { source: 0, record: no, offset: no * 1000, length: 999 };
      builder.add({ time: FIRST + no, eventId: `event-${String(no)}`, facets, bytesOut: -1 }, locator, keyOf(no));
    }
    infos.push(store.add(builder.finish()));
  }
  return infos;
}

function memory(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const ALL: View = { clauses: [] };
const filtered = (facet: 'tag' | 'errorCode' | 'eventSource', value: string, bound = 0): View => ({
  clauses: [
    { id: 'a', filter: { op: 'in', facet, values: [value] } },
    // Leaves nothing out, another in each round: answers that are remembered would not be engine.
    ...(bound === 0 ? [] : [{ id: 'b', filter: { op: 'time' as const, from: null, to: FIRST + EVENTS + bound } }]),
  ],
});
let annotations = new Annotations();
const store = new MemoryStore();
const engine = new QueryEngine(store, () => annotations);
await engine.addSegments(segmentsOf(store));
await engine.facet(ALL, 'eventName');
const folder = mkdtempSync(path.join(tmpdir(), 'trailbench-bench-'));

/** What the window asks once something was said: the facet's list, and the rows in sight with their tags. */
async function show(): Promise<void> {
  await engine.counts(ALL);
  await engine.facet(ALL, 'tag', { top: 200 });
  await engine.rows(ALL, [{ column: 'time', descending: true }], 0, 100, ['eventName', 'tag', 'status', 'starred']);
}

async function tagging(of: keyof typeof COMPARED): Promise<object> {
  const facet = COMPARED[of];
  const value = of === 'tenth' ? 'AccessDenied' : 's3.amazonaws.com';
  const results: Record<string, number[]> = {};
  const note = (name: string, figure: number): void => void (results[name] ??= []).push(figure);
  for (let round = 0; round < ROUNDS; round++) {
    annotations = new Annotations();
    await show();
    const before = memory();
    const target = filtered(facet, value);
    let action: Action = { op: 'mark', change: { tag: 'x', put: true } };
    const keys = await engine.said.keysIn(target);
    note('keys', await seconds(() => engine.said.keysIn(target)));
    const taken = await seconds(async () => {
      action = {
        op: 'mark',
        change: { tag: 'exfil', put: true },
        keys: annotations.differing({ tag: 'exfil', put: true }, keys),
      };
      annotations.take({ id: 'a', at: '', by: '', author: null, action });
      await show();
    });
    note('shown', taken);
    note('memory', memory() - before);
    const tagged = filtered('tag', 'exfil');
    note('filterFirst', await seconds(() => engine.counts(tagged)));
    for (let again = 1; again <= 7; again++) {
      const bound = round * 100 + again;
      note(
        'filterAgain',
        await seconds(() => engine.facets(filtered('tag', 'exfil', bound), [{ facet: 'eventName' }])),
      );
      note('facetAgain', await seconds(() => engine.facets(filtered(facet, value, bound), [{ facet: 'eventName' }])));
    }
    const file = path.join(folder, `${of}-${String(round)}.jsonl`);
    const journal = await Journal.open({ path: file, writable: true, create: true, by: 'bench' });
    const said = new SaidJournal(journal, () => Promise.resolve('Bench'));
    const started = performance.now();
    const wish = { id: 'a', action: { op: 'mark' as const, change: { tag: 'exfil', put: true } } };
    note('durable', await seconds(() => said.say(wish, keys)));
    note('durableClock', (performance.now() - started) / 1000);
    note('bytes', statSync(file).size);
    const read = new Annotations();
    note('readAgain', await seconds(() => said.read((one) => read.take(one))));
    if (read.keys.size !== keys.length / 16) throw new Error('The journal has other events.');
    await journal.close();
    rmSync(file);
  }
  return results;
}

process.stdout.write(
  `${JSON.stringify({ events: EVENTS, tenth: await tagging('tenth'), all: await tagging('all') })}\n`,
);
rmSync(folder, { recursive: true, force: true });
process.exit();
