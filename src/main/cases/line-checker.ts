import type { JsonObject } from '../../core/event/json';
import { errorText } from '../files/disk';
import { decodeLine } from './log-lines';
import type { ScannedLine } from './log-lines';

/** Something wrong that was found at opening. */
export interface IntegrityProblem {
  /** Path within the case folder, with `/`. */
  readonly file: string;
  /** Physical line from 1; null where it is no single line. */
  readonly line: number | null;
  /** What is wrong and what was done about it. */
  readonly message: string;
}

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

const PROBLEMS_KEPT = 100;

/** Takes a log's lines one after the other, checks them, and collects what is wrong. */
export class LineChecker<T> {
  private readonly found: IntegrityProblem[] = [];
  private hidden = 0;
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
  ) {}

  /** At most 100, and how many more there are. */
  get problems(): readonly IntegrityProblem[] {
    if (this.hidden === 0) return this.found;
    const message = `${this.name} has ${String(this.hidden)} more problems like these.`;
    return [...this.found, { file: this.name, line: null, message }];
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
    this.visit?.({ ...lineOf(scanned), entry, seq: decoded.seq, bytes });
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
    if (this.found.length < PROBLEMS_KEPT) this.found.push({ file: this.name, line, message: `${message}.` });
    else this.hidden += 1;
  }
}

/** A scanned line's place in the file. */
export function lineOf(scanned: ScannedLine): { line: number; offset: number; length: number } {
  return { line: scanned.line, offset: scanned.offset, length: scanned.length };
}
