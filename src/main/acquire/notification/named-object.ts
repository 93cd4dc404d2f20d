import { shown, wrong } from './notification-error';

/** An object that a notification names. */
export interface NamedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** "The name for a key is a sequence of Unicode characters whose UTF-8 encoding is at most 1,024 bytes long" (Amazon S3). */
const KEY_BYTES = 1_024;
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/;

/**
 * A name as it stands in a notification: a key may look like a path, and is never used as one.
 * @throws TrailbenchError `bad-request`
 */
export function namedObject(bucket: unknown, key: unknown, place: string, versionId?: unknown): NamedObject {
  if (typeof bucket !== 'string' || !BUCKET.test(bucket)) {
    throw wrong(place, `names no bucket: ${shown(bucket)}`);
  }
  if (typeof key !== 'string') throw wrong(place, `names an object that is no text, but ${shown(key)}`);
  if (key === '') throw wrong(place, 'names an object by an empty text');
  if (Buffer.byteLength(key) > KEY_BYTES) {
    throw wrong(place, `names an object by ${shown(key)}, and S3 keys have at most 1,024 bytes`);
  }
  if (/\p{Surrogate}/u.test(key)) throw wrong(place, `names an object by ${shown(key)}, which is no Unicode text`);
  return { bucket, key, ...(typeof versionId === 'string' && versionId !== '' ? { versionId } : {}) };
}
