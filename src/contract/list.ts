import * as v from 'valibot';

/** A list of no more than `most` entries: a longer one is refused before any entry of it is looked at. */
export function listOf<const S extends v.GenericSchema>(item: S, most: number) {
  const short = v.custom<v.InferInput<S>[]>(
    (value) => Array.isArray(value) && value.length <= most,
    `is no list of ${most} entries or fewer`,
  );
  return v.pipe(short, v.array(item));
}
