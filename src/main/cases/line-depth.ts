const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{` with this bit; `]` and `}` as well. */
const BRACE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * Whether JSON is nested no deeper than so many levels, told from its bytes: the parser takes 100 bytes of memory and
 * a microsecond for each level, and a line has room for 40 million. Of what is no JSON it says either.
 */
export function isShallowText(bytes: Uint8Array, most: number): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) i = stringEnd(bytes, i);
    else if ((byte | BRACE) === OPENING && (depth += 1) > most) return false;
    else if ((byte | BRACE) === CLOSING) depth -= 1;
  }
  return true;
}

/** Position of the quotation mark that ends the string which begins at `start`. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let i = start + 1; i < bytes.length; i += 1) {
    if (bytes[i] === BACKSLASH) i += 1;
    else if (bytes[i] === QUOTE) return i;
  }
  return bytes.length;
}
