import { GrowableBytes, GrowableU32 } from '../segment/growable';
import { byteAt, hashName, hexOf } from './source-hash';
import { digestName, isTrailLog, logName, plainName, renamedDelivery, trailFolder } from './object-name';
import { HOUR_PARTS, partOf } from './source-facts';
import type { HourPart, SourceFacts } from './source-facts';
import type { Place } from './place';

const HAS_HASH = 1;
const GZ_NAME = 2;
const PARTS = 4;
const LOG = 8;
const HISTORY = 16;
const PLAIN = 128;
/** Two bits: position in HOUR_PARTS. */
const PART_SHIFT = 5;
const SHA_BYTES = 32;
/** In place of a time. */
const NO_TIME = 0xffffffff;
const MINUTE = 60;

/**
 * The sources of a case in columns, found again by the names of their files: about 90 bytes each, so that a million fit.
 * Of a name only a keyed 64-bit hash is kept; who matches is told by the SHA-256 of the content.
 */
export class SourceTable {
  readonly places: Place[] = [];
  private readonly placeOf = new Map<string, number>();
  private readonly folders: string[] = [];
  private readonly folderOf = new Map<string, number>();
  private readonly nos = new GrowableU32();
  private readonly low = new GrowableU32();
  private readonly high = new GrowableU32();
  private readonly folder = new GrowableU32();
  private readonly place = new GrowableU32();
  private readonly minutes = new GrowableU32();
  private readonly counts = new GrowableU32();
  /** First and last time of its events, seconds, or NO_TIME. */
  private readonly first = new GrowableU32();
  private readonly last = new GrowableU32();
  private readonly flags = new GrowableBytes();
  private readonly hashes = new GrowableBytes();
  private readonly older = new GrowableU32();
  private readonly trail = new GrowableU32();
  private readonly trails: string[] = [];
  private readonly trailOf = new Map<string, number>();
  private readonly renamed = new Map<number, string>();
  private readonly firstMembers = new Map<number, string>();
  private readonly rowOfNo = new Map<number, number>();
  /** Row + 1, or 0. */
  private slots = new Uint32Array(2048);

  get rows(): number {
    return this.nos.length;
  }

  add(source: SourceFacts): void {
    const row = this.rows;
    const {
      no,
      found,
      inflatedSha256,
      parts,
      isLog,
      isHistory,
      records,
      holds,
      isPlain = false,
      archive = '',
    } = source;
    if ((row + 1) * 2 > this.slots.length) this.grow();
    const name = plainName(found);
    const [low, high] = hashName(name);
    this.nos.push(no);
    this.low.push(low);
    this.high.push(high);
    this.folder.push(intern(this.folderOf, this.folders, folderOf(found)));
    const delivered = logName(found);
    this.place.push(delivered === undefined ? 0 : this.placeNumber(delivered) + 1);
    this.minutes.push(delivered === undefined ? 0 : Math.floor(delivered.delivered / MINUTE));
    const isOfTrail = isTrailLog(found) || digestName(found) !== undefined;
    this.trail.push(isOfTrail ? 1 + intern(this.trailOf, this.trails, archive + trailFolder(found)) : 0);
    const delivery = isLog ? renamedDelivery(found) : undefined;
    if (delivery !== undefined) this.renamed.set(row, delivery);
    this.counts.push(Math.min(records, 0xffffffff));
    this.first.push(Math.min(holds?.first ?? NO_TIME, NO_TIME));
    this.last.push(Math.min(holds?.last ?? NO_TIME, NO_TIME));
    this.flags.push(
      (inflatedSha256 === null ? 0 : HAS_HASH) |
        (/\.gz$/i.test(found) ? GZ_NAME : 0) |
        (parts === undefined ? 0 : PARTS) |
        (isLog ? LOG : 0) |
        (isHistory ? HISTORY : 0) |
        (isPlain ? PLAIN : 0) |
        (HOUR_PARTS.indexOf(partOf(source, delivered)) << PART_SHIFT),
    );
    this.pushHash(inflatedSha256);
    if (typeof parts?.firstSha256 === 'string') this.firstMembers.set(row, parts.firstSha256);
    this.rowOfNo.set(no, row);
    const slot = this.slot(low, high);
    this.older.push(this.slots[slot] ?? 0);
    this.slots[slot] = row + 1;
  }

  /** Rows whose file has the name of this key, newest first. */
  named(key: string): number[] {
    const [low, high] = hashName(plainName(key));
    const rows: number[] = [];
    for (let at = this.slots[this.slot(low, high)] ?? 0; at > 0; at = this.older.values[at - 1] ?? 0) rows.push(at - 1);
    return rows;
  }

  row(no: number): number | undefined {
    return this.rowOfNo.get(no);
  }

  no(row: number): number {
    return this.nos.values[row] ?? 0;
  }

  /** Where the source was found, given the key that `named` found it by. */
  foundAs(row: number, key: string): string {
    const folder = this.folders[this.folder.values[row] ?? 0] ?? '';
    return `${folder}${plainName(key)}${this.has(row, GZ_NAME) ? '.gz' : ''}`;
  }

  hash(row: number): string | null {
    return this.has(row, HAS_HASH) ? hexOf(this.hashBytes(row)) : null;
  }

  /** It has bytes, so that it can be compared. */
  hasHash(row: number): boolean {
    return this.has(row, HAS_HASH);
  }

  /** @param hash lower-case hex */
  hashEquals(row: number, hash: string): boolean {
    if (!this.has(row, HAS_HASH)) return false;
    const { values } = this.hashes;
    const start = row * SHA_BYTES;
    for (let i = 0; i < SHA_BYTES; i += 1) if (values[start + i] !== byteAt(hash, i)) return false;
    return true;
  }

