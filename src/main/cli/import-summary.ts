import { visibleJson } from '../../core/event/visible-json';
import { escapeText } from '../../core/event/visible-text';
import { EXIT } from './acquire-summary';
import { CASE_DAMAGED } from './case-problems';
import type { ImportedSources } from './import-sources';
import { counted } from './progress-line';

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
  readonly otherSources: Readonly<Record<string, number>>;
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
  const { failures, otherSources, message, ...values } = summary;
  const rows = Object.entries(values).map(([name, value]) => [name, shown(value)] as const);
  for (const [kind, count] of Object.entries(otherSources)) rows.push([`  ${kind}`, counted(count)]);
  const lines = rows.map(([name, value]) => `${name.padEnd(14)}${value}`);
  for (const { uri, message: why } of failures) lines.push(`not read      ${escapeText(`${uri}: ${why}`)}`);
  if (message !== null) lines.push(escapeText(message));
  return `${lines.join('\n')}\n`;
}

function shown(value: string | number | null): string {
  if (value === null) return '(not counted)';
  return typeof value === 'number' ? counted(value) : escapeText(value);
}
