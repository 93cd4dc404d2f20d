import * as v from 'valibot';
import { COVERAGE_STATES } from '../core/integrity/coverage-state';
import { listOf } from './list';

/** What was looked at, by account, region and delivery hour. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seconds = v.pipe(v.number(), v.integer());
const short = v.pipe(v.string(), v.maxLength(4_096));

/** What is known of an hour (or a day) of an account and region. */
export const coverageState = v.picklist(COVERAGE_STATES);

export const TRAIL_EVENTS_MOST = 10_000;
/** Body of POST coverage. Hours are delivery hours. */
export const coverageWish = v.object({
  zoom: v.picklist(['hour', 'day']),
  /** Seconds; absent: from the first to the last that anything is known of. */
  from: v.optional(seconds),
  to: v.optional(seconds),
  accounts: v.optional(listOf(short, 10_000)),
  regions: v.optional(listOf(short, 1_000)),
  /**
   * Records of StopLogging, StartLogging, PutEventSelectors, CreateTrail, UpdateTrail and DeleteTrail that the window's
   * index knows of: [source, offset, length]. They become notes and mark hours in which logging was stopped.
   */
  trailEvents: v.optional(listOf(v.tuple([count, count, count]), TRAIL_EVENTS_MOST), []),
});
export type CoverageWish = v.InferOutput<typeof coverageWish>;

/** Bits of a cell's flags. */
export const CELL_GAP = 1;
/** A log file or digest of the hour is invalid. */
export const CELL_INVALID = 2;
/** That there is no log file is not proven: a listing of the bucket says so, or a digest that is not proven. */
export const CELL_UNPROVEN = 4;
/** A trail's logging was stopped in a part of it. */
export const CELL_STOPPED = 8;
/** It was stopped in all of it, and no event of the account is known to have been logged meanwhile. */
export const CELL_SILENT = 16;
/** Numbers of a cell: see `coverageRow.cells`. */
export const CELL_STRIDE = 9;

export const coverageRow = v.object({
  account: v.string(),
  region: v.string(),
  /** What the configuration in evidence says of data events. */
  dataEvents: v.picklist(['on', 'off', 'unknown']),
  /**
   * Nine numbers each: column, state (place in COVERAGE_STATES), log files that could be read, their records, missing
   * log files, flags, the hours of the cell that are covered (0 to 24 for a day, 0 or 1 for an hour), how many of the
   * log files a digest proves, and files named as log files that could not be read, or only in part. Cells that are
   * not listed are `not-acquired`. A day is `missing` where any of its hours is, else as the best of its hours.
   */
  cells: v.array(count),
  /** Seconds, end exclusive, in which nothing was logged, or which no digest speaks of: what a timeline hatches. */
  holes: v.array(v.object({ from: seconds, to: seconds, cause: v.picklist(['gap', 'stopped']) })),
});

export const coverageNote = v.object({
  kind: v.picklist(['stopped', 'started', 'selectors', 'trail', 'history', 'configuration', 'gap', 'other']),
  account: v.nullable(v.string()),
  region: v.nullable(v.string()),
  /** Seconds. */
  at: v.nullable(seconds),
  to: v.nullable(seconds),
  source: v.nullable(count),
  words: v.string(),
  remedy: v.nullable(v.string()),
});
export type CoverageNote = v.InferOutput<typeof coverageNote>;

export const coverageGrid = v.object({
  zoom: v.picklist(['hour', 'day']),
  /** Seconds of column 0, seconds of a column, and how many there are. */
  from: seconds,
  step: count,
  columns: count,
  rows: v.array(coverageRow),
  notes: v.array(coverageNote),
  /** Log files of event history or without a place in an account, region and hour. */
  unplaced: v.object({ sources: count, records: count }),
});
export type CoverageGrid = v.InferOutput<typeof coverageGrid>;

/** Body of POST covered: a stretch of time, seconds, end exclusive, and optionally accounts and regions. */
export const coveredWish = v.object({
  from: v.optional(seconds),
  to: v.optional(seconds),
  accounts: v.optional(listOf(short, 10_000)),
  regions: v.optional(listOf(short, 1_000)),
});
export type CoveredWish = v.InferOutput<typeof coveredWish>;

/**
 * For "none in N covered hours; M hours uncovered". An hour is covered where each account and region that the case
 * knows of (of those asked for) has log files or a digest that lists none; else it is uncovered.
 */
export const coveredHours = v.object({
  /** The stretch that was looked at, seconds. */
  from: seconds,
  to: seconds,
  covered: count,
  uncovered: count,
  /** Of the uncovered ones: covered for some accounts and regions. */
  partly: count,
  /** Accounts with regions that were looked at. */
  places: count,
  /** "none in 96 covered hours; 2 hours uncovered" without the leading "none". */
  words: v.string(),
  /** Uncovered stretches, seconds, end exclusive: what a timeline hatches. At most 10,000. */
  stretches: v.array(v.tuple([seconds, seconds])),
});
export type CoveredHours = v.InferOutput<typeof coveredHours>;
