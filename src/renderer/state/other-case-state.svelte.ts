import { otherCases } from '../../core/query/language/other-case';
import type { AskValues, OtherCase } from '../../core/query/language/other-case';
import type { FilterNode } from '../../core/query/language/ast';
import { SupersededError } from '../store/client';

/** What of a filter that finds nothing is there with letters in another case. */
export class OtherCaseState {
  found = $state.raw<readonly OtherCase[]>([]);
  #turn = 0;

  /** @param values of the whole case */
  constructor(private readonly values: AskValues) {}

  /** @param filter undefined where something was found */
  async ask(filter: FilterNode | undefined): Promise<void> {
    const turn = ++this.#turn;
    this.found = [];
    if (filter === undefined) return;
    try {
      const found = await otherCases(filter, this.values);
      if (turn === this.#turn) this.found = found;
    } catch (error) {
      // A newer question took the place of this one, which was no more than a hint.
      if (!(error instanceof SupersededError)) throw error;
    }
  }
}
