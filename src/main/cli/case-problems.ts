import { formatCount } from '../../core/event/format-number';
import type { IntegrityProblem } from '../cases/line-checker';

/** Exit status where there were sources, and nothing could be read of them. */
export const NOTHING_READ = 2;
/** Exit status where something is wrong with the case itself, as `verify` has it. */
export const CASE_DAMAGED = 3;
/** Problems that are told; the count is complete. */
const SHOWN = 20;

/** What is wrong with a case, line by line: "ledger.jsonl, line 3: ...". Nothing where nothing is. */
export function problemLines(problems: readonly IntegrityProblem[]): string[] {
  const lines = problems.slice(0, SHOWN).map(({ file, line, message }) => {
    return `${file}${line === null ? '' : `, line ${formatCount(line)}`}: ${message}`;
  });
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`... and ${formatCount(more)} more problems of the case: verify lists them.`);
  if (problems.length > 0) lines.unshift('The case is damaged, so this may not be all of it:');
  return lines;
}
