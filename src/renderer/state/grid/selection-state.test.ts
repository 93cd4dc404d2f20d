import { describe, expect, it } from 'vitest';
import type { SortKey, View } from '../../../core/query/filter';
import type { Store } from '../../store/protocol';
import { SelectionState } from './selection-state.svelte';

/** A list whose row n is event 1000 - n; the view shows the first `shown` of them. */
function listOf(shown: number) {
  const list = { view: { clauses: [] } as View, sort: [] as readonly SortKey[], matched: shown };
  const store: Pick<Store, 'numbers' | 'rows'> = {
    numbers: ({ start, end }) => {
      const rows = Array.from({ length: list.matched }, (_, row) => 1000 - row);
      return Promise.resolve(Uint32Array.from(rows.slice(start, end)));
    },
    rows: ({ view }) => {
      const filter = view.clauses.at(-1)?.filter;
      const words = filter?.op === 'rows' ? filter.rows : new Uint32Array(0);
      const events = Array.from({ length: list.matched }, (_, row) => 1000 - row);
      const matched = events.filter((event) => (((words[event >>> 5] ?? 0) >>> (event & 31)) & 1) === 1).length;
      return Promise.resolve({ rows: [], matched });
    },
  };
  const failures: unknown[] = [];
  const selection = new SelectionState(
    store,
    () => list,
    (error) => failures.push(error),
  );
  return { list, selection, failures };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const rowsOf = (selection: SelectionState): number[] =>
  Array.from({ length: 100 }, (_, row) => row).filter((row) => selection.has(1000 - row));

describe('SelectionState', () => {
  it('extends from the row that was selected last, and gives back what an extension took too far', async () => {
    const { selection } = listOf(100);
    selection.toggle(1000 - 20, 20);
    selection.toggle(1000 - 5, 5);
    await selection.extend(9);
    expect(rowsOf(selection)).toEqual([5, 6, 7, 8, 9, 20]);
    await selection.extend(7);
    expect(rowsOf(selection)).toEqual([5, 6, 7, 20]);
    await selection.extend(3);
    expect(rowsOf(selection)).toEqual([3, 4, 5, 20]);
    expect(selection.count).toBe(4);
  });

  it('extends right when several steps follow each other faster than they are answered', async () => {
    const { selection } = listOf(100);
    await Promise.all([selection.extend(11, 10), selection.extend(12), selection.extend(13), selection.extend(12)]);
    expect(rowsOf(selection)).toEqual([10, 11, 12]);
  });

  it('tells while more is about to be selected, until it is', async () => {
    const { selection } = listOf(100);
    selection.toggle(1000 - 5, 5);
    expect(selection.pending).toBeUndefined();
    void selection.extend(6);
    void selection.extend(7);
    await selection.pending;
    expect(rowsOf(selection)).toEqual([5, 6, 7]);
    await settled();
    expect(selection.pending).toBeUndefined();
  });

  it('selects everything that the view shows, wherever it is, and says how the box in the head stands', async () => {
    const { list, selection } = listOf(50);
    expect(selection.head).toBe('none');
    selection.toggle(1000, 0);
    await settled();
    expect(selection.head).toBe('some');
    await selection.toggleAll();
    await settled();
    expect([selection.count, selection.shown, selection.head]).toEqual([50, 50, 'all']);
    list.matched = 10;
    selection.rowsMoved();
    await settled();
    // The others stay selected though the view does not show them.
    expect([selection.count, selection.shown, selection.head]).toEqual([50, 10, 'all']);
    await selection.toggleAll();
    await settled();
    expect([selection.count, selection.shown, selection.head]).toEqual([40, 0, 'none']);
    selection.clear();
    expect(selection.count).toBe(0);
  });

  it('does not select rows of a list that was changed meanwhile', async () => {
    const { selection } = listOf(50);
    const asked = selection.selectAll();
    selection.clear();
    await asked;
    expect(selection.count).toBe(0);
  });
});
