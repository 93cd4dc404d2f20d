import type { CustodyLine, CustodyPage } from '../../contract/integrity';
import { formatCount } from '../../core/event/format-number';
import type { Ledger, LedgerLine } from '../cases/ledger';

/** Some lines of the ledger, oldest first, each with its hash. @param from position of the first one, from 0 */
export function custodyPage(ledger: Ledger, from: number, count: number): CustodyPage {
  const { entries, heads } = ledger;
  const lines = entries.slice(from, from + count).map((entry, index) => lineOf(entry, from + index, heads));
  return { total: entries.length, head: ledger.head(), lines };
}

function lineOf(entry: LedgerLine, index: number, heads: readonly string[]): CustodyLine {
  const { at, actor, tool, action, details, manifest, journal } = entry;
  return {
    ...{ line: index + 1, at, actor, tool, action },
    words: wordsOf(action, details),
    details: JSON.stringify(action === 'case-created' ? withoutKey(details) : details),
    manifest: manifest.lines,
    journal: journal.lines,
    hash: heads[index] ?? '',
  };
}

type Details = LedgerLine['details'];

/** The case's key stays in the case folder. */
function withoutKey(details: Details): Details {
  return Object.fromEntries(Object.entries(details).filter(([member]) => member !== 'key'));
}

const WORDS: Readonly<Record<string, (details: Details) => string>> = {
  'case-created': () => 'The case was made.',
  'case-opened': (details) =>
    Array.isArray(details['problems'])
      ? `The case was opened; ${formatCount(details['problems'].length)} problems were found.`
      : 'The case was opened.',
  'case-migrated': () => 'The case was converted for this version.',
  'case-closed': () => 'The case was closed.',
  'acquire-started': (details) => `Acquiring evidence was begun: ${list(details['paths'])}.`,
  'acquire-resumed': () => 'Acquiring evidence was gone on with.',
  'acquire-finished': () => 'Acquiring evidence was finished.',
  'acquire-cancelled': () => 'Acquiring evidence was cancelled; what was stored stays.',
  'index-built': () => 'The index was built.',
  verified: verifiedWords,
  export: (details) => {
    const what = Array.isArray(details['groupedBy']) ? 'groups of events' : 'events';
    return `${number(details['rows'])} ${what} were exported to ${text(details['file'])}.`;
  },
};

function wordsOf(action: string, details: Details): string {
  const words = Object.hasOwn(WORDS, action) ? WORDS[action] : undefined;
  return words?.(details) ?? `${action}.`;
}

function list(value: unknown): string {
  const items = Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  const [first = 'nothing named'] = items;
  return items.length > 1 ? `${first} and ${formatCount(items.length - 1)} more` : first;
}

function number(value: unknown): string {
  return typeof value === 'number' ? formatCount(value) : 'Some';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : 'a file';
}

/** Two answers: of the case, and of its log files. */
function verifiedWords(details: Details): string {
  const unchanged = details['problems'] === 0 && details['headLine'] !== 0;
  const kept = unchanged ? 'the case is unchanged' : 'the case is not as it was written';
  const logs = details['logs'];
  if (typeof logs !== 'object' || logs === null) return `Everything was verified: ${kept}.`;
  return `Everything was verified: ${kept}. ${logWords(countsIn(logs), countsIn(details['digestCounts']))}`;
}

type Counts = (verdict: string) => number;

function countsIn(value: unknown): Counts {
  const counts = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  return (verdict) => {
    const count: unknown = counts.get(verdict);
    return typeof count === 'number' && count > 0 ? count : 0;
  };
}

/** "Log files: 527 of 909 proven, 380 uncovered, 2 unverifiable. Digests: 1 gap, 4 unverifiable." */
function logWords(logs: Counts, digests: Counts): string {
  const held = ['valid', 'invalid', 'uncovered', 'unverifiable'].reduce((sum, verdict) => sum + logs(verdict), 0);
  const said = (counts: Counts): string[] =>
    ['invalid', 'missing', 'gap', 'uncovered', 'unverifiable'].flatMap((verdict) =>
      counts(verdict) === 0 ? [] : [`${formatCount(counts(verdict))} ${verdict}`],
    );
  const first = held === 0 ? 'none' : `${formatCount(logs('valid'))} of ${formatCount(held)} proven`;
  const others = said(digests);
  const rest = others.length === 0 ? '' : ` Digests: ${others.join(', ')}.`;
  return `Log files: ${[first, ...said(logs)].join(', ')}.${rest}`;
}
