import type { RecordSink, Reject } from './format';

export type Fault = Pick<Reject, 'reason' | 'message'>;

/** Gives out what became no record, with record numbers; where it is not known that there are records, once one came. */
export class RejectList {
  /** Whether it is known. */
  told: boolean;
  private records = 0;
  /** Held back: where it begins and ends, and its line. */
  private from = -1;
  private to = -1;
  private line = 1;

  constructor(
    private readonly sink: RecordSink,
    quiet: boolean,
  ) {
    this.told = !quiet;
  }

  /** A record was given to the sink. */
  count(): void {
    this.records += 1;
  }

  /** Whether an entry may be given to the sink: it then counts. */
  takes(offset: number, length: number, line: number): boolean {
    if (this.told) this.records += 1;
    else this.hold(offset, length, line);
    return this.told;
  }

  /** There are records: what was held back is told. */
  found(): void {
    if (this.told) return;
    this.told = true;
    if (this.from < 0) return;
    const { from: offset, to, line } = this;
    this.sink.reject({ ...BEFORE, offset, length: to - offset, line });
  }

  tell(fault: Fault, offset: number, length: number, line?: number): void {
    if (!this.told) this.hold(offset, length, line ?? 1);
    else this.sink.reject({ ...fault, offset, length, ...(line === undefined ? {} : { line }) });
  }

  /** It counts as a record. */
  tellNumbered(fault: Fault, offset: number, length: number, line: number): void {
    if (!this.told) this.hold(offset, length, line);
    else {
      this.sink.reject({ ...fault, record: this.records, offset, length, line });
      this.records += 1;
    }
  }

  private hold(offset: number, length: number, line: number): void {
    if (this.from < 0) {
      this.from = offset;
      this.line = line;
    }
    this.to = Math.max(this.to, offset + length);
  }
}

const BEFORE: Fault = {
  reason: 'syntax',
  message: 'What stands before the first record is none: read it in the source.',
};
