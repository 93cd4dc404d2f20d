import { giveBack } from './scratch';

/**
 * Sorts `items` by `keys` ascending, stable: equal keys keep their order.
 * @param keys one per item, from 0 to `largest`
 * @returns the items in order; `items` itself where nothing had to move
 */
export function radixSort(
  items: Uint32Array<ArrayBuffer>,
  keys: Uint32Array<ArrayBuffer>,
  largest: number,
): Uint32Array<ArrayBuffer> {
  const bits = 32 - Math.clz32(largest);
  if (bits === 0 || items.length < 2) return items;
  const passes = Math.ceil(bits / 12);
  const digit = Math.ceil(bits / passes);
  const buckets = 2 ** digit;
  const mask = buckets - 1;
  let fromItems = items;
  let fromKeys = keys;
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * digit;
    const starts = new Uint32Array(buckets);
    for (let i = 0; i < fromKeys.length; i++) {
      const bucket = ((fromKeys[i] as number) >>> shift) & mask;
      starts[bucket] = (starts[bucket] as number) + 1;
    }
    let sum = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = starts[bucket] as number;
      starts[bucket] = sum;
      sum += count;
    }
    const toItems = new Uint32Array(items.length);
    const last = pass === passes - 1;
    const toKeys = last ? fromKeys : new Uint32Array(items.length);
    for (let i = 0; i < fromItems.length; i++) {
      const key = fromKeys[i] as number;
      const bucket = (key >>> shift) & mask;
      const place = starts[bucket] as number;
      starts[bucket] = place + 1;
      toItems[place] = fromItems[i] as number;
      if (!last) toKeys[place] = key;
    }
    if (fromItems !== items) giveBack(fromItems);
    if (fromKeys !== keys && fromKeys !== toKeys) giveBack(fromKeys);
    fromItems = toItems;
    fromKeys = toKeys;
  }
  if (fromKeys !== keys) giveBack(fromKeys);
  return fromItems;
}
