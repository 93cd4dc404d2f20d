import { visibleJson } from '../../core/event/visible-json';
import { escapeText } from '../../core/event/visible-text';
import type { SourceReadings } from '../../core/format/reading-list';
import { EXIT } from './acquire-summary';
import { CASE_DAMAGED } from './case-problems';
import type { ImportedSources } from './import-sources';
import { counted } from './progress-line';
import { readingWords, reasonLines } from './source-words';

/** What came of an import. Members are named as those of `acquire` and `query`. */
export interface ImportSummary extends Omit<ImportedSources, 'understood'> {
  /** Folder of the case. */
  readonly case: string;
  readonly name: string;
  /** Its number in the ledger. */
  readonly acquisition: number;
  readonly state: 'done' | 'interrupted';
  /** Files that were found, their stored bytes, and members of archives; null where it was interrupted. */
  readonly files: number | null;
  readonly bytes: number | null;
  readonly members: number | null;
  /** Sources that the case had before. */
  readonly known: number | null;
  /** Of the whole case. */
  readonly sources: number;
  /** How they ended, and why those did that were not read whole; as `sources` of `query`. */
  readonly readings: SourceReadings;
  readonly records: number;
  /** Each counted once, and the further copies; null where it was interrupted. */
  readonly events: number | null;
  readonly duplicates: number | null;
  readonly quarantined: number;
  readonly head: string;
  readonly message: string | null;
}

/** Where nothing of what was named could be read. */
export const NOTHING_READ =
  'Nothing that was named could be read as logs: see what failed, and check that the paths are those of the logs.';

/** @param problems of the case itself */
export function importExit({ state, failed }: ImportSummary, understood: number, problems: number): number {
  if (state === 'interrupted') return EXIT.interrupted;
  if (problems > 0) return CASE_DAMAGED;
  if (understood === 0) return EXIT.nothing;
  return failed > 0 ? EXIT.someFailed : EXIT.complete;
}

export function importText(summary: ImportSummary, format: 'json' | 'text'): string {
  if (format === 'json') return `${visibleJson(summary)}\n`;
  const { failures: _failures, readings, message, ...values } = summary;
  const lines = Object.entries(values).map(([name, value]) => `${name.padEnd(14)}${shown(value)}`);
  const words = readingWords(readings);
  if (words !== undefined) lines.push(words);
  for (const line of reasonLines(readings)) lines.push(`  ${escapeText(line)}`);
  if (message !== null) lines.push(escapeText(message));
  return `${lines.join('\n')}\n`;
}

function shown(value: string | number | null): string {
  if (value === null) return '(not counted)';
  return typeof value === 'number' ? counted(value) : escapeText(value);
}
