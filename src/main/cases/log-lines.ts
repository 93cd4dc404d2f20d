import { visibleJson } from '../../core/event/visible-json';
import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { JsonObject } from '../../core/event/json';
import { isShallowText } from './line-depth';
import { LineDigests } from './line-digests';

/**
 * The lines of an append-only log.
 *
 * ```
 * {"seq":1,...the entry's own members...,"sum":"0123456789abcdef"}\n
 * ```
 * `seq` counts from 1 and shows lines that were taken out, put in or moved. `sum` is the start of
 * the SHA-256 of all bytes of the line before `,"sum":`, so that damage is found in the very line,
 * also where the custody ledger has not yet vouched for it.
 */
const SUM_HEX = 16;
const SUM_NAME = ',"sum":"';
const LINE_END = '"}';
const TAIL_BYTES = SUM_NAME.length + SUM_HEX + LINE_END.length;
const NEWLINE = 10;
const READ_BYTES = 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** No line is longer than this, newline included; bytes. */
export const MAX_LINE_BYTES = 80 * 1024 * 1024;

/** A line longer than this is not parsed where it is nested deeper than this: shorter ones do no harm by their depth. */
const LONG_LINE_BYTES = 64 * 1024;
const LONG_LINE_DEPTH = 1000;

/** Hex SHA-256 of some bytes. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** One line with its newline. The entry has no members `seq` and `sum` of its own. */
export function encodeLine(seq: number, entry: object): Buffer {
  const members = visibleJson(entry).slice(1, -1);
  const body = members === '' ? `{"seq":${String(seq)}` : `{"seq":${String(seq)},${members}`;
  return Buffer.from(`${body},"sum":"${sumOf(body)}"}\n`);
}

function sumOf(body: string | Uint8Array): string {
  return hash('sha256', body, 'hex').slice(0, SUM_HEX);
}

export type DecodedLine =
  | { readonly ok: true; readonly seq: number; readonly value: JsonObject }
  /** A half sentence: what is wrong with the line. */
  | { readonly ok: false; readonly message: string };

/** Reads one line, without its newline. Never throws. */
export function decodeLine(bytes: Buffer): DecodedLine {
  const cut = bytes.length - TAIL_BYTES;
  const tail = bytes.toString('latin1', Math.max(0, cut));
  if (cut <= 0 || !tail.startsWith(SUM_NAME) || !tail.endsWith(LINE_END)) {
    return { ok: false, message: 'does not end in a check sum: it was changed, cut or damaged' };
  }
  const stated = tail.slice(SUM_NAME.length, -LINE_END.length);
  // Never repeated as it stands: it may be any bytes, of any file.
  if (!/^[0-9a-f]{16}$/.test(stated)) return { ok: false, message: 'was changed or damaged: its check sum is none' };
  const actual = sumOf(bytes.subarray(0, cut));
  if (stated !== actual) {
    return { ok: false, message: `was changed or damaged: its check sum is ${stated}, its content gives ${actual}` };
  }
  if (bytes.length > LONG_LINE_BYTES && !isShallowText(bytes, LONG_LINE_DEPTH)) {
    return { ok: false, message: `is nested deeper than ${String(LONG_LINE_DEPTH)} levels` };
  }
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    // What the parser says would quote the line.
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError)) throw cause;
    return { ok: false, message: 'is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, message: 'is no JSON object' };
  }
  const object = value as JsonObject;
  const seq = Object.hasOwn(object, 'seq') ? object['seq'] : undefined;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
    return { ok: false, message: 'has no line number of its own (seq)' };
  }
  return { ok: true, seq, value: object };
}

export interface ScannedLine {
  /** Without the newline; valid during the call only. Undefined for a line over MAX_LINE_BYTES. */
  readonly bytes: Buffer | undefined;
  /** Position in the file, bytes. */
  readonly offset: number;
  /** Without the newline, bytes. */
  readonly length: number;
  /** Physical line number, from 1. */
  readonly line: number;
}

