import type { CellCursor } from '../../state/coverage/coverage-state.svelte';
import type { CoveragePlace } from '../../state/coverage/coverage-cells';
import type { CoverageRow } from '../../state/coverage/coverage-rows';
import type { FilterNode } from '../../../core/query/language/ast';
import { conjunction, term } from '../../../core/query/language/ast';
import type { FacetName } from '../../../core/event/facet-catalogue';
import type { Span } from '../../state/timeline/timeline-buckets';

/** CloudTrail delivers a log file within about this many seconds of the events in it. */
export const DELIVERY_LAG = 15 * 60;

/** Whole rows and columns, ends inclusive for rows, exclusive for time. */
export interface Block extends Span {
  readonly firstRow: number;
  readonly lastRow: number;
}

export function blockOf({ row, time, anchor }: CellCursor, step: number): Block {
  return {
    firstRow: Math.min(row, anchor.row),
    lastRow: Math.max(row, anchor.row),
    from: Math.min(time, anchor.time),
    to: Math.max(time, anchor.time) + step,
  };
}

/** The places of the rows of a block, each once. */
export function placesIn(rows: readonly CoverageRow[], { firstRow, lastRow }: Block): readonly CoveragePlace[] {
  return [...new Set(rows.slice(firstRow, lastRow + 1).flatMap(({ places }) => places))];
}

/** One cell and no more. */
export function isSingle({ row, time, anchor }: CellCursor): boolean {
  return row === anchor.row && time === anchor.time;
}

/** The time in which events lie that were delivered in a stretch. */
export function eventTimes({ from, to }: Span): Span {
  return { from: Math.max(0, from - DELIVERY_LAG), to };
}

/**
 * The closest that events can be asked for by what was delivered: by their own time, since CloudTrail delivers within
 * about 15 minutes, by the account they were delivered to and by their region.
 */
export function deliveredFilter(places: readonly CoveragePlace[], stretch: Span): FilterNode {
  const { from, to } = eventTimes(stretch);
  const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
  const oneOf = (name: FacetName, values: readonly string[]): FilterNode =>
    term(
      { kind: 'facet', name },
      values.map((text) => ({ kind: 'exact', text })),
    );
  return conjunction([
    term({ kind: 'time' }, [{ kind: 'time', from, to }]),
    oneOf('recipientAccountId', distinct(places.map(({ account }) => account))),
    oneOf('awsRegion', distinct(places.map(({ region }) => region))),
  ]);
}

/** Where the logs of a place and a day of delivery lie in a trail's bucket, below its prefix. */
export function deliveryFolder({ account, region }: CoveragePlace, time: number): string {
  const [year = '', month = '', day = ''] = new Date(time * 1000).toISOString().slice(0, 10).split('-');
  return `AWSLogs/${account}/CloudTrail/${region}/${year}/${month}/${day}/`;
}
