import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeMain, refusal, type FakeSource } from '../../../test/reference/fake-main';
import type { Counts, View } from '../../core/query/filter';
import { CaseDatabase } from './case-database';
import { IndexApi } from './index-api';
import { IndexSession } from './index-session';
import type { StoreNotice } from './protocol';

const ALL: View = { clauses: [] };
const opened: IndexSession[] = [];
let cases = 0;

function newSession(
  main: FakeMain,
  caseId: string,
  indexVersion?: number,
): { session: IndexSession; notices: StoreNotice[] } {
  const notices: StoreNotice[] = [];
  const session = new IndexSession({
    index: `index-of-${caseId}`,
    caseId,
    api: new IndexApi(caseId, null, main.send),
    notify: (notice) => notices.push(notice),
    wait: () => 1,
    ...(indexVersion === undefined ? {} : { indexVersion }),
  });
  opened.push(session);
  return { session, notices };
}

function sources(count: number, records: number, prefix = 'id'): FakeSource[] {
  return Array.from({ length: count }, (_, no) => ({
    sha256: String(100 - no),
    records: Array.from({ length: records }, (_, record) => ({
      name: `Event${record % 3}`,
      eventId: `${prefix}-${no}-${record}`,
    })),
  }));
}

async function indexed(main: FakeMain, caseId: string): Promise<Counts> {
  const { session } = newSession(main, caseId);
  await session.open();
  await session.idle();
  const counts = await session.engine.counts(ALL);
  await session.close();
  return counts;
}

/** Every record of the engine once: source and record number. */
async function records(session: IndexSession): Promise<string[]> {
  const found: string[] = [];
  for await (const { source, record } of session.engine.digestEvents()) found.push(`${source}/${record}`);
  return found.sort();
}

function expectedRecords(list: readonly FakeSource[]): string[] {
  return list.flatMap((source, no) => source.records.map((_, record) => `${no}/${record}`)).sort();
}

afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
});

