import { GrowableU32 } from '../segment/growable';
import type { ListedLog } from './digest';
import type { Judgement } from './digest-facts';
import { liesWhere, logName } from './object-name';
import type { SourceTable } from './source-table';
import { numberOf } from './verdict';
import type { VerdictCode } from './verdict';

/** A log file that a digest lists and the case does not hold. */
export interface MissingLog {
  /** Position of the digest in the list of digests. */
  readonly digest: number;
  readonly log: ListedLog;
  /** A source of this name is listed in the case, but its bytes could not be had. */
  readonly source: number | null;
}

/** How a held source compares with what a digest lists. */
const EQUAL = 0;
const OTHER_HASH = 1;
const MOVED = 2;
const TRAILING = 3;
const PLAIN = 4;

/** Marks of a row: what else there is to say of its verdict. */
export const COPY = 1;
export const ADDED = 2;

/** Missing log files of which the names are kept; all are counted. */
const KEPT = 10_000;
const NONE = 0;
const NO_DIGEST = 0xffffffff;

/** The verdict of every source, as far as digests tell. */
export interface LogVerdicts {
  /** By row of the source table: number of a code. */
  readonly codes: Uint8Array;
  /** By row: position of the digest that it is judged by, or 0xffffffff. */
  readonly digests: Uint32Array;
  /** By row: COPY, ADDED, or 0. */
  readonly marks: Uint8Array;
  readonly missing: readonly MissingLog[];
  readonly missingCount: number;
  /** By digest: log files that it lists and the case does not hold. */
  readonly missingOf: Uint32Array;
  /** Account, region, delivery hour and digest of each missing log, one after the other. */
  readonly missingCells: Uint32Array;
}

/**
 * Takes the lists of log files digest by digest, and keeps a few numbers of each entry: what they amount to is known
 * once all digests are judged.
 */
export class LogMatcher {
  /** Digest, row, comparison: three numbers an entry that was found. */
  private readonly matches = new GrowableU32();
  /** Digest, row + 1 of a source without bytes or 0, place + 1 or 0, hour: of one that was not. */
  private readonly absent = new GrowableU32();
  private readonly absentHashes = new Map<string, number[]>();
  private readonly kept: ListedLog[] = [];

  constructor(private readonly table: SourceTable) {}

  /** @param digest its position in the list of digests */
  add(digest: number, logs: readonly ListedLog[]): void {
    for (const log of logs) this.one(digest, log);
  }

  private one(digest: number, log: ListedLog): void {
    const { table } = this;
    let empty = NONE;
    let held = false;
    for (const row of table.named(log.key)) {
      if (!table.hasHash(row)) {
        empty = row + 1;
        continue;
      }
      held = true;
      this.matches.push(digest);
      this.matches.push(row);
      this.matches.push(this.compare(row, log));
    }
    if (!held) this.lacks(digest, log, empty);
  }

  /** The worst comes first: that a file lies elsewhere is told where nothing else is wrong. */
  private compare(row: number, log: ListedLog): number {
    const { table } = this;
    const isEqual = table.hashEquals(row, log.hash);
    // Also bytes that inflate to nothing, and content that was cut into parts: AWS writes one gzip member alone.
    if (table.hasParts(row) && (isEqual || table.firstMember(row) === log.hash)) return TRAILING;
    if (!isEqual) return OTHER_HASH;
    if (table.isPlain(row)) return PLAIN;
    return liesWhere(table.foundAs(row, log.key), log.bucket, log.key) ? EQUAL : MOVED;
  }

  private lacks(digest: number, log: ListedLog, empty: number): void {
    const index = this.absent.length / 4;
    const name = logName(log.key);
    // Coverage is of management and data events alone.
    const isCounted = name?.kind === 'CloudTrail';
    this.absent.push(digest);
    this.absent.push(empty);
    this.absent.push(!isCounted ? NONE : this.table.placeNumber(name) + 1);
    this.absent.push(name === undefined ? 0 : Math.floor(name.delivered / 3600));
    const same = this.absentHashes.get(log.hash);
    if (same === undefined) this.absentHashes.set(log.hash, [index]);
    else same.push(index);
    if (this.kept.length < KEPT) this.kept.push(log);
  }

