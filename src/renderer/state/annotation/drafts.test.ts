import { describe, expect, it } from 'vitest';
import { Drafts } from './drafts.svelte';

/** A storage with room for so many characters. */
class Kept {
  readonly texts = new Map<string, string>();
  constructor(private readonly room = Infinity) {}

  getItem(name: string): string | null {
    return this.texts.get(name) ?? null;
  }

  setItem(name: string, text: string): void {
    if (text.length > this.room) throw new DOMException('No room.', 'QuotaExceededError');
    this.texts.set(name, text);
  }

  removeItem(name: string): void {
    this.texts.delete(name);
  }
}

describe('what was begun and not saved', () => {
  it('is there again after a reload, for its own case alone, until it is dropped', () => {
    const kept = new Kept();
    new Drafts('a', kept).keep('case note', { text: 'Scope\u202e' });
    expect(new Drafts('b', kept).has('case note')).toBe(false);
    const again = new Drafts('a', kept);
    expect(again.get('case note')).toEqual({ text: 'Scope\u202e' });
    again.drop('case note');
    expect([again.has('case note'), kept.texts.size]).toEqual([false, 0]);
  });

  it('stays in the window where the storage has no room', () => {
    const drafts = new Drafts('a', new Kept(3));
    drafts.keep('case note', { text: 'long' });
    expect(drafts.get('case note')).toEqual({ text: 'long' });
  });

  it('is nothing where the storage holds something else', () => {
    for (const text of ['{', 'null', '{}', '[1, ["a"], ["a", null], ["a", {"text": 1}]]']) {
      const kept = new Kept();
      kept.texts.set('trailbench.drafts.a', text);
      expect(new Drafts('a', kept).has('a')).toBe(false);
    }
  });
});
