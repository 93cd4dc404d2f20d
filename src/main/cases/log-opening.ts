import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { TrailbenchError } from '../../contract/errors';
import type { Disk, DiskFile } from '../files/disk';
import { errorCode, errorText } from '../files/disk';
import type { LineChecker } from './line-checker';
import { MAX_LINE_BYTES, sha256Hex } from './log-lines';
import type { ScannedLog } from './log-lines';
import { LogReader } from './log-reader';

export interface LogOpeningOptions {
  readonly path: string;
  /** How problems name the file: its path within the case folder, with `/`. */
  readonly name: string;
  readonly writable: boolean;
  /** Line counts for which `digestAt` must know the running hash. */
  readonly checkpoints?: Iterable<number>;
  /** The file is new: its absence is no problem. */
  readonly create?: boolean;
  /** Another program may be writing right now: an unfinished last line is no problem. */
  readonly writerAlive?: boolean;
}

/** A file as its disk knows it: another one of the same name has other numbers. */
export type FilePlace = Pick<Stats, 'dev' | 'ino' | 'size'>;

/** What opening a log found. */
export interface OpenedLog {
  /** Undefined where there is no such file and none may be made. */
  readonly reader: LogReader | undefined;
  readonly writer: DiskFile | undefined;
  /** Which file the writer has; undefined without one. */
  readonly place: FilePlace | undefined;
  readonly scanned: ScannedLog | undefined;
}

/** Opens a log, reads it once and repairs its end; nothing stays open where that fails. */
export class LogOpening<T> {
  private reader: LogReader | undefined;
  private writer: DiskFile | undefined;

  /** @param checker takes every line, and what is wrong with the file */
  constructor(
    private readonly options: LogOpeningOptions,
    private readonly disk: Disk,
    private readonly checker: LineChecker<T>,
  ) {}

  /** @throws TrailbenchError `unreadable-path`; or the disk's own error where it cannot be made or repaired */
  async open(): Promise<OpenedLog> {
    try {
      await this.openFiles();
      const scanned = this.reader === undefined ? undefined : await this.read(this.reader);
      const place = this.writer === undefined ? undefined : await this.disk.status(this.options.path);
      return { reader: this.reader, writer: this.writer, place, scanned };
    } catch (cause) {
      await this.reader?.close();
      await this.writer?.close();
      throw cause;
    }
  }

  private async openFiles(): Promise<void> {
    const { path, writable, create } = this.options;
    let missing = false;
    try {
      this.reader = await LogReader.open(this.disk, path);
    } catch (cause) {
      if (errorCode(cause) !== 'ENOENT') {
        const message = `${path} cannot be read (${errorText(cause)}): check that this user may read it.`;
        throw new TrailbenchError('unreadable-path', message, { cause, details: path });
      }
      missing = true;
      if (create !== true)
        this.checker.report(null, `${this.options.name} is missing: all its lines are lost. Look for it in a backup`);
    }
    if (!writable) return;
    if (missing) await this.disk.ensureFolder(dirname(path));
    this.writer = await this.disk.openForWriting(path, missing ? 'new' : 'existing');
    if (!missing) return;
    await this.writer.sync();
    await this.disk.syncFolder(dirname(path));
    this.reader = await LogReader.open(this.disk, path);
  }

  private async read(reader: LogReader): Promise<ScannedLog> {
    const scanned = await reader.scan(this.options.checkpoints ?? [], (line) => {
      this.checker.take(line);
    });
    if (scanned.torn > 0) await this.dropTorn(reader, scanned);
    return scanned;
  }

  /** The rest of a line that a crash cut: kept beside the log, then cut off. */
  private async dropTorn(reader: LogReader, scanned: ScannedLog): Promise<void> {
    if (this.options.writerAlive === true) return;
    const line = scanned.lines + 1;
    const what = `The last line of ${this.options.name} (line ${String(line)}, ${String(scanned.torn)} bytes) was cut off before it was complete`;
    if (this.writer === undefined) {
      this.checker.report(line, `${what}. It is left out`);
      return;
    }
    const torn = await reader.readAt(scanned.size, Math.min(scanned.torn, MAX_LINE_BYTES));
    const kept = await this.keepTorn(torn, line);
    await this.writer.truncate(scanned.size);
    await this.writer.sync();
    this.checker.report(line, `${what}. It was taken out and kept as ${kept}`);
  }

  private async keepTorn(torn: Uint8Array, line: number): Promise<string> {
    const suffix = `.cut-${String(line)}-${sha256Hex(torn).slice(0, 8)}`;
    let file: DiskFile;
    try {
      file = await this.disk.openForWriting(this.options.path + suffix, 'new');
    } catch (cause) {
      // The same bytes were kept before: a crash came between keeping and cutting.
      if (errorCode(cause) !== 'EEXIST') throw cause;
      file = await this.disk.openForWriting(this.options.path + suffix, 'existing');
    }
    try {
      await file.write(torn, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.disk.syncFolder(dirname(this.options.path));
    return this.options.name + suffix;
  }
}
