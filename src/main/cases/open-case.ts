import { TrailbenchError } from '../../contract/errors';
import type { CaseStatus } from '../../contract/schemas';
import type { Json } from '../../core/event/json';
import type { EvidenceStore } from '../evidence/evidence-store';
import type { Acquisition, AcquisitionState } from './acquisition';
import { nextAcquisition, startedAcquisition, unfinishedAcquisitions } from './acquisition';
import { CaseKey } from './case-key';
import { caseFileProblems } from './case-logs';
import { createParts, openParts } from './case-opening';
import type { CaseParts, OpenCaseOptions, OpenOptions } from './case-opening';
import type { Journal } from './journal';
import type { Ledger, LedgerAction } from './ledger';
import type { IntegrityProblem } from './line-checker';
import type { Manifest } from './manifest';

export { systemUser } from './case-opening';
export type { OpenCaseOptions, OpenOptions } from './case-opening';
export type { Acquisition, AcquisitionState } from './acquisition';

/** A case that is open: its folder, lock, ledger, manifest, journal and evidence. */
export class OpenCase {
  readonly id: string;
  readonly name: string;
  /** Absolute path of the case folder. */
  readonly path: string;
  /** ISO 8601 UTC. */
  readonly created: string;
  readonly key: CaseKey;
  readonly manifest: Manifest;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly evidence: EvidenceStore;
  /** What opening found wrong; empty = nothing. */
  readonly problems: readonly IntegrityProblem[];
  private readonly running = new Set<number>();
  private reason: string | null;
  private nextAcquisition: number;
  private closing: Promise<void> | undefined;

  private constructor(private readonly parts: CaseParts) {
    const { file, folder, logs } = parts;
    this.id = file.id;
    this.name = file.name;
    this.created = file.created;
    this.path = folder;
    this.key = new CaseKey(file);
    this.manifest = logs.manifest;
    this.journal = logs.journal;
    this.ledger = logs.ledger;
    this.evidence = logs.evidence;
    this.problems = [...logs.problems, ...caseFileProblems(file, logs.ledger)];
    this.reason = parts.readOnlyReason;
    this.nextAcquisition = nextAcquisition(logs.ledger.entries);
    parts.lock?.watch(() => {
      this.lose();
    });
  }

  /**
   * Makes a case and opens it.
   *
   * @param wanted.parent folder in which the case's folder is made
   * @throws TrailbenchError `disk-full`, `case-read-only`, `unreadable-path`
   */
  static async create(
    wanted: { readonly parent: string; readonly name: string },
    options: OpenCaseOptions,
  ): Promise<OpenCase> {
    return new OpenCase(await createParts(wanted, options));
  }

  /**
   * Opens a case: for writing where it can be, else read-only with the reason.
   *
   * @param path the case folder, or its case.json
   * @throws TrailbenchError `case-not-found`, `case-not-a-case`, `case-too-new`, `case-damaged`,
   *   `unreadable-path`; `case-locked` or `case-read-only` where it must be migrated first and cannot
   */
  static async open(path: string, options: OpenOptions): Promise<OpenCase> {
    return new OpenCase(await openParts(path, options));
  }

  get readOnly(): boolean {
    return this.reason !== null;
  }

  /** In words; null where the case can be changed. */
  get readOnlyReason(): string | null {
    return this.reason;
  }

  /** The case as the window shows it. Which index is the folder's, and what else has its id, is for the host to say. */
  status(): Omit<CaseStatus, 'index' | 'twin'> {
    const { sources, bytes, records, rejected, kinds } = this.manifest.totals;
    const others = Object.entries(kinds).filter(([kind]) => kind !== 'cloudtrail');
    // Those from AWS are told apart, as acquisitions that wait for a connection.
    const unfinished = this.unfinished().filter(({ what }) => what === 'local');
    const [first] = unfinished;
    return {
      id: this.id,
      name: this.name,
      path: this.path,
      created: this.created,
      readOnly: this.readOnly,
      readOnlyReason: this.reason,
      sources,
      otherSources: Object.fromEntries(others),
      evidenceBytes: bytes,
      records,
      quarantined: rejected,
      head: this.ledger.head(),
      problems: this.problems.map(({ file, line, message }) => ({ file, line, message })),
      unfinished:
        first === undefined
          ? null
          : { paths: [...new Set(unfinished.flatMap(({ paths }) => paths))], since: first.since },
    };
  }

