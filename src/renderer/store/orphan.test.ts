import { expect, it } from 'vitest';
import type { Action } from '../../core/annotation/action';
import { Annotations } from '../../core/annotation/annotations';
import { keyText } from '../../core/annotation/event-key';
import { orphansOf } from './orphan';

const keyAt = (event: number): Uint8Array => new Uint8Array(16).fill(event + 1);
const keysOf = (...events: number[]): Uint8Array => Uint8Array.from(events.flatMap((event) => [...keyAt(event)]));
const cite = (event: number): object => ({
  event: { key: keyText(keyAt(event), 0), time: null, name: null, source: null, account: null },
});

function saying(...actions: readonly Action[]): Annotations {
  const annotations = new Annotations();
  for (const [no, action] of actions.entries())
    annotations.take({ id: String(no), at: '2026-03-12T00:00:00Z', by: 'u', author: null, action });
  return annotations;
}

const star = (on: boolean, ...events: number[]): Action => ({
  op: 'mark',
  change: { star: on },
  keys: keysOf(...events),
});

it('lists orphans with all that holds of them, past those of which all was taken back', () => {
  const finding = { number: 3, rank: 1, title: 'T', fact: '', interpretation: '', confidence: null, severity: null };
  const annotations = saying(
    star(true, 0, 1, 2, 3),
    star(false, 0, 1, 2),
    { op: 'note', note: 'a', text: 'gone', keys: keysOf(4, 3, 4) },
    { op: 'note', note: 'b', text: 'withdrawn', keys: keysOf(1) },
    { op: 'note', note: 'b', text: null },
    { op: 'finding', finding: 'f', value: { ...finding, techniques: [], cites: [cite(5), cite(5)] as never } },
  );
  const slots = Array.from({ length: annotations.keys.size }, (_, slot) => slot);
  const listed = orphansOf(slots, annotations, 3).map(({ key, star: starred, notes, findings }) => [
    Number.parseInt(key.slice(0, 2), 16) - 1,
    starred,
    notes,
    findings,
  ]);
  expect(listed).toEqual([
    [3, true, ['gone'], []],
    [4, false, ['gone'], []],
    [5, false, [], [3]],
  ]);
  expect(orphansOf(slots, annotations, 1)).toHaveLength(1);
});
