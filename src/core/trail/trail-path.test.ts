import { describe, expect, it } from 'vitest';
import { addDays, isDay, parseDeliveryPath, streamPrefix } from './trail-path';

const NAME = '111122223333_CloudTrail_eu-central-1_20231114T0900Z_abc.json.gz';

describe('a path of a trail', () => {
  it('tells account, region, kind and delivery day, with and without an organization and a prefix', () => {
    const plain = parseDeliveryPath(`AWSLogs/111122223333/CloudTrail/eu-central-1/2023/11/14/${NAME}`);
    expect(plain).toEqual({
      stream: {
        prefix: 'AWSLogs/111122223333/CloudTrail/eu-central-1/',
        root: '',
        organization: null,
        account: '111122223333',
        region: 'eu-central-1',
        kind: 'CloudTrail',
      },
      day: '2023-11-14',
      name: NAME,
    });
    const digest = parseDeliveryPath(
      'a/b/AWSLogs/o-abcdefghij/111122223333/CloudTrail-Digest/us-gov-west-1/2024/02/29/d.json.gz',
    );
    expect(digest?.stream).toMatchObject({
      root: 'a/b/',
      organization: 'o-abcdefghij',
      kind: 'Digest',
      region: 'us-gov-west-1',
    });
    expect(digest?.day).toBe('2024-02-29');
  });

  it('reads the last folder of that name where a prefix holds the word itself', () => {
    const key = `old/AWSLogs/copies/AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2023/01/02/x`;
    expect(parseDeliveryPath(key)?.stream).toMatchObject({ root: 'old/AWSLogs/copies/', kind: 'Insight' });
  });

  it('is undefined for what is no trail delivery', () => {
    for (const key of [
      '',
      'AWSLogs/',
      'AWSLogs/111122223333/CloudTrail/',
      'AWSLogs/111122223333/CloudTrail/eu-central-1',
      'AWSLogs/111122223333/Config/eu-central-1/2023/11/14/x',
      'AWSLogs/1111/CloudTrail/eu-central-1/2023/11/14/x',
      'xAWSLogs/111122223333/CloudTrail/eu-central-1/2023/11/14/x',
      'AWSLogs/111122223333/CloudTrail/../2023/11/14/x',
    ]) {
      expect(parseDeliveryPath(key), key).toBeUndefined();
    }
  });

  it('has no day where the folders are no day of the calendar', () => {
    const stream = 'AWSLogs/111122223333/CloudTrail/eu-central-1/';
    for (const rest of ['', '2023/', '2023/11/', '2023/02/30/x', '2023/13/01/x', 'x/y/z/a']) {
      expect(parseDeliveryPath(stream + rest)?.day, rest).toBeNull();
    }
  });

  it('is written as it is read', () => {
    const key = 'p/AWSLogs/o-abcdefghij/111122223333/CloudTrail-NetworkActivity/ap-southeast-2/2023/11/14/x';
    const found = parseDeliveryPath(key);
    expect(found && streamPrefix(found.stream)).toBe(found?.stream.prefix);
  });
});

describe('days', () => {
  it('are counted over months and leap years', () => {
    expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(isDay('2023-02-29')).toBe(false);
    expect(isDay('2024-02-29')).toBe(true);
  });
});
