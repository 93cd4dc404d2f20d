import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { streamedAnswer, type StreamedAnswer } from '../remote/raw-answer';
import { awsFailure, BodyError } from './aws-failure';
import { bodyCheck, type BodyCheck } from './body-check';
import { InFile, InMemory, TemporaryFileError, type BodyTarget } from './body-target';
import type { BucketClient } from './connection';
import { bareEtag } from './list-page';
import { storeTime } from './store-time';

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
  /** What the bytes were compared with: kinds of checksums, `etag`, `length` alone, or `nothing`. */
  readonly checked: string;
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
 * store says one that can be made here, and else the ETag where that is an MD5.
 *
 * @throws the SDK's error, BodyError, TemporaryFileError, or the signal's reason
 */
export async function fetchObject(to: BucketClient, wanted: WantedObject, options: FetchOptions): Promise<Fetched> {
  const watch = new Watch(options);
  let body: Readable | undefined;
  try {
    const answer = await watch.until(streamedAnswer(() => to.client.send(command(to, wanted))));
    body = answer.body;
    watch.guard(body);
    checkAnswer(answer, wanted);
    to.answered();
    const length = lengthOf(answer, wanted);
    const isSmall = length !== undefined && length < options.fileFrom;
    const target = isSmall ? new InMemory(length) : new InFile(options.temporaryPath(), options.caseFolder);
    const check = bodyCheck(answer.headers, to);
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        watch.touch();
        options.onBytes?.(chunk.length);
        check.update(chunk);
        if (length !== undefined && target.size + chunk.length > length)
          throw new BodyError('truncated', 'More bytes came than were announced.');
        await target.write(chunk);
      }
      if (length !== undefined && target.size !== length) {
        throw new BodyError('truncated', `${target.size} bytes came of ${length}.`);
      }
      await check.verify();
      await target.finish();
      const object = described(answer, target, check);
      const isUnchecked = length === undefined && object.checked === 'length';
      return { object: isUnchecked ? { ...object, checked: 'nothing' } : object, temporary: target.path };
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

const METADATA = 'x-amz-meta-';

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

/**
 * That it is the object which was asked for: a store, or what stands before it, may heed no condition.
 * @throws BodyError
 */
function checkAnswer({ status, headers }: StreamedAnswer, { etag = '', size, versionId }: WantedObject): void {
  if (status !== 200) throw new BodyError('foreign', `The answer has status ${status}, and no whole object.`);
  const found = bareEtag(headers['etag']?.trim().replace(/^W\//, ''));
  const type = headers['content-type'] ?? '';
  const isStores = found !== '' || Object.keys(headers).some((name) => name.startsWith('x-amz-'));
  // A store may say little of an object, but what was listed is known by its length; a page is no object of such a store.
  if (!isStores && (size === undefined || /html/i.test(type))) {
    const what = type === '' ? 'something without a type' : type;
    throw new BodyError('foreign', `What answered is no object of a store, which has an ETag, but ${what}.`);
  }
  if (etag !== '' && found !== '' && found.toLowerCase() !== etag.toLowerCase()) {
    throw new BodyError('changed', `It was listed with the ETag ${etag}, and has ${found} now.`);
  }
  const version = headers['x-amz-version-id'];
  if (versionId !== undefined && version !== versionId && (versionId !== 'null' || version !== undefined)) {
    const other = version === undefined ? 'does not say which version it gives' : `gives the version ${version}`;
    throw new BodyError('changed', `The version ${versionId} was asked for, and the store ${other}.`);
  }
}

/** Undefined where it is not told, and the body tells its end itself. */
function lengthOf({ headers }: StreamedAnswer, { size }: WantedObject): number | undefined {
  const written = headers['content-length']?.trim() ?? '';
  const told = /^\d{1,15}$/.test(written) ? Number(written) : undefined;
  const length = told ?? size;
  const tellsEnd = /chunked/i.test(headers['transfer-encoding'] ?? '');
  if (length === undefined && !tellsEnd) throw new BodyError('truncated', 'The answer does not say how long it is.');
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
  async until(answer: Promise<StreamedAnswer>): Promise<StreamedAnswer> {
    return await new Promise((resolve, reject) => {
      this.giveUp = reject;
      answer.then((came) => {
        if (this.reason === undefined) resolve(came);
        else came.body.destroy();
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

function described({ headers }: StreamedAnswer, { size, bytes }: BodyTarget, check: BodyCheck): FetchedObject {
  const etag = bareEtag(headers['etag']?.trim());
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(METADATA) ? [[name.slice(METADATA.length), value] as const] : [],
  );
  return {
    size,
    bytes,
    modified: storeTime(headers['last-modified']),
    etag: etag === '' ? undefined : etag,
    // `null` is what a store says of an object from before versions were kept.
    versionId: headers['x-amz-version-id'],
    checksum: check.checksum,
    checked: check.by,
    metadata: metadata.length === 0 ? undefined : Object.fromEntries(metadata),
  };
}

/** True where the whole case is concerned, and not this object. */
export function concernsCase(cause: unknown): boolean {
  return cause instanceof TemporaryFileError || awsFailure(cause).kind === 'credentials';
}
