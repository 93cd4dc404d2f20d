import type { FilterNode } from '../../../core/query/language/ast';
import { ignoringCase, lowerFilter } from '../../../core/query/language/lower';
import { otherCases } from '../../../core/query/language/other-case';
import type { OtherCase } from '../../../core/query/language/other-case';
import type { FacetResult, View } from '../../../core/query/filter';
import type { FacetRequest } from '../../store/protocol';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

type Ask = (view: View, request: FacetRequest) => Promise<FacetResult>;

const WHOLE: View = { clauses: [] };
/** More than there are names of events. */
const EVERY_NAME = 100_000;

/** What of a filter that finds nothing is there with letters in another case. */
export class OtherCaseState {
  found = $state.raw<readonly OtherCase[]>([]);
  /** Events that the filter would find if words and values of JSON paths were compared ignoring case. */
  anyCase = $state(0);
  /** Why this could not be found out; it is no more than a hint. */
  problem = $state.raw<Problem | undefined>();
  #turn = 0;

  constructor(private readonly ask: Ask) {}

  /** @param filter undefined where something was found */
  async look(filter: FilterNode | undefined): Promise<void> {
    const turn = ++this.#turn;
    this.found = [];
    this.anyCase = 0;
    this.problem = undefined;
    if (filter === undefined) return;
    try {
      const found = await otherCases(filter, (request) => this.ask(WHOLE, request));
      if (turn !== this.#turn) return;
      this.found = found;
      const anyCase = await this.#countAnyCase(filter);
      if (turn === this.#turn) this.anyCase = anyCase;
    } catch (error) {
      // A newer question may have taken its place, or the analyst ended the search.
      if (turn === this.#turn) this.problem = problemOf(error);
    }
  }

  async #countAnyCase(filter: FilterNode): Promise<number> {
    const loose = ignoringCase(lowerFilter(filter).tree);
    if (loose === undefined) return 0;
    const { rows } = await this.ask(
      { clauses: [{ id: 'any-case', filter: loose }] },
      { facet: 'eventName', top: EVERY_NAME },
    );
    return rows.reduce((sum, { count }) => sum + count, 0);
  }
}
