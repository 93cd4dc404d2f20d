/** The records of one source that are to be read: byte ranges in the inflated source. */
export interface SearchedSource {
  readonly source: number;
  /** Offset and length of each, by offset ascending; none overlap. */
  readonly places: Uint32Array;
}

export interface SearchRequest {
  /** Ids of EvidenceTerms. */
  readonly terms: readonly string[];
  readonly sources: readonly SearchedSource[];
}

export interface SearchProgress {
  /** Records read, sources done with, inflated bytes read. */
  readonly records: number;
  readonly sources: number;
  readonly bytes: number;
}

/** A source that could not be read: nothing is known of its records. */
export interface SearchFailure {
  readonly source: number;
  readonly message: string;
}

export interface SearchResult {
  /** For each term the records that meet it: a bit each, in the order of the request. */
  readonly found: readonly Uint32Array[];
  readonly failures: readonly SearchFailure[];
}

export interface SearchOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SearchProgress) => void;
}

/** Reads records and tests them. The port behind which the evidence lies: a window asks main, scripts read it. */
export interface EvidenceSearch {
  /** @throws the signal's reason, once it is aborted */
  search(request: SearchRequest, options: SearchOptions): Promise<SearchResult>;
}

/** Records of a request. */
export function countPlaces(sources: readonly SearchedSource[]): number {
  return sources.reduce((sum, { places }) => sum + places.length / 2, 0);
}
