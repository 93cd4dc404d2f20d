import { fail } from './fault';
import type { Cursor } from './scan';

/**
 * `field:=value`, and `field:==value`: the colon says it already.
 * @param written the field's name as it stands there
 */
export function equalsSign(cursor: Cursor, written: string): never {
  const start = cursor.pos;
  let end = start;
  while (cursor.text[end] === '=') end++;
  const message = `The colon says "is": leave the ${cursor.text.slice(start, end)} out. To look for a value that begins so, put quotes around it.`;
  const value = cursor.text.slice(end, cursor.wordEnd());
  if (value === '') fail(start, end, message);
  fail(start, cursor.wordEnd(), `${message} Did you mean ${written}:${value}?`, value);
}
