import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleJson } from './visible-json';
import { isVisible } from './visible-text';

describe('JSON that may be looked at', () => {
  it('has the same values, and nothing that a terminal obeys or hides', () => {
    const hostile = fc.oneof(
      fc.fullUnicodeString(),
      fc.constantFrom('\u001b[2J', '\u202e', '\ufeff', '\u{e0041}', '\u0085'),
    );
    fc.assert(
      fc.property(fc.dictionary(hostile, fc.oneof(hostile, fc.integer(), fc.array(hostile))), (value) => {
        const line = visibleJson(value);
        expect(isVisible(line)).toBe(true);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
        const laidOut = visibleJson(value, 2);
        expect(isVisible(laidOut.replaceAll('\n', ''))).toBe(true);
        expect(JSON.parse(laidOut)).toEqual(JSON.parse(line));
      }),
    );
  });
});
