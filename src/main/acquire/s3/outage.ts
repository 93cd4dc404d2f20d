import { TrailbenchError } from '../../../contract/errors';
import type { AwsFailure } from './aws-failure';
import { sleep } from './sleep';
import type { Slots } from './slots';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/**
 * A network that is gone altogether: nothing is asked for a while, then a few requests try whether it is back. No
 * object fails because of it.
 */
export class Outage {
  /** What is told while it lasts. */
  message: string | null = null;
  private since: number | undefined;
  private pause = FIRST_WAIT;
  private waiting: Promise<void> | undefined;

  constructor(
    private readonly slots: Slots,
    private readonly signal: AbortSignal,
    private readonly limit: number | undefined,
    private readonly onChange: () => void,
  ) {}

  /** A request came through. */
  over(): void {
    if (this.since === undefined) return;
    this.since = undefined;
    this.pause = FIRST_WAIT;
    this.message = null;
    this.onChange();
  }

  /**
   * Resolves when another try is worth while.
   * @throws TrailbenchError `unreachable` where it has lasted too long; the signal's reason
   */
  wait(failure: AwsFailure): Promise<void> {
    this.since ??= performance.now();
    this.waiting ??= this.hold(failure).finally(() => {
      this.waiting = undefined;
    });
    return this.waiting;
  }

  private async hold({ said, code, cause }: AwsFailure): Promise<void> {
    const lasted = performance.now() - (this.since ?? 0);
    const what = `The store cannot be reached (${said === '' ? code : said}).`;
    if (this.limit !== undefined && lasted >= this.limit) {
      const message = `${what} Check the network, a proxy in between and the endpoint, then resume: what is kept is not fetched again.`;
      throw new TrailbenchError('unreachable', message, { cause });
    }
    this.message = `${what} It goes on by itself when the network is back.`;
    this.slots.hold();
    this.onChange();
    try {
      await sleep(this.pause, this.signal);
      this.pause = Math.min(LONGEST_WAIT, this.pause * 2);
    } finally {
      this.slots.letGo();
    }
  }
}
