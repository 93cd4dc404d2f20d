/**
 * What calls with spread arguments must not do: `list.push(...items)` and `Math.max(...items)` put every item on the
 * stack, and evidence decides how many there are. Lint refuses such calls everywhere but in tests.
 */

/** Puts items behind those of a list, however many. @param items not the list itself */
export function appendAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}

/** The largest of some numbers and of `least`. */
export function largest(values: Iterable<number>, least = -Infinity): number {
  let found = least;
  for (const value of values) found = Math.max(found, value);
  return found;
}

/** The smallest of some numbers and of `most`. */
export function smallest(values: Iterable<number>, most = Infinity): number {
  let found = most;
  for (const value of values) found = Math.min(found, value);
  return found;
}
