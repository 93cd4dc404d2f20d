import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const NAMES = ['GetObject', 'PutObject', 'AssumeRole', 'DescribeInstances', 'ListBuckets', 'ConsoleLogin', 'Decrypt'];

/** One record, the same for the same number. */
export function recordOf(number: number): Record<string, unknown> {
  const id = number.toString(16).padStart(12, '0');
  return {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${String(number % 17).padStart(16, '0')}`,
      arn: `arn:aws:iam::111122223333:user/user-${number % 17}`,
      accountId: '111122223333',
      accessKeyId: `AKIA${String(number % 17).padStart(16, '0')}`,
    },
    eventTime: new Date(1_700_000_000_000 + number * 1000).toISOString().replace('.000', ''),
    eventSource: 's3.amazonaws.com',
    eventName: NAMES[number % NAMES.length],
    awsRegion: 'eu-central-1',
    sourceIPAddress: `198.51.100.${number % 250}`,
    userAgent: '[aws-cli/2.15.0]',
    requestParameters: { bucketName: `bucket-${number % 5}`, key: `data/${number}.parquet` },
    responseElements: null,
    additionalEventData: { SignatureVersion: 'SigV4', bytesTransferredOut: number },
    eventID: `00000000-0000-4000-8000-${id}`,
    readOnly: true,
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: '111122223333',
    eventCategory: 'Data',
  };
}

export function recordsFile(first: number, count: number): string {
  return JSON.stringify({ Records: Array.from({ length: count }, (_, i) => recordOf(first + i)) });
}

export interface LogFilesOptions {
  readonly events: number;
  /** Records of each file. */
  readonly each: number;
}

/** Writes a trail's tree of `.json.gz` files; returns how many files. */
export function writeLogFiles(folder: string, { events, each }: LogFilesOptions): number {
  let files = 0;
  for (let first = 0; first < events; first += each) {
    const name = `AWSLogs/111122223333/CloudTrail/eu-central-1/2023/11/${String(files % 28).padStart(2, '0')}/log-${String(files).padStart(6, '0')}.json.gz`;
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, gzipSync(recordsFile(first, Math.min(each, events - first)), { level: 1 }));
    files += 1;
  }
  return files;
}
