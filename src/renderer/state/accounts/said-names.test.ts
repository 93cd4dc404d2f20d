import { describe, expect, it } from 'vitest';
import type { AccountValue } from '../../../core/annotation/action';
import { targetKey, type Target } from '../../../core/annotation/target';
import { pairTarget, saidNames } from './said-names';

const OURS = '111122223333';
const THEIRS = '999988887777';
const PAIR = { on: 'pair', caller: THEIRS, acted: OURS } as const;

function named(accounts: Record<string, AccountValue>, notes: readonly (readonly [Target, string])[]) {
  return saidNames({
    account: (account) => accounts[account] ?? null,
    ofTarget: (target) => {
      const ids = notes.flatMap(([on], at) => (targetKey(on) === targetKey(target) ? [String(at)] : []));
      if (ids.length === 0) return undefined;
      return { target, star: undefined, status: undefined, tags: [], notes: ids, findings: [] };
    },
    note: (id) => ({ text: notes[Number(id)]?.[1] ?? '' }) as ReturnType<Parameters<typeof saidNames>[0]['note']>,
  });
}

describe('the names of accounts', () => {
  it('are what the journal says of them, with the number of notes', () => {
    const names = named({ [OURS]: { name: 'build', side: 'ours', owner: 'Platform' } }, [
      [{ on: 'account', account: THEIRS }, 'Seen before'],
    ]);
    expect(names.of(OURS)).toEqual({ name: 'build', side: 'ours', owner: 'Platform', notes: 0 });
    expect(names.of(THEIRS)).toEqual({ notes: 1 });
    expect(names.of('444455556666')).toBeUndefined();
  });

  it('leave out what was left empty', () => {
    expect(named({ [OURS]: { name: '', side: 'unknown', owner: '' } }, []).of(OURS)).toEqual({ notes: 0 });
  });

  it('know the notes on a pair by their first line', () => {
    const names = named({}, [
      [PAIR, 'Reads our exports\n\nSince March'],
      [PAIR, 'Second'],
    ]);
    expect(names.pair({ kind: 'account', account: THEIRS }, OURS)).toEqual({ notes: 2, first: 'Reads our exports' });
    expect(names.pair({ kind: 'account', account: OURS }, THEIRS)).toBeUndefined();
  });

  it('know no notes where a side is no account', () => {
    expect(pairTarget({ caller: { kind: 'service', account: null }, on: OURS })).toBeUndefined();
    expect(pairTarget({ caller: { kind: 'account', account: THEIRS }, on: null })).toBeUndefined();
  });
});
