import { describe, expect, it } from 'vitest';
import type { EventRow, View } from '../../../core/query/filter';
import { markEventKey, markKey } from './marking';

const FILTERED: View = { clauses: [] };
const SELECTED: View = { clauses: [], copies: true };
const row = { event: 7, time: 0, copies: 0, conflicting: false, values: {} } satisfies EventRow;

function made({ selected = 0, matched = 1312, settled = true } = {}) {
  const asked: unknown[] = [];
  const session = {
    annotate: {
      open: (...args: readonly unknown[]) => void asked.push(args),
      star: (...args: readonly unknown[]) => Promise.resolve(void asked.push(['star', ...args])),
    },
    events: { settled, counts: { matched } as never },
    filters: { view: FILTERED },
    selection: { count: selected, view: SELECTED, pending: undefined as Promise<void> | undefined },
  };
  return { session, asked };
}

const press = (key: string, shiftKey = false) => ({ key, shiftKey });

describe('the keys that mark', () => {
  it('mean the selected events where there are some, else the row', () => {
    const one = made();
    expect(markKey(one.session, press('t'), row)).toBe(true);
    expect(one.asked).toEqual([['tag', { events: Uint32Array.of(7) }, [], '1 event', 1]]);
    const some = made({ selected: 2 });
    markKey(some.session, press('s'), row);
    expect(some.asked).toEqual([['star', { view: SELECTED }, [], '2 events', 2]]);
  });

  it('mean everything that the filter matches with Shift, by a count only where it is of this filter', () => {
    const { session, asked } = made({ selected: 2 });
    markKey(session, press('M', true), row);
    expect(asked).toEqual([['status', { view: FILTERED }, [], '1,312 events of this filter', 1312]]);
    const stale = made({ settled: false });
    markKey(stale.session, press('N', true), undefined);
    expect(stale.asked).toEqual([['note', { view: FILTERED }, [], 'the events of this filter', undefined]]);
  });

  it('wait for what is about to be selected', async () => {
    const { session, asked } = made({ selected: 1 });
    session.selection.pending = Promise.resolve().then(() => {
      session.selection.count = 2;
    });
    expect(markKey(session, press('s'), row)).toBe(true);
    expect(asked).toEqual([]);
    await session.selection.pending;
    await Promise.resolve();
    expect(asked).toEqual([['star', { view: SELECTED }, [], '2 events', 2]]);
  });

  it('do nothing where nothing is meant, and are no other keys', () => {
    const none = made({ matched: 0 });
    expect(markKey(none.session, press('S', true), row)).toBe(false);
    expect(markKey(none.session, press('s'), undefined)).toBe(false);
    expect(markKey(none.session, press('q'), row)).toBe(false);
    expect(markKey(none.session, press('Tab'), row)).toBe(false);
    expect(none.asked).toEqual([]);
  });

  it('mean the open event in its detail, whatever is selected', () => {
    const { session, asked } = made({ selected: 9 });
    markEventKey(session, press('n'), 3);
    expect(asked).toEqual([['note', { events: Uint32Array.of(3) }, [], '1 event', 1]]);
  });
});
