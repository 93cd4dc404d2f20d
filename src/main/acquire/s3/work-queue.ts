import { appendAll } from '../../../core/lists';

/** Does pieces of work that give more of them, so many at a time. */
export class WorkQueue<T> {
  private readonly waiting: T[] = [];
  private active = 0;
  private failure: { readonly cause: unknown } | undefined;
  private over: (() => void) | undefined;

  constructor(
    private readonly limit: number,
    private readonly work: (item: T, add: (item: T) => void) => Promise<void>,
  ) {}

  /** Pieces that are not done yet. */
  get pending(): number {
    return this.waiting.length + this.active;
  }

  /** Resolves when everything is done, also what was added meanwhile. @throws the first failure */
  async run(items: Iterable<T>): Promise<void> {
    appendAll(this.waiting, items);
    await new Promise<void>((resolve) => {
      this.over = resolve;
      this.pump();
    });
    if (this.failure !== undefined) throw this.failure.cause;
  }

  private pump(): void {
    if (this.failure !== undefined) this.waiting.length = 0;
    while (this.active < this.limit) {
      // The newest first: a level is finished before the next one begins, and the queue stays short.
      const item = this.waiting.pop();
      if (item === undefined) break;
      this.active += 1;
      this.work(item, (added) => this.waiting.push(added)).then(
        () => this.done(),
        (cause: unknown) => {
          this.failure ??= { cause };
          this.done();
        },
      );
    }
    if (this.active === 0 && this.waiting.length === 0) this.over?.();
  }

  private done(): void {
    this.active -= 1;
    this.pump();
  }
}
