import type { FacetName } from '../event/facet-catalogue';
import { NO_TIME } from '../event/facet-values';
import { intersect, invert, setBit, unite, type Mask } from './bitset';
import type { Dictionary } from './dictionary';
import type { Filter } from './filter';
import { FilterError } from './filter-error';
import type { IndexedColumn, IndexedSegment } from './indexed-segment';
import { NO, UNKNOWN, ValueMatcher, YES, type ValueFilter } from './value-matcher';
import { filterKey } from './view-key';

/** Matchers kept from one question to the next. */
const REMEMBERED_MATCHERS = 64;

/**
 * Turns filters into sets of rows, a segment at a time. A negation is carried down to the single
 * conditions, because one of them has three answers: a network neither holds nor excludes a value
 * that is no address (an AWS service's name), so that NOT does not simply swap the rows.
 */
export class FilterEvaluator {
  readonly #matchers = new Map<string, ValueMatcher>();

  constructor(private readonly dictionary: (facet: FacetName) => Dictionary) {}

  /**
   * Rows of the segment that match; remembered by the segment.
   * @throws FilterError where the filter cannot be evaluated
   */
  mask(segment: IndexedSegment, filter: Filter, key = filterKey(filter)): Mask {
    return segment.mask(key, () => this.#rows(segment, filter, false));
  }

  #rows(segment: IndexedSegment, filter: Filter, negated: boolean): Mask {
    switch (filter.op) {
      case 'all':
        return negated ? 'none' : 'all';
      case 'not':
        return this.#rows(segment, filter.of, !negated);
      case 'and':
      case 'or': {
        const parts = filter.of.map((part) => this.#rows(segment, part, negated));
        return (filter.op === 'and') === negated ? unite(parts) : intersect(parts);
      }
      case 'time':
      case 'bytes':
      case 'rows': {
        const rows = plainRows(segment, filter);
        return negated ? invert(rows, segment.rows) : rows;
      }
      case 'evidence':
        throw new FilterError(`The records were not searched for ${filter.id} yet.`);
      case 'lineage':
        throw new FilterError(`The sessions were not looked through for ${filter.of} yet.`);
      default:
        return this.#valueRows(segment, filter, negated);
    }
  }

  #valueRows(segment: IndexedSegment, filter: ValueFilter, negated: boolean): Mask {
    const dictionary = this.dictionary(filter.facet);
    const column = segment.column(filter.facet, dictionary);
    const answers = this.#matcher(filter, dictionary).answers();
    if (column.ends !== undefined) return multipleRows(segment, column, column.ends, answers, negated);
    const wanted = negated ? NO : YES;
    const ofCode = new Uint8Array(column.ids.length);
    let matching = 0;
    for (let code = 0; code < ofCode.length; code++) {
      if (answers[column.ids[code] as number] !== wanted) continue;
      ofCode[code] = 1;
      matching++;
    }
    if (matching === 0) return 'none';
    return matching === ofCode.length ? 'all' : codeRows(segment, column, ofCode);
  }

  #matcher(filter: ValueFilter, dictionary: Dictionary): ValueMatcher {
    const key = JSON.stringify(filter);
    const known = this.#matchers.get(key);
    if (known !== undefined) return known;
    const matcher = new ValueMatcher(filter, dictionary);
    if (this.#matchers.size >= REMEMBERED_MATCHERS) this.#matchers.clear();
    this.#matchers.set(key, matcher);
    return matcher;
  }
}

