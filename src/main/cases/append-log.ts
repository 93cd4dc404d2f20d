import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { TrailbenchError } from '../../contract/errors';
import type { JsonObject } from '../../core/event/json';
import type { Disk, DiskFile } from '../files/disk';
import { errorText, nodeDisk, writeFailure } from '../files/disk';
import { LineChecker } from './line-checker';
import type { IntegrityProblem, LogLine } from './line-checker';
import { LineDigests } from './line-digests';
import { decodeLine, encodeLine, MAX_LINE_BYTES } from './log-lines';
import { LogOpening, type LogOpeningOptions, type OpenedLog } from './log-opening';
import type { LogReader } from './log-reader';

export type { IntegrityProblem, LogLine } from './line-checker';

export interface AppendLogOptions<T> extends LogOpeningOptions {
  /** `group`: synced after 64 entries or 200 ms. `immediate`: each append is synced at once. */
  readonly durability: 'group' | 'immediate';
  /** Checks an entry's shape; throws where it is wrong. */
  readonly parse: (value: JsonObject) => T;
  /** Called for each good line, in order, while opening. */
  readonly visit?: (line: LogLine<T>) => void;
  readonly disk?: Disk;
}

/** Lines and the running SHA-256 (hex) over all their bytes, newlines included. */
export interface LogState {
  readonly lines: number;
  readonly sha256: string;
}

const GROUP_ENTRIES = 64;
const GROUP_MS = 200;

