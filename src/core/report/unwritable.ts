/**
 * Characters that a CSV file cannot hold: NUL ends the text for many readers, and half a surrogate
 * pair has no UTF-8. They are written as JSON writes them, `\u0000` and `\ud83d`.
 */
const UNWRITABLE = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const EACH = new RegExp(UNWRITABLE, 'g');

export function isWritable(text: string): boolean {
  return !UNWRITABLE.test(text);
}

export function writable(text: string): string {
  return isWritable(text)
    ? text
    : text.replace(EACH, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
