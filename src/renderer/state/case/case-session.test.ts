import { describe, expect, it, vi } from 'vitest';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';
import { CaseSession } from './case-session.svelte';

/** As the worker answers before a case is open in it; remembers what it was asked. */
function closedStore(asked: string[]): Store {
  return new Proxy({} as Store, {
    get: (_, name) => () => {
      asked.push(String(name));
      return Promise.reject(new Error('No index is open.'));
    },
  });
}

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

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a case whose index is not open yet', () => {
  it('asks nothing of it when the filter changes or another view is gone to', async () => {
    const asked: string[] = [];
    const pages = { push: vi.fn(), replace: vi.fn() };
    const session = new CaseSession('c', {} as Api, () => closedStore(asked), storage(), storage(), pages);
    session.history.start('');
    session.filters.only('awsRegion', 'eu-west-1');
    session.view.go('acquire');
    session.history.arrived('');
    session.view.go('events');
    await settled();
    expect(asked).toEqual([]);
    expect(session.events.problem).toBeUndefined();
    expect(pages.push).toHaveBeenCalled();
  });
});
