import { describe, expect, it } from 'vitest';
import type { Action, EntryValue } from './action';
import { activityOf } from './activity';
import { Annotations } from './annotations';

const entry = (title: string): EntryValue => ({
  kind: 'timeline',
  time: '2026-03-12T00:00:00Z',
  title,
  text: '',
  source: '',
});

function saying(...lines: readonly (readonly [id: string, action: Action, undoes?: string])[]): Annotations {
  const annotations = new Annotations();
  for (const [id, action, undoes] of lines) {
    const by = { id, at: '2026-03-12T00:00:00Z', by: 'mira', author: null };
    annotations.take({ ...by, action, ...(undoes === undefined ? {} : { undoes }) });
  }
  return annotations;
}

describe('the activity', () => {
  const star = (on: boolean): Action => ({ op: 'mark', change: { star: on }, keys: new Uint8Array(32) });

  it('is told newest first, a part at a time, without keys and with their number', () => {
    const annotations = saying(['a', star(true)], ['b', { op: 'tag', tag: 't', value: null }], ['c', star(false)]);
    expect(activityOf(annotations, 0, 2).map(({ id }) => id)).toEqual(['c', 'b']);
    expect(activityOf(annotations, 2, 2).map(({ id }) => id)).toEqual(['a']);
    expect(activityOf(annotations, 3, 2)).toEqual([]);
    const [last] = activityOf(annotations, 0, 1);
    expect(last).toMatchObject({ events: 2, before: undefined, undone: undefined });
    expect(last?.action).not.toHaveProperty('keys');
  });

  it('knows what was said of the same before, also where it is taken away', () => {
    const annotations = saying(
      ['a', { op: 'entry', entry: 'one', value: entry('first') }],
      ['b', { op: 'entry', entry: 'other', value: entry('other') }],
      ['c', { op: 'entry', entry: 'one', value: entry('second') }],
      ['d', { op: 'entry', entry: 'one', value: null }],
    );
    const before = activityOf(annotations, 0, 4).map((line) =>
      line.before?.op === 'entry' ? line.before.value?.title : undefined,
    );
    expect(before).toEqual(['second', 'first', undefined, undefined]);
  });

  it('follows what was taken back to what was said first, and whether that holds again', () => {
    const annotations = saying(
      ['a', star(true)],
      ['b', star(false), 'a'],
      ['c', star(true), 'b'],
      ['d', star(false), 'c'],
    );
    const undone = activityOf(annotations, 0, 4).map((line) => [line.undone?.line.id, line.undone?.again]);
    expect(undone).toEqual([
      ['a', false],
      ['a', true],
      ['a', false],
      [undefined, undefined],
    ]);
  });

  it('comes to an end where lines take each other back, or what nobody said', () => {
    const annotations = saying(
      ['a', star(true), 'b'],
      ['b', star(false), 'a'],
      ['c', star(true), 'c'],
      ['d', star(true), 'x'],
    );
    expect(activityOf(annotations, 0, 4).map((line) => line.undone?.line.id)).toEqual([
      undefined,
      undefined,
      'a',
      undefined,
    ]);
  });
});
