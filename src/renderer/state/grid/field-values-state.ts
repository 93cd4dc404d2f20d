import { appendAll } from '../../../core/lists';
import type { FieldValue } from '../../../contract/exports';
import type { Store } from '../../store/protocol';
import type { Api } from '../api/api';

/** Events whose records are read together. */
const BATCH = 200;
/** Milliseconds in which the rows of one scroll gather. */
const GATHER_MS = 20;
/** Events whose values are remembered. */
const REMEMBERED = 4_000;

/** `unreadable`: the record could not be read. */
export type ShownField = FieldValue | 'unreadable';

/** Values of JSON-path columns, read from the records of the rows that are in sight. */
export class FieldValuesState {
  /** By event, then by path. */
  readonly #known = new Map<number, Map<string, ShownField>>();
  readonly #wanted = new Map<number, Set<string>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading = false;
  #turn = 0;
  /** Called with the events whose values have come. */
  onread: (events: ReadonlySet<number>) => void = () => undefined;

  constructor(
    private readonly caseId: string,
    private readonly api: Pick<Api, 'fieldValues'>,
    private readonly store: Pick<Store, 'places'>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** What the event's record holds at the path; undefined while it is read, which this call sets going. */
  value(event: number, path: string): ShownField | undefined {
    const found = this.#known.get(event)?.get(path);
    if (found === undefined) this.#want(event, path);
    return found;
  }

  /** The values of all these events, for copies. */
  async read(events: Uint32Array, paths: readonly string[]): Promise<readonly (readonly ShownField[])[]> {
    const values: (readonly ShownField[])[] = [];
    for (let start = 0; start < events.length; start += BATCH) {
      appendAll(values, await this.#ask(events.subarray(start, start + BATCH), paths));
    }
    return values;
  }

  /** Event numbers may stand for other events now. */
  clear(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#known.clear();
    this.#wanted.clear();
  }

  #want(event: number, path: string): void {
    const paths = this.#wanted.get(event) ?? new Set();
    this.#wanted.delete(event);
    this.#wanted.set(event, paths.add(path));
    if (!this.#reading) this.#timer ??= setTimeout(() => void this.#readWanted(), GATHER_MS);
  }

  async #readWanted(): Promise<void> {
    this.#timer = undefined;
    this.#reading = true;
    try {
      while (this.#wanted.size > 0) await this.#readBatch();
    } catch (error) {
      this.#wanted.clear();
      this.failed(error);
    } finally {
      this.#reading = false;
    }
  }

  /** The rows that were asked for last are those in sight. */
  async #readBatch(): Promise<void> {
    const turn = this.#turn;
    const batch = [...this.#wanted].slice(-BATCH);
    for (const [event] of batch) this.#wanted.delete(event);
    const paths = [...new Set(batch.flatMap(([, some]) => [...some]))];
    const events = batch.map(([event]) => event);
    const values = await this.#ask(Uint32Array.from(events), paths);
    if (turn !== this.#turn) return;
    for (const [i, event] of events.entries()) {
      const known = this.#known.get(event) ?? new Map<string, ShownField>();
      for (const [j, path] of paths.entries()) known.set(path, values[i]?.[j] ?? 'unreadable');
      this.#known.set(event, known);
    }
    for (const event of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(event);
    }
    this.onread(new Set(events));
  }

  async #ask(events: Uint32Array, paths: readonly string[]): Promise<readonly (readonly ShownField[])[]> {
    const { source, offset, length } = await this.store.places(events);
    const records = Array.from(source, (no, i) => [no, offset[i] ?? 0, length[i] ?? 0] as [number, number, number]);
    const { values } = await this.api.fieldValues(this.caseId, records, paths);
    return values.map((row) => row ?? paths.map(() => 'unreadable' as const));
  }
}
