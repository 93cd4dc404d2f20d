import { describe, expect, it } from 'vitest';
import { shapeExcess } from './json-shape';

const LIMITS = { depth: 3, containers: 5, members: 4 };
const excess = (text: string): string | undefined => shapeExcess(Buffer.from(text), LIMITS);

describe('the structure of a JSON text', () => {
  it.each(['', '1', '"a"', '[[[]]]', '{"a":[1,{"b":2}],"c":3,"d":4}', '[[],[],[],[]]', '[1,2,3,4,5,6,7,8]'])(
    'is as small as it may be: %s',
    (text) => {
      expect(excess(text)).toBeUndefined();
    },
  );

  it('may be nested, have containers and members up to the limits and no further', () => {
    expect(excess('[[[[]]]]')).toBe('is nested more than 3 deep');
    expect(excess('{"a":{"a":{"a":{}}}}')).toBe('is nested more than 3 deep');
    expect(excess('[[],[],[],[],[]]')).toBe('has more than 5 lists and objects');
    expect(excess('{"a":1,"b":2,"c":3,"d":4,"e":5}')).toBe('has more than 4 fields');
  });

  it('is not looked for in strings, whatever is escaped in them', () => {
    for (const inner of ['[[[[{{{{::::::', '\\"[[[[', '\\\\\\"[[[[', '\\\\', '\\u005b[[[[']) {
      expect(excess(`["${inner}",[[]]]`)).toBeUndefined();
      expect(excess(`["${inner}",[[[]]]]`)).toBe('is nested more than 3 deep');
    }
    expect(excess('"\\\\"[[[[')).toBe('is nested more than 3 deep');
  });

  it('ends with the text, though a string does not', () => {
    for (const text of ['"', '"\\', '["a', '[[', ']]]][']) expect(excess(text)).toBeUndefined();
  });
});
