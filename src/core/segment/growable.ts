type Numbers = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A typed array that doubles when full: rows without an object each. */
export abstract class Growable<T extends Numbers> {
  length = 0;
  protected constructor(public values: T) {}

  protected abstract make(length: number): T;

  /** Makes room for `count` more values. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.values.length) return;
    const grown = this.make(Math.max(needed, this.values.length * 2, 64));
    grown.set(this.values.subarray(0, this.length));
    this.values = grown;
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(1);
    this.values[this.length++] = value;
  }

  /** The values so far; valid until the next change. */
  view(): T {
    return this.values.subarray(0, this.length) as T;
  }

  clear(): void {
    this.length = 0;
  }
}

export class GrowableU32 extends Growable<Uint32Array<ArrayBuffer>> {
  constructor(capacity = 0) {
    super(new Uint32Array(capacity));
  }
  protected make(length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(length);
  }
}

export class GrowableF64 extends Growable<Float64Array<ArrayBuffer>> {
  constructor(capacity = 0) {
    super(new Float64Array(capacity));
  }
  protected make(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(length);
  }
}

export class GrowableBytes extends Growable<Uint8Array<ArrayBuffer>> {
  constructor(capacity = 0) {
    super(new Uint8Array(capacity));
  }
  protected make(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(length);
  }
}
