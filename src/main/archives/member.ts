import type { RejectReason } from '../../core/format/format';
import type { StoredRange } from '../files/stored-bytes';

/** Why a member, or the rest of an archive, was not read. */
export interface ArchiveFault {
  /** Path in the archive; empty for the rest of the archive. */
  readonly path: string;
  readonly reason: RejectReason;
  /** Byte range in the archive (in what a compressed tar inflates to). */
  readonly offset: number;
  readonly length: number;
  /** What happened and what to do, sentences. */
  readonly message: string;
}

/** What became of a member's bytes. */
export interface Poured {
  /** Bytes that came out. */
  readonly length: number;
  /** Why there are no more of them. */
  readonly fault?: { readonly reason: RejectReason; readonly message: string } | undefined;
  /** A cap was reached: what came out is of no use. */
  readonly capped?: boolean;
  /** What is worth knowing, though all bytes came out. */
  readonly findings?: readonly { readonly reason: RejectReason; readonly message: string }[];
}

/** Takes bytes in order; they are valid until it resolves. */
export type Write = (bytes: Uint8Array) => Promise<void>;

/** A regular file in an archive. */
export interface ArchiveMember {
  /** Path in the archive as text; never a path on this machine. */
  readonly path: string;
  /** Last change, ISO 8601 UTC; null where the archive does not tell, or only in an unknown zone. */
  readonly modified: string | null;
  /** Byte position in the archive. */
  readonly position: number;
  /** Where its bytes lie as they are, within the archive: then `pour` checks them and gives none out. */
  readonly range: StoredRange | undefined;
  /** Gives out its bytes, once, before the next item is asked for. */
  pour(write: Write): Promise<Poured>;
}

export type ArchiveItem =
  | { readonly type: 'member'; readonly member: ArchiveMember }
  /** A member that is not read. */
  | { readonly type: 'fault'; readonly fault: ArchiveFault }
  /** The rest of the archive, which cannot be read. */
  | { readonly type: 'rest'; readonly fault: ArchiveFault };
