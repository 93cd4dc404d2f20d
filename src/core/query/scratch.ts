/** Smaller arrays are left to the collector. Bytes. */
const WORTH = 64 * 1024;

/**
 * Gives the memory of an array back at once, where the platform can: the arrays that a sort goes through would
 * otherwise stand beside the case's columns until the collector comes by. Nobody may read it afterwards.
 */
export function giveBack(array: Uint32Array<ArrayBuffer>): void {
  if (array.byteLength < WORTH) return;
  const buffer: ArrayBuffer & { transfer?: (length: number) => unknown } = array.buffer;
  buffer.transfer?.(0);
}
