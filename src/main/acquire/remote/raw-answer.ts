import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { BodyError } from '../s3/aws-failure';
import type { AnswerCheck } from './json-answer';
import { SPEAKS_TLS, speaksTls } from '../s3/wire-fault';

/** An answer of a service exactly as it was delivered. */
export interface RawAnswer {
  readonly status: number;
  /** The body, in a buffer of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly requestId: string | undefined;
  /** When it had come, ISO 8601 UTC. */
  readonly at: string;
}

/** What came of a call: what the SDK made of it, or the error; and the bytes, where any came. */
export type RawResult<T> =
  | { readonly ok: true; readonly value: T; readonly answer: RawAnswer }
  | { readonly ok: false; readonly cause: unknown; readonly answer: RawAnswer | undefined };

/** An answer whose body is still to come. */
export interface StreamedAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Fifty events of 256 KiB and their wrapping are 13 MB: what is larger is no answer of these services. */
const BODY_MAX = 64 * 1024 * 1024;
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
/** Milliseconds without a byte after which a try is given up. */
const IDLE_MS = 20_000;

/** `sdk`: the SDK reads the answer as well. `own`: it is not shown it. `stream`: the body is left to come. */
interface Holder {
  readonly mode: 'sdk' | 'own' | 'stream';
  answer?: RawAnswer;
  stream?: StreamedAnswer;
}

type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>;

const holders = new AsyncLocalStorage<Holder>();

/** Sends requests for a client of the SDK, and keeps each answer before the SDK reads it. */
export class RawAnswerHandler extends NodeHttpHandler {
  /** Hosts and ports that answered, and whether those that hang up speak TLS. */
  private readonly answered = new Set<string>();
  private readonly probed = new Map<string, Promise<boolean>>();

  /** @param sockets kept open to one host, at most */
  constructor({ answerMs = ANSWER_MS, sockets }: { readonly answerMs?: number; readonly sockets?: number } = {}) {
    const agent = { keepAlive: true, ...(sockets === undefined ? {} : { maxSockets: sockets }) };
    super({
      connectionTimeout: CONNECT_MS,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    });
  }

  override async handle(...request: Parameters<NodeHttpHandler['handle']>): Promise<Handled> {
    const result = await this.sent(request);
    const { response } = result;
    const { statusCode: status, headers } = response;
    const body = response.body as Readable;
    if (status >= 300) await refuseForeign(status, headers, body, request[0].method === 'HEAD');
    const holder = holders.getStore();
    if (holder === undefined) return result;
    if (holder.mode === 'stream') {
      if (status >= 300) return result;
      holder.stream = { status, headers, body };
      // What the SDK would make of headers costs the object where one of them is odd.
      response.headers = {};
      response.body = Readable.from([]);
      return result;
    }
    const bytes = await readWhole(body);
    const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
    holder.answer = { status, bytes, requestId, at: new Date().toISOString() };
    // The SDK reads a body that is a buffer as well as one that streams.
    response.body = holder.mode === 'own' && status < 300 ? new Uint8Array(0) : bytes;
    return result;
  }

  private async sent(request: Parameters<NodeHttpHandler['handle']>): Promise<Handled> {
    const [{ protocol, hostname, port = 80 }] = request;
    const place = `${hostname}:${String(port)}`;
    try {
      const result = await super.handle(...request);
      this.answered.add(place);
      return result;
    } catch (cause) {
      if (protocol !== 'http:' || this.answered.has(place) || !hungUp(cause)) throw cause;
      let probe = this.probed.get(place);
      if (probe === undefined) this.probed.set(place, (probe = speaksTls(hostname, port)));
      if (await probe) throw new BodyError('tls', SPEAKS_TLS, { cause });
      throw cause;
    }
  }
}

/** Makes one call with a client whose handler is a RawAnswerHandler. Never rejects. @param check of a good answer */
export async function rawCall<T>(send: () => Promise<T>, check?: AnswerCheck): Promise<RawResult<T>> {
  const holder: Holder = { mode: 'sdk' };
  try {
    const value = await holders.run(holder, send);
    const { answer } = holder;
    if (answer === undefined) throw new TypeError('The client of this call does not keep its answers.');
    check?.(answer.bytes);
    return { ok: true, value, answer };
  } catch (cause) {
    const { answer } = holder;
    // What the SDK could not read is told better by what it is not.
    const better = answer === undefined || answer.status >= 300 ? undefined : faultOf(answer.bytes, check);
    return { ok: false, cause: better ?? cause, answer };
  }
}

function faultOf(bytes: Uint8Array, check: AnswerCheck | undefined): unknown {
  try {
    check?.(bytes);
    return undefined;
  } catch (cause) {
    return cause;
  }
}

/**
 * The same for an answer that the SDK is not to read: it takes what it does not know for an empty one.
 * @throws the SDK's error for a refusal
 */
export async function ownAnswer(send: () => Promise<unknown>): Promise<RawAnswer> {
  const holder: Holder = { mode: 'own' };
  try {
    await holders.run(holder, send);
  } catch (cause) {
    if (holder.answer === undefined || holder.answer.status >= 300) throw cause;
  }
  if (holder.answer === undefined) throw new TypeError('The client of this call does not keep its answers.');
  return holder.answer;
}

/**
 * The same for an answer with a body of any length: whoever calls reads it to its end, or destroys it.
 * @throws the SDK's error for a refusal
 */
export async function streamedAnswer(send: () => Promise<unknown>): Promise<StreamedAnswer> {
  const holder: Holder = { mode: 'stream' };
  try {
    await holders.run(holder, send);
  } catch (cause) {
    if (holder.stream === undefined) throw cause;
  }
  if (holder.stream === undefined) throw new TypeError('The client of this call does not keep its answers.');
  return holder.stream;
}

function hungUp(cause: unknown): boolean {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ECONNRESET' || (typeof message === 'string' && /socket hang up|other side closed/i.test(message));
}

/** Bytes of a refusal that are looked at. */
const LOOKED_AT = 64 * 1024;
const ASKED_IN_PLAIN = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP/i;

/**
 * A refusal or a redirection that is none of the service's: services speak XML and JSON. Those of servers that are
 * overloaded (5xx) often come from a load balancer, and mean what they say.
 * @throws BodyError
 */
async function refuseForeign(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Readable,
  headersAlone: boolean,
): Promise<void> {
  const type = headers['content-type'] ?? '';
  const isForeign = status === 407 || status === 511 || (status < 500 && /\bhtml\b|^text\/plain/i.test(type));
  const isElsewhere = status < 400 && status !== 304 && !/xml|json/i.test(type);
  if (headersAlone || !(isForeign || isElsewhere)) return;
  const text = Buffer.from(await readStart(body, LOOKED_AT)).toString();
  if (ASKED_IN_PLAIN.test(text)) throw new BodyError('tls', SPEAKS_TLS);
  const what = type === '' ? 'no XML and no JSON' : type;
  throw new BodyError('foreign', `What answered is not the service: status ${String(status)} with ${what}.`);
}

async function readStart(body: Readable, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of timed(body)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

async function readWhole(body: Readable): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of timed(body)) {
    size += chunk.length;
    if (size > BODY_MAX) throw new BodyError('truncated', `The answer has more than ${BODY_MAX} bytes.`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A body that is given up when nothing of it comes; in the end it is destroyed. */
async function* timed(body: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  const stalled = new BodyError('network', `No byte came for ${IDLE_MS / 1000} s.`);
  const timer = setTimeout(() => body.destroy(stalled), IDLE_MS);
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}
