import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventSet } from './event-set';

const number = fc.integer({ min: 0, max: 200 });
const steps = fc.array(
  fc.oneof(
    number.map((event) => ({ do: 'add', events: [event] }) as const),
    number.map((event) => ({ do: 'delete', events: [event] }) as const),
    fc.array(number).map((events) => ({ do: 'addAll', events }) as const),
    fc.array(number).map((events) => ({ do: 'deleteAll', events }) as const),
    fc.constant({ do: 'clear', events: [] } as const),
  ),
);

describe('EventSet', () => {
  it('holds what a set of numbers holds, after any steps', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const set = new EventSet();
        const naive = new Set<number>();
        for (const step of all) {
          const [event = 0] = step.events;
          if (step.do === 'clear') {
            set.clear();
            naive.clear();
          } else if (step.do === 'addAll') {
            set.addAll(Uint32Array.from(step.events));
            for (const each of step.events) naive.add(each);
          } else if (step.do === 'deleteAll') {
            set.deleteAll(Uint32Array.from(step.events));
            for (const each of step.events) naive.delete(each);
          } else if (step.do === 'add') {
            expect(set.add(event)).toBe(!naive.has(event));
            naive.add(event);
          } else expect(set.delete(event)).toBe(naive.delete(event));
          expect(set.count).toBe(naive.size);
        }
        for (let event = 0; event <= 220; event++) expect(set.has(event)).toBe(naive.has(event));
      }),
    );
  });

  it('gives different sets different keys, and a clause that stays as it was', () => {
    const set = new EventSet();
    const keys = new Set<string>();
    const key = (): string => {
      const { filter } = set.clause();
      return filter.op === 'rows' ? filter.key : '';
    };
    keys.add(key());
    set.add(3);
    keys.add(key());
    const before = set.clause();
    set.add(70);
    keys.add(key());
    set.delete(3);
    keys.add(key());
    keys.add(((other) => (other.filter.op === 'rows' ? other.filter.key : ''))(new EventSet().clause()));
    expect(keys.size).toBe(5);
    expect(before.filter).toMatchObject({ op: 'rows', rows: Uint32Array.of(8) });
  });
});
