import type { FailureReason } from '../../../contract/acquire';
import type { RemoteFailure } from '../remote/remote-origin';
import { FOREIGN_REMEDY, UNLISTABLE_REMEDY, type AwsFailure } from './aws-failure';

/** Classes whose objects must be restored before they can be read ("Understanding archived objects", Amazon S3). */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export function isArchived(storageClass: string): boolean {
  return ARCHIVED.has(storageClass);
}

interface Told {
  readonly reason: FailureReason;
  /** What happened, and what to do. */
  readonly words: string;
}

/** How an object that could not be had is listed. */
export function failureOf(
  failure: AwsFailure,
  uri: string,
  object: {
    readonly size?: number | undefined;
    readonly etag?: string | undefined;
    readonly modified?: string | null | undefined;
    readonly versionId?: string | undefined;
  },
  tried = 1,
): RemoteFailure {
  const { reason, words } = toldOf(failure, tried);
  const { size, etag, modified = null, versionId } = object;
  return {
    uri,
    modified,
    reason,
    message: `${uri} could not be fetched: ${words}`,
    ...(size === undefined ? {} : { size }),
    ...(etag === undefined || etag === '' ? {} : { etag }),
    ...(versionId === undefined ? {} : { versionId }),
  };
}

/** How a folder that may not or cannot be listed stands among the failures. @param uri ends in `/` */
export function unlisted(uri: string, { kind, said, code }: AwsFailure): RemoteFailure {
  const because = (said === '' ? code : said).replace(/\.?$/, '.');
  if (kind !== 'access-denied') {
    const remedy = kind === 'unlistable' ? UNLISTABLE_REMEDY : FOREIGN_REMEDY;
    const message = `${uri} could not be listed to its end: ${because} ${remedy} Then retry the failed objects.`;
    return { uri, reason: kind === 'unlistable' ? 'server' : 'network', message };
  }
  const message = `${uri} could not be listed: access was denied (${because}) Nothing of this folder was taken. Ask for s3:ListBucket on this prefix, and check the bucket's policy; then retry the failed objects.`;
  return { uri, reason: 'access-denied', message };
}

function toldOf(failure: AwsFailure, tried: number): Told {
  const said = (failure.said === '' ? failure.code : failure.said).replace(/\.?$/, '.');
  switch (failure.kind) {
    case 'access-denied':
      return {
        reason: 'access-denied',
        words: `access was denied (${said}) Ask for s3:GetObject on it, and check the bucket's policy; then retry the failed objects.`,
      };
    case 'kms-denied':
      return {
        reason: 'kms-denied',
        words: `it is encrypted with a KMS key that this identity may not use (${said}) Ask for kms:Decrypt on that key, in the key's policy too where it is another account's; then retry the failed objects.`,
      };
    case 'archived':
      return {
        reason: 'archived',
        words: `it is in an archive storage class (${failure.code}) and cannot be read as it is. Restore it (s3:RestoreObject, hours to two days), then retry the failed objects.`,
      };
    case 'missing':
      return {
        reason: 'missing',
        words: `it is not there any more (${said}) It was deleted after it was listed: see whether the bucket keeps versions.`,
      };
    case 'changed':
      return {
        reason: 'changed',
        words: `it is not in the state that was asked for (${said}) Sync the acquisition to take it as it is now.`,
      };
    case 'truncated':
      return {
        reason: 'truncated',
        words: `its bytes broke off ${tried} times (${said}) Check the network and a proxy in between, then retry the failed objects.`,
      };
    case 'checksum':
      return {
        reason: 'checksum',
        words: `its bytes were not those that the store announced, ${tried} times (${said}) Something between here and the store changes them, or the store is damaged: try from another network.`,
      };
    case 'foreign':
      return { reason: 'network', words: `${said} ${FOREIGN_REMEDY}` };
    case 'tls':
    case 'certificate':
      return { reason: 'network', words: `${said} Connect again with an address that is right.` };
    case 'network':
    case 'unreachable':
      return {
        reason: 'network',
        words: `the connection failed ${tried} times (${said}) Check the network, then retry the failed objects.`,
      };
    case 'throttled':
    case 'server':
      return {
        reason: 'server',
        words: `the service refused ${tried} times (${said}) Retry the failed objects in a while.`,
      };
    default:
      return {
        reason: 'unreadable',
        words: `the store said: ${said} Retry the failed objects, or look at it with another tool.`,
      };
  }
}
