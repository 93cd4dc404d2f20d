import { describe, expect, it } from 'vitest';
import type { TrailKind } from '../../../contract/discovery';
import { ChoiceState, DAYS_AT_FIRST } from './choice-state.svelte';
import { calendar, withStream } from './delivery-rows';
import type { DeliveryRow } from './delivery-rows';

const ACCOUNT = '111122223333';

function row(
  region: string,
  days: readonly string[],
  kind: TrailKind = 'CloudTrail',
  before?: DeliveryRow,
): DeliveryRow {
  const stream = {
    prefix: `${ACCOUNT}/${kind}/${region}/`,
    root: '',
    organization: null,
    account: ACCOUNT,
    region,
    kind,
  };
  return withStream(before, stream, days);
}

function choiceOf(...rows: readonly DeliveryRow[]): ChoiceState {
  const choice = new ChoiceState(() => undefined);
  choice.found(rows);
  return choice;
}

const WEEK = calendar('2026-03-02', '2026-03-08');

describe('a choice', () => {
  it('has us-east-1 from the start, and nothing else', () => {
    const [global, other] = [row('us-east-1', WEEK), row('eu-west-1', WEEK)];
    const choice = choiceOf(global, other);
    expect(choice.rowMark(global)).toBe('all');
    expect(choice.rowMark(other)).toBe('off');
    expect(choice.nothing).toBe(false);
  });

  it('has what was asked for elsewhere, found before or after, until that is no longer so', () => {
    const [global, other, later] = [row('us-east-1', WEEK), row('eu-west-1', WEEK), row('eu-west-2', WEEK)];
    const choice = choiceOf(global, other);
    choice.set([other], WEEK, false);
    choice.want([
      { account: ACCOUNT, region: 'eu-west-1' },
      { account: ACCOUNT, region: 'eu-west-2' },
    ]);
    choice.setPeriod({ first: '2026-03-03', last: '2026-03-04' });
    choice.found([global, other, later]);
    expect(choice.columns).toEqual(['2026-03-03', '2026-03-04']);
    expect([global, other, later].map((one) => choice.rowMark(one))).toEqual(['all', 'all', 'all']);
  });

  it('does not choose again what the analyst left out, when more is found', () => {
    const global = row('us-east-1', WEEK);
    const choice = choiceOf(global);
    choice.set([global], WEEK, false);
    choice.found([row('us-east-1', calendar('2026-03-02', '2026-03-09')), row('eu-west-1', WEEK)]);
    expect(choice.nothing).toBe(true);
  });

  it('never holds a day without deliveries', () => {
    const sparse = row('eu-west-1', ['2026-03-02', '2026-03-08']);
    const choice = choiceOf(sparse);
    expect(choice.columns).toEqual(WEEK);
    choice.set([sparse], WEEK, true);
    expect(choice.isChosen(sparse, '2026-03-05')).toBeNull();
    expect(choice.rowMark(sparse)).toBe('all');
    expect(choice.mark([sparse], ['2026-03-05'])).toBe('empty');
  });

  it('shows the last days alone while no period is set, and all of them for an open one', () => {
    const year = calendar('2025-03-09', '2026-03-08');
    const choice = choiceOf(row('us-east-1', year));
    expect(choice.columns).toHaveLength(DAYS_AT_FIRST);
    expect(choice.columns.at(-1)).toBe('2026-03-08');
    choice.setPeriod({ first: '2025-03-09', last: undefined });
    expect(choice.columns).toEqual(year);
  });

  it('keeps rows that were chosen whole so in another period, and the cells of others', () => {
    const [whole, some] = [row('eu-west-1', WEEK), row('eu-north-1', WEEK)];
    const choice = choiceOf(whole, some);
    choice.setPeriod({ first: '2026-03-04', last: '2026-03-05' });
    choice.set([whole], ['2026-03-04', '2026-03-05'], true);
    choice.set([some], ['2026-03-04'], true);
    choice.setPeriod({ first: '2026-03-03', last: '2026-03-06' });
    expect(choice.rowMark(whole)).toBe('all');
    expect(choice.columns.filter((day) => choice.isChosen(some, day) === true)).toEqual(['2026-03-04']);
  });

  it('drops days that the period has no more', () => {
    const some = row('eu-west-1', WEEK);
    const choice = choiceOf(some);
    choice.set([some], ['2026-03-02'], true);
    choice.setPeriod({ first: '2026-03-05', last: '2026-03-06' });
    choice.setPeriod({ first: '2026-03-02', last: '2026-03-08' });
    expect(choice.isChosen(some, '2026-03-02')).toBe(false);
  });

  it('follows the kinds: digests of a day alone are a day to choose', () => {
    const both = row('us-east-1', ['2026-03-03'], 'Digest', row('us-east-1', ['2026-03-02']));
    const choice = choiceOf(both);
    expect(choice.isChosen(both, '2026-03-03')).toBe(true);
    choice.setKind('Digest', false);
    expect(choice.isChosen(both, '2026-03-03')).toBeNull();
    expect(choice.parts('s3://b').map(({ choice: { streams } }) => streams)).toEqual([
      [`${ACCOUNT}/CloudTrail/us-east-1/`],
    ]);
  });
});
