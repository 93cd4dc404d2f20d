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
  const candidates = new Map<number, number[]>();
  for (let row = 0; row < table.rows; row += 1) {
    const isCandidate = codes[row] === MOVED || (codes[row] === UNCOVERED && !table.isHistory(row));
    if (!isCandidate || !table.hasHash(row)) continue;
    const same = candidates.get(table.hashStart(row));
    if (same === undefined) candidates.set(table.hashStart(row), [row]);
    else same.push(row);
  }
  if (candidates.size === 0) return;
  for (let original = 0; original < table.rows; original += 1) {
    if (codes[original] !== VALID || (marks[original] ?? 0) !== 0 || !table.isLog(original)) continue;
    const rows = candidates.get(table.hashStart(original)) ?? [];
    const hash = rows.length === 0 ? null : table.hash(original);
    for (const row of rows) {
      if (hash === null || codes[row] === VALID || !table.hashEquals(row, hash) || !isCopy(table, row, original))
        continue;
      codes[row] = VALID;
      digests[row] = digests[original] ?? 0;
      marks[row] = COPY;
    }
  }
}

/** By its name it is the same delivery, or none at all. */
function isCopy(table: SourceTable, row: number, original: number): boolean {
  return table.isNamedAs(row, original) || table.placeAt(row) < 0;
}
