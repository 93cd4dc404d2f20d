import type { CustodyLine, Verified, VerifyProgressBody } from '../../../contract/integrity';
import type { IntegrityApi } from '../integrity/integrity-api';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { PagedList } from '../api/paged-list.svelte';

export type Verifying =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly progress: VerifyProgressBody | undefined }
  | { readonly state: 'cancelled' }
  | { readonly state: 'done'; readonly verified: Verified }
  | { readonly state: 'failed'; readonly problem: Problem };

/** Hex digits of a SHA-256. */
const HASH = /^[0-9a-f]{64}$/i;

/** The custody ledger, and what verifying the whole case found. Goes on while other views are shown. */
export class CustodyState {
  /** Newest first. */
  readonly lines: PagedList<CustodyLine>;
  /** Hash of the last line. */
  head = $state.raw<string | undefined>();
  verifying = $state.raw<Verifying>({ state: 'idle' });
  /** A head hash that was lodged elsewhere, as typed. */
  lodged = $state('');
  #abort: AbortController | undefined;
  /** Lines when their numbers were asked for last: newer ones are not counted in until the list is read again. */
  #total: number | undefined;

  constructor(
    private readonly api: IntegrityApi,
    /** Told after something was entered in the ledger, and when verdicts may be others. */
    private readonly verified: () => void,
  ) {
    this.lines = new PagedList((from, count) => this.#page(from, count));
  }

  /** What is wrong with the head hash that was typed; undefined where it may be sent. */
  get lodgedFault(): string | undefined {
    const typed = this.lodged.trim();
    return typed === '' || HASH.test(typed) ? undefined : 'A head hash has 64 digits from 0 to 9 and a to f';
  }

  /** Reads the ledger again from its newest line. */
  async read(): Promise<void> {
    this.#total = undefined;
    await this.lines.again();
  }

  /** Reads every byte of the case again and compares it with what was recorded. */
  async verify(): Promise<void> {
    if (this.verifying.state === 'running' || this.lodgedFault !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.verifying = { state: 'running', progress: undefined };
    try {
      const verified = await this.api.verify(this.lodged.trim().toLowerCase(), {
        signal: abort.signal,
        told: (progress) => (this.verifying = { state: 'running', progress }),
      });
      this.verifying = { state: 'done', verified };
      this.verified();
      await this.read();
    } catch (error) {
      this.verifying = abort.signal.aborted ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) };
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #page(from: number, count: number): Promise<{ total: number; items: readonly CustodyLine[] }> {
    if (this.#total === undefined) {
      const { total, head } = await this.api.custody(0, 1);
      this.#total = total;
      this.head = head;
    }
    const total = this.#total;
    const last = Math.max(0, total - from);
    const first = Math.max(0, last - count);
    const { lines } = await this.api.custody(first, last - first);
    return { total, items: lines.toReversed() };
  }
}
