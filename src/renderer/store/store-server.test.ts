import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeMain } from '../../../test/reference/fake-main';
import type { Answer, FromWorker } from './messages';
import { StoreServer } from './store-server';

const main = new FakeMain([{ sha256: 'a', records: [{ name: 'GetObject' }, { name: 'PutObject' }] }]);
const servers: StoreServer[] = [];

function server(locks?: LockManager): { store: StoreServer; posted: FromWorker[] } {
  const posted: FromWorker[] = [];
  const store = new StoreServer({ post: (message) => posted.push(message), send: main.send, locks, patience: 50 });
  servers.push(store);
  return { store, posted };
}

/** Exclusive locks by name, as the browser gives them. */
function fakeLocks(): LockManager {
  const held = new Map<string, Promise<unknown>>();
  const request = async (name: string, { signal }: LockOptions, work: () => Promise<unknown>): Promise<unknown> => {
    const before = held.get(name);
    const aborted = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    if (before !== undefined) await Promise.race([before, aborted]);
    const work_ = work();
    held.set(name, work_);
    await work_;
    held.delete(name);
    return undefined;
  };
  return { request, query: () => Promise.resolve({}) } as unknown as LockManager;
}

function answers(posted: readonly FromWorker[]): Answer[] {
  return posted.filter((message): message is Answer => 'id' in message);
}

afterEach(async () => {
  for (const store of servers.splice(0)) await store.close();
});

const NOTHING = {
  events: 0,
  duplicates: 0,
  conflicting: 0,
  matched: 0,
  withoutTime: 0,
  firstTime: null,
  lastTime: null,
  matchedFirstTime: null,
  matchedLastTime: null,
};

describe('StoreServer', () => {
  it('answers each request under its id, and failures with name and message', async () => {
    const { store, posted } = server();
    await store.receive({ id: 1, method: 'counts', args: [{ clauses: [] }] });
    await store.receive({ id: 2, method: 'open', args: [{ index: 'one', caseId: 'server-1', secret: null }] });
    while (
      !posted.some((message) => 'notice' in message && message.notice.type === 'changed' && !message.notice.indexing)
    ) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await store.receive({ id: 3, method: 'facets', args: [{ clauses: [] }, [{ facet: 'eventName', top: 1 }]] });
    await store.receive({ id: 4, method: 'locate', args: [77] });
    await store.receive({ id: 5, method: 'accountMatrix', args: [{ clauses: [] }, {}] });
    await store.receive({ id: 6, method: 'accounts', args: [{ clauses: [] }, {}] });
    await store.receive({ id: 7, method: 'identityCard', args: [{ facet: 'principal', value: 'nobody' }] });
    const told = answers(posted);
    expect(told.slice(0, 4)).toEqual([
      { id: 1, ok: false, name: 'Error', message: 'No index is open.' },
      { id: 2, ok: true, value: { counts: NOTHING, version: '0.1', fresh: true, rebuilt: null } },
      { id: 3, ok: true, value: [{ facet: 'eventName', distinct: 2, rows: [{ value: 'GetObject', count: 1 }] }] },
      { id: 4, ok: false, name: 'RangeError', message: 'There is no event number 77.' },
    ]);
    expect(told.slice(4)).toMatchObject([
      { id: 5, ok: true, value: { events: 2, callerCount: 1, accountCount: 1 } },
      { id: 6, ok: true, value: { total: 0, rows: [] } },
      { id: 7, ok: true, value: { facet: 'principal', value: 'nobody', events: 0 } },
    ]);
  });

  it('deletes the indexes that earlier versions named by case ids, and no others', async () => {
    const old = 'trailbench-0b5f2d5e-1111-4222-8333-444455556666';
    const other = `trailbench-${'0b5f2d5e'.repeat(4)}`;
    for (const name of [old, other]) {
      const db = new Dexie(name);
      db.version(1).stores({ meta: 'name' });
      await db.open();
      db.close();
    }
    await server().store.open({ index: 'three', caseId: 'server-3', secret: null });
    const names = await Dexie.getDatabaseNames();
    expect(names).not.toContain(old);
    expect(names).toEqual(expect.arrayContaining([other, 'trailbench-three']));
  });

  it('holds a case for one window, and gives it free when it is closed', async () => {
    const locks = fakeLocks();
    const [first, second] = [server(locks), server(locks)];
    const options = { index: 'two', caseId: 'server-2', secret: null };
    await first.store.open(options);
    await expect(second.store.open(options)).rejects.toThrow('open in another window');
    await first.store.close();
    await expect(second.store.open(options)).resolves.toMatchObject({ rebuilt: null });
  });
});
