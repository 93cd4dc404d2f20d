import type { MatrixAccount, MatrixCaller, MatrixCell } from '../../../core/query/accounts/matrix';
import { escapeText } from '../../../core/event/visible-text';
import type { AccountNames, AccountSide } from '../../state/accounts/account-names';
import type { Clock } from '../../wording/clock';
import { count, countOf } from '../../wording/numbers';
import { valueWords } from '../../wording/values';

/** Whose an account is, in a word. */
export const SIDE_WORDS: Readonly<Record<AccountSide, string>> = {
  ours: 'Ours',
  attacker: "Attacker's",
  partner: 'Partner',
  aws: 'AWS',
  unknown: 'Unknown',
};

/** An account, or what stands in its place, as rows and heads show it. */
export interface AccountLook {
  /** What people call it; undefined where it has a number alone. */
  readonly name: string | undefined;
  /** The number, or words of ours where there is none. */
  readonly number: string;
  /** The words are ours, and no number. */
  readonly standIn: boolean;
  /** Why it stands out, in a word. */
  readonly mark: string | undefined;
  readonly tone: 'plain' | 'warn' | 'bad';
}

interface Seen {
  readonly account: string | null;
  readonly delivered: boolean;
}

/**
 * An account stands out where its own log is not in the evidence and nobody said whose it is: it is somebody outside.
 */
export function accountLook({ account, delivered }: Seen, names: AccountNames): AccountLook {
  if (account === null) return standIn('Not stated', 'no account');
  const entry = names.of(account);
  const side = entry?.side;
  const attacker = side === 'attacker';
  const outside = side === 'unknown' || (side === undefined && !delivered);
  return {
    name: entry?.name,
    number: valueWords(account),
    standIn: false,
    mark: attacker ? SIDE_WORDS.attacker : outside ? SIDE_WORDS.unknown : undefined,
    tone: attacker ? 'bad' : outside ? 'warn' : 'plain',
  };
}

export function callerLook(caller: MatrixCaller, names: AccountNames): AccountLook {
  switch (caller.kind) {
    case 'account':
      return accountLook(caller, names);
    case 'anonymous':
      return { ...standIn('Anonymous', 'no account'), mark: 'Anonymous', tone: 'warn' };
    case 'service':
      return standIn('AWS services', 'no account');
    case 'unknown':
      return standIn('Not stated', 'no account');
  }
}

function standIn(name: string, number: string): AccountLook {
  return { name, number, standIn: true, mark: undefined, tone: 'plain' };
}

/** "build (111122223333)", "111122223333": in one run of text, for names of controls and steps of undo. */
export function lookWords({ name, number, standIn: ours }: AccountLook): string {
  return escapeText(name === undefined ? number : ours ? name : `${name} (${number})`);
}

/** "Calls from build (111122223333) into payroll (444455556666)" */
export function cellWords(caller: AccountLook, on: AccountLook): string {
  return `Calls from ${lookWords(caller)} into ${lookWords(on)}`;
}

/** Lines that tell of a cell. */
export function cellLines(cell: MatrixCell, clock: Clock): readonly string[] {
  const { count: events, denied, names, first, last, byDelivery } = cell;
  return [
    `${countOf(events, 'event')}, ${count(denied)} denied, ${countOf(names, 'event name')}`,
    ...timeLines(first, last, clock),
    ...(byDelivery === 0
      ? []
      : [`${countOf(byDelivery, 'event')} without an owner: counted for the account of delivery`]),
  ];
}

/** Lines that tell of the head of a row or a column. */
export function headLines(head: MatrixCaller | MatrixAccount, look: AccountLook, clock: Clock): readonly string[] {
  const times = 'first' in head ? timeLines(head.first, head.last, clock) : [];
  const outside =
    look.mark === SIDE_WORDS.unknown ? ['Its own log is not in this case, and nobody said whose it is'] : [];
  return [lookWords(look), `${countOf(head.count, 'event')}, ${count(head.denied)} denied`, ...times, ...outside];
}

function timeLines(first: number | null, last: number | null, clock: Clock): readonly string[] {
  if (first === null || last === null) return ['No event states a time'];
  return [`First ${clock.text(first)}`, `Last ${clock.text(last)}`, `Times in ${clock.name}`];
}
