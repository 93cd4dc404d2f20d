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
  /** More than one gzip member, or bytes after the gzip data. */
  readonly trailing: boolean;
  /** Log files that it lists. */
  readonly logs: number;
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
}

/**
 * Checks an RSA PKCS#1 v1.5 signature with SHA-256 against the public key with this fingerprint.
 * @param signature hex
 */
export type SignatureCheck = (fingerprint: string, message: string, signature: string) => SignatureResult;
export type SignatureResult = 'good' | 'bad' | 'no-key';

/** What names an object in messages and in chains. */
export function objectName({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `${bucket}/${key}`;
}
