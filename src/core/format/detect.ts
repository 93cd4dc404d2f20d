import { archiveKind } from './archive';
import { byteOrderMark, skipSpace } from './bytes';
import type { Detection } from './format';
import { FORMATS } from './formats';
import { isList, outlineOf } from './outline';
import type { Outline } from './outline';

/** How many bytes of a source `detect` makes use of. */
export const HEAD_BYTES = 64 * 1024;

const UTF16_NOTE =
  'The file is UTF-16 text, as Windows PowerShell writes with ">": convert a copy to UTF-8 (Get-Content FILE | Set-Content -Encoding utf8 COPY) and add the copy.';
const ZIP_NOTE = 'The file is a part of a zip archive: join the parts, or unpack it and add the folder.';
const GZIP_NOTE = 'The file is compressed twice: decompress it once more and add the result.';

/**
 * What a source is, from its content alone.
 * @param bytes the first inflated bytes: HEAD_BYTES, or all there are
 * @param whole `bytes` is all there is
 */
export function detect(bytes: Uint8Array, whole: boolean): Detection {
  const head = bytes.subarray(0, HEAD_BYTES);
  const complete = whole && bytes.length <= HEAD_BYTES;
  if (complete && skipSpace(head, byteOrderMark(head), head.length) === head.length) return { kind: 'empty' };
  if (isUtf16(head)) return { kind: 'text', note: UTF16_NOTE };
  if (archiveKind(head) !== undefined) return { kind: 'archive' };
  const outline = outlineOf(head, complete);
  if (outline !== undefined) {
    const kind = kindOf(outline);
    if (kind !== undefined) return kind;
    const format = FORMATS.find((candidate) => candidate.matches(outline));
    if (format !== undefined) return { kind: 'cloudtrail', format: format.id };
  }
  if (hasControls(head)) return binary(head);
  return { kind: outline !== undefined && !(complete && !isJson(head)) ? 'json' : 'text' };
}

/**
 * Files that lie beside logs. A digest names its own object and the fingerprint of its key (AWS
 * CloudTrail user guide, "CloudTrail digest file structure"); AWS Config lists configurationItems.
 */
function kindOf({ members }: Outline): Detection | undefined {
  if (isList(members.get('Records'))) return undefined;
  if (members.has('digestS3Object') || members.has('digestPublicKeyFingerprint')) return { kind: 'digest' };
  if (isList(members.get('configurationItems'))) return { kind: 'config' };
  return undefined;
}

function binary(head: Uint8Array): Detection {
  if (head[0] === 0x50 && head[1] === 0x4b) return { kind: 'binary', note: ZIP_NOTE };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'binary', note: GZIP_NOTE };
  return { kind: 'binary' };
}

/** By its byte order mark, or by a brace or bracket beside a zero byte. */
function isUtf16(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const opens = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;
  return (opens(first) && second === 0) || (first === 0 && opens(second));
}

/** Control characters that no text holds: all of ASCII's but tab, line ends, form feed and escape. */
function hasControls(head: Uint8Array): boolean {
  return head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b));
}

function isJson(head: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(head));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
}
