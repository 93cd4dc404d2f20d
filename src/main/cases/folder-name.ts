/** What Windows reserves, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i;
/** Path separators, what Windows forbids, control characters, and invisible or direction-changing ones. */
const UNSAFE = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu;
/** Leaves room for the suffix within the 255 bytes that most file systems allow, and for long Windows paths. */
const MAX_BYTES = 120;
const MAX_CHARACTERS = 60;

/**
 * A folder name for a case of this name, safe on Windows, macOS and Linux. The case keeps its own
 * name in case.json.
 */
export function safeFolderName(name: string): string {
  const clean = name
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(UNSAFE, '_')
    .replace(/^[\s.~-]+/u, '');
  const cut = trimEnd(shorten(clean));
  if (/^[_\s]*$/u.test(cut)) return 'case';
  return RESERVED.test(cut) ? `_${cut}` : cut;
}

/** Windows drops blanks and dots at the end of a name. */
function trimEnd(name: string): string {
  return name.replace(/[\s.]+$/u, '');
}

function shorten(name: string): string {
  let bytes = 0;
  let count = 0;
  let short = '';
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    count += 1;
    if (bytes > MAX_BYTES || count > MAX_CHARACTERS) break;
    short += character;
  }
  return short;
}
