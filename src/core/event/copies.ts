import type { Json, JsonObject } from './json';
import { objectOf } from './text-value';

/** Where a copy comes from and where it goes to. */
export interface Copy {
  readonly source: string;
  /** Undefined where the record does not say, as after a failure. */
  readonly target: string | undefined;
  /** Of an object of S3. */
  readonly sourceBucket?: string;
}

/** The header of CopyObject and UploadPartCopy, as the request has it. */
const HEADERS = ['x-amz-copy-source', 'X-Amz-Copy-Source'] as const;

/** By event name: the parameter that names the source, and that of the target in request or response. */
const COPIES: ReadonlyMap<string, readonly [source: string, target: string, prefix: string]> = new Map([
  ['CopySnapshot', ['sourceSnapshotId', 'snapshotId', '']],
  ['CopyImage', ['sourceImageId', 'imageId', '']],
  ['CopyFpgaImage', ['sourceFpgaImageId', 'fpgaImageId', '']],
  ['CopyDBSnapshot', ['sourceDBSnapshotIdentifier', 'targetDBSnapshotIdentifier', 'snapshot:']],
  [
    'CopyDBClusterSnapshot',
    ['sourceDBClusterSnapshotIdentifier', 'targetDBClusterSnapshotIdentifier', 'cluster-snapshot:'],
  ],
  ['CopyClusterSnapshot', ['sourceSnapshotIdentifier', 'targetSnapshotIdentifier', 'snapshot:']],
  ['StartCopyJob', ['recoveryPointArn', 'destinationBackupVaultArn', '']],
]);
/** ElastiCache names snapshots, where EC2 has ids. */
const NAMED_SNAPSHOT = ['sourceSnapshotName', 'targetSnapshotName', 'snapshot:'] as const;

/** What a record says of a copy within AWS; undefined where it is none. */
export function copyOf(record: JsonObject): Copy | undefined {
  const request = objectOf(record.requestParameters);
  const header = request[HEADERS[0]] ?? request[HEADERS[1]];
  if (header !== undefined && header !== null) return objectCopy(header, request, partitionOf(record.awsRegion));
  const { eventName } = record;
  const known = typeof eventName === 'string' ? COPIES.get(eventName) : undefined;
  if (known === undefined) return undefined;
  const response = objectOf(record.responseElements);
  for (const [from, to, prefix] of [known, NAMED_SNAPSHOT]) {
    const source = memberText(request, from);
    if (source === undefined) continue;
    const target = memberText(request, to) ?? memberText(response, to);
    return { source: named(prefix, source), target: target === undefined ? undefined : named(prefix, target) };
  }
  return undefined;
}

/** Whether an event of this name may be a copy whose parameters say so. */
export function isCopyName(eventName: string): boolean {
  return COPIES.has(eventName);
}

function objectCopy(header: Json, request: JsonObject, partition: string): Copy | undefined {
  const value = Array.isArray(header) ? (header as readonly Json[])[0] : header;
  if (typeof value !== 'string' || value === '') return undefined;
  const object = copySource(value, partition);
  return { ...object, target: objectArn(request, partition) };
}

/**
 * `bucket/key`, with or without a slash before it and a version behind it, URL-encoded; or the ARN of
 * an access point with `/object/KEY`. The version stays in the request: it is no part of the ARN.
 */
function copySource(header: string, partition: string): { readonly source: string; readonly sourceBucket?: string } {
  const question = header.search(/\?versionId=/i);
  const path = decoded(question < 0 ? header : header.slice(0, question)).replace(/^\//, '');
  const arn = /^arn:aws[a-z-]*:s3:::(.+)$/s.exec(path)?.[1];
  if (arn === undefined && path.startsWith('arn:')) return { source: path };
  const name = arn ?? path;
  const slash = name.indexOf('/');
  return {
    source: arn === undefined ? `arn:${partition}:s3:::${name}` : path,
    sourceBucket: slash < 0 ? name : name.slice(0, slash),
  };
}

/** As S3 reads it; a text that is no URL encoding stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** The ARN of the bucket or object that a request to S3 names. */
export function objectArn(request: JsonObject, partition: string): string | undefined {
  const { bucketName, key } = request;
  if (typeof bucketName !== 'string' || bucketName === '') return undefined;
  // An access point stands in the place of the bucket.
  if (bucketName.startsWith('arn:'))
    return typeof key === 'string' && key !== '' ? `${bucketName}/object/${key}` : bucketName;
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return typeof key === 'string' && key !== '' ? `${bucket}/${key}` : bucket;
}

/** The part of an ARN before the service: regions of China and of the US government have their own. */
export function partitionOf(region: Json | undefined): string {
  if (typeof region !== 'string') return 'aws';
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Requests of RDS begin some names with a small d: `dBSnapshotIdentifier`. */
function memberText(from: JsonObject, name: string): string | undefined {
  const lower = name.toLowerCase();
  for (const [other, value] of Object.entries(from)) {
    if (other.toLowerCase() === lower && typeof value === 'string' && value !== '') return value;
  }
  // EC2 wraps some of its newer requests: {"CopySnapshotRequest":{...}}.
  for (const [other, value] of Object.entries(from)) {
    if (other.endsWith('Request') || other.endsWith('Response')) {
      const inner = memberText(objectOf(value), name);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

function named(prefix: string, value: string): string {
  return prefix === '' || value.startsWith('arn:') ? value : prefix + value;
}
