import { describe, expect, it, vi } from 'vitest';
import { assume, call, role, user } from '../../../../test/support/session-records';
import { engineOf } from '../../../../test/support/engine-of';
import { printFilter } from '../../../core/query/language/print';
import type { QueryEngine } from '../../../core/query/query-engine';
import { SessionsState } from './sessions-state.svelte';

const RECORDS = [
  assume('09:00:00', user('AKIADEPLOY'), 'ASIA1', 'AROAX:job'),
  call('GetObject', '09:30:00', role('AROAX:job', 'ASIA1', '09:00:00')),
  call('PutObject', '09:31:00', { type: 'AWSService', invokedBy: 'x.amazonaws.com' }),
];

async function stateOver(
  records = RECORDS,
): Promise<{ state: SessionsState; engine: QueryEngine; asked: () => number }> {
  const engine = await engineOf(records);
  const tree = vi.spyOn(engine.sessions, 'tree');
  const state = new SessionsState(
    'case',
    { record: () => Promise.resolve(new TextEncoder().encode(JSON.stringify(records[0]))) },
    {
      sessionTree: (question) => engine.sessions.tree(question),
      sessionRows: async ({ sessions, version, inferred }) =>
        (await engine.sessions.rows(sessions, version, inferred)) ?? null,
      sessionCard: async (of, options) => (await engine.sessions.card(of, options)) ?? null,
      sessionOf: async (event) => (await engine.sessions.of(event)) ?? null,
      locate: (event) => engine.locate(event),
    },
  );
  return { state, engine, asked: () => tree.mock.calls.length };
}

describe('the sessions of the window', () => {
  it('are not asked for before something shows them, and then follow the case', async () => {
    const { state, asked } = await stateOver();
    state.refresh();
    expect(asked()).toBe(0);
    const leave = state.watch();
    await vi.waitFor(() => expect(state.tree?.nodes.length).toBe(2));
    state.refresh();
    await vi.waitFor(() => expect(asked()).toBe(2));
    leave();
    state.refresh();
    expect(asked()).toBe(2);
  });

  it('have the rows that are in sight, fold, and open a card', async () => {
    const { state } = await stateOver();
    state.watch();
    await vi.waitFor(() => expect(state.lines.length).toBe(2));
    state.want(0, 2);
    await vi.waitFor(() => expect(state.row(1)?.name).toBe('ASIA1'));
    state.fold(0, false);
    expect(Array.from(state.lines)).toEqual([0]);
    expect(state.reveal(state.tree?.nodes[1] ?? 0)).toBe(1);
    state.open('ASIA1');
    await vi.waitFor(() => expect(state.card.state === 'ready' && state.card.value?.session.name).toBe('ASIA1'));
    state.open('nobody');
    await vi.waitFor(() => expect(state.card).toEqual({ state: 'ready', value: undefined }));
  });

  it('tell of an event its session and the filters on its kin', async () => {
    const { state } = await stateOver();
    const of = await state.ofEvent(1);
    expect(of?.name).toBe('ASIA1');
    expect([of?.own, of?.origin, of?.descent].map((node) => node && printFilter(node))).toEqual([
      'inSession:ASIA1',
      'originOf:ASIA1',
      'descentOf:ASIA1',
    ]);
    expect(await state.ofEvent(2)).toBeUndefined();
    expect(await state.openEvent(1)).toBe(true);
    expect(state.openName).toBe('ASIA1');
    expect(await state.openEvent(2)).toBe(false);
  });

  it('read what the call passed in out of its record', async () => {
    const { state } = await stateOver();
    expect(await state.grant(0)).toMatchObject({ tags: [], externalId: null });
  });
});
