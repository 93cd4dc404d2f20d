import type { CoveredHours, CoveredWish } from '../../../contract/integrity';
import type { FilterState } from '../filter/filter-state.svelte';
import type { IntegrityApi } from '../integrity/integrity-api';
import type { Loadable } from '../api/loading';
import { problemOf } from '../api/loading';

/** What of the filter says where and when to look: its range of time, and the accounts and regions it includes. */
export function wishOf(filters: Pick<FilterState, 'time' | 'chosen' | 'mark'>): CoveredWish {
  const included = (facet: 'recipientAccountId' | 'awsRegion'): string[] =>
    filters
      .chosen(facet)
      .filter((value): value is string => value !== null && filters.mark(facet, value) === 'included');
  const { from = null, to = null } = filters.time?.off === false ? filters.time : {};
  const accounts = included('recipientAccountId');
  const regions = included('awsRegion');
  return {
    ...(from === null ? {} : { from: Math.floor(from) }),
    ...(to === null ? {} : { to: Math.ceil(to) }),
    ...(accounts.length === 0 ? {} : { accounts }),
    ...(regions.length === 0 ? {} : { regions }),
  };
}

/** In how many hours of what the filter asks about was looked at all: said wherever nothing is found. */
export class CoveredState {
  hours = $state.raw<Loadable<CoveredHours>>({ state: 'idle' });
  #turn = 0;

  constructor(private readonly api: Pick<IntegrityApi, 'covered'>) {}

  async ask(wish: CoveredWish): Promise<void> {
    const turn = ++this.#turn;
    this.hours = { state: 'loading' };
    try {
      const value = await this.api.covered(wish);
      if (turn === this.#turn) this.hours = { state: 'ready', value };
    } catch (error) {
      if (turn === this.#turn) this.hours = { state: 'failed', problem: problemOf(error) };
    }
  }
}
