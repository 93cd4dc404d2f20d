/**
 * AWS's tables of S3 actions in CloudTrail (Amazon S3 developer guide, "Logging Amazon S3 API calls
 * by using AWS CloudTrail"). Newer records state their level themselves; these tables are for those
 * that do not.
 */
const BUCKET_LEVEL = [
  'CreateBucket',
  'DeleteBucket',
  'DeleteBucketCors',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'DeleteBucketReplication',
  'DeleteBucketTagging',
  'DeleteBucketWebsite',
  'GetBucketAcl',
  'GetBucketCors',
  'GetBucketLifecycle',
  'GetBucketLocation',
  'GetBucketLogging',
  'GetBucketNotification',
  'GetBucketPolicy',
  'GetBucketReplication',
  'GetBucketRequestPay',
  'GetBucketTagging',
  'GetBucketVersioning',
  'GetBucketWebsite',
  'ListBuckets',
  'PutBucketAcl',
  'PutBucketCors',
  'PutBucketLifecycle',
  'PutBucketLogging',
  'PutBucketNotification',
  'PutBucketPolicy',
  'PutBucketReplication',
  'PutBucketRequestPay',
  'PutBucketTagging',
  'PutBucketVersioning',
  'PutBucketWebsite',
];

const OBJECT_LEVEL = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'GetObject',
  'GetObjectAcl',
  'GetObjectTorrent',
  'HeadObject',
  'ListParts',
  'PostObject',
  'PutObject',
  'PutObjectAcl',
  'RestoreObject',
  'UploadPart',
  'UploadPartCopy',
];

/** Not in the tables, but recorded as data events all the same. */
const OBSERVED_AS_DATA = ['HeadBucket', 'ListObjects'];

const bucketLevel: ReadonlySet<string> = new Set(BUCKET_LEVEL);
const objectLevel: ReadonlySet<string> = new Set([...OBJECT_LEVEL, ...OBSERVED_AS_DATA]);

/** Level of an S3 action by its event name; undefined for one that the tables do not list. */
export function s3Level(eventName: string): 'management' | 'data' | undefined {
  if (objectLevel.has(eventName)) return 'data';
  return bucketLevel.has(eventName) ? 'management' : undefined;
}
