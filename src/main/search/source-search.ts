import { clearBit, setBit } from '../../core/query/bitset';
import { decodeRecord } from '../../core/format/decode-record';
import { evidenceTerm, testEvidence, type EvidenceTerm } from '../../core/query/language/lower';
import { searchedText } from '../../core/query/searched-text';
import { byteFilter, type ByteFilter } from './byte-filter';

/** One condition of a search, ready to be tested. */
export interface SearchTerm {
  readonly term: EvidenceTerm;
  readonly filter: ByteFilter;
}

/** @throws Error for a text that is no id of a term */
export function searchTerm(id: string): SearchTerm {
  const term = evidenceTerm(id);
  return { term, filter: byteFilter(term) };
}

const ESCAPE = Buffer.from('\\u', 'latin1');
/** The name under which an item of LookupEvents holds its record as text. */
const INNER_RECORD = Buffer.from('CloudTrailEvent', 'latin1');
/** Where fewer of the bytes are wanted, records are searched one by one. */
const DENSE = 1 / 3;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Consecutive records that lie whole within the bytes at hand. */
interface Stretch {
  readonly bytes: Buffer;
  /** Offset in the source of the first of the bytes. */
  readonly base: number;
  /** Positions of records [first, end). */
  readonly first: number;
  readonly end: number;
}

/**
 * Tests the records of one source while its inflated bytes go by. Whole stretches of bytes are searched
 * at once where bytes can tell; only the records that they leave open are decoded.
 */
export class SourceSearch {
  /** Records that were tested. */
  tested = 0;
  private position = 0;
  /** The record that goes over the end of the bytes seen so far. */
  private open: { readonly into: Buffer; filled: number } | undefined;
  /** Records to be decoded, by position from the first of the stretch. */
  private doubtful = new Uint8Array(0);

  /**
   * @param places offset and length of each record, by offset ascending; none overlap
   * @param found for each term the set of records that meet it, to be filled from `at` on
   * @param decodeAll the records lie in others as text, so that bytes tell nothing of them
   */
  constructor(
    private readonly terms: readonly SearchTerm[],
    private readonly places: Uint32Array,
    private readonly found: readonly Uint32Array[],
    private readonly at: number,
    private readonly decodeAll: boolean,
  ) {}

  /** Every record has been tested. */
  get done(): boolean {
    return this.tested === this.places.length / 2;
  }

  /** Takes the next inflated bytes; they are not kept. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const base = this.position;
    this.position += bytes.length;
    if (this.open !== undefined) this.goOn(this.open, bytes);
    const first = this.tested;
    const count = this.places.length / 2;
    let end = first;
    while (end < count && this.endOf(end) <= this.position) end++;
    if (this.open === undefined && end > first) this.search({ bytes, base, first, end });
    if (this.open === undefined && end < count && this.startOf(end) < this.position) {
      const into = Buffer.allocUnsafe(this.endOf(end) - this.startOf(end));
      const from = Math.max(0, this.startOf(end) - base);
      this.open = { into, filled: bytes.copy(into, 0, from) };
    }
  }

  private goOn(open: { readonly into: Buffer; filled: number }, bytes: Buffer): void {
    open.filled += bytes.copy(open.into, open.filled, 0, open.into.length - open.filled);
    if (open.filled < open.into.length) return;
    this.open = undefined;
    const first = this.tested;
    this.search({ bytes: open.into, base: this.startOf(first), first, end: first + 1 });
  }

  private startOf(record: number): number {
    return this.places[record * 2] as number;
  }

  private endOf(record: number): number {
    return (this.places[record * 2] as number) + (this.places[record * 2 + 1] as number);
  }

  private search(stretch: Stretch): void {
    const { first, end } = stretch;
    this.tested = end;
    if (this.doubtful.length < end - first) this.doubtful = new Uint8Array(end - first);
    const everyOne = this.decodeAll || this.terms.some(({ filter }) => filter.kind === 'decode');
    this.doubtful.fill(everyOne ? 1 : 0, 0, end - first);
    if (!everyOne) {
      this.doubt(stretch, ESCAPE);
      const marked = this.terms.some(({ filter }) => filter.kind === 'phrase' && !filter.plain);
      if (marked) this.doubt(stretch, INNER_RECORD);
      for (const [i, { filter }] of this.terms.entries()) this.filter(stretch, filter, i, marked);
    }
    for (let record = first; record < end; record++)
      if (this.doubtful[record - first] === 1) this.decode(stretch, record);
  }

  /** What bytes say of one condition: hits, and records that must be decoded. */
  private filter(stretch: Stretch, filter: ByteFilter, term: number, marked: boolean): void {
    const { first, end } = stretch;
    if (filter.kind === 'phrase') {
      this.eachHolding(stretch, filter.longest, (record) => {
        if (!this.holds(stretch, record, filter.pieces)) return;
        if (!marked && this.holds(stretch, record, [INNER_RECORD])) this.doubtful[record - first] = 1;
        else this.hit(term, record);
      });
      return;
    }
    if (filter.kind === 'any-of') for (const needle of filter.needles) this.doubt(stretch, needle);
    else if (filter.kind === 'name') this.doubtNamed(stretch, filter.pattern);
    else return;
    if (!filter.otherwise) return;
    for (let record = first; record < end; record++) this.hit(term, record);
  }

