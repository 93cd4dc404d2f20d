import * as v from 'valibot';
import { acquisitionProgress } from './acquire';
import { begunBy } from './begun';
import { READINGS } from '../core/format/reading';
import { listOf } from './list';

/**
 * Shapes of what crosses the boundary as JSON. Types are derived from the schemas; main validates
 * every request with them, and the contract suite every reply.
 */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const isoTime = v.string();
/** Windows takes the longest paths. */
const path = v.pipe(v.string(), v.maxLength(32_767));
const uploadId = v.pipe(v.string(), v.maxLength(64));
/** What a person drops or picks at a time; a folder is one path, whatever is in it. */
const evidence = {
  paths: v.optional(listOf(path, 100_000), []),
  uploads: v.optional(listOf(uploadId, 100_000), []),
};

export const caseSummary = v.object({
  id: v.string(),
  name: v.string(),
  /** Absolute path of the case folder. */
  path: v.string(),
  created: isoTime,
  lastOpened: v.nullable(isoTime),
  /** Known from the last time it was open; null before the first indexing has ended. */
  events: v.nullable(count),
  evidenceBytes: v.nullable(count),
  /** False where the folder is gone: offer to locate it. */
  present: v.boolean(),
});
export type CaseSummary = v.InferOutput<typeof caseSummary>;

export const appInfo = v.object({
  version: v.string(),
  host: v.picklist(['electron', 'browser']),
  platform: v.string(),
  /** Where new cases go unless chosen otherwise. */
  casesFolder: v.string(),
  /** Native pickers exist (Electron); else paths are typed and dropped files are uploaded. */
  picker: v.boolean(),
  /** The browser runs without its sandbox, because the user is root: the window says so. */
  unsandboxed: v.boolean(),
  recent: v.array(caseSummary),
});
export type AppInfo = v.InferOutput<typeof appInfo>;

export const zoneRulesReply = v.object({
  /** Of the time zone database: `2026f`. */
  version: v.string(),
  /** Hex, of the bytes of `text`. */
  sha256: v.string(),
  origin: v.picklist(['shipped', 'given']),
  /** Absolute path of a file that the user gave. */
  file: v.optional(v.string()),
  /** Where the user's own file is looked for. */
  place: v.string(),
  /** Why the file there is not used, with the remedy. */
  problem: v.optional(v.string()),
  /** `tzdata.zi`. */
  text: v.string(),
});
export type ZoneRulesReply = v.InferOutput<typeof zoneRulesReply>;

export const createCase = v.object({
  /** Empty: derived from the first path. */
  name: v.optional(v.pipe(v.string(), v.maxLength(120))),
  /**
   * Folders or files to add, absolute or relative to where the user stood; and uploads, by the ids that POST
   * /api/uploads gave.
   */
  ...evidence,
  /** Parent folder of the case; default: casesFolder. */
  folder: v.optional(path),
});
/** Two case folders may have one id: `path` says which is meant, as the list has it. */
export const forgetCase = v.object({ id: v.string(), path });
export const openCase = v.object({ path });
export const addEvidence = v.object(evidence);
export const uploadReply = v.object({ id: v.string(), bytes: count });

export const reject = v.object({
  reason: v.string(),
  record: v.optional(count),
  offset: count,
  length: count,
  /** Line of its first byte, from 1. */
  line: v.optional(count),
  message: v.string(),
});

/** One manifest line as the window sees it. */
export const source = v.object({
  no: count,
  /** Path or s3:// URI it came from, as the analyst would name it. */
  uri: v.string(),
  sha256: v.string(),
  size: count,
  inflatedSize: count,
  kind: v.string(),
  /** Which of the kinds that hold no events it is; null where it is none, or none that is known. */
  what: v.nullable(v.string()),
  reading: v.picklist(READINGS),
  format: v.nullable(v.string()),
  records: count,
  rejected: count,
  /** The first 100. */
  rejects: v.array(reject),
  modified: v.nullable(isoTime),
  acquired: isoTime,
  by: v.string(),
});
export type Source = v.InferOutput<typeof source>;

export const integrityProblem = v.object({ file: v.string(), line: v.nullable(count), message: v.string() });

/** An import of files that was cut off, as the case's ledger tells it. */
export const unfinishedImport = v.object({
  /** Number in the ledger. */
  no: count,
  paths: v.array(v.string()),
  since: isoTime,
  ...begunBy.entries,
});
export type UnfinishedImport = v.InferOutput<typeof unfinishedImport>;

/** POST /api/cases/:id/imports/:no: goes on with an import that was cut off, or gives it up. */
export const decideImport = v.object({ verb: v.picklist(['go-on', 'give-up']) });
export type DecideImport = v.InferOutput<typeof decideImport>;

