import type { CaseStatus } from '../../../contract/schemas';
import type {
  DigestChain,
  FindingGroup,
  IntegrityFinding,
  IntegritySummary,
  SourceProof,
} from '../../../contract/integrity';
import type { Verdict, VerdictCode } from '../../../core/integrity/verdict';
import { codeAt, VERDICTS } from '../../../core/integrity/verdict';
import type { Evidence } from '../api/api';
import type { IntegrityApi } from './integrity-api';
import { Latest } from '../api/latest';
import type { Loadable, Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { PagedList } from '../api/paged-list.svelte';

/** Verdicts that something can be found with, worst first. */
export const FOUND: readonly Verdict[] = VERDICTS.filter((one) => one !== 'valid' && one !== 'not-checked');

/** Before asking again about sources that were not counted in yet. */
const AGAIN_MS = 1000;
/** Sources may be counted in another way: then asking again changes nothing. */
const TRIES = 3;

/** What the case bar says in one word; see `IntegritySummary.worst`. */
export type Worst = IntegritySummary['worst'];

/** What the digests of the case say of its log files. Main checks; this asks whenever there is more to check. */
export class IntegrityState {
  /** Kept while a newer one is on its way; undefined before the first. */
  summary = $state.raw<IntegritySummary | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** Main is checking. */
  checking = $state(false);
  /** The first finding of each verdict, for the cards. */
  firsts = $state.raw<ReadonlyMap<Verdict, IntegrityFinding>>(new Map());
  chains = $state.raw<Loadable<readonly DigestChain[]>>({ state: 'idle' });
  /** Of the findings' list; undefined: all. */
  shown = $state.raw<Verdict | undefined>();
  /** What the findings' list is looked through for; empty: nothing. */
  text = $state('');
  /** The integrity part of its view is to be brought into sight. */
  wanted = $state(false);
  /** The findings, those of a kind, account and region together. */
  readonly groups: PagedList<FindingGroup>;

  #verdicts = $state.raw<Uint8Array>(new Uint8Array());
  #proofs = new Map<number, Promise<SourceProof>>();
  /** Sources of the case as main last told. */
  #sources = $state.raw(0);
  #importing = $state.raw(false);
  /** How often it was asked about so many sources. */
  #tries = $state.raw(0);
  #later: ReturnType<typeof setTimeout> | undefined;
  readonly #asking: Latest;

  /** @param checked told whenever main has checked more */
  constructor(
    private readonly api: IntegrityApi,
    private readonly checked: () => void,
  ) {
    this.groups = new PagedList((from, count) => this.api.findingGroups(from, count, this.shown, this.text));
    this.#asking = new Latest(
      () => this.#ask(),
      (error) => {
        this.checking = false;
        this.problem = problemOf(error);
      },
    );
  }

  /** The verdict on a source; undefined before the sources were checked. */
  verdict(source: number): VerdictCode | undefined {
    const byte = this.#verdicts[source];
    return byte === undefined ? undefined : codeAt(byte);
  }

  /** How many have a verdict: log files and digests, missing ones and gaps. */
  count(verdict: Verdict): number {
    return this.summary === undefined ? 0 : this.summary.logs[verdict] + this.summary.digests[verdict];
  }

  /** Verdicts that were found, worst first, `valid` and `not-checked` aside. */
  get found(): readonly Verdict[] {
    return FOUND.filter((verdict) => this.count(verdict) > 0);
  }

  /** The case was told of: where it has other sources than were asked about, or an import ended, it is asked again. */
  follow(status: CaseStatus | undefined, importing: boolean): void {
    if (status === undefined) return;
    if (status.sources !== this.#sources) this.#tries = 0;
    this.#sources = status.sources;
    this.#importing = importing;
    if (!importing && !this.#complete) this.check();
  }

  /** What is known is about everything that the case holds. */
  get #complete(): boolean {
    const { summary } = this;
    if (summary === undefined || !summary.current) return false;
    return summary.sources === this.#sources || this.#tries >= TRIES;
  }

  /** What is shown is of fewer sources than the case has: the answer to the rest is on its way. */
  get behind(): boolean {
    return this.summary !== undefined && !this.#complete;
  }

  /** Asks main again; what it has checked already it does not check again. */
  check(): void {
    this.#asking.request();
  }

  /** Findings of one verdict alone, or all of them. */
  show(verdict: Verdict | undefined): void {
    this.shown = verdict;
    void this.groups.again();
  }

  /** Findings with this text alone; empty: all of them. */
  find(text: string): void {
    this.text = text;
    void this.groups.again();
  }

  /** The findings of a group, a page at a time. */
  ofGroup(no: number): PagedList<IntegrityFinding> {
    return new PagedList((from, count) => this.api.findings(from, count, { group: no }));
  }

  /** Shows the findings, with the view that has them. */
  bring(): void {
    this.wanted = true;
  }

  /** What is known of a source, asked for once while nothing changes. Rejects with ApiError. */
  proof(source: number): Promise<SourceProof> {
    const known = this.#proofs.get(source);
    if (known !== undefined) return known;
    const asked = this.api.proof(source);
    this.#proofs.set(source, asked);
    asked.catch(() => this.#proofs.delete(source));
    return asked;
  }

  /** Entries of a chain, a page at a time. */
  entries(chain: number): PagedList<Awaited<ReturnType<IntegrityApi['chain']>>['items'][number]> {
    return new PagedList((from, count) => this.api.chain(chain, from, count));
  }

  /** Rejects with ApiError, for the dialog that asked. */
  async addKeys(evidence: Evidence): Promise<Awaited<ReturnType<IntegrityApi['addKeys']>>['keys']> {
    const { keys } = await this.api.addKeys(evidence);
    this.check();
    return keys;
  }

  async showChains(): Promise<void> {
    const at = this.summary?.at;
    if (this.chains.state === 'idle') this.chains = { state: 'loading' };
    try {
      const value = await this.api.chains();
      if (at === this.summary?.at) this.chains = { state: 'ready', value };
    } catch (error) {
      if (at === this.summary?.at) this.chains = { state: 'failed', problem: problemOf(error) };
    }
  }

  stop(): void {
    clearTimeout(this.#later);
    this.#asking.stop();
  }

  async #ask(): Promise<void> {
    this.checking = true;
    this.#tries++;
    const summary = await this.api.summary();
    const [verdicts, firsts] = await Promise.all([this.api.verdicts(), this.#readFirsts(summary)]);
    const changed = summary.at !== this.summary?.at || summary.sources !== this.summary.sources;
    this.summary = summary;
    this.#verdicts = verdicts;
    this.firsts = firsts;
    this.checking = false;
    this.problem = undefined;
    clearTimeout(this.#later);
    // Main told of sources that it had not yet counted in.
    if (!this.#complete && !this.#importing) this.#later = setTimeout(() => this.check(), AGAIN_MS);
    if (!changed) return;
    this.checked();
    this.#proofs = new Map();
    if (this.groups.total !== undefined) void this.groups.again();
    if (this.chains.state !== 'idle') void this.showChains();
  }

  async #readFirsts(summary: IntegritySummary): Promise<ReadonlyMap<Verdict, IntegrityFinding>> {
    const found = FOUND.filter((verdict) => summary.logs[verdict] + summary.digests[verdict] > 0);
    const firsts = await Promise.all(found.map((verdict) => this.api.findings(0, 1, { verdict })));
    return new Map(
      found.flatMap((verdict, at) => {
        const first = firsts[at]?.items[0];
        return first === undefined ? [] : [[verdict, first] as const];
      }),
    );
  }
}
