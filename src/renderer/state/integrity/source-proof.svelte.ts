import type { SourceProof } from '../../../contract/integrity';
import type { IntegrityState } from './integrity-state.svelte';
import type { Loadable } from '../api/loading';
import { problemOf } from '../api/loading';

/** What is known of the one source that is shown; a newer one takes its place. */
export class ShownProof {
  proof = $state.raw<Loadable<SourceProof>>({ state: 'idle' });
  #turn = 0;

  constructor(private readonly integrity: Pick<IntegrityState, 'proof'>) {}

  async show(source: number): Promise<void> {
    const turn = ++this.#turn;
    if (this.proof.state !== 'ready' || this.proof.value.no !== source) this.proof = { state: 'loading' };
    try {
      const value = await this.integrity.proof(source);
      if (turn === this.#turn) this.proof = { state: 'ready', value };
    } catch (error) {
      if (turn === this.#turn) this.proof = { state: 'failed', problem: problemOf(error) };
    }
  }
}
