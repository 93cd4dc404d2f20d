import { LINE_FEED, OPEN_OBJECT, byteOrderMark, isSpace, skipSpace } from './bytes';
import type { FormatReader, RecordSink, Reject } from './format';
import { MESSAGES } from './messages';
import { Span } from './span';
import { UNFINISHED, ValueScanner, wordsOf } from './value-scanner';
import type { Words } from './value-scanner';

type Fault = Pick<Reject, 'reason' | 'message'>;

/**
 * Walks JSON Lines: every line that is not blank gives one `record` or one `reject`, numbered from
 * 0 over both. A record's range is its line without the white space around it, so that CRLF ends
 * and a byte order mark are outside. A bad line does not touch its neighbours, because a JSON
 * string cannot hold a line feed.
 */
export class LineReader implements FormatReader {
  private base = 0;
  private records = 0;
  private inLine = false;
  private readonly scanner = new ValueScanner();
  private readonly span = new Span();

  constructor(private readonly sink: RecordSink) {}

  push(chunk: Uint8Array): void {
    const words = wordsOf(chunk);
    let at = 0;
    while (at < chunk.length) {
      if (!this.inLine) {
        this.span.open(at, this.base + at);
        this.inLine = true;
      }
      const feed = chunk.indexOf(LINE_FEED, at);
      if (feed === -1) {
        this.span.keep(chunk);
        break;
      }
      this.closeLine(chunk, feed, words);
      at = feed + 1;
    }
    this.base += chunk.length;
  }

  end(fault?: Fault): void {
    const emitted = this.inLine && this.closeLast(fault);
    if (fault !== undefined && !emitted) this.sink.reject({ ...fault, offset: this.base, length: 0 });
    this.span.release();
  }

  private closeLine(chunk: Uint8Array, at: number, words: Words): void {
    this.inLine = false;
    const length = this.base + at - this.span.offset;
    this.span.close(chunk, at);
    this.line(length, this.span.bytes === chunk ? words : wordsOf(this.span.bytes));
  }

  /** The last line has no end of its own: a record that is open in it was cut off. Returns true if that took up `fault`. */
  private closeLast(fault: Fault | undefined): boolean {
    this.inLine = false;
    const length = this.base - this.span.offset;
    this.span.close(EMPTY, 0);
    return this.line(length, wordsOf(this.span.bytes), { fault });
  }

  /**
   * @param length of the line in the source
   * @param last that no line feed ended it, and why the source ended there, if known
   * @returns whether the reject that this line gave carries `last.fault`
   */
  private line(length: number, words: Words, last?: { readonly fault: Fault | undefined }): boolean {
    const { bytes, offset, tooLarge } = this.span;
    if (tooLarge) {
      this.reject({ reason: 'too-large', message: MESSAGES.tooLarge }, offset, length);
      return false;
    }
    const mark = offset === 0 ? byteOrderMark(bytes.subarray(this.span.start, this.span.end)) : 0;
    const start = skipSpace(bytes, this.span.start + mark, this.span.end);
    let end = this.span.end;
    while (end > start && isSpace(bytes[end - 1] as number)) end -= 1;
    if (start === end) return false;
    const from = offset + (start - this.span.start);
    if (bytes[start] !== OPEN_OBJECT) {
      const fault = notAnObject(bytes, start, end);
      const cut = fault.reason === 'syntax' ? last?.fault : undefined;
      this.reject(cut ?? fault, from, end - start);
      return cut !== undefined;
    }
    if (this.sink.take?.(bytes, start, end, from, true) === end) {
      this.records += 1;
      return false;
    }
    this.scanner.reset();
    const close = this.scanner.scan(bytes, start, end, words);
    if (close === UNFINISHED && last !== undefined) {
      this.reject(last.fault ?? { reason: 'truncated', message: MESSAGES.truncated }, from, end - start);
      return last.fault !== undefined;
    }
    if (this.scanner.tooDeep) {
      this.reject({ reason: 'too-deep', message: MESSAGES.tooDeep }, from, end - start);
    } else if (close === end) {
      this.records += 1;
      this.sink.record(bytes, start, end, from);
    } else {
      this.reject({ reason: 'syntax', message: MESSAGES.notJson }, from, end - start);
    }
    return false;
  }

  private reject(fault: Fault, offset: number, length: number): void {
    this.sink.reject({ ...fault, record: this.records, offset, length });
    this.records += 1;
  }
}

const EMPTY = new Uint8Array(0);

/** A line that starts with no brace: some other JSON value, or no JSON at all. */
function notAnObject(bytes: Uint8Array, start: number, end: number): Fault {
  try {
    JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
    return { reason: 'not-an-object', message: MESSAGES.notAnObject };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { reason: 'syntax', message: MESSAGES.notJson };
  }
}
