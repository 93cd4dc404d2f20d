import { ByteOrderMark } from './byte-order-mark';
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT, QUOTE, skipSpace } from './bytes';
import type { FormatReader, RecordSink, Reject } from './format';
import { endsScalar, isName, isScalar } from './frame-text';
import { MemberValue } from './member-value';
import { MESSAGES } from './messages';
import { Span } from './span';
import { MISMATCH, UNFINISHED, ValueScanner, wordsOf } from './value-scanner';
import type { Words } from './value-scanner';

/** Where a document keeps its records: in an array that is a member by this name, in the top array, or itself. */
export type Container = { readonly member: string } | 'array' | 'self';

/** What the next byte belongs to. */
enum State {
  Outside,
  FirstName,
  Name,
  InName,
  Colon,
  MemberValue,
  InMemberValue,
  AfterMember,
  FirstEntry,
  Entry,
  InEntry,
  InScalarEntry,
  AfterEntry,
  Dead,
}

type Fault = Pick<Reject, 'reason' | 'message'>;
type Rest = Omit<Reject, 'length'>;

const BROKEN: Fault = { reason: 'syntax', message: MESSAGES.frame };
const TRAILING: Fault = { reason: 'trailing', message: MESSAGES.trailing };

/**
 * Walks the records of JSON documents: `{"Records":[...]}`, `[...]`, or bare objects one after the
 * other. Only the record at hand is buffered.
 *
 * - Every entry gives exactly one `record` or one `reject` with a record number; numbers run from 0
 *   over both, in order.
 * - A fault of the frame (a bracket that does not match, a missing comma, the end within a record)
 *   quarantines the rest of the source as one reject.
 * - Further documents of the same kind are read on, for logs are often concatenated, as text or as
 *   gzip members; anything else after a document is one `trailing` reject.
 * - Other members beside the container are walked over and not kept. Where the container's name
 *   occurs twice, both are read.
 */
export class DocumentReader implements FormatReader {
  private state = State.Outside;
  /** Bytes of the source before the chunk at hand. */
  private base = 0;
  private readonly mark = new ByteOrderMark();
  private records = 0;
  private documents = 0;
  private documentStart = 0;
  /** The document at hand has shown its container. */
  private contained = false;
  /** Where what is not yet accounted for begins. */
  private settled = 0;
  private named = false;
  private entryIsObject = false;
  private rest: Rest | undefined;
  private readonly scanner = new ValueScanner();
  /** The value of a member that is not the container. */
  private readonly value = new MemberValue(this.scanner);
  /** The entry or the member name at hand. */
  private readonly span = new Span();

  constructor(
    private readonly container: Container,
    private readonly sink: RecordSink,
  ) {}

  push(chunk: Uint8Array): void {
    const to = chunk.length;
    if (this.state !== State.Dead) {
      const words = wordsOf(chunk);
      let at = 0;
      while (at < to) at = this.step(chunk, at, to, words);
      if (this.state === State.InEntry || this.state === State.InScalarEntry || this.state === State.InName) {
        this.span.keep(chunk);
      }
    }
    this.base += to;
  }

  end(fault?: Fault): void {
    if (this.rest === undefined && this.state === State.Outside && this.mark.cut) {
      this.fail(fault ?? BROKEN, 0, false);
    } else if (this.rest === undefined && this.state !== State.Outside) {
      const inEntry = this.state === State.InEntry || this.state === State.InScalarEntry;
      const message = inEntry ? MESSAGES.truncated : MESSAGES.endsEarly;
      this.fail(fault ?? { reason: 'truncated', message }, inEntry ? this.span.offset : this.settled, inEntry);
    } else if (this.rest === undefined && fault !== undefined) {
      this.fail(fault, this.base, false);
    }
    if (this.rest !== undefined) this.sink.reject({ ...this.rest, length: this.base - this.rest.offset });
    this.rest = undefined;
    this.state = State.Outside;
    this.span.release();
  }

