import { hash } from 'node:crypto';
import type { Json } from '../../core/event/json';
import { readDigest } from '../../core/integrity/digest';
import type { ListedLog } from '../../core/integrity/digest';
import type { DigestFacts } from '../../core/integrity/digest-facts';
import { firstObjectEnd } from '../../core/integrity/first-value';
import { digestName, digestStamp } from '../../core/integrity/object-name';

/** Digests of an hour are some hundred kilobytes at most; more is none. Inflated bytes. */
export const DIGEST_MAX = 64 * 1024 * 1024;

export interface DigestSource {
  readonly no: number;
  /** `s3://bucket/key`, or a path. */
  readonly found: string;
  /** What S3 kept with the object. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** More than one gzip member, or bytes after the gzip data: SHA-256 of what the first member inflates to. */
  readonly parts: { readonly firstSha256: string | null } | undefined;
  /** It was stored as a gzip file, and a whole one. */
  readonly gzip: boolean;
}

/** What stands before the bucket and key of an object that was fetched. */
const S3 = 's3://';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A digest from its inflated bytes. What was added behind it is left out: it is read as AWS wrote it.
 * @returns what is wrong where they are none
 */
export function digestOf(
  source: DigestSource,
  inflated: Uint8Array,
): { readonly facts: DigestFacts; readonly logs: readonly ListedLog[] } | string {
  const bytes = signedPart(source, inflated);
  let value: Json;
  try {
    value = JSON.parse(utf8.decode(bytes)) as Json;
  } catch (cause) {
    return `It is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`;
  }
  const read = readDigest(value);
  if (typeof read === 'string') return `It is no digest: ${read}.`;
  const { logs, ...digest } = read;
  const { no, found, metadata, parts, gzip } = source;
  const fromStore = found.startsWith(S3);
  const name = digestName(digest.key) ?? digestName(found);
  const facts: DigestFacts = {
    source: no,
    found,
    digest,
    sha256: hash('sha256', bytes, 'hex'),
    name,
    signature: named(metadata, 'signature')?.toLowerCase() ?? null,
    signatureAlgorithm: named(metadata, 'signature-algorithm') ?? null,
    fromStore,
    trailing: parts !== undefined || bytes.length < inflated.length,
    plain: fromStore && !gzip,
    made: name?.backfill === true ? generated(metadata) : (digestStamp(digest.key) ?? digest.end),
    logs: logs.length,
  };
  return { facts, logs };
}

/**
 * The first gzip member, where it is a whole digest; else the bytes before further ones that make them no JSON; else
 * all of them.
 */
function signedPart({ parts }: DigestSource, inflated: Uint8Array): Uint8Array {
  const end = firstObjectEnd(inflated);
  if (end === undefined || end === inflated.length) return inflated;
  if (parts !== undefined) {
    const first = parts.firstSha256;
    // AWS writes nothing behind the object, and others a line end.
    for (let size = end; size <= Math.min(inflated.length, end + 2); size += 1) {
      const member = inflated.subarray(0, size);
      if (hash('sha256', member, 'hex') === first) return member;
    }
  }
  return isSpace(inflated.subarray(end)) ? inflated : inflated.subarray(0, end);
}

function isSpace(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** When a backfill digest was made, which is long after its hour; null where the store does not say. */
function generated(metadata: DigestSource['metadata']): number | null {
  const ms = Date.parse(named(metadata, 'backfill-generation-timestamp') ?? '');
  return Number.isFinite(ms) ? ms / 1000 : null;
}

/** S3 user metadata by name, whatever its case, with or without the prefix that it has as a header. */
function named(metadata: DigestSource['metadata'], name: string): string | undefined {
  for (const [key, value] of Object.entries(metadata ?? {})) {
    if (key.toLowerCase().replace(/^x-amz-meta-/, '') === name && value !== '') return value;
  }
  return undefined;
}
