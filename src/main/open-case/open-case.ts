import { hostname } from 'node:os';
import { TrailbenchError } from '../../contract/errors';
import type { BegunBy } from '../../contract/begun';
import type { CaseStatus, UnfinishedImport } from '../../contract/schemas';
import type { Json } from '../../core/event/json';
import type { EvidenceStore } from '../evidence/evidence-store';
import type { Acquisition, AcquisitionState } from '../cases/acquisition';
import { nextAcquisition, startedAcquisition, unfinishedAcquisitions } from '../cases/acquisition';
import type { NewCase } from '../cases/case-folder';
import { CaseKey } from '../cases/case-key';
import { caseFileProblems } from './case-logs';
import { createParts, openParts } from './case-opening';
import type { CaseParts, OpenCaseOptions, OpenOptions } from './case-opening';
import type { Journal } from '../cases/journal';
import { errorCode } from '../files/disk';
import type { AppendedLine, Ledger, LedgerAction } from '../cases/ledger';
import type { IntegrityProblem } from '../cases/line-checker';
import type { Manifest } from '../cases/manifest';

export { systemUser } from './case-opening';
export type { OpenCaseOptions, OpenOptions } from './case-opening';
export type { Acquisition, AcquisitionState } from '../cases/acquisition';

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
  private readonly begunHere: Set<string>;
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
    this.begunHere = new Set(parts.begunHere);
    this.nextAcquisition = nextAcquisition(logs.ledger.entries);
    parts.lock?.watch(() => {
      this.lose();
    });
  }

  /**
   * Makes a case and opens it.
   *
   * @param wanted.parent folder in which the case's folder is made, called as the case or as `wanted.folder`
   * @throws TrailbenchError `disk-full`, `case-read-only`, `unreadable-path`
   */
  static async create(
    wanted: Pick<NewCase, 'parent' | 'name' | 'folder'>,
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
    const { sources, bytes, records, quarantined, kinds, readings, convertible } = this.manifest.totals;
    const others = Object.entries(kinds).filter(([kind]) => kind !== 'cloudtrail');
    return {
      id: this.id,
      name: this.name,
      path: this.path,
      created: this.created,
      readOnly: this.readOnly,
      readOnlyReason: this.reason,
      sources,
      otherSources: Object.fromEntries(others),
      readings: { ...readings },
      convertible,
      evidenceBytes: bytes,
      records,
      quarantined,
      head: this.ledger.head(),
      problems: this.problems.map(({ file, line, message }) => ({ file, line, message })),
      // Those from AWS are told apart, as acquisitions that wait for a connection.
      unfinished: this.unfinished()
        .filter(({ what }) => what === 'local')
        .map((state) => this.toUnfinished(state)),
    };
  }

  /** Imports that were begun, did not end, and are not going on in this session; oldest first. */
  unfinished(): AcquisitionState[] {
    return unfinishedAcquisitions(this.ledger).filter(({ id }) => !this.running.has(id));
  }

  /** Who began it; whether it was here, only the profile can tell, never the case itself. */
  begunBy({ by, host, line }: Pick<AcquisitionState, 'by' | 'host' | 'line'>): BegunBy {
    return { by, host, begunHere: this.begunHere.has(line) };
  }

  /** An import that was cut off is given up, without going on with it. @throws TrailbenchError `not-found` */
  async giveUp(id: number): Promise<void> {
    const state = this.unfinishedOf(id);
    await this.record('acquire-cancelled', { acquisition: state.id, reason: 'given up after it was cut off' });
  }

  /** @throws TrailbenchError `not-found` where none of that number was cut off */
  unfinishedOf(id: number): AcquisitionState {
    const state = this.unfinished().find((one) => one.id === id);
    if (state !== undefined) return state;
    const message = `There is no import ${String(id)} that was cut off: it goes on already, or is over.`;
    throw new TrailbenchError('not-found', message, { details: String(id) });
  }

  /** Begins an import: the ledger says so before the first file is read. */
  async startAcquisition(paths: readonly string[], details: Readonly<Record<string, Json>> = {}): Promise<Acquisition> {
    const id = this.nextAcquisition;
    this.nextAcquisition += 1;
    this.running.add(id);
    try {
      const started = { ...details, acquisition: id, paths: [...paths], host: hostname() };
      const { entry, sha256 } = await this.record('acquire-started', started);
      await this.noteBegun(sha256, entry.at);
      return this.acquisition(startedAcquisition(id, entry, sha256));
    } catch (cause) {
      this.running.delete(id);
      throw cause;
    }
  }

  /** Goes on with an unfinished import. */
  async resumeAcquisition(state: AcquisitionState, details: Readonly<Record<string, Json>> = {}): Promise<Acquisition> {
    this.running.add(state.id);
    try {
      await this.record('acquire-resumed', { ...details, acquisition: state.id, host: hostname() });
      return this.acquisition(state);
    } catch (cause) {
      this.running.delete(state.id);
      throw cause;
    }
  }

  /** Writes a custody line: it covers everything in manifest and journal that is durable by then. */
  async record(action: LedgerAction, details: Readonly<Record<string, Json>>): Promise<AppendedLine> {
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

  private toUnfinished(state: AcquisitionState): UnfinishedImport {
    const { id: no, paths, since } = state;
    return { no, paths: [...paths], since, ...this.begunBy(state) };
  }

  /** The import goes on where the profile cannot be written: it then counts as begun elsewhere, once it is cut off. */
  private async noteBegun(line: string, at: string): Promise<void> {
    this.begunHere.add(line);
    try {
      await this.parts.begun?.note(line, at);
    } catch (cause) {
      if (errorCode(cause) === undefined) throw cause;
    }
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
