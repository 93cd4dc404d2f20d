import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical';
import { JsonTextError, parseJsonText } from './json-text';
import type { JsonNode } from './json-text';

/** A JSON value with its members shuffled and blanks around every token. */
function shuffled(value: unknown, random: () => number): string {
  const blank = (): string => [' ', '', '\n', '\t\r '][Math.floor(random() * 4)] ?? '';
  if (Array.isArray(value)) return `${blank()}[${value.map((item) => shuffled(item, random)).join(',')}]${blank()}`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .map(([name, item]) => ({
        order: random(),
        text: `${blank()}${JSON.stringify(name)}${blank()}:${shuffled(item, random)}`,
      }))
      .sort((a, b) => a.order - b.order)
      .map(({ text }) => text);
    return `${blank()}{${members.join(',')}}${blank()}`;
  }
  return `${blank()}${JSON.stringify(value)}${blank()}`;
}

function valueOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, valueOf(value)]));
    case 'array':
      return node.items.map(valueOf);
    case 'string':
      return node.value;
    default:
      return JSON.parse(node.text);
  }
}

describe('canonicalJson', () => {
  it('is equal for any order of names and any white space, and keeps the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (value, stream) => {
        const random = (): number => Number(stream.next().value);
        const plain = canonicalJson(JSON.stringify(value));
        expect(canonicalJson(shuffled(value, random))).toBe(plain);
        expect(JSON.parse(plain)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(plain)).toBe(plain);
      }),
    );
  });

  it('sorts names by UTF-16 code unit at every level', () => {
    expect(canonicalJson('{"b":1,"a":{"é":1,"Z":2,"\\ud83d\\ude00":3,"\\uffff":4},"":0,"a1":5}')).toBe(
      '{"":0,"a":{"Z":2,"é":1,"😀":3,"\uFFFF":4},"a1":5,"b":1}',
    );
  });

  it('keeps numbers as written', () => {
    const numbers = '[1,1.0,1e0,-0,12345678901234567890,1E+2,0.1000]';
    expect(canonicalJson(numbers)).toBe(numbers);
  });

  it('writes strings in one spelling, lone surrogates as escapes', () => {
    expect(canonicalJson('"\\u0041\\/\\u00e9\\n\\ud800"')).toBe('"A/é\\n\\ud800"');
  });

  it('keeps members of the same name in their order', () => {
    expect(canonicalJson('{"b":1,"a":2,"b":0,"\\u0062":3}')).toBe('{"a":2,"b":1,"b":0,"b":3}');
  });

  it('takes 200 levels and refuses more, however many', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(canonicalJson(nested(200))).toBe(nested(200));
    for (const depth of [201, 1_000_000]) {
      expect(() => canonicalJson(nested(depth))).toThrow(new JsonTextError('too-deep', 200));
    }
  });
});

describe('parseJsonText', () => {
  const token = fc.constantFrom(
    ...'{}[],:"\\-+.0127eEtrufalsn/ \n\t',
    '"a"',
    'true',
    'null',
    '\\u00',
    '\u0001',
    '\u00a0',
    '1.5',
  );

  it('reads and refuses exactly what JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
        ),
        (text) => {
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            expect(() => parseJsonText(text)).toThrow(JsonTextError);
            return;
          }
          expect(valueOf(parseJsonText(text))).toEqual(expected);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['', 0],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['"abc', 4],
    ['"a\u0000"', 2],
    ['01', 1],
    ['{}x', 2],
    ['tru', 0],
  ])('says where %j stops being JSON', (text, position) => {
    expect(() => parseJsonText(text)).toThrow(new JsonTextError('syntax', position));
  });
});
