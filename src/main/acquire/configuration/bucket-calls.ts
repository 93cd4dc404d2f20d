import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { readS3Answer } from '../s3/s3-answer';
import type { CallPlace, SendOptions } from '../remote/patient-caller';
import type { Asker } from './asker';
import { configName } from './config-name';

/** What is asked of a bucket: how long logs stay in it, whether they can be replaced, who may read it. */
interface BucketQuestion {
  readonly part: string;
  /** Of its answer. */
  readonly root: string;
  readonly call: string;
  readonly permission: string;
  readonly tells?: RegExp;
  readonly send: (client: S3Client, bucket: string, options: SendOptions) => Promise<unknown>;
}

const QUESTIONS: readonly BucketQuestion[] = [
  {
    part: 'lifecycle',
    root: 'LifecycleConfiguration',
    call: 'GetBucketLifecycleConfiguration',
    permission: 's3:GetLifecycleConfiguration',
    tells: /^NoSuchLifecycleConfiguration$/,
    send: (client, Bucket, options) => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), options),
  },
  {
    part: 'versioning',
    root: 'VersioningConfiguration',
    call: 'GetBucketVersioning',
    permission: 's3:GetBucketVersioning',
    send: (client, Bucket, options) => client.send(new GetBucketVersioningCommand({ Bucket }), options),
  },
  {
    part: 'policy-status',
    root: 'PolicyStatus',
    call: 'GetBucketPolicyStatus',
    permission: 's3:GetBucketPolicyStatus',
    tells: /^NoSuchBucketPolicy$/,
    send: (client, Bucket, options) => client.send(new GetBucketPolicyStatusCommand({ Bucket }), options),
  },
  {
    part: 'object-lock',
    root: 'ObjectLockConfiguration',
    call: 'GetObjectLockConfiguration',
    permission: 's3:GetBucketObjectLockConfiguration',
    tells: /^ObjectLockConfigurationNotFoundError$/,
    send: (client, Bucket, options) => client.send(new GetObjectLockConfigurationCommand({ Bucket }), options),
  },
  {
    part: 'logging',
    root: 'BucketLoggingStatus',
    call: 'GetBucketLogging',
    permission: 's3:GetBucketLogging',
    send: (client, Bucket, options) => client.send(new GetBucketLoggingCommand({ Bucket }), options),
  },
];

export interface AskedBucket {
  readonly account: string;
  readonly bucket: string;
  readonly client: S3Client;
  readonly place: CallPlace;
}

export async function askBucket(asker: Asker, { account, bucket, client, place }: AskedBucket): Promise<void> {
  for (const { part, root, call, permission, tells, send } of QUESTIONS) {
    await asker.ask({
      uri: configName(account, 'bucket', bucket, part),
      parent: bucketName(account, bucket),
      call,
      permission,
      where: `the bucket ${bucket}`,
      place,
      ...(tells === undefined ? {} : { tells }),
      check: (bytes) => void readS3Answer(root, bytes),
      send: (options) => send(client, bucket, options),
    });
  }
}

/** Under which a bucket is listed that could not be found at all. */
export function bucketName(account: string, bucket: string): string {
  return configName(account, 'bucket', bucket);
}
