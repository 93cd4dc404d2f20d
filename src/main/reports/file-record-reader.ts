import { TrailbenchError } from '../../contract/errors';
import { RangeCollector } from '../evidence/range-collector';
import { INFLATE_LIMITS } from '../streams/limits';
import { streamSource } from '../streams/source-stream';
import { StoredBytes } from '../files/stored-bytes';
import type { StoredRange } from '../files/stored-bytes';
import type { RecordRange, RecordReader } from './record-reader';

/** A log file that is read where it is. */
export interface FilePlace {
  readonly range: StoredRange;
  readonly uri: string;
  /** Of the stored bytes when it was indexed, hex. */
  readonly sha256: string;
  readonly inflatedSize: number;
}

/** Reads records from files in place; a file that was changed since it was indexed is refused. */
export class FileRecordReader implements RecordReader {
  /** @param find undefined for a number that is no source */
  constructor(private readonly find: (source: number) => FilePlace | undefined) {}

  inflatedSize(source: number): number {
    return this.place(source).inflatedSize;
  }

  async readMany(
    source: number,
    ranges: readonly RecordRange[],
    visit: (index: number, bytes: Uint8Array) => void | Promise<void>,
  ): Promise<void> {
    const { range, uri, sha256 } = this.place(source);
    const order = ranges.map(({ offset, length }, index) => ({ offset, length, index }));
    order.sort((a, b) => a.offset - b.offset);
    const found: { readonly index: number; readonly bytes: Uint8Array }[] = [];
    const collector = new RangeCollector(order, (index, bytes) => found.push({ index, bytes }));
    const drain = async (): Promise<void> => {
      for (const { index, bytes } of found.splice(0)) await visit(index, bytes);
    };
    const stored = openStored(range, uri);
    try {
      const { read } = await streamSource(stored, {
        limits: INFLATE_LIMITS,
        expected: sha256,
        onInflated: (chunk) => {
          collector.push(chunk);
        },
        between: drain,
        hashInflated: false,
      });
      await drain();
      if (read && collector.done) return;
    } finally {
      stored.close();
    }
    const message = `${uri} was changed since it was read: run the command again.`;
    throw new TrailbenchError('evidence-changed', message, { details: range.path });
  }

  private place(source: number): FilePlace {
    const place = this.find(source);
    if (place === undefined) throw new TrailbenchError('not-found', `There is no source ${String(source)}.`);
    return place;
  }
}

function openStored(range: StoredRange, uri: string): StoredBytes {
  try {
    return StoredBytes.open(range);
  } catch (cause) {
    const message = `${uri} cannot be read any more: put it back and run the command again.`;
    throw new TrailbenchError('evidence-missing', message, { cause, details: range.path });
  }
}
