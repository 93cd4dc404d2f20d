/**
 * A 32-bit checksum against accidental damage (cut or overwritten pages), cheap enough to run over
 * every group that is loaded. It is no protection against forgery: the case folder is.
 *
 * `bytes` must start at a multiple of 4 within its buffer.
 */
export function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  // Four lanes, so that the multiplications do not wait for each other.
  let a = 0x9e3779b1 ^ bytes.byteLength;
  let b = 0x85ebca77;
  let c = 0xc2b2ae3d;
  let d = 0x27d4eb2f;
  const whole = words.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(rotate(a) ^ (words[i] as number), 0x9e3779b1);
    b = Math.imul(rotate(b) ^ (words[i + 1] as number), 0x85ebca77);
    c = Math.imul(rotate(c) ^ (words[i + 2] as number), 0xc2b2ae3d);
    d = Math.imul(rotate(d) ^ (words[i + 3] as number), 0x27d4eb2f);
  }
  for (let i = whole; i < words.length; i++) a = Math.imul(rotate(a) ^ (words[i] as number), 0x9e3779b1);
  for (let i = words.length * 4; i < bytes.length; i++) b = Math.imul(rotate(b) ^ (bytes[i] as number), 0x85ebca77);
  let sum = rotate(a) ^ b;
  sum = Math.imul(rotate(sum) ^ c, 0x9e3779b1);
  sum = Math.imul(rotate(sum) ^ d, 0x85ebca77);
  sum ^= sum >>> 15;
  return sum >>> 0;
}

function rotate(word: number): number {
  return (word << 13) | (word >>> 19);
}
