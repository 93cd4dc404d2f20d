import { TrailbenchError } from '../../contract/errors';
import type * as v from 'valibot';
import { FRAME_BYTES, WISH_BYTES_MAX } from '../../contract/exports';
import { formatBytes } from '../files/disk';
import { checkJson, type BodyLimits } from './validate';

export interface FramedWish<Wish> {
  readonly wish: Wish;
  /** The rest of the body, not read yet. */
  readonly rows: AsyncIterable<Uint8Array>;
}

/**
 * Takes the wish off the front of an export's body.
 * @param look refuses a wish that cannot be met; later that would be the failure of an export that had begun
 * @throws TrailbenchError `bad-request`
 */
export async function readFramedWish<const S extends v.GenericSchema>(
  body: ReadableStream<Uint8Array> | null,
  schema: S,
  look: (wish: v.InferOutput<S>) => void,
  limits: Omit<BodyLimits, 'bytes'> = {},
): Promise<FramedWish<v.InferOutput<S>>> {
  const front = new FrontReader(body);
  try {
    const wish = await readWish(front, schema, limits);
    look(wish);
    return { wish, rows: front.rest() };
  } catch (cause) {
    await front.release();
    throw cause;
  }
}

async function readWish<const S extends v.GenericSchema>(
  front: FrontReader,
  schema: S,
  limits: Omit<BodyLimits, 'bytes'>,
): Promise<v.InferOutput<S>> {
  const frame = await front.take(FRAME_BYTES);
  const length = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  if (length > WISH_BYTES_MAX)
    throw new TrailbenchError('bad-request', `The wish is over ${formatBytes(WISH_BYTES_MAX)}.`);
  const json = await front.take(length);
  return checkJson(schema, json, 'The wish', limits);
}

/** Reads a body from its front, by bytes first, then in whatever chunks it comes. */
class FrontReader {
  private readonly chunks: AsyncIterator<Uint8Array> | undefined;
  private waiting = Buffer.alloc(0);

  constructor(body: ReadableStream<Uint8Array> | null) {
    this.chunks = body?.values({ preventCancel: true });
  }

  /** Leaves the rest unread, for the host to throw away. */
  async release(): Promise<void> {
    await this.chunks?.return?.();
  }

  async take(length: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [this.waiting];
    // Joined once: a body may come in a great many pieces.
    for (let have = this.waiting.length; have < length;) {
      const next = await this.next();
      if (next === undefined || next.done === true) {
        throw new TrailbenchError('bad-request', 'The body ends before the list of rows begins.');
      }
      pieces.push(next.value);
      have += next.value.length;
    }
    if (pieces.length > 1) this.waiting = Buffer.concat(pieces);
    const taken = this.waiting.subarray(0, length);
    this.waiting = this.waiting.subarray(length);
    return taken;
  }

  private async next(): Promise<IteratorResult<Uint8Array> | undefined> {
    try {
      return await this.chunks?.next();
    } catch (cause) {
      throw new TrailbenchError('bad-request', 'The body could not be read to its end.', { cause });
    }
  }

  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.waiting.length > 0) yield this.waiting;
    if (this.chunks !== undefined) yield* { [Symbol.asyncIterator]: () => this.chunks as AsyncIterator<Uint8Array> };
  }
}
