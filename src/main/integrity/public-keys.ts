import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import * as v from 'valibot';
import type { SignatureCheck } from '../../core/integrity/digest-facts';

/** Files with public keys are small; larger ones are not looked into. Bytes. */
export const KEY_FILE_MAX = 1024 * 1024;

/** A public key with which CloudTrail signs digests. */
export interface PublicKey {
  /** MD5 of the DER bytes as AWS delivers them, hex: what digests name. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  /** From when to when AWS signs with it, ISO 8601 UTC; null where the file does not say. */
  readonly from: string | null;
  readonly to: string | null;
}

const time = v.union([v.string(), v.number()]);
const listed = v.object({
  Value: v.string(),
  Fingerprint: v.optional(v.string()),
  ValidityStartTime: v.optional(time),
  ValidityEndTime: v.optional(time),
});
/** What `aws cloudtrail list-public-keys` prints; AWS's guide writes the list's name with a small letter. */
const keyList = v.union([
  v.object({ PublicKeyList: v.array(v.unknown()) }),
  v.pipe(
    v.object({ publicKeyList: v.array(v.unknown()) }),
    v.transform(({ publicKeyList }) => ({ PublicKeyList: publicKeyList })),
  ),
]);

/**
 * The public keys in a file: the JSON of ListPublicKeys, PEM, or DER as it is or in base64. Found from the content.
 *
 * @returns empty where there are none
 */
export function readPublicKeys(bytes: Uint8Array): PublicKey[] {
  const text = textOf(bytes);
  if (text.startsWith('{')) return fromList(text);
  const pems = text.match(/-----BEGIN (?:RSA )?PUBLIC KEY-----[^-]+-----END (?:RSA )?PUBLIC KEY-----/g);
  if (pems !== null) return pems.flatMap((pem) => fromPem(pem));
  if (/^[A-Za-z0-9+/=\s]+$/.test(text)) return fromDer(Buffer.from(text, 'base64'));
  return bytes[0] === 0x30 ? fromDer(Buffer.from(bytes)) : [];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').trim();
}

function fromList(text: string): PublicKey[] {
  const parsed = v.safeParse(keyList, parseJson(text));
  if (!parsed.success) return [];
  return parsed.output.PublicKeyList.flatMap((entry) => {
    const item = v.safeParse(listed, entry);
    if (!item.success) return [];
    const { Value, ValidityStartTime: from, ValidityEndTime: to } = item.output;
    return fromDer(Buffer.from(Value, 'base64')).map((key) => ({ ...key, from: timeOf(from), to: timeOf(to) }));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Other JSON, cut off or not, holds no keys.
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function timeOf(value: string | number | undefined): string | null {
  if (value === undefined) return null;
  // Seconds as a number, as a number in quotes, or ISO 8601.
  const seconds = typeof value === 'number' || /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  const at = new Date(seconds === undefined ? value : seconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function fromPem(pem: string): PublicKey[] {
  const key = keyOf(() => createPublicKey(pem));
  return key === undefined ? [] : [withFingerprint(key, key.export({ type: 'pkcs1', format: 'der' }))];
}

/** PKCS#1, as AWS delivers it, or SPKI. */
function fromDer(der: Buffer): PublicKey[] {
  for (const type of ['pkcs1', 'spki'] as const) {
    const key = keyOf(() => createPublicKey({ key: der, format: 'der', type }));
    if (key !== undefined) return [withFingerprint(key, der)];
  }
  return [];
}

/** Undefined where the bytes are no RSA key. */
function keyOf(make: () => KeyObject): KeyObject | undefined {
  try {
    const key = make();
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch (cause) {
    // Every text of letters could be base64: what OpenSSL cannot decode is no key.
    if (cause instanceof Error && 'code' in cause) return undefined;
    throw cause;
  }
}

function withFingerprint(key: KeyObject, der: Buffer): PublicKey {
  return { fingerprint: createHash('md5').update(der).digest('hex'), key, from: null, to: null };
}

/** Of an SPKI file the PKCS#1 form within is what AWS delivers: both fingerprints of a key. */
export function fingerprintsOf({ fingerprint, key }: PublicKey): readonly string[] {
  const pkcs1 = withFingerprint(key, key.export({ type: 'pkcs1', format: 'der' }));
  return [fingerprint, pkcs1.fingerprint];
}

/** The list goes on in another answer, or it was cut off. */
export function hasMoreKeys(bytes: Uint8Array): boolean {
  const parsed = v.safeParse(v.object({ NextToken: v.pipe(v.string(), v.minLength(1)) }), parseJson(textOf(bytes)));
  return parsed.success;
}

/** The public keys known, by fingerprint. */
export class PublicKeys {
  private readonly keys = new Map<string, PublicKey>();

  add(key: PublicKey): void {
    const [own, pkcs1 = own] = fingerprintsOf(key);
    if (own === undefined || pkcs1 === undefined) return;
    this.keys.set(own, key);
    if (!this.keys.has(pkcs1)) this.keys.set(pkcs1, { ...key, fingerprint: pkcs1 });
  }

  /** Distinct keys. */
  get count(): number {
    return new Set(
      [...this.keys.values()].map(({ key }) => key.export({ type: 'pkcs1', format: 'der' }).toString('hex')),
    ).size;
  }

  readonly check: SignatureCheck = (fingerprint, message, signature) => {
    const known = this.keys.get(fingerprint);
    if (known === undefined) return 'no-key';
    const good = verify('RSA-SHA256', Buffer.from(message, 'utf8'), known.key, Buffer.from(signature, 'hex'));
    return good ? 'good' : 'bad';
  };
}
