import { createdResources } from './created-resources';
import { copyOf, objectArn, partitionOf, type Copy } from './copies';
import type { JsonObject } from './json';
import { refusedResource, requestResources } from './request-resources';
import { resourceArns } from './resources';
import { objectOf, textOf } from './text-value';

/** Where a record says what it is about. */
export const STATED_IN = {
  resources: 'resources',
  request: 'the request',
  response: 'the response',
  refusal: 'the error message',
} as const;

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
 * The resources that a record lists; else those that its refusal is about, its response says were made, and its request
 * names, in this order: what was refused or made comes first. Most management events list none.
 */
export function namedResources(record: JsonObject): NamedResources {
  const request = objectOf(record.requestParameters);
  const copy = copyOf(record);
  const buckets = bucketsOf(textOf(request.bucketName), copy?.sourceBucket);
  const listed = resourceArns(record.resources);
  if (listed !== undefined) return { resources: listed, statedIn: LISTED, buckets, copy };
  const refused = refusedResource(record.errorMessage);
  const requested = requestedOf(record, request, copy);
  const created = createdResources(record.eventSource, record.eventName, objectOf(record.responseElements));
  const stated = [
    ...(refused === undefined ? [] : [{ place: STATED_IN.refusal, names: [refused] }]),
    ...(created === undefined ? [] : [{ place: STATED_IN.response, names: created }]),
    ...(requested === undefined ? [] : [{ place: STATED_IN.request, names: requested }]),
  ];
  if (stated.length === 0) return { resources: undefined, statedIn: undefined, buckets, copy };
  return {
    resources: [...new Set(stated.flatMap(({ names }) => names))],
    statedIn: stated.map(({ place }) => place),
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
