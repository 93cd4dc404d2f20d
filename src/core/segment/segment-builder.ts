import { facetPosition, INDEXED_FACETS, type FacetName } from '../event/facet-catalogue';
import { NO_TIME, type EventValues } from '../event/facet-values';
import { SLOT, type ScannedRecord } from '../event/fast/scanned-record';
import { ScannedValues } from '../event/fast/scanned-values';
import { checksum } from './checksum';
import { hashEventId, hashEventIdBytes, keyOfContent, type EventKey } from './event-key';
import { FacetColumnBuilder, narrow } from './facet-column-builder';
import { align8, GroupWriter } from './group-writer';
import { GrowableBytes, GrowableF64, GrowableU32 } from './growable';
import { GROUPS, SEGMENT_MAGIC, SEGMENT_PREFIX, SEGMENT_VERSION } from './layout';
import type { CoveredRange, GroupName, Locator } from './layout';
import { ScannedColumns } from './scanned-columns';
import type { SourceSurvey } from './source-survey';

/** Bytes of the content hash that a segment keeps. */
export const CONTENT_HASH_BYTES = 16;

/** `bytesOut` as u32: not stated. */
const NOT_STATED = 0xffff_ffff;

/** Gathers events into columns and lays them out as one segment. No object is kept per event. */
export class SegmentBuilder {
  readonly #facets = INDEXED_FACETS.map((definition) => new FacetColumnBuilder(definition));
  readonly #time = new GrowableU32();
  readonly #bytesOut = new GrowableF64();
  readonly #key = new GrowableU32();
  readonly #hash = new GrowableBytes();
  readonly #source = new GrowableU32();
  readonly #record = new GrowableU32();
  readonly #offset = new GrowableU32();
  readonly #length = new GrowableU32();
  readonly #covers: CoveredRange[] = [];
  readonly #eventKey: EventKey = { low: 0, high: 0 };
  readonly #scanned = new ScannedColumns(this.#facets);
  readonly #scannedValues = new ScannedValues();

  /** Events so far. */
  get rows(): number {
    return this.#time.length;
  }

  /** Ranges so far: a segment may cover sources without giving an event. */
  get ranges(): number {
    return this.#covers.length;
  }

