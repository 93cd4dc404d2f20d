import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { awsFailure, BodyError } from './aws-failure';
import { InFile, InMemory, TemporaryFileError, type BodyTarget } from './body-target';
import type { BucketClient } from './connection';
import { bareEtag } from './list-page';

/** What is wanted: an object, in the state in which it was listed where that is known. */
export interface WantedObject {
  readonly key: string;
  /** As listed; undefined where it is not known. */
  readonly size?: number | undefined;
  readonly etag?: string | undefined;
  readonly versionId?: string | undefined;
}

/** An object that came whole, with what the store says of it. */
export interface FetchedObject {
  readonly size: number;
  readonly modified: string | null;
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
  /** `crc32c:...` as the store keeps it, base64; undefined where it keeps none. */
  readonly checksum: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** The bytes of a small object, in a buffer of their own; otherwise they are in the temporary file. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Objects of this size and over go to a file. Bytes. */
  readonly fileFrom: number;
  /** A fresh path for such a file. */
  readonly temporaryPath: () => string;
  /** The case folder, which such a path lies in. */
  readonly caseFolder: string;
  /** Milliseconds without a byte after which a try is given up. */
  readonly idle: number;
  readonly onBytes?: (count: number) => void;
}

export interface Fetched {
  readonly object: FetchedObject;
  /** Where the bytes are, unless they are in memory. */
  readonly temporary: string | undefined;
}

/**
 * Fetches one object once. The body is read to its end or destroyed; its length is checked, and its checksum where the
 * store keeps one, and else the ETag where that is an MD5.
 *
 * @throws the SDK's error, BodyError, TemporaryFileError, or the signal's reason
 */
export async function fetchObject(to: BucketClient, wanted: WantedObject, options: FetchOptions): Promise<Fetched> {
  const watch = new Watch(options);
  let body: Readable | undefined;
  try {
    const output = await watch.until(to.client.send(command(to, wanted)));
    body = output.Body as Readable | undefined;
    if (body === undefined) throw new BodyError('truncated', 'The answer has no body.');
    watch.guard(body);
    const length = lengthOf(output, wanted);
    const target =
      length < options.fileFrom ? new InMemory(length) : new InFile(options.temporaryPath(), options.caseFolder);
    const check = md5Of(output, to);
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        watch.touch();
        options.onBytes?.(chunk.length);
        check?.hash.update(chunk);
        if (target.size + chunk.length > length)
          throw new BodyError('truncated', 'More bytes came than were announced.');
        await target.write(chunk);
      }
      if (target.size !== length) {
        throw new BodyError('truncated', `${target.size} bytes came of ${length}.`);
      }
      check?.verify();
      await target.finish();
      return { object: described(output, target), temporary: target.path };
    } catch (cause) {
      await target.discard();
      throw cause;
    }
  } catch (cause) {
    options.signal.throwIfAborted();
    throw watch.stalled ? new BodyError('network', `No byte came for ${options.idle / 1000} s.`, { cause }) : cause;
  } finally {
    watch.end();
    body?.destroy();
  }
}

function command(to: BucketClient, { key, etag, versionId }: WantedObject): GetObjectCommand {
  return new GetObjectCommand({
    Bucket: to.bucket,
    Key: key,
    ...(to.aws ? { ChecksumMode: 'ENABLED' } : {}),
    ...(versionId === undefined ? {} : { VersionId: versionId }),
    // Of an object that was changed since it was listed the store says so, and nothing is mixed up.
    ...(etag === undefined || etag === '' ? {} : { IfMatch: `"${etag}"` }),
    ...to.payer,
  });
}

function lengthOf({ ContentLength: told }: GetObjectCommandOutput, { size }: WantedObject): number {
  const length = told ?? size;
  if (length === undefined) throw new BodyError('truncated', 'The answer does not say how long it is.');
  if (size !== undefined && told !== undefined && told !== size) {
    throw new BodyError('truncated', `The answer has ${told} bytes, but the object was listed with ${size}.`);
  }
  return length;
}

/** Ends a try in which nothing moves: the SDK's own time limits do not cover a body that stalls. */
class Watch {
  stalled = false;
  private giveUp: ((reason: unknown) => void) | undefined;
  private reason: Error | undefined;
  private readonly timer: NodeJS.Timeout;
  private body: Readable | undefined;
  private readonly stop = (): void => this.end(this.options.signal.reason);

