import { COPY } from './log-verdicts';
import type { LogVerdicts } from './log-verdicts';
import type { SourceTable } from './source-table';
import { numberOf } from './verdict';

const [VALID, MOVED, UNCOVERED] = [numberOf('valid'), numberOf('invalid-moved'), numberOf('uncovered')];

/**
 * A copy of a log file is no fault as long as the log file itself is proven and lies where it was delivered. A file
 * that has the name of another delivery is no copy, whatever its content: it stays as it is.
 */
export function excuseCopies(table: SourceTable, { codes, digests, marks }: LogVerdicts): void {
  if (!codes.includes(VALID)) return;
  const candidates = new Candidates(table, codes);
  for (let original = 0; !candidates.none && original < table.rows; original += 1) {
    if (codes[original] !== VALID || marks[original] === COPY || !table.isLog(original)) continue;
    for (const row of candidates.take(original)) {
      codes[row] = VALID;
      digests[row] = digests[original] ?? 0;
      marks[row] = COPY;
    }
  }
}

/** Low bits of a name's hash in a key; with 32 bits of content the key is a whole number. */
const NAME_BITS = 2 ** 20;

/**
 * Files that may be copies, by the beginnings of their hashes and names. Each is given out once: of a million files of
 * one content no pair is compared twice. Numbers alone, as there may be that many.
 */
class Candidates {
  /** Key -> the last row of it + 1; by row the one before it + 1; 0 where there is none. */
  private readonly last = new Map<number, number>();
  private readonly before: Uint32Array;

  constructor(
    private readonly table: SourceTable,
    codes: Uint8Array,
  ) {
    this.before = new Uint32Array(table.rows);
    for (let row = 0; row < table.rows; row += 1) {
      const isCandidate = codes[row] === MOVED || (codes[row] === UNCOVERED && !table.isHistory(row));
      if (!isCandidate || !table.hasHash(row)) continue;
      // What has no name of a delivery may be a copy of any file.
      this.put(row, table.placeAt(row) < 0 ? this.keyOf(row, 0) : this.keyOf(row, table.deliveryName(row)));
    }
  }

  get none(): boolean {
    return this.last.size === 0;
  }

  /** The copies of a log file, which are no candidates any more. */
  take(original: number): number[] {
    const { table } = this;
    const name = table.deliveryName(original);
    const copies: number[] = [];
    let hash: string | null = null;
    for (const key of [this.keyOf(original, name), this.keyOf(original, 0)]) {
      const rows = this.at(key);
      if (rows.length === 0) continue;
      hash ??= table.hash(original);
      this.last.delete(key);
      for (const row of rows) {
        const isNamed = table.placeAt(row) < 0 || table.isNamedAs(row, original);
        if (hash !== null && isNamed && table.hashEquals(row, hash)) copies.push(row);
        else this.put(row, key);
      }
    }
    return copies;
  }

  private keyOf(row: number, name: number): number {
    return this.table.hashStart(row) * NAME_BITS + (name % NAME_BITS);
  }

  private put(row: number, key: number): void {
    this.before[row] = this.last.get(key) ?? 0;
    this.last.set(key, row + 1);
  }

  private at(key: number): number[] {
    const rows: number[] = [];
    for (let at = this.last.get(key) ?? 0; at > 0; at = this.before[at - 1] ?? 0) rows.push(at - 1);
    return rows;
  }
}
