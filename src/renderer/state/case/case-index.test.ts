import { describe, expect, it, vi } from 'vitest';
import type { CaseStatus } from '../../../contract/schemas';
import type { Counts } from '../../../core/query/filter';
import type { OpenedIndex } from '../../store/protocol';
import { CaseIndex } from './case-index.svelte';

const counts = { events: 3 } as Counts;
const status = { id: 'c', index: 'i' } as CaseStatus;

function made() {
  const store = {
    open: vi.fn(() => Promise.resolve({ counts, version: '1' } as OpenedIndex)),
    close: vi.fn(() => Promise.resolve()),
    pull: vi.fn(() => Promise.resolve()),
    cancelSearch: vi.fn(() => Promise.resolve()),
  };
  const follower = {
    refresh: vi.fn(),
    rebuilt: vi.fn(),
    changed: vi.fn(),
    filled: vi.fn(),
    annotated: vi.fn(),
    failed: vi.fn(),
  };
  return { store, follower, index: new CaseIndex(store, follower) };
}
const told = (rebuilds: number, indexing: boolean) =>
  ({ type: 'changed', counts, version: '2', rebuilds, indexing }) as unknown as Parameters<CaseIndex['noticed']>[0];

describe('the index of a case', () => {
  it('is asked for nothing before it is open, and for everything then', async () => {
    const { store, follower, index } = made();
    index.refresh('filter');
    await index.pull();
    expect(follower.refresh).not.toHaveBeenCalled();
    expect(store.pull).not.toHaveBeenCalled();
    await index.open(status);
    expect(index.totals).toBe(counts);
    expect(follower.refresh.mock.calls).toEqual([['filter']]);
    await index.pull();
    expect(store.pull).toHaveBeenCalledTimes(1);
  });

  it('ends the search of the filter before, and says where that fails', async () => {
    const { store, follower, index } = made();
    await index.open(status);
    store.cancelSearch.mockRejectedValueOnce(new Error('gone'));
    index.refresh('filter');
    await vi.waitFor(() => expect(follower.failed).toHaveBeenCalledWith(new Error('gone')));
    index.refresh('data');
    expect(store.cancelSearch).toHaveBeenCalledTimes(2);
  });

  it('tells once that it is filled, and that numbers of events are others', () => {
    const { follower, index } = made();
    expect(index.filling).toBe(true);
    index.noticed(told(0, true));
    expect(follower.filled).not.toHaveBeenCalled();
    index.noticed(told(1, false));
    index.noticed(told(1, false));
    expect(follower.filled).toHaveBeenCalledTimes(1);
    expect(follower.rebuilt).toHaveBeenCalledTimes(1);
    // The number of events was the same each time but the first.
    expect(follower.changed).toHaveBeenCalledTimes(1);
    expect(index.filling).toBe(false);
  });

  it('keeps why it failed', () => {
    const { index } = made();
    index.noticed({ type: 'failed', message: 'The disk is full.' });
    expect(index.failure).toEqual({ message: 'The disk is full.' });
  });
});
