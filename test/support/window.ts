import { createHash } from 'node:crypto';
import { INDEX_VERSION } from '../../src/core/event/facet-catalogue';
import { QueryEngine } from '../../src/core/query/query-engine';
import type { CoveredRange } from '../../src/core/segment/layout';
import { MemoryStore } from '../../src/core/segment/memory-store';
import { CoveredRanges } from '../../src/renderer/store/covered-ranges';
import type { CaseIndexing, PulledSegment } from '../../src/main/indexing/case-indexing';
import type { CoveredSegment } from '../../src/main/indexing/index-binding';

/** A window without a screen: keeps segments as the real one does, refusing what it has already. */
export class FakeWindow {
  private store = new MemoryStore();
  private readonly ranges = new CoveredRanges();
  private session = '';
  private committed: string[] = [];
  private seen = new Set<string>();
  /** What each segment covers, with its binding. */
  private held: CoveredSegment[] = [];
  /** Segments that were refused because all or part of their ranges were there. */
  refused = 0;

  constructor(private readonly indexing: CaseIndexing) {}

  /** The same database, after main has started anew. */
  reopened(indexing: CaseIndexing): FakeWindow {
    const window = new FakeWindow(indexing);
    window.ranges.add(this.covered);
    window.held = [...this.held];
    for (const id of this.seen) window.seen.add(id);
    window.store = this.store;
    return window;
  }

  private get covered(): CoveredRange[] {
    return [...this.ranges.tuples()].map(([source, first, end, last]) => ({ source, first, end, last: last === 1 }));
  }

  /** What it shows main when it starts. */
  get segments(): readonly CoveredSegment[] {
    return this.held;
  }

  async start(): Promise<void> {
    this.committed = [];
    const { session } = await this.indexing.start({ indexVersion: INDEX_VERSION, segments: this.held });
    this.session = session;
  }

  /** One pull and commit. @returns false where there was nothing */
  async pull(commit = true): Promise<boolean> {
    const segment = await this.indexing.next({ session: this.session, committed: this.committed.splice(0) });
    if (segment === null) return false;
    if (commit) this.commit(segment);
    return true;
  }

  /** Pulls until there is nothing left, however long one pull waits in vain. */
  async pullAll(): Promise<void> {
    while ((await this.pull()) || this.busy);
  }

  private get busy(): boolean {
    const { phase } = this.indexing.progress();
    return phase === 'reading' || phase === 'listing';
  }

  engine(): Promise<QueryEngine> {
    return engineOf(this.store);
  }

  digest(): Promise<{ readonly events: number; readonly hash: string }> {
    return digestOf(this.store);
  }

  private commit({ id, binding, bytes }: PulledSegment): void {
    if (!this.seen.has(id)) {
      const info = this.store.add(bytes, id);
      const novelty = this.ranges.judge(info.covers);
      if (novelty !== 'new') throw new Error(`A segment is ${novelty}.`);
      this.ranges.add(info.covers);
      this.held.push({ binding, covered: info.covers });
      this.seen.add(id);
    } else {
      this.refused += 1;
    }
    this.committed.push(id);
  }
}

async function engineOf(store: MemoryStore): Promise<QueryEngine> {
  const engine = new QueryEngine(store);
  await engine.addSegments(await store.list());
  return engine;
}

/** The same for the same events, whatever the order of segments and the numbers of sources. */
export async function digestOf(store: MemoryStore): Promise<{ readonly events: number; readonly hash: string }> {
  const lines: string[] = [];
  for await (const event of (await engineOf(store)).digestEvents()) {
    const { key, contentHash, time, bytesOut, record, offset, length, facets } = event;
    lines.push(JSON.stringify([key, contentHash, time, bytesOut, record, offset, length, facets]));
  }
  lines.sort();
  return { events: lines.length, hash: createHash('sha256').update(lines.join('\n')).digest('hex') };
}
