import type { JsonObject } from '../../core/event/json';
import { errorText } from '../files/disk';
import { decodeLine } from './log-lines';
import type { ScannedLine } from './log-lines';
import { ProblemList } from './problem-list';
import type { IntegrityProblem } from './problem-list';

export type { IntegrityProblem } from './problem-list';

/** A durable line, as it was read or appended. */
export interface LogLine<T> {
  readonly entry: T;
  /** As written in the line; differs from `line` only where lines are missing or too many. */
  readonly seq: number;
  /** Physical line, from 1. */
  readonly line: number;
  /** Position in the file, bytes. */
  readonly offset: number;
  /** Without the newline, bytes. */
  readonly length: number;
  /** The line without the newline; valid only until the visitor returns. */
  readonly bytes: Uint8Array;
}

/** Takes a log's lines one after the other, checks them, and collects what is wrong. */
export class LineChecker<T> {
  private readonly found: ProblemList;
  /** How far `seq` is ahead of the physical line. */
  private shift = 0;
  private highest = 0;

  /**
   * @param name how problems name the file
   * @param parse checks an entry's shape; throws where it is wrong
   */
  constructor(
    private readonly name: string,
    private readonly parse: (value: JsonObject) => T,
    private readonly visit: ((line: LogLine<T>) => void) | undefined,
  ) {
    this.found = new ProblemList(name);
  }

  /** At most 100, and how many more there are. */
  get problems(): readonly IntegrityProblem[] {
    return this.found.list;
  }

  /** The `seq` of the last of so many lines, read or not. */
  lastSeq(lines: number): number {
    return Math.max(this.highest, lines + this.shift);
  }

  take(scanned: ScannedLine): void {
    const { bytes, line } = scanned;
    if (bytes === undefined) {
      this.report(line, `Line ${String(line)} of ${this.name} is too long to be one: it was damaged and is skipped`);
      return;
    }
    const decoded = decodeLine(bytes);
    if (!decoded.ok) {
      this.report(line, `Line ${String(line)} of ${this.name} ${decoded.message}. It is skipped and stays in the file`);
      return;
    }
    const shift = decoded.seq - line;
    if (shift !== this.shift) this.reportShift(line, shift - this.shift);
    this.shift = shift;
    this.highest = Math.max(this.highest, decoded.seq);
    const entry = this.parsed(decoded.value);
    if (typeof entry === 'string') {
      this.report(line, `Line ${String(line)} of ${this.name} is not what it should be (${entry}). It is skipped`);
      return;
    }
    this.visit?.({ entry, seq: decoded.seq, line, offset: scanned.offset, length: scanned.length, bytes });
  }

  /** The entry, or what is wrong with it. */
  parsed(value: JsonObject): T | string {
    try {
      return this.parse(value);
    } catch (cause) {
      return errorText(cause);
    }
  }

  private reportShift(line: number, by: number): void {
    const lines = Math.abs(by) === 1 ? 'one line' : `${String(Math.abs(by))} lines`;
    const what =
      by > 0 ? `${lines} before it ${by === 1 ? 'is' : 'are'} gone` : `${lines} before it do not belong there`;
    this.report(line, `Line ${String(line)} of ${this.name} is out of sequence: ${what}`);
  }

  /** Adds a problem; `message` without its full stop. */
  report(line: number | null, message: string): void {
    this.found.add(() => ({ file: this.name, line, message: `${message}.` }));
  }
}

/** A scanned line's place in the file. */
export function lineOf(scanned: ScannedLine): { line: number; offset: number; length: number } {
  return { line: scanned.line, offset: scanned.offset, length: scanned.length };
}
