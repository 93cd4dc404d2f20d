import type { SharedCall } from '../../core/query/filter';
import { count } from './numbers';

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
