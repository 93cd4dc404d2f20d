import { hash } from 'node:crypto';
import type { Json } from '../../core/event/json';
import { readDigest } from '../../core/integrity/digest';
import type { ListedLog } from '../../core/integrity/digest';
import type { DigestFacts } from '../../core/integrity/digest-facts';
import { digestName } from '../../core/integrity/object-name';

/** Digests of an hour are some hundred kilobytes at most; more is none. Inflated bytes. */
export const DIGEST_MAX = 64 * 1024 * 1024;

export interface DigestSource {
  readonly no: number;
  /** `s3://bucket/key`, or a path. */
  readonly found: string;
  /** What S3 kept with the object. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** More than one gzip member, or bytes after the gzip data. */
  readonly trailing: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A digest from its inflated bytes.
 * @returns what is wrong where they are none
 */
export function digestOf(
  source: DigestSource,
  bytes: Uint8Array,
): { readonly facts: DigestFacts; readonly logs: readonly ListedLog[] } | string {
  let value: Json;
  try {
    value = JSON.parse(utf8.decode(bytes)) as Json;
  } catch (cause) {
    return `It is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`;
  }
  const read = readDigest(value);
  if (typeof read === 'string') return `It is no digest: ${read}.`;
  const { logs, ...digest } = read;
  const { no, found, metadata, trailing } = source;
  const facts: DigestFacts = {
    source: no,
    found,
    digest,
    sha256: hash('sha256', bytes, 'hex'),
    name: digestName(digest.key),
    signature: named(metadata, 'signature')?.toLowerCase() ?? null,
    signatureAlgorithm: named(metadata, 'signature-algorithm') ?? null,
    trailing,
    logs: logs.length,
  };
  return { facts, logs };
}

/** S3 user metadata by name, whatever its case, with or without the prefix that it has as a header. */
function named(metadata: DigestSource['metadata'], name: string): string | undefined {
  for (const [key, value] of Object.entries(metadata ?? {})) {
    if (key.toLowerCase().replace(/^x-amz-meta-/, '') === name && value !== '') return value;
  }
  return undefined;
}
