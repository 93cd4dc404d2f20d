import type { QueryEngine } from '../query/query-engine';
import type { SortKey, View } from '../query/filter';
import type { Locator } from '../segment/layout';

/** One event to export: where its record lies. */
export interface ExportRow {
  /** The copy that the row shows. */
  readonly shown: Locator;
  /** Every other copy. */
  readonly others: readonly Locator[];
  /** Keys of the event and its copies, each once, four words each; absent where nothing was said of any event. */
  readonly keys?: Uint32Array;
}

const WINDOW = 4096;
const LOCATOR_WORDS = 4;
const KEY_WORDS = 4;
/** A packed row says first how many copies and keys it has. */
const HEAD_BYTES = 8;
/** More than this is no row. */
const MOST_COPIES = 1_000_000;

/** The view's events in its order, as they are when the first row is asked for. */
export async function* viewRows(
  engine: Pick<QueryEngine, 'order' | 'places' | 'said'>,
  view: View,
  sort: readonly SortKey[],
): AsyncGenerator<ExportRow, void, undefined> {
  const order = await engine.order(view, sort);
  for (let start = 0; start < order.length; start += WINDOW) {
    const events = order.subarray(start, start + WINDOW);
    const keys = await engine.said.keysOfCopies(events);
    for (const [i, [shown, ...others]] of (await engine.places(events)).entries()) {
      const of = keys?.[i];
      if (shown !== undefined) yield { shown, others, ...(of === undefined ? {} : { keys: of }) };
    }
  }
}

/**
 * Rows as u32 words, little endian: how many copies, how many keys, then source, record, offset and length of each
 * copy, the shown one first, and the four words of each key. 24 bytes an event without copies and keys: the form in
 * which a window hands the order of a million events over.
 */
export function packRows(rows: readonly ExportRow[]): Uint8Array<ArrayBuffer> {
  const size = rows.reduce((sum, { others, keys }) => sum + sizeOf(1 + others.length, keysIn(keys)), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (word: number): void => {
    view.setUint32(at, word, true);
    at += 4;
  };
  for (const { shown, others, keys } of rows) {
    put(1 + others.length);
    put(keysIn(keys));
    for (const { source, record, offset, length } of [shown, ...others]) {
      put(source);
      put(record);
      put(offset);
      put(length);
    }
    for (const word of keys ?? []) put(word);
  }
  return bytes;
}

function keysIn(keys: Uint32Array | undefined): number {
  return (keys?.length ?? 0) / KEY_WORDS;
}

/** Bytes of a packed row. */
function sizeOf(copies: number, keys: number): number {
  return HEAD_BYTES + (copies * LOCATOR_WORDS + keys * KEY_WORDS) * 4;
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
      if (bytes.length - at < HEAD_BYTES) break;
      const [copies, keys] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      if (copies < 1 || copies > MOST_COPIES || keys > copies)
        throw new RangeError('The list of rows is damaged: send it again.');
      const size = sizeOf(copies, keys);
      if (bytes.length - at < size) break;
      yield rowAt(view, at, copies, keys);
      at += size;
    }
    rest = bytes.subarray(at);
  }
  if (rest.length > 0) throw new RangeError('The list of rows ends in the middle of one: send it again.');
}

/** One packed row. */
export function unpackRow(bytes: Uint8Array): ExportRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return rowAt(view, 0, view.getUint32(0, true), view.getUint32(4, true));
}

function rowAt(view: DataView, start: number, copies: number, keys: number): ExportRow {
  const word = (number: number): number => view.getUint32(start + HEAD_BYTES + number * 4, true);
  const locator = (copy: number): Locator => {
    const at = copy * LOCATOR_WORDS;
    return { source: word(at), record: word(at + 1), offset: word(at + 2), length: word(at + 3) };
  };
  const row = { shown: locator(0), others: Array.from({ length: copies - 1 }, (_, i) => locator(i + 1)) };
  if (keys === 0) return row;
  return { ...row, keys: Uint32Array.from({ length: keys * KEY_WORDS }, (_, i) => word(copies * LOCATOR_WORDS + i)) };
}
