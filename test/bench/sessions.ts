/**
 * `npm run bench -- sessions`: the graph of sessions over generated events, in Node, by the code that the window's
 * worker runs. Prints one JSON line; times in seconds, of the longest stretch without a pause in milliseconds; both
 * also of processor alone, all threads together, which other work of the machine changes less.
 */
import { setImmediate } from 'node:timers/promises';
import { extractEvent, newEventValues } from '../../src/core/event/extract-facets';
import type { JsonObject } from '../../src/core/event/json';
import { QueryEngine } from '../../src/core/query/query-engine';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { SegmentBuilder } from '../../src/core/segment/segment-builder';
import { pauses } from '../../src/renderer/store/pause';

const [events = 1_000_000, sessions = 100_000] = process.argv.slice(2).map(Number);
const SEGMENT_ROWS = 50_000;
const START = Date.UTC(2026, 2, 1) / 1000;
const ROUNDS = 5;
const EACH = Math.floor(events / sessions);
/** Sessions that one chain is made of before the next begins with a long-term key. */
const CHAIN = 5;
const names = ['GetObject', 'ListBuckets', 'PutObject', 'DescribeInstances', 'GetCallerIdentity', 'Decrypt'];

/** The n-th event: of every session the first is the call that begins the next one of its chain. */
function record(n: number): JsonObject {
  const session = Math.floor(n / EACH);
  const step = n % EACH;
  const ofChain = session % CHAIN;
  const time = new Date((START + Math.floor(n / 4)) * 1000).toISOString().replace('.000Z', 'Z');
  const account = String(111122220000 + (session % 40));
  const identity: JsonObject =
    ofChain === 0
      ? {
          type: 'IAMUser',
          principalId: `AIDA${String(session)}`,
          accountId: account,
          accessKeyId: `AKIA${String(session)}`,
        }
      : {
          type: 'AssumedRole',
          principalId: `AROA${String(session % 300)}:s${String(session)}`,
          arn: `arn:aws:sts::${account}:assumed-role/r${String(session % 300)}/s${String(session)}`,
          accountId: account,
          accessKeyId: `ASIA${String(session)}`,
          sessionContext: { attributes: { creationDate: time } },
        };
  const begins = step === 0 && ofChain < CHAIN - 1;
  const next = session + 1;
  return {
    eventID: String(n),
    eventTime: time,
    eventSource: begins ? 'sts.amazonaws.com' : 's3.amazonaws.com',
    eventName: begins ? 'AssumeRole' : (names[n % names.length] ?? ''),
    awsRegion: 'eu-west-1',
    sourceIPAddress: `198.51.${String(session % 250)}.${String(n % 3)}`,
    userAgent: `aws-cli/2.${String(session % 90)}`,
    recipientAccountId: account,
    userIdentity: identity,
    ...(begins
      ? {
          responseElements: {
            credentials: { accessKeyId: `ASIA${String(next)}`, expiration: 'Apr 12, 2026 1:46:28 AM' },
            assumedRoleUser: { assumedRoleId: `AROA${String(next % 300)}:s${String(next)}` },
          },
        }
      : {}),
  };
}

/** Milliseconds of processor. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

let longest = 0;
let longestWorked = 0;
let since = 0;
let sinceWorked = 0;
const stretch = (): void => {
  longest = Math.max(longest, performance.now() - since);
  longestWorked = Math.max(longestWorked, worked() - sinceWorked);
};
const pause = pauses(
  async () => {
    stretch();
    await setImmediate();
    since = performance.now();
    sinceWorked = worked();
  },
  () => performance.now(),
);
const store = new MemoryStore();
const engine = new QueryEngine(store, undefined, pause);
const values = newEventValues();
for (let from = 0; from < events; from += SEGMENT_ROWS) {
  const builder = new SegmentBuilder();
  for (let n = from; n < Math.min(events, from + SEGMENT_ROWS); n++) {
    extractEvent(record(n), values);
    const hash = new Uint8Array(16);
    new DataView(hash.buffer).setUint32(0, n);
    builder.add(values, { source: 0, record: n, offset: n, length: 1 }, hash);
  }
  await engine.addSegment(store.add(builder.finish()));
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  since = started;
  sinceWorked = worked();
  await work();
  stretch();
  return (performance.now() - started) / 1000;
}

/** The graph is made anew in each round, as after a change of the case; the first also reads the columns. */
const graph: number[] = [];
const processor: number[] = [];
const blocked: number[] = [];
const blockedProcessor: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  await engine.setSourceRanks(new Map());
  [longest, longestWorked] = [0, 0];
  const before = worked();
  graph.push(await seconds(() => engine.sessions.graph()));
  processor.push((worked() - before) / 1000);
  blocked.push(longest);
  blockedProcessor.push(longestWorked);
}
const question = { order: 'first', descending: false, inferred: true } as const;
const tree = await seconds(() => engine.sessions.tree(question));
const search = await seconds(() => engine.sessions.tree({ ...question, search: 's99' }));
const { total } = await engine.sessions.tree(question);
const kin = { op: 'lineage', part: 'descent', of: 'AKIA50000', inferred: true } as const;
const filter = await seconds(() => engine.counts({ clauses: [{ id: 'kin', filter: kin }] }));
const { arrayBuffers } = process.memoryUsage();
process.stdout.write(
  `${JSON.stringify({ events, sessions: total, graph, processor, blocked, blockedProcessor, tree, search, filter, arrayBuffers })}\n`,
);