  private hit(term: number, record: number): void {
    const set = this.found[term];
    if (set !== undefined) setBit(set, this.at + record);
  }

  private doubt(stretch: Stretch, needle: Buffer): void {
    this.eachHolding(stretch, needle, (record) => {
      this.doubtful[record - stretch.first] = 1;
    });
  }

  /** Calls back once for each record that holds the needle. */
  private eachHolding(stretch: Stretch, needle: Buffer, visit: (record: number) => void): void {
    const { bytes, base, first, end } = stretch;
    let wanted = 0;
    for (let record = first; record < end; record++) wanted += this.endOf(record) - this.startOf(record);
    if (wanted < (this.endOf(end - 1) - this.startOf(first)) * DENSE) {
      for (let record = first; record < end; record++) if (this.holds(stretch, record, [needle])) visit(record);
      return;
    }
    this.eachHit(stretch, (at) => bytes.indexOf(needle, at - base) + base, base - 1, needle.length, visit);
  }

  private doubtNamed(stretch: Stretch, pattern: RegExp): void {
    const { bytes, base, first, end } = stretch;
    const start = this.startOf(first);
    // Bytes as characters: the pattern is written for that.
    const text = bytes.toString('latin1', start - base, this.endOf(end - 1) - base);
    const find = (at: number): number => {
      pattern.lastIndex = at - start;
      return (pattern.exec(text)?.index ?? -1) + start;
    };
    this.eachHit(stretch, find, start - 1, 1, (record) => {
      this.doubtful[record - first] = 1;
    });
  }

  /**
   * Calls back once for each record of the stretch that holds one of the hits whole.
   * @param find the next hit from an offset in the source on, or `none`
   */
  private eachHit(
    { first, end }: Stretch,
    find: (at: number) => number,
    none: number,
    length: number,
    visit: (record: number) => void,
  ): void {
    let record = first;
    let at = this.startOf(first);
    while (record < end) {
      const hit = find(at);
      if (hit === none) return;
      while (record < end && this.endOf(record) < hit + length) record++;
      if (record === end) return;
      if (hit < this.startOf(record)) {
        at = Math.max(hit + 1, this.startOf(record));
        continue;
      }
      visit(record);
      at = this.endOf(record);
      record++;
    }
  }

  /** All of the pieces within the record, in their order. */
  private holds({ bytes, base }: Stretch, record: number, pieces: readonly Buffer[]): boolean {
    const own = bytes.subarray(this.startOf(record) - base, this.endOf(record) - base);
    let at = 0;
    for (const piece of pieces) {
      const found = own.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return true;
  }

  /** Answers all conditions from the record itself. */
  private decode({ bytes, base }: Stretch, record: number): void {
    const [start, end] = [this.startOf(record) - base, this.endOf(record) - base];
    const decoded = decodeRecord(bytes, start, end);
    if (!decoded.ok) throw new UnreadableRecord(`A record at byte ${String(start + base)} is none: ${decoded.message}`);
    const raw = searchedText(utf8.decode(bytes.subarray(start, end)), decoded.text);
    for (const [i, { term }] of this.terms.entries()) {
      const set = this.found[i];
      if (set === undefined) continue;
      if (testEvidence(term, decoded.record, raw)) setBit(set, this.at + record);
      else clearBit(set, this.at + record);
    }
  }
}

/** Where a place of the index holds no record: index and evidence do not belong together. */
export class UnreadableRecord extends Error {}
