import { describe, expect, it } from 'vitest';
import { Coverage } from '../../src/core/integrity/coverage';
import { holesOf } from '../../src/core/integrity/holes';
import { SourceIntake } from '../../src/main/integrity/source-intake';
import { inflated, publicKeyList, sha256, signingKey, Trail } from './trail';
import type { Stored } from './trail';

/** Coverage of objects of S3 that could all be read whole. */
async function coverageOf(objects: readonly Stored[]): Promise<Coverage> {
  const intake = new SourceIntake();
  for (const [no, { bucket, key, bytes, metadata = {} }] of objects.entries()) {
    const content = inflated({ bucket, key, bytes });
    const isDigest = key.includes('/CloudTrail-Digest/');
    const [kind, format] = isDigest ? (['digest', null] as const) : (['cloudtrail', 'records'] as const);
    const size = { inflatedSize: content.length, inflatedSha256: sha256(content) };
    intake.take({ no, uri: `s3://${bucket}/${key}`, ...size, kind, format, records: isDigest ? 0 : 2, metadata });
  }
  intake.addKeys(Buffer.from(publicKeyList([signingKey()])));
  const { integrity } = await intake.check({
    read: (no) => Promise.resolve(objects[no] === undefined ? new Uint8Array(0) : inflated(objects[no])),
  });
  return new Coverage(integrity);
}

/** Two hours, then nothing for two, then two more. @param restarted the chain begins anew */
function stoppedTrail(restarted: boolean, trail?: string): Trail {
  const made = new Trail(trail === undefined ? {} : { trail });
  made.hour();
  made.hour();
  made.pause(2);
  if (restarted) made.restart();
  made.hour();
  made.hour();
  return made;
}

const at = (time: string): number => Date.parse(`2024-05-01T${time}:00Z`) / 1000;
const END = at('20:00');

describe('holes of a row', () => {
  it('are the gaps of a chain that begins anew, and those of which neither digest nor log file is there', async () => {
    const gap = [{ from: at('12:00'), to: at('14:00'), cause: 'gap' }];
    for (const restarted of [true, false]) {
      expect(holesOf(await coverageOf(stoppedTrail(restarted).objects), 0, [], END)).toEqual(gap);
    }
  });

  it('are none where another trail has digests of that time, or the log files are there without a digest', async () => {
    const whole = new Trail({ trail: 'second', prefix: 'second' });
    for (let hour = 0; hour < 6; hour += 1) whole.hour();
    expect(holesOf(await coverageOf([...stoppedTrail(true).objects, ...whole.objects]), 0, [], END)).toEqual([]);
    const lost = new Set(whole.digests.slice(2, 4));
    expect(holesOf(await coverageOf(whole.objects.filter((one) => !lost.has(one))), 0, [], END)).toEqual([]);
  });
});
