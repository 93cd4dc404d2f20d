import { describe, expect, it } from 'vitest';
import { acquiredTrail } from './acquired-time';

const LOG =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2023/11/05/111122223333_CloudTrail_eu-west-1_20231105T1005Z_x.json.gz';
const DIGEST =
  'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2023/11/06/111122223333_CloudTrail-Digest_us-east-1_t_us-east-1_20231106T100000Z.json.gz';

function trailOf(...uris: readonly string[]) {
  return acquiredTrail((visit) => {
    for (const uri of uris) visit({ uri });
    return Promise.resolve();
  });
}

describe('what a case holds of a trail', () => {
  it('is the time of its digests, with the hour before and two hours after', async () => {
    const { regions, span } = await trailOf('s3://b/x.txt', `s3://b/${LOG}`, `s3://b/${DIGEST}`);
    expect(regions).toEqual(['eu-west-1', 'us-east-1']);
    expect(span).toEqual({ from: Date.parse('2023-11-06T08:00:00Z'), to: Date.parse('2023-11-06T12:00:00Z') });
  });

  it('is that of its logs without digests, and nothing without either', async () => {
    const { span } = await trailOf(`s3://b/${LOG}`);
    expect(span).toEqual({ from: Date.parse('2023-11-04T10:05:00Z'), to: Date.parse('2023-11-05T12:05:00Z') });
    expect(await trailOf('s3://b/x.txt')).toEqual({ regions: [], span: undefined });
  });
});
