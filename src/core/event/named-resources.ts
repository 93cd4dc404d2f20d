import { copyOf, objectArn, partitionOf, type Copy } from './copies';
import type { JsonObject } from './json';
import { refusedResource, requestResources } from './request-resources';
import { resourceArns } from './resources';
import { objectOf, textOf } from './text-value';

/** Where a record says what it is about. */
export const STATED_IN = { resources: 'resources', request: 'the request', refusal: 'the error message' } as const;

/** What a record is about, and where it says so. */
export interface NamedResources {
  /** Each once; undefined where nothing is named. */
  readonly resources: readonly string[] | undefined;
  /** Of STATED_IN; undefined with the resources. */
  readonly statedIn: readonly string[] | undefined;
  readonly buckets: readonly string[] | undefined;
  readonly copy: Copy | undefined;
}

/**
 * The resources that a record lists; else those that its request names and its refusal is about. Most
 * management events list none. A refusal says what was refused, so that it comes first.
 */
export function namedResources(record: JsonObject): NamedResources {
  const request = objectOf(record.requestParameters);
  const copy = copyOf(record);
  const buckets = bucketsOf(textOf(request.bucketName), copy?.sourceBucket);
  const listed = resourceArns(record.resources);
  if (listed !== undefined) return { resources: listed, statedIn: LISTED, buckets, copy };
  const refused = refusedResource(record.errorMessage);
  const requested = requestedOf(record, request, copy);
  if (refused === undefined && requested === undefined)
    return { resources: undefined, statedIn: undefined, buckets, copy };
  const statedIn = [
    ...(refused === undefined ? [] : [STATED_IN.refusal]),
    ...(requested === undefined ? [] : [STATED_IN.request]),
  ];
  return {
    resources: [...new Set([...(refused === undefined ? [] : [refused]), ...(requested ?? [])])],
    statedIn,
    buckets,
    copy,
  };
}

const LISTED: readonly string[] = [STATED_IN.resources];

function requestedOf(record: JsonObject, request: JsonObject, copy: Copy | undefined): readonly string[] | undefined {
  const object = isS3(record) ? objectArn(request, partitionOf(record.awsRegion)) : undefined;
  const named = object === undefined ? requestResources(record.eventSource, record.eventName, request) : [object];
  // The target may be the response's word; that of S3 is the object itself.
  return copy === undefined ? named : [...new Set([...(named ?? []), copy.source])];
}

function isS3({ eventSource }: JsonObject): boolean {
  return typeof eventSource === 'string' && /^s3[a-z-]*\./.test(eventSource);
}

function bucketsOf(bucket: string | undefined, source: string | undefined): readonly string[] | undefined {
  if (bucket === undefined) return source === undefined ? undefined : [source];
  return source === undefined || source === bucket ? [bucket] : [bucket, source];
}
