/** How much structure a JSON text may have, whatever its values: looked at before it is parsed. */
export interface ShapeLimits {
  /** Arrays and objects within each other. */
  readonly depth: number;
  /** Arrays and objects altogether. */
  readonly containers: number;
  /** Members of all objects altogether. */
  readonly members: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * What is too much in a JSON text, in words; undefined where nothing is. One pass over the bytes that makes nothing: a
 * parser would make millions of objects first. What is no JSON may pass, for the parser to refuse.
 */
export function shapeExcess(bytes: Uint8Array, limits: ShapeLimits): string | undefined {
  let depth = 0;
  let containers = 0;
  let members = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1);
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      containers += 1;
      if (depth > limits.depth) return `is nested more than ${limits.depth} deep`;
      if (containers > limits.containers) return `has more than ${limits.containers} lists and objects`;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth -= 1;
    } else if (byte === COLON) {
      members += 1;
      if (members > limits.members) return `has more than ${limits.members} fields`;
    }
  }
  return undefined;
}

/** Where the string's closing quote is. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
