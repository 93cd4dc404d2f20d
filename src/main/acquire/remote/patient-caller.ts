import { TrailbenchError } from '../../../contract/errors';
import { awsError, awsFailure, isPassing, type AwsFailure } from '../s3/aws-failure';
import { sleep } from '../s3/sleep';
import type { AnswerCheck } from './json-answer';
import type { Pace } from './pace';
import type { PauseGate } from './pause-gate';
import { rawCall, type RawAnswer } from './raw-answer';

/** How patient it is; all of it has defaults. */
export interface PatienceOptions {
  /** Milliseconds of a first pause before another try. */
  readonly backoff?: number;
  /** Milliseconds without any connection, to where one was had before, after which it stops; default: never. */
  readonly outageLimit?: number;
}

/** Where calls go: the pace there, and whether it ever answered. */
export interface CallPlace {
  /** Named in messages: "LookupEvents in eu-west-1". */
  readonly name: string;
  readonly pace: Pace;
  reached: boolean;
}

/** What ends a request when its acquisition ends. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
}
/** Sends a command of the SDK. */
export type Send<T> = (options: SendOptions) => Promise<T>;

export type CallResult<T> =
  | { readonly ok: true; readonly value: T; readonly answer: RawAnswer }
  | {
      readonly ok: false;
      readonly failure: AwsFailure;
      readonly answer: RawAnswer | undefined;
      readonly tried: number;
    };

const BACKOFF = 500;
const BACKOFF_MOST = 15_000;
const TRIES = 8;
/** What answers in the place of the service mostly goes on to. */
const FOREIGN_TRIES = 4;
/** Others in the account share the limit: that passes, if late. */
const THROTTLED_TRIES = 40;
/** The sign-in has ended, wherever it is used. Other refusals of keys may be those of one region that is not enabled. */
const ENDED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
]);
/** The SDK learns the service's time from such a refusal. */
const SKEWED = new Set(['InvalidSignatureException', 'RequestTimeTooSkewed', 'SignatureDoesNotMatch']);

/** Makes calls at the pace of their place, and again where that may help. */
export class PatientCaller {
  active = 0;
  retrying = 0;
  received = 0;
  /** What holds it up for now. */
  message: string | null = null;

  constructor(
    private readonly signal: AbortSignal,
    private readonly gate: PauseGate,
    private readonly onChange: () => void,
    private readonly options: PatienceOptions = {},
  ) {}

  /**
   * @param check of a good answer: what is none is a failure that passes, and is tried again
   * @throws TrailbenchError `credentials-refused` where the sign-in has ended, `unreachable` where the network was away
   *   for too long; the signal's reason
   */
  async call<T>(place: CallPlace, send: Send<T>, check?: AnswerCheck): Promise<CallResult<T>> {
    let lostAt: number | undefined;
    for (let [tried, throttled] = [1, 0]; ; tried += 1) {
      const result = await this.once(place, send, check);
      this.signal.throwIfAborted();
      if (result.ok) {
        place.reached = true;
        this.tell(null);
        return result;
      }
      const { cause, answer } = result;
      const failure = awsFailure(cause);
      if (answer !== undefined) place.reached = true;
      if (isEnded(failure)) throw awsError(cause, place.name, place.name);
      if (failure.kind === 'throttled') [throttled, tried] = [throttled + 1, tried - 1];
      if (!this.isWorthwhile(failure, tried, throttled)) return { ok: false, failure, answer, tried };
      const pause = this.pauseAfter(tried + throttled);
      if (failure.kind === 'throttled') place.pace.hold(pause);
      if (failure.kind === 'unreachable' && place.reached) {
        lostAt ??= performance.now();
        tried -= 1;
        this.awaitNetwork(place, failure, performance.now() - lostAt);
      }
      await this.rest(pause);
    }
  }

  private async once<T>(place: CallPlace, send: Send<T>, check: AnswerCheck | undefined) {
    await this.gate.pass(this.signal);
    await place.pace.take(this.signal);
    // It may have been paused while it waited its turn.
    await this.gate.pass(this.signal);
    this.active += 1;
    try {
      const result = await rawCall(() => send({ abortSignal: this.signal }), check);
      this.received += result.answer?.bytes.length ?? 0;
      return result;
    } finally {
      this.active -= 1;
    }
  }

  private isWorthwhile(failure: AwsFailure, tried: number, throttled: number): boolean {
    if (failure.kind === 'throttled') return throttled < THROTTLED_TRIES;
    if (SKEWED.has(failure.code)) return tried < 2;
    return isPassing(failure) && tried < (failure.kind === 'foreign' ? FOREIGN_TRIES : TRIES);
  }

  private pauseAfter(times: number): number {
    const { backoff = BACKOFF } = this.options;
    const most = Math.min(BACKOFF_MOST, backoff * 2 ** Math.min(times, 10));
    return most / 2 + (Math.random() * most) / 2;
  }

  private awaitNetwork({ name }: CallPlace, { said, code, cause }: AwsFailure, lasted: number): void {
    const what = `${name} cannot be reached (${said === '' ? code : said}).`;
    const { outageLimit } = this.options;
    if (outageLimit !== undefined && lasted >= outageLimit) {
      const message = `${what} Check the network and a proxy in between, then resume: what is kept is not asked again.`;
      throw new TrailbenchError('unreachable', message, { cause });
    }
    this.tell(`${what} It goes on by itself when the network is back.`);
  }

  private async rest(pause: number): Promise<void> {
    this.retrying += 1;
    this.onChange();
    try {
      await sleep(pause, this.signal);
    } finally {
      this.retrying -= 1;
    }
  }

  private tell(message: string | null): void {
    if (this.message === message) return;
    this.message = message;
    this.onChange();
  }
}

function isEnded({ kind, code, cause }: AwsFailure): boolean {
  return kind === 'credentials' && (ENDED.has(code) || cause instanceof TrailbenchError);
}
