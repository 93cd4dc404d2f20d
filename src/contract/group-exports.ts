import * as v from 'valibot';
import { FACETS } from '../core/event/facet-catalogue';
import { MOST_GROUP_FACETS } from '../core/query/group-table';
import { wishFields } from './exports';
import { listOf } from './list';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const facet = v.picklist(
  FACETS.map(({ name }) => name),
  'is no facet',
);

/** Layouts of a table of groups. */
export const GROUP_FORMATS = ['csv', 'json'] as const;

/**
 * A table of groups that a window wishes to export. The request's body is this as JSON, framed by `frameWish`, and the
 * groups in their order as lines of JSON, as `core/report/group-rows` packs them.
 */
export const groupExportWish = v.object({
  format: v.picklist(GROUP_FORMATS, 'use csv or json'),
  facets: v.pipe(
    listOf(facet, MOST_GROUP_FACETS),
    v.minLength(1, 'names no facet'),
    v.check((names) => new Set(names).size === names.length, 'names a facet twice'),
  ),
  /** Of them those whose values have names, which follow each row. */
  named: listOf(facet, MOST_GROUP_FACETS),
  distinct: v.optional(facet),
  /** Calls are counted beside events. */
  calls: v.boolean(),
  /** Events of the view. */
  events: count,
  ...wishFields,
});
export type GroupExportWish = v.InferOutput<typeof groupExportWish>;
