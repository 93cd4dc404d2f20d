import type { QueryEngine } from '../query/query-engine';
import type { SortKey, View } from '../query/filter';
import type { Locator } from '../segment/layout';

/** One event to export: where its record lies. */
export interface ExportRow {
  /** The copy that the row shows. */
  readonly shown: Locator;
  /** Every other copy. */
  readonly others: readonly Locator[];
}

const WINDOW = 4096;
const LOCATOR_WORDS = 4;
/** A packed row says first how many copies it has; more than this is no row. */
const MOST_COPIES = 1_000_000;

/** The view's events in its order, as they are when the first row is asked for. */
export async function* viewRows(
  engine: Pick<QueryEngine, 'order' | 'places'>,
  view: View,
  sort: readonly SortKey[],
): AsyncGenerator<ExportRow, void, undefined> {
  const order = await engine.order(view, sort);
  for (let start = 0; start < order.length; start += WINDOW) {
    for (const [shown, ...others] of await engine.places(order.subarray(start, start + WINDOW))) {
      if (shown !== undefined) yield { shown, others };
    }
  }
}

/**
 * Rows as u32 words, little endian: how many copies, then source, record, offset and length of each,
 * the shown one first. 20 bytes an event without copies: the form in which a window hands the order
 * of a million events over.
 */
export function packRows(rows: readonly ExportRow[]): Uint8Array<ArrayBuffer> {
  const words = rows.reduce((sum, { others }) => sum + 1 + LOCATOR_WORDS * (1 + others.length), 0);
  const bytes = new Uint8Array(words * 4);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (word: number): void => {
    view.setUint32(at, word, true);
    at += 4;
  };
  for (const { shown, others } of rows) {
    put(1 + others.length);
    for (const { source, record, offset, length } of [shown, ...others]) {
      put(source);
      put(record);
      put(offset);
      put(length);
    }
  }
  return bytes;
}

/** Reads packed rows from bytes in whatever chunks they come. @throws RangeError where they are none */
export async function* unpackRows(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<ExportRow, void, undefined> {
  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (;;) {
      if (bytes.length - at < 4) break;
      const copies = view.getUint32(at, true);
      if (copies < 1 || copies > MOST_COPIES) throw new RangeError('The list of rows is damaged: send it again.');
      const size = 4 + copies * LOCATOR_WORDS * 4;
      if (bytes.length - at < size) break;
      yield rowAt(view, at + 4, copies);
      at += size;
    }
    rest = bytes.subarray(at);
  }
  if (rest.length > 0) throw new RangeError('The list of rows ends in the middle of one: send it again.');
}

/** One packed row. */
export function unpackRow(bytes: Uint8Array): ExportRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return rowAt(view, 4, view.getUint32(0, true));
}

function rowAt(view: DataView, start: number, copies: number): ExportRow {
  const locator = (number: number): Locator => {
    const at = start + number * LOCATOR_WORDS * 4;
    return {
      source: view.getUint32(at, true),
      record: view.getUint32(at + 4, true),
      offset: view.getUint32(at + 8, true),
      length: view.getUint32(at + 12, true),
    };
  };
  return { shown: locator(0), others: Array.from({ length: copies - 1 }, (_, i) => locator(i + 1)) };
}
