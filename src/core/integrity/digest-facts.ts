import type { Digest } from './digest';
import type { DigestName } from './object-name';
import type { InvalidReason, Verdict } from './verdict';

/** A digest of the case, with all that its verdict needs. Its list of log files is not kept. */
export interface DigestFacts {
  /** Source number. */
  readonly source: number;
  /** Where it was found: `s3://bucket/key`, or a path. */
  readonly found: string;
  readonly digest: Omit<Digest, 'logs'>;
  /** Of the inflated digest, lower-case hex. */
  readonly sha256: string;
  /** From its key; undefined where the key is none of CloudTrail's. */
  readonly name: DigestName | undefined;
  /** Its own signature, as S3 kept it in the object's metadata; null where a copy lost it. */
  readonly signature: string | null;
  readonly signatureAlgorithm: string | null;
  /** Fetched as an object of S3, with all that the store keeps beside it: what it lacks was lost in no copy. */
  readonly fromStore: boolean;
  /** More than one gzip member, or bytes after the gzip data. */
  readonly trailing: boolean;
  /** An object of S3 that is no whole gzip file any more, as AWS delivers it. */
  readonly plain: boolean;
  /** When it was signed, as far as it says so: seconds since 1970 UTC. */
  readonly made: number | null;
  /** Log files that it lists. */
  readonly logs: number;
}

/** A file that looks like a digest and cannot be read as one. */
export interface BrokenDigest {
  /** Source number. */
  readonly source: number;
  /** `s3://bucket/key`, or a path: by its name it fills its place in a chain. */
  readonly found: string;
  readonly words: string;
}

/** What proves a digest. */
export type Proof = 'own-signature' | 'signature-in-next' | 'hash-in-next';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: InvalidReason | null;
  readonly proof: Proof | null;
  /** Its list of log files is what AWS signed, wherever it lies. */
  readonly usable: boolean;
  readonly words: string;
  readonly remedy: string | null;
  /** Nothing but this public key, which the case does not hold, keeps it from being proven. */
  readonly wantsKey?: string;
}

/**
 * Checks an RSA PKCS#1 v1.5 signature with SHA-256 against the public key with this fingerprint.
 * @param signature hex
 */
export type SignatureCheck = (fingerprint: string, message: string, signature: string) => SignatureResult;
export type SignatureResult = 'good' | 'bad' | 'no-key';

/** What the digests of a case say of lists of public keys. */
export interface KeysSeen {
  /** Regions whose digests a key has proven, by its fingerprint. */
  readonly proven: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys that a proven digest vouches for, though the case does not hold them. */
  readonly vouched: ReadonlySet<string>;
  /** Regions of which there are digests. */
  readonly regions: ReadonlySet<string>;
}

/** The lists of public keys in a case tell what keys there were in a region at a time. */
export interface KeyKnowledge {
  /** AWS was asked for the keys of that region and time, and did not name this one. @param at seconds since 1970 */
  readonly disowns: (fingerprint: string, region: string, at: number) => boolean;
  /** Such a list is in the case, and this key is not in it; `unsure`: the list may be of another region. */
  readonly lacks: (fingerprint: string, region: string, at: number, seen: KeysSeen) => 'sure' | 'unsure' | undefined;
}

/** What names an object in messages and in chains. */
export function objectName({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `${bucket}/${key}`;
}
