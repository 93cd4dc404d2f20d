import { INDEXED_FACETS, type FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { readText } from '../segment/code-unit-text';
import type { FacetColumn } from '../segment/columns';
import { hasBit } from './bitset';
import type { DigestEvent } from './digest-event';
import type { Duplicates } from './duplicates';
import type { EventSpace } from './event-space';
import type { EventRow } from './filter';
import type { IndexedSegment } from './indexed-segment';

/** A column of the grid: a facet, or the bytes that the event stated. */
export type RowColumn = FacetName | 'bytesOut';

/** Rows in an order, and how many the order has. */
export interface RowWindow {
  readonly rows: readonly EventRow[];
  /** Events that the view shows. */
  readonly matched: number;
}

/** Puts single events together from the columns, which must be loaded. */
export class RowReader {
  constructor(
    private readonly space: EventSpace,
    private readonly duplicates: Duplicates,
  ) {}

  row(event: number, columns: readonly RowColumn[]): EventRow {
    const segment = this.space.segmentOf(event);
    const row = event - segment.base;
    const values: Partial<Record<FacetName, string | readonly string[] | null>> = {};
    let withBytes = false;
    for (const column of columns) {
      if (column === 'bytesOut') withBytes = true;
      else values[column] = this.#value(segment, row, column);
    }
    return {
      event,
      time: timeOf(segment, row),
      copies: this.duplicates.countCopies(event),
      conflicting: hasBit(this.duplicates.conflicting.values, event),
      values,
      ...(withBytes ? { bytesOut: bytesOutOf(segment, row) } : {}),
    };
  }

  digestEvent(segment: IndexedSegment, row: number): DigestEvent {
    const event = segment.base + row;
    const { key, hash } = segment.dedupe;
    return {
      key: hex([key[row * 2 + 1] as number, key[row * 2] as number]),
      contentHash: hex([...hash.subarray(row * 4, row * 4 + 4)].map(swapBytes)),
      time: timeOf(segment, row),
      bytesOut: bytesOutOf(segment, row),
      ...this.duplicates.locator(event),
      hidden: hasBit(this.duplicates.hidden.values, event),
      conflicting: hasBit(this.duplicates.conflicting.values, event),
      facets: INDEXED_FACETS.map(({ name }) => [name, this.#value(segment, row, name)] as const),
    };
  }

  #value(segment: IndexedSegment, row: number, name: FacetName): string | readonly string[] | null {
    const column = segment.plainColumn(name);
    const { codes, ends } = column;
    if (ends === undefined) return valueOf(column, codes[row] as number);
    const start = row === 0 ? 0 : (ends[row - 1] as number);
    const values = Array.from(codes.subarray(start, ends[row]), (code) => valueOf(column, code) ?? '');
    return values.length === 0 ? null : values;
  }
}

/** The value of a code; null for "(none)". */
function valueOf({ textEnds, text }: FacetColumn, code: number): string | null {
  if (code === 0) return null;
  return readText(text, code === 1 ? 0 : (textEnds[code - 2] as number), textEnds[code - 1] as number);
}

function timeOf(segment: IndexedSegment, row: number): number | null {
  const time = segment.time[row] as number;
  return time === NO_TIME ? null : time;
}

function bytesOutOf(segment: IndexedSegment, row: number): number | null {
  const bytes = segment.bytesOut(row);
  return bytes < 0 ? null : bytes;
}

function hex(words: readonly number[]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function swapBytes(word: number): number {
  return ((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
