import { GrowableBytes, GrowableF64, GrowableU32 } from '../../core/segment/growable';
import { OTHER_IDS } from '../../core/format/other-kinds';
import { READINGS, readingOf } from '../../core/format/reading';
import type { Reading } from '../../core/format/reading';
import { eventsOf, SOURCE_KINDS } from './manifest-line';
import type { ManifestKind, ManifestLine, StoredAt } from './manifest-line';

/** Where a line stands in the manifest file, bytes. */
export interface LinePlace {
  readonly line: number;
  readonly offset: number;
  readonly length: number;
}

/** What is known of a source's records without reading its line. */
export interface SourceOutline {
  /** Stored bytes. */
  readonly size: number;
  readonly compression: 'none' | 'gzip';
  /** Inflated bytes. */
  readonly inflatedSize: number;
  readonly kind: ManifestKind;
  readonly format: string | null;
  readonly records: number;
  readonly rejected: number;
  readonly reading: Reading;
  /** Which of the kinds that hold no events it is; null where it is none that is known. */
  readonly what: string | null;
}

/** In place of a pack number: a file of its own, or no bytes at all. */
export const OBJECT = -1;
export const NOWHERE = 0;

const GZIP = 0x80;
const NO_KIND = 0xff;
const POSITIONS: ReadonlyMap<string, number> = new Map(OTHER_IDS.map((id, position) => [id, position]));

/** The numbers of each source in typed arrays: about 70 bytes a row. */
export class SourceColumns {
  private readonly lineOffsets = new GrowableF64();
  private readonly lineLengths = new GrowableU32();
  private readonly sizes = new GrowableF64();
  private readonly inflatedSizes = new GrowableF64();
  private readonly recordCounts = new GrowableF64();
  private readonly rejectCounts = new GrowableF64();
  /** Pack number, OBJECT or NOWHERE; and the position in the pack. */
  private readonly packs = new GrowableF64();
  private readonly offsets = new GrowableF64();
  /** Position in SOURCE_KINDS, and GZIP. */
  private readonly kinds = new GrowableBytes();
  /** Position in `names`. */
  private readonly formats = new GrowableU32();
  /** Position in READINGS. */
  private readonly readings = new GrowableBytes();
  /** Position in OTHER_IDS; NO_KIND for none that is known. */
  private readonly whats = new GrowableBytes();
  private readonly names: (string | null)[] = [];
  private readonly positions = new Map<string | null, number>();

  get rows(): number {
    return this.kinds.length;
  }

  add(line: ManifestLine, place: LinePlace): void {
    this.lineOffsets.push(place.offset);
    this.lineLengths.push(place.length);
    this.sizes.push(line.size);
    this.inflatedSizes.push(line.inflatedSize);
    this.recordCounts.push(line.records);
    this.rejectCounts.push(line.rejected);
    this.kinds.push(SOURCE_KINDS.indexOf(line.kind) | (line.compression === 'gzip' ? GZIP : 0));
    this.formats.push(this.position(line.format));
    this.whats.push(line.what === undefined ? NO_KIND : (POSITIONS.get(line.what) ?? NO_KIND));
    this.readings.push(READINGS.indexOf(readingOf({ ...line, events: eventsOf(line) })));
    const { stored } = line;
    const packed = stored !== null && 'pack' in stored;
    this.packs.push(packed ? stored.pack : stored === null ? NOWHERE : OBJECT);
    this.offsets.push(packed ? stored.offset : 0);
  }

  /** @throws RangeError for a row there is not */
  outline(row: number): SourceOutline {
    const packed = row < this.rows ? (this.kinds.values[row] ?? 0) : 0xff;
    const kind = SOURCE_KINDS[packed & ~GZIP];
    if (kind === undefined) throw new RangeError(`no row ${String(row)}`);
    return {
      size: this.sizes.values[row] ?? 0,
      compression: (packed & GZIP) === 0 ? 'none' : 'gzip',
      inflatedSize: this.inflatedSizes.values[row] ?? 0,
      kind,
      format: this.names[this.formats.values[row] ?? 0] ?? null,
      records: this.recordCounts.values[row] ?? 0,
      rejected: this.rejected(row),
      reading: this.reading(row),
      what: OTHER_IDS[this.whats.values[row] ?? NO_KIND] ?? null,
    };
  }

  records(row: number): number {
    return this.recordCounts.values[row] ?? 0;
  }

  reading(row: number): Reading {
    return READINGS[this.readings.values[row] ?? 0] ?? 'unknown';
  }

  rejected(row: number): number {
    return this.rejectCounts.values[row] ?? 0;
  }

  linePlace(row: number): Omit<LinePlace, 'line'> {
    return { offset: this.lineOffsets.values[row] ?? 0, length: this.lineLengths.values[row] ?? 0 };
  }

  isStored(row: number): boolean {
    return (this.packs.values[row] ?? NOWHERE) !== NOWHERE;
  }

  /** @param digest hex SHA-256 of the row's bytes: the name of an object */
  storedAt(row: number, digest: () => string): StoredAt | null {
    const pack = this.packs.values[row] ?? NOWHERE;
    if (pack === NOWHERE) return null;
    if (pack === OBJECT) return { object: digest() };
    return { pack, offset: this.offsets.values[row] ?? 0, size: this.sizes.values[row] ?? 0 };
  }

  private position(format: string | null): number {
    let position = this.positions.get(format);
    if (position === undefined) {
      position = this.names.length;
      this.names.push(format);
      this.positions.set(format, position);
    }
    return position;
  }
}
