import type { BuiltSegment } from './record-indexer';
import { SourceReader } from './source-reader';
import type { SourceReport, SourceTask } from './source-task';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol';

type Post = (message: FromWorker, transfer: readonly ArrayBuffer[]) => void;

/** Milliseconds between two words of progress. */
const TELL_EVERY = 250;

/** What a worker thread does: takes batches in order, and gives out segments as there is room for them. */
export class WorkerLoop {
  private readonly reader: SourceReader;
  private readonly inbox: ToWorker[] = [];
  private working = false;
  /** Finished segments; all but the first few wait for room. */
  private readonly outbox: BuiltSegment[] = [];
  private giveRoom: (() => void) | undefined;
  private batchStart = { bytes: 0, events: 0 };
  private told = 0;

  constructor(
    private readonly post: Post,
    private readonly setup: WorkerSetup,
  ) {
    this.reader = new SourceReader({
      ...setup,
      onSegment: (segment) => this.outbox.push(segment),
      between: () => this.between(),
    });
  }

  /** Takes a message from main. A defect of the program rejects unhandled, which ends the worker: main sees to it. */
  take(message: ToWorker): void {
    if (message.type === 'room') {
      this.giveRoom?.();
      return;
    }
    this.inbox.push(message);
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let message = this.inbox.shift(); message !== undefined; message = this.inbox.shift()) {
      if (message.type === 'batch') await this.batch(message.id, message.tasks);
      else if (message.type === 'flush') await this.flush();
    }
    this.working = false;
  }

  private async batch(id: number, tasks: readonly SourceTask[]): Promise<void> {
    const reports: SourceReport[] = [];
    const transfer: ArrayBuffer[] = [];
    this.batchStart = { bytes: this.reader.bytes, events: this.reader.events };
    this.told = performance.now();
    for (const task of tasks) {
      if (this.setup.crashOn !== undefined && task.unparsed === undefined && task.uri.endsWith(this.setup.crashOn)) {
        throw new Error(`Told to end at ${task.uri}.`);
      }
      const report = await this.reader.read(task);
      reports.push(report);
      if (report.outcome === 'read' && report.stored !== null) transfer.push(report.stored.buffer);
    }
    this.post({ type: 'batch', id, reports }, transfer);
    await this.between();
  }

  private async flush(): Promise<void> {
    this.reader.flush();
    await this.between();
    this.post({ type: 'flushed' }, []);
  }

  private async between(): Promise<void> {
    const now = performance.now();
    if (now - this.told > TELL_EVERY) {
      this.told = now;
      const { bytes, events } = this.batchStart;
      this.post({ type: 'progress', bytes: this.reader.bytes - bytes, events: this.reader.events - events }, []);
    }
    for (let segment = this.outbox.shift(); segment !== undefined; segment = this.outbox.shift()) {
      const { bytes, rows, covers } = segment;
      await new Promise<void>((resolve) => {
        this.giveRoom = resolve;
        this.post({ type: 'finished', covers }, []);
      });
      this.giveRoom = undefined;
      this.post({ type: 'segment', bytes, rows, covers }, [bytes.buffer]);
    }
  }
}