/** Another case folder on this machine that has the same id. */
export const twin = v.object({
  /** Absolute path of that folder. */
  path: v.string(),
  /** True where this case is a copy of it; false where one of them was made from the other or forged. */
  same: v.boolean(),
});
export type Twin = v.InferOutput<typeof twin>;

export const caseStatus = v.object({
  id: v.string(),
  name: v.string(),
  path: v.string(),
  created: isoTime,
  readOnly: v.boolean(),
  /** Why it is read-only, in words; null otherwise. */
  readOnlyReason: v.nullable(v.string()),
  sources: count,
  /** Sources that hold no events, by kind. */
  otherSources: v.record(v.string(), count),
  /** How many sources were read whole, in part, are another kind of thing, or could not be read. */
  readings: v.object({ read: count, partly: count, other: count, unknown: count }),
  /** Of another kind: those whose events could be had by converting or unpacking them. */
  convertible: count,
  evidenceBytes: count,
  records: count,
  /** Quarantine entries: records, or rests of sources after a fault. */
  quarantined: count,
  /** Head hash of the custody ledger, hex. */
  head: v.string(),
  /** What opening found wrong with the ledger, manifest or journal; empty = nothing. */
  problems: v.array(integrityProblem),
  /** Imports of files that were cut off: they go on only when the analyst says so. */
  unfinished: v.array(unfinishedImport),
  /** Names the folder's index in this profile: of two folders of one id each has its own. */
  index: v.string(),
  twin: v.nullable(twin),
});
export type CaseStatus = v.InferOutput<typeof caseStatus>;

/** [source, first, end, last as 0 or 1] */
type Range = [number, number, number, 0 | 1];
/** Ranges of a case of twice a million sources, and segments of a window. */
export const COVERED_MOST = 2_000_000;
export const SEGMENTS_MOST = 100_000;
/** Checked in one loop: there are millions of these, and a window waits until they are looked at. */
const ranges = v.custom<Range[]>(
  (value) => Array.isArray(value) && value.length <= COVERED_MOST && value.every(isRange),
  'is no list of ranges [source, first, end, 0 or 1]',
);

function isRange(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const last: unknown = value[3];
  return (last === 0 || last === 1) && isCount(value[0]) && isCount(value[1]) && isCount(value[2]);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const binding = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
export const startIndexing = v.object({
  indexVersion: count,
  /** What the window's database holds already: of each segment its ranges, in its order, and the binding it came with. */
  segments: listOf(v.object({ binding, covered: ranges }), SEGMENTS_MOST),
});
export const startIndexingReply = v.object({ session: v.string() });
const opaque = v.pipe(v.string(), v.maxLength(200));
export const nextSegment = v.object({ session: opaque, committed: listOf(opaque, 10_000) });

export const progress = v.object({
  phase: v.picklist(['idle', 'listing', 'reading', 'done', 'cancelled', 'failed']),
  /** True where the index is rebuilt from evidence rather than new evidence added. */
  rebuilding: v.boolean(),
  sourcesDone: count,
  sourcesTotal: count,
  /** Stored bytes. */
  bytesDone: count,
  bytesTotal: count,
  /** Records read into segments so far in this run. */
  events: count,
  eventsPerSecond: v.number(),
  /** Null while it cannot be told. */
  secondsLeft: v.nullable(v.number()),
  quarantined: count,
  /** The failure that stopped it, with what to do. */
  message: v.nullable(v.string()),
});
export type Progress = v.InferOutput<typeof progress>;

/** Lines of GET /api/cases/:id/stream (NDJSON). */
export const pushed = v.variant('type', [
  v.object({ type: v.literal('progress'), progress }),
  v.object({ type: v.literal('status'), status: caseStatus }),
  /** There is something to pull: start or go on with POST index/next. */
  v.object({ type: v.literal('work') }),
  /** Acquisitions from AWS, all that are under way, over in this session or cut off; told again as they go on. */
  v.object({ type: v.literal('acquisitions'), acquisitions: v.array(acquisitionProgress) }),
  v.object({ type: v.literal('ping') }),
]);
export type Pushed = v.InferOutput<typeof pushed>;

export const CONTENT_HASHES_MOST = 100_000;
/** Records whose canonical content hashes are wanted: [source, offset, length]. */
export const contentHashes = v.object({
  records: listOf(v.tuple([count, count, count]), CONTENT_HASHES_MOST),
});
export const contentHashesReply = v.object({ hashes: v.array(v.string()) });

/** Counts the window reports when indexing has ended, for the list of recent cases and the ledger. */
export const indexed = v.object({ events: count, duplicates: count });

export const chosenPaths = v.object({ paths: v.array(v.string()) });
