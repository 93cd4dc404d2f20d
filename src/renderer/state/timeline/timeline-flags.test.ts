import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FindingValue } from '../../../core/annotation/action';
import { Annotations } from '../../../core/annotation/annotations';
import type { AnnotationSummary } from '../../../core/annotation/summary';
import { summaryOf } from '../../../core/annotation/summary';
import type { Flag } from './timeline-flags';
import { flagsOf, placeFlags } from './timeline-flags';

const by = { at: '2026-03-14T09:00:00Z', by: 'mira', author: null };
const event = (time: number | null) => ({
  event: { key: '0'.repeat(32), time, name: null, source: null, account: null },
});
const finding = (number: number, ...times: (number | null)[]): AnnotationSummary['findings'][number] => ({
  id: `f${String(number)}`,
  value: {
    number,
    rank: number,
    title: `T${String(number)}`,
    fact: '',
    interpretation: '',
    confidence: null,
    severity: null,
    techniques: [],
    cites: times.map(event),
  } satisfies FindingValue,
  ...by,
  first: by,
  sayings: 1,
});
const entry = (id: string, kind: 'timeline' | 'containment', time: string): AnnotationSummary['entries'][number] => ({
  id,
  value: { kind, time, title: id, text: '', source: '' },
  ...by,
  first: by,
  sayings: 1,
});

describe('flags of the timeline', () => {
  it('are findings by the events that they cite, entries, and stretches of which something was said, by time', () => {
    const summary: AnnotationSummary = {
      ...summaryOf(new Annotations()),
      findings: [finding(2, 500, 300, null), finding(1, null), finding(3)],
      entries: [entry('call', 'timeline', '1970-01-01T00:01:40Z'), entry('never', 'timeline', 'nonsense')],
      targets: [
        {
          target: { on: 'time', from: 200, to: 260 },
          star: undefined,
          status: undefined,
          tags: [],
          notes: ['n'],
          findings: [],
        },
        {
          target: { on: 'account', account: '111122223333' },
          star: undefined,
          status: undefined,
          tags: [],
          notes: ['n'],
          findings: [],
        },
      ],
    };
    expect(flagsOf(summary).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['timeline', 100, 100],
      ['stretch', 200, 260],
      ['finding', 300, 500],
    ]);
  });

  it('stand apart or in one place, and at the ends where they lie beyond what is shown', () => {
    const flags: Flag[] = [10, 100, 105, 160, 400].map((at) => ({
      kind: 'timeline',
      id: String(at),
      title: '',
      from: at,
      to: at,
    }));
    const placed = placeFlags(flags, { from: 50, to: 300 }, [50, 300], (at) => at);
    expect(placed.map(({ x, flags: of, beyond }) => [x, of.map(({ from }) => from), beyond])).toEqual([
      [50, [10], 'before'],
      [100, [100, 105], undefined],
      [160, [160], undefined],
      [300, [400], 'after'],
    ]);
  });

  it('are all there, in order, and never on top of each other', () => {
    const instants = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 300 })));
    fc.assert(
      fc.property(instants, (spans) => {
        const flags = spans
          .map(([from, length], at): Flag => ({ kind: 'timeline', id: String(at), title: '', from, to: from + length }))
          .sort((a, b) => a.from - b.from);
        const groups = placeFlags(flags, { from: 300, to: 600 }, [0, 600], (at) => (at - 300) * 2);
        const placed = groups.flatMap((group) => group.flags);
        expect(new Set(placed)).toEqual(new Set(flags));
        expect(placed).toHaveLength(flags.length);
        groups.forEach(({ x }, at) => {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(600);
          const next = groups[at + 1];
          if (next !== undefined) expect(next.x - x).toBeGreaterThanOrEqual(30);
        });
      }),
    );
  });
});