export interface ScannedLog {
  /** Complete lines, those that cannot be read among them. */
  readonly lines: number;
  /** Bytes of the complete lines. */
  readonly size: number;
  /** Running SHA-256 over these bytes. */
  readonly hash: Hash;
  /** Bytes behind the last newline. */
  readonly torn: number;
  /** SHA-256 of the first n lines, for each n asked for that the file has. */
  readonly digests: LineDigests;
}

/**
 * Reads a log once, line by line, in bounded memory.
 *
 * @param wanted line counts whose digests are wanted
 */
export async function scanLog(
  file: FileHandle,
  wanted: Iterable<number>,
  visit: (line: ScannedLine) => void,
): Promise<ScannedLog> {
  const scanner = new Scanner(new LineDigests(wanted), visit);
  const { size } = await file.stat();
  const length = Math.max(4096, Math.min(READ_BYTES, size + 1));
  let [chunk, other] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)];
  let position = 0;
  let reading = file.read(chunk, 0, length, position);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return scanner.end();
    position += bytesRead;
    // The next piece is read while the lines of this one are looked at.
    reading = file.read(other, 0, length, position);
    // It is awaited above; where a visitor throws before, nobody is interested in it any more.
    reading.catch(() => undefined);
    scanner.push(chunk.subarray(0, bytesRead));
    [chunk, other] = [other, chunk];
  }
}

class Scanner {
  private hash = createHash('sha256');
  private lines = 0;
  private size = 0;
  /** The start of a line whose end has not come yet. */
  private carry: Buffer[] = [];
  private carried = 0;
  /** Whole lines of the chunk at hand that are not in the hash yet. */
  private unhashed: { readonly chunk: Buffer; readonly start: number; end: number } | undefined;
  /** Set while a line over the limit is passed by: the hash with its bytes so far. */
  private passing: Hash | undefined;

  constructor(
    private readonly digests: LineDigests,
    private readonly visit: (line: ScannedLine) => void,
  ) {
    this.note();
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      if (this.carried === 0) this.within(chunk, start, newline + 1);
      else this.complete(chunk.subarray(start, newline + 1));
      start = newline + 1;
    }
    this.digestWithin();
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** A line that lies within one chunk: it is hashed with its neighbours, in one go. */
  private within(chunk: Buffer, start: number, end: number): void {
    if (this.unhashed === undefined) this.unhashed = { chunk, start, end };
    else this.unhashed.end = end;
    this.over(chunk.subarray(start, end - 1), end - start);
  }

  private digestWithin(): void {
    if (this.unhashed === undefined) return;
    const { chunk, start, end } = this.unhashed;
    this.unhashed = undefined;
    this.hash.update(chunk.subarray(start, end));
  }

  end(): ScannedLog {
    return { lines: this.lines, size: this.size, hash: this.hash, torn: this.carried, digests: this.digests };
  }

  private keep(rest: Buffer): void {
    this.carried += rest.length;
    if (this.passing !== undefined) {
      this.passing.update(rest);
      return;
    }
    this.carry.push(Buffer.from(rest));
    if (this.carried <= MAX_LINE_BYTES) return;
    this.passing = this.hash.copy();
    for (const piece of this.carry) this.passing.update(piece);
    this.carry = [];
  }

  private complete(rest: Buffer): void {
    const total = this.carried + rest.length;
    let bytes: Buffer | undefined;
    if (this.passing !== undefined) {
      this.passing.update(rest);
      this.hash = this.passing;
      this.passing = undefined;
    } else {
      bytes = this.carried === 0 ? rest : Buffer.concat([...this.carry, rest]);
      this.hash.update(bytes);
    }
    this.carry = [];
    this.carried = 0;
    this.over(total <= MAX_LINE_BYTES ? bytes?.subarray(0, total - 1) : undefined, total);
  }

  /** @param total with the newline, bytes */
  private over(bytes: Buffer | undefined, total: number): void {
    this.lines += 1;
    const offset = this.size;
    this.size += total;
    this.note();
    this.visit({ bytes, offset, length: total - 1, line: this.lines });
  }

  private note(): void {
    if (!this.digests.wants(this.lines)) return;
    this.digestWithin();
    this.digests.add(this.hash.copy().digest());
  }
}
