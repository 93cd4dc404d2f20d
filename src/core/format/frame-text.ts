import { CLOSE_ARRAY, CLOSE_OBJECT, COMMA, isSpace } from './bytes';
import type { Span } from './span';

/** Letters, digits, plus, minus and full stop: what numbers and literals are made of. */
export function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  );
}

export function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte);
}

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const MAX_SCALAR_BYTES = 4096;

/** A JSON number or literal, of any length that one may sensibly have. */
export function isScalar(span: Span): boolean {
  if (span.tooLarge || span.end - span.start > MAX_SCALAR_BYTES) return false;
  return SCALAR.test(new TextDecoder().decode(span.bytes.subarray(span.start, span.end)));
}

/** Every byte of a name may be written as `\uXXXX`, six bytes. */
const MAX_ESCAPE = 6;

export function isName(span: Span, name: string): boolean {
  if (span.tooLarge || span.end - span.start > name.length * MAX_ESCAPE + 2) return false;
  const text = new TextDecoder().decode(span.bytes.subarray(span.start, span.end));
  if (!text.includes('\\')) return text === `"${name}"`;
  try {
    return JSON.parse(text) === name;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
