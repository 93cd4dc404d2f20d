/**
 * What is known about duplicates, to be kept so that reopening a case need not find it again. It
 * holds for exactly the segments it was made from, in their order.
 */
export interface DuplicateMarks {
  /** Event numbers that it spans. */
  readonly span: number;
  /** Copies that are not shown, one bit an event. */
  readonly hidden: Uint32Array;
  /** Events whose eventID occurs with other content too, one bit an event. */
  readonly conflicting: Uint32Array;
  /** Copies of one event: how many, then the shown one, then the others; and so on. */
  readonly copies: Uint32Array;
  /** Events whose canonical content was compared, and the number of that content in `contents`. */
  readonly settled: Uint32Array;
  readonly settledContents: Uint32Array;
  /** Canonical content hashes by their number, from 1. */
  readonly contents: readonly string[];
}

/** Whether marks from storage can be used for this many event numbers. */
export function fitMarks(marks: DuplicateMarks, span: number): boolean {
  if (marks.span !== span || marks.hidden.length * 32 !== span || marks.conflicting.length * 32 !== span) return false;
  if (marks.settled.length !== marks.settledContents.length) return false;
  if (marks.settledContents.some((content) => content < 1 || content > marks.contents.length)) return false;
  const { copies } = marks;
  let at = 0;
  while (at < copies.length) {
    const count = copies[at] as number;
    if (count < 2 || at + count >= copies.length) return false;
    for (let i = 1; i <= count; i++) if ((copies[at + i] as number) >= span) return false;
    at += count + 1;
  }
  return true;
}
