import type { FacetName } from '../../event/facet-catalogue';
import { isFailure, OUTCOMES, type Outcome } from '../../event/outcome';
import { forEachRow, type Mask } from '../bitset';
import type { Dictionary } from '../dictionary';
import type { IndexedSegment } from '../indexed-segment';
import type { FailureReason, SeenName } from './card';
import { Tally } from './tally';

/** Columns that say which calls were made and how they ended. */
export const NAME_NEEDS: readonly FacetName[] = ['eventName', 'outcome', 'errorCode'];

/** Reasons that one name lists. */
const MOST_REASONS = 10;

interface Part {
  readonly segment: IndexedSegment;
  readonly mask: Mask;
}

/** Event names of the parts, most events first. */
export function seenNames(
  parts: readonly Part[],
  dictionaries: (facet: FacetName) => Dictionary,
  most: number,
): { readonly total: number; readonly rows: readonly SeenName[]; readonly failed: number; readonly denied: number } {
  const names = dictionaries('eventName');
  const [outcomes, errors] = [dictionaries('outcome'), dictionaries('errorCode')];
  const failing = new Uint8Array(outcomes.size);
  for (const outcome of OUTCOMES) if (isFailure(outcome)) failing[outcomes.find(outcome) ?? 0] = 1;
  failing[0] = 0;
  const success = outcomes.find('success' satisfies Outcome) ?? -1;
  const denial = outcomes.find('denied' satisfies Outcome) ?? -1;
  const [all, succeeded, failed] = [new Tally(names.size), new Tally(names.size), new Tally(names.size)];
  // By error code; where a call states none, by how it ended, numbered behind the codes.
  const reasons = new Map<number, Map<number, number>>();
  let [failures, denied] = [0, 0];
  for (const { segment, mask } of parts) {
    const name = segment.column('eventName', names);
    const outcome = segment.column('outcome', outcomes);
    const error = segment.column('errorCode', errors);
    forEachRow(mask, segment.rows, (row) => {
      const id = name.ids[name.codes[row] as number] as number;
      const time = segment.time[row] as number;
      const ended = outcome.ids[outcome.codes[row] as number] as number;
      all.add(id, time);
      if (ended === success) succeeded.add(id, time);
      if (failing[ended] !== 1) return;
      failed.add(id, time);
      failures++;
      if (ended === denial) denied++;
      const code = error.ids[error.codes[row] as number] as number;
      const reason = code > 0 ? code : errors.size + ended;
      const own = reasons.get(id) ?? new Map<number, number>();
      reasons.set(id, own);
      own.set(reason, (own.get(reason) ?? 0) + 1);
    });
  }
  const words = (reason: number): string =>
    (reason >= errors.size ? outcomes.value(reason - errors.size) : errors.value(reason)) ?? '';
  const reasonsOf = (id: number): FailureReason[] =>
    [...(reasons.get(id) ?? [])]
      .map(([reason, count]) => ({ reason: words(reason), count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
      .slice(0, MOST_REASONS);
  const { total, keys } = all.top(most, (a, b) => (a === 0 || b === 0 ? b - a : names.compare(a, b)));
  return {
    total,
    failed: failures,
    denied,
    rows: keys.map((id) => ({
      name: names.value(id),
      ...all.of(id),
      succeeded: succeeded.of(id),
      failed: failed.of(id),
      reasons: reasonsOf(id),
    })),
  };
}
