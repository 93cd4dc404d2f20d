import { describe, expect, it } from 'vitest';
import type { TrailStream } from '../../../contract/discovery';
import { choiceTitle } from './choice-title';

function stream(account: string, region: string, kind: TrailStream['kind'] = 'CloudTrail'): TrailStream {
  return { prefix: `AWSLogs/${account}/${kind}/${region}/`, root: '', organization: null, account, region, kind };
}
const uri = 's3://logs';
const always = { streams: [], from: null, to: null };

describe('the title of an acquisition', () => {
  it('is the address where nothing is narrowed', () => {
    expect(choiceTitle({ uri }, { ...always, streams: [stream('1', 'a')] })).toBe('s3://logs');
  });

  it('names accounts, regions and days of folders that are named', () => {
    const streams = [stream('1', 'us-east-1'), stream('2', 'us-east-1'), stream('1', 'eu-west-1')];
    const choice = { uri, streams: streams.map(({ prefix }) => prefix) };
    expect(choiceTitle(choice, { streams, from: '2023-11-01', to: '2023-11-05' })).toBe(
      's3://logs, 1 and 2, eu-west-1 and us-east-1, delivered 2023-11-01 to 2023-11-05',
    );
  });

  it('counts what would be long, and names kinds beside logs', () => {
    const streams = ['1', '2', '3', '4'].map((account) => stream(account, 'us-east-1', 'Digest'));
    expect(choiceTitle({ uri, streams: [''] }, { streams, from: '2023-11-01', to: '2023-11-01' })).toBe(
      's3://logs, 4 accounts, us-east-1, Digest, delivered on 2023-11-01',
    );
  });

  it('says that everything is taken, and since when', () => {
    expect(choiceTitle({ uri, everything: true }, { ...always, from: '2023-11-01' })).toBe(
      's3://logs, everything, changed since 2023-11-01',
    );
  });
});
