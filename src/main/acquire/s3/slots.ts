import type { Governor } from './governor';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Places for requests, as many as the governor allows; none while it is paused. */
export class Slots {
  active = 0;
  private readonly first: Waiting[] = [];
  private readonly later: Waiting[] = [];
  private pausedNow = false;
  private held = false;
  private readonly stop: () => void;

  constructor(
    private readonly governor: Governor,
    private readonly signal: AbortSignal,
  ) {
    this.stop = () => {
      for (const { reject } of [...this.first.splice(0), ...this.later.splice(0)]) reject(signal.reason);
    };
    signal.addEventListener('abort', this.stop, { once: true });
  }

  get paused(): boolean {
    return this.pausedNow;
  }

  pause(): void {
    this.pausedNow = true;
  }

  resume(): void {
    this.pausedNow = false;
    this.pump();
  }

  /** As `pause`, for a reason of its own: the network is gone. */
  hold(): void {
    this.held = true;
  }

  letGo(): void {
    this.held = false;
    this.pump();
  }

  /** Resolves when a request may begin. Another try goes before a first one. @throws the signal's reason */
  async take(again: boolean): Promise<void> {
    this.signal.throwIfAborted();
    const next = this.first.length === 0 && (again || this.later.length === 0);
    if (next && this.free) {
      this.active += 1;
      return;
    }
    if (!this.pausedNow && !this.held) this.governor.waited();
    await new Promise<void>((resolve, reject) => (again ? this.first : this.later).push({ resolve, reject }));
  }

  give(): void {
    this.active -= 1;
    this.pump();
  }

  private get free(): boolean {
    return !this.pausedNow && !this.held && this.active < this.governor.limit;
  }

  private pump(): void {
    while (this.free) {
      const next = this.first.shift() ?? this.later.shift();
      if (next === undefined) return;
      this.active += 1;
      next.resolve();
    }
  }
}
