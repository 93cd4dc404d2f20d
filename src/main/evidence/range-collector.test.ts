import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RangeCollector } from './range-collector';

it('picks any ranges out of a stream, however it is cut into chunks', () => {
  const range = fc.record({ offset: fc.nat(300), length: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 90 })), (ranges, cuts) => {
      const whole = Uint8Array.from({ length: 400 }, (_, i) => i % 251);
      const order = ranges.map((one, index) => ({ ...one, index })).sort((a, b) => a.offset - b.offset);
      const found: (Uint8Array | undefined)[] = ranges.map(() => undefined);
      const collector = new RangeCollector(order, (index, bytes) => {
        expect(found[index]).toBeUndefined();
        found[index] = bytes.slice();
      });
      let at = 0;
      for (const cut of [...cuts, whole.length]) {
        collector.push(whole.subarray(at, at + cut));
        at += cut;
      }
      expect(collector.done).toBe(true);
      expect(found).toEqual(ranges.map(({ offset, length }) => whole.subarray(offset, offset + length)));
    }),
  );
});

it('is not done while a range has not come to its end', () => {
  const collector = new RangeCollector([{ offset: 2, length: 3, index: 0 }], () => {
    throw new Error('too early');
  });
  collector.push(new Uint8Array(4));
  expect(collector.done).toBe(false);
});
