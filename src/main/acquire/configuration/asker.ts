import type { AnswerCheck } from '../remote/json-answer';
import type { CallPlace, PatientCaller, Send } from '../remote/patient-caller';
import { refusedCall, type AskedCall } from '../remote/refused-call';
import type { RemoteSink } from '../remote/remote-origin';
import { awsFailure, BodyError } from '../s3/aws-failure';

/** A call whose answer is to be kept. */
export interface ConfigCall<T> extends AskedCall {
  readonly place: CallPlace;
  readonly send: Send<T>;
  /** What makes an answer one of this call. */
  readonly check: AnswerCheck;
  /** Codes of refusals that are the answer: "there is none". Their bytes are kept as such. */
  readonly tells?: RegExp;
  /** The answer that this one follows from: asked for again with it. */
  readonly parent?: string;
}

/** Asks, keeps each answer as it came, and lists what was refused: nothing stops the rest. */
export class Asker {
  /** Calls that were made or are under way. */
  asked = 0;

  constructor(
    private readonly caller: PatientCaller,
    private readonly sink: RemoteSink,
    /** These answers alone are kept; undefined for all. */
    private readonly only: ReadonlySet<string> | undefined,
  ) {}

  /**
   * @returns the answer, or undefined where there is none; undefined too where it is not wanted and `always` is not set
   * @throws what PatientCaller throws
   */
  async ask<T>(call: ConfigCall<T>, always = false): Promise<T | undefined> {
    const wanted = this.wants(call);
    if (!wanted && !always) return undefined;
    if (wanted) this.asked += 1;
    const result = await this.caller.call(call.place, call.send, call.check);
    const code = result.ok ? undefined : result.failure.code;
    const told = code !== undefined && call.tells?.test(code) === true;
    if (wanted && result.answer !== undefined && (result.ok || told)) {
      const { bytes, at, requestId } = result.answer;
      await this.sink.room(bytes.length);
      const metadata = {
        call: call.call,
        asked: at,
        ...(requestId === undefined ? {} : { 'request-id': requestId }),
        ...(code === undefined ? {} : { answer: code }),
      };
      const { uri } = call;
      this.sink.keep({ uri, size: bytes.length, modified: null, metadata, content: { bytes } }, bytes.length);
    } else if (wanted && !result.ok) {
      await this.sink.fail(refusedCall(call, result.failure, result.tried));
    }
    return result.ok ? result.value : undefined;
  }

  /** Lists an answer as missing that cannot be asked for at all. */
  async refuse(call: AskedCall, message: string): Promise<void> {
    await this.sink.fail(refusedCall(call, awsFailure(new BodyError('unlistable', message)), 1));
  }

  /** True where an answer whose name begins so is wanted. */
  concerns(prefix: string): boolean {
    return this.only === undefined || [...this.only].some((uri) => uri.startsWith(prefix));
  }

  private wants({ uri, parent }: { readonly uri: string; readonly parent?: string }): boolean {
    if (this.only === undefined || this.only.has(uri)) return true;
    return parent !== undefined && this.only.has(parent);
  }
}
