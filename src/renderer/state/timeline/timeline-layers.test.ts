import { describe, expect, it } from 'vitest';
import type { Histogram } from '../../../core/query/histogram';
import { layersOf, Palette } from './timeline-layers';

/** Over two buckets. */
function histogram(
  series: readonly (readonly [value: string | null, first: number, second: number])[],
  others?: readonly [number, number],
): Histogram {
  return {
    from: 0,
    to: 2,
    counts: Uint32Array.of(0, 0),
    series: series.map(([value, ...counts]) => ({ value, counts: Uint32Array.of(...counts) })),
    ...(others === undefined ? {} : { others: Uint32Array.of(...others) }),
    before: 0,
    after: 0,
    withoutTime: 0,
  };
}

const read = (...given: Parameters<typeof layersOf>): unknown =>
  layersOf(...given).map(({ label, counts }) => [label, ...counts]);

describe('the stack', () => {
  it('has people at its base, and services, which are the most, at its top', () => {
    const calls = histogram([
      ['service', 5000, 4000],
      ['people', 1, 30],
      ['anonymous', 0, 2],
      ['through a service', 7, 0],
    ]);
    expect(read('callerClass', calls, new Palette())).toEqual([
      ['People', 1, 30],
      ['Through a service', 7, 0],
      ['Anonymous', 0, 2],
      ['Service', 5000, 4000],
    ]);
  });

  it('has outcomes in one order, and loses none that the order does not name', () => {
    const calls = histogram(
      [
        ['success', 9, 9],
        ['something new', 1, 2],
        ['denied', 3, 0],
        [null, 0, 1],
      ],
      [1, 0],
    );
    expect(read('outcome', calls, new Palette())).toEqual([
      ['Denied', 3, 0],
      ['Success', 9, 9],
      ['No outcome', 0, 1],
      ['Others', 2, 2],
    ]);
  });
});
