import { describe, expect, it } from 'vitest';
import type { Annotated, AnnotationWish, LeftOut } from '../../store/protocol';
import type { AnnotationSummary } from '../../../core/annotation/summary';
import { AnnotationsState } from './annotations-state.svelte';

/** A store of which each answer waits until it is let go. */
class SlowStore {
  readonly asked: string[] = [];
  readonly #waiting: (() => void)[] = [];
  summaries = 0;
  refuses = false;
  #ids = 0;

  annotate(wish: AnnotationWish): Promise<Annotated> {
    return this.#answer(wish.action.op);
  }

  takeBack(id: string): Promise<Annotated> {
    if (this.refuses) return Promise.reject(new Error('No room.'));
    return this.#answer(`take back ${id}`);
  }

  annotations(): Promise<AnnotationSummary & { readonly leftOut: LeftOut }> {
    this.summaries++;
    return Promise.resolve({
      findings: [],
      notes: [],
      targets: [],
      tags: [],
      accounts: [],
      leftOut: { reasons: [], lines: 0, cutOff: 0 },
    } as unknown as AnnotationSummary & { readonly leftOut: LeftOut });
  }

  #answer(what: string): Promise<Annotated> {
    this.asked.push(what);
    const id = String(++this.#ids);
    return new Promise((resolve) => this.#waiting.push(() => resolve({ id, events: 1, asked: 1 })));
  }

  async letGo(): Promise<void> {
    this.#waiting.shift()?.();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

function stateOf(store: SlowStore): AnnotationsState {
  const api = {
    author: () => Promise.resolve({ name: null, user: 'mira' }),
    setAuthor: () => Promise.resolve({ name: null, user: 'mira' }),
  };
  return new AnnotationsState(api, store, () => {});
}

describe('what is said in this window', () => {
  it('is undone once it is on the disk, and never what was said before it instead', async () => {
    const store = new SlowStore();
    const state = stateOf(store);
    void state.describeTag('first', null);
    await store.letGo();
    void state.describeTag('second', null);
    void state.undo();
    await Promise.resolve();
    expect(store.asked).toEqual(['tag', 'tag']);
    await store.letGo();
    expect(store.asked).toEqual(['tag', 'tag', 'take back 2']);
  });

  it('is said again where that was asked for before the undo was on the disk', async () => {
    const store = new SlowStore();
    const state = stateOf(store);
    void state.describeTag('first', null);
    await store.letGo();
    void state.undo();
    void state.redo();
    await store.letGo();
    await store.letGo();
    expect(store.asked).toEqual(['tag', 'take back 1', 'take back 2']);
    expect(state.last).toMatchObject({ words: 'Tag first described', undone: true });
    expect(state.redoable).toBeUndefined();
  });

  it('is what an undo means still after that was refused', async () => {
    const store = new SlowStore();
    const state = stateOf(store);
    for (const tag of ['first', 'second']) {
      void state.describeTag(tag, null);
      await store.letGo();
    }
    store.refuses = true;
    expect(await state.undo()).toBe('failed');
    expect(state.problem?.message).toContain('No room.');
    store.refuses = false;
    void state.undo();
    await store.letGo();
    expect(store.asked.at(-1)).toBe('take back 2');
  });

  it('is read again when it is on the disk: only then it is known who said it', async () => {
    const store = new SlowStore();
    const state = stateOf(store);
    state.noticed({ type: 'annotated', version: '1.1', saving: 1 });
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    state.noticed({ type: 'annotated', version: '1.1', saving: 0 });
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    expect(store.summaries).toBe(2);
  });

  it('is not said where the question that comes first was not answered', async () => {
    const store = new SlowStore();
    const state = stateOf(store);
    let goOn = false;
    state.allowed = () => Promise.resolve(goOn);
    await expect(state.describeTag('first', null)).resolves.toBeUndefined();
    expect([store.asked, state.problem, state.undoable]).toEqual([[], undefined, undefined]);
    goOn = true;
    void state.describeTag('first', null);
    await store.letGo();
    expect(store.asked).toEqual(['tag']);
  });
});
