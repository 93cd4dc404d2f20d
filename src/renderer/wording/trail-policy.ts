/** What the policy is to allow. */
export interface PolicyWish {
  readonly bucket: string;
  /** Beginning of the keys; empty for the whole bucket. */
  readonly prefix: string;
  /** Trails, selectors, public keys and the bucket's life cycle. */
  readonly configuration: boolean;
  readonly eventHistory: boolean;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The least that a principal must be allowed to acquire with, as an IAM policy in JSON ("Actions, resources, and
 * condition keys for Amazon S3", and those of AWS CloudTrail, service authorization reference).
 */
export function trailPolicy({ bucket, prefix, configuration, eventHistory }: PolicyWish): string {
  const arn = `arn:aws:s3:::${bucket === '' ? 'BUCKET' : bucket}`;
  const inPrefix = prefix === '' ? {} : { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}*`] } } };
  const statements: Statement[] = [
    { Sid: 'ListLogs', Effect: 'Allow', Action: ['s3:ListBucket'], Resource: arn, ...inPrefix },
    { Sid: 'FindBucket', Effect: 'Allow', Action: ['s3:GetBucketLocation'], Resource: arn },
    {
      Sid: 'ReadLogs',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: `${arn}/${prefix}*`,
    },
    {
      Sid: 'DecryptLogs',
      Effect: 'Allow',
      Action: ['kms:Decrypt'],
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
    },
  ];
  if (configuration) {
    statements.push(
      {
        Sid: 'BucketSettings',
        Effect: 'Allow',
        Action: [
          's3:GetLifecycleConfiguration',
          's3:GetBucketVersioning',
          's3:GetBucketPolicyStatus',
          's3:GetBucketObjectLockConfiguration',
          's3:GetBucketLogging',
        ],
        Resource: arn,
      },
      {
        Sid: 'TrailConfiguration',
        Effect: 'Allow',
        Action: [
          'cloudtrail:DescribeTrails',
          'cloudtrail:GetTrailStatus',
          'cloudtrail:GetEventSelectors',
          'cloudtrail:GetInsightSelectors',
          'cloudtrail:ListPublicKeys',
        ],
        Resource: '*',
      },
    );
  }
  if (eventHistory) {
    statements.push({ Sid: 'EventHistory', Effect: 'Allow', Action: ['cloudtrail:LookupEvents'], Resource: '*' });
  }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
  // Lists of one stand in one line, as policies are written.
  return text.replace(/\[\s+("[^"]*")\s+\]/g, '[$1]');
}
