import { openGroup } from '../../core/segment/group-reader';
import { GROUPS, SEGMENT_PREFIX, type GroupName, type SegmentHeader } from '../../core/segment/layout';
import { headerLength, readHeader, segmentInfo } from '../../core/segment/segment-reader';
import type { IncomingSegment } from './case-database';
import type { PulledSegment } from './index-api';

/** Bytes read at first: most headers fit. */
const FIRST_READ = 16 * 1024;
/** Groups that the engine wants at once, so they are checked before anything is committed. */
const CHECKED = ['hot', 'dedupe', 'locator'] as const;

export interface CheckedSegment extends IncomingSegment {
  /** Bytes of the checked groups, which need not be read back. */
  readonly read: ReadonlyMap<GroupName, Uint8Array>;
}

/**
 * Takes a pulled segment apart along its groups, without reading those that stay cold.
 * @throws SegmentError where it is damaged or cut off
 */
export async function checkSegment({ id, binding, bytes }: PulledSegment): Promise<CheckedSegment> {
  const header = await headerOf(bytes);
  const groups = Object.fromEntries(
    GROUPS.map((group) => {
      const { offset, length } = header.groups[group];
      return [group, bytes.slice(offset, offset + length)] as const;
    }),
  ) as Record<GroupName, Blob>;
  const read = new Map<GroupName, Uint8Array>();
  for (const group of CHECKED) {
    const content = new Uint8Array(await groups[group].arrayBuffer());
    openGroup(content, header.rows);
    read.set(group, content);
  }
  return { info: segmentInfo(id, header), binding, groups, read };
}

async function headerOf(bytes: Blob): Promise<SegmentHeader> {
  let start = new Uint8Array(await bytes.slice(0, FIRST_READ).arrayBuffer());
  const needed = headerLength(start.subarray(0, SEGMENT_PREFIX));
  if (needed > start.length) start = new Uint8Array(await bytes.slice(0, needed).arrayBuffer());
  return readHeader(start, bytes.size);
}
