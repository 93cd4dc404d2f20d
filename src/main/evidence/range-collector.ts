import type { Range } from './range-reader';

interface Wanted extends Range {
  readonly index: number;
}

/** Picks ranges out of bytes that come in order; ranges may overlap. */
export class RangeCollector {
  private position = 0;
  private next = 0;
  private open: { readonly wanted: Wanted; readonly into: Uint8Array }[] = [];

  /** @param order the ranges, sorted by offset */
  constructor(
    private readonly order: readonly Wanted[],
    private readonly visit: (index: number, bytes: Uint8Array) => void,
  ) {
    this.start(0);
  }

  /** Every range has been handed over. */
  get done(): boolean {
    return this.next === this.order.length && this.open.length === 0;
  }

  push(chunk: Uint8Array): void {
    const from = this.position;
    const to = from + chunk.length;
    this.start(to);
    for (const { wanted, into } of this.open) {
      const first = Math.max(from, wanted.offset);
      const last = Math.min(to, wanted.offset + wanted.length);
      if (first < last) into.set(chunk.subarray(first - from, last - from), first - wanted.offset);
    }
    this.position = to;
    const finished = this.open.filter(({ wanted }) => wanted.offset + wanted.length <= to);
    this.open = this.open.filter(({ wanted }) => wanted.offset + wanted.length > to);
    for (const { wanted, into } of finished) this.visit(wanted.index, into);
  }

  /** Opens the ranges that begin before `to`; empty ones are handed over at once. */
  private start(to: number): void {
    for (;;) {
      const wanted = this.order[this.next];
      if (wanted === undefined || (wanted.length > 0 && wanted.offset >= to)) return;
      this.next += 1;
      if (wanted.length === 0) this.visit(wanted.index, new Uint8Array(0));
      else this.open.push({ wanted, into: new Uint8Array(wanted.length) });
    }
  }
}