  /** Imports that were begun, did not end, and are not going on in this session; oldest first. */
  unfinished(): AcquisitionState[] {
    return unfinishedAcquisitions(this.ledger.entries).filter(({ id }) => !this.running.has(id));
  }

  /** Begins an import: the ledger says so before the first file is read. */
  async startAcquisition(paths: readonly string[], details: Readonly<Record<string, Json>> = {}): Promise<Acquisition> {
    const id = this.nextAcquisition;
    this.nextAcquisition += 1;
    this.running.add(id);
    try {
      const started = { ...details, acquisition: id, paths: [...paths] };
      const { at } = await this.record('acquire-started', started);
      return this.acquisition(startedAcquisition(id, started, at));
    } catch (cause) {
      this.running.delete(id);
      throw cause;
    }
  }

  /** Goes on with an unfinished import. */
  async resumeAcquisition(state: AcquisitionState, details: Readonly<Record<string, Json>> = {}): Promise<Acquisition> {
    this.running.add(state.id);
    try {
      await this.record('acquire-resumed', { ...details, acquisition: state.id });
      return this.acquisition(state);
    } catch (cause) {
      this.running.delete(state.id);
      throw cause;
    }
  }

  /** Writes a custody line: it covers everything in manifest and journal that is durable by then. */
  async record(action: LedgerAction, details: Readonly<Record<string, Json>>): Promise<{ readonly at: string }> {
    if (this.reason !== null) throw new TrailbenchError('case-read-only', this.reason, { details: this.path });
    await this.evidence.flush();
    return this.ledger.append(action, details, { manifest: this.manifest, journal: this.journal });
  }

  /** Goes on after a failure such as a full disk. @throws TrailbenchError where the disk still refuses */
  async retry(): Promise<void> {
    await this.evidence.retry();
    await this.journal.retry();
    await this.ledger.retry();
  }

  /** Stores what is queued, writes the last custody line and gives the case free. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async shut(): Promise<void> {
    const { logs, lock } = this.parts;
    const failures: unknown[] = [];
    const attempt = async (step: () => Promise<unknown>): Promise<void> => {
      try {
        await step();
      } catch (cause) {
        failures.push(cause);
      }
    };
    await attempt(() => this.evidence.close());
    if (!this.readOnly) {
      await attempt(() => logs.ledger.append('case-closed', {}, logs));
    }
    for (const log of [logs.manifest, logs.journal, logs.ledger]) await attempt(() => log.close());
    if (lock !== undefined) await attempt(() => lock.release());
    if (failures.length > 0) throw failures[0];
  }

  private acquisition(state: AcquisitionState): Acquisition {
    const end = async (action: LedgerAction, details: Readonly<Record<string, Json>>): Promise<void> => {
      await this.record(action, { ...details, acquisition: state.id });
      this.running.delete(state.id);
    };
    return {
      ...state,
      finish: (details) => end('acquire-finished', details),
      cancel: (details) => end('acquire-cancelled', details),
      suspend: () => {
        this.running.delete(state.id);
      },
    };
  }

  /** Another program took the lock over, say while this machine slept: nothing more is written. */
  private lose(): void {
    this.reason =
      'Another program has taken this case over, because this one did not answer for a long time. Close the case and open it again.';
    const error = new TrailbenchError('case-locked', this.reason, { details: this.path });
    this.evidence.bar(error);
    for (const log of [this.manifest, this.journal, this.ledger]) log.bar(error);
  }
}
