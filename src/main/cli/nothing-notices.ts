import { formatTime } from '../../core/event/format-time';
import { escapeText } from '../../core/event/visible-text';
import type { FacetResult, View } from '../../core/query/filter';
import { ignoringCase } from '../../core/query/language/lower';
import { unfoundValues, type AskValues } from '../../core/query/language/meant-values';
import { parseFilterText } from '../../core/query/language/parse';
import { pillFilter, toPills } from '../../core/query/language/pills';
import { printFilter } from '../../core/query/language/print';
import { explainNothing } from '../../core/query/nothing-found';
import { anyCaseWords, nothingLines, unfoundLine, type NothingLine } from '../../core/query/nothing-words';
import type { QueryEngine } from '../../core/query/query-engine';

export interface AskedView {
  /** As the filter has it. */
  readonly shown: View;
  /** The same with what the records said. */
  readonly view: View;
  /** Text of the filter; undefined: every event. */
  readonly filter: string | undefined;
  readonly zone: string;
}

export interface Telling {
  readonly onNotice: (message: string) => void;
  /** Has the records searched that a view asks for. */
  readonly resolve: (view: View) => Promise<View>;
}

const ALL: View = { clauses: [] };

/**
 * Says what of a filter finds nothing. Where it finds no event at all, why: which condition is the reason, and what
 * may be meant instead. Else only values that are there in another case.
 */
export async function tellUnfound(
  asked: AskedView,
  engine: QueryEngine,
  { onNotice, resolve }: Telling,
): Promise<void> {
  const { shown, view, filter: text = '', zone } = asked;
  const parsed = parseFilterText(text, { zone });
  if (!parsed.ok || parsed.filter.kind === 'all') return;
  const { matched, events } = await engine.counts(view);
  if (events === 0) return;
  const tell = ({ words, remedy }: NothingLine): void => {
    const use = remedy?.kind === 'use' && !words.includes(remedy.label) ? ` Write ${printFilter(remedy.filter)}.` : '';
    onNotice(escapeText(words + use));
  };
  if (matched > 0) {
    const ask: AskValues = async ({ facet, ...options }): Promise<FacetResult> => engine.facet(ALL, facet, options);
    for (const one of await unfoundValues(parsed.filter, ask, false)) tell(unfoundLine(one));
    return;
  }
  const conditions = toPills(parsed.filter).map(pillFilter);
  const found = await explainNothing(conditions, engine, shown.copies === true);
  const describe = (at: number): string => {
    const node = conditions[at];
    return node === undefined ? '' : printFilter(node);
  };
  for (const line of nothingLines(found, { describe, time: (seconds) => `${formatTime(seconds)} UTC` })) tell(line);
  await tellAnyCase(shown, engine, { onNotice, resolve });
}

/** Words and JSON paths, which the records are searched for, compare by case as well. */
async function tellAnyCase(view: View, engine: QueryEngine, { onNotice, resolve }: Telling): Promise<void> {
  const [clause] = view.clauses;
  const filter = clause === undefined ? undefined : ignoringCase(clause.filter);
  if (filter === undefined) return;
  const loose = await resolve({ clauses: [{ id: 'filter', filter }] });
  const { matched } = await engine.counts(loose);
  if (matched > 0) onNotice(anyCaseWords(matched));
}
