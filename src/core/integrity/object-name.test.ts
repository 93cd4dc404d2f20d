import { describe, expect, it } from 'vitest';
import {
  digestName,
  digestStamp,
  isTrailLog,
  liesWhere,
  logName,
  plainName,
  renamedDelivery,
  trailFolder,
} from './object-name';

const LOG = '111122223333_CloudTrail_us-east-2_20150817T1445Z_9nYN7gp2eWAJHIfT.json.gz';
const KEY = `security/AWSLogs/o-abc123/111122223333/CloudTrail/us-east-2/2015/08/17/${LOG}`;

describe('names of objects', () => {
  it('tell account, region and delivery hour of a log file, wherever it lies', () => {
    const delivered = Date.parse('2015-08-17T14:45:00Z') / 1000;
    const expected = { kind: 'CloudTrail', account: '111122223333', region: 'us-east-2', delivered };
    for (const path of [KEY, `s3://bucket/${KEY}`, LOG, LOG.replace('.gz', ''), `C:\\logs\\${LOG}`]) {
      expect(logName(path)).toEqual(expected);
    }
    expect(logName(LOG.replace('us-east-2', 'us-gov-west-1'))?.region).toBe('us-gov-west-1');
    for (const kind of ['Insight', 'NetworkActivity', 'Aggregated']) {
      expect(logName(LOG.replace('CloudTrail_', `CloudTrail-${kind}_`))).toEqual({ ...expected, kind });
    }
    expect(logName(LOG.replace('CloudTrail_', 'CloudTrail-Digest_'))).toBeUndefined();
  });

  it('say nothing where they are none of CloudTrail, or no time', () => {
    for (const name of [
      'records.json',
      LOG.replace('20150817T1445Z', '20151345T1445Z'),
      LOG.replace('T1445Z', 'T2575Z'),
    ]) {
      expect(logName(name)).toBeUndefined();
    }
  });

  it('tell the chain of a digest, also of a trail whose name has underscores, and of backfill', () => {
    const digest = '111122223333_CloudTrail-Digest_us-east-2_my_trail_us-east-1_20150817T150131Z';
    const main = { account: '111122223333', region: 'us-east-2', trail: 'my_trail', homeRegion: 'us-east-1' };
    expect(digestName(`a/${digest}.json.gz`)).toEqual({ ...main, backfill: false });
    expect(digestName(`${digest}_backfill.json.gz`)).toEqual({ ...main, backfill: true });
    expect(digestName(LOG)).toBeUndefined();
    expect(digestStamp(`${digest}.json.gz`)).toBe(Date.parse('2015-08-17T15:01:31Z') / 1000);
    expect(digestStamp(`${digest}_backfill.json.gz`)).toBe(Date.parse('2015-08-17T15:01:31Z') / 1000);
    expect(digestStamp(`${digest}.json.gz`.replace('T15', 'T25'))).toBeUndefined();
    expect(plainName(KEY)).toBe(LOG.replace('.gz', ''));
  });
});

describe('what a file was called', () => {
  it('is told where something was put behind its name, and only then', () => {
    const plain = LOG.replace('.gz', '');
    for (const name of [`${LOG}.bak`, LOG.replace('.json', ' (1).json'), plain.replace('.json', ''), `${plain}~`]) {
      expect([name, renamedDelivery(`/x/${name}`)]).toEqual([name, plain]);
    }
    for (const name of [LOG, plain, LOG.replace('.gz', '.GZ'), 'records.json', `Copy of ${LOG}`]) {
      expect([name, renamedDelivery(name)]).toEqual([name, undefined]);
    }
  });

  it('tells the kind that digests list, and the folder that logs and digests of a trail share', () => {
    expect(isTrailLog(KEY)).toBe(true);
    expect(isTrailLog(KEY.replaceAll('CloudTrail', 'CloudTrail-Insight'))).toBe(false);
    expect(isTrailLog('records.json')).toBe(false);
    const shared = 's3://b/security/AWSLogs/o-abc123/111122223333/';
    expect(trailFolder(`s3://b/${KEY}`)).toBe(shared);
    expect(trailFolder(`s3://b/${KEY}`.replaceAll('CloudTrail', 'CloudTrail-Digest'))).toBe(shared);
    expect(trailFolder(`C:\\CloudTrail\\AWSLogs\\1\\CloudTrail-Digest\\x\\a.json`)).toBe('C:/CloudTrail/AWSLogs/1/');
    expect(trailFolder('CloudTrail/x/a.json')).toBe('');
    expect(trailFolder('/flat/a.json')).toBe('/flat/');
    expect(trailFolder('a.json')).toBe('');
  });
});

describe('the place of an object', () => {
  it('of S3 is bucket and key, exactly', () => {
    expect(liesWhere(`s3://bucket/${KEY}`, 'bucket', KEY)).toBe(true);
    expect(liesWhere(`s3://other/${KEY}`, 'bucket', KEY)).toBe(false);
    expect(liesWhere(`s3://bucket/copy/${KEY}`, 'bucket', KEY)).toBe(false);
  });

  it('of a copy is as much of the key as its folders keep', () => {
    const tail = KEY.slice(KEY.indexOf('AWSLogs'));
    const good = [
      `/home/me/${tail}`,
      `/home/me/${tail.replace('.gz', '')}`,
      tail,
      `/x/${LOG}`,
      `/x/2015/08/17/${LOG}`,
      `D:\\copy\\${tail.replaceAll('/', '\\')}`,
      `/x/CloudTrail/us-east-2/2015/08/17/${LOG}`,
    ];
    for (const path of good) expect([path, liesWhere(path, 'bucket', KEY)]).toEqual([path, true]);
    const moved = [
      `/home/me/${tail.replace('/08/17/', '/08/18/')}`,
      `/x/2015/08/18/${LOG}`,
      `/x/CloudTrail/us-east-1/2015/08/17/${LOG}`,
    ];
    for (const path of moved) expect([path, liesWhere(path, 'bucket', KEY)]).toEqual([path, false]);
  });
});
