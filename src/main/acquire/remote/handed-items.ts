import type { OpenCase } from '../../open-case/open-case';
import type { NewSourceTask, SourceTask } from '../../indexing/source-task';
import type { RemoteItem } from './remote-origin';
import { Room } from './room';

/** Bytes that may wait in memory to be kept. */
const ROOM = 48 * 1024 * 1024;
const TOGETHER = 32;
const TOGETHER_MS = 20;

export interface HandedItemsOptions {
  readonly openCase: OpenCase;
  /** Stored bytes of a source that a run was given. */
  readonly onGiven: (size: number) => void;
  /** Bytes that may wait in memory to be kept. */
  readonly room?: number | undefined;
}

/** What was fetched and is not settled: sources to be read and kept by a run, and by the next one where that ends. */
export class HandedItems {
  private readonly room: Room;
  /** Handed over and not settled; given out again to each run. */
  private readonly pending = new Map<number, { readonly task: NewSourceTask; readonly room: number }>();
  private give: ((tasks: Iterator<SourceTask>) => void) | undefined;
  /** Of the pending ones, those that go to the run together. */
  private waiting: NewSourceTask[] = [];
  private giveSoon: NodeJS.Timeout | undefined;

  constructor(private readonly options: HandedItemsOptions) {
    this.room = new Room(options.room ?? ROOM);
  }

  get empty(): boolean {
    return this.pending.size === 0;
  }

  /** Waits for room. @throws the signal's reason */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    await this.room.take(bytes);
    if (signal.aborted) this.room.give(bytes);
    signal.throwIfAborted();
  }

  giveBack(bytes: number): void {
    this.room.give(bytes);
  }

  /** Nobody waits for room any more. */
  open(): void {
    this.room.open();
  }

  /** A run reads from now on: all that is pending is given to it. */
  to(give: (tasks: Iterator<SourceTask>) => void): void {
    this.give = give;
    this.waiting = [];
    const again = [...this.pending.values()].map(({ task }) => task);
    for (const { size } of again) this.options.onGiven(size);
    if (again.length > 0) give(again.values());
  }

  /** The run has ended. */
  leave(): void {
    this.give = undefined;
  }

  keep(item: RemoteItem, room: number): void {
    const { uri, size, modified, content, versionId, etag, checksum, checked, metadata } = item;
    const { manifest } = this.options.openCase;
    const no = manifest.reserve();
    const held = 'bytes' in content ? content.bytes : undefined;
    const task: NewSourceTask = {
      kind: 'new',
      no,
      uri,
      size,
      modified,
      // The same bytes in another state, say encrypted with another key, are not read a second time.
      known: manifest.versions(uri).flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256])),
      range: { path: 'temporary' in content ? content.temporary : '', offset: 0, length: undefined },
      remote: { versionId, etag, checksum, checked, metadata },
      ...(held === undefined ? { adopt: true } : { held }),
    };
    this.pending.set(no, { task, room });
    this.waiting.push(task);
    if (this.waiting.length >= TOGETHER) this.giveWaiting();
    else this.giveSoon ??= setTimeout(() => this.giveWaiting(), TOGETHER_MS);
  }

  /** The source is kept or known; undefined where it is none of these. */
  settle(no: number): NewSourceTask | undefined {
    const entry = this.pending.get(no);
    if (entry === undefined) return undefined;
    this.pending.delete(no);
    this.room.give(entry.room);
    return entry.task;
  }

  /** A few small objects at a time: a message to a worker for each would cost more than reading it. */
  giveWaiting(): void {
    clearTimeout(this.giveSoon);
    this.giveSoon = undefined;
    const { give, waiting } = this;
    this.waiting = [];
    // Without a run they are pending, and all of those are given to the next one.
    if (give === undefined) return;
    for (const { size } of waiting) this.options.onGiven(size);
    give(waiting.values());
  }
}
