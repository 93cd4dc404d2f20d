import * as v from 'valibot';
import { EXPORT_FORMATS } from '../core/report/export-manifest';
import { ERROR_CODES } from './errors';
import { listOf } from './list';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const words = v.pipe(v.string(), v.maxLength(1_000_000));

/** Layouts of an export; see `core/report/export-manifest`. */
export const exportFormat = v.picklist(EXPORT_FORMATS, 'use csv, jsonl or jsonl-evidence');

/** What every wish for an export says, whatever its rows are. */
export const wishFields = {
  /** `UTC`, an IANA name or an offset. */
  zone: v.pipe(v.string(), v.maxLength(100)),
  /** Leave formulas as they are. */
  raw: v.boolean(),
  /** The filter as text, and the order of the rows in words. */
  filter: words,
  order: words,
  /** Copies that the view hides. */
  duplicatesHidden: count,
  /** Rows that follow; fewer or more are refused as a damaged list. */
  rows: count,
  /** A file to write; else a new one in the case's `exports/`. Never one that exists. */
  path: v.optional(v.pipe(v.string(), v.maxLength(4_096))),
};

/**
 * What a window wishes to export. The request's body is this as JSON, framed by `frameExport`, and the packed rows of
 * `core/report/export-rows`.
 */
export const exportWish = v.object({
  format: exportFormat,
  /** Of CSV: every field, or names as `csvColumns` takes them, in their order. */
  columns: v.union(
    [v.literal('all'), listOf(v.pipe(v.string(), v.maxLength(4_096)), 10_000)],
    'use "all" or a list of names',
  ),
  ...wishFields,
});
export type ExportWishBody = v.InferOutput<typeof exportWish>;

/** A finished export. */
export const exported = v.object({
  /** Absolute paths. */
  file: v.string(),
  manifest: v.string(),
  rows: count,
  bytes: count,
  /** Hex. */
  sha256: v.string(),
  /** Entered in the custody ledger; not where the case is read-only. */
  entered: v.boolean(),
});
export type Exported = v.InferOutput<typeof exported>;

export const exportProgress = v.object({
  phase: v.picklist(['listing', 'reading', 'writing']),
  rows: count,
  /** Null while the rows are still being listed. */
  total: v.nullable(count),
});
export type ExportProgressBody = v.InferOutput<typeof exportProgress>;

/** Lines of the reply to POST /api/cases/:id/exports (NDJSON); the last one is `done` or `failed`. */
export const exportMessage = v.variant('type', [
  v.object({ type: v.literal('progress'), progress: exportProgress }),
  v.object({ type: v.literal('done'), exported }),
  v.object({
    type: v.literal('failed'),
    error: v.object({ code: v.picklist(ERROR_CODES), message: v.string(), details: v.optional(v.string()) }),
  }),
]);
export type ExportMessage = v.InferOutput<typeof exportMessage>;

/** Values of JSON paths in records: [source, offset, length] each. */
export const fieldValues = v.object({
  records: listOf(v.tuple([count, count, count]), 500),
  paths: listOf(v.pipe(v.string(), v.maxLength(4_096)), 64),
});

/** What a record holds at a path; nothing where it has none there, or null. */
export const fieldValue = v.object({
  texts: v.array(v.string()),
  /** Characters that were left out, the values being too long to list. */
  more: count,
});
export type FieldValue = v.InferOutput<typeof fieldValue>;

/** For each record its values by path, in the order asked for; null where the record cannot be read. */
export const fieldValuesReply = v.object({ values: v.array(v.nullable(v.array(fieldValue))) });

/** Bytes of the length that stands before the wish: u32, little endian. */
export const FRAME_BYTES = 4;
/** More is no wish. */
export const WISH_BYTES_MAX = 8 * 1024 * 1024;

/** A wish as it stands before the packed rows in the body. */
export function frameWish(wish: object): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(wish));
  const framed = new Uint8Array(FRAME_BYTES + json.length);
  new DataView(framed.buffer).setUint32(0, json.length, true);
  framed.set(json, FRAME_BYTES);
  return framed;
}
