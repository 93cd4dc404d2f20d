import { BrokenPart } from './broken-part';
import { ByteOrderMark } from './byte-order-mark';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  LINE_FEED,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  isSpace,
  skipSpace,
} from './bytes';
import { ChunkPlace } from './chunk-place';
import { Entry } from './entry';
import type { FormatReader, RecordSink } from './format';
import { Frames } from './frames';
import { FAULT, MEMBER, UNFINISHED } from './json-scanner';
import { MESSAGES } from './messages';
import { isContainer, isNextToken, isOwnContainer } from './record-names';
import { RejectList } from './reject-list';
import type { Fault } from './reject-list';
import { Replay } from './replay';

/** What the next byte belongs to. */
enum State {
  /** No document is open. */
  Outside,
  FirstEntry,
  Entry,
  AfterEntry,
  /** An entry: an object, or a value that is none. */
  Value,
  /** Members of an envelope beside its list. */
  Envelope,
  /** Bytes that are no JSON: the next place is looked for where a record can begin. */
  Seek,
}

export interface FinderOptions {
  /** One record a line is expected: what is no JSON is told line by line. */
  readonly lines?: boolean;
  /** Envelopes are expected first, such as `{"Records":[...]}`. */
  readonly envelopes?: boolean;
  /** Whether there are records at all is not known: what is none is told once there was one. */
  readonly quiet?: boolean;
}

/** Of `null`. */
const LETTER_N = 0x6e;
/** ASCII record separator, which some tools write before each text (RFC 7464). */
const SEPARATOR = 0x1e;
const BROKEN: Fault = { reason: 'syntax', message: MESSAGES.broken };
const TRAILING: Fault = { reason: 'trailing', message: MESSAGES.trailing };
const FRAME: Fault = { reason: 'syntax', message: MESSAGES.frame };

/**
 * Finds the records of a source, in whatever shapes follow one another: `{"Records":[...]}` and other envelopes,
 * arrays, bare objects, JSON Lines, nested and mixed. Only the record at hand is buffered.
 *
 * - Every entry gives one `record` or one `reject` with a record number; numbers run from 0 over both, in order.
 * - What is no JSON is given out as `reject`, and the finder goes on at the next object that begins like a record, like an
 *   envelope, or at the start of a line. A broken record counts as one; what stands between records has no number.
 * - Other members of envelopes are walked over and not kept.
 */
export class RecordFinder implements FormatReader {
  private state = State.Outside;
  private readonly place = new ChunkPlace();
  private readonly mark = new ByteOrderMark();
  private readonly frames = new Frames();
  private readonly rejects: RejectList;
  private readonly replay = new Replay();
  private readonly entry = new Entry();
  private broken: BrokenPart | undefined;
  /** The last document was an envelope or array: what follows it may have been appended. */
  private afterDocument = false;
  private expectsEnvelope: boolean;
  /** Something was broken: what closes or does not close from here on says nothing. */
  private loose = false;
  /** Where what is not yet accounted for begins. */
  private settled = 0;

  constructor(
    private readonly sink: RecordSink,
    private readonly options: FinderOptions = {},
  ) {
    this.rejects = new RejectList(sink, options.quiet === true);
    this.expectsEnvelope = options.envelopes === true;
  }

  /** Records were found; until then, a quiet finder has told nothing. */
  get found(): boolean {
    return this.rejects.told;
  }

  push(chunk: Uint8Array): void {
    this.place.bytes = chunk;
    this.consume(chunk);
    this.place.next();
  }

  end(fault?: Fault): void {
    const inValue = this.state === State.Value && this.endValue(fault);
    const marked = this.mark.length;
    if (marked > 0) {
      this.breakAt(0, this.place.base - marked, false, 1);
      this.broken?.extend(this.place.base - marked, this.place.base);
    }
    if (this.broken !== undefined) {
      const appended = this.broken.afterDocument && this.options.lines !== true;
      this.closeBroken(appended ? TRAILING : BROKEN);
    } else if (!inValue && this.frames.depth > 0 && !this.loose) {
      const cut = fault ?? { reason: 'truncated', message: MESSAGES.endsEarly };
      this.rejects.tell(cut, this.settled, this.place.base - this.settled);
      fault = undefined;
    }
    if (fault !== undefined && !inValue) this.rejects.tell(fault, this.place.base, 0);
    this.state = State.Outside;
    this.frames.clear();
    this.entry.span.release();
  }

