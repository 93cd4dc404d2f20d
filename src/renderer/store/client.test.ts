import { describe, expect, it } from 'vitest';
import type { View } from '../../core/query/filter';
import { StoreClient, SupersededError, type StoreWorker } from './client';
import type { Request } from './messages';
import type { StoreNotice } from './protocol';

class FakeWorker implements StoreWorker {
  readonly sent: Request[] = [];
  terminated = false;
  onmessage: StoreWorker['onmessage'] = null;
  onerror: StoreWorker['onerror'] = null;

  postMessage(message: unknown): void {
    this.sent.push(message as Request);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(at: number, value: unknown): void {
    this.tell({ id: this.sent[at]?.id ?? -1, ok: true, value });
  }

  tell(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }
}

function client(): { worker: FakeWorker; store: StoreClient; notices: StoreNotice[] } {
  const worker = new FakeWorker();
  const notices: StoreNotice[] = [];
  return { worker, store: new StoreClient(worker, (notice) => notices.push(notice)), notices };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const view = (id: string): View => ({ clauses: [{ id, filter: { op: 'all' } }] });
const rows = (id: string, start: number) => ({ view: view(id), sort: [], start, end: start + 1, columns: [] });

describe('StoreClient', () => {
  it('asks one question of a kind at a time, and of those that wait only the newest', async () => {
    const { worker, store } = client();
    const first = store.counts(view('a'));
    const second = store.counts(view('b'));
    const third = store.counts(view('c'));
    await expect(second).rejects.toBeInstanceOf(SupersededError);
    expect(worker.sent).toHaveLength(1);
    worker.answer(0, 'first');
    await expect(first).resolves.toBe('first');
    await settled();
    expect(worker.sent[1]?.args).toEqual([view('c')]);
    worker.answer(1, 'third');
    await expect(third).resolves.toBe('third');
  });

  it('wants all windows of rows, those of the newest view first', async () => {
    const { worker, store } = client();
    const pages = [rows('a', 0), rows('a', 1), rows('b', 0), rows('b', 1)].map((request) => store.rows(request));
    for (let i = 0; i < 4; i++) {
      await settled();
      worker.answer(i, i);
    }
    expect(worker.sent.map(({ args }) => args[0])).toEqual([rows('a', 0), rows('b', 0), rows('b', 1), rows('a', 1)]);
    expect(await Promise.all(pages)).toEqual([0, 3, 1, 2]);
  });

  it('does not let kinds wait for each other', () => {
    const { worker, store } = client();
    void store.counts(view('a'));
    void store.facets(view('a'), []);
    void store.locate(4);
    expect(worker.sent.map(({ method }) => method)).toEqual(['counts', 'facets', 'locate']);
  });

  it('passes failures on with their name, and goes on with what waits', async () => {
    const { worker, store } = client();
    const first = store.counts(view('a'));
    const second = store.counts(view('b'));
    worker.tell({ id: worker.sent[0]?.id, ok: false, name: 'FilterError', message: 'No network.' });
    await expect(first).rejects.toMatchObject({ name: 'FilterError', message: 'No network.' });
    await settled();
    worker.answer(1, 2);
    await expect(second).resolves.toBe(2);
  });

  it('hands notices on', () => {
    const { worker, notices } = client();
    worker.tell({ notice: { type: 'failed', message: 'x' } });
    expect(notices).toEqual([{ type: 'failed', message: 'x' }]);
  });

  it('ends the worker when it is closed, and whatever was under way', async () => {
    const { worker, store } = client();
    const counts = store.counts(view('a'));
    const waiting = store.counts(view('b'));
    const closing = store.close();
    worker.answer(1, undefined);
    await closing;
    expect(worker.terminated).toBe(true);
    await expect(counts).rejects.toThrow('closed');
    await expect(waiting).rejects.toThrow('closed');
    await expect(store.counts(view('c'))).rejects.toThrow('closed');
  });

  it('says what to do when the worker breaks', async () => {
    const { worker, store, notices } = client();
    const counts = store.counts(view('a'));
    worker.onerror?.({ message: 'out of memory' } as ErrorEvent);
    await expect(counts).rejects.toThrow('Reload the window');
    expect(notices).toHaveLength(1);
  });
});