  /** What the entries amount to. @param judgements of the digests, in their order */
  verdicts(judgements: readonly Judgement[]): LogVerdicts {
    const { table } = this;
    const codes = new Uint8Array(table.rows).fill(numberOf('not-checked'));
    const digests = new Uint32Array(table.rows).fill(NO_DIGEST);
    for (let row = 0; row < table.rows; row += 1) {
      if (table.isLog(row)) codes[row] = numberOf('uncovered');
    }
    const set = (row: number, digest: number, code: VerdictCode): void => {
      if (digests[row] !== NO_DIGEST && rank(codes[row]) >= rank(numberOf(code))) return;
      codes[row] = numberOf(code);
      digests[row] = digest;
    };
    const { values, length } = this.matches;
    for (let at = 0; at < length; at += 3) {
      const [digest = 0, row = 0, comparison = 0] = values.subarray(at, at + 3);
      set(row, digest, codeOf(comparison, judgements[digest]));
    }
    const renamed = this.renamed(judgements, digests, set);
    const marks = new Uint8Array(table.rows);
    return { codes, digests, marks, ...this.missing(judgements, renamed, set) };
  }

  /** Entries whose content lies in the case under another name. */
  private renamed(
    judgements: readonly Judgement[],
    digests: Uint32Array,
    set: (row: number, digest: number, code: VerdictCode) => void,
  ): ReadonlySet<number> {
    const found = new Set<number>();
    if (this.absentHashes.size === 0) return found;
    for (let row = 0; row < this.table.rows; row += 1) {
      if (!this.table.isLog(row) || digests[row] !== NO_DIGEST) continue;
      const [whole, first] = [this.table.hash(row), this.table.firstMember(row)];
      const [index] = this.absentHashes.get(whole ?? '') ?? this.absentHashes.get(first ?? '') ?? [];
      if (index === undefined) continue;
      const digest = this.absent.values[index * 4] ?? 0;
      found.add(index);
      const comparison = this.table.hasParts(row) ? TRAILING : this.table.isPlain(row) ? PLAIN : MOVED;
      set(row, digest, codeOf(comparison, judgements[digest]));
    }
    return found;
  }

  private missing(
    judgements: readonly Judgement[],
    renamed: ReadonlySet<number>,
    set: (row: number, digest: number, code: VerdictCode) => void,
  ): Pick<LogVerdicts, 'missing' | 'missingCount' | 'missingOf' | 'missingCells'> {
    const missing: MissingLog[] = [];
    const missingOf = new Uint32Array(judgements.length);
    const cells = new GrowableU32();
    let missingCount = 0;
    for (let index = 0; index < this.absent.length / 4; index += 1) {
      const [digest = 0, empty = 0, place = 0, hour = 0] = this.absent.values.subarray(index * 4, index * 4 + 4);
      const judgement = judgements[digest];
      // What a changed digest lists is not known to have been there.
      if (renamed.has(index) || (judgement?.verdict === 'invalid' && !judgement.usable)) continue;
      missingCount += 1;
      missingOf[digest] = (missingOf[digest] ?? 0) + 1;
      for (const number of [place, hour, digest]) cells.push(number);
      if (empty !== NONE) set(empty - 1, digest, 'missing');
      const log = this.kept[index];
      const source = empty === NONE ? null : this.table.no(empty - 1);
      if (log !== undefined) missing.push({ digest, log, source });
    }
    return { missing, missingCount, missingOf, missingCells: cells.view().slice() };
  }
}

function codeOf(comparison: number, judgement: Judgement | undefined): VerdictCode {
  // What a digest lists that was itself changed says nothing.
  if (judgement === undefined || (judgement.verdict === 'invalid' && !judgement.usable)) return 'unverifiable';
  if (comparison === OTHER_HASH) return 'invalid-hash';
  if (comparison === TRAILING) return 'invalid-trailing-data';
  if (!judgement.usable) return 'unverifiable';
  if (comparison === PLAIN) return 'invalid-format';
  return comparison === MOVED ? 'invalid-moved' : 'valid';
}

const VALID = numberOf('valid');
const UNVERIFIABLE = numberOf('unverifiable');

/** Of several digests that list a source, the one that proves it counts, else the one that contradicts it. */
function rank(code: number | undefined): number {
  if (code === VALID) return 3;
  return code === UNVERIFIABLE ? 1 : 2;
}
