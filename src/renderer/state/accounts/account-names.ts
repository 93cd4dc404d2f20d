import type { CallerKind } from '../../../core/query/accounts/matrix';

/** Whose an account is, as an analyst says. */
export type AccountSide = 'ours' | 'attacker' | 'partner' | 'aws' | 'unknown';

/** What analysts said of an account. */
export interface AccountEntry {
  readonly name?: string;
  readonly side?: AccountSide;
  readonly owner?: string;
  readonly notes: number;
}

/** Who called: an account, or one of those that have none. */
export interface CallingSide {
  readonly kind: CallerKind;
  readonly account: string | null;
}

/** A pair that notes are on: who called, and the account acted on. */
export interface AccountPair {
  readonly caller: CallingSide;
  readonly on: string | null;
}

/** What analysts said of accounts and pairs of them: of either, undefined for nothing. */
export interface AccountNames {
  of(account: string): AccountEntry | undefined;
  /** `first`: the beginning of the first note. */
  pair(caller: CallingSide, on: string | null): { readonly notes: number; readonly first?: string } | undefined;
}

/** Nobody said anything yet. */
export const NO_NAMES: AccountNames = { of: () => undefined, pair: () => undefined };
