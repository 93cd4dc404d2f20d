import { describe, expect, it } from 'vitest';
import { copyOf } from './copies';
import type { JsonObject } from './json';

const s3 = (header: string | null, more: JsonObject = {}): JsonObject => ({
  eventSource: 's3.amazonaws.com',
  eventName: 'CopyObject',
  awsRegion: 'eu-west-1',
  requestParameters: { bucketName: 'target', key: 'loot.csv', 'x-amz-copy-source': header },
  ...more,
});

describe('a copy of an object', () => {
  it.each([
    ['victim/secret.csv', 'arn:aws:s3:::victim/secret.csv'],
    ['/victim/secret.csv', 'arn:aws:s3:::victim/secret.csv'],
    ['%2Fvictim%2Fsecret.csv', 'arn:aws:s3:::victim/secret.csv'],
    ['victim/a%20b/%C3%A9.csv', 'arn:aws:s3:::victim/a b/\u00e9.csv'],
    ['victim/what%3FversionId=x', 'arn:aws:s3:::victim/what?versionId=x'],
    ['/victim/secret.csv?versionId=3HL4kqtJlcpXroDTDmJ', 'arn:aws:s3:::victim/secret.csv'],
    ['victim/100%.csv', 'arn:aws:s3:::victim/100%.csv'],
    ['victim/a+b', 'arn:aws:s3:::victim/a+b'],
    ['arn:aws:s3:::victim/secret.csv', 'arn:aws:s3:::victim/secret.csv'],
  ])('comes from %s: %s', (header, source) => {
    expect(copyOf(s3(header))).toEqual({ source, target: 'arn:aws:s3:::target/loot.csv', sourceBucket: 'victim' });
  });

  it('comes from an access point', () => {
    const arn = 'arn:aws:s3:us-west-2:123456789012:accesspoint/ap/object/a/b.pdf';
    for (const header of [arn, `/${arn}`, encodeURIComponent(arn), `${arn}?versionId=1`]) {
      expect(copyOf(s3(header)), header).toEqual({ source: arn, target: 'arn:aws:s3:::target/loot.csv' });
    }
  });

  it('goes to an access point, and lies in its partition', () => {
    const requestParameters = {
      bucketName: 'arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/ap',
      key: 'k',
      'X-Amz-Copy-Source': 'victim/x',
    };
    expect(copyOf({ awsRegion: 'cn-north-1', requestParameters })).toEqual({
      source: 'arn:aws-cn:s3:::victim/x',
      sourceBucket: 'victim',
      target: 'arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/ap/object/k',
    });
  });

  it('is told by the header, whatever the event is called', () => {
    expect(copyOf(s3('victim/x', { eventName: 'UploadPartCopy' }))?.source).toBe('arn:aws:s3:::victim/x');
    expect(copyOf(s3('victim/x', { eventName: 'UploadPart' }))?.source).toBe('arn:aws:s3:::victim/x');
    expect(copyOf(s3(null))).toBeUndefined();
    expect(copyOf({ eventName: 'CopyObject', requestParameters: null })).toBeUndefined();
  });
});

describe('a copy of a snapshot or image', () => {
  it.each<[string, JsonObject, JsonObject | null, string, string | undefined]>([
    [
      'CopySnapshot',
      { sourceRegion: 'eu-west-1', sourceSnapshotId: 'snap-1' },
      { snapshotId: 'snap-2' },
      'snap-1',
      'snap-2',
    ],
    ['CopySnapshot', { sourceSnapshotId: 'snap-1' }, null, 'snap-1', undefined],
    ['CopySnapshot', { sourceSnapshotName: 'a', targetSnapshotName: 'b' }, null, 'snapshot:a', 'snapshot:b'],
    ['CopyImage', { sourceImageId: 'ami-1', name: 'x' }, { imageId: 'ami-2' }, 'ami-1', 'ami-2'],
    [
      'CopyImage',
      { CopyImageRequest: { SourceImageId: 'ami-1' } },
      { CopyImageResponse: { imageId: 'ami-2' } },
      'ami-1',
      'ami-2',
    ],
    [
      'CopyDBSnapshot',
      { sourceDBSnapshotIdentifier: 'arn:aws:rds:eu-west-1:1:snapshot:a', targetDBSnapshotIdentifier: 'b' },
      { dBSnapshotIdentifier: 'b' },
      'arn:aws:rds:eu-west-1:1:snapshot:a',
      'snapshot:b',
    ],
    [
      'CopyDBClusterSnapshot',
      { sourceDBClusterSnapshotIdentifier: 'a', targetDBClusterSnapshotIdentifier: 'b' },
      null,
      'cluster-snapshot:a',
      'cluster-snapshot:b',
    ],
    [
      'StartCopyJob',
      {
        recoveryPointArn: 'arn:aws:ec2:r::snapshot/snap-1',
        destinationBackupVaultArn: 'arn:aws:backup:r:2:backup-vault:v',
      },
      null,
      'arn:aws:ec2:r::snapshot/snap-1',
      'arn:aws:backup:r:2:backup-vault:v',
    ],
  ])('%s of %j', (eventName, requestParameters, responseElements, source, target) => {
    expect(copyOf({ eventName, requestParameters, responseElements })).toEqual({ source, target });
  });

  it('is none where nothing says where from', () => {
    expect(copyOf({ eventName: 'CopySnapshot', requestParameters: null })).toBeUndefined();
    expect(copyOf({ eventName: 'CreateSnapshot', requestParameters: { sourceSnapshotId: 'x' } })).toBeUndefined();
  });
});
