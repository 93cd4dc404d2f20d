import { archiveKind } from './archive';
import { byteOrderMark, skipSpace } from './bytes';
import type { Detection } from './format';
import { FORMATS } from './formats';
import { isList, outlineOf } from './outline';
import type { Outline } from './outline';
import { isS3Notification, kindByJson, nestsRecords } from './other-json';
import type { OtherId } from './other-kinds';
import { kindBySignature } from './other-signatures';
import { kindByText } from './other-texts';

/** How many bytes of a source `detect` makes use of. */
export const HEAD_BYTES = 64 * 1024;

/**
 * What a source is, from its content alone.
 * @param bytes the first inflated bytes: HEAD_BYTES, or all there are
 * @param whole `bytes` is all there is
 */
export function detect(bytes: Uint8Array, whole: boolean): Detection {
  const head = bytes.subarray(0, HEAD_BYTES);
  const complete = whole && bytes.length <= HEAD_BYTES;
  if (complete && skipSpace(head, byteOrderMark(head), head.length) === head.length) return { kind: 'empty' };
  if (isUtf16(head)) return { kind: 'text', what: 'utf-16' };
  if (archiveKind(head) !== undefined) return { kind: 'archive' };
  const signature = kindBySignature(head);
  if (signature !== undefined) return { kind: 'binary', what: signature };
  const text = decoder.decode(head);
  const outline = outlineOf(head, complete);
  if (outline !== undefined) {
    const kind = kindOf(outline, text);
    if (kind !== undefined) return kind;
    const format = FORMATS.find((candidate) => candidate.matches(outline));
    if (format !== undefined) return { kind: 'cloudtrail', format: format.id };
  }
  if (hasControls(head)) return { kind: 'binary' };
  if (outline === undefined) return told('text', kindByText(text));
  const what = kindByJson(outline, text) ?? (nestsRecords(text) ? 'nested-records' : kindByText(text));
  return told(complete && !outline.lines && !isJson(text) ? 'text' : 'json', what);
}

function told(kind: 'json' | 'text', what: OtherId | undefined): Detection {
  return what === undefined ? { kind } : { kind, what };
}

const decoder = new TextDecoder();

/**
 * Files that lie beside logs. A digest names its own object and the fingerprint of its key (AWS
 * CloudTrail user guide, "CloudTrail digest file structure"); AWS Config lists configurationItems.
 */
function kindOf({ members }: Outline, text: string): Detection | undefined {
  if (isList(members.get('Records')))
    return isS3Notification(text) ? { kind: 'json', what: 's3-notification' } : undefined;
  if (members.has('digestS3Object') || members.has('digestPublicKeyFingerprint')) return { kind: 'digest' };
  if (isList(members.get('configurationItems'))) return { kind: 'config' };
  return undefined;
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
}
