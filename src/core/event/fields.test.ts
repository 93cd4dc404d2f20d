import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, joinPath, parsePath } from './fields';

describe('fieldsOf', () => {
  it('keeps null, the empty string, and empty objects and arrays apart', () => {
    const text = '{"a":null,"b":"","c":{},"d":[],"e":false,"f":12345678901234567890,"g":"(none)"}';
    expect(fieldsOf(text)).toEqual([
      { path: 'a', kind: 'null', text: 'null' },
      { path: 'b', kind: 'empty', text: '' },
      { path: 'c', kind: 'empty-object', text: '{}' },
      { path: 'd', kind: 'empty-array', text: '[]' },
      { path: 'e', kind: 'boolean', text: 'false' },
      { path: 'f', kind: 'number', text: '12345678901234567890' },
      { path: 'g', kind: 'string', text: '(none)' },
    ]);
  });

  it('names places in arrays, names with dots, and names that occur twice', () => {
    const text = '{"resources":[{"ARN":"x"},{"ARN":"y"}],"tags":{"a.b":1,"":2,"x[0]":3},"t":1,"t":2,"__proto__":5}';
    expect(fieldsOf(text).map(({ path, text: value }) => `${path}=${value}`)).toEqual([
      'resources[0].ARN=x',
      'resources[1].ARN=y',
      'tags["a.b"]=1',
      'tags[""]=2',
      'tags["x[0]"]=3',
      't=1',
      't=2',
      '__proto__=5',
    ]);
  });

  it('refuses what is nested too deep or no JSON', () => {
    expect(() => fieldsOf('['.repeat(100_000))).toThrow('nested deeper');
    expect(() => fieldsOf('{')).toThrow('not JSON');
  });
});

describe('parsePath', () => {
  it('reverses joinPath for any names', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.fullUnicodeString(), fc.nat()), { minLength: 1 }), (steps) => {
        let path = '';
        for (const step of steps) path = typeof step === 'number' ? `${path}[${String(step)}]` : joinPath(path, step);
        expect(parsePath(path)).toEqual(steps);
      }),
    );
  });

  it.each(['a..b', '.a', 'a.', 'a[', 'a[x]', 'a["x]', 'a b', '[0]a'])('refuses %s', (path) => {
    expect(parsePath(path)).toBe(undefined);
  });
});
