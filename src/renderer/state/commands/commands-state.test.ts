import { describe, expect, it, vi } from 'vitest';
import type { Command } from './command';
import { CommandsState } from './commands-state.svelte';

function storage(stored?: string) {
  const items = new Map(stored === undefined ? [] : [['trailbench.commands', stored]]);
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

function command(id: string, more: Partial<Command> = {}): Command {
  return { id, title: `Do ${id}`, group: 'Events', run: vi.fn(), ...more };
}

const lists = (state: CommandsState, typed = '') =>
  state.find(typed).map(({ title, commands }) => [title, commands.map(({ id }) => id)]);

describe('the commands of the window', () => {
  it('are those of all sources as they are now, until a source is taken away', () => {
    const state = new CommandsState(storage());
    let open = false;
    const remove = state.add(() => [command('a', open ? {} : { disabled: 'Not open' })]);
    state.add(() => [command('b', { group: 'Time' })]);
    expect(lists(state)).toEqual([
      ['Events', ['a']],
      ['Time', ['b']],
    ]);
    expect(state.all[0]?.disabled).toBe('Not open');
    open = true;
    expect(state.all[0]?.disabled).toBeUndefined();
    remove();
    expect(lists(state)).toEqual([['Time', ['b']]]);
  });

  it('run, and stand first from then on, also in another window', () => {
    const kept = storage();
    const state = new CommandsState(kept);
    const [a, b] = [command('a'), command('b')];
    state.add(() => [a, b]);
    state.run(b);
    expect(b.run).toHaveBeenCalledOnce();
    expect(lists(state)).toEqual([
      ['Run last', ['b']],
      ['Events', ['a']],
    ]);
    const other = new CommandsState(kept);
    other.add(() => [a, b]);
    expect(lists(other)[0]).toEqual(['Run last', ['b']]);
    expect(lists(other, 'do')).toEqual([[undefined, ['b', 'a']]]);
  });

  it('do not run where they say why not', () => {
    const state = new CommandsState(storage());
    const blocked = command('a', { disabled: 'Nothing to undo' });
    state.run(blocked);
    expect(blocked.run).not.toHaveBeenCalled();
  });

  it('take the first of two with one id, and no notice of a memory that cannot be read', () => {
    for (const stored of ['{', '7', '{"a":1}', '[1,null,"x"]']) {
      const state = new CommandsState(storage(stored));
      state.add(() => [command('a', { title: 'First' }), command('a', { title: 'Second' })]);
      expect(state.all.map(({ title }) => title)).toEqual(['First']);
    }
  });
});
