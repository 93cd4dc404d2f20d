import { describe, expect, it } from 'vitest';
import { wishOf } from './covered-state.svelte';
import { FilterState } from '../filter/filter-state.svelte';

describe('what coverage is asked about where nothing was found', () => {
  it('is the range of time, and the accounts and regions that the filter includes', () => {
    const filters = new FilterState(() => undefined);
    expect(wishOf(filters)).toEqual({});
    filters.setTime({ from: 100, to: null });
    filters.only('recipientAccountId', '111122223333');
    filters.toggle('awsRegion', 'us-east-1');
    filters.toggle('awsRegion', 'eu-west-1');
    expect(wishOf(filters)).toEqual({
      from: 100,
      accounts: ['111122223333'],
      regions: ['us-east-1', 'eu-west-1'],
    });
  });

  it('leaves out what is excluded, switched off or not stated', () => {
    const filters = new FilterState(() => undefined);
    filters.exclude('awsRegion', 'us-east-1');
    filters.only('recipientAccountId', null);
    filters.setTime({ from: 100, to: 200 });
    const time = filters.pills[filters.pills.length - 1];
    filters.switchOff(time?.id ?? 0, true);
    expect(wishOf(filters)).toEqual({});
  });
});
