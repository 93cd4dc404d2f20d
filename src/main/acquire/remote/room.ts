/** Bytes in main's memory that wait to be kept: whoever wants more than there is waits, in order. */
export class Room {
  private used = 0;
  private readonly waiting: { readonly bytes: number; readonly resolve: () => void }[] = [];

  constructor(private readonly limit: number) {}

  get taken(): number {
    return this.used;
  }

  /** What is larger than the whole limit waits until nothing else is there. */
  async take(bytes: number): Promise<void> {
    if (this.waiting.length === 0 && this.fits(bytes)) {
      this.used += bytes;
      return;
    }
    await new Promise<void>((resolve) => this.waiting.push({ bytes, resolve }));
  }

  give(bytes: number): void {
    this.used -= bytes;
    for (let next = this.waiting[0]; next !== undefined && this.fits(next.bytes); next = this.waiting[0]) {
      this.waiting.shift();
      this.used += next.bytes;
      next.resolve();
    }
  }

  /** Nobody waits any longer: everything is being ended. */
  open(): void {
    for (const { bytes, resolve } of this.waiting.splice(0)) {
      this.used += bytes;
      resolve();
    }
  }

  private fits(bytes: number): boolean {
    return this.used === 0 || this.used + bytes <= this.limit;
  }
}
