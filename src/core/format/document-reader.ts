import {
  byteOrderMark,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipSpace,
} from './bytes';
import { ByteBuffer } from './byte-buffer';
import { EntryCollector } from './entry-collector';
import type { FormatReader, RecordSink, Reject } from './format';
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
  InMemberScalar,
  AfterMember,
  FirstEntry,
  Entry,
  InEntry,
  InScalarEntry,
  AfterEntry,
  Dead,
}

type Fault = Pick<Reject, 'reason' | 'message'>;

/** Longer names are no container's name; they are read over. */
const MAX_NAME_BYTES = 256;

/**
 * Walks the records of JSON documents: `{"Records":[...]}`, `[...]` or bare objects one after the
 * other. Only the record at hand is buffered.
 *
 * - Every entry gives exactly one `record` or one `reject` with a record number, in order, counted
 *   from 0 over both.
 * - A fault of the document's frame (a bracket that does not match, a missing comma, the end within
 *   a record) quarantines the rest of the source as one reject.
 * - Further documents of the same kind after the first are read on (logs are often concatenated,
 *   as files or as gzip members); anything else there is one `trailing` reject.
 * - Other members around the container are walked but not kept.
 */
export class DocumentReader implements FormatReader {
  private state = State.Outside;
  /** Bytes of the source before the chunk at hand. */
  private base = 0;
  private documents = 0;
  /** Start of the document at hand; its container was met. */
  private documentStart = 0;
  private contained = false;
  private atStart = true;
  /** End of the last complete entry or frame: what is left over after it belongs to a reject. */
  private settled = 0;
  private valueStart = 0;
  private valueIsContainer = false;
  private dead: (Fault & { readonly record?: number; readonly offset: number }) | undefined;
  private readonly scanner = new ValueScanner();
  private readonly name = new ByteBuffer();
  private readonly entries: EntryCollector;

  constructor(
    private readonly container: Container,
    private readonly sink: RecordSink,
  ) {
    this.entries = new EntryCollector(sink);
  }

  push(chunk: Uint8Array): void {
    const to = chunk.length;
    if (to === 0) return;
    if (this.state !== State.Dead) {
      const words = wordsOf(chunk);
      let at = 0;
      while (at < to && this.state !== State.Dead) at = this.step(chunk, at, to, words);
      this.entries.keep(chunk, this.state === State.InEntry || this.state === State.InScalarEntry);
    }
    this.base += to;
    this.entries.base = this.base;
  }

  end(fault?: Fault): void {
    if (this.state === State.InScalarEntry && this.container === 'self') this.endScalarEntry(new Uint8Array(0), 0);
    if (this.dead !== undefined) {
      this.rejectRest(this.dead, fault);
      return;
    }
    if (this.state !== State.Outside) this.rejectRest(this.unfinished(), fault);
    else if (fault !== undefined) this.rejectRest({ ...fault, offset: this.base });
  }
