import * as v from 'valibot';
import * as shapes from '../../../contract/integrity';
import type { Verdict } from '../../../core/integrity/verdict';
import type { Api, Evidence } from '../api/api';
import { ApiError, jsonLines } from '../api/api';

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** What the window asks main about integrity, coverage and custody of one case. All reject with ApiError. */
export class IntegrityApi {
  readonly #path: string;

  constructor(
    caseId: string,
    private readonly api: Pick<Api, 'get' | 'post' | 'request' | 'refusal'>,
  ) {
    this.#path = `/cases/${encodeURIComponent(caseId)}`;
  }

  /** Checks what has not been checked yet: may take seconds. */
  summary(): Promise<shapes.IntegritySummary> {
    return this.api.get(`${this.#path}/integrity`, shapes.integritySummary);
  }

  /** For each source number from 0 a byte: its verdict's place in VERDICT_CODES. */
  async verdicts(): Promise<Uint8Array> {
    const response = await this.api.request(`${this.#path}/integrity/verdicts`, {});
    if (!response.ok) throw await this.api.refusal(response);
    return new Uint8Array(await response.arrayBuffer());
  }

  proof(source: number): Promise<shapes.SourceProof> {
    return this.api.get(`${this.#path}/integrity/sources/${String(source)}`, shapes.sourceProof);
  }

  /** @param only those with this verdict, or of this group; absent: all, worst first */
  async findings(
    from: number,
    count: number,
    only: { readonly verdict?: Verdict; readonly group?: number } = {},
  ): Promise<Page<shapes.IntegrityFinding> & { readonly counts: shapes.VerdictCounts }> {
    const query = new URLSearchParams({ from: String(from), count: String(count) });
    if (only.verdict !== undefined) query.set('verdict', only.verdict);
    if (only.group !== undefined) query.set('group', String(only.group));
    const { total, counts, findings } = await this.api.get(
      `${this.#path}/integrity/findings?${query.toString()}`,
      shapes.integrityFindings,
    );
    return { total, counts, items: findings };
  }

  /** Findings of a kind, by account and region. @param text in their words, account or region; empty: all */
  async findingGroups(
    from: number,
    count: number,
    verdict: Verdict | undefined,
    text: string,
  ): Promise<Page<shapes.FindingGroup>> {
    const query = new URLSearchParams({ from: String(from), count: String(count), text });
    if (verdict !== undefined) query.set('verdict', verdict);
    const path = `${this.#path}/integrity/finding-groups?${query.toString()}`;
    const { total, groups } = await this.api.get(path, shapes.findingGroups);
    return { total, items: groups };
  }

  async chains(): Promise<readonly shapes.DigestChain[]> {
    return (await this.api.get(`${this.#path}/integrity/chains`, shapes.digestChains)).chains;
  }

  async chain(no: number, from: number, count: number): Promise<Page<shapes.ChainEntry>> {
    const query = new URLSearchParams({ from: String(from), count: String(count) });
    const path = `${this.#path}/integrity/chains/${String(no)}?${query.toString()}`;
    const { total, entries } = await this.api.get(path, shapes.chainEntries);
    return { total, items: entries };
  }

  coverage(wish: v.InferInput<typeof shapes.coverageWish>): Promise<shapes.CoverageGrid> {
    return this.api.post(`${this.#path}/integrity/coverage`, wish, shapes.coverageGrid);
  }

  covered(wish: shapes.CoveredWish): Promise<shapes.CoveredHours> {
    return this.api.post(`${this.#path}/integrity/covered`, wish, shapes.coveredHours);
  }

  /** Reads files with public keys; they become sources of the case. */
  addKeys(evidence: Evidence): Promise<shapes.AddedKeys> {
    return this.api.post(`${this.#path}/integrity/keys`, evidence, shapes.addedKeys);
  }

  custody(from: number, count: number): Promise<shapes.CustodyPage> {
    const query = new URLSearchParams({ from: String(from), count: String(count) });
    return this.api.get(`${this.#path}/custody?${query.toString()}`, shapes.custodyPage);
  }

  /**
   * Reads and hashes everything again; `told` hears how far it is. Aborting cancels it.
   * @param head a head hash that was lodged earlier; empty: none
   */
  async verify(
    head: string,
    options: { readonly signal: AbortSignal; readonly told: (progress: shapes.VerifyProgressBody) => void },
  ): Promise<shapes.Verified> {
    const response = await this.api.request(`${this.#path}/integrity/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(head === '' ? {} : { head }),
      signal: options.signal,
    });
    if (!response.ok || response.body === null) throw await this.api.refusal(response);
    for await (const line of jsonLines(response.body)) {
      const message = v.safeParse(shapes.verifyMessage, line);
      if (!message.success) {
        throw new ApiError('internal', `A word of main has an unexpected shape: ${v.summarize(message.issues)}`);
      }
      const { output } = message;
      if (output.type === 'done') return output.verified;
      if (output.type === 'failed') throw new ApiError(output.error.code, output.error.message, output.error.details);
      options.told(output.progress);
    }
    throw new ApiError('unreachable', 'Trailbench broke off the verification. Start it again; the case is unchanged.');
  }
}
