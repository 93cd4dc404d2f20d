/**
 * The sum of two counts that a case states of itself, which may be any: past the largest whole number that is exact it
 * stays there, so that no claim makes a number that cannot be told.
 */
export function sumOf(a: number, b: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, a + b);
}
