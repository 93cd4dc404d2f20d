import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isShallow } from '../../core/event/json';
import { isShallowText } from './line-depth';

describe('isShallowText', () => {
  it('says of JSON what can be said of its value', () => {
    const odd = fc.constantFrom('[', ']', '{', '}', '\\', '"', '\\"', '[{', 'a');
    const text = fc.stringOf(odd);
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 8 }, text, fc.integer(), fc.array(tie('any')), fc.dictionary(text, tie('any'))),
    })).any;
    let deep = 0;
    fc.assert(
      fc.property(value, fc.nat(6), (json, most) => {
        const shallow = isShallow(json, most);
        if (!shallow) deep += 1;
        expect(isShallowText(Buffer.from(JSON.stringify(json)), most)).toBe(shallow);
      }),
      { numRuns: 1000 },
    );
    expect(deep).toBeGreaterThan(20);
  });

  it('ends with what is no JSON', () => {
    for (const text of ['"', '"\\', ']]]]', '', '"[[[']) expect(isShallowText(Buffer.from(text), 0)).toBe(true);
    expect(isShallowText(Buffer.alloc(10_000_000, '['), 1000)).toBe(false);
  });
});
