import * as v from 'valibot';
import type { TrailbenchError } from '../../contract/errors';
import { mustBeShallow } from '../../core/event/json';
import type { Json, JsonObject } from '../../core/event/json';
import { GrowableU32 } from '../../core/segment/growable';
import type { AppendLogOptions, IntegrityProblem, LogLine, LogState } from './append-log';
import { AppendLog } from './append-log';
import { parseShape } from '../files/shape-fault';
import { sha256Hex } from './log-lines';
import { ProblemList } from './problem-list';

export const LEDGER_NAME = 'ledger.jsonl';

/** `prev` of the first line. */
export const NO_LINE_BEFORE = '0'.repeat(64);

export type LedgerAction =
  | 'case-created'
  | 'case-opened'
  | 'case-migrated'
  | 'case-closed'
  | 'acquire-started'
  | 'acquire-resumed'
  | 'acquire-finished'
  | 'acquire-cancelled'
  | 'index-built'
  | 'verified'
  | 'export';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const state = v.object({ lines: count, sha256: hex });
function isDetails(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const ledgerLine = v.object({
  /** ISO 8601 UTC, by this machine's clock. */
  at: v.string(),
  /** User of the operating system: self-asserted. */
  actor: v.string(),
  /** Program and version. */
  tool: v.string(),
  /** A LedgerAction; text, so that lines of later versions can be read. */
  action: v.string(),
  // As it stands: a schema that copied it would leave out members with names such as `constructor`.
  details: v.custom<Readonly<Record<string, unknown>>>(isDetails),
  /** Lines and running SHA-256 of the other two logs when the line was written. */
  manifest: state,
  journal: state,
  /** SHA-256 of the bytes of the line before, without its newline. */
  prev: hex,
});
export type LedgerLine = v.InferOutput<typeof ledgerLine>;

/** @throws Error that says what is wrong with the line */
function parseLedgerLine(value: JsonObject): LedgerLine {
  // Deep ones would break whoever walks through them, such as a reply of the API.
  mustBeShallow(value, 'details');
  return parseShape(ledgerLine, value);
}

export interface LedgerOptions extends Pick<
  AppendLogOptions<LedgerLine>,
  'path' | 'writable' | 'create' | 'writerAlive' | 'disk'
> {
  readonly actor: string;
  readonly tool: string;
  readonly now?: () => Date;
}

/** A line that was added, and what the head has been since. */
export interface AppendedLine {
  readonly entry: LedgerLine;
  /** Of the line's bytes without its newline, hex. */
  readonly sha256: string;
}

/** A log that the ledger vouches for. */
export interface Vouched {
  checkpoint(): LogState;
  digestAt(lines: number): string | undefined;
}

/**
 * The custody ledger. Each line carries the hash of the line before and the running hashes of
 * manifest and journal, so that a change anywhere is found, except a rewrite of everything that is
 * consistent to the end: against that, `head` is printed on exports and lodged elsewhere.
 */
export class Ledger {
  private constructor(
    private readonly log: AppendLog<LedgerLine>,
    private readonly chain: Chain,
    private readonly options: LedgerOptions,
  ) {}
  private last: Promise<unknown> = Promise.resolve();

  /** Reads the ledger and checks its chain. `verify` then checks the other logs against it. */
  static async open(options: LedgerOptions): Promise<Ledger> {
    const chain = new Chain();
    const log = await AppendLog.open<LedgerLine>({
      ...options,
      name: LEDGER_NAME,
      durability: 'immediate',
      parse: parseLedgerLine,
      visit: (line) => {
        chain.take(line);
      },
    });
    return new Ledger(log, chain, options);
  }

  get problems(): readonly IntegrityProblem[] {
    return [...this.log.problems, ...this.chain.problems];
  }

  /** SHA-256 (hex) of the last line's bytes, without its newline: stands for the whole history. */
  head(): string {
    return this.chain.head;
  }

  /** Lines that could be read. */
  get entries(): readonly LedgerLine[] {
    return this.chain.entries;
  }

  /** SHA-256 (hex) of each of these lines: what the head was when it was the last one. */
  get heads(): readonly string[] {
    return this.chain.heads;
  }

  /** The line counts for which the other logs must tell their running hash at opening. */
  checkpoints(log: 'manifest' | 'journal'): number[] {
    return this.chain.entries.map((entry) => entry[log].lines);
  }

  /** Problems where the log is not what the ledger recorded: one for the first difference. */
  verify(which: 'manifest' | 'journal', name: string, log: Vouched): IntegrityProblem[] {
    let good = 0;
    for (const [index, entry] of this.chain.entries.entries()) {
      const { lines, sha256 } = entry[which];
      if (log.digestAt(lines) === sha256) {
        good = Math.max(good, lines);
        continue;
      }
      const by = `line ${String(this.chain.lineOf(index))} of ${LEDGER_NAME} (${entry.at})`;
      return [{ file: name, ...difference(name, log.checkpoint().lines, good, { lines, by }) }];
    }
    return [];
  }

  /**
   * Adds a line; resolves when it is durable. The others' states are taken when its turn comes:
   * what they say must be durable by then, which `checkpoint` of a log always is.
   */
  append(
    action: LedgerAction,
    details: Readonly<Record<string, Json>>,
    logs: { readonly manifest: Vouched; readonly journal: Vouched },
  ): Promise<AppendedLine> {
    const turn = this.last.then(async () => {
      const entry: LedgerLine = {
        at: (this.options.now?.() ?? new Date()).toISOString(),
        actor: this.options.actor,
        tool: this.options.tool,
        action,
        details,
        manifest: logs.manifest.checkpoint(),
        journal: logs.journal.checkpoint(),
        prev: this.chain.head,
      };
      this.chain.take(await this.log.append(entry));
      return { entry, sha256: this.chain.head };
    });
    // The caller of this append is told of its failure; the next one has its own turn.
    const over = (): void => {};
    this.last = turn.then(over, over);
    return turn;
  }

  checkpoint(): LogState {
    return this.log.checkpoint();
  }

  /** Refuses all further appends: another program writes now. */
  bar(error: TrailbenchError): void {
    this.log.bar(error);
  }

  retry(): Promise<void> {
    return this.log.retry();
  }

  close(): Promise<void> {
    return this.log.close();
  }
}

/** The ledger's lines in memory, checked one against the other. */
class Chain {
  readonly entries: LedgerLine[] = [];
  readonly heads: string[] = [];
  head = NO_LINE_BEFORE;
  private readonly found = new ProblemList(LEDGER_NAME);
  private readonly lines = new GrowableU32();
  private line = 0;

  /** Lines that do not follow the one before: at most 100, and how many more there are. */
  get problems(): readonly IntegrityProblem[] {
    return this.found.list;
  }

  /** The physical line of an entry, from 1. @param index position in `entries` */
  lineOf(index: number): number {
    return this.lines.values[index] ?? 0;
  }

  take({ entry, line, bytes }: LogLine<LedgerLine>): void {
    // After a line that could not be read the hash of the line before is unknown: that line is reported already.
    const neighbours = line === this.line + 1;
    const follows = entry.prev === this.head;
    if (neighbours && !follows) this.report(line);
    // One text for both: a ledger may have very many lines.
    if (follows && this.heads.length > 0) this.heads[this.heads.length - 1] = entry.prev;
    this.head = sha256Hex(bytes);
    this.line = line;
    this.entries.push(entry);
    this.heads.push(this.head);
    this.lines.push(line);
  }

  private report(line: number): void {
    this.found.add(() => {
      const message = `Line ${String(line)} of ${LEDGER_NAME} does not follow the line before it: that line, or lines between them, were changed or taken out after they were written.`;
      return { file: LEDGER_NAME, line, message };
    });
  }
}

/** @param vow what the ledger says that differs, and which line of it */
function difference(
  name: string,
  lines: number,
  good: number,
  vow: { readonly lines: number; readonly by: string },
): { line: number | null; message: string } {
  const { lines: stated, by } = vow;
  if (lines < stated) {
    const message = `${name} has ${String(lines)} lines, but ${by} recorded ${String(stated)}: lines were taken out or lost.`;
    return { line: lines < good ? null : lines + 1, message };
  }
  if (stated <= good) {
    const message = `${by} does not fit ${name}, which fits the lines of the ledger before it: that line of the ledger was changed.`;
    return { line: null, message: message.charAt(0).toUpperCase() + message.slice(1) };
  }
  const single = stated === good + 1;
  const where = single ? `line ${String(stated)}` : `a line between ${String(good + 1)} and ${String(stated)}`;
  const message = `${name} is not what ${by} recorded: ${where} was changed, put in or taken out.`;
  return { line: single ? stated : null, message };
}
