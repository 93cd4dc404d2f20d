import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/event/canonical';
import { decodeRecord } from '../../core/format/decode-record';
import type { Range, RangeReader } from './range-reader';

/** A record's byte range in its inflated source. */
export interface RecordPlace extends Range {
  /** Source number. */
  readonly source: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Hex SHA-256 of one record's content, the same for copies that differ only in the order of names,
 * white space or escapes. For an item of LookupEvents it is the content of the record within.
 */
export function contentHash(bytes: Uint8Array): string {
  const text = recordText(bytes);
  // What is no text is never equal to anything but the same bytes: the prefix keeps the two apart.
  if (text === undefined) return createHash('sha256').update('bytes\0').update(bytes).digest('hex');
  return createHash('sha256').update(canonicalJson(text)).digest('hex');
}

function recordText(bytes: Uint8Array): string | undefined {
  const decoded = decodeRecord(bytes, 0, bytes.length);
  if (!decoded.ok) return undefined;
  if (decoded.text !== undefined) return decoded.text;
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

/** The content hashes of many records, each source read once. In the order given. */
export async function contentHashes(reader: RangeReader, records: readonly RecordPlace[]): Promise<string[]> {
  const bySource = new Map<number, number[]>();
  for (const [i, { source }] of records.entries()) {
    const indices = bySource.get(source);
    if (indices === undefined) bySource.set(source, [i]);
    else indices.push(i);
  }
  const hashes = new Array<string>(records.length).fill('');
  for (const [source, indices] of bySource) {
    const ranges = indices.map((i) => records[i] ?? { offset: 0, length: 0 });
    await reader.readMany(source, ranges, (k, bytes) => {
      hashes[indices[k] ?? 0] = contentHash(bytes);
    });
  }
  return hashes;
}
