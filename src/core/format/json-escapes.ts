/** What may follow a backslash in a JSON string, apart from `u` (RFC 8259, section 7): 1 for these bytes. */
export const ESCAPES = tableOf('"\\/bfnrt');
/** Digits of `\uXXXX`: 1 for these bytes. */
export const HEX = tableOf('0123456789abcdefABCDEF');

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
