import type { ComparedField } from '../../core/event/compare-fields';
import { isWithheld } from '../../core/event/compare-fields';
import type { CopySide } from '../../core/event/copy-side';
import type { SharedCall } from '../../core/query/filter';
import { count, countOf } from './numbers';

/** Accounts that a badge names; of more it tells the number. */
const MOST_NAMED = 3;

/** "2 copies: 111122223333, 444455556666": a call and the accounts that it was delivered to. */
export function copiesWords({ account, copies, others }: SharedCall): string {
  if (copies > MOST_NAMED) return `${count(copies)} copies: ${account} and ${count(copies - 1)} more`;
  const accounts = [account, ...others.map((other) => other.account)].sort();
  return `${count(copies)} copies: ${accounts.join(', ')}`;
}

/** Beside a number of events: that some of them tell of the same calls. */
export function callsHint(events: number, calls: number): string {
  const further = events - calls;
  const what =
    further === 1
      ? '1 event is a further copy of a call that was'
      : `${count(further)} events are further copies of calls that were`;
  return `${what} delivered to another account as well: ${count(events)} events tell of ${count(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}

const SIDE_WORDS: Readonly<Record<CopySide, string>> = {
  caller: 'Account of the caller',
  owner: 'Account of the owner',
};

/** Whose copy of a call it is. */
export function sideWords(side: CopySide | undefined): string {
  return side === undefined ? 'Delivered to' : SIDE_WORDS[side];
}

/** What there is to know of copies that are held against each other, one sentence each; `accounts` as the values. */
export function comparedWords(fields: readonly ComparedField[], accounts: readonly string[]): readonly string[] {
  const telling = fields.filter(({ own, state }) => !own && state !== 'same');
  const others = telling.filter(hasSeveralValues).length;
  const sentences = accounts.flatMap((account, at) => {
    const lacking = telling.filter(({ values }) => values[at] === undefined).length;
    const withheld = fields.filter(({ values }) => values[at] !== undefined && isWithheld(values[at])).length;
    return [
      ...(lacking === 0 ? [] : [`The copy of ${account} lacks ${countOf(lacking, 'field')}`]),
      ...(withheld === 0 ? [] : [`AWS withholds ${countOf(withheld, 'value')} in the copy of ${account}`]),
    ];
  });
  if (others > 0) {
    // Of several copies some may agree.
    const where = accounts.length > 2 ? 'not the same value in all of them' : 'another value in each';
    sentences.push(`${countOf(others, 'field has', 'fields have')} ${where}`);
  }
  return sentences.length === 0 ? ['But for their own IDs and accounts, the copies are alike'] : sentences;
}

/** Whether copies that have the field disagree on it. */
function hasSeveralValues({ values }: ComparedField): boolean {
  const there = values.filter((value) => value !== undefined);
  return there.some(({ kind, text }) => kind !== there[0]?.kind || text !== there[0].text);
}
