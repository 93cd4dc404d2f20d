import { MessageChannel } from 'node:worker_threads';

/** Smaller buffers are not worth it, and may share their memory with others. Bytes. */
const FREED_FROM = 64 * 1024;

const { port1: nowhere, port2: closed } = new MessageChannel();
closed.close();

/**
 * Gives memory back at once, whose owner knows that nobody reads it any more: the collector would let tens of
 * megabytes of buffers stand before it looks, and new ones would have to be mapped meanwhile. The bytes are gone
 * afterwards (length 0); a buffer of which `bytes` is only a part is left alone.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < FREED_FROM) return;
  if (bytes.byteLength * 2 < buffer.byteLength) return;
  // What is handed over to a port without another end belongs to nobody.
  nowhere.postMessage(null, [buffer]);
}
