/** Runs a task at once and then at most once an interval, the last request always being served. */
export class Throttle {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly interval: number,
    private readonly task: () => void,
  ) {}

  request(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + this.interval - performance.now());
    this.#timer = setTimeout(() => this.flush(), wait);
  }

  /** Runs the task now. */
  flush(): void {
    this.cancel();
    this.#last = performance.now();
    this.task();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
