import type { DiscoverMessage, TrailStream } from '../../../contract/discovery';
import type { AcquireApi } from './acquire-api';
import { ApiError } from '../api/api';
import type { DeliveryRow } from './delivery-rows';
import { inOrder, rowKey, withStream } from './delivery-rows';
import type { Problem } from '../api/loading';
import { problemOf } from '../api/loading';

export type DiscoveryStage =
  | { readonly state: 'idle' }
  | { readonly state: 'running' }
  | { readonly state: 'done' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly problem: Problem };

export interface FoundPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string | null;
}
export type Other = Extract<DiscoverMessage, { type: 'other' }>;
export type Refused = Extract<DiscoverMessage, { type: 'refused' }>;

/** Rows are put on the screen at most this often while they are found. */
const SHOW_MS = 120;

/** What lies under an address, as it is found. */
export class DiscoveryState {
  stage = $state.raw<DiscoveryStage>({ state: 'idle' });
  place = $state.raw<FoundPlace | undefined>();
  rows = $state.raw<readonly DeliveryRow[]>([]);
  others = $state.raw<readonly Other[]>([]);
  refused = $state.raw<readonly Refused[]>([]);
  progress = $state.raw<{ readonly calls: number; readonly waiting: number }>({ calls: 0, waiting: 0 });

  readonly #rows = new Map<string, DeliveryRow>();
  readonly #streams = new Map<string, TrailStream>();
  #others: Other[] = [];
  #refused: Refused[] = [];
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param changed rows were found, or all of them were */
  constructor(
    private readonly api: AcquireApi,
    private readonly changed: () => void,
    private readonly lost: (problem: Problem) => void,
  ) {}

  get running(): boolean {
    return this.stage.state === 'running';
  }

  /** Looks under an address; a search before it ends. */
  async run(connection: string, uri: string): Promise<void> {
    this.clear();
    const abort = new AbortController();
    this.#abort = abort;
    this.stage = { state: 'running' };
    try {
      await this.api.discover(connection, uri, {
        signal: abort.signal,
        told: (message) => {
          if (!abort.signal.aborted) this.#take(message);
        },
      });
      if (!abort.signal.aborted) this.stage = { state: 'done' };
    } catch (error) {
      if (abort.signal.aborted) return;
      const problem = problemOf(error);
      this.stage = { state: 'failed', problem };
      if (error instanceof ApiError && error.code === 'not-connected') this.lost(problem);
    } finally {
      if (!abort.signal.aborted) this.#show();
    }
  }

  /** Ends the search; what was found stays. */
  cancel(): void {
    if (!this.running) return;
    this.#abort?.abort();
    this.stage = { state: 'cancelled' };
    this.#show();
  }

  clear(): void {
    this.#abort?.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rows.clear();
    this.#streams.clear();
    this.#others = [];
    this.#refused = [];
    this.place = undefined;
    this.progress = { calls: 0, waiting: 0 };
    this.stage = { state: 'idle' };
    this.#show();
  }

  #take(message: DiscoverMessage): void {
    if (message.type === 'bucket') {
      const { bucket, prefix, region } = message;
      this.place = { bucket, prefix, region };
    } else if (message.type === 'stream') {
      const { stream } = message;
      this.#streams.set(stream.prefix, stream);
      this.#put(stream, undefined);
    } else if (message.type === 'days') {
      const stream = this.#streams.get(message.prefix);
      if (stream !== undefined) this.#put(stream, message.days);
    } else if (message.type === 'other') this.#others.push(message);
    else if (message.type === 'refused') this.#refused.push(message);
    else if (message.type === 'progress') this.progress = { calls: message.calls, waiting: message.waiting };
    this.#timer ??= setTimeout(() => this.#show(), SHOW_MS);
  }

  #put(stream: TrailStream, days: readonly string[] | undefined): void {
    const key = rowKey(stream);
    this.#rows.set(key, withStream(this.#rows.get(key), stream, days));
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.rows = inOrder(this.#rows.values());
    this.others = [...this.#others];
    this.refused = [...this.#refused];
    this.changed();
  }
}
