import { sleep } from '../s3/sleep';

export interface PaceOptions {
  readonly perSecond: number;
  /** Milliseconds, monotonic. */
  readonly clock?: () => number;
  readonly sleep?: typeof sleep;
}

/**
 * A token bucket of one second: so many requests at most in any second, in the order in which they were asked for. What
 * a service limits by account and region is shared by all that ask there.
 */
export class Pace {
  private readonly gap: number;
  private readonly clock: () => number;
  private readonly sleep: typeof sleep;
  private next = -Infinity;

  constructor({ perSecond, clock = () => performance.now(), sleep: wait = sleep }: PaceOptions) {
    this.gap = 1_000 / perSecond;
    this.clock = clock;
    this.sleep = wait;
  }

  /** Resolves when the next request may go. @throws the signal's reason */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.clock();
    const at = Math.max(now, this.next);
    this.next = at + this.gap;
    if (at > now) await this.sleep(at - now, signal);
  }

  /** The service asked for less: nothing goes for so many milliseconds. */
  hold(milliseconds: number): void {
    this.next = Math.max(this.next, this.clock() + milliseconds);
  }
}

/** The paces of places, each shared by whoever asks there. */
export class Paces {
  private readonly paces = new Map<string, Pace>();

  /** @param place account, region and kind of request */
  of(place: string, perSecond: number): Pace {
    let pace = this.paces.get(place);
    if (pace === undefined) this.paces.set(place, (pace = new Pace({ perSecond })));
    return pace;
  }
}
