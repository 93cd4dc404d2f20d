import type { StoredRange } from '../files/stored-bytes';

/** Where a source's stored bytes lie, and what they must be. */
export interface SearchableSource {
  readonly range: StoredRange;
  /** Of the stored bytes, hex. */
  readonly sha256: string;
  /** Records lie in it as text within others, so that their own bytes are not to be seen. */
  readonly nested: boolean;
  /** For messages. */
  readonly name: string;
}

/** Whether sources of this format are nested: those of LookupEvents are. */
export function isNested(format: string | null): boolean {
  return format?.startsWith('lookup-') === true;
}

/** One source of a batch. */
export interface SearchTask extends SearchableSource {
  readonly source: number;
  /** Offset and length of each record in inflated bytes, by offset ascending; none overlap. */
  readonly places: Uint32Array;
}

/** Main to a searching worker. */
export type ToSearcher =
  /** The conditions of the batches that follow, by the ids of their EvidenceTerms. */
  | { readonly type: 'terms'; readonly terms: readonly string[] }
  /** Answered by one `found`. */
  | { readonly type: 'batch'; readonly id: number; readonly tasks: readonly SearchTask[] };

export interface FoundInBatch {
  readonly id: number;
  /** For each term the records of the batch that meet it, one bit each, in the order of its tasks. */
  readonly found: readonly Uint32Array<ArrayBuffer>[];
  readonly failures: readonly { readonly source: number; readonly message: string }[];
  /** Inflated bytes that were read. */
  readonly bytes: number;
}

/** A searching worker to main. */
export type FromSearcher =
  /** The worker has started: a crash from here on is a source's doing. */
  | { readonly type: 'ready' }
  | ({ readonly type: 'found' } & FoundInBatch)
  /** Within a long batch, so far. */
  | { readonly type: 'progress'; readonly records: number; readonly bytes: number };
