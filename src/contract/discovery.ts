import * as v from 'valibot';
import { ERROR_CODES } from './errors';
import { listOf } from './list';

/** What lies in a bucket, what of it is wanted, and how much that is: looked at before anything is acquired. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(1_024), v.minLength(1));
const failure = v.object({ code: v.picklist(ERROR_CODES), message: v.string(), details: v.optional(v.string()) });

/** `yyyy-mm-dd`, or an ISO 8601 instant with its zone; a day means the whole of it in UTC. */
export const rangeEnd = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/,
    'is no day such as 2023-11-14, and no time such as 2023-11-14T09:30:00Z',
  ),
);

/** Folders beside `CloudTrail` in which a trail delivers: the kind is the folder's name after `CloudTrail-`. */
export const TRAIL_KINDS = ['CloudTrail', 'Digest', 'Insight', 'NetworkActivity', 'Aggregated'] as const;
export const trailKind = v.picklist(TRAIL_KINDS);
export type TrailKind = v.InferOutput<typeof trailKind>;

/** `s3://bucket` or `s3://bucket/prefix`. */
const s3Uri = v.pipe(v.string(), v.maxLength(2_048), v.startsWith('s3://', 'is no s3:// address'));

/** POST /api/acquire/discover -> NDJSON of discoverMessage */
export const discoverRequest = v.object({ connection: name, uri: s3Uri });

/** One account x region x kind of one `AWSLogs` folder: what a trail delivers. */
export const trailStream = v.object({
  /** Ends in `/`; unique; what a choice names. */
  prefix: v.string(),
  /** Everything before `AWSLogs/`. */
  root: v.string(),
  organization: v.nullable(v.string()),
  account: v.string(),
  region: v.string(),
  kind: trailKind,
});
export type TrailStream = v.InferOutput<typeof trailStream>;

/** Lines of the reply, as things are found; the last one is `done` or `failed`. */
export const discoverMessage = v.variant('type', [
  /** First: the bucket answers, and where it lies. */
  v.object({ type: v.literal('bucket'), bucket: v.string(), prefix: v.string(), region: v.nullable(v.string()) }),
  v.object({ type: v.literal('stream'), stream: trailStream }),
  /** Delivery days of a stream, `yyyy-mm-dd`, ascending, all of them at once. Counts are not known before `measure`. */
  v.object({ type: v.literal('days'), prefix: v.string(), days: v.array(v.string()) }),
  /** What lies there and is no part of a trail's layout: it can be taken with `everything`. At most 200 are told. */
  v.object({ type: v.literal('other'), prefix: v.string(), objects: count, more: v.boolean() }),
  /** A folder that may not be listed, and why; the rest goes on. */
  v.object({ type: v.literal('refused'), prefix: v.string(), error: failure }),
  v.object({ type: v.literal('progress'), calls: count, streams: count, waiting: count }),
  v.object({ type: v.literal('done'), calls: count, streams: count }),
  v.object({ type: v.literal('failed'), error: failure }),
]);
export type DiscoverMessage = v.InferOutput<typeof discoverMessage>;

const names = listOf(name, 100_000);

/**
 * What to take. Streams that are named are taken as they are; without names the folders are looked up and `accounts`,
 * `regions` and `kinds` narrow them (left out: all).
 */
export const choice = v.object({
  uri: s3Uri,
  /** Prefixes of streams, as `discover` told them. */
  streams: v.optional(listOf(v.pipe(v.string(), v.maxLength(1_024)), 100_000)),
  accounts: v.optional(names),
  regions: v.optional(names),
  kinds: v.optional(listOf(trailKind, 16)),
  /** Every object under the address, whatever its name. `from` and `to` then go by the time of last change. */
  everything: v.optional(v.boolean()),
  /**
   * The range of events that is wanted. Folders are named by delivery, which comes later: so the day after `to` is
   * taken too, unless `exactDays`.
   */
  from: v.optional(rangeEnd),
  to: v.optional(rangeEnd),
  exactDays: v.optional(v.boolean()),
  /**
   * us-east-1 is added to `regions`: IAM, STS, CloudFront and sign-in events of every account are recorded there.
   * `false` leaves it out. Streams that are named are never added to.
   */
  globalRegion: v.optional(v.boolean()),
});
export type Choice = v.InferOutput<typeof choice>;

/** POST /api/acquire/measure -> NDJSON of measureMessage; a reader that goes away cancels it */
export const measureRequest = v.object({
  connection: name,
  choice,
  /** An open case: what it has already is counted apart. */
  case: v.optional(name),
});

export const measured = v.object({
  objects: count,
  /** Stored bytes. */
  bytes: count,
  /** Of them in the case already. */
  known: v.object({ objects: count, bytes: count }),
  /** Of them in an archive class, which must be restored before they can be read. */
  archived: v.object({ objects: count, bytes: count }),
  /** URIs of folders that may not be listed: what they hold is counted nowhere. */
  unlisted: v.array(v.string()),
});
export type Measured = v.InferOutput<typeof measured>;

export const measureMessage = v.variant('type', [
  v.object({ type: v.literal('progress'), progress: measured }),
  v.object({
    type: v.literal('done'),
    measured,
    /** Streams and delivery days that the cells below refer to by place. */
    streams: v.array(v.string()),
    days: v.array(v.string()),
    /** [stream, day, objects, bytes, objects in the case already] each; empty where there would be over 100,000. */
    cells: v.array(v.tuple([count, count, count, count, count])),
  }),
  v.object({ type: v.literal('failed'), error: failure }),
]);
export type MeasureMessage = v.InferOutput<typeof measureMessage>;
