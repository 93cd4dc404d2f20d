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
  verified: (details) =>
    details['sound'] === true
      ? 'Everything was verified: nothing is wrong.'
      : 'Everything was verified: something is wrong.',
  export: (details) => `${number(details['rows'])} events were exported to ${text(details['file'])}.`,
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
