import { describe, expect, it } from 'vitest';
import type { ValueName } from '../../../core/query/filter';
import type { NamedFacet } from '../../../core/query/value-names';
import { NamesState } from './names-state.svelte';

const ANN: ValueName = { text: 'arn:aws:iam::111122223333:user/ann', names: 1, source: 'arn' };
const settle = () => new Promise((resolve) => setTimeout(resolve));

class FakeStore {
  asked: (readonly [NamedFacet, readonly string[]])[] = [];
  names(facet: NamedFacet, values: readonly string[]): Promise<ReadonlyMap<string, ValueName>> {
    this.asked.push([facet, values]);
    return Promise.resolve(new Map(values.filter((value) => value === 'AIDAANN').map((value) => [value, ANN])));
  }
}

function namesOver(store: FakeStore): NamesState {
  return new NamesState(store, (error) => {
    throw error;
  });
}

describe('names of single values', () => {
  it('are asked for once, together, and only of facets that have names', async () => {
    const store = new FakeStore();
    const names = namesOver(store);
    names.refresh();
    expect([names.of('actor', 'AIDAANN'), names.of('actor', 'AIDABOB')]).toEqual([undefined, undefined]);
    expect([names.of('eventName', 'AIDAANN'), names.of('actor', '')]).toEqual([undefined, undefined]);
    await settle();
    expect([names.of('actor', 'AIDAANN'), names.of('actor', 'AIDABOB')]).toEqual([ANN, undefined]);
    await settle();
    expect(store.asked).toEqual([['actor', ['AIDAANN', 'AIDABOB']]]);
  });

  it('wait for an index, and are asked for again when the data changed', async () => {
    const store = new FakeStore();
    const names = namesOver(store);
    names.of('accessKeyId', 'AKIA1');
    await settle();
    expect(store.asked).toEqual([]);
    names.refresh();
    await settle();
    names.refresh();
    await settle();
    expect(store.asked).toEqual([
      ['accessKeyId', ['AKIA1']],
      ['accessKeyId', ['AKIA1']],
    ]);
  });
});