describe('IndexSession', () => {
  it('pulls everything, tells main the counts and says when it is done', async () => {
    const main = new FakeMain(sources(4, 5));
    const { session, notices } = newSession(main, `case-${++cases}`);
    expect(await session.open()).toMatchObject({ counts: { events: 0 }, fresh: true, rebuilt: null });
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
    expect(main.reported).toEqual([{ events: 20, duplicates: 0 }]);
    expect(main.unacknowledged.size).toBe(0);
    expect(notices.at(-1)).toMatchObject({ type: 'changed', indexing: false, counts: { events: 20 } });
  });

  it('opens again without pulling or reporting a second time', async () => {
    const main = new FakeMain([...sources(3, 4), { sha256: '0', records: [] }]);
    const caseId = `case-${++cases}`;
    const first = await indexed(main, caseId);
    main.paths.length = 0;
    const { session } = newSession(main, caseId);
    expect(await session.open()).toMatchObject({ counts: { events: 12 }, fresh: false, rebuilt: null });
    await session.idle();
    expect(await session.engine.counts(ALL)).toEqual(first);
    expect(new Set(main.paths)).toEqual(new Set(['/annotations', '/index/start', '/index/next']));
    expect(main.reported).toHaveLength(1);
  });

  it('holds each record once after being cut off between any two pulls', async () => {
    for (let stop = 1; stop <= 7; stop++) {
      const main = new FakeMain(sources(3, 7));
      const caseId = `case-${++cases}`;
      let pulls = 0;
      main.intercept = (route) => {
        if (route === '/index/next' && ++pulls > stop) throw new Error('killed');
        return undefined;
      };
      const { session: killed } = newSession(main, caseId);
      await killed.open();
      while (pulls <= stop) await new Promise((resolve) => setTimeout(resolve, 1));
      await killed.close();
      main.intercept = () => undefined;
      const { session } = newSession(main, caseId);
      await session.open();
      await session.idle();
      expect(await records(session)).toEqual(expectedRecords(main.sources));
      await session.close();
    }
  });

  it('takes a segment once where the answer to its commit was lost', async () => {
    const main = new FakeMain(sources(2, 6), 4);
    let lost = false;
    main.intercept = (route, body) => {
      const { committed = [] } = (body ?? {}) as { committed?: string[] };
      if (route !== '/index/next' || lost || committed.length === 0) return undefined;
      lost = true;
      throw new Error('connection reset');
    };
    const { session } = newSession(main, `case-${++cases}`);
    await session.open();
    await session.idle();
    expect(lost).toBe(true);
    expect(main.sessions).toBeGreaterThan(1);
    expect(await records(session)).toEqual(expectedRecords(main.sources));
  });

  it('refuses ranges that are covered and has main find out what is missing', async () => {
    const main = new FakeMain(sources(2, 6), 4);
    const caseId = `case-${++cases}`;
    await indexed(main, caseId);
    const more = new FakeMain([...main.sources, ...sources(1, 3, 'later')], 8);
    let ignored = false;
    const answer = more.send;
    const deaf = new FakeMain(more.sources, 5);
    Object.assign(deaf, {
      send: (path: string, init: RequestInit) => {
        // Main that takes no notice of what is covered, once.
        if (!path.endsWith('/index/start') || ignored) return answer(path, init);
        ignored = true;
        return answer(path, { ...init, body: JSON.stringify({ segments: [more.bind([[0, 0, 2, 0]])] }) });
      },
    });
    const { session } = newSession(deaf, caseId);
    await session.open();
    await session.idle();
    expect(ignored).toBe(true);
    expect(more.sessions).toBe(2);
    expect(await records(session)).toEqual(expectedRecords(more.sources));
  });

  it('takes up work that comes later', async () => {
    const main = new FakeMain(sources(1, 5));
    const { session } = newSession(main, `case-${++cases}`);
    await session.open();
    await session.idle();
    main.sources.push(...sources(2, 4, 'later'));
    main.intercept = (route) =>
      route === '/index/next' && main.sessions === 1 ? refusal('not-found', 'The session is over.') : undefined;
    session.pull();
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
    expect(main.reported.at(-1)).toEqual({ events: 13, duplicates: 0 });
  });

  it('finds duplicates by bytes and by content, shows the copy of the lowest SHA-256, and knows them again', async () => {
    const [a, b] = [
      { name: 'A', eventId: 'a', bytes: 1 },
      { name: 'B', eventId: 'b', bytes: 2 },
    ];
    const main = new FakeMain([
      { sha256: 'cc', records: [a, b, { name: 'C', eventId: 'c', bytes: 3 }] },
      { sha256: 'aa', records: [a, { ...b, bytes: 22 }, { name: 'D', eventId: 'c', bytes: 4 }] },
      { sha256: 'bb', records: [a, { name: 'None', bytes: 9 }, { name: 'None', bytes: 9 }] },
    ]);
    const caseId = `case-${++cases}`;
    const { session } = newSession(main, caseId);
    await session.open();
    await session.idle();
    const counts = await session.engine.counts(ALL);
    // "None" has no event ID: equal bytes alone make it one.
    expect(counts).toMatchObject({ events: 5, duplicates: 4, conflicting: 2 });
    const page = await session.engine.rows(ALL, [{ column: 'eventName', descending: false }], 0, 2, ['eventName']);
    expect(page.rows.map(({ values, copies }) => [values.eventName, copies])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
    const copies = async (from: IndexSession): Promise<unknown> => {
      const { rows } = await from.engine.rows(ALL, [{ column: 'eventName', descending: false }], 0, 1, []);
      return (await from.engine.locate(rows[0]?.event ?? -1)).map(({ source }) => source);
    };
    expect(await copies(session)).toEqual([1, 2, 0]);
    await session.close();

    const { session: again } = newSession(main, caseId);
    main.paths.length = 0;
    await again.open();
    await again.idle();
    expect(await again.engine.counts(ALL)).toEqual(counts);
    expect((await copies(again)) as number[]).toEqual([1, ...([0, 2] as const)]);
    expect(main.paths).not.toContain('/content-hashes');
    await again.close();

    main.sources.push({ sha256: 'a0', records: [a, { ...b, bytes: 23 }] });
    const { session: grown } = newSession(main, caseId);
    await grown.open();
    await grown.idle();
    expect(await grown.engine.counts(ALL)).toMatchObject({ events: 5, duplicates: 6, conflicting: 2 });
    expect(await copies(grown)).toEqual([3, 1, 2, 0]);
  });

  it('drops an index of another version and builds it again', async () => {
    const main = new FakeMain(sources(2, 4));
    const caseId = `case-${++cases}`;
    await indexed(main, caseId);
    const { session } = newSession(main, caseId, 999);
    const index = await session.open();
    expect(index).toMatchObject({ counts: { events: 0 }, fresh: true });
    expect(index.rebuilt).toContain('another version');
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
  });

  it('shows nothing of an index that was made from other evidence with the same numbers and counts', async () => {
    const caseId = `case-${++cases}`;
    await indexed(new FakeMain(sources(2, 4)), caseId);
    const others = sources(2, 4).map(({ sha256, records: list }) => ({
      sha256: `other ${sha256}`,
      records: list.map(({ name, eventId = '' }) => ({ name: `Other${name}`, eventId: `other ${eventId}` })),
    }));
    const { session, notices } = newSession(new FakeMain(others), caseId);
    const index = await session.open();
    expect(index).toMatchObject({ counts: { events: 0 }, fresh: true });
    expect(index.rebuilt).toBe('The index was made from other evidence.');
    await session.idle();
    const { rows } = await session.engine.facet(ALL, 'eventName');
    expect(rows.map(({ value }) => value).filter((value) => !String(value).startsWith('Other'))).toEqual([]);
    expect(await session.engine.counts(ALL)).toMatchObject({ events: 8 });
    expect(notices.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  it('builds its index again where main refuses it only later', async () => {
    const main = new FakeMain(sources(2, 4));
    const { session } = newSession(main, `case-${++cases}`);
    await session.open();
    await session.idle();
    // Main was started again, with the case folder as it was at another time.
    main.sources.splice(0, 2, ...sources(3, 4, 'other').map((source) => ({ ...source, sha256: `x${source.sha256}` })));
    main.intercept = (route) =>
      route === '/index/next' && main.sessions === 1 ? refusal('cancelled', 'The session is over.') : undefined;
    session.pull();
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
  });

  it('opens what it has where main cannot be reached, or refuses for another reason', async () => {
    const main = new FakeMain(sources(2, 4));
    const caseId = `case-${++cases}`;
    await indexed(main, caseId);
    let starts = 0;
    main.intercept = (route) => {
      if (route !== '/index/start' || ++starts > 2) return undefined;
      if (starts === 1) throw new Error('connection refused');
      return refusal('bad-request', 'Not now.', 400);
    };
    const { session, notices } = newSession(main, caseId);
    expect(await session.open()).toMatchObject({ counts: { events: 8 }, rebuilt: null });
    await session.idle();
    expect(notices.at(-1)).toMatchObject({ type: 'failed', message: 'Not now.' });
  });

  it('drops an index whose rows an earlier version wrote, before main is shown any', async () => {
    const main = new FakeMain(sources(2, 4));
    const caseId = `case-${++cases}`;
    await indexed(main, caseId);
    await withTable(caseId, 'meta', (table) => table.update('index', { schema: 1 }));
    const { session } = newSession(main, caseId);
    expect((await session.open()).rebuilt).toContain('another version');
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
  });

  it('builds an index again whose hot columns are lost', async () => {
    const main = new FakeMain(sources(2, 4));
    const caseId = `case-${++cases}`;
    const before = await indexed(main, caseId);
    await withTable(caseId, 'groups', (table) => table.where('[segment+group]').above(['', '']).limit(3).delete());
    const { session } = newSession(main, caseId);
    const index = await session.open();
    expect(index.rebuilt).toContain('lost');
    await session.idle();
    expect(await session.engine.counts(ALL)).toEqual(before);
  });

  it('builds an index again whose cold columns prove damaged when they are asked for', async () => {
    const main = new FakeMain(sources(2, 4));
    const caseId = `case-${++cases}`;
    const before = await indexed(main, caseId);
    await withTable(caseId, 'groups', (table) =>
      table.filter((row: { group: string }) => row.group === 'cold').modify({ bytes: new Blob([new Uint8Array(64)]) }),
    );
    const { session, notices } = newSession(main, caseId);
    expect((await session.open()).rebuilt).toBeNull();
    await session.idle();
    await session.ask((engine) => engine.facet(ALL, 'userAgent'));
    await session.idle();
    expect(await session.engine.counts(ALL)).toEqual(before);
    expect(await records(session)).toEqual(expectedRecords(main.sources));
    expect(notices.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  it('says what to do when the disk is full, and goes on when there is room', async () => {
    const main = new FakeMain(sources(3, 4));
    const { session, notices } = newSession(main, `case-${++cases}`);
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    const { commit } = CaseDatabase.prototype;
    let commits = 0;
    CaseDatabase.prototype.commit = function (segment) {
      return ++commits > 2 ? Promise.reject(full) : commit.call(this, segment);
    };
    try {
      await session.open();
      await session.idle();
    } finally {
      CaseDatabase.prototype.commit = commit;
    }
    expect(notices.at(-1)).toMatchObject({ type: 'failed' });
    expect(JSON.stringify(notices.at(-1))).toContain('Free some space');
    session.pull();
    await session.idle();
    expect(await records(session)).toEqual(expectedRecords(main.sources));
  });

  it('starts over where a segment arrives cut off, and gives up where it always does', async () => {
    const main = new FakeMain(sources(2, 4));
    let cut = 0;
    const answer = main.send;
    const through = async (path: string, init: RequestInit, times: number): Promise<Response> => {
      const response = await answer(path, init);
      if (!path.endsWith('/next') || response.status !== 200 || cut >= times) return response;
      cut++;
      const bytes = await response.arrayBuffer();
      return new Response(bytes.slice(0, bytes.byteLength - 40), { headers: response.headers });
    };
    const cutting = new FakeMain(main.sources);
    Object.assign(cutting, { send: (path: string, init: RequestInit) => through(path, init, 1) });
    const { session } = newSession(cutting, `case-${++cases}`);
    await session.open();
    await session.idle();
    expect(cut).toBe(1);
    expect(await records(session)).toEqual(expectedRecords(main.sources));

    Object.assign(cutting, { send: (path: string, init: RequestInit) => through(path, init, 1e9) });
    const { session: hopeless, notices } = newSession(cutting, `case-${++cases}`);
    await hopeless.open();
    await hopeless.idle();
    expect(notices.at(-1)).toMatchObject({ type: 'failed' });
  });

  it('passes on why main cannot go on', async () => {
    const main = new FakeMain(sources(1, 4));
    main.intercept = (route) =>
      route === '/index/next' ? refusal('disk-full', 'The disk of the case is full. Free 2 GB.', 507) : undefined;
    const { session, notices } = newSession(main, `case-${++cases}`);
    await session.open();
    await session.idle();
    expect(notices.at(-1)).toEqual({ type: 'failed', message: 'The disk of the case is full. Free 2 GB.' });
  });
});

async function withTable(
  caseId: string,
  name: string,
  change: (table: Dexie.Table) => PromiseLike<unknown>,
): Promise<void> {
  const db = await new Dexie(CaseDatabase.nameOf(`index-of-${caseId}`)).open();
  try {
    await change(db.table(name));
  } finally {
    db.close();
  }
}