  private consume(chunk: Uint8Array): void {
    const to = chunk.length;
    let at = 0;
    while (at < to) at = this.step(chunk, at, to);
    if (this.state === State.Value) this.entry.span.keep(chunk);
  }

  /** Takes at least one byte, or changes the state; returns the position reached. */
  private step(chunk: Uint8Array, at: number, to: number): number {
    if (this.state === State.Value) return this.value(chunk, at, to);
    if (this.state === State.Envelope) return this.envelope(chunk, at, to);
    if (this.state === State.Seek) return this.seek(chunk, at, to);
    const next = skipSpace(chunk, at, to);
    if (next === to) return to;
    return this.state === State.Outside ? this.outside(chunk, next) : this.inArray(chunk, next);
  }

  private outside(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] as number;
    const marked = this.mark.length;
    if (this.mark.take(byte)) return at + 1;
    if (marked > 0) {
      this.mark.forget();
      this.breakAt(at, this.place.base + at - marked, false);
      this.broken?.extend(this.place.base + at - marked, this.place.base + at);
      return at;
    }
    const separates = byte === COMMA || byte === SEPARATOR;
    // What is left of frames whose beginning was lost.
    if (separates || (this.loose && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT))) return at + 1;
    return this.open(chunk, at, this.expectsEnvelope);
  }

  /** A byte between the entries of an array. */
  private inArray(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] as number;
    if (this.state === State.AfterEntry) {
      if (byte === COMMA) {
        this.state = State.Entry;
        return at + 1;
      }
      if (byte === CLOSE_ARRAY) return this.closeArray(at);
      return this.breakAt(at, this.place.base + at, false);
    }
    if (byte === CLOSE_ARRAY || byte === COMMA) {
      if (byte === COMMA || this.state === State.Entry) {
        // A comma too many.
        this.rejects.tell(FRAME, this.place.base + at, 1, this.place.line(at));
        this.settled = this.place.base + at + 1;
      }
      return byte === COMMA ? at + 1 : this.closeArray(at);
    }
    return this.open(chunk, at, false);
  }

  /** @param envelope the object is likely none that the sink could take at once */
  private open(chunk: Uint8Array, at: number, envelope: boolean): number {
    const byte = chunk[at] as number;
    if (byte === OPEN_ARRAY && this.frames.takesArray(this.state === State.FirstEntry)) {
      this.frames.openArray();
      this.state = State.FirstEntry;
      this.settled = this.place.base + at + 1;
      return at + 1;
    }
    if (byte === OPEN_OBJECT && !envelope && this.sink.take !== undefined && this.rejects.told) {
      const end = this.sink.take(chunk, at, chunk.length, this.place.base + at);
      if (end > at) {
        this.rejects.count();
        this.closed(end);
        return end;
      }
    }
    this.begin(at, false);
    return at;
  }

  private begin(at: number, isAttempt: boolean): void {
    this.entry.begin(this.place, at, isAttempt);
    this.state = State.Value;
  }

  private value(chunk: Uint8Array, at: number, to: number): number {
    let end = this.entry.scanner.scan(chunk, at, to);
    while (end === MEMBER) {
      const { name, stop } = this.entry.scanner;
      this.entry.names.add(name);
      if (this.entry.isAttempt && !this.entry.beginsLine && !this.entry.names.mayBegin)
        return this.again(chunk, stop, false);
      if (this.listsRecords(name)) {
        if (chunk[stop] === OPEN_ARRAY && this.frames.hasRoom) return this.openEnvelope(stop);
        this.entry.names.lists(chunk[stop] === LETTER_N);
      }
      if (isNextToken(name) && chunk[stop] === QUOTE) this.entry.moreAt = this.place.base + stop;
      end = this.entry.scanner.scan(chunk, stop, to);
    }
    if (end === UNFINISHED) return to;
    if (end === FAULT) {
      const { stop, breaksAtEnd } = this.entry.scanner;
      if (this.entry.isAttempt || !breaksAtEnd || chunk[stop] !== CLOSE_OBJECT) return this.again(chunk, stop, true);
      // The bracket is where it should be, and what stands before it is not.
      this.loose = true;
      this.rejects.tellNumbered(
        BROKEN,
        this.entry.span.offset,
        this.place.base + stop + 1 - this.entry.span.offset,
        this.entry.line,
      );
      this.closed(stop + 1);
      return stop + 1;
    }
    this.entry.span.close(chunk, end);
    this.closeEntry(end);
    return end;
  }

  /** @param at of the list's opening bracket */
  private openEnvelope(at: number): number {
    if (this.entry.isAttempt) {
      // A new document, whatever was open before it.
      this.frames.clear();
      this.closeBroken();
    }
    this.entry.isAttempt = false;
    this.frames.openEnvelope(this.entry.giveScanner());
    this.frames.openArray();
    this.expectsEnvelope = true;
    this.settled = this.place.base + at + 1;
    this.state = State.FirstEntry;
    if (this.entry.moreAt >= 0) this.tellMorePages(this.entry.moreAt, this.entry.line);
    return at + 1;
  }

  private tellMorePages(offset: number, line: number): void {
    this.rejects.tell({ reason: 'more-pages', message: MESSAGES.morePages }, offset, 0, line);
  }

  private envelope(chunk: Uint8Array, at: number, to: number): number {
    const { scanner } = this.frames;
    if (scanner === undefined) throw new Error('No envelope is open');
    let end = scanner.scan(chunk, at, to);
    while (end === MEMBER) {
      const { name, stop } = scanner;
      if (isContainer(name) && chunk[stop] === OPEN_ARRAY) {
        this.frames.openArray();
        this.settled = this.place.base + stop + 1;
        this.state = State.FirstEntry;
        return stop + 1;
      }
      if (isNextToken(name) && chunk[stop] === QUOTE) this.tellMorePages(this.place.base + stop, this.place.line(stop));
      end = scanner.scan(chunk, stop, to);
    }
    if (end === UNFINISHED) return to;
    this.frames.close();
    if (end === FAULT) return this.breakAt(scanner.stop, this.place.base + scanner.stop, false);
    this.settled = this.place.base + end;
    this.afterDocument = this.frames.depth === 0;
    this.state = this.frames.depth === 0 ? State.Outside : State.AfterEntry;
    return end;
  }

  private closeArray(at: number): number {
    this.frames.close();
    this.settled = this.place.base + at + 1;
    if (this.frames.scanner !== undefined) {
      this.frames.scanner.passed();
      this.state = State.Envelope;
    } else {
      this.afterDocument = this.frames.depth === 0;
      this.state = this.frames.depth === 0 ? State.Outside : State.AfterEntry;
    }
    return at + 1;
  }

  /** The entry at hand ends at `end` of the chunk: it is given out. */
  private closeEntry(end: number): void {
    const { offset, bytes, start, tooLarge } = this.entry.span;
    const { names } = this.entry;
    if (this.entry.isAttempt && !this.isFound) {
      // JSON, but no record: it belongs to what broke.
      this.broken?.extend(offset, this.place.base + end);
      this.entry.isAttempt = false;
      this.state = State.Seek;
      return;
    }
    if (this.entry.isAttempt) {
      if (this.entry.beginsLine) this.frames.clear();
      this.closeBroken();
    }
    this.entry.isAttempt = false;
    const length = this.place.base + end - offset;
    const fault = this.entry.scanner.tooDeep
      ? TOO_DEEP
      : !names.isObject
        ? NOT_AN_OBJECT
        : tooLarge
          ? TOO_LARGE
          : names.fault;
    if (names.tells) this.rejects.found();
    if (fault !== undefined) this.rejects.tellNumbered(fault, offset, length, this.entry.line);
    else if (!names.isEmptyList && this.rejects.takes(offset, length, this.entry.line)) {
      names.learn();
      this.sink.record(bytes, start, this.entry.span.end, offset);
    }
    this.closed(end);
  }

  /** @param end of an entry in the chunk at hand */
  private closed(end: number): void {
    this.settled = this.place.base + end;
    if (this.frames.depth === 0) {
      this.afterDocument = false;
      this.expectsEnvelope = false;
    }
    this.state = this.frames.depth === 0 ? State.Outside : State.AfterEntry;
  }

  /** The source ends within a value. @returns whether that took up `fault` */
  private endValue(fault: Fault | undefined): boolean {
    if (this.entry.scanner.isNumber && this.frames.depth === 0) {
      this.entry.span.close(NOTHING, 0);
      this.closeEntry(0);
      return false;
    }
    const { offset } = this.entry.span;
    if (this.entry.isAttempt && !this.isFound) {
      this.broken?.extend(offset, this.place.base);
      return false;
    }
    this.closeBroken();
    const cut = fault ?? { reason: 'truncated', message: MESSAGES.truncated };
    this.rejects.tellNumbered(cut, offset, this.place.base - offset, this.entry.line);
    return true;
  }

  /**
   * The entry at hand is none. The bytes behind its first one are looked through for records within.
   * @param at position in the chunk up to which they were walked
   * @param failed they are no JSON; else they do not begin like a record
   * @returns the position reached
   */
  private again(chunk: Uint8Array, at: number, failed: boolean): number {
    const { offset } = this.entry.span;
    if (!this.entry.isAttempt) this.breakAt(0, offset, this.isEntry, this.entry.line);
    else if (failed && this.broken !== undefined) {
      if (offset >= this.broken.soundTo && !this.broken.isEmpty && this.entry.names.mayBegin) {
        this.closeBroken();
        this.breakAt(0, offset, true, this.entry.line);
      }
    }
    if (failed && this.broken !== undefined) this.broken.soundTo = Math.max(this.broken.soundTo, this.place.base + at);
    this.entry.isAttempt = false;
    this.state = State.Seek;
    this.broken?.extend(offset, offset + 1);
    this.entry.span.close(chunk, at);
    const { bytes, start, end, tooLarge } = this.entry.span;
    if (tooLarge || !this.replay.allows(end - start, this.place.base + at)) {
      this.broken?.extend(offset, this.place.base + at);
      return at;
    }
    if (bytes === chunk) {
      this.place.rewind(start, this.entry.line);
      return start + 1;
    }
    this.place.within(bytes.slice(start + 1, end), offset + 1, this.entry.line, OPEN_OBJECT, () => {
      this.consume(this.place.bytes);
    });
    this.entry.span.resume(at);
    return at;
  }

  private seek(chunk: Uint8Array, at: number, to: number): number {
    const brace = nextObject(chunk, at);
    const limit = brace === -1 ? to : brace;
    const feed = this.options.lines === true ? chunk.subarray(at, limit).indexOf(LINE_FEED) : -1;
    if (feed !== -1) {
      // The next line stands for itself.
      this.broken?.add(chunk, at, at + feed, this.place.base);
      this.closeBroken();
      this.frames.clear();
      this.state = State.Outside;
      return at + feed + 1;
    }
    this.broken?.add(chunk, at, limit, this.place.base);
    if (brace === -1) return to;
    this.begin(brace, true);
    return brace;
  }

  /** What begins at `offset` is no JSON. @returns `at`, from where the next record is looked for */
  private breakAt(at: number, offset: number, numbered: boolean, line = this.place.line(at)): number {
    this.loose = true;
    const top = this.frames.depth === 0;
    this.broken = new BrokenPart(offset, numbered, line, top && this.afterDocument);
    this.state = State.Seek;
    return at;
  }

  private closeBroken(fault: Fault = BROKEN): void {
    const { broken } = this;
    if (broken === undefined) return;
    this.broken = undefined;
    const { start, end, line } = broken;
    if (broken.isEmpty) this.rejects.tell(FRAME, broken.met, 0, line);
    else if (broken.numbered && fault.reason !== 'trailing') {
      this.rejects.tellNumbered(fault, start, end - start, line);
    } else this.rejects.tell(fault, start, end - start, line);
  }

  private listsRecords(name: string): boolean {
    const { isAttempt, names } = this.entry;
    return !names.tells && (isAttempt ? isOwnContainer(name) : isContainer(name));
  }

  /** An entry that was come upon among broken bytes counts: it is a whole record, or has a line of its own. */
  private get isFound(): boolean {
    const { names, beginsLine } = this.entry;
    return names.isRecord || (beginsLine && !names.isEmpty);
  }

  /** What begins here counts as a record, whatever it is. */
  private get isEntry(): boolean {
    return this.entry.names.isObject || this.frames.depth > 0 || this.options.lines === true;
  }
}

/** The next brace that may open an object with members, as far as the chunk shows it; -1 for none. */
function nextObject(chunk: Uint8Array, from: number): number {
  let at = chunk.indexOf(OPEN_OBJECT, from);
  while (at !== -1) {
    const next = chunk[at + 1];
    if (next === undefined || next === QUOTE || isSpace(next)) return at;
    at = chunk.indexOf(OPEN_OBJECT, at + 1);
  }
  return -1;
}

const NOTHING = new Uint8Array(0);
const TOO_DEEP: Fault = { reason: 'too-deep', message: MESSAGES.tooDeep };
const TOO_LARGE: Fault = { reason: 'too-large', message: MESSAGES.tooLarge };
const NOT_AN_OBJECT: Fault = { reason: 'not-an-object', message: MESSAGES.notAnObject };
