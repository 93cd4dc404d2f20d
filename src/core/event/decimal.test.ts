import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal, type Decimal } from './decimal';

function decimal(text: string): Decimal {
  const found = parseDecimal(text);
  if (found === undefined) throw new Error(`${text} is no number.`);
  return found;
}

const compare = (a: string, b: string): number => Math.sign(compareDecimals(decimal(a), decimal(b)));

describe('decimals', () => {
  it('compare as numbers, whatever their spelling', () => {
    for (const [a, b] of [
      ['1.5', '1.50'],
      ['1E3', '1000'],
      ['1000', '1e+3'],
      ['0.0', '-0'],
      ['0', '0e999999999999'],
      ['12.5e-1', '1.25'],
      ['.5', '0.5'],
      ['007', '7'],
    ] as const) {
      expect(compare(a, b), `${a} ${b}`).toBe(0);
    }
  });

  it('keep what doubles lose', () => {
    expect(compare('9223372036854775807', '9223372036854775806')).toBe(1);
    expect(compare('9007199254740993', '9007199254740992')).toBe(1);
    expect(compare('0.1', '0.1000000000000000000001')).toBe(-1);
    expect(compare('-9223372036854775807', '-9223372036854775806')).toBe(-1);
    expect(compare('1e400', '1e401')).toBe(-1);
    expect(compare('-1e400', '1e-400')).toBe(-1);
    expect(compare('1e-400', '0')).toBe(1);
  });

  it('agree with whole numbers of any length', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(compare(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('are nothing else', () => {
    for (const text of ['', '.', '-', '1e', 'e3', '1,000', '0x10', 'Infinity', 'NaN', ' 1', '1 '])
      expect(parseDecimal(text), text).toBeUndefined();
  });
});
