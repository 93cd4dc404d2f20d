import type { FacetName } from '../../../core/event/facet-catalogue';
import type { SortKey } from '../../../core/query/filter';
import { conjunction, type FilterNode } from '../../../core/query/language/ast';
import { derivedFacet, fieldOfPath } from '../../../core/query/language/fields';
import { questionFilter } from '../../../core/query/language/questions';
import type { Question, QuestionValues } from '../../../core/query/language/questions';
import type { FilterState } from '../filter/filter-state.svelte';
import type { ColumnsSnapshot, ColumnsState } from '../grid/columns-state.svelte';
import type { Grouping, GroupsState } from '../groups/groups-state.svelte';
import type { Companion, HistoryState } from '../history/history-state.svelte';

/** Columns that the list knows under another name than the filter's text does. */
const COLUMNS = new Map([
  ['eventTime', 'time'],
  ['bytesTransferredOut', 'bytesOut'],
]);

/** Asks for events in the place of what is shown. */
export class Asking {
  constructor(
    private readonly filters: FilterState,
    private readonly columns: ColumnsState,
    private readonly groups: GroupsState,
    private readonly history: HistoryState,
  ) {}

  /** What a question brings with its filter: one step of undo takes both back. */
  get arrangement(): Companion<{ readonly columns: ColumnsSnapshot; readonly groups: Grouping }> {
    const { columns, groups } = this;
    return {
      get snapshot() {
        return { columns: columns.snapshot, groups: groups.snapshot };
      },
      restore(before) {
        columns.restore(before.columns);
        groups.restore(before.groups);
      },
    };
  }

  /**
   * Lists the events of this filter in the place of what is shown: pinned pills stay, and one step of undo brings the
   * rest back.
   * @param order of the list, where the answer is of use in no other
   */
  ask(filter: FilterNode, words: string, order?: readonly SortKey[]): void {
    this.history.together(this.arrangement, words, () => {
      this.groups.by([]);
      if (order !== undefined) this.columns.sortBy(order);
      this.filters.ask(filter, words);
    });
  }

  /** Lists those of the events that are shown which this filter leaves too; one step of undo brings the rest back. */
  narrow(filter: FilterNode, words: string): void {
    this.history.together(this.arrangement, words, () => {
      this.groups.by([]);
      const shown = this.filters.parse(this.filters.text);
      this.filters.setFilter(shown.ok ? conjunction([shown.filter, filter]) : filter, words);
    });
  }

  /**
   * Asks a ready question: its answer is listed or counted as the question says, as one step of undo.
   * @param withColumns shows the columns that it is about
   */
  question(question: Question, values: QuestionValues = {}, withColumns = false): void {
    const words = `Ask "${question.title}"`;
    const facet = question.groupBy === undefined ? undefined : groupFacet(question.groupBy);
    this.history.together(this.arrangement, words, () => {
      this.filters.ask(questionFilter(question, values), words);
      this.groups.by(facet === undefined ? [] : [facet]);
      if (withColumns) this.columns.show(question.columns.map((name) => COLUMNS.get(name) ?? name));
    });
  }
}

/** The facet that stands for a field: an ARN is what principals are named by. */
function groupFacet(written: string): FacetName | undefined {
  const field = fieldOfPath(written.split('.'));
  return field?.kind === 'facet' ? field.name : derivedFacet(written.split('.'));
}
