import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Hmac } from 'node:crypto';
import type { CaseFile } from './case-file';

const KEY_BYTES = 32;

/** A key for a new case: 32 random bytes, in hex. */
export function newCaseKey(): string {
  return randomBytes(KEY_BYTES).toString('hex');
}

/**
 * The key that a case folder was given when it was made; copies of the folder share it. It is in case.json and in the
 * ledger, and nowhere else: what is told of it is its fingerprint.
 */
export class CaseKey {
  /** SHA-256 (hex) of the key; null for a case that was made before there were keys. */
  readonly fingerprint: string | null;
  readonly #secret: Buffer;

  constructor({ id, key }: Pick<CaseFile, 'id' | 'key'>) {
    // Without a key the id stands in: two folders of one id are not told apart by it, their evidence still is.
    this.#secret = key === undefined ? Buffer.from(id) : Buffer.from(key, 'hex');
    this.fingerprint = key === undefined ? null : createHash('sha256').update(this.#secret).digest('hex');
  }

  /** HMAC-SHA-256 with the key. @param use told apart from every other use of the key */
  hmac(use: string): Hmac {
    return createHmac('sha256', this.#secret).update(`trailbench ${use}\0`);
  }
}
