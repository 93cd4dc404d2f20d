import { createHash } from 'node:crypto';
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { Xxh3_128, Xxh3_64, Xxh64 } from '@aws-sdk/checksums/xxh';
import { BodyError } from './aws-failure';
import { bareEtag } from './list-page';

type Headers = Readonly<Record<string, string>>;

/** Sums up bytes as they come. */
interface Summer {
  update(chunk: Uint8Array): void;
  digest(): Promise<Uint8Array> | Uint8Array;
}

interface Kind {
  /** Of the checksum. */
  readonly bytes: number;
  readonly start: () => Summer;
  /** S3 does not say in which order it writes the bytes: both are taken. */
  readonly eitherWay?: true;
}

/** Checksums that can be made here, by the name in S3's headers. */
const KINDS: Readonly<Record<string, Kind>> = {
  sha256: { bytes: 32, start: () => createHash('sha256') },
  sha512: { bytes: 64, start: () => createHash('sha512') },
  sha1: { bytes: 20, start: () => createHash('sha1') },
  md5: { bytes: 16, start: () => createHash('md5') },
  crc64nvme: { bytes: 8, start: () => new Crc64Nvme() },
  crc32c: { bytes: 4, start: () => new Crc32c() },
  crc32: { bytes: 4, start: () => new Crc32() },
  xxhash128: { bytes: 16, start: () => new Xxh3_128(), eitherWay: true },
  xxhash3: { bytes: 8, start: () => new Xxh3_64(), eitherWay: true },
  xxhash64: { bytes: 8, start: () => new Xxh64(), eitherWay: true },
};

const S3_HEADER = 'x-amz-checksum-';
/** Headers of that beginning that are no checksum. */
const NO_CHECKSUM = new Set(['type', 'mode', 'algorithm']);
const MD5 = /^[0-9a-f]{32}$/;

/** A checksum as a header says it. */
interface Announced {
  /** In lower case, `sha256` and the like; also those that cannot be made here. */
  readonly kind: string;
  /** As it is written. */
  readonly value: string;
  readonly isPartwise: boolean;
}

export interface BodyCheck {
  /** Of the store, as it is written: `sha256:BASE64`; undefined where it says none. */
  readonly checksum: string | undefined;
  /** What the bytes are compared with: kinds of checksums, `etag`, or `length` alone. */
  readonly by: string;
  update(chunk: Uint8Array): void;
  /** @throws BodyError `checksum` where the bytes are others than the store says */
  verify(): Promise<void>;
}

/**
 * Compares a body with every checksum that its headers say and that can be made here; where there is none, with the ETag
 * where that is an MD5. A checksum over the checksums of parts says nothing of the bytes alone.
 */
export function bodyCheck(headers: Headers, { aws }: { readonly aws: boolean }): BodyCheck {
  const announced = announcedIn(headers);
  const sums = announced.flatMap((one) => {
    const kind = one.isPartwise || !Object.hasOwn(KINDS, one.kind) ? undefined : KINDS[one.kind];
    const wanted = kind === undefined ? undefined : bytesOf(one.value, kind.bytes);
    if (kind === undefined || wanted === undefined) return [];
    return [{ name: one.kind, wanted, eitherWay: kind.eitherWay === true, summer: kind.start() }];
  });
  const etag = sums.length === 0 ? md5Etag(headers, aws) : undefined;
  if (etag !== undefined) {
    sums.push({ name: 'etag', wanted: Buffer.from(etag, 'hex'), eitherWay: false, summer: createHash('md5') });
  }
  const [first] = announced;
  return {
    checksum: first === undefined ? undefined : `${first.kind}:${first.value}`,
    by: sums.length === 0 ? 'length' : [...new Set(sums.map(({ name }) => name))].join(' '),
    update(chunk) {
      for (const { summer } of sums) summer.update(chunk);
    },
    async verify() {
      for (const { name, wanted, eitherWay, summer } of sums) {
        const found = Buffer.from(await summer.digest());
        if (found.equals(wanted) || (eitherWay && Buffer.from(found).reverse().equals(wanted))) continue;
        const what = name === 'etag' ? 'ETag (MD5)' : name.toUpperCase();
        const message = `The bytes have ${what} ${found.toString('hex')}, and the store says ${wanted.toString('hex')}.`;
        throw new BodyError('checksum', message);
      }
    },
  };
}

/** Those of S3 first, the strongest of them before others. */
function announcedIn(headers: Headers): Announced[] {
  const found: Announced[] = [];
  const partwise = headers['x-amz-checksum-type']?.toUpperCase() === 'COMPOSITE';
  const add = (kind: string, value: string, isPartwise = false): void => {
    if (value !== '') found.push({ kind, value, isPartwise });
  };
  for (const [name, written] of Object.entries(headers)) {
    const kind = name.startsWith(S3_HEADER) ? name.slice(S3_HEADER.length) : '';
    if (kind === '' || NO_CHECKSUM.has(kind)) continue;
    const value = written.trim();
    add(kind, value, partwise || /-\d+$/.test(value));
  }
  const order = Object.keys(KINDS);
  const rank = ({ kind }: Announced): number => (order.includes(kind) ? order.indexOf(kind) : order.length);
  found.sort((a, b) => rank(a) - rank(b));
  add('md5', headers['content-md5']?.trim() ?? '');
  // `crc32c=BASE64,md5=BASE64` of Google Cloud Storage.
  for (const part of (headers['x-goog-hash'] ?? '').split(',')) {
    const [, kind = '', value = ''] = /^\s*(crc32c|md5)=(\S+)\s*$/.exec(part) ?? [];
    add(kind, value);
  }
  return found;
}

/** Base64, or hex as some stores write it; undefined where it is neither, or of another length. */
function bytesOf(text: string, length: number): Buffer | undefined {
  if (/^[0-9a-f]+$/i.test(text) && text.length === 2 * length) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length ? bytes : undefined;
}

/**
 * The ETag is an MD5 of the bytes where the object was put in one piece and not encrypted with a key of KMS or of the
 * customer ("Common response headers", Amazon S3 API reference). Other stores encrypt in ways of their own: there an
 * encrypted object's ETag says nothing.
 */
function md5Etag(headers: Headers, aws: boolean): string | undefined {
  const etag = bareEtag(headers['etag']?.trim());
  const encryption = headers['x-amz-server-side-encryption'];
  if (!MD5.test(etag) || headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined) return undefined;
  if (encryption !== undefined && (encryption !== 'AES256' || !aws)) return undefined;
  return etag;
}
