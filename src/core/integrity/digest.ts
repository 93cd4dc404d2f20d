import { isObject, member } from '../event/json';
import type { Json, JsonObject } from '../event/json';

/** A log file as a digest lists it. */
export interface ListedLog {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of the inflated bytes, lower-case hex. */
  readonly hash: string;
}

/** The digest before, as the one after it states it. */
export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  /** Lower-case hex. */
  readonly signature: string;
}

/** A digest as it is written. Source: AWS CloudTrail user guide, "CloudTrail digest file structure". */
export interface Digest {
  readonly bucket: string;
  readonly key: string;
  /** As written; the string to sign holds it so. */
  readonly endText: string;
  /** Seconds since 1970 UTC; null where it is malformed. */
  readonly start: number | null;
  readonly end: number | null;
  readonly fingerprint: string;
  readonly account: string | null;
  /** Null at the start of a chain. */
  readonly previous: PreviousDigest | null;
  /** As written, for the string to sign; null at the start of a chain. */
  readonly previousSignatureText: string | null;
  readonly logs: readonly ListedLog[];
  /** What is not as AWS describes it; empty = nothing. */
  readonly faults: readonly string[];
}

/** Reads a digest. @returns what is wrong where it is none */
export function readDigest(value: Json): Digest | string {
  if (!isObject(value)) return 'it is no JSON object';
  const faults: string[] = [];
  const text = (name: string): string => {
    const found = member(value, name);
    if (typeof found === 'string' && found !== '') return found;
    faults.push(`${name} is missing`);
    return '';
  };
  const listed = member(value, 'logFiles');
  const logs = Array.isArray(listed) ? (listed as readonly Json[]) : [];
  if (!Array.isArray(listed)) faults.push('logFiles is no list');
  const algorithm = member(value, 'digestSignatureAlgorithm');
  if (algorithm !== undefined && algorithm !== 'SHA256withRSA') {
    faults.push('digestSignatureAlgorithm is not SHA256withRSA');
  }
  const account = member(value, 'awsAccountId');
  const previous = readPrevious(value, faults);
  const previousText = member(value, 'previousDigestSignature');
  return {
    bucket: text('digestS3Bucket'),
    key: text('digestS3Object'),
    endText: text('digestEndTime'),
    start: timeOf(text('digestStartTime'), 'digestStartTime', faults),
    end: timeOf(text('digestEndTime'), 'digestEndTime', faults),
    fingerprint: text('digestPublicKeyFingerprint').toLowerCase(),
    account: typeof account === 'string' ? account : null,
    previous,
    previousSignatureText: typeof previousText === 'string' ? previousText : null,
    logs: logs.flatMap((log, index) => readLog(log, index, faults)),
    faults: [...new Set(faults)],
  };
}

const PREVIOUS = [
  'previousDigestS3Bucket',
  'previousDigestS3Object',
  'previousDigestHashValue',
  'previousDigestSignature',
] as const;

/**
 * Null at the start of a chain, where all of its fields are null; all or nothing. The signature alone may be null: then
 * the word is signed in its place.
 */
function readPrevious(value: JsonObject, faults: string[]): PreviousDigest | null {
  const fields = PREVIOUS.map((name) => member(value, name) ?? null);
  if (fields.every((field) => field === null)) return null;
  const texts = fields.map((field, index) => {
    if (typeof field === 'string' && field !== '') return field;
    if (PREVIOUS[index] === 'previousDigestSignature' && member(value, 'previousDigestSignature') === null) return '';
    faults.push(`${PREVIOUS[index] ?? ''} is missing, though other fields name a digest before`);
    return '';
  });
  const [bucket = '', key = '', hash = '', signature = ''] = texts;
  if (hash !== '' && !isSha256(hash)) faults.push('previousDigestHashValue is no SHA-256 in hex');
  if (signature !== '' && !isHex(signature)) faults.push('previousDigestSignature is no hex');
  const algorithm = member(value, 'previousDigestHashAlgorithm') ?? null;
  if (algorithm !== null && algorithm !== 'SHA-256') faults.push('previousDigestHashAlgorithm is not SHA-256');
  return { bucket, key, hash: hash.toLowerCase(), signature: signature.toLowerCase() };
}

function readLog(log: Json, index: number, faults: string[]): ListedLog[] {
  const object = isObject(log) ? log : {};
  const [bucket, key, hash, algorithm] = ['s3Bucket', 's3Object', 'hashValue', 'hashAlgorithm'].map((name) =>
    member(object, name),
  );
  const right = typeof bucket === 'string' && typeof key === 'string' && typeof hash === 'string' && isSha256(hash);
  if (right && algorithm === 'SHA-256') return [{ bucket, key, hash: hash.toLowerCase() }];
  faults.push(`entry ${String(index)} of logFiles is not as AWS describes it`);
  return [];
}

function timeOf(text: string, name: string, faults: string[]): number | null {
  // A missing one is reported already.
  if (text === '') return null;
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 19))) return ms / 1000;
  faults.push(`${name} is no time such as 2024-05-01T14:00:00Z`);
  return null;
}

export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

export function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text);
}

/**
 * What AWS signs of a digest: no newline at its end. Source: AWS CloudTrail user guide, "Custom implementations of
 * CloudTrail log file integrity validation".
 *
 * @param sha256 of the inflated digest, lower-case hex
 */
export function stringToSign(digest: Digest, sha256: string): string {
  const { endText, bucket, key, previousSignatureText } = digest;
  return `${endText}\n${bucket}/${key}\n${sha256}\n${previousSignatureText ?? 'null'}`;
}
