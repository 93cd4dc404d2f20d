import { SupersededError } from '../../store/client';

/**
 * Runs a task one at a time with the newest request waiting: however often it is asked for, at most
 * one run is under way and one more follows, which sees the latest state.
 */
export class Latest {
  #running = false;
  #again = false;
  #stopped = false;

  constructor(
    private readonly task: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  get busy(): boolean {
    return this.#running;
  }

  request(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    void this.#run();
  }

  /** No run starts any more; one under way ends by itself. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      try {
        await this.task();
      } catch (error) {
        // What nobody waits for any more has not failed.
        if (!this.#stopped && !(error instanceof SupersededError)) this.failed(error);
      }
    } while (this.#again && !this.#stopped);
    this.#running = false;
  }
}