  /** Takes at least one byte, or changes the state; returns the position reached. */
  private step(chunk: Uint8Array, at: number, to: number, words: Words): number {
    switch (this.state) {
      case State.InEntry:
        return this.inEntry(chunk, at, to, words);
      case State.InScalarEntry:
        return this.inScalarEntry(chunk, at, to);
      case State.InName:
        return this.inName(chunk, at, to, words);
      case State.InMemberValue:
        return this.inMemberValue(chunk, at, to, words);
      case State.Dead:
        return to;
      default: {
        const next = skipSpace(chunk, at, to);
        return next === to ? to : this.punctuation(chunk[next] as number, next, chunk);
      }
    }
  }

  /** A byte of the frame that is no white space. */
  private punctuation(byte: number, at: number, chunk: Uint8Array): number {
    const state = this.state;
    if (state === State.Outside) return this.outside(byte, at, chunk);
    if (state === State.Entry || (state === State.FirstEntry && byte !== CLOSE_ARRAY)) {
      return this.openEntry(byte, at, chunk);
    }
    if (state === State.MemberValue) return this.openValue(byte, at);
    if (state === State.Colon && byte === COLON) this.state = State.MemberValue;
    else if (state === State.AfterEntry && byte === COMMA) this.state = State.Entry;
    else if (state === State.AfterMember && byte === COMMA) this.state = State.Name;
    else if ((state === State.FirstEntry || state === State.AfterEntry) && byte === CLOSE_ARRAY) this.closeArray(at);
    else if ((state === State.FirstName || state === State.AfterMember) && byte === CLOSE_OBJECT) this.endDocument(at);
    else if ((state === State.FirstName || state === State.Name) && byte === QUOTE) return this.openName(at);
    else this.fail(BROKEN, this.base + at, false);
    return at + 1;
  }

  private outside(byte: number, at: number, chunk: Uint8Array): number {
    const offset = this.base + at;
    if (this.mark.take(byte, offset)) return at + 1;
    const opener = this.container === 'array' ? OPEN_ARRAY : OPEN_OBJECT;
    if (byte !== opener || this.mark.cut) {
      this.fail(this.documents > 0 ? TRAILING : BROKEN, this.mark.cut ? 0 : offset, false);
      return at;
    }
    this.documentStart = offset;
    this.settled = offset;
    this.contained = this.container === 'array' || this.container === 'self';
    if (this.container === 'self') return this.openEntry(byte, at, chunk);
    this.state = this.container === 'array' ? State.FirstEntry : State.FirstName;
    return at + 1;
  }

  private openName(at: number): number {
    this.scanner.reset();
    this.span.open(at, this.base + at);
    this.state = State.InName;
    return at;
  }

  private inName(chunk: Uint8Array, at: number, to: number, words: Words): number {
    const end = this.scanner.scan(chunk, at, to, words);
    if (end === UNFINISHED) return to;
    this.span.close(chunk, end);
    this.named = typeof this.container === 'object' && isName(this.span, this.container.member);
    this.state = State.Colon;
    return end;
  }

  private openValue(byte: number, at: number): number {
    if (this.named && byte === OPEN_ARRAY) {
      this.contained = true;
      this.settled = this.base + at + 1;
      this.state = State.FirstEntry;
      return at + 1;
    }
    if (this.value.open(byte, this.base + at)) this.state = State.InMemberValue;
    else this.fail(BROKEN, this.base + at, false);
    return at;
  }

  private inMemberValue(chunk: Uint8Array, at: number, to: number, words: Words): number {
    const end = this.value.scan(chunk, at, to, words);
    if (end === UNFINISHED) return to;
    if (end === MISMATCH) {
      this.fail({ reason: 'syntax', message: MESSAGES.mismatch }, this.base + this.value.fault, false);
      return to;
    }
    this.closeValue(end);
    return end;
  }

  private closeValue(end: number): void {
    this.state = State.AfterMember;
    this.settled = this.base + end;
    if (!this.named) return;
    this.contained = true;
    const { isNull, start } = this.value;
    if (isNull) return;
    this.sink.reject({ reason: 'syntax', offset: start, length: this.base + end - start, message: MESSAGES.notAList });
  }

