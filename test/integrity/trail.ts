import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { recordsFile } from '../support/log-files';

/** A key pair as CloudTrail has one for each region and time. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** DER, PKCS#1, as ListPublicKeys delivers it. */
  readonly der: Buffer;
  readonly fingerprint: string;
}

/** Making keys is slow: tests share these. */
const made: SigningKey[] = [];

export function signingKey(number = 0): SigningKey {
  const known = made[number];
  if (known !== undefined) return known;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  const key = { privateKey, der, fingerprint: createHash('md5').update(der).digest('hex') };
  made[number] = key;
  return key;
}

/** What `aws cloudtrail list-public-keys` prints. @param valid from when to when they sign; null: it does not say */
export function publicKeyList(
  keys: readonly SigningKey[],
  valid: readonly [from: string, to: string] | null = ['2024-01-01T00:00:00Z', '2024-12-31T00:00:00Z'],
  more: Readonly<Record<string, string>> = {},
): string {
  return JSON.stringify({
    PublicKeyList: keys.map(({ der, fingerprint }) => ({
      Value: der.toString('base64'),
      ...(valid === null ? {} : { ValidityStartTime: valid[0], ValidityEndTime: valid[1] }),
      Fingerprint: fingerprint,
    })),
    ...more,
  });
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An object of a bucket. */
export interface Stored {
  bucket: string;
  key: string;
  bytes: Buffer;
  metadata?: Readonly<Record<string, string>>;
  /** Where it was found, if not in its bucket: a path, or the name of an answer of AWS. */
  found?: string;
  /** Its bytes could not be had. */
  failed?: boolean;
}

export interface TrailOptions {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly trail?: string;
  readonly backfill?: boolean;
  readonly region?: string;
  /** Start of the first hour. */
  readonly start?: string;
  /** Content of a log file: number of its first record, how many, and when it is delivered, ms since 1970. */
  readonly records?: (first: number, count: number, at: number) => string;
}

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

/** As `aws s3 sync` leaves objects in a folder: without their metadata. */
export function copied(objects: readonly Stored[], folder = '/copy'): Stored[] {
  return objects.map(({ bucket, key, bytes }) => ({ bucket, key, bytes, found: `${folder}/${key}` }));
}

type DigestJson = Record<string, unknown>;

export interface Hour {
  /** Records of each log file. */
  readonly logs?: readonly number[];
  readonly key?: SigningKey;
  readonly bucket?: string;
  /** Changes the digest before it is signed. */
  readonly before?: (digest: DigestJson) => void;
}

/** A trail that delivers log files and digests hour by hour, as AWS describes them. */
export class Trail {
  readonly objects: Stored[] = [];
  readonly digests: Stored[] = [];
  readonly logs: Stored[] = [];
  private previous: { bucket: string; key: string; hash: string; signature: string } | undefined;
  private at: number;
  private count = 0;

  constructor(private readonly options: TrailOptions = {}) {
    this.at = Date.parse(options.start ?? '2024-05-01T10:00:00Z');
  }

  /** The next hour of the trail. */
  hour({
    logs = [2, 3],
    key = signingKey(),
    bucket = this.options.bucket ?? 'trail-bucket',
    before,
  }: Hour = {}): Stored {
    const [start, end] = [this.at, this.at + 3_600_000];
    this.at = end;
    const delivered = logs.map((records, index) => this.log(bucket, start + index * 300_000, records));
    const digest = this.digestJson(bucket, start, end, key, delivered);
    before?.(digest);
    return this.deliver(bucket, String(digest['digestS3Object']), digest, key);
  }

  /** Logging stands still: no digests. */
  pause(hours: number): void {
    this.at += hours * 3_600_000;
  }

  /** The chain begins anew. */
  restart(): void {
    this.previous = undefined;
  }

  private log(bucket: string, at: number, records: number): Stored {
    this.count += 1;
    const time = new Date(at).toISOString();
    const random = sha256(`${this.options.trail ?? ''}${String(this.count)}`).slice(0, 16);
    const name = `${ACCOUNT}_CloudTrail_${this.region}_${time.slice(0, 16).replaceAll(/[-:]/g, '')}Z_${random}.json.gz`;
    const key = `${this.folder('CloudTrail', time)}${name}`;
    const content = (this.options.records ?? recordsFile)(this.count * 100, records, at);
    const stored = { bucket, key, bytes: gzipSync(content, { level: 1 }) };
    this.logs.push(stored);
    this.objects.push(stored);
    return stored;
  }

  private get region(): string {
    return this.options.region ?? REGION;
  }

  private folder(kind: string, time: string): string {
    const prefix = this.options.prefix === undefined ? '' : `${this.options.prefix}/`;
    return `${prefix}AWSLogs/${ACCOUNT}/${kind}/${this.region}/${time.slice(0, 10).replaceAll('-', '/')}/`;
  }

  private digestJson(bucket: string, start: number, end: number, key: SigningKey, logs: readonly Stored[]): DigestJson {
    const time = new Date(end).toISOString();
    const stamp = `${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    const name = `${ACCOUNT}_CloudTrail-Digest_${this.region}_${this.options.trail ?? 'main-trail'}_${REGION}_${stamp}`;
    const { previous } = this;
    return {
      awsAccountId: ACCOUNT,
      digestStartTime: iso(start),
      digestEndTime: iso(end),
      digestS3Bucket: bucket,
      digestS3Object: `${this.folder('CloudTrail-Digest', time)}${name}${this.options.backfill === true ? '_backfill' : ''}.json.gz`,
      digestPublicKeyFingerprint: key.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: iso(end),
      oldestEventTime: iso(start),
      previousDigestS3Bucket: previous?.bucket ?? null,
      previousDigestS3Object: previous?.key ?? null,
      previousDigestHashValue: previous?.hash ?? null,
      previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
      previousDigestSignature: previous?.signature ?? null,
      logFiles: logs.map((log) => ({
        s3Bucket: log.bucket,
        s3Object: log.key,
        hashValue: sha256(inflated(log)),
        hashAlgorithm: 'SHA-256',
        newestEventTime: iso(end),
        oldestEventTime: iso(start),
      })),
    };
  }

  private deliver(bucket: string, key: string, digest: DigestJson, signing: SigningKey): Stored {
    const stored = signed({ bucket, key, digest }, signing);
    const { signature = '' } = stored.metadata ?? {};
    this.previous = { bucket, key, hash: sha256(inflated(stored)), signature };
    this.digests.push(stored);
    this.objects.push(stored);
    return stored;
  }
}

/** A digest with the signature that the key makes of it. */
export function signed(
  { bucket, key, digest }: { readonly bucket: string; readonly key: string; readonly digest: DigestJson },
  signing: SigningKey,
): Stored {
  const json = JSON.stringify(digest);
  const previous = digest['previousDigestSignature'];
  const message = `${String(digest['digestEndTime'])}\n${String(digest['digestS3Bucket'])}/${String(digest['digestS3Object'])}\n${sha256(json)}\n${typeof previous === 'string' ? previous : 'null'}`;
  const signature = createSign('RSA-SHA256').update(message).sign(signing.privateKey).toString('hex');
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
  return { bucket, key, bytes: gzipSync(json), metadata };
}

export function inflated({ bytes }: Stored): Buffer {
  return gunzipSync(bytes);
}

export function digestJson(stored: Stored): DigestJson {
  return JSON.parse(inflated(stored).toString('utf8')) as DigestJson;
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Writes objects as `aws s3 sync` does: their keys become paths, their metadata are lost. */
export function writeObjects(folder: string, objects: readonly Stored[]): void {
  for (const { key, bytes } of objects) {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