  /**
   * Adds one event.
   * @param contentHash SHA-256 of the record's bytes: the first 16 bytes from `hashOffset` are kept
   */
  add(values: EventValues, locator: Locator, contentHash: Uint8Array, hashOffset = 0): void {
    checkHash(contentHash, hashOffset);
    for (let i = 0; i < this.#facets.length; i++) this.#facets[i]?.add(values.facets[i]);
    this.#time.push(values.time);
    this.#bytesOut.push(values.bytesOut);
    if (values.eventId === undefined) keyOfContent(contentHash, hashOffset, this.#eventKey);
    else hashEventId(values.eventId, this.#eventKey);
    this.#addPlace(locator, contentHash, hashOffset);
  }

  /** Adds one event as the scanner found it: the columns get what `add` would put there. */
  addScanned(record: ScannedRecord, locator: Locator, contentHash: Uint8Array): void {
    checkHash(contentHash, 0);
    const time = this.#scannedValues.time(record);
    this.#time.push(time);
    this.#bytesOut.push(this.#scannedValues.bytesOut(record));
    if (record.hasMore(SLOT.eventId)) {
      const start = record.starts[SLOT.eventId] as number;
      hashEventIdBytes(record.bytes, start, record.ends[SLOT.eventId] as number, this.#eventKey);
    } else {
      keyOfContent(contentHash, 0, this.#eventKey);
    }
    this.#addPlace(locator, contentHash, 0);
    this.#scanned.add(record, time);
  }

  /** Lets a survey of a source look at the rows from `row` on. */
  survey(survey: SourceSurvey, row: number): void {
    const column = (name: FacetName): FacetColumnBuilder =>
      this.#facets[facetPosition(name) ?? -1] as FacetColumnBuilder;
    survey.take(
      {
        time: this.#time,
        category: column('eventCategory'),
        type: column('eventType'),
        account: column('recipientAccountId'),
        region: column('awsRegion'),
      },
      row,
      this.rows,
    );
  }

  /** States that the records of `range` are in this segment (or gave no event). */
  cover(range: CoveredRange): void {
    const last = this.#covers.at(-1);
    if (last !== undefined && last.source === range.source && last.end === range.first && !last.last) {
      this.#covers[this.#covers.length - 1] = { ...range, first: last.first };
    } else {
      this.#covers.push({ ...range });
    }
  }

  /** The segment's bytes. The builder is empty and ready for the next one afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    const rows = this.rows;
    const groups = {
      hot: new GroupWriter(rows),
      dedupe: new GroupWriter(rows),
      locator: new GroupWriter(rows),
      cold: new GroupWriter(rows),
    };
    groups.hot.add('time', this.#time.view());
    for (const facet of this.#facets) facet.write(groups[facet.definition.temperature]);
    groups.dedupe.add('key', this.#key.view());
    groups.dedupe.add('hash', this.#hash.view());
    groups.locator.add('source', narrowest(this.#source.view()));
    groups.locator.add('record', narrowest(this.#record.view()));
    groups.locator.add('offset', this.#offset.view());
    groups.locator.add('length', narrowest(this.#length.view()));
    const bytesOut = this.#bytesOutColumn();
    if (bytesOut !== undefined) groups.cold.add('bytesOut', bytesOut);
    const segment = this.#assemble(groups);
    this.reset();
    return segment;
  }

  /** Forgets everything added since the last `finish`. */
  reset(): void {
    for (const facet of this.#facets) facet.clear();
    this.#scanned.clear();
    const columns = [this.#time, this.#bytesOut, this.#key, this.#hash];
    for (const column of [...columns, this.#source, this.#record, this.#offset, this.#length]) column.clear();
    this.#covers.length = 0;
  }

  #addPlace(locator: Locator, contentHash: Uint8Array, hashOffset: number): void {
    this.#key.push(this.#eventKey.low);
    this.#key.push(this.#eventKey.high);
    this.#addHash(contentHash, hashOffset);
    this.#source.push(locator.source);
    this.#record.push(locator.record);
    this.#offset.push(locator.offset);
    this.#length.push(locator.length);
  }

  #addHash(contentHash: Uint8Array, from: number): void {
    const hash = this.#hash;
    hash.reserve(CONTENT_HASH_BYTES);
    for (let i = 0; i < CONTENT_HASH_BYTES; i++) hash.values[hash.length + i] = contentHash[from + i] ?? 0;
    hash.length += CONTENT_HASH_BYTES;
  }

  /** Absent where no event states bytes; u32 where they fit, which is nearly always. */
  #bytesOutColumn(): Uint32Array | Float64Array | undefined {
    const values = this.#bytesOut.view();
    let largest = -1;
    for (let i = 0; i < values.length; i++) if ((values[i] as number) > largest) largest = values[i] as number;
    if (largest < 0) return undefined;
    if (largest >= NOT_STATED) return values;
    const narrow = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) narrow[i] = (values[i] as number) < 0 ? NOT_STATED : (values[i] as number);
    return narrow;
  }

  #timeRange(): { firstTime: number | null; lastTime: number | null } {
    let first = NO_TIME;
    let last = -1;
    for (const time of this.#time.view()) {
      if (time === NO_TIME) continue;
      if (time < first) first = time;
      if (time > last) last = time;
    }
    return last < 0 ? { firstTime: null, lastTime: null } : { firstTime: first, lastTime: last };
  }

  #assemble(writers: Readonly<Record<GroupName, GroupWriter>>): Uint8Array<ArrayBuffer> {
    const parts = GROUPS.map((name) => ({ name, ...writers[name].layOut() }));
    const fixed = {
      version: SEGMENT_VERSION,
      rows: this.rows,
      ...this.#timeRange(),
      covers: this.#covers.flatMap((range) => [range.source, range.first, range.end, range.last ? 1 : 0]),
    };
    const headerFrom = (start: number): { json: string; end: number } => {
      let at = start;
      const groups = parts.map(({ name, length }) => {
        const entry = [name, { offset: at, length }] as const;
        at += length;
        return entry;
      });
      return { json: JSON.stringify({ ...fixed, groups: Object.fromEntries(groups) }), end: at };
    };
    // As in GroupWriter: offsets depend on the header's own length. The header is ASCII.
    const start = align8(SEGMENT_PREFIX + headerFrom(1e10).json.length);
    const { json, end } = headerFrom(start);
    const segment = new Uint8Array(end);
    const view = new DataView(segment.buffer);
    view.setUint32(0, SEGMENT_MAGIC, true);
    view.setUint32(4, start - SEGMENT_PREFIX, true);
    segment.set(new TextEncoder().encode(json.padEnd(start - SEGMENT_PREFIX, ' ')), SEGMENT_PREFIX);
    view.setUint32(8, checksum(segment.subarray(SEGMENT_PREFIX, start)), true);
    let at = start;
    for (const part of parts) {
      part.write(segment.subarray(at, at + part.length));
      at += part.length;
    }
    return segment;
  }
}

/** Nearly all records are short and their numbers small. */
function narrowest(values: Uint32Array): Uint8Array | Uint16Array | Uint32Array {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if ((values[i] as number) > largest) largest = values[i] as number;
  return narrow(values, largest);
}

function checkHash(contentHash: Uint8Array, from: number): void {
  if (contentHash.length >= from + CONTENT_HASH_BYTES) return;
  throw new RangeError(`A content hash needs ${CONTENT_HASH_BYTES} bytes.`);
}
