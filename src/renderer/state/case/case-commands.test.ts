import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import { typedFilterCommands } from '../commands/filter-commands';
import { caseCommands, inEventsOf } from './case-commands';
import { CaseSession } from './case-session.svelte';

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (at) => [...items.keys()][at] ?? null,
    removeItem: (key) => void items.delete(key),
    setItem: (key, value) => void items.set(key, value),
  };
}

describe('the commands of a case', () => {
  let session: CaseSession;
  const all = () => caseCommands(session).flatMap((source) => source());
  const run = (id: string): void => {
    const command = all().find((one) => one.id === id);
    if (command === undefined) throw new Error(`There is no command ${id}.`);
    expect(command.disabled).toBeUndefined();
    command.run();
  };
  const typed = (text: string) =>
    typedFilterCommands({ filters: session.filters, inEvents: inEventsOf(session) }, text);

  beforeEach(() => {
    const store = new Proxy({} as Store, { get: () => () => Promise.reject(new Error('No index is open.')) });
    const pages = { push: vi.fn(), replace: vi.fn() };
    session = new CaseSession('c', {} as Api, () => store, storage(), storage(), pages);
    session.history.start('');
  });

  it('have ids of their own, which are ids of elements too, and words as labels have them', () => {
    const commands = all();
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    for (const { id, title, disabled } of commands) {
      expect(id).not.toMatch(/\s/);
      expect(title).toMatch(/^[A-Z].*[^.\s]$/);
      expect(disabled ?? 'Why not').toMatch(/^[A-Z].*[^.\s]$/);
    }
  });

  it('are listed without typing only where there are few of a kind', () => {
    expect(all().filter(({ searched }) => searched !== true).length).toBeLessThan(60);
  });

  it('do what they say', () => {
    session.view.go('coverage');
    run('list.column.accessKeyId');
    expect(session.view.current).toBe('events');
    expect(session.columns.has('accessKeyId')).toBe(true);
    run('list.group.principal');
    expect(session.groups.grouping.facets).toEqual(['principal']);
    expect(all().find(({ id }) => id === 'list.columns')?.disabled).toBe('Events are counted by values, not listed');
    run('list.list');
    run('list.columns');
    expect(session.dialogs.takes('columns')).toBe(true);
    expect(session.dialogs.takes('columns')).toBe(false);
    run('zone.Europe/Berlin');
    expect(session.zone.name).toBe('Europe/Berlin');
    run('list.density.compact');
    expect(session.columns.density).toBe('compact');
    run(
      `question.${
        all()
          .find(({ id }) => id.startsWith('question.'))
          ?.id.slice(9) ?? ''
      }`,
    );
    expect(session.filters.pills.length + session.groups.grouping.facets.length).toBeGreaterThan(0);
  });

  it('say why undo, clearing and the like have nothing to do, until they have', () => {
    const disabled = (id: string) => all().find((one) => one.id === id)?.disabled;
    expect(disabled('filter.undo')).toBe('Nothing to undo');
    expect(disabled('filter.clear')).toBe('No filter is set');
    session.filters.only('awsRegion', 'eu-west-1');
    expect(disabled('filter.clear')).toBeUndefined();
    run('filter.undo');
    expect(session.filters.pills).toEqual([]);
    run('filter.redo');
    expect(session.filters.text).toBe('awsRegion:eu-west-1');
  });

  it('take what is typed for a filter, alone or beside that which is on', () => {
    expect(typed(' ')).toEqual([]);
    expect(typed('awsRegion:(')).toEqual([]);
    const [first, ...others] = typed(' eventName:GetObject ');
    expect(others).toEqual([]);
    session.view.go('coverage');
    first?.run();
    expect(session.view.current).toBe('events');
    expect(session.filters.text).toBe('eventName:GetObject');
    const [further, alone] = typed('awsRegion:eu-west-1');
    further?.run();
    expect(session.filters.text).toBe('eventName:GetObject AND awsRegion:eu-west-1');
    session.history.undo();
    expect(session.filters.text).toBe('eventName:GetObject');
    alone?.run();
    expect(session.filters.text).toBe('awsRegion:eu-west-1');
  });
});
