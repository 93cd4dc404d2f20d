import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventMarks } from './event-marks';

describe('tags of events', () => {
  it('are those that were put and not taken away, however few or many events have them', () => {
    const change = fc.record({
      tag: fc.constantFrom('a', 'b', 'c'),
      from: fc.nat(3_000),
      count: fc.nat(700),
      put: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 10 }), (changes) => {
        const marks = new EventMarks();
        const naive = new Map<string, Map<number, number>>();
        for (const [saying, { tag, from, count, put }] of changes.entries()) {
          const of = naive.get(tag) ?? new Map<number, number>();
          if (count > 0) naive.set(tag, of);
          for (let slot = from; slot < from + count; slot++) {
            marks.set(slot, { tag, put }, saying);
            if (put) of.set(slot, saying);
            else of.delete(slot);
          }
        }
        expect([...marks.tags]).toEqual([...naive.keys()]);
        const tagsOf = marks.tagger();
        for (let slot = 0; slot < 3_700; slot += 7) {
          const wanted = [...naive].flatMap(([value, of]) => {
            const saying = of.get(slot);
            return saying === undefined ? [] : [{ value, saying }];
          });
          expect(tagsOf(slot)).toEqual(wanted);
          expect([...naive.keys()].flatMap((tag) => marks.tag(slot, tag) ?? [])).toEqual(wanted);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('take no room at each event where they are on few of very many', () => {
    const marks = new EventMarks();
    const last = 10_000_000;
    for (let no = 0; no < 2_000; no++) marks.set(last - no, { tag: `tag ${String(no)}`, put: true }, no);
    expect([...(marks.fewWith('tag 7') ?? [])]).toEqual([last - 7]);
    expect(marks.tagger()(last - 7)).toEqual([{ value: 'tag 7', saying: 7 }]);
    for (let slot = 0; slot < 1_000; slot++) marks.set(slot, { tag: 'many', put: true }, 1);
    expect([marks.fewWith('many'), marks.hasTag(999, 'many'), marks.hasTag(1_000, 'many')]).toEqual([
      undefined,
      true,
      false,
    ]);
  });
});
