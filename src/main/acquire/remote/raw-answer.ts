import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { BodyError } from '../s3/aws-failure';

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

/** Fifty events of 256 KiB and their wrapping are 13 MB: what is larger is no answer of these services. */
const BODY_MAX = 64 * 1024 * 1024;
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;
/** Milliseconds without a byte after which a try is given up. */
const IDLE_MS = 20_000;

interface Holder {
  answer?: RawAnswer;
}

const holders = new AsyncLocalStorage<Holder>();

/** Sends requests for a client of the SDK, and keeps the body of each answer before the SDK reads it. */
export class RawAnswerHandler extends NodeHttpHandler {
  constructor() {
    super({
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true }),
    });
  }

  override async handle(
    ...request: Parameters<NodeHttpHandler['handle']>
  ): Promise<Awaited<ReturnType<NodeHttpHandler['handle']>>> {
    const result = await super.handle(...request);
    const holder = holders.getStore();
    if (holder === undefined) return result;
    const { response } = result;
    const bytes = await readWhole(response.body as Readable);
    const { statusCode: status, headers } = response;
    const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
    holder.answer = { status, bytes, requestId, at: new Date().toISOString() };
    // The SDK reads a body that is a buffer as well as one that streams.
    response.body = bytes;
    return result;
  }
}

/** Makes one call with a client whose handler is a RawAnswerHandler. Never rejects. */
export async function rawCall<T>(send: () => Promise<T>): Promise<RawResult<T>> {
  const holder: Holder = {};
  try {
    const value = await holders.run(holder, send);
    const { answer } = holder;
    if (answer === undefined) throw new TypeError('The client of this call does not keep its answers.');
    return { ok: true, value, answer };
  } catch (cause) {
    return { ok: false, cause, answer: holder.answer };
  }
}

async function readWhole(body: Readable): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stalled = new BodyError('network', `No byte came for ${IDLE_MS / 1000} s.`);
  const timer = setTimeout(() => body.destroy(stalled), IDLE_MS);
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      timer.refresh();
      size += chunk.length;
      if (size > BODY_MAX) throw new BodyError('truncated', `The answer has more than ${BODY_MAX} bytes.`);
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
