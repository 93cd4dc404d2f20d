import type { Target } from '../../../core/annotation/target';
import type { AnnotationsState } from '../annotation/annotations-state.svelte';
import type { AccountEntry, AccountNames, AccountPair } from './account-names';

/** What the journal says of accounts, and of calls from one into another. */
export function saidNames(annotations: Pick<AnnotationsState, 'account' | 'ofTarget' | 'note'>): AccountNames {
  return {
    of(account): AccountEntry | undefined {
      const said = annotations.account(account);
      const notes = annotations.ofTarget({ on: 'account', account })?.notes.length ?? 0;
      if (said === null) return notes === 0 ? undefined : { notes };
      const { name, side, owner } = said;
      return {
        ...(name === '' ? {} : { name }),
        ...(side === 'unknown' ? {} : { side }),
        ...(owner === '' ? {} : { owner }),
        notes,
      };
    },
    pair(caller, on) {
      const target = pairTarget({ caller, on });
      const notes = (target === undefined ? undefined : annotations.ofTarget(target))?.notes ?? [];
      const [first] = notes;
      if (first === undefined) return undefined;
      const text = annotations.note(first)?.text.trim().split('\n', 1)[0];
      return { notes: notes.length, ...(text === undefined ? {} : { first: text }) };
    },
  };
}

/** The pair as something can be said of it; undefined where either side is no account. */
export function pairTarget({ caller, on }: AccountPair): Extract<Target, { on: 'pair' }> | undefined {
  const { account } = caller;
  return account === null || on === null ? undefined : { on: 'pair', caller: account, acted: on };
}
