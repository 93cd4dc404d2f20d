import { describe, expect, it } from 'vitest';
import type { Change } from '../../../core/annotation/action';
import type { Target } from '../../../core/annotation/target';
import type { Annotated } from '../../store/protocol';
import { AnnotateDialogState } from './annotate-dialog-state.svelte';
import type { On } from './annotations-state.svelte';

interface Call {
  readonly what: unknown;
  readonly on: On | undefined;
  readonly targets: readonly Target[];
  readonly words: string;
}

/** A journal in which `starred` events of every mark have a star already. */
function made(options: { name?: string | null; counted?: number; fails?: boolean; starred?: boolean } = {}) {
  const { name = 'Mira', counted = 5, fails = false, starred = false } = options;
  const calls: Call[] = [];
  const names: (string | null)[] = [];
  const said = (changes: boolean): Annotated | undefined =>
    fails ? undefined : { id: changes ? 'a' : null, events: changes ? counted : 0, asked: counted };
  const stored = new Map<string, string>();
  const state = new AnnotateDialogState(
    {
      author: { name, user: 'mk' },
      setAuthor: (chosen) => Promise.resolve(void names.push(chosen)),
      ofTarget: () => undefined,
      mark: (change: Change, on, targets, words) => {
        calls.push({ what: change, on, targets, words });
        return Promise.resolve(said(!('star' in change && change.star && starred)));
      },
      say: (action, words, on) => {
        calls.push({ what: action, on, targets: [], words });
        return Promise.resolve(said(true));
      },
      edit: (note, text) => {
        calls.push({ what: [note, text], on: undefined, targets: [], words: '' });
        return Promise.resolve(said(true));
      },
    },
    () => Promise.resolve(counted),
    (error) => {
      throw error;
    },
    { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
  );
  return { state, calls, names };
}

const VIEW: On = { view: { clauses: [] } };
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('AnnotateDialogState', () => {
  it('counts what is meant where nobody said, and says it in words', async () => {
    const { state, calls } = made({ counted: 12 });
    state.open('tag', VIEW);
    expect(state.question?.count).toBeUndefined();
    await settled();
    expect([state.question?.count, state.question?.words]).toEqual([12, '12 events']);
    await state.apply({ op: 'tag', tag: 'exfil', put: true });
    expect(calls).toEqual([
      { what: { tag: 'exfil', put: true }, on: VIEW, targets: [], words: 'Tagged 12 events exfil' },
    ]);
    expect(state.question).toBeUndefined();
  });

  it('asks once more about over 1,000 events, and about 1,000 not', async () => {
    const { state, calls } = made();
    state.open('status', VIEW, [], '1,001 events', 1001);
    await state.apply({ op: 'status', status: 'malicious', reason: '' });
    expect(calls).toEqual([]);
    expect(state.confirming).toEqual({ op: 'status', status: 'malicious', reason: '' });
    state.back();
    expect([state.confirming, state.question?.kind]).toEqual([undefined, 'status']);
    await state.apply({ op: 'status', status: 'malicious', reason: '' });
    await state.apply({ op: 'status', status: 'malicious', reason: '' });
    expect(calls).toHaveLength(1);

    state.open('status', VIEW, [], '1,000 events', 1000);
    await state.apply({ op: 'status', status: null, reason: '' });
    expect(calls.at(-1)?.what).toEqual({ status: null });
  });

  it('stars without a question, and takes the star off where everything has one', async () => {
    const one = made();
    await one.state.star(VIEW, [], '5 events', 5);
    expect(one.calls.map(({ what }) => what)).toEqual([{ star: true }]);
    const other = made({ starred: true });
    await other.state.star(VIEW, [], '5 events', 5);
    expect(other.calls.map(({ what, words }) => [what, words])).toEqual([
      [{ star: true }, 'Starred 5 events'],
      [{ star: false }, 'Took the star off 5 events'],
    ]);
  });

  it('asks before it stars over 1,000 events; going back leaves it', async () => {
    const { state, calls } = made();
    await state.star(VIEW, [], '2,000 events', 2000);
    expect([state.question?.kind, state.confirming, calls.length]).toEqual(['star', { op: 'star' }, 0]);
    state.back();
    expect([state.question, calls.length]).toEqual([undefined, 0]);
    await state.star(VIEW, [], '2,000 events', 2000);
    await state.apply({ op: 'star' });
    expect(calls).toHaveLength(1);
  });

  it('brings back what could not be saved', async () => {
    const { state } = made({ fails: true });
    state.open('note', VIEW, [], '2 events', 2);
    expect(await state.apply({ op: 'note', text: 'long thought' })).toBe(false);
    expect(state.question?.draft).toEqual({ op: 'note', text: 'long thought' });
  });

  it('gives a note that is edited another wording', async () => {
    const { state, calls } = made();
    state.edit('note-1', 'this event');
    await state.apply({ op: 'note', text: 'better' });
    expect(calls.map(({ what }) => what)).toEqual([['note-1', 'better']]);
  });

  it('asks for a name before the first saying, once', async () => {
    const { state, names, calls } = made({ name: null });
    void state.star(VIEW, [], '1 event', 1);
    expect([state.naming, calls.length]).toEqual([true, 0]);
    state.named('Jonas');
    await settled();
    expect([state.naming, names, calls.length]).toEqual([false, ['Jonas'], 1]);
    void state.star(VIEW, [], '1 event', 1);
    await settled();
    expect([state.naming, calls.length]).toEqual([false, 2]);
  });

  it('says nothing where the question for a name was closed, and asks again', async () => {
    const { state, calls } = made({ name: null });
    void state.star(VIEW, [], '1 event', 1);
    state.named(undefined);
    await settled();
    expect(calls).toEqual([]);
    state.open('tag', VIEW, [], '1 event', 1);
    expect([state.naming, state.question]).toEqual([true, undefined]);
  });

  it('asks for a name whatever is said first: a finding, an entry, a star of a value', async () => {
    const { state, names } = made({ name: null });
    const answers: boolean[] = [];
    const asked = [state.ensureNamed(), state.ensureNamed()];
    for (const one of asked) void Promise.resolve(one).then((answer) => answers.push(answer));
    expect(state.naming).toBe(true);
    state.named(undefined);
    await settled();
    expect([answers, names, state.naming]).toEqual([[false, false], [], false]);
    const again = state.ensureNamed();
    state.named('Jonas');
    await expect(again).resolves.toBe(true);
    expect(names).toEqual(['Jonas']);
    expect(state.ensureNamed()).toBe(true);
    expect(state.naming).toBe(false);
  });
});
