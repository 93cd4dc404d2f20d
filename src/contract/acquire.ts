import * as v from 'valibot';
import { begunBy } from './begun';
import { choice, rangeEnd } from './discovery';
import { listOf } from './list';

/** Acquiring from S3 and from event history: what main and the window say to each other. No credential is in any reply. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const isoTime = v.string();
const short = v.pipe(v.string(), v.maxLength(1_024));
const name = v.pipe(short, v.minLength(1));

/** One profile of the usual files. Names and addresses only. */
export const profile = v.object({
  name: v.string(),
  /** How it signs in. */
  kind: v.picklist(['keys', 'sso', 'role', 'process', 'web-identity', 'login', 'other']),
  region: v.nullable(v.string()),
  roleArn: v.nullable(v.string()),
  /** An MFA device is asked for. */
  mfaSerial: v.nullable(v.string()),
});
export type Profile = v.InferOutput<typeof profile>;

/** GET /api/acquire/profiles */
export const profilesReply = v.object({
  profiles: v.array(profile),
  /** Credentials are in the environment of this program: the default chain takes them. */
  environment: v.boolean(),
  /** The files that were looked at, absolute, whether they are there or not. */
  files: v.array(v.string()),
});
export type ProfilesReply = v.InferOutput<typeof profilesReply>;

/** How to sign in, and where. Everything may be left out: then the default chain is used, and the bucket's region found. */
export const connectRequest = v.object({
  profile: v.optional(name),
  /** A role to assume with the above. */
  roleArn: v.optional(name),
  externalId: v.optional(name),
  /** Device whose code the role asks for, and the code. A profile may name a device itself: then the code alone. */
  mfaSerial: v.optional(name),
  mfaCode: v.optional(v.pipe(v.string(), v.regex(/^\d{6,8}$/, 'is no code of 6 to 8 digits'))),
  /** Of an S3-compatible store, `https://...` or `http://...`. */
  endpoint: v.optional(name),
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  pathStyle: v.optional(v.boolean()),
  region: v.optional(name),
  requesterPays: v.optional(v.boolean()),
});
export type ConnectRequest = v.InferOutput<typeof connectRequest>;

/** How an acquisition was connected, for connecting again: nothing of it is secret, and the MFA code is not in it. */
export const connectionSpec = v.omit(connectRequest, ['mfaCode', 'externalId']);
export type ConnectionSpec = v.InferOutput<typeof connectionSpec>;

export const caller = v.object({ account: v.string(), arn: v.string(), userId: v.string() });
export type Caller = v.InferOutput<typeof caller>;

/** POST /api/acquire/connect */
export const connection = v.object({
  /** Opaque; good until `disconnect` or the program's end. */
  id: v.string(),
  /** Who it is (GetCallerIdentity). Null where the store or the policy does not tell: then `identityNote` says why. */
  caller: v.nullable(caller),
  identityNote: v.nullable(v.string()),
  /** When the credentials end, as far as it is known. */
  expires: v.nullable(isoTime),
  /** In words: "profile audit, role arn:..., endpoint ...". */
  label: v.string(),
});
export type Connection = v.InferOutput<typeof connection>;

export const disconnectRequest = v.object({ connection: name });

export const ACQUISITION_KINDS = ['local', 's3', 'event-history', 'configuration', 'notification'] as const;
export type AcquisitionKind = (typeof ACQUISITION_KINDS)[number];

/** POST /api/cases/:id/acquisitions -> { acquisition } */
export const startAcquisition = v.variant('what', [
  v.object({
    what: v.literal('s3'),
    connection: name,
    choice,
    /** Of `measure`, so that progress has totals from the start. */
    expected: v.optional(v.object({ objects: count, bytes: count })),
  }),
  /** LookupEvents: management events of the last 90 days, without any trail. */
  v.object({
    what: v.literal('event-history'),
    connection: name,
    regions: v.pipe(listOf(name, 1_000), v.minLength(1)),
    from: v.optional(rangeEnd),
    to: v.optional(rangeEnd),
  }),
  /** Trails, their status and selectors, public keys, and the life cycle of buckets, as evidence. */
  v.object({
    what: v.literal('configuration'),
    connection: name,
    regions: v.optional(listOf(name, 1_000)),
    buckets: v.optional(listOf(name, 10_000)),
    /** Of the public keys: the time that digests in the case cover, where left out. */
    from: v.optional(rangeEnd),
    to: v.optional(rangeEnd),
  }),
  /** A message that CloudTrail sent on delivery: the objects that it names are fetched. One of the two. */
  v.object({
    what: v.literal('notification'),
    connection: name,
    path: v.optional(v.pipe(v.string(), v.maxLength(4_096))),
    text: v.optional(v.pipe(v.string(), v.maxLength(1_048_576))),
  }),
]);
export type StartAcquisition = v.InferOutput<typeof startAcquisition>;

