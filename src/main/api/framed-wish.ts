import { TrailbenchError } from '../../contract/errors';
import { FRAME_BYTES, WISH_BYTES_MAX, exportWish } from '../../contract/exports';
import type { ExportWishBody } from '../../contract/exports';
import { check, parseJson } from './validate';

export interface FramedWish {
  readonly wish: ExportWishBody;
  /** The rest of the body, not read yet. */
  readonly rows: AsyncIterable<Uint8Array>;
}

/** Takes the wish off the front of an export's body. @throws TrailbenchError `bad-request` */
export async function readFramedWish(body: ReadableStream<Uint8Array> | null): Promise<FramedWish> {
  const front = new FrontReader(body);
  const frame = await front.take(FRAME_BYTES);
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  if (length > WISH_BYTES_MAX) throw new TrailbenchError('bad-request', `The wish is over ${WISH_BYTES_MAX} bytes.`);
  const json = await front.take(length);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
  } catch (cause) {
    throw new TrailbenchError('bad-request', 'The wish is no UTF-8.', { cause });
  }
  return { wish: check(exportWish, parseJson(text, 'The wish'), 'The wish'), rows: front.rest() };
}

/** Reads a body from its front, by bytes first, then in whatever chunks it comes. */
class FrontReader {
  private readonly chunks: AsyncIterator<Uint8Array> | undefined;
  private waiting = new Uint8Array(0);

  constructor(body: ReadableStream<Uint8Array> | null) {
    this.chunks = body?.[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Uint8Array> {
    while (this.waiting.length < length) {
      const next = await this.chunks?.next();
      if (next === undefined || next.done === true) {
        throw new TrailbenchError('bad-request', 'The body ends before the list of rows begins.');
      }
      this.waiting = joined(this.waiting, next.value);
    }
    const taken = this.waiting.subarray(0, length);
    this.waiting = this.waiting.subarray(length);
    return taken;
  }

  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.waiting.length > 0) yield this.waiting;
    if (this.chunks !== undefined) yield* { [Symbol.asyncIterator]: () => this.chunks as AsyncIterator<Uint8Array> };
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
