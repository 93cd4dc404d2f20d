import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { BucketClient } from './connection';
import { patiently } from './connection';

/** One object as a listing tells it. */
export interface ListedObject {
  readonly key: string;
  /** Stored bytes. */
  readonly size: number;
  /** Last change, ISO 8601 UTC; null where the store does not tell. */
  readonly modified: string | null;
  /** Without its quotes; empty where the store does not tell. */
  readonly etag: string;
  /** Undefined for the usual class. */
  readonly storageClass: string | undefined;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** Common prefixes up to the delimiter. */
  readonly folders: readonly string[];
  /** Undefined for the last page. */
  readonly next: string | undefined;
}

export interface PageRequest {
  readonly prefix: string;
  /** `/` for one level alone. */
  readonly delimiter?: string | undefined;
  /** Keys after this one. */
  readonly after?: string | undefined;
  /** The page that follows another. */
  readonly token?: string | undefined;
  /** Keys in a page: 1,000 at most. */
  readonly count?: number | undefined;
}

/**
 * One page of a listing, with retries.
 * @throws the error of the SDK; the signal's reason where it aborts
 */
export async function listPage(to: BucketClient, request: PageRequest, signal: AbortSignal): Promise<ListPage> {
  const { prefix, delimiter, after, token, count } = request;
  const command = new ListObjectsV2Command({
    Bucket: to.bucket,
    Prefix: prefix,
    // Keys may hold characters that XML cannot: then they come percent-encoded.
    EncodingType: 'url',
    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    ...(after === undefined || token !== undefined ? {} : { StartAfter: after }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(count === undefined ? {} : { MaxKeys: count }),
    ...to.payer,
  });
  const page = await patiently(() => to.client.send(command, { abortSignal: signal }), signal);
  const decode = page.EncodingType === 'url' ? decodeKey : (key: string): string => key;
  const objects: ListedObject[] = [];
  for (const { Key, Size, LastModified, ETag, StorageClass } of page.Contents ?? []) {
    if (Key === undefined) continue;
    objects.push({
      key: decode(Key),
      size: Size ?? 0,
      modified: LastModified?.toISOString() ?? null,
      etag: bareEtag(ETag),
      storageClass: StorageClass === 'STANDARD' ? undefined : StorageClass,
    });
  }
  const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [decode(Prefix)]));
  const next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  return { objects, folders, next };
}

/** `"abc"` as abc. */
export function bareEtag(etag: string | undefined): string {
  return etag?.replace(/^"(.*)"$/, '$1') ?? '';
}

function decodeKey(key: string): string {
  const spaced = key.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    // Some stores say that they encode, and do not.
    if (cause instanceof URIError) return key;
    throw cause;
  }
}
