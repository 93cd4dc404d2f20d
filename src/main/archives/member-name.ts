import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { DigestIndex } from '../cases/digest-index';

/** Bytes of a member's path that are kept. */
const NAME_BYTES = 4096;
const KEY_BYTES = 16;

/** A path in an archive as text: UTF-8, with U+FFFD for what is none; cut where it is longer than any path. */
export function nameText(bytes: Uint8Array, decode?: (bytes: Buffer) => string): string {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shown = name.length <= NAME_BYTES ? name : name.subarray(0, NAME_BYTES);
  const text = decode === undefined || isUtf8(name) ? shown.toString('utf8') : decode(shown);
  if (shown === name) return text;
  return `${text}… (name of ${name.length} bytes, SHA-256 ${hash('sha256', name, 'hex')})`;
}

/** Gives each member of an archive a path of its own, always the same for the same archive. */
export class MemberNames {
  private readonly seen = new DigestIndex(KEY_BYTES);
  /** By the key of a path that came more than once: the highest number given. */
  private readonly repeated = new Map<string, number>();

  /** The path itself, or with a note which of the members of this path it is. */
  unique(path: string): string {
    // The empty path is the rest of the archive.
    const named = path === '' ? '(no name)' : path;
    const key = keyOf(named);
    if (this.add(key)) return named;
    const id = Buffer.from(key).toString('latin1');
    for (let number = (this.repeated.get(id) ?? 1) + 1; ; number += 1) {
      const name = `${named} (member ${number} of this name)`;
      if (!this.add(keyOf(name))) continue;
      this.repeated.set(id, number);
      return name;
    }
  }

  private add(key: Uint8Array): boolean {
    if (this.seen.newest(key) >= 0) return false;
    this.seen.add(key);
    return true;
  }
}

function keyOf(name: string): Uint8Array {
  return hash('sha256', name, 'buffer').subarray(0, KEY_BYTES);
}