  /** SHA-256 of the first of several gzip members. */
  firstMember(row: number): string | undefined {
    return this.firstMembers.get(row);
  }

  hasParts(row: number): boolean {
    return this.has(row, PARTS);
  }

  isLog(row: number): boolean {
    return this.has(row, LOG);
  }

  isHistory(row: number): boolean {
    return this.has(row, HISTORY);
  }

  /** An object of S3 that is no whole gzip file any more. */
  isPlain(row: number): boolean {
    return this.has(row, PLAIN);
  }

  /** Seconds since 1970 UTC; only where there is a place. */
  delivered(row: number): number {
    return (this.minutes.values[row] ?? 0) * MINUTE;
  }

  /** Logs and digests that were found in the folders of one trail have the same number; 0 for other files. */
  trailNumber(row: number): number {
    return this.trail.values[row] ?? 0;
  }

  /** The first bytes of its hash: rows of the same content have the same. */
  hashStart(row: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.hashBytes(row);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  /** A number for the name of a delivery, without what was put behind it: `(1)`, `.bak`. */
  deliveryName(row: number): number {
    return this.nameOf(row)[0];
  }

  /** Whether a row has the name of the other, or that with something behind it. */
  isNamedAs(row: number, other: number): boolean {
    const [low, high] = this.nameOf(row);
    return low === (this.low.values[other] ?? 0) && high === (this.high.values[other] ?? 0);
  }

  private nameOf(row: number): readonly [low: number, high: number] {
    const delivery = this.renamed.get(row);
    return delivery === undefined ? [this.low.values[row] ?? 0, this.high.values[row] ?? 0] : hashName(delivery);
  }

  /** What it counts as in its hour; only where there is a place. */
  part(row: number): HourPart {
    return HOUR_PARTS[((this.flags.values[row] ?? 0) >> PART_SHIFT) & 3] ?? 'unread';
  }

  /** First and last time of its events, seconds since 1970 UTC; undefined where it is not known. */
  times(row: number): readonly [first: number, last: number] | undefined {
    const [first = NO_TIME, last = NO_TIME] = [this.first.values[row], this.last.values[row]];
    return first === NO_TIME || last === NO_TIME ? undefined : [first, last];
  }

  /** A number of 52 bits: equal for the same file name. */
  nameKey(row: number): number {
    return (this.low.values[row] ?? 0) * 2 ** 20 + ((this.high.values[row] ?? 0) & 0xfffff);
  }

  /** Both have bytes, and they are the same. */
  isSame(row: number, other: number): boolean {
    if (!this.has(row, HAS_HASH) || !this.has(other, HAS_HASH)) return false;
    const { values } = this.hashes;
    for (let i = 0; i < SHA_BYTES; i += 1) {
      if (values[row * SHA_BYTES + i] !== values[other * SHA_BYTES + i]) return false;
    }
    return true;
  }

  /** Four bytes of its hash: equal for equal content. */
  shortHash(row: number): number {
    const { values } = this.hashes;
    const at = row * SHA_BYTES;
    return (
      (((values[at] ?? 0) << 24) |
        ((values[at + 1] ?? 0) << 16) |
        ((values[at + 2] ?? 0) << 8) |
        (values[at + 3] ?? 0)) >>>
      0
    );
  }

  records(row: number): number {
    return this.counts.values[row] ?? 0;
  }

  /** Index in `places`, or -1. */
  placeAt(row: number): number {
    return (this.place.values[row] ?? 0) - 1;
  }

  /** Delivery hour, hours since 1970 UTC; only where there is a place. */
  hour(row: number): number {
    return Math.floor(this.minute(row) / 60);
  }

  /** Time of delivery, minutes since 1970 UTC; only where there is a place. */
  minute(row: number): number {
    return this.minutes.values[row] ?? 0;
  }

  /** The number of an account and region, which is made where it is new. */
  placeNumber({ account, region }: Place): number {
    const known = this.placeOf.get(`${account}|${region}`);
    if (known !== undefined) return known;
    this.places.push({ account, region });
    this.placeOf.set(`${account}|${region}`, this.places.length - 1);
    return this.places.length - 1;
  }

  private has(row: number, flag: number): boolean {
    return ((this.flags.values[row] ?? 0) & flag) !== 0;
  }

  private hashBytes(row: number): Uint8Array {
    return this.hashes.values.subarray(row * SHA_BYTES, (row + 1) * SHA_BYTES);
  }

  private pushHash(hex: string | null): void {
    this.hashes.reserve(SHA_BYTES);
    for (let i = 0; i < SHA_BYTES; i += 1) this.hashes.push(hex === null ? 0 : byteAt(hex, i));
  }

  /** The slot of a name, or the free one where it belongs. */
  private slot(low: number, high: number): number {
    const mask = this.slots.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const row = (this.slots[slot] ?? 0) - 1;
      if (row < 0 || (this.low.values[row] === low && this.high.values[row] === high)) return slot;
    }
  }

  private grow(): void {
    const newest = this.slots.filter((row) => row > 0);
    this.slots = new Uint32Array(this.slots.length * 2);
    for (const at of newest) {
      this.slots[this.slot(this.low.values[at - 1] ?? 0, this.high.values[at - 1] ?? 0)] = at;
    }
  }
}

function folderOf(found: string): string {
  return found.slice(0, Math.max(found.lastIndexOf('/'), found.lastIndexOf('\\')) + 1);
}

function intern(numbers: Map<string, number>, texts: string[], text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  texts.push(text);
  numbers.set(text, texts.length - 1);
  return texts.length - 1;
}
