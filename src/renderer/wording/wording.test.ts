import { describe, expect, it } from 'vitest';
import { bytes, count, countOf, duration, rate, share } from './numbers';
import { utc, utcOfIso } from './time';
import {
  chiefResource,
  shortHash,
  shortPrincipal,
  shortResource,
  shortService,
  shortWords,
  valueWords,
} from './values';

describe('numbers', () => {
  it('group digits and keep zero apart from unknown', () => {
    expect([count(24980), count(0), count(null)]).toEqual(['24,980', '0', '\u2014']);
    expect([countOf(1, 'file'), countOf(3, 'file')]).toEqual(['1 file', '3 files']);
  });

  it('say bytes with two figures at most, carrying over at the edge of a unit', () => {
    expect([1, 999, 1000, 4_218_663, 999_960, 318_000_000].map(bytes)).toEqual([
      '1 byte',
      '999 bytes',
      '1.0 kB',
      '4.2 MB',
      '1.0 MB',
      '318 MB',
    ]);
  });

  it('say durations and rates as people do', () => {
    expect([0.2, 17, 65, 120, 7800].map(duration)).toEqual(['1 s', '17 s', '1 min 5 s', '2 min', '2 h 10 min']);
    expect([230412, 4100, 12].map(rate)).toEqual(['230k', '4.1k', '12']);
  });

  it('never round a share to nothing or to the whole', () => {
    expect([share(1, 1e6), share(999_999, 1e6), share(1, 1), share(0, 9), share(73, 1000)]).toEqual([
      'under 0.1%',
      'over 99.9%',
      '100%',
      '0%',
      '7.3%',
    ]);
  });
});

describe('times', () => {
  it('are written in UTC to the second', () => {
    expect(utc(1773279731)).toBe('2026-03-12 01:42:11');
  });

  it('leave text that is no time as it is', () => {
    expect([utcOfIso('2026-03-14T09:41:07.250Z'), utcOfIso('soon')]).toEqual(['2026-03-14 09:41:07', 'soon']);
  });
});

describe('values', () => {
  it('keep absent, empty and literal stand-ins apart', () => {
    const shown = [null, '', '(none)', '"(none)"', '(empty)', 'x'].map(valueWords);
    expect(shown).toEqual(['(none)', '(empty)', '"(none)"', '""(none)""', '"(empty)"', 'x']);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('shorten principals only where they are exactly an ARN of one', () => {
    expect(shortPrincipal('arn:aws:sts::111122223333:assumed-role/PayrollExport/ci-deploy')).toEqual({
      lead: '',
      main: 'PayrollExport',
      tail: '/ci-deploy',
      account: '111122223333',
    });
    expect(shortPrincipal('arn:aws:iam::111122223333:user/ci-deploy')).toEqual({
      lead: 'user/',
      main: 'ci-deploy',
      account: '111122223333',
    });
    expect(shortPrincipal('arn:aws:iam::111122223333:root')).toMatchObject({ main: 'root', tail: '/111122223333' });
    const odd = 'arn:aws:iam::11112222333:user/x';
    expect(shortPrincipal(odd)).toEqual({ lead: '', main: odd });
  });

  it('show the object before its bucket and count what it does not stand for', () => {
    const bucket = 'arn:aws:s3:::payroll';
    const object = 'arn:aws:s3:::payroll/2026-02/gross.csv.gz';
    expect(chiefResource([bucket, object])).toEqual({ arn: object, more: 0 });
    expect(chiefResource([object, bucket, 'arn:aws:kms:eu-west-1:1:key/a'])).toEqual({ arn: object, more: 1 });
    expect(chiefResource([])).toBeUndefined();
    expect(shortResource(object)).toEqual({ lead: 'payroll/', main: '2026-02/gross.csv.gz' });
    expect(shortResource('arn:aws:iam::111122223333:role/PayrollExport')).toEqual({
      lead: '',
      main: 'role/PayrollExport',
      account: '111122223333',
    });
  });

  it('shorten services and hashes', () => {
    expect(shortService('s3.amazonaws.com')).toEqual({ main: 's3', tail: '.amazonaws.com' });
    expect(shortService('.amazonaws.com')).toEqual({ main: '.amazonaws.com', tail: '' });
    expect(shortHash('4be2a91c'.padEnd(56, '0') + 'd07f38e5')).toBe('4be2a91c\u2026d07f38e5');
  });
});

describe('a sentence about objects', () => {
  it('keeps the ends of long names and both ends of hashes, and its words as they are', () => {
    const name = `bucket/AWSLogs/111122223333/CloudTrail-Diest/x_20260312T060000Z.json.gz`;
    expect(shortWords(`The digest ${name} lists it, with ${'ab'.repeat(32)}.`)).toBe(
      'The digest \u2026est/x_20260312T060000Z.json.gz lists it, with abababab\u2026abababab.',
    );
    expect(shortWords('No digest from 2026-03-12 03:00 to 08:00.')).toBe('No digest from 2026-03-12 03:00 to 08:00.');
  });
});
