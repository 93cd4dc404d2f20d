import { encodeText } from '../segment/code-unit-text';
import type { Dictionary } from './dictionary';

/**
 * A case-insensitive search for a substring of values. Values in ASCII, which is nearly all, are
 * compared as bytes, without a string each.
 */
export function valueSearch(search: string): (dictionary: Dictionary, id: number) => boolean {
  const needle = search.toLowerCase();
  const bytes = encodeText(needle);
  const asciiNeedle = bytes.every((byte) => byte < 0x80);
  return (dictionary, id) => {
    const { text } = dictionary;
    const start = dictionary.start(id);
    const end = dictionary.end(id);
    if (!isAscii(text, start, end)) return dictionary.value(id)?.toLowerCase().includes(needle) ?? false;
    return asciiNeedle && holds(text, start, end, bytes);
  };
}

function isAscii(text: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((text[i] as number) >= 0x80) return false;
  return true;
}

function holds(text: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  const last = end - needle.length;
  for (let at = start; at <= last; at++) {
    let same = 0;
    while (same < needle.length && lower(text[at + same] as number) === needle[same]) same++;
    if (same === needle.length) return true;
  }
  return false;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
