import * as v from 'valibot';
import type { SearchedSource } from '../core/query/evidence-search';
import { ERROR_CODES } from './errors';
import { listOf } from './list';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const U32 = 0x1_0000_0000;

/** Sources of one request. */
export const SEARCHED_MOST = 1_000_000;
/** Checked in one loop: a request has hundreds of thousands of these. */
const sources = v.custom<[source: number, packed: number[]][]>(
  (value) => Array.isArray(value) && value.length <= SEARCHED_MOST && value.every(isSearched),
  'is no list of sources, each with pairs of whole numbers',
);

function isSearched(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [source, packed] = value as unknown[];
  return isU32(source) && Array.isArray(packed) && packed.length % 2 === 0 && packed.every(isU32);
}

function isU32(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < U32;
}

/** Body of POST /api/cases/:id/search: which records to read, and what to look for in them. */
export const searchEvidence = v.object({
  /** Conditions by their canonical texts: ids of EvidenceTerms. */
  terms: v.pipe(listOf(v.pipe(v.string(), v.maxLength(65_536)), 1_000), v.minLength(1)),
  /**
   * By source number: for each record, in order, the bytes between the end of the one before it and its
   * beginning, and its length.
   */
  sources,
});
export type SearchBody = v.InferOutput<typeof searchEvidence>;

export const searchProgress = v.object({
  records: count,
  sources: count,
  /** Inflated bytes. */
  bytes: count,
});

/** Lines of the reply (NDJSON); the last one is `done` or `failed`. */
export const searchMessage = v.variant('type', [
  v.object({ type: v.literal('progress'), progress: searchProgress }),
  v.object({
    type: v.literal('done'),
    /** For each term a set of records, a bit each in the order of the request: base64 of u32 words, little endian. */
    found: v.array(v.string()),
    /** Sources that could not be read; nothing is known of their records. */
    failures: v.array(v.object({ source: count, message: v.string() })),
  }),
  v.object({
    type: v.literal('failed'),
    error: v.object({ code: v.picklist(ERROR_CODES), message: v.string(), details: v.optional(v.string()) }),
  }),
]);
export type SearchMessage = v.InferOutput<typeof searchMessage>;

/** Places as they travel: small numbers, since records lie side by side. */
export function packPlaces({ source, places }: SearchedSource): SearchBody['sources'][number] {
  const gaps = new Array<number>(places.length);
  let end = 0;
  for (let i = 0; i < places.length; i += 2) {
    const [offset, length] = [places[i] as number, places[i + 1] as number];
    gaps[i] = offset - end;
    gaps[i + 1] = length;
    end = offset + length;
  }
  return [source, gaps];
}

/** @returns undefined where a place lies beyond what a source can have */
export function unpackPlaces([source, gaps]: SearchBody['sources'][number]): SearchedSource | undefined {
  const places = new Uint32Array(gaps.length);
  let end = 0;
  for (let i = 0; i < gaps.length; i += 2) {
    const [offset, length] = [end + (gaps[i] as number), gaps[i + 1] as number];
    end = offset + length;
    if (end >= U32 || length === 0) return undefined;
    places[i] = offset;
    places[i + 1] = length;
  }
  return { source, places };
}
