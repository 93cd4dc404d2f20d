import { formatCount } from '../event/format-number';
import { invalidCount } from './check';
import type { Integrity } from './check';
import { numberOf } from './verdict';

/** What is not proven, and not wrong either: how many, and why, such as "no digest of the case speaks of them". */
export interface Unproven {
  readonly about: 'log' | 'digest' | 'gap';
  readonly count: number;
  readonly why: string;
}

/** What the digests say of the log files, all in all. */
export interface Answer {
  /** `proven`: everything is. `wrong`: something is invalid or missing. */
  readonly state: 'proven' | 'unproven' | 'wrong';
  /** Log files that are proven, of those held. */
  readonly proven: number;
  readonly of: number;
  readonly unproven: readonly Unproven[];
  readonly words: string;
}

/** "Nothing is wrong" is said only where everything is proven; else how much is, and why the rest is not. */
export function answerOf(integrity: Integrity): Answer {
  const { logCounts, digestCounts } = integrity;
  const faults = faultsOf(integrity);
  const unproven = unprovenOf(integrity);
  const proven = logCounts.valid;
  const of = proven + invalidCount(logCounts) + logCounts.uncovered + logCounts.unverifiable;
  const isAll = unproven.length === 0 && proven + digestCounts.valid > 0;
  const state = faults.length > 0 ? 'wrong' : isAll ? 'proven' : 'unproven';
  return { state, proven, of, unproven, words: wordsOf({ state, proven, of, unproven }, faults, digestCounts.valid) };
}

function faultsOf({ logCounts: logs, digestCounts: digests, logs: { added } }: Integrity): string[] {
  return [
    ...fault(invalidCount(logs), 'log file', 'invalid'),
    ...fault(logs.missing, 'log file', 'missing'),
    ...fault(added, 'log file', 'added'),
    ...fault(invalidCount(digests), 'digest', 'invalid'),
    ...fault(digests.missing, 'digest', 'missing'),
  ];
}

function fault(count: number, noun: string, what: string): string[] {
  return count === 0 ? [] : [`${counted(count, noun)} ${count === 1 ? 'is' : 'are'} ${what}`];
}

function unprovenOf(integrity: Integrity): Unproven[] {
  const { logCounts, digestCounts, digests, broken, keysWanted } = integrity;
  const history = historyCount(integrity);
  const list: Unproven[] = [];
  const add = (about: Unproven['about'], count: number, one: string, many: string): void => {
    if (count > 0) list.push({ about, count, why: count === 1 ? one : many });
  };
  const none = digests.length + broken.length === 0;
  // What was added is wrong, and not only unproven.
  const uncovered = logCounts.uncovered - history - integrity.logs.added;
  if (none) add('log', uncovered, 'there are no digests', 'there are no digests');
  else add('log', uncovered, 'no digest speaks of it', 'no digest speaks of them');
  const unsigned = 'from the event history, which AWS does not sign';
  add('log', history, `it is ${unsigned}`, `they are ${unsigned}`);
  const itself = 'is not proven itself';
  add('log', logCounts.unverifiable, `the digest that lists it ${itself}`, `the digest that lists them ${itself}`);
  if (keysWanted.length > 0) {
    const missing = keysWanted.length === 1 ? 'the public key is missing' : 'the public keys are missing';
    add('digest', digestCounts.unverifiable, missing, missing);
  } else {
    const lost = 'was lost in a copy, and no later digest states it';
    add('digest', digestCounts.unverifiable, `its signature ${lost}`, `their signature ${lost}`);
  }
  const time = 'no digest speaks of';
  add('gap', digestCounts.gap, `${time} its time`, `${time} their time`);
  return list;
}

/** Log files of event history among those that no digest speaks of. */
function historyCount({ table, logs }: Integrity): number {
  const uncovered = numberOf('uncovered');
  let count = 0;
  for (let row = 0; row < table.rows; row += 1) {
    if (table.isLog(row) && table.isHistory(row) && logs.codes[row] === uncovered) count += 1;
  }
  return count;
}

function wordsOf(
  { state, proven, of, unproven }: Omit<Answer, 'words'>,
  faults: readonly string[],
  digests: number,
): string {
  const delivered = 'proven to be as AWS delivered them';
  if (state === 'proven') {
    const all = [of > 0 ? allOf(of, 'log file') : '', digests > 0 ? allOf(digests, 'digest') : ''];
    return `Nothing is wrong: ${all.filter((part) => part !== '').join(' and ')} ${of + digests === 1 ? 'is' : 'are'} ${delivered}.`;
  }
  const wrong = faults.length === 0 ? '' : `Something is wrong: ${faults.join(', ')}. `;
  const head =
    of === 0
      ? 'There are no log files'
      : `${formatCount(proven)} of ${counted(of, 'log file')} ${proven === 1 || of === 1 ? 'is' : 'are'} ${delivered}`;
  const parts = [logWords(unproven), ...unproven.filter(({ about }) => about !== 'log').map(otherWords)];
  return `${wrong}${[head, ...parts.filter((part) => part !== '')].join('; ')}.`;
}

/** "2 unproven because ...", or each reason with its number where there are several. */
function logWords(unproven: readonly Unproven[]): string {
  const logs = unproven.filter(({ about }) => about === 'log');
  const [first, ...more] = logs;
  if (first === undefined) return '';
  if (more.length === 0) return `${formatCount(first.count)} unproven because ${first.why}`;
  const total = logs.reduce((sum, { count }) => sum + count, 0);
  const reasons = logs.map(({ count, why }) => `${formatCount(count)} because ${why}`);
  return `${formatCount(total)} unproven: ${reasons.join(', ')}`;
}

function otherWords({ about, count, why }: Unproven): string {
  if (about === 'gap') return `${counted(count, 'gap')} between digests`;
  return `${counted(count, 'digest')} unproven because ${why}`;
}

function allOf(count: number, noun: string): string {
  return count === 1 ? `the one ${noun}` : `all ${counted(count, noun)}`;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
