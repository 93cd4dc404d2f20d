import type { BoundSegment } from './case-database';
import { Refusal, Unreachable, type IndexApi, type PulledSegment } from './index-api';
import { StoreError } from './store-error';

/** What became of a segment that was pulled. */
export type Taken =
  /** It is in the database, now or from before: main may forget it. */
  | 'committed'
  /** It does not fit what is covered, or arrived damaged: main must find out anew what is missing. */
  | 'start-over';

export interface PullerOptions {
  readonly api: IndexApi;
  readonly covered: () => Promise<readonly BoundSegment[]>;
  readonly take: (segment: PulledSegment) => Promise<Taken>;
  /** Milliseconds before try `attempt`, from 1. */
  readonly wait?: (attempt: number) => number;
}

/** Pulls open at the same time: one is on its way while the other is committed. */
const OPEN_PULLS = 2;
/** Times that one pull starts over without a segment in between, before that is a failure. */
const STARTS = 4;
/** Answers by which main says that it knows nothing of this session (any more). */
const STALE: ReadonlySet<string> = new Set(['not-found', 'refused', 'bad-request', 'cancelled']);

const backoff = (attempt: number): number => Math.min(10_000, 250 * 2 ** (attempt - 1));

/**
 * Pulls segments until main has none left now. A pull is acknowledgement and back-pressure in one:
 * it says what was committed and asks for the next.
 */
export class Puller {
  #session: string | undefined;
  #committed: string[] = [];
  #starts = 0;
  /** Pulls in a row that got no answer. */
  #attempts = 0;
  #starting: Promise<string> | undefined;

  constructor(private readonly options: PullerOptions) {}

  /**
   * Pulls everything there is now.
   * @throws Refusal where main cannot go on, StoreError where it refuses the index, or whatever `take` threw
   */
  async run(): Promise<void> {
    this.#starts = 0;
    let failed = false;
    let reason: unknown;
    const loop = async (): Promise<void> => {
      try {
        while (!failed && (await this.#pull())) continue;
      } catch (error) {
        // The other loop ends after what it has under way; the first reason counts.
        if (!failed) reason = error;
        failed = true;
      }
    };
    await Promise.all(Array.from({ length: OPEN_PULLS }, loop));
    if (!failed) return;
    this.#session = undefined;
    throw reason;
  }

  /**
   * Begins a session before anything of the index is shown, so that main has agreed to it. Any failure but a refusal
   * of the index is left to `run`, which meets it again.
   * @throws StoreError `damaged` where the index is not one of the case's evidence as it is now
   */
  async agree(): Promise<void> {
    try {
      this.#session = await this.#ask();
    } catch (error) {
      if (error instanceof StoreError) throw error;
    }
  }

  /** Forgets the session, since the index that it fills is another one now. */
  forget(): void {
    this.#session = undefined;
    this.#committed = [];
  }

  /** One pull. @returns false where main has nothing left now */
  async #pull(): Promise<boolean> {
    const session = this.#session ?? (await this.#start());
    const committed = this.#committed.splice(0);
    let segment: PulledSegment | undefined;
    try {
      segment = await this.options.api.next(session, committed);
    } catch (error) {
      return this.#afterFailure(session, error);
    }
    this.#attempts = 0;
    if (segment === undefined) return false;
    // The other loop started over meanwhile: this segment belongs to a session that is no more.
    if (session !== this.#session) return true;
    const taken = await this.options.take(segment);
    if (taken === 'start-over') {
      return this.#startOver(session, new Error('Segments do not fit the index, whichever way they come.'));
    }
    this.#starts = 0;
    this.#committed.push(segment.id);
    return true;
  }

  /** @returns true where there is hope */
  async #afterFailure(session: string, error: unknown): Promise<boolean> {
    if (error instanceof Refusal && STALE.has(error.code)) return this.#startOver(session, error);
    if (!(error instanceof Unreachable) || this.options.api.closed) throw error;
    // A segment may have been on its way and is lost: main must find out anew what is missing.
    if (this.#session === session) this.forget();
    await this.#pause(++this.#attempts);
    return true;
  }

  #startOver(session: string, reason: Error): boolean {
    // Both loops may see the same session end; only the first one ends it.
    if (this.#session !== session) return true;
    this.#starts++;
    if (this.#starts > STARTS) throw reason;
    this.forget();
    return true;
  }

  #start(): Promise<string> {
    this.#starting ??= this.#patiently(() => this.#ask())
      .then((session) => (this.#session = session))
      .finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async #ask(): Promise<string> {
    const { api, covered } = this.options;
    const segments = await covered();
    try {
      return await api.start(segments);
    } catch (cause) {
      if (!(cause instanceof Refusal) || cause.code !== 'evidence-changed') throw cause;
      throw new StoreError('damaged', cause.message, { cause });
    }
  }

  /** Tries again, ever more slowly, while there is no answer at all. */
  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Unreachable) || this.options.api.closed) throw error;
        await this.#pause(attempt);
        if (this.options.api.closed) throw error;
      }
    }
  }

  async #pause(attempt: number): Promise<void> {
    const { wait = backoff } = this.options;
    await new Promise((resolve) => setTimeout(resolve, wait(attempt)));
  }
}
