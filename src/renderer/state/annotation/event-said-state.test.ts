import { describe, expect, it } from 'vitest';
import type { EventAnnotations } from '../../../core/query/said-of';
import { EventSaidState } from './event-said-state.svelte';

const NOTHING = { star: undefined, status: undefined, tags: [], notes: [], findings: [] };

/** Event n is starred by saying n. */
function saidOf(event: number): EventAnnotations {
  return {
    ...NOTHING,
    star: { value: 'true', saying: event },
    seen: { key: '', time: null, name: null, source: null, account: null },
    from: [],
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('EventSaidState', () => {
  it('tells what was said of the event that was asked for last, and by whom', async () => {
    const asked: number[] = [];
    const total = 40;
    const state = new EventSaidState(
      {
        saidOf: (event) => Promise.resolve((asked.push(event), saidOf(event))),
        // Newest first, as the store has it.
        activity: (from, count) =>
          Promise.resolve({
            total,
            lines: Array.from({ length: count }, (_, at) => ({
              no: total - 1 - from - at,
              id: 'x',
              at: '2026-03-14T09:12:00Z',
              by: `user-${String(total - 1 - from - at)}`,
              author: null,
              action: { op: 'mark', change: { star: true } } as const,
              events: 1,
              before: undefined,
              undone: undefined,
            })),
          }),
      },
      (error) => {
        throw error;
      },
    );
    state.show(3);
    state.show(5);
    expect(state.of(3)).toBeUndefined();
    await settled();
    expect([state.of(3), state.of(5)?.star?.saying]).toEqual([undefined, 5]);
    expect(state.by(5)).toEqual({ at: '2026-03-14T09:12:00Z', by: 'user-5', author: null });
    // Something was said: the same event is asked about again.
    const before = asked.length;
    state.show(5);
    await settled();
    expect(asked.length).toBe(before + 1);
    state.show(undefined);
    expect(state.of(5)).toBeUndefined();
  });
});
