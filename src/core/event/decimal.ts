/**
 * Numbers as they are written, compared exactly: doubles would take 9223372036854775806 and ...807
 * for one. Works on digits, so that a hostile exponent costs nothing.
 */
export interface Decimal {
  readonly negative: boolean;
  /** Significant digits without zeros at either end; empty for zero. The value is 0.DIGITS x 10^exponent. */
  readonly digits: string;
  readonly exponent: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A decimal number with or without sign, fraction and exponent; undefined where the text is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  if (all === '') return undefined;
  let first = 0;
  while (all[first] === '0') first += 1;
  let last = all.length;
  while (last > first && all[last - 1] === '0') last -= 1;
  const digits = all.slice(first, last);
  if (digits === '') return { negative: false, digits, exponent: 0 };
  return { negative: sign === '-', digits, exponent: Number(power) + whole.length - first };
}

/** Negative where `a` is less, 0 where they are equal, positive where it is more. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const signA = signOf(a);
  const signB = signOf(b);
  if (signA !== signB) return signA - signB;
  return signA * compareSizes(a, b);
}

function signOf({ negative, digits }: Decimal): number {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}

/** Of two numbers that are not zero; digits without zeros at their ends compare as text does. */
function compareSizes(a: Decimal, b: Decimal): number {
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -1 : 1;
}
