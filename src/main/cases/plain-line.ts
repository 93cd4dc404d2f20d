import type { Json, JsonArray, JsonObject } from '../../core/event/json';
import { isObject } from '../../core/event/json';
import { isTextRecord, SOURCE_KINDS } from './manifest-line';
import type { ManifestKind, ManifestLine, StoredAt } from './manifest-line';

type Reject = ManifestLine['rejects'][number];
type Gzip = NonNullable<ManifestLine['gzip']>;
type Holds = NonNullable<ManifestLine['holds']>;
type Failed = NonNullable<ManifestLine['failed']>;
type Required = Omit<ManifestLine, (typeof OPTIONAL)[number]>;
type Optional = { -readonly [K in (typeof OPTIONAL)[number]]?: ManifestLine[K] };

/** By character code: 1 for those of a digest. Faster than a regular expression by three times. */
const HEX = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9a-f]/.test(String.fromCharCode(code)) ? 1 : 0));
const MAX_NO = 0xffffffff;
const COUNTS = ['parent', 'supersedes', 'sameAs', 'events'] as const;
const TEXTS = ['member', 'versionId', 'etag', 'checksum', 'checked'] as const;
const OPTIONAL = [...COUNTS, ...TEXTS, 'what', 'metadata', 'gzip', 'holds', 'failed'] as const;
/** Characters of the id of a kind. */
const MAX_WHAT = 40;
const KINDS: ReadonlySet<Json | undefined> = new Set(SOURCE_KINDS);

/**
 * What the schema `manifestLine` makes of a value, in a tenth of the time: a case may have millions of lines. Each
 * value that is taken here is taken by the schema, with the same result; a test holds the two together.
 *
 * @returns undefined where it is not for certain a good line: the schema decides, and says what is wrong
 */
export function plainLine(value: JsonObject): ManifestLine | undefined {
  const line = required(value);
  if (line === undefined) return undefined;
  for (const name of OPTIONAL) if (value[name] !== undefined) return withOptional(line, value);
  return line;
}

function required(value: JsonObject): Required | undefined {
  const { no, uri, size, modified, sha256, compression, inflatedSize, inflatedSha256 } = value;
  const { kind, format, records, rejected, acquired, by, tool } = value;
  const rejects = rejectsOf(value['rejects']);
  const stored = storedOf(value['stored']);
  if (!isCount(no) || no > MAX_NO || !isText(uri) || !isCount(size) || !isTextOrNull(modified)) return undefined;
  if (!isDigestOrNull(sha256) || !isCompression(compression)) return undefined;
  if (!isCount(inflatedSize) || !isDigestOrNull(inflatedSha256)) return undefined;
  if (!isKind(kind) || !isTextOrNull(format) || !isCount(records) || !isCount(rejected)) return undefined;
  if (!isText(acquired) || !isText(by) || !isText(tool)) return undefined;
  if (rejects === undefined || stored === undefined) return undefined;
  return {
    no,
    uri,
    size,
    modified,
    sha256,
    compression,
    inflatedSize,
    inflatedSha256,
    kind,
    format,
    records,
    rejected,
    rejects,
    acquired,
    by,
    tool,
    stored,
  };
}

function withOptional(line: Required, value: JsonObject): ManifestLine | undefined {
  const more: Optional = {};
  for (const name of COUNTS) {
    const found = value[name];
    if (found === undefined) continue;
    if (!isCount(found)) return undefined;
    more[name] = found;
  }
  for (const name of TEXTS) {
    const found = value[name];
    if (found === undefined) continue;
    if (!isText(found)) return undefined;
    more[name] = found;
  }
  const { what, metadata, gzip, holds, failed } = value;
  if (what !== undefined) {
    if (!isText(what) || what.length > MAX_WHAT) return undefined;
    more.what = what;
  }
  if (metadata !== undefined) {
    if (!isTextRecord(metadata)) return undefined;
    more.metadata = metadata;
  }
  if (gzip !== undefined && (more.gzip = gzipOf(gzip)) === undefined) return undefined;
  if (holds !== undefined && (more.holds = holdsOf(holds)) === undefined) return undefined;
  if (failed !== undefined && (more.failed = failedOf(failed)) === undefined) return undefined;
  return Object.assign(line, more);
}

function rejectsOf(value: Json | undefined): Reject[] | undefined {
  if (!isArray(value)) return undefined;
  const rejects: Reject[] = [];
  for (const item of value) {
    if (!isObject(item)) return undefined;
    const { reason, record, offset, length, line, message } = item;
    if (!isText(reason) || !isCount(offset) || !isCount(length) || !isText(message)) return undefined;
    if ((record !== undefined && !isCount(record)) || (line !== undefined && !isCount(line))) return undefined;
    const places = { ...(record === undefined ? {} : { record }), ...(line === undefined ? {} : { line }) };
    rejects.push({ reason, ...places, offset, length, message });
  }
  return rejects;
}

function storedOf(value: Json | undefined): StoredAt | null | undefined {
  if (value === null) return null;
  if (!isObject(value)) return undefined;
  const { pack, offset, size, object } = value;
  if (isCount(pack) && pack > 0 && isCount(offset) && isCount(size)) return { pack, offset, size };
  return isText(object) && isDigest(object) ? { object } : undefined;
}

function gzipOf(value: Json): Gzip | undefined {
  if (!isObject(value)) return undefined;
  const { members, firstSha256, after } = value;
  if (!isCount(members) || !isDigestOrNull(firstSha256) || !isCount(after)) return undefined;
  return { members, firstSha256, after };
}

function holdsOf(value: Json): Holds | undefined {
  if (!isObject(value)) return undefined;
  const { own, first, last, accounts, regions, whole } = value;
  if (!isCount(own) || !isCountOrNull(first) || !isCountOrNull(last) || typeof whole !== 'boolean') return undefined;
  if (!isTexts(accounts) || !isTexts(regions)) return undefined;
  return { own, first, last, accounts: [...accounts], regions: [...regions], whole };
}

function failedOf(value: Json): Failed | undefined {
  if (!isObject(value)) return undefined;
  const { reason, message } = value;
  return isText(reason) && isText(message) ? { reason, message } : undefined;
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCountOrNull(value: Json | undefined): value is number | null {
  return value === null || isCount(value);
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isArray(value) && value.every((item) => isText(item));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: Json | undefined): value is string | null {
  return value === null || typeof value === 'string';
}

function isDigestOrNull(value: Json | undefined): value is string | null {
  return value === null || (typeof value === 'string' && isDigest(value));
}

function isDigest(text: string): boolean {
  if (text.length !== 64) return false;
  let good = 1;
  for (let i = 0; i < 64; i += 1) good &= HEX[text.charCodeAt(i)] ?? 0;
  return good === 1;
}

function isCompression(value: Json | undefined): value is ManifestLine['compression'] {
  return value === 'none' || value === 'gzip';
}

function isKind(value: Json | undefined): value is ManifestKind {
  return KINDS.has(value);
}

function isArray(value: Json | undefined): value is JsonArray {
  return Array.isArray(value);
}
