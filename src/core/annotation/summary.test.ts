import { expect, it, vi } from 'vitest';
import type { Action } from './action';
import { Annotations } from './annotations';
import { summaryOf } from './summary';
import type { Target } from './target';

const COUNT = 2_000;
const targetAt = (no: number): Target => ({ on: 'value', facet: 'sourceIPAddress', value: `address ${String(no)}` });

it('has of each target its own notes and findings, and looks at each note once, not once a target', () => {
  const annotations = new Annotations();
  const take = (id: string, action: Action): void =>
    annotations.take({ id, at: '2026-03-12T00:00:00Z', by: 'u', author: null, action });
  for (let no = 0; no < COUNT; no++) {
    const note = `n${String(no)}`;
    take(note, { op: 'note', note, text: note, targets: [targetAt(no), targetAt(no), targetAt(0)] });
  }
  const value = { rank: 1, title: '', fact: '', interpretation: '', confidence: null, severity: null, techniques: [] };
  const cites = [{ target: targetAt(7) }, { target: targetAt(7), words: 'again' }];
  take('f', { op: 'finding', finding: 'f', value: { ...value, number: 5, cites } });
  const looked = vi.spyOn(annotations, 'ofTarget');
  const { targets } = summaryOf(annotations);
  expect(looked.mock.calls.length).toBeLessThan(10 * COUNT);
  expect(targets).toHaveLength(COUNT);
  expect(targets[0]?.notes).toHaveLength(COUNT);
  expect(targets[7]).toMatchObject({ target: targetAt(7), notes: ['n7'], findings: [5] });
});
