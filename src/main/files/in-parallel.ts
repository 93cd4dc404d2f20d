/** What a disk answers at once without the rest of the program waiting for it: Node has four threads for files. */
const AT_ONCE = 16;

/**
 * Does something asynchronous for each item, some at a time; the results are in the order of the items.
 * @throws the first failure, when what runs has ended; no more is begun then
 */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const runner = async (): Promise<void> => {
    while (next < items.length) {
      const at = next;
      next += 1;
      try {
        results[at] = await work(items[at] as T);
      } catch (cause) {
        next = items.length;
        throw cause;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, runner));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
