import type { VerdictCode } from './verdict';

/** Something that is not as it should be. */
export interface Finding {
  readonly code: VerdictCode;
  readonly about: 'log' | 'digest' | 'chain' | 'keys';
  /** Position in the list of chains. */
  readonly chain: number | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly trail: string | null;
  /** Source numbers: of what it is about, and of the digest that says so. */
  readonly source: number | null;
  readonly digest: number | null;
  /** Bucket and key; null where the source's own name says it. */
  readonly object: string | null;
  /** Seconds since 1970 UTC. */
  readonly from: number | null;
  readonly to: number | null;
  readonly words: string;
  /** What is said of all that are like it: the words without names and times. Absent: the words. */
  readonly kind?: string;
  readonly remedy: string | null;
}
