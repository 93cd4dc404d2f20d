import { describeFileError } from '../files/file-error';
import { errorCode } from '../files/disk';
import { INFLATE_LIMITS } from '../streams/limits';
import { streamSource } from '../streams/source-stream';
import { StoredBytes } from '../files/stored-bytes';
import { wordsFor } from '../../core/query/bitset';
import type { FromSearcher, SearchTask, ToSearcher } from './search-protocol';
import { searchTerm, SourceSearch, UnreadableRecord, type SearchTerm } from './source-search';

type Post = (message: FromSearcher, transfer: readonly ArrayBuffer[]) => void;

/** Milliseconds between two words of progress. */
const TELL_EVERY = 200;

/** What a searching worker thread does: takes batches of sources in order, inflates each once, and tests its records. */
export class SearchLoop {
  private readonly inbox: ToSearcher[] = [];
  private working = false;
  private terms: readonly SearchTerm[] = [];
  private told = 0;

  constructor(private readonly post: Post) {}

  /** A defect of the program rejects unhandled, which ends the worker: main sees to it. */
  take(message: ToSearcher): void {
    this.inbox.push(message);
    if (!this.working) void this.work();
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let message = this.inbox.shift(); message !== undefined; message = this.inbox.shift()) {
      if (message.type === 'terms') this.terms = message.terms.map(searchTerm);
      else await this.batch(message.id, message.tasks);
    }
    this.working = false;
  }

  private async batch(id: number, tasks: readonly SearchTask[]): Promise<void> {
    const total = tasks.reduce((sum, { places }) => sum + places.length / 2, 0);
    const found = this.terms.map(() => new Uint32Array(wordsFor(total)));
    const failures: { source: number; message: string }[] = [];
    const done = { records: 0, bytes: 0 };
    this.told = performance.now();
    for (const task of tasks) {
      const { nested, places, source } = task;
      const search = new SourceSearch(this.terms, places, found, done.records, nested);
      let bytes = 0;
      const message = await read(task, search, (chunk) => {
        bytes += chunk;
        this.tell(done.records + search.tested, done.bytes + bytes);
      });
      if (message !== undefined) failures.push({ source, message });
      done.records += places.length / 2;
      done.bytes += bytes;
    }
    this.post(
      { type: 'found', id, found, failures, bytes: done.bytes },
      found.map(({ buffer }) => buffer),
    );
  }

  private tell(records: number, bytes: number): void {
    const now = performance.now();
    if (now - this.told < TELL_EVERY) return;
    this.told = now;
    this.post({ type: 'progress', records, bytes }, []);
  }
}

/** Reads one source through the search. @returns why it could not be read whole */
async function read(
  { range, sha256, name }: SearchTask,
  search: SourceSearch,
  onBytes: (count: number) => void,
): Promise<string | undefined> {
  let stored: StoredBytes | undefined;
  try {
    stored = StoredBytes.open(range);
    const result = await streamSource(stored, {
      limits: INFLATE_LIMITS,
      expected: sha256,
      onInflated: (chunk) => {
        search.push(chunk);
        onBytes(chunk.length);
      },
      between: () => Promise.resolve(),
      hashInflated: false,
    });
    if (result.read && search.done) return undefined;
    const what = result.read ? 'it inflates to less than it did' : `its stored bytes have SHA-256 ${result.sha256}`;
    return `${name} was changed since it was indexed: ${what}, not ${sha256}. Its records were not searched.`;
  } catch (cause) {
    if (cause instanceof UnreadableRecord) return `${name} was not searched: ${cause.message}`;
    if (errorCode(cause) === undefined) throw cause;
    return `${name} was not searched: ${describeFileError(cause)}.`;
  } finally {
    stored?.close();
  }
}
