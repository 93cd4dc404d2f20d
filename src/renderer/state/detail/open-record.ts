import { isObject, member } from '../../../core/event/json';
import type { Json, JsonObject } from '../../../core/event/json';
import type { FormatId } from '../../../core/format/format';
import type { Locator } from '../../../core/segment/layout';
import type { Source } from '../../../contract/schemas';
import { formatById } from '../../../core/format/formats';
import type { EventRow } from '../../../core/query/filter';

/** One place where the evidence holds an event. */
export interface Copy {
  readonly locator: Locator;
  readonly source: Source;
}

/** An event with its record as the evidence holds it. */
export interface OpenRecord {
  readonly row: EventRow;
  /** The shown copy. */
  readonly copy: Copy;
  /** Every other source that holds the same event. */
  readonly others: readonly Copy[];
  /** Exactly as delivered. */
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The event's own JSON: `text`, or for LookupEvents the record that is a string within it. */
  readonly recordText: string;
  /** The bytes are no valid UTF-8: `text` has replacement characters where they are not. */
  readonly damagedText: boolean;
  /** The event within the bytes; undefined where they cannot be read, with the reason in `fault`. */
  readonly record: JsonObject | undefined;
  readonly fault: string | undefined;
}

/** Decodes UTF-8, telling whether every byte belonged to a character. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly damaged: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), damaged: false };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), damaged: true };
  }
}

/** Throws where main names a format that this window does not know. */
export function openRecord(row: EventRow, copies: readonly Copy[], bytes: Uint8Array): OpenRecord {
  const [copy, ...others] = copies;
  if (copy === undefined) throw new Error('The index names no source for this event. Rebuild the index.');
  const { text, damaged } = decodeText(bytes);
  // Only a source with a format has events, and main wrote the name that it read them by.
  const decoded = formatById(copy.source.format as FormatId).decode(bytes, 0, bytes.length);
  return {
    row,
    copy,
    others,
    bytes,
    text,
    recordText: decoded.ok ? innerText(text, copy.source.format) : text,
    damagedText: damaged,
    record: decoded.ok ? decoded.record : undefined,
    fault: decoded.ok ? undefined : decoded.message,
  };
}

function innerText(text: string, format: string | null): string {
  if (format?.startsWith('lookup') !== true) return text;
  const item = JSON.parse(text) as Json;
  const inner = isObject(item) ? member(item, 'CloudTrailEvent') : undefined;
  return typeof inner === 'string' ? inner : text;
}
