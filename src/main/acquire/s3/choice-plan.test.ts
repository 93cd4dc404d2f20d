import { describe, expect, it } from 'vitest';
import { asFolder, deliveryDays, planChoice } from './choice-plan';
import type { BucketClient } from './connection';
import { parseS3Uri } from './s3-uri';

const uri = 's3://bucket/logs';
const signal = new AbortController().signal;
/** Streams that are named need no call. */
const nowhere = { bucket: 'bucket', aws: true } as BucketClient;
const prefix = 'logs/AWSLogs/111122223333/CloudTrail/us-east-1/';

describe('delivery days', () => {
  it('go on for a day after the wanted period, whose times are read in their own zone', () => {
    expect(deliveryDays({ uri, from: '2023-11-14', to: '2023-11-15' })).toEqual({
      from: '2023-11-14',
      to: '2023-11-16',
    });
    expect(deliveryDays({ uri, from: '2023-11-14T23:30:00-05:00' })).toEqual({ from: '2023-11-15', to: null });
    expect(deliveryDays({ uri, to: '2023-12-31', exactDays: true })).toEqual({ from: null, to: '2023-12-31' });
  });

  it('are refused where they are none, or end before they begin', () => {
    expect(() => deliveryDays({ uri, from: '2023-02-30' })).toThrow('no day');
    expect(() => deliveryDays({ uri, from: '2023-11-15', to: '2023-11-14' })).toThrow('exchange');
  });
});

const object = { size: 1, modified: null, etag: '', storageClass: undefined };

describe('a choice', () => {
  it('of named streams is a stretch of keys from the first to the last day of each', async () => {
    const choice = { uri, streams: [prefix], from: '2023-11-14', to: '2023-11-15' };
    const { ranges, notes } = await planChoice(choice, nowhere, signal);
    expect(ranges).toMatchObject([
      { prefix: `${prefix}2023/11/`, after: `${prefix}2023/11/14/`, before: `${prefix}2023/11/17/` },
    ]);
    expect(notes).toHaveLength(1);
  });

  it('with digests takes the hours across midnight, as far as digests list their log files', async () => {
    const digests = prefix.replace('/CloudTrail/', '/CloudTrail-Digest/');
    const other = prefix.replaceAll('111122223333', '222233334444');
    const choice = { uri, streams: [prefix, digests, other], from: '2023-11-01', to: '2023-11-15' };
    const { ranges, notes, from } = await planChoice(choice, nowhere, signal);
    expect(from).toBe('2023-11-01');
    expect(ranges.slice(3).map((range) => [range.prefix, range.prepare !== undefined])).toEqual([
      [`${prefix}2023/10/31/`, true],
      [`${prefix}2023/11/17/`, true],
      [`${digests}2023/11/17/`, false],
    ]);
    const digest = (end: string): string =>
      `${digests}2023/11/17/111122223333_CloudTrail-Digest_us-east-1_main_us-east-1_${end}.json.gz`;
    const accepts = (end: string) => ranges[5]?.accepts({ ...object, key: digest(end) });
    expect(['20231117T000000Z', '20231117T005959Z'].map(accepts)).toEqual([true, true]);
    expect(['20231116T235959Z', '20231117T010000Z', '20231117T003000Z_backfill'].map(accepts)).toEqual([
      false,
      false,
      false,
    ]);
    expect(notes).toEqual([
      expect.stringContaining('Of 2023-10-31'),
      expect.stringContaining('Of 2023-11-17'),
      expect.stringContaining('2023-11-16'),
    ]);
    expect((await planChoice({ ...choice, streams: [prefix] }, nowhere, signal)).ranges).toHaveLength(1);
    expect((await planChoice({ uri, streams: [prefix, digests] }, nowhere, signal)).ranges).toHaveLength(2);
  });

  it('keeps to the address where that lies within a stream', async () => {
    const inside = { uri: `s3://bucket/${prefix}2023/11/14`, streams: [prefix] };
    expect((await planChoice(inside, nowhere, signal)).ranges).toMatchObject([{ prefix: `${prefix}2023/11/14/` }]);
  });

  it('of something that is no stream is refused', async () => {
    const choice = { uri, streams: ['logs/AWSLogs/'] };
    await expect(planChoice(choice, nowhere, signal)).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('of everything takes what was changed within the period', async () => {
    const choice = { uri, everything: true, from: '2023-11-14', to: '2023-11-14' };
    const [range] = (await planChoice(choice, nowhere, signal)).ranges;
    const at = (modified: string | null, key = 'logs/a', size = 1) =>
      range?.accepts({ key, size, modified, etag: '', storageClass: undefined });
    expect(at('2023-11-13T23:59:59.000Z')).toBe(false);
    expect(at('2023-11-14T00:00:00.000Z')).toBe(true);
    expect(at('2023-11-15T23:59:59.000Z')).toBe(true);
    expect(at('2023-11-16T00:00:00.000Z')).toBe(false);
    expect(at(null)).toBe(true);
    expect(at('2023-11-14T00:00:00.000Z', 'logs/folder/', 0)).toBe(false);
  });
});

describe('an address', () => {
  it('is a bucket and a prefix', () => {
    expect(parseS3Uri('s3://bucket')).toEqual({ bucket: 'bucket', prefix: '' });
    expect(parseS3Uri('s3://my.bucket-1/a/../b')).toEqual({ bucket: 'my.bucket-1', prefix: 'a/../b' });
    for (const wrong of ['', 's3://', 'https://bucket', 's3:///x', 's3://a b/x', 's3://-x/']) {
      expect(() => parseS3Uri(wrong), wrong).toThrow('no address');
    }
  });

  it('means a folder', () => {
    expect(['', 'a', 'a/'].map(asFolder)).toEqual(['', 'a/', 'a/']);
  });
});