export const startAcquisitionReply = v.object({ acquisition: count });

/**
 * `waiting`: it was cut off and needs a connection to go on. `listing`: nothing can be fetched yet. `paused`: by the
 * analyst, or because nothing could be reached (then `message` says so and it goes on by itself).
 */
export const ACQUISITION_STATES = [
  'waiting',
  'listing',
  'downloading',
  'paused',
  'done',
  'failed',
  'cancelled',
] as const;

/** One acquisition from AWS as it stands. */
export const acquisitionProgress = v.object({
  /** Number in the case's ledger. */
  no: count,
  what: v.picklist(ACQUISITION_KINDS),
  /** What it takes, in words: an address, or regions and a period. */
  title: v.string(),
  since: isoTime,
  ...begunBy.entries,
  /** Of a bucket's objects. */
  choice: v.nullable(choice),
  state: v.picklist(ACQUISITION_STATES),
  /** ARN of who acquires; null where that is not known. */
  identity: v.nullable(v.string()),
  /** How it was connected, for connecting again. */
  connection: connectionSpec,
  /** All objects of the choice are listed: the totals are final. */
  listed: v.boolean(),
  /** Complete, known or failed. For event history: requests. */
  objectsDone: count,
  /** Null while it cannot be told. */
  objectsTotal: v.nullable(count),
  bytesDone: count,
  bytesTotal: v.nullable(count),
  /** Of the done: kept now, there already, and failed. */
  added: count,
  known: count,
  failed: count,
  /** Of those that were fetched: the store says nothing that their bytes could be compared with, but their length. */
  unchecked: count,
  /** Being tried again right now. */
  retrying: count,
  /** Requests in flight, and how many the adaptive limit allows. */
  active: count,
  parallel: count,
  bytesPerSecond: v.number(),
  objectsPerSecond: v.number(),
  /** Null while it cannot be told. */
  secondsLeft: v.nullable(v.number()),
  /** What stopped or holds it, or what is special about it, with what to do. */
  message: v.nullable(v.string()),
});
export type AcquisitionProgress = v.InferOutput<typeof acquisitionProgress>;

/** GET /api/cases/:id/acquisitions: those of this session and the unfinished ones, newest first; and earlier ones to sync. */
export const acquisitionsReply = v.object({
  acquisitions: v.array(acquisitionProgress),
  earlier: v.array(
    v.object({
      no: count,
      what: v.picklist(ACQUISITION_KINDS),
      title: v.string(),
      since: isoTime,
      ...begunBy.entries,
      connection: connectionSpec,
      choice: v.nullable(choice),
    }),
  ),
});
export type AcquisitionsReply = v.InferOutput<typeof acquisitionsReply>;

/** POST /api/cases/:id/acquisitions/:no/control */
export const controlAcquisition = v.variant('verb', [
  /** No request is begun any more; those in flight end. */
  v.object({ verb: v.literal('pause') }),
  /** After `paused`, or `failed`; after `waiting` with a connection. */
  v.object({ verb: v.literal('resume'), connection: v.optional(name) }),
  /** Gives it up; what is kept stays. */
  v.object({ verb: v.literal('cancel') }),
  /** Tries the failed objects again. Of one that is over, this needs a connection where its own has gone. */
  v.object({
    verb: v.literal('retry-failed'),
    connection: v.optional(name),
    /** Of these manifest lines alone, as `failures` numbers them. */
    sources: v.optional(v.pipe(listOf(count, 10_000), v.minLength(1))),
  }),
  /** Takes what is new since: a new acquisition of the same choice; `{ acquisition }` is its number. */
  v.object({ verb: v.literal('sync'), connection: name }),
]);
export type ControlAcquisition = v.InferOutput<typeof controlAcquisition>;
/** The acquisition that goes on: a new one for `sync`, and for `retry-failed` of one that is over. */
export const controlReply = v.object({ acquisition: count });

export const FAILURE_REASONS = [
  'access-denied',
  'kms-denied',
  'archived',
  'missing',
  'changed',
  'truncated',
  'checksum',
  'network',
  'server',
  'too-large',
  'unreadable',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** GET /api/cases/:id/acquisitions/:no/failures?from=N&count=N */
export const failuresReply = v.object({
  total: count,
  failures: v.array(
    v.object({
      /** Number of its manifest line. */
      source: count,
      uri: v.string(),
      reason: v.string(),
      /** What happened and what to do. */
      message: v.string(),
    }),
  ),
});
export type FailuresReply = v.InferOutput<typeof failuresReply>;
