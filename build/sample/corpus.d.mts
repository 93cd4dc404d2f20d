export interface CorpusOptions {
  readonly folder: string;
  /** Unique events. */
  readonly events: number;
  /** 4,000 events a file (default), or 6 as in real trails. */
  readonly shape?: 'large' | 'tiny';
  /** The same seed gives the same files. Default 1. */
  readonly seed?: number;
  /** Default true. */
  readonly gzip?: boolean;
  /** Further copies, as a fraction of the events from 0 to 1, in files of their own. Default 0. */
  readonly duplicates?: number;
  readonly threads?: number;
}

export interface CorpusResult {
  readonly events: number;
  /** Copies written beyond the events. */
  readonly duplicates: number;
  readonly files: number;
  /** As stored. */
  readonly bytes: number;
  readonly inflated: number;
}

/** Writes a corpus of invented CloudTrail logs in the AWSLogs layout. */
export declare function writeCorpus(options: CorpusOptions): Promise<CorpusResult>;
