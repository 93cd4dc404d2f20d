import { describe, expect, it } from 'vitest';
import type { AcquisitionProgress } from '../../contract/acquire';
import * as words from './acquire';
import { trailPolicy } from './trail-policy';

const one: AcquisitionProgress = {
  no: 1,
  what: 's3',
  title: 's3://b',
  by: 'ann',
  host: 'WS-3',
  begunHere: true,
  choice: null,
  since: '2026-03-01T00:00:00Z',
  state: 'downloading',
  identity: null,
  connection: {},
  listed: true,
  objectsDone: 812,
  objectsTotal: 1204,
  bytesDone: 214_000_000,
  bytesTotal: 318_000_000,
  added: 785,
  known: 27,
  unchecked: 0,
  failed: 0,
  retrying: 0,
  active: 32,
  parallel: 32,
  bytesPerSecond: 6_100_000,
  objectsPerSecond: 30,
  secondsLeft: 17,
  message: null,
};

describe('an acquisition in words', () => {
  it('says how far it is, how fast, and how long it takes', () => {
    expect(words.objectsWords(one)).toBe('812 of 1,204 objects');
    expect(words.bytesWords(one)).toBe('214 MB of 318 MB');
    expect(words.rateWords(one)).toBe('6.1 MB/s, 32 parallel');
    expect(words.leftWords(one)).toBe('17 s left');
    expect(words.outcomeWords(one)).toBe('785 added, 27 in the case already');
    expect(words.partDone(one)).toBeCloseTo(214 / 318);
  });

  it('never states a total that is not final as one', () => {
    expect(words.objectsWords({ ...one, listed: false })).toBe('812 of at least 1,204 objects');
    expect(words.objectsWords({ ...one, objectsTotal: null })).toBe('812 objects so far');
  });

  it('says no rate while nothing moves', () => {
    expect(words.rateWords({ ...one, state: 'paused' })).toBe('');
    expect(words.leftWords({ ...one, state: 'paused' })).toBe('');
    expect(words.stateWords({ ...one, state: 'paused' })).toBe('Paused');
  });

  it('calls it complete only where nothing failed', () => {
    expect(words.stateWords({ ...one, state: 'done' })).toBe('Complete');
    expect(words.stateWords({ ...one, state: 'done', failed: 1 })).toBe('Ended');
  });
});

describe('messages', () => {
  it('name the command of an expired SSO sign-in', () => {
    expect(words.ssoCommand('Run "aws sso login --profile audit" in a terminal')).toBe('aws sso login --profile audit');
    expect(words.ssoCommand('The keys are wrong')).toBeUndefined();
  });

  it('do not repeat the object that stands beside them', () => {
    expect(words.withoutObject('s3://b/k could not be fetched: it is gone', 's3://b/k')).toBe('It is gone');
    expect(words.withoutObject('It is gone', 's3://b/k')).toBe('It is gone');
  });

  it('show a reason that is not known as it is', () => {
    expect(words.reasonWords('constructor')).toEqual({ words: 'constructor', tone: 'neutral' });
    expect(words.reasonWords('kms-denied')).toEqual({ words: 'KMS access denied', tone: 'bad' });
  });
});

describe('the policy', () => {
  const wish = { bucket: 'b', prefix: 'AWSLogs/', configuration: true, eventHistory: false };

  it('allows listing below the address alone, and reading alone', () => {
    const { Statement } = JSON.parse(trailPolicy(wish)) as {
      Statement: readonly { Sid: string; Action: readonly string[]; Resource: string; Condition?: unknown }[];
    };
    expect(Statement.find(({ Sid }) => Sid === 'ListLogs')).toMatchObject({
      Resource: 'arn:aws:s3:::b',
      Condition: { StringLike: { 's3:prefix': ['AWSLogs/', 'AWSLogs/*'] } },
    });
    expect(Statement.find(({ Sid }) => Sid === 'ReadLogs')?.Resource).toBe('arn:aws:s3:::b/AWSLogs/*');
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(Get|List|Describe|Lookup|Decrypt)/.test(action))).toEqual([]);
    expect(actions).not.toContain('cloudtrail:LookupEvents');
    expect(trailPolicy({ ...wish, eventHistory: true })).toContain('cloudtrail:LookupEvents');
  });
});
