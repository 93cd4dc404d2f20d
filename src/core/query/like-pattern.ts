import { encodeText } from '../segment/code-unit-text';

/**
 * A wildcard pattern over values' bytes: literal pieces with any run of characters between them.
 * Bytes compare as characters do, since no character's bytes are part of another's.
 */
export class LikePattern {
  readonly #pieces: readonly Uint8Array[];

  /** @param pieces literal pieces; one piece alone is the whole value */
  constructor(pieces: readonly string[]) {
    this.#pieces = pieces.map((piece) => encodeText(piece));
  }

  /** Whether the value in bytes [start, end) matches. */
  matches(text: Uint8Array, start: number, end: number): boolean {
    const last = this.#pieces.length - 1;
    const first = this.#pieces[0];
    const tail = this.#pieces[last];
    if (first === undefined || tail === undefined) return false;
    if (last === 0) return end - start === first.length && startsWith(text, start, first);
    // The first piece and the last one are anchored and may not overlap.
    if (end - start < first.length + tail.length) return false;
    if (!startsWith(text, start, first) || !startsWith(text, end - tail.length, tail)) return false;
    const limit = end - tail.length;
    let at = start + first.length;
    for (let i = 1; i < last; i++) {
      const piece = this.#pieces[i] as Uint8Array;
      at = indexOf(text, at, limit, piece);
      if (at < 0) return false;
      at += piece.length;
    }
    return true;
  }
}

function startsWith(text: Uint8Array, start: number, piece: Uint8Array): boolean {
  for (let i = 0; i < piece.length; i++) if (text[start + i] !== piece[i]) return false;
  return true;
}

/** Where `piece` first occurs within [start, end), or -1. */
function indexOf(text: Uint8Array, start: number, end: number, piece: Uint8Array): number {
  for (let at = start; at + piece.length <= end; at++) if (startsWith(text, at, piece)) return at;
  return -1;
}
