import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageNote, writePageNote } from './page-note';
import { answered, remaining, type NumberedNote } from './stretches';

const PAGE = 3;
const START = 1_700_000_000;

/** Walks as they go: newest first, each begun at the oldest second of the one before, cut off by tokens that end. */
function walks(times: readonly number[], end: number, lengths: readonly number[]) {
  const notes: (NumberedNote & { readonly held: readonly number[] })[] = [];
  const left = times.map((at, id) => ({ at, id })).sort((a, b) => b.at - a.at || a.id - b.id);
  let from = end;
  let page = 1;
  for (const length of [...lengths, Infinity]) {
    const walk = page;
    const found = left.filter(({ at }) => at <= from);
    let until = from;
    for (let i = 0; i < length; i += 1) {
      const held = found.slice(i * PAGE, (i + 1) * PAGE);
      const oldest = held.at(-1)?.at ?? until;
      const last = (i + 1) * PAGE >= found.length;
      const note = { walk, start: START, end: from, until, oldest, last, events: held.length };
      notes.push({ ...note, page, held: held.map(({ id }) => id) });
      until = oldest;
      page += 1;
      if (last) return notes;
    }
    from = until;
  }
  return notes;
}

describe('what event history is still to be asked', () => {
  it('holds every event that no kept page holds, whichever pages are lost', () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(seconds, lengths, fc.array(fc.boolean(), { minLength: 30, maxLength: 80 }), (offsets, cuts, lost) => {
        const times = offsets.map((offset) => START + offset);
        const pages = walks(times, START + 45, cuts);
        const kept = pages.filter((_, i) => lost[i % lost.length] !== true);
        const held = new Set(kept.flatMap((page) => page.held));
        const left = remaining({ from: START, to: START + 45 }, answered(kept));
        times.forEach((at, id) => {
          if (!held.has(id)) expect(left.some(({ from, to }) => from <= at && at <= to)).toBe(true);
        });
        // Newest first, without overlaps; and nothing where all is kept.
        left.forEach((stretch, i) => expect(stretch.to).toBeLessThan(left[i - 1]?.from ?? Infinity));
        expect(remaining({ from: START, to: START + 45 }, answered(pages))).toEqual([]);
      }),
    );
  });

  it('asks the second again at which a page ends, and nothing newer', () => {
    const note = { walk: 1, start: 0, end: 100, until: 100, oldest: 60, last: false, events: 50, page: 1 };
    expect(remaining({ from: 0, to: 100 }, answered([note]))).toEqual([{ from: 0, to: 60 }]);
  });

  it('is the same after the notes went through the manifest', () => {
    const note = { walk: 3, start: START, end: START + 9, until: START + 9, oldest: START + 2, last: true, events: 4 };
    expect(readPageNote(writePageNote(note, { asked: '2023-11-14T00:00:00Z', requestId: 'r' }))).toEqual(note);
    expect(readPageNote({ walk: '3' })).toBeUndefined();
    expect(readPageNote(undefined)).toBeUndefined();
  });
});