  private openEntry(byte: number, at: number, chunk: Uint8Array): number {
    if (byte === COMMA || byte === COLON || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      this.fail(BROKEN, this.base + at, false);
      return at;
    }
    this.entryIsObject = byte === OPEN_OBJECT;
    if (this.entryIsObject && this.sink.take !== undefined) {
      const end = this.sink.take(chunk, at, chunk.length, this.base + at, false);
      if (end > at) return this.taken(end);
    }
    this.span.open(at, this.base + at);
    const scanned = this.entryIsObject || byte === OPEN_ARRAY || byte === QUOTE;
    if (scanned) this.scanner.reset();
    this.state = scanned ? State.InEntry : State.InScalarEntry;
    return at;
  }

  private inEntry(chunk: Uint8Array, at: number, to: number, words: Words): number {
    const end = this.scanner.scan(chunk, at, to, words);
    if (end === UNFINISHED) return to;
    if (end === MISMATCH) {
      this.fail({ reason: 'syntax', message: MESSAGES.mismatch }, this.span.offset, true);
      return to;
    }
    this.span.close(chunk, end);
    if (this.scanner.tooDeep) this.closeEntry(end, { reason: 'too-deep', message: MESSAGES.tooDeep });
    else if (!this.entryIsObject) this.closeEntry(end, { reason: 'not-an-object', message: MESSAGES.notAnObject });
    else if (this.span.tooLarge) this.closeEntry(end, { reason: 'too-large', message: MESSAGES.tooLarge });
    else this.closeEntry(end);
    return end;
  }

  private inScalarEntry(chunk: Uint8Array, at: number, to: number): number {
    let end = at;
    while (end < to && !endsScalar(chunk[end] as number)) end += 1;
    if (end === to) return to;
    this.span.close(chunk, end);
    if (isScalar(this.span)) this.closeEntry(end, { reason: 'not-an-object', message: MESSAGES.notAnObject });
    else this.closeEntry(end, { reason: 'syntax', message: MESSAGES.notJson });
    return end;
  }

  /** The entry that ends at `end` of the chunk at hand is accounted for. */
  private taken(end: number): number {
    this.records += 1;
    this.settled = this.base + end;
    this.state = State.AfterEntry;
    if (this.container === 'self') this.endDocument(end - 1);
    return end;
  }

  /** @param end of the entry in the chunk at hand */
  private closeEntry(end: number, fault?: Fault): void {
    const { offset, bytes, start } = this.span;
    const record = this.records;
    this.taken(end);
    if (fault === undefined) this.sink.record(bytes, start, this.span.end, offset);
    else this.sink.reject({ ...fault, record, offset, length: this.base + end - offset });
  }

  private closeArray(at: number): void {
    this.settled = this.base + at + 1;
    if (this.container === 'array') this.endDocument(at);
    else this.state = State.AfterMember;
  }

  /** @param at the document's last byte in the chunk at hand */
  private endDocument(at: number): void {
    const end = this.base + at + 1;
    if (!this.contained) {
      const fault: Fault = this.documents > 0 ? TRAILING : { reason: 'not-a-record', message: MESSAGES.noContainer };
      this.sink.reject({ ...fault, offset: this.documentStart, length: end - this.documentStart });
    }
    this.documents += 1;
    this.settled = end;
    this.state = State.Outside;
  }

  /** Quarantines everything from `offset` on; the length is known at the end. */
  private fail(fault: Fault, offset: number, inRecord: boolean): void {
    // After a whole document, what does not even reach its container is something appended.
    const appended = this.state !== State.Outside && this.documents > 0 && !this.contained;
    this.rest = {
      ...(appended ? TRAILING : fault),
      offset: appended ? this.documentStart : offset,
      ...(inRecord ? { record: this.records } : {}),
    };
    this.state = State.Dead;
    this.span.release();
  }
}
