/** Regions that every account of a partition has without opting in ("AWS Regions", AWS account management guide). */
const DEFAULT_REGIONS: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
};

/** @param arn of anything in the partition; without one it is the standard partition */
export function defaultRegions(arn: string | undefined): readonly string[] {
  const partition = arn?.split(':')[1] ?? 'aws';
  return DEFAULT_REGIONS[partition] ?? [];
}
