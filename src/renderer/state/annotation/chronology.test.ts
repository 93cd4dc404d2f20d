import { describe, expect, it } from 'vitest';
import type { FindingValue, SeenEvent } from '../../../core/annotation/action';
import { chronologyOf, type Entry } from './chronology';
import { newFinding, type Finding } from './finding-value';

const BY = { at: '2026-03-13T00:00:00Z', by: 'mira', author: null };
const AT = Date.UTC(2026, 2, 12) / 1000;
const entry = (id: string, time: string): Entry => ({
  id,
  value: { kind: 'timeline', time, title: id, text: '', source: '' },
  ...BY,
  first: BY,
  sayings: 1,
});
const event = (no: number, time: number | null): SeenEvent => ({
  key: no.toString(16).padStart(32, '0'),
  time,
  name: 'GetObject',
  source: null,
  account: null,
});
const citing = (number: number, ...events: SeenEvent[]): Finding => {
  const value: FindingValue = { ...newFinding(number, []), cites: events.map((one) => ({ event: one })) };
  return { id: String(number), value, ...BY, first: BY, sayings: 1 };
};

describe('the chronology', () => {
  it('has entries, starred and cited events by time, each once, and says where hours lie between', () => {
    const [one, two] = [event(1, AT + 60), event(2, AT + 3 * 3600)];
    const lines = chronologyOf([entry('call', '2026-03-12T00:00:00Z')], [one], [citing(4, two, one), citing(2, one)]);
    expect(lines.map(({ kind, time }) => [kind, time])).toEqual([
      ['entry', AT],
      ['event', AT + 60],
      ['gap', AT + 60],
      ['event', AT + 3 * 3600],
    ]);
    expect(lines[1]).toMatchObject({ starred: true, findings: [4, 2] });
    expect(lines[2]).toMatchObject({ to: AT + 3 * 3600 });
    expect(lines[3]).toMatchObject({ starred: false, findings: [4] });
  });

  it('has events without a time at its end, and no gap before them', () => {
    const lines = chronologyOf([entry('call', '2026-03-12T00:00:00.5Z')], [event(1, null)], []);
    expect(lines.map(({ kind, time }) => [kind, time])).toEqual([
      ['entry', AT],
      ['event', null],
    ]);
  });

  it('an hour exactly is no gap', () => {
    const lines = chronologyOf([entry('a', '2026-03-12T00:00:00Z'), entry('b', '2026-03-12T01:00:00Z')], [], []);
    expect(lines).toHaveLength(2);
  });
});
