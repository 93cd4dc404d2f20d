/**
 * How the journal names an event: the first 128 bits of the SHA-256 of its record's exact bytes. It is what the
 * index holds of every event, what `sha256sum` gives for the record exactly as delivered, and the same on every
 * machine, whatever else is in the case.
 */
export const EVENT_KEY_BYTES = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 32 hexadecimal digits of the key at that position. */
export function keyText(keys: Uint8Array, at: number): string {
  let text = '';
  for (let i = at * EVENT_KEY_BYTES; i < (at + 1) * EVENT_KEY_BYTES; i++) text += HEX[keys[i] as number] as string;
  return text;
}

/** The bytes of keys written as 32 hexadecimal digits each. @throws RangeError for any other text */
export function keyBytes(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const keys = new Uint8Array(texts.length * EVENT_KEY_BYTES);
  for (const [i, text] of texts.entries()) {
    if (!/^[0-9a-f]{32}$/.test(text)) throw new RangeError(`${text} is no key of an event.`);
    for (let byte = 0; byte < EVENT_KEY_BYTES; byte++) {
      keys[i * EVENT_KEY_BYTES + byte] = Number.parseInt(text.slice(byte * 2, byte * 2 + 2), 16);
    }
  }
  return keys;
}
