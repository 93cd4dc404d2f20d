import type { FailureReason } from '../../../contract/acquire';

/** What is known of a source that was fetched, beside its bytes. */
export interface RemoteDescription {
  /** Names it in the manifest; together with `etag` (or `modified`) and `size` it is fetched once. */
  readonly uri: string;
  /** Stored bytes. */
  readonly size: number;
  /** Last change there, ISO 8601 UTC. */
  readonly modified: string | null;
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
  /** `sha256:BASE64` and the like, as the store keeps it. */
  readonly checksum?: string | undefined;
  /** What its bytes were compared with: kinds of checksums, `etag`, `length` alone, or `nothing`; undefined where all is one. */
  readonly checked?: string | undefined;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A thing to keep as a source, exactly as it came: an object, or a raw response. */
export interface RemoteItem extends RemoteDescription {
  /**
   * Its bytes: in a buffer of their own (not a part of a larger one) that is not changed afterwards, or in a file made
   * at `temporaryPath()`, which is then the case's.
   */
  readonly content: { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly temporary: string };
}

/** A thing that could not be had. */
export interface RemoteFailure extends Partial<RemoteDescription> {
  readonly uri: string;
  readonly reason: FailureReason;
  /** What happened, to which object, and what to do. */
  readonly message: string;
}

/** Where an origin puts what it fetches. */
export interface RemoteSink {
  /** Aborts when the acquisition is cancelled or its case is closed. */
  readonly signal: AbortSignal;
  /** True where the case has it already: then it is not fetched, and told by `known`. */
  has(description: Pick<RemoteDescription, 'uri' | 'etag' | 'modified' | 'size'>): boolean;
  /** It is there already, under this name. */
  known(bytes: number, uri: string): void;
  /** Waits until so many bytes may be in memory; whoever took room keeps an item of that size or gives it back. */
  room(bytes: number): Promise<void>;
  giveBack(bytes: number): void;
  /** A fresh path in the case for bytes of 1 MiB and more. */
  temporaryPath(): string;
  /** The case folder, which such a path lies in. */
  readonly caseFolder: string;
  /** Hands an item over. `room` is what was taken for it, and is given back once the item is durable. */
  keep(item: RemoteItem, room: number): void;
  /** Lists a failure in the manifest; resolves when it is durable. @throws where the case cannot be written to */
  fail(failure: RemoteFailure): Promise<void>;
  /** What may have failed under this name is there now, as sources of other names; resolves when that is durable. */
  had(uri: string): Promise<void>;
  /** Something of the state below has changed. */
  changed(): void;
}

/** What is told of an origin's work while it goes on. */
export interface OriginState {
  /** Nothing is fetched yet. */
  readonly listing: boolean;
  /** The totals are final. */
  readonly listed: boolean;
  readonly objects: number | null;
  /** Stored bytes. */
  readonly bytes: number | null;
  /** About how many they will be, while the listing goes on; null where that cannot be told. */
  readonly bytesGuessed: number | null;
  /** Bytes that came in so far, for the rate; those of tries that failed included. */
  readonly received: number;
  readonly retrying: number;
  readonly active: number;
  readonly parallel: number;
  readonly paused: boolean;
  /** What holds it up for now, or is special about it. */
  readonly message: string | null;
}

/** Fetches what an acquisition wants: one for S3, one for event history, and so on. It is run once. */
export interface RemoteOrigin {
  readonly state: OriginState;
  /**
   * Fetches everything; resolves when all is kept, known or failed.
   * @throws TrailbenchError where it cannot go on (credentials have ended, the bucket is gone): it can be resumed later
   */
  run(sink: RemoteSink): Promise<void>;
  pause(): void;
  resume(): void;
  /** Tries these again after all others. */
  again(failures: readonly RemoteDescription[]): void;
}
