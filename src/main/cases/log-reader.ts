import type { FileHandle } from 'node:fs/promises';
import type { Disk } from '../files/disk';
import { lineOf } from './line-checker';
import type { LineChecker, LogLine } from './line-checker';
import { decodeLine, scanLog } from './log-lines';
import type { ScannedLine, ScannedLog } from './log-lines';

/** A log's file, open to be read; once closed it reads as empty. */
export class LogReader {
  private closed = false;

  private constructor(private readonly file: FileHandle) {}

  /** Rejects as the disk does, with `ENOENT` where there is no such file. */
  static async open(disk: Disk, path: string): Promise<LogReader> {
    return new LogReader(await disk.openForReading(path));
  }

  /** Bytes [offset, offset + length) of the file; shorter where it ends before. */
  async readAt(offset: number, length: number): Promise<Uint8Array> {
    const into = Buffer.allocUnsafe(length);
    let done = 0;
    while (!this.closed && done < length) {
      const { bytesRead } = await this.file.read(into, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return into.subarray(0, done);
  }

  /** See scanLog. */
  scan(wanted: Iterable<number>, visit: (line: ScannedLine) => void): Promise<ScannedLog> {
    return scanLog(this.file, wanted, visit);
  }

  /** Reads the lines before byte `end` again, in order, passing by those that were bad at opening too. */
  async replay<T>(end: number, checker: LineChecker<T>, visit: (line: LogLine<T>) => void): Promise<void> {
    await this.scan([], (scanned) => {
      if (scanned.offset >= end || scanned.bytes === undefined) return;
      const decoded = decodeLine(scanned.bytes);
      if (!decoded.ok) return;
      const entry = checker.parsed(decoded.value);
      if (typeof entry !== 'string') visit({ ...lineOf(scanned), entry, seq: decoded.seq, bytes: scanned.bytes });
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.file.close();
  }
}
