import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { hasBit } from './bitset';
import type { Dictionary } from './dictionary';
import type { EventSpace } from './event-space';
import type { SortKey } from './filter';
import { firstId } from './histogram';
import { radixSort } from './radix-sort';
import { giveBack } from './scratch';

/** The events of `order` that are in the set, in that order. */
export function filterOrder(order: Uint32Array, words: Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const matched = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < order.length; i++) {
    const event = order[i] as number;
    if (hasBit(words, event)) matched[at++] = event;
  }
  return matched;
}

/**
 * Sorts events by several keys. Equal ones keep the order they have, which is the canonical one.
 * "(no time)", "(none)" and bytes that are not stated come last in either direction; several values sort by the first one.
 * The columns must be loaded.
 */
export function sortEvents(
  events: Uint32Array<ArrayBuffer>,
  keys: readonly SortKey[],
  space: EventSpace,
  dictionary: (facet: FacetName) => Dictionary,
): Uint32Array<ArrayBuffer> {
  let sorted = events;
  // From the last key to the first, each sort being stable.
  for (const { column, descending } of keys.toReversed()) {
    const { keyOf, largest } = keysOf(column, descending, space, dictionary);
    const ofItem = new Uint32Array(sorted.length);
    for (let i = 0; i < sorted.length; i++) ofItem[i] = keyOf[sorted[i] as number] as number;
    const before = sorted;
    sorted = radixSort(before, ofItem, largest);
    giveBack(keyOf);
    giveBack(ofItem);
    if (before !== events && before !== sorted) giveBack(before);
  }
  return sorted;
}

function keysOf(
  column: SortKey['column'],
  descending: boolean,
  space: EventSpace,
  dictionary: (facet: FacetName) => Dictionary,
): Keys {
  if (column === 'time') return timeKeys(space, descending);
  if (column === 'bytesOut') return bytesKeys(space, descending);
  return valueKeys(space, column, dictionary(column), descending);
}

interface Keys {
  /** By event number. */
  readonly keyOf: Uint32Array<ArrayBuffer>;
  readonly largest: number;
}

function timeKeys(space: EventSpace, descending: boolean): Keys {
  let earliest = NO_TIME;
  let latest = 0;
  for (const { info } of space.segments) {
    if (info.firstTime !== null && info.firstTime < earliest) earliest = info.firstTime;
    if (info.lastTime !== null && info.lastTime > latest) latest = info.lastTime;
  }
  const keyOf = new Uint32Array(space.span);
  if (earliest > latest) return { keyOf, largest: 0 };
  const last = latest - earliest + 1;
  for (const { base, rows, time } of space.segments) {
    for (let row = 0; row < rows; row++) {
      const seconds = time[row] as number;
      keyOf[base + row] = seconds === NO_TIME ? last : descending ? latest - seconds : seconds - earliest;
    }
  }
  return { keyOf, largest: last };
}

/** Bytes may go beyond 32 bits, so that their ranks are the keys. Events that state none come last. */
function bytesKeys(space: EventSpace, descending: boolean): Keys {
  const stated = new Set<number>();
  for (const segment of space.segments) {
    for (let row = 0; row < segment.rows; row++) {
      const bytes = segment.bytesOut(row);
      if (bytes >= 0) stated.add(bytes);
    }
  }
  const values = Float64Array.from(stated).sort();
  const last = values.length;
  const ranks = new Map(Array.from(values, (bytes, rank) => [bytes, descending ? last - 1 - rank : rank] as const));
  const keyOf = new Uint32Array(space.span);
  for (const segment of space.segments) {
    for (let row = 0; row < segment.rows; row++) keyOf[segment.base + row] = ranks.get(segment.bytesOut(row)) ?? last;
  }
  return { keyOf, largest: last };
}

function valueKeys(space: EventSpace, facet: FacetName, dictionary: Dictionary, descending: boolean): Keys {
  const columns = space.segments.map((segment) => ({ segment, column: segment.column(facet, dictionary) }));
  const ranks = dictionary.ranks();
  const largest = ranks[0] as number;
  const keyOf = new Uint32Array(space.span);
  for (const { segment, column } of columns) {
    const { base, rows } = segment;
    const ofCode = new Uint32Array(column.ids.length);
    for (let code = 0; code < ofCode.length; code++) {
      const id = column.ids[code] as number;
      const rank = ranks[id] as number;
      ofCode[code] = id !== 0 && descending ? largest - 1 - rank : rank;
    }
    if (column.ends === undefined) {
      for (let row = 0; row < rows; row++) keyOf[base + row] = ofCode[column.codes[row] as number] as number;
    } else {
      for (let row = 0; row < rows; row++) {
        const id = firstId(column, row);
        const rank = ranks[id] as number;
        keyOf[base + row] = id !== 0 && descending ? largest - 1 - rank : rank;
      }
    }
  }
  return { keyOf, largest };
}
