export interface GovernorOptions {
  readonly start?: number;
  readonly most?: number;
  /** Milliseconds, monotonic. */
  readonly clock?: () => number;
}

const START = 16;
const MOST = 128;
/** Milliseconds over which throughput is taken, and in which one cut at most is made. */
const WINDOW = 1_000;
/** Throughput that varies for other reasons does not bring it below this; what the service says does. */
const FEW = 8;
/** A gain below this share of throughput is noise. */
const GAIN = 0.04;
/** What a small object costs beside its bytes, in bytes: requests count, too. */
const REQUEST_WORTH = 64 * 1024;

/**
 * How many requests may be in flight: more while that brings more throughput, by one or a few at a time, and half as
 * many when the service says that it is too much (additive increase, multiplicative decrease, as TCP does it).
 */
export class Governor {
  private allowed: number;
  private readonly most: number;
  private readonly clock: () => number;
  private since: number;
  private done = 0;
  /** Requests that had to wait for a place in this window: the limit is what holds. */
  private held = false;
  private best = 0;
  private direction = 1;
  private cutAt = -Infinity;

  constructor({ start = START, most = MOST, clock = () => performance.now() }: GovernorOptions = {}) {
    this.allowed = Math.min(start, most);
    this.most = most;
    this.clock = clock;
    this.since = clock();
  }

  get limit(): number {
    return Math.max(1, Math.floor(this.allowed));
  }

  /** An object came whole. */
  succeeded(bytes: number): void {
    this.done += bytes + REQUEST_WORTH;
    this.look();
  }

  /** A request had to wait because of the limit. */
  waited(): void {
    this.held = true;
  }

  /** The service asked for less, or the connection broke. */
  throttled(): void {
    const now = this.clock();
    if (now - this.cutAt < WINDOW) return;
    this.cutAt = now;
    this.allowed = Math.max(1, this.allowed / 2);
    this.best = 0;
    this.direction = 1;
    this.begin(now);
  }

  private look(): void {
    const now = this.clock();
    const time = now - this.since;
    if (time < WINDOW) return;
    const throughput = this.done / time;
    if (this.held) {
      // Worse than before: the last step was one too many. Otherwise on in the same direction.
      if (throughput < this.best * (1 - GAIN)) this.direction = -this.direction;
      else if (throughput < this.best * (1 + GAIN)) this.direction = this.direction > 0 ? 0 : 1;
      else this.direction = this.direction < 0 ? -1 : 1;
      const step = Math.max(1, Math.floor(this.allowed / 8));
      this.allowed = Math.min(this.most, Math.max(Math.min(FEW, this.allowed), this.allowed + this.direction * step));
    }
    this.best = throughput;
    this.begin(now);
  }

  private begin(now: number): void {
    this.since = now;
    this.done = 0;
    this.held = false;
  }
}
