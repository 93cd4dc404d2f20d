// Different in every process, so that nobody can prepare names that fall together.
const SEED_LOW = (Math.random() * 2 ** 32) | 0;
const SEED_HIGH = (Math.random() * 2 ** 32) | 0;

/** 64 bits of a name, with a key of this process. */
export function hashName(name: string): [low: number, high: number] {
  let low = SEED_LOW ^ name.length;
  let high = SEED_HIGH;
  for (let i = 0; i < name.length; i += 1) {
    const unit = name.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high + unit, 0x85ebca77);
    high ^= high >>> 13;
  }
  low = Math.imul(low ^ (high >>> 16), 0xc2b2ae35);
  high = Math.imul(high ^ (low >>> 15), 0x27d4eb2f);
  return [(low ^ (low >>> 16)) >>> 0, (high ^ (high >>> 13)) >>> 0];
}

/** The byte that two of the digits spell. */
export function byteAt(hex: string, index: number): number {
  return (digitAt(hex, index * 2) << 4) | digitAt(hex, index * 2 + 1);
}

/** Of 0 to 9 and a to f. */
function digitAt(hex: string, index: number): number {
  const code = hex.charCodeAt(index);
  return code < 0x40 ? code & 0xf : (code & 0xf) + 9;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += HEX[byte] ?? '';
  return hex;
}
