import type { CoveredRange, GroupName } from './layout';

export interface SegmentInfo {
  readonly id: string;
  readonly rows: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly covers: readonly CoveredRange[];
}

/** The port through which the query engine reads: Dexie in the window, memory in scripts and tests. */
export interface SegmentStore {
  list(): Promise<readonly SegmentInfo[]>;
  /** The bytes of one group, 8-byte aligned at their start. Rejects where they are lost or damaged. */
  read(segment: string, group: GroupName): Promise<Uint8Array>;
}