interface Waiting<T> {
  readonly entry: T;
  readonly seq: number;
  readonly bytes: Buffer;
  readonly resolve: (line: LogLine<T>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An append-only JSON Lines file: manifest, custody ledger and journal alike. An append is
 * acknowledged only once its line is on the disk. A line cut by a crash is dropped at opening,
 * kept beside the file and reported; a bad line in the middle is skipped and reported, and stays.
 */
export class AppendLog<T extends object> {
  private readonly hash: Hash;
  private state: LogState | undefined;
  private readonly digests: LineDigests;
  /** Durable lines and bytes. */
  private lines: number;
  private size: number;
  /** `seq` of the last durable line, and of the last one in the queue. */
  private durableSeq: number;
  private queuedSeq: number;
  private queue: Waiting<T>[] = [];
  private draining: Promise<void> | undefined;
  private hurry = false;
  private timer: NodeJS.Timeout | undefined;
  private failure: TrailbenchError | undefined;
  private barred: TrailbenchError | undefined;
  private dirty = false;
  private closed = false;
  private reader: LogReader | undefined;
  private writer: DiskFile | undefined;

  private constructor(
    private readonly options: AppendLogOptions<T>,
    private readonly disk: Disk,
    private readonly checker: LineChecker<T>,
    opened: OpenedLog,
  ) {
    this.reader = opened.reader;
    this.writer = opened.writer;
    this.hash = opened.scanned?.hash ?? createHash('sha256');
    this.lines = opened.scanned?.lines ?? 0;
    this.size = opened.scanned?.size ?? 0;
    this.digests = opened.scanned?.digests ?? new LineDigests();
    this.queuedSeq = this.durableSeq = checker.lastSeq(this.lines);
  }

  /**
   * Opens the log and reads it once, streaming.
   *
   * @throws TrailbenchError `disk-full`, `case-read-only` or `internal` where it cannot be made or repaired
   */
  static async open<T extends object>(options: AppendLogOptions<T>): Promise<AppendLog<T>> {
    const disk = options.disk ?? nodeDisk;
    const checker = new LineChecker(options.name, options.parse, options.visit);
    try {
      const opened = await new LogOpening(options, disk, checker).open();
      return new AppendLog(options, disk, checker, opened);
    } catch (cause) {
      throw await writeFailure(disk, options.path, 0, cause);
    }
  }

  /** What opening found wrong. */
  get problems(): readonly IntegrityProblem[] {
    return this.checker.problems;
  }

  /** False where a failed write may have left bytes behind the last durable line. */
  get clean(): boolean {
    return !this.dirty;
  }

  /** Durable lines and the hash over them; cheap between appends. */
  checkpoint(): LogState {
    this.state ??= { lines: this.lines, sha256: this.hash.copy().digest('hex') };
    return this.state;
  }

  /** Hex SHA-256 over the first `lines` lines as found at opening; undefined where there are fewer. */
  digestAt(lines: number): string | undefined {
    return this.digests.get(lines);
  }

  /**
   * Appends one entry, in the order of the calls; resolves when it is durable.
   *
   * @throws TrailbenchError `case-read-only`; `disk-full` now and for every later append until `retry`
   */
  append(entry: T): Promise<LogLine<T>> {
    const refusal = this.refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    const seq = this.queuedSeq + 1;
    const bytes = encodeLine(seq, entry);
    if (bytes.length > MAX_LINE_BYTES) {
      const message = `An entry of ${String(bytes.length)} bytes is too long for ${this.options.name}: split it.`;
      return Promise.reject(new TrailbenchError('bad-request', message));
    }
    this.queuedSeq = seq;
    return new Promise((resolve, reject) => {
      this.queue.push({ entry, seq, bytes, resolve, reject });
      this.schedule();
    });
  }

  /** Makes everything appended so far durable now. Rejects where one of those appends did. */
  async flush(): Promise<void> {
    await this.settle();
    if (this.failure !== undefined) throw this.failure;
  }

  /** Waits until everything appended so far is durable or refused. */
  async settle(): Promise<void> {
    while (this.queue.length > 0 || this.draining !== undefined) {
      this.hurry = true;
      this.schedule();
      await this.draining;
    }
    this.hurry = false;
  }

  /**
   * Accepts appends again after a failure, such as a full disk. The file ends at the last durable line.
   *
   * @throws TrailbenchError where the disk still refuses
   */
  async retry(): Promise<void> {
    if (this.failure === undefined || this.writer === undefined) return;
    try {
      await this.writer.truncate(this.size);
      await this.writer.sync();
    } catch (cause) {
      throw await writeFailure(this.disk, this.options.path, 0, cause);
    }
    this.failure = undefined;
    this.dirty = false;
  }

  /** Refuses all further appends with this error, and rejects the waiting ones: another program writes now. */
  bar(error: TrailbenchError): void {
    this.barred = error;
    const waiting = this.queue;
    this.queue = [];
    this.queuedSeq = this.durableSeq;
    for (const { reject } of waiting) reject(error);
  }

  /** Bytes [offset, offset + length) of the durable part; shorter where the file is. */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    return (await this.reader?.readAt(offset, length)) ?? new Uint8Array(0);
  }

  /** One line read again. @throws TrailbenchError `case-damaged` where it is no longer as it was */
  async readLine(offset: number, length: number): Promise<T> {
    return this.parseLine(Buffer.from(await this.readAt(offset, length)));
  }

  /** @throws TrailbenchError `case-damaged` */
  parseLine(bytes: Buffer): T {
    const decoded = decodeLine(bytes);
    if (decoded.ok) return this.options.parse(decoded.value);
    const message = `A line of ${this.options.name} ${decoded.message} while the case was open. Close the case and open it again to see what is affected.`;
    throw new TrailbenchError('case-damaged', message, { details: this.options.path });
  }

  /** Reads all durable lines again, in order; a disk that refused to write takes nothing away from them. */
  async replay(visit: (line: LogLine<T>) => void): Promise<void> {
    if (this.reader === undefined) return;
    await this.settle();
    await this.reader.replay(this.size, this.checker, visit);
  }

  /** Flushes and closes. Idempotent. Rejects where the last appends did not become durable. */
  async close(): Promise<void> {
    if (this.closed) return;
    try {
      if (this.failure === undefined) await this.flush();
    } finally {
      this.closed = true;
      clearTimeout(this.timer);
      await this.closeFiles();
    }
  }

  private refusal(): TrailbenchError | undefined {
    if (this.barred !== undefined) return this.barred;
    if (this.failure !== undefined) return this.failure;
    if (this.closed)
      return new TrailbenchError('case-read-only', `${this.options.name} is closed: open the case again.`);
    if (this.writer !== undefined) return undefined;
    return new TrailbenchError(
      'case-read-only',
      `${this.options.name} is open read-only: nothing can be added to this case.`,
    );
  }

  private schedule(): void {
    if (this.draining !== undefined) return;
    if (this.hurry || this.options.durability === 'immediate' || this.queue.length >= GROUP_ENTRIES) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.hurry = false;
      if (this.queue.length > 0) this.draining = this.drain();
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.hurry = true;
      this.schedule();
    }, GROUP_MS);
  }

  /** Writes what is queued as one group. Never rejects: the appends do. */
  private async drain(): Promise<void> {
    // Whoever appends in a loop has the whole of it in one group.
    await Promise.resolve();
    const group = this.queue;
    this.queue = [];
    const bytes = Buffer.concat(group.map((waiting) => waiting.bytes));
    try {
      if (this.writer === undefined) throw new TrailbenchError('internal', `${this.options.name} is closed.`);
      await this.writer.write(bytes, this.size);
      await this.writer.sync();
    } catch (cause) {
      await this.fail(group, bytes.length, cause);
      return;
    }
    this.hash.update(bytes);
    this.state = undefined;
    let offset = this.size;
    this.size += bytes.length;
    for (const { entry, seq, bytes: line, resolve } of group) {
      this.lines += 1;
      this.durableSeq = seq;
      const length = line.length - 1;
      resolve({ entry, seq, line: this.lines, offset, length, bytes: line.subarray(0, length) });
      offset += line.length;
    }
    this.draining = undefined;
    if (this.queue.length > 0) this.schedule();
  }

  private async fail(group: readonly Waiting<T>[], needed: number, cause: unknown): Promise<void> {
    const behind = this.queue.reduce((sum, waiting) => sum + waiting.bytes.length, 0);
    let failure = await writeFailure(this.disk, this.options.path, needed + behind, cause);
    try {
      await this.writer?.truncate(this.size);
      await this.writer?.sync();
    } catch (second) {
      // The rest of the group stays behind until `retry`, or until the next opening takes it out.
      this.dirty = true;
      failure = new TrailbenchError(failure.code, `${failure.message} (${errorText(second)})`, { cause: second });
    }
    this.failure = failure;
    const late = this.queue;
    this.queue = [];
    this.queuedSeq = this.durableSeq;
    this.draining = undefined;
    for (const waiting of [...group, ...late]) waiting.reject(failure);
  }

  private async closeFiles(): Promise<void> {
    const { reader, writer } = this;
    this.reader = undefined;
    this.writer = undefined;
    await reader?.close();
    await writer?.close();
  }
}
