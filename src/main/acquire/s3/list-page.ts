import { ListObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { BodyError } from './aws-failure';
import type { BucketClient } from './connection';
import { patiently } from './connection';
import { s3Answer } from './s3-answer';
import { storeTime } from './store-time';
import { childOf, textOf, type XmlElement } from './xml';

/** One object as a listing tells it. */
export interface ListedObject {
  readonly key: string;
  /** Stored bytes; undefined where the store does not tell. */
  readonly size: number | undefined;
  /** Last change, ISO 8601 UTC; null where the store does not tell. */
  readonly modified: string | null;
  /** Without its quotes; empty where the store does not tell. */
  readonly etag: string;
  /** Undefined for the usual class. */
  readonly storageClass: string | undefined;
}

/** Where in a listing a page begins. */
export type PagePlace =
  | { readonly kind: 'token'; readonly token: string }
  /** Keys after this one. */
  | { readonly kind: 'after'; readonly key: string }
  /** The same in the first version of the call, which is all that some stores know. */
  | { readonly kind: 'marker'; readonly key: string };

export interface PageRequest {
  readonly prefix: string;
  /** `/` for one level alone. */
  readonly delimiter?: '/' | undefined;
  /** Undefined for the first page. */
  readonly place?: PagePlace | undefined;
}

/** One page as it was answered: what it says of the rest may be wrong. */
export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** Common prefixes up to the delimiter. */
  readonly folders: readonly string[];
  /** Of `IsTruncated`; undefined where that is not said. */
  readonly truncated: boolean | undefined;
  readonly token: string | undefined;
  /** Where the first version of the call goes on. */
  readonly marker: string | undefined;
  /** Keys and folders that the page says it has. */
  readonly count: number | undefined;
}

/**
 * One page of a listing, with retries.
 * @throws the error of the SDK; BodyError `foreign` for what is no listing; the signal's reason where it aborts
 */
export async function listPage(to: BucketClient, request: PageRequest, signal: AbortSignal): Promise<ListPage> {
  const page = await patiently(async () => {
    const found = await s3Answer('ListBucketResult', () => send(to, request, signal));
    return readPage(found, request);
  }, signal);
  to.answered();
  return page;
}

function send(to: BucketClient, { prefix, delimiter, place }: PageRequest, abortSignal: AbortSignal): Promise<unknown> {
  const common = {
    Bucket: to.bucket,
    Prefix: prefix,
    // Keys may hold characters that XML cannot: then they come percent-encoded.
    EncodingType: 'url',
    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    ...to.payer,
  } as const;
  if (place?.kind === 'marker') {
    return to.client.send(new ListObjectsCommand({ ...common, Marker: place.key }), { abortSignal });
  }
  const where = place === undefined ? {} : place.kind === 'after' ? { StartAfter: place.key } : tokenOf(place);
  return to.client.send(new ListObjectsV2Command({ ...common, ...where }), { abortSignal });
}

function tokenOf({ token }: { readonly token: string }) {
  return { ContinuationToken: token };
}

function readPage(found: XmlElement, { prefix, delimiter }: PageRequest): ListPage {
  const decode = decoder(textOf(found, 'EncodingType')?.trim() === 'url', prefix);
  const objects: ListedObject[] = [];
  const folders = new Set<string>();
  for (const element of found.children) {
    if (element.name === 'Contents') {
      const object = objectOf(element, decode);
      // What was not asked for is no part of the answer.
      if (!object.key.startsWith(prefix)) continue;
      const folder = delimiter === undefined ? undefined : folderOf(object.key, prefix, delimiter);
      if (folder === undefined) objects.push(object);
      else folders.add(folder);
    } else if (element.name === 'CommonPrefixes') {
      const folder = decode(textOf(element, 'Prefix') ?? '');
      if (folder.startsWith(prefix)) folders.add(folder);
    }
  }
  const truncated = textOf(found, 'IsTruncated')?.trim().toLowerCase();
  const marker = textOf(found, 'NextMarker');
  const token = textOf(found, 'NextContinuationToken');
  const count = textOf(found, 'KeyCount')?.trim() ?? '';
  return {
    objects,
    folders: [...folders],
    truncated: truncated === 'true' ? true : truncated === 'false' ? false : undefined,
    token: token === '' ? undefined : token,
    marker: marker === undefined || marker === '' ? undefined : decode(marker),
    count: /^\d{1,9}$/.test(count) ? Number(count) : undefined,
  };
}

function objectOf(element: XmlElement, decode: (key: string) => string): ListedObject {
  const key = textOf(element, 'Key');
  if (key === undefined || key === '') throw new BodyError('foreign', 'The listing has an object without a key.');
  const size = textOf(element, 'Size')?.trim() ?? '';
  const storageClass = textOf(element, 'StorageClass')?.trim();
  return {
    key: decode(key),
    size: /^\d{1,15}$/.test(size) ? Number(size) : undefined,
    modified: storeTime(textOf(element, 'LastModified')),
    etag: bareEtag(childOf(element, 'ETag')?.text.trim()),
    storageClass: storageClass === 'STANDARD' || storageClass === '' ? undefined : storageClass,
  };
}

/** Some stores know no delimiter, and list what is below as well. */
function folderOf(key: string, prefix: string, delimiter: string): string | undefined {
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** `"abc"` as abc. */
export function bareEtag(etag: string | undefined): string {
  return etag?.replace(/^"(.*)"$/, '$1') ?? '';
}

/** How keys are read. Some stores say that they encode and do not, and some the other way round. */
function decoder(encoded: boolean, prefix: string): (key: string) => string {
  return (key) => {
    if (encoded) return decodeKey(key);
    if (key.startsWith(prefix)) return key;
    const decoded = decodeKey(key);
    return decoded.startsWith(prefix) ? decoded : key;
  };
}

function decodeKey(key: string): string {
  // What is encoded has none of these.
  if (/[^\x21-\x7e]|["<>\\^`{|}]/.test(key)) return key;
  const spaced = key.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (cause) {
    if (cause instanceof URIError) return key;
    throw cause;
  }
}
