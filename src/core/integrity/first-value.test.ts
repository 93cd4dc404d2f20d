import { describe, expect, it } from 'vitest';
import { firstObjectEnd } from './first-value';

function endOf(text: string): number | undefined {
  return firstObjectEnd(new TextEncoder().encode(text));
}

describe('the end of the first object', () => {
  it('is where its last bracket closes, whatever its strings hold', () => {
    for (const object of [
      '{}',
      '[]',
      '{"a":[1,{"b":"}"}]}',
      '{"a":"\\"}{"}',
      '{"a":"\\\\"}',
      ' \n{"ü":"€"}',
      '{"a":"]"}',
    ]) {
      const bytes = new TextEncoder().encode(object).length;
      for (const more of ['', '\n', '{"Records":[]}', '}', 'text', '\u0000']) {
        expect([object, more, endOf(object + more)]).toEqual([object, more, bytes]);
      }
    }
  });

  it('is nowhere where none begins or the first is not closed', () => {
    for (const text of ['', 'text', '"{}"', '{', '{"a":"}', '{"a":"\\', '}{}', '[[]']) {
      expect([text, endOf(text)]).toEqual([text, undefined]);
    }
  });
});