  constructor(private readonly options: FetchOptions) {
    const { signal, idle } = options;
    this.timer = setTimeout(() => {
      this.stalled = true;
      this.end(new BodyError('network', 'The connection stalled.'));
    }, idle);
    signal.addEventListener('abort', this.stop, { once: true });
    if (signal.aborted) this.stop();
  }

  /**
   * The answer, or the reason why it is not waited for. A signal that was handed to the SDK would have it build its
   * whole stack of middleware anew for each object, which costs as much as the request.
   */
  async until(answer: Promise<GetObjectCommandOutput>): Promise<GetObjectCommandOutput> {
    return await new Promise((resolve, reject) => {
      this.giveUp = reject;
      answer.then((output) => {
        if (this.reason === undefined) resolve(output);
        else (output.Body as Readable | undefined)?.destroy();
      }, reject);
      if (this.reason !== undefined) reject(this.reason);
    });
  }

  guard(body: Readable): void {
    this.body = body;
    // An error after the body was given up has nobody else to hear it.
    body.on('error', () => {});
    if (this.reason !== undefined) body.destroy(this.reason);
  }

  touch(): void {
    this.timer.refresh();
  }

  end(reason?: unknown): void {
    clearTimeout(this.timer);
    this.options.signal.removeEventListener('abort', this.stop);
    if (reason === undefined) return;
    this.reason = reason instanceof Error ? reason : new Error(String(reason));
    this.giveUp?.(this.reason);
    this.body?.destroy(this.reason);
  }
}

const MD5 = /^[0-9a-f]{32}$/;

/**
 * The ETag is an MD5 of the bytes where the object was put in one piece and not encrypted with a key of KMS or of the
 * customer ("Common response headers", Amazon S3 API reference). Other stores encrypt in ways of their own: there an
 * encrypted object's ETag says nothing.
 */
function md5Of(
  output: GetObjectCommandOutput,
  { aws }: BucketClient,
): { readonly hash: Hash; readonly verify: () => void } | undefined {
  // The SDK has checked the body against it as it came.
  if (checksumOf(output) !== undefined && aws && output.ChecksumType !== 'COMPOSITE') return undefined;
  const { ServerSideEncryption: encryption, SSECustomerAlgorithm: customer } = output;
  const etag = bareEtag(output.ETag);
  if (!MD5.test(etag) || customer !== undefined) return undefined;
  if (encryption !== undefined && (encryption !== 'AES256' || !aws)) return undefined;
  const hash = createHash('md5');
  const verify = (): void => {
    const found = hash.digest('hex');
    if (found !== etag) throw new BodyError('checksum', `The bytes have MD5 ${found}, and the store says ${etag}.`);
  };
  return { hash, verify };
}

function checksumOf(output: GetObjectCommandOutput): string | undefined {
  const kinds = [
    ['crc64nvme', output.ChecksumCRC64NVME],
    ['crc32c', output.ChecksumCRC32C],
    ['crc32', output.ChecksumCRC32],
    ['sha256', output.ChecksumSHA256],
    ['sha1', output.ChecksumSHA1],
  ] as const;
  const [kind, value] = kinds.find(([, found]) => found !== undefined) ?? [];
  return value === undefined || kind === undefined ? undefined : `${kind}:${value}`;
}

function described(output: GetObjectCommandOutput, { size, bytes }: BodyTarget): FetchedObject {
  const { ETag, VersionId, LastModified, Metadata } = output;
  const etag = bareEtag(ETag);
  return {
    size,
    bytes,
    modified: LastModified?.toISOString() ?? null,
    etag: etag === '' ? undefined : etag,
    // `null` is what a store says of an object from before versions were kept.
    versionId: VersionId,
    checksum: checksumOf(output),
    metadata: Metadata === undefined || Object.keys(Metadata).length === 0 ? undefined : Metadata,
  };
}

/** True where the whole case is concerned, and not this object. */
export function concernsCase(cause: unknown): boolean {
  return cause instanceof TemporaryFileError || awsFailure(cause).kind === 'credentials';
}
