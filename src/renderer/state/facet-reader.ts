import type { View } from '../../core/query/filter';
import type { FacetResult } from '../../core/query/filter';
import type { FacetRequest, Store } from '../store/protocol';

/**
 * Questions for values with counts, one after the other: the store keeps only the newest that waits,
 * and the lists, the completion and the editor of a pill all ask.
 */
export class FacetReader {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: Pick<Store, 'facets'>) {}

  ask(view: View, wanted: readonly FacetRequest[]): Promise<readonly FacetResult[]> {
    const answer = this.#turn.then(() => this.store.facets(view, wanted));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }
}
