import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { digestName } from '../../../core/integrity/object-name';
import { addDays, dayFolder, type DeliveryStream } from '../../../core/trail/trail-path';
import { digestEnd } from '../configuration/acquired-time';
import { awsFailure } from './aws-failure';
import type { KeyRange } from './choice-plan';
import { patiently, type BucketClient } from './connection';
import { fetchObject } from './fetch-object';
import type { ListedObject } from './list-page';
import { listPages } from './listing';

const inflate = promisify(gunzip);

const HOUR = 3_600_000;
/** A digest lists the log files of an hour, a few hundred bytes each: what is larger is none. Bytes. */
const STORED_MOST = 16 * 1024 * 1024;
const INFLATED_MOST = 256 * 1024 * 1024;
const IDLE = 20_000;

export interface MidnightPlan {
  readonly streams: readonly DeliveryStream[];
  /** Days of delivery that are taken; null where there is no bound. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * A digest speaks of the hour before it was written, and so the one that was written just after midnight proves log files
 * of both days. Where a period begins it is among the digests that are taken: the log files of the day before that it
 * lists are taken with it, or they would be called missing. Where a period ends it lies in the folder of the day after:
 * it is taken with all that it lists, or the last log files of the period would be proven by nothing.
 *
 * What is taken so is just what such a digest lists. So every log file that is taken is proven by a digest that is taken.
 */
export function midnightRanges(to: BucketClient, { streams, from, to: last }: MidnightPlan): KeyRange[] {
  const ranges: KeyRange[] = [];
  const digests = streams.filter(({ kind }) => kind === 'Digest');
  const after = last === null ? null : addDays(last, 1);
  const ending = new Set<DeliveryStream>();
  for (const stream of streams) {
    const proving = stream.kind === 'Digest' ? [] : digests.filter((digest) => isSamePlace(digest, stream));
    if (proving.length === 0) continue;
    const listed = (day: string) => (signal: AbortSignal) => listedIn(to, proving, day, signal);
    if (from !== null) ranges.push(rangeOf(stream, addDays(from, -1), listed(from)));
    if (after === null) continue;
    ranges.push(rangeOf(stream, after, listed(after)));
    for (const digest of proving) ending.add(digest);
  }
  for (const digest of ending) {
    const day = after ?? '';
    ranges.push({ ...rangeOf(digest, day), accepts: ({ key }) => crossesMidnight(key, day) });
  }
  return ranges;
}

function isSamePlace(a: DeliveryStream, b: DeliveryStream): boolean {
  return a.root === b.root && a.organization === b.organization && a.account === b.account && a.region === b.region;
}

function rangeOf(stream: DeliveryStream, day: string, prepare?: KeyRange['prepare']): KeyRange {
  const prefix = `${stream.prefix}${dayFolder(day)}`;
  const range = { prefix, after: undefined, before: undefined, stream, accepts: () => true };
  return prepare === undefined ? range : { ...range, prepare };
}

/** True for the digest of the hour that ends on this day and begins on the day before. */
export function crossesMidnight(key: string, day: string): boolean {
  if (digestName(key)?.backfill !== false) return false;
  const end = digestEnd(key);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return end !== undefined && end >= midnight && end < midnight + HOUR;
}

/** What the digests that cross the midnight before this day list. */
async function listedIn(
  to: BucketClient,
  digests: readonly DeliveryStream[],
  day: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const { prefix } of digests) {
    for (const object of await crossing(to, `${prefix}${dayFolder(day)}`, day, signal)) {
      for (const key of await logFilesOf(to, object, signal)) keys.add(key);
    }
  }
  return keys;
}

async function crossing(to: BucketClient, prefix: string, day: string, signal: AbortSignal): Promise<ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const { objects } of listPages(to, { prefix }, signal)) {
    for (const object of objects) if (crossesMidnight(object.key, day)) found.push(object);
  }
  return found;
}

/** Nothing for a digest that cannot be had or read: what it lists is then not taken, and it is listed itself as failed. */
async function logFilesOf(to: BucketClient, object: ListedObject, signal: AbortSignal): Promise<string[]> {
  if ((object.size ?? 0) > STORED_MOST) return [];
  try {
    const { object: fetched } = await patiently(() => fetchObject(to, object, inMemory(signal)), signal);
    const { bytes = new Uint8Array(0) } = fetched;
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isGzip ? await inflate(bytes, { maxOutputLength: INFLATED_MOST }) : Buffer.from(bytes);
    return keysIn(JSON.parse(text.toString()));
  } catch (cause) {
    signal.throwIfAborted();
    if (awsFailure(cause).kind === 'credentials') throw cause;
    return [];
  }
}

function inMemory(signal: AbortSignal) {
  return { signal, fileFrom: Infinity, temporaryPath: () => '', caseFolder: '', idle: IDLE } as const;
}

function keysIn(digest: unknown): string[] {
  const { logFiles } = (digest ?? {}) as { readonly logFiles?: unknown };
  if (!Array.isArray(logFiles)) return [];
  return logFiles.flatMap((file: unknown) => {
    const { s3Object: key } = (file ?? {}) as { readonly s3Object?: unknown };
    return typeof key === 'string' ? [key] : [];
  });
}
