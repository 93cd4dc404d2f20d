/** Adds a set of positions to another one that counts from `at` further on. Bits beyond its end must be 0. */
export function unionAt(into: Uint32Array, at: number, bits: Uint32Array): void {
  const first = at >>> 5;
  const shift = at & 31;
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    if (word === 0) continue;
    into[first + i] = (into[first + i] as number) | (word << shift);
    if (shift !== 0 && first + i + 1 < into.length) {
      into[first + i + 1] = (into[first + i + 1] as number) | (word >>> (32 - shift));
    }
  }
}
