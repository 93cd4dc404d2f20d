import { INFLATE_LIMITS, type InflateLimits } from '../streams/limits';

/** Caps against archives made to exhaust a machine. Tests lower them; nothing else does. */
export interface ArchiveLimits {
  /** For each member, and for a compressed tar as a whole but for its size. */
  readonly inflate: InflateLimits;
  /** Entries of an archive, those of archives within it included. */
  readonly members: number;
  /** Inflated bytes of all members, those of archives within it included ... */
  readonly total: number;
  /** ... and these for each stored byte of the outermost archive, once `totalFrom` are over. */
  readonly totalRatio: number;
  readonly totalFrom: number;
  /** Archives within archives: the outermost counts as 1. */
  readonly depth: number;
}

const GIB = 1024 ** 3;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  inflate: INFLATE_LIMITS,
  members: 1_000_000,
  total: 1024 * GIB,
  totalRatio: 200,
  totalFrom: GIB,
  depth: 3,
};

/** A cap of the whole archive was reached: nothing more of it is read. */
export class OverLimit extends Error {
  override readonly name = 'OverLimit';
}

/** What an outermost archive and all archives within it may still give. */
export class ArchiveBudget {
  private members = 0;
  private bytes = 0;
  private readonly most: number;

  /** @param stored bytes of the outermost archive */
  constructor(
    private readonly limits: ArchiveLimits,
    stored: number,
  ) {
    this.most = Math.min(limits.total, Math.max(limits.totalFrom, limits.totalRatio * stored));
  }

  /** @throws OverLimit */
  takeMember(): void {
    this.members += 1;
    const { members } = this.limits;
    if (this.members > members) throw new OverLimit(`it has over ${members.toLocaleString('en')} members`);
  }

  /** @throws OverLimit */
  takeBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > this.most)
      throw new OverLimit(`its members inflate to over ${this.most.toLocaleString('en')} bytes`);
  }
}
