import type { TrailConfiguration } from '../../core/integrity/configuration';
import type { HistoryStretch } from '../../core/integrity/history';
import type { Place } from '../../core/integrity/place';
import type { OpenCase } from '../open-case/open-case';
import { chosenDigests, finishedAcquisitions } from './chosen-digests';
import { SourceIntake } from './source-intake';
import type { CheckedSources, CheckOptions } from './source-intake';

/** What was found out of a case, and of how much of it. */
export interface CheckedCase extends CheckedSources {
  /** Lines of the manifest that it speaks of. */
  readonly sources: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** While an import is running a check is made anew only after this many milliseconds, or five times what it took. */
const AGAIN_MS = 2_000;

/**
 * The digests of a case, checked against what the manifest says of its sources. A check is kept until the manifest has
 * grown; of what it grew by only the new lines are read.
 */
export class CaseCheck {
  private readonly intake = new SourceIntake();
  private rows = 0;
  private latest: CheckedCase | undefined;
  private running: Promise<CheckedCase> | undefined;
  private notBefore = 0;
  /** Acquisitions that were finished when the latest check was made: what was chosen decides what is missing. */
  private finished = 0;

  constructor(private readonly opened: Pick<OpenCase, 'manifest' | 'evidence' | 'ledger'>) {}

  /** What configurations in evidence say of trails; known after a check. */
  get configuration(): readonly TrailConfiguration[] {
    return this.intake.configuration;
  }

  /** Whose log files came from which folder of a bucket; known after a check. */
  get streams(): ReadonlyMap<string, Place> {
    return this.intake.streams;
  }

  /** What pages of event history answer for; known after a check. */
  get history(): readonly HistoryStretch[] {
    return this.intake.history;
  }

  /** True where the latest check speaks of every source. */
  get current(): boolean {
    const { manifest, ledger } = this.opened;
    return this.latest?.sources === manifest.count && this.finished === finishedAcquisitions(ledger.entries);
  }

  /** The latest check; a new one where sources came since, but not too often. */
  async latestCheck(options: Omit<CheckOptions, 'read'> = {}): Promise<CheckedCase> {
    const { latest } = this;
    if (latest !== undefined && (this.current || performance.now() < this.notBefore)) return latest;
    return await this.check(options);
  }

  /** A check that speaks of every source. */
  async fresh(options: Omit<CheckOptions, 'read'> = {}): Promise<CheckedCase> {
    return this.latest !== undefined && this.current ? this.latest : await this.check(options);
  }

  /** A check of every source that is durable now. Only one runs at a time. */
  async check(options: Omit<CheckOptions, 'read'> = {}): Promise<CheckedCase> {
    if (this.running !== undefined) return await this.running;
    this.running = this.run(options);
    try {
      return await this.running;
    } finally {
      this.running = undefined;
    }
  }

  /** Keys from a file that is on its way into the case. @returns how many there were */
  addKeys(bytes: Uint8Array): number {
    const found = this.intake.addKeys(bytes);
    if (found > 0) this.latest = undefined;
    return found;
  }

  private async run(options: Omit<CheckOptions, 'read'>): Promise<CheckedCase> {
    const { manifest, evidence, ledger } = this.opened;
    const begun = performance.now();
    const from = this.rows;
    let taken = 0;
    this.rows = await manifest.scan(from, (line) => {
      this.intake.take(line);
      taken += 1;
    });
    if (taken !== this.rows - from) throw new Error('The manifest has fewer lines than it counts.');
    const sources = this.rows;
    const finished = finishedAcquisitions(ledger.entries);
    const wasChosen = chosenDigests(ledger.entries);
    const read = (no: number, size: number): Promise<Uint8Array> => evidence.readRange(no, 0, size);
    const checked = await this.intake.check({ ...options, wasChosen, read });
    this.finished = finished;
    this.latest = { ...checked, sources, at: new Date().toISOString() };
    const ended = performance.now();
    this.notBefore = ended + Math.max(AGAIN_MS, 5 * (ended - begun));
    return this.latest;
  }
}