/** Rows whose code has a 1 in `ofCode`. */
function codeRows(segment: IndexedSegment, column: IndexedColumn, ofCode: Uint8Array): Mask {
  const { codes } = column;
  const { rows } = segment;
  const words = new Uint32Array(segment.words);
  // One loop a width: the compiler makes each for its own.
  if (codes instanceof Uint8Array) {
    for (let i = 0, row = 0; i < words.length; i++) {
      const end = Math.min(row + 32, rows);
      let word = 0;
      for (let bit = 0; row < end; bit++, row++) word |= (ofCode[codes[row] as number] as number) << bit;
      words[i] = word;
    }
  } else {
    for (let i = 0, row = 0; i < words.length; i++) {
      const end = Math.min(row + 32, rows);
      let word = 0;
      for (let bit = 0; row < end; bit++, row++) word |= (ofCode[codes[row] as number] as number) << bit;
      words[i] = word;
    }
  }
  return words;
}

/**
 * Rows with several values: one that matches suffices. Negated: none may match, and at least one must
 * say so, unless the row has no value and "(none)" says so.
 */
function multipleRows(
  segment: IndexedSegment,
  column: IndexedColumn,
  ends: Uint32Array,
  answers: Uint8Array,
  negated: boolean,
): Mask {
  const { codes, ids } = column;
  const words = new Uint32Array(segment.words);
  const ofNone = answers[0] as number;
  let at = 0;
  for (let row = 0; row < segment.rows; row++) {
    const end = ends[row] as number;
    let answer = at === end ? ofNone : UNKNOWN;
    for (; at < end; at++) {
      const said = answers[ids[codes[at] as number] as number] as number;
      if (said === YES) answer = YES;
      else if (said === NO && answer === UNKNOWN) answer = NO;
    }
    if (answer === (negated ? NO : YES)) words[row >>> 5] = (words[row >>> 5] as number) | (1 << (row & 31));
  }
  return words;
}

/** Conditions that hold for an event or do not, with nothing between. */
function plainRows(segment: IndexedSegment, filter: Extract<Filter, { op: 'time' | 'bytes' | 'rows' }>): Mask {
  switch (filter.op) {
    case 'time':
      return timeRows(segment, filter.from, filter.to);
    case 'bytes':
      return bytesRows(segment, filter.from, filter.to);
    case 'rows':
      return givenRows(segment, filter.rows);
  }
}

/** The segment's part of a set of event numbers. */
function givenRows(segment: IndexedSegment, rows: Uint32Array): Mask {
  const start = segment.base >>> 5;
  const part = rows.subarray(start, start + segment.words);
  if (part.every((word) => word === 0)) return 'none';
  const words = new Uint32Array(segment.words);
  words.set(part);
  // Between a segment's end and the next base there are no events.
  if (segment.rows % 32 !== 0) {
    const last = words.length - 1;
    words[last] = ((words[last] as number) & (2 ** (segment.rows % 32) - 1)) >>> 0;
  }
  return words;
}

function bytesRows(segment: IndexedSegment, from: number | null, to: number | null): Mask {
  const least = Math.max(from ?? 0, 0);
  const limit = to ?? Infinity;
  const words = new Uint32Array(segment.words);
  let any = false;
  for (let row = 0; row < segment.rows; row++) {
    const bytes = segment.bytesOut(row);
    if (bytes < least || bytes >= limit) continue;
    setBit(words, row);
    any = true;
  }
  return any ? words : 'none';
}

function timeRows(segment: IndexedSegment, from: number | null, to: number | null): Mask {
  const { firstTime, lastTime } = segment.info;
  // "(no time)" is outside every range, even one without ends.
  const least = from ?? 0;
  const limit = Math.min(to ?? NO_TIME, NO_TIME);
  if (firstTime === null || lastTime === null || lastTime < least || firstTime >= limit) return 'none';
  if (firstTime >= least && lastTime < limit) return invert(segment.withoutTime(), segment.rows);
  const { time, rows } = segment;
  const words = new Uint32Array(segment.words);
  for (let i = 0, row = 0; i < words.length; i++) {
    const end = Math.min(row + 32, rows);
    let word = 0;
    for (let bit = 0; row < end; bit++, row++) {
      const seconds = time[row] as number;
      word |= (seconds >= least && seconds < limit ? 1 : 0) << bit;
    }
    words[i] = word;
  }
  return words;
}
