import type { Scratch, ScratchFile } from './scratch';

/** One entry: two u32 keys, which entries are sorted by, and bytes. */
export interface SortedEntry {
  readonly major: number;
  readonly minor: number;
  /** Valid until the next entry is asked for. */
  readonly bytes: Uint8Array;
}

export interface RunSorterOptions {
  readonly scratch: Scratch;
  readonly name: string;
  /** Bytes that are held before they are sorted and written out as a run. */
  readonly limit: number;
}

const HEADER = 12;
const READ_BYTES = 64 * 1024;
const FIRST_BYTES = 64 * 1024;

/**
 * Sorts entries that do not fit into memory: full buffers are sorted and written out as runs, and the
 * runs are merged when they are read. What fits into one buffer never touches the disk.
 */
export class RunSorter {
  private arena = Buffer.allocUnsafe(FIRST_BYTES);
  private used = 0;
  private places: number[] = [];
  private file: ScratchFile | undefined;
  private readonly runs: { readonly start: number; readonly end: number }[] = [];

  constructor(private readonly options: RunSorterOptions) {}

  /** Takes an entry; its bytes are copied. What it returns must be awaited before the next one. */
  add(major: number, minor: number, bytes: Uint8Array): Promise<void> | undefined {
    const size = HEADER + bytes.length;
    if (this.used > 0 && this.used + size > this.options.limit) {
      return this.spill().then(() => {
        this.put(major, minor, bytes, size);
      });
    }
    this.put(major, minor, bytes, size);
    return undefined;
  }

  /** All entries in order; nothing may be added any more. */
  async *sorted(): AsyncGenerator<SortedEntry, void, undefined> {
    const { file } = this;
    if (file === undefined) {
      for (const at of this.inOrder()) yield entryAt(this.arena, at);
      return;
    }
    if (this.used > 0) await this.spill();
    this.arena = Buffer.alloc(0);
    const heap = new RunHeap();
    for (const { start, end } of this.runs) {
      const run = new RunReader(file, start, end);
      if (await run.next()) heap.push(run);
    }
    for (let run = heap.first; run !== undefined; run = heap.first) {
      if (run.entry !== undefined) yield run.entry;
      if (await run.next()) heap.settle();
      else heap.removeFirst();
    }
  }

  private put(major: number, minor: number, bytes: Uint8Array, size: number): void {
    if (this.used + size > this.arena.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.arena.length * 2, this.used + size));
      this.arena.copy(larger, 0, 0, this.used);
      this.arena = larger;
    }
    this.places.push(this.used);
    this.arena.writeUInt32LE(major, this.used);
    this.arena.writeUInt32LE(minor, this.used + 4);
    this.arena.writeUInt32LE(bytes.length, this.used + 8);
    this.arena.set(bytes, this.used + HEADER);
    this.used += size;
  }

  /** Entries with equal keys stay in the order in which they came. */
  private inOrder(): number[] {
    const { arena } = this;
    return this.places.sort(
      (a, b) =>
        arena.readUInt32LE(a) - arena.readUInt32LE(b) || arena.readUInt32LE(a + 4) - arena.readUInt32LE(b + 4) || a - b,
    );
  }

  private async spill(): Promise<void> {
    const { scratch, name } = this.options;
    this.file ??= await scratch.file(name);
    const start = this.file.size;
    const run = Buffer.allocUnsafe(this.used);
    let length = 0;
    for (const at of this.inOrder()) {
      length += this.arena.copy(run, length, at, at + HEADER + this.arena.readUInt32LE(at + 8));
    }
    await this.file.append(run);
    this.runs.push({ start, end: this.file.size });
    this.places = [];
    this.used = 0;
  }
}

function entryAt(buffer: Buffer, at: number): SortedEntry {
  const length = buffer.readUInt32LE(at + 8);
  return {
    major: buffer.readUInt32LE(at),
    minor: buffer.readUInt32LE(at + 4),
    bytes: buffer.subarray(at + HEADER, at + HEADER + length),
  };
}

/** Reads one run in order. */
class RunReader {
  entry: SortedEntry | undefined;
  private buffer = Buffer.alloc(0);
  private at = 0;

  constructor(
    private readonly file: ScratchFile,
    private position: number,
    private readonly end: number,
  ) {}

  /** Goes to the next entry; false where there is none. */
  async next(): Promise<boolean> {
    if (this.buffer.length - this.at < HEADER) await this.fill(HEADER);
    if (this.buffer.length - this.at < HEADER) return false;
    const size = HEADER + this.buffer.readUInt32LE(this.at + 8);
    if (this.buffer.length - this.at < size) await this.fill(size);
    this.entry = entryAt(this.buffer, this.at);
    this.at += size;
    return true;
  }

  /** A fresh buffer each time: the last entry given out may still point into the old one. */
  private async fill(wanted: number): Promise<void> {
    const rest = this.buffer.subarray(this.at);
    const more = Math.min(this.end - this.position, Math.max(READ_BYTES, wanted - rest.length));
    const buffer = Buffer.allocUnsafe(rest.length + more);
    rest.copy(buffer);
    const read = await this.file.read(buffer.subarray(rest.length), this.position);
    this.position += read;
    this.buffer = buffer.subarray(0, rest.length + read);
    this.at = 0;
  }
}

/** Runs by their current entry, the least first. */
class RunHeap {
  private readonly runs: RunReader[] = [];

  get first(): RunReader | undefined {
    return this.runs[0];
  }

  push(run: RunReader): void {
    this.runs.push(run);
    for (let at = this.runs.length - 1; at > 0; at = (at - 1) >> 1) {
      if (!this.swapIfLess(at, (at - 1) >> 1)) return;
    }
  }

  removeFirst(): void {
    const last = this.runs.pop();
    if (last === undefined || this.runs.length === 0) return;
    this.runs[0] = last;
    this.settle();
  }

  /** Puts the first where it belongs after its entry has changed. */
  settle(): void {
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const child = this.less(left + 1, left) ? left + 1 : left;
      if (!this.swapIfLess(child, at)) return;
      at = child;
    }
  }

  private swapIfLess(child: number, parent: number): boolean {
    const [a, b] = [this.runs[child], this.runs[parent]];
    if (a === undefined || b === undefined || !this.less(child, parent)) return false;
    this.runs[child] = b;
    this.runs[parent] = a;
    return true;
  }

  private less(one: number, other: number): boolean {
    const a = this.runs[one]?.entry;
    const b = this.runs[other]?.entry;
    if (a === undefined || b === undefined) return false;
    return a.major < b.major || (a.major === b.major && a.minor < b.minor);
  }
}
