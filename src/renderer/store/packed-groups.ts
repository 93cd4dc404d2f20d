import type { GroupOptions, GroupTable } from '../../core/query/group-table';
import { groupLayout, packGroups } from '../../core/report/group-rows';
import type { PackedGroups } from './protocol';

/** Groups that are packed at a time. */
const BATCH = 4096;

/** A whole table of groups in its order, as an export takes it. */
export function packTable(table: GroupTable, { distinct }: GroupOptions, zone: string): PackedGroups {
  const layout = groupLayout(table, distinct, zone);
  const parts: Blob[] = [];
  let batch: string[] = [];
  for (const line of packGroups(table, layout)) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    parts.push(new Blob(batch));
    batch = [];
  }
  return { layout, groups: table.rows.length, packed: new Blob([...parts, ...batch]) };
}
