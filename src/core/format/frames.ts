import type { JsonScanner } from './json-scanner';

/** Arrays and envelopes within one another; deeper ones are entries. */
const MOST_FRAMES = 8;

/** What stands around the records at the place at hand: arrays, and objects that hold such an array (envelopes). */
export class Frames {
  /** Depth of the array of arrays that was seen last. */
  private nesting = 0;
  /** Of an envelope the scanner that walks it; undefined for an array. */
  private readonly open: (JsonScanner | undefined)[] = [];

  get depth(): number {
    return this.open.length;
  }

  /** There is room for an envelope and its list. */
  get hasRoom(): boolean {
    return this.open.length + 2 <= MOST_FRAMES;
  }

  /**
   * Whether an array that begins here is looked into: at the top, or in an array of arrays, as tools make that join
   * files. In the list of an envelope it is an entry like others.
   * @param first it is the first entry of the array at hand
   */
  takesArray(first: boolean): boolean {
    if (!this.hasRoom || this.open.at(-2) !== undefined) return false;
    if (first && this.open.length > 0) this.nesting = this.open.length;
    return this.open.length === 0 || this.open.length === this.nesting;
  }

  /** Of the envelope at hand; undefined where it is an array, or nothing. */
  get scanner(): JsonScanner | undefined {
    return this.open.at(-1);
  }

  openArray(): void {
    this.open.push(undefined);
  }

  openEnvelope(scanner: JsonScanner): void {
    this.open.push(scanner);
  }

  close(): void {
    this.open.pop();
  }

  clear(): void {
    this.open.length = 0;
  }
}
