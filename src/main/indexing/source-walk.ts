import { TAIL_BYTES, zipTail } from '../../core/format/archive';
import { detect, HEAD_BYTES } from '../../core/format/detect';
import type { FormatId, FormatReader, RecordSink, SourceKind } from '../../core/format/format';
import { formatById } from '../../core/format/formats';
import type { OtherId } from '../../core/format/other-kinds';
import { RecordFinder } from '../../core/format/record-finder';
import { CONFIG_SCHEME } from '../../core/trail/config-scheme';
import { parseLookupPage } from '../../core/trail/lookup-name';
import type { Fault } from '../streams/gzip-inflater';
import type { RecordIndexer } from './record-indexer';
import type { SourceTask } from './source-task';

/**
 * The inflated bytes of one source on their way to the indexer: the first of them tell what it is,
 * then its format's reader walks the records.
 */
export class SourceWalk {
  kind: SourceKind = 'empty';
  /** Which of the kinds that hold no events it is, where that is known. */
  what: OtherId | undefined;
  format: FormatId | null = null;
  /** Bytes until there are enough to detect the format. */
  private head: Uint8Array | undefined;
  private decided = false;
  private reader: FormatReader | undefined;
  /** Looks for records where the head shows none. */
  private finder: RecordFinder | undefined;
  /** The last bytes so far of what is not known: they may tell what it is. */
  private tail: Uint8Array | undefined;

  constructor(
    private readonly task: SourceTask,
    private readonly indexer: RecordIndexer,
  ) {
    indexer.begin(task.no, task.kind === 'stored' ? task.skip : []);
    // The manifest's word counts: record numbers must stay what they were.
    if (task.kind === 'stored') this.use(task.format);
  }

  push(inflated: Uint8Array): void {
    // A plain view, whatever zlib gives: the walks then meet one kind of array, and parts of it cost less.
    const chunk = new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.byteLength);
    if (this.decided) {
      this.reader?.push(chunk);
      if (this.tail !== undefined) this.tail = lastOf(this.tail, chunk);
      return;
    }
    if (this.head === undefined && isTrailFile(chunk)) {
      this.use('records');
      this.reader?.push(chunk);
      return;
    }
    const head = this.head === undefined ? chunk : Buffer.concat([this.head, chunk]);
    if (head.length < HEAD_BYTES) this.head = head === chunk ? chunk.slice() : head;
    else this.decide(head, false);
  }

  /**
   * The inflated bytes have ended.
   * @param inflating why inflating ended early
   * @param packed why the archive that holds the source gave no more of it
   */
  end(inflating: Fault | undefined, packed?: Fault): void {
    const early = inflating ?? packed;
    if (!this.decided) this.decide(this.head ?? new Uint8Array(0), early === undefined);
    // An archive is read once more for its members, where limits are others: then it is told how far.
    const fault = this.kind === 'archive' ? packed : early;
    if (this.finder !== undefined) this.endSearch(this.finder, fault);
    else if (this.reader !== undefined) this.reader.end(fault);
    else if (fault !== undefined) this.indexer.reject({ ...fault, offset: 0, length: 0 });
  }

  private decide(head: Uint8Array, complete: boolean): void {
    const found = detect(head, complete);
    this.kind = found.kind;
    if (found.kind === 'cloudtrail') this.use(found.format);
    else {
      this.what = this.task.uri.startsWith(CONFIG_SCHEME) ? 'configuration' : found.what;
      if (SEARCHED.has(found.kind)) this.search();
      if (SEARCHED.has(found.kind) && this.what === undefined) this.tail = lastOf(new Uint8Array(0), head);
    }
    this.decided = true;
    this.head = undefined;
    if (head.length > 0) this.reader?.push(head);
  }

  /** Of event history that was acquired the other pages were acquired as well, or the acquisition says that they were not. */
  private sink(): RecordSink {
    const { indexer } = this;
    if (parseLookupPage(this.task.uri) === undefined) return indexer;
    return {
      record: (bytes, start, end, offset) => indexer.record(bytes, start, end, offset),
      reject: (reject) => {
        if (reject.reason !== 'more-pages') indexer.reject(reject);
      },
    };
  }

  /** Records may stand behind whatever is at its beginning, or in an envelope that is not known. */
  private search(): void {
    this.indexer.use(formatById('mixed'));
    this.finder = new RecordFinder(this.indexer, { quiet: true });
    this.reader = this.finder;
  }

  private endSearch(finder: RecordFinder, fault: Fault | undefined): void {
    finder.end(finder.found ? fault : undefined);
    if (finder.found) {
      this.kind = 'cloudtrail';
      this.what = undefined;
      this.format = 'mixed';
    } else if (fault !== undefined) this.indexer.reject({ ...fault, offset: 0, length: 0 });
    else if (this.tail !== undefined) this.judge(this.tail);
  }

  private judge(tail: Uint8Array): void {
    const found = zipTail(tail);
    if (found === 'whole') this.kind = 'archive';
    else if (found === 'part') this.what = 'zip-part';
  }

  private use(id: FormatId): void {
    const format = formatById(id);
    this.kind = 'cloudtrail';
    this.format = id;
    this.decided = true;
    this.indexer.use(format);
    this.reader = format.reader(this.sink());
  }
}

/** Kinds in which records are looked for to the end. */
const SEARCHED: ReadonlySet<SourceKind> = new Set(['json', 'text', 'binary']);
/** Bytes in which nearly every file of a trail shows what it is. */
const GLANCE_BYTES = 512;

/**
 * The usual case without reading the whole head: `{"Records":[` is the first format asked for, and
 * nothing that comes later in the head could make it another one.
 */
function isTrailFile(chunk: Uint8Array): boolean {
  const found = detect(chunk.subarray(0, GLANCE_BYTES), false);
  return found.kind === 'cloudtrail' && found.format === 'records';
}

function lastOf(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (chunk.length >= TAIL_BYTES) return chunk.slice(chunk.length - TAIL_BYTES);
  const both = Buffer.concat([before, chunk]);
  return both.subarray(Math.max(0, both.length - TAIL_BYTES));
}
