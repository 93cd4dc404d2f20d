import { ignoringCase, lowerFilter } from '../../../core/query/language/lower';
import { conjunction, type FilterNode } from '../../../core/query/language/ast';
import { pillFilter } from '../../../core/query/language/pills';
import { anyCaseWords, nothingLines, type NothingLine } from '../../../core/query/nothing-words';
import type { FacetResult, View } from '../../../core/query/filter';
import type { FacetRequest, Store } from '../../store/protocol';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';
import { isOn, type PlacedPill, type Pills } from './filter-pills';

export interface NothingAsk {
  readonly explain: Store['explain'];
  readonly values: (view: View, request: FacetRequest) => Promise<FacetResult>;
  /** A pill in one line of words. */
  readonly describe: (placed: PlacedPill) => string;
  /** A time with its zone. */
  readonly time: (seconds: number) => string;
}

/** A reason for the screen. */
export interface Reason {
  readonly words: string;
  /** Take this filter; `label` says what of it. */
  readonly use?: { readonly label: string; readonly filter: FilterNode };
  /** The pill to switch off. */
  readonly off?: number;
}

/** More than there are names of events. */
const EVERY_NAME = 100_000;

/** Why the filter finds nothing, wherever it does. */
export class NothingFoundState {
  reasons = $state.raw<readonly Reason[]>([]);
  /** What words and values of JSON paths would find ignoring case; empty where nothing. */
  anyCase = $state('');
  /** Why this could not be found out; it is no more than a hint. */
  problem = $state.raw<Problem | undefined>();
  #turn = 0;

  constructor(private readonly ask: NothingAsk) {}

  /** @param pills undefined where something was found */
  async look(pills: Pills | undefined, copies = false): Promise<void> {
    const turn = ++this.#turn;
    this.reasons = [];
    this.anyCase = '';
    this.problem = undefined;
    const on = pills?.filter(isOn) ?? [];
    if (on.length === 0) return;
    const conditions = on.map(({ pill }) => pillFilter(pill));
    try {
      const found = await this.ask.explain(conditions, copies);
      if (turn !== this.#turn) return;
      const describe = (at: number): string => (on[at] === undefined ? '' : this.ask.describe(on[at]));
      this.reasons = nothingLines(found, { describe, time: this.ask.time }).map((line) => reasonOf(line, on));
      const anyCase = await this.#countAnyCase(conjunction(conditions));
      if (turn === this.#turn && anyCase > 0) this.anyCase = anyCaseWords(anyCase);
    } catch (error) {
      // A newer question may have taken its place, or the analyst ended the search.
      if (turn === this.#turn) this.problem = problemOf(error);
    }
  }

  async #countAnyCase(filter: FilterNode): Promise<number> {
    const loose = ignoringCase(lowerFilter(filter).tree);
    if (loose === undefined) return 0;
    const { rows } = await this.ask.values(
      { clauses: [{ id: 'any-case', filter: loose }] },
      { facet: 'eventName', top: EVERY_NAME },
    );
    return rows.reduce((sum, { count }) => sum + count, 0);
  }
}

function reasonOf({ words, remedy }: NothingLine, on: Pills): Reason {
  if (remedy === undefined) return { words };
  if (remedy.kind === 'use') return { words, use: { label: remedy.label, filter: remedy.filter } };
  const pill = on[remedy.at];
  return pill === undefined ? { words } : { words, off: pill.id };
}
