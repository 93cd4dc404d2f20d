import type { IndexApi } from './index-api';

/** The order of sources by SHA-256, which decides which copy of an event is shown. */
export class SourceRanks {
  readonly #digests = new Map<number, string>();
  #read = 0;

  constructor(private readonly api: IndexApi) {}

  /** Ranks by source number, of all sources that main has now; equal SHA-256, equal rank. */
  async current(): Promise<ReadonlyMap<number, number>> {
    // The manifest only grows: what was read stays.
    for await (const sources of this.api.sources(this.#read)) {
      for (const { no, sha256 } of sources) this.#digests.set(no, sha256);
      this.#read += sources.length;
    }
    const sorted = [...this.#digests].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
    const ranks = new Map<number, number>();
    let rank = -1;
    let before: string | undefined;
    for (const [no, sha256] of sorted) {
      if (sha256 !== before) rank++;
      before = sha256;
      ranks.set(no, rank);
    }
    return ranks;
  }
}
