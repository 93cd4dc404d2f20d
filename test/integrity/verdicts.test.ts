import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/main/integrity/summary';
import { at, checkObjects, codes, replaced } from './check-objects';
import { copied, digestJson, inflated, sha256, signed, signingKey, Trail } from './trail';
import type { Hour, Stored } from './trail';

function trail(hours = 5, each: (hour: number) => Hour = () => ({})): Trail {
  const made = new Trail();
  for (let hour = 0; hour < hours; hour += 1) made.hour(each(hour));
  return made;
}

describe('verdicts of log files and digests', { timeout: 60_000 }, () => {
  it('finds nothing wrong with a clean chain', async () => {
    const { objects } = trail();
    const checked = await checkObjects(objects);
    expect(codes(checked)).toEqual({});
    expect(objects.map(checked.codeOf)).toEqual(objects.map(() => 'valid'));
    expect(checked.integrity.logCounts.valid).toBe(10);
    expect(checked.integrity.digestCounts.valid).toBe(5);
  });

  it('names a changed log file', async () => {
    const { objects, logs } = trail();
    const bytes = gzipSync(inflated(at(logs, 3)).toString().replace('user-', 'USER-'));
    const changed = replaced(objects, at(logs, 3), { bytes });
    expect(codes(await checkObjects(changed))).toEqual({ 'log invalid-hash': 1 });
  });

  it('names a deleted log file', async () => {
    const { objects, logs } = trail();
    const checked = await checkObjects(replaced(objects, at(logs, 3)));
    expect(codes(checked)).toEqual({ 'log missing': 1 });
    expect(checked.findings[0]?.object).toBe(`trail-bucket/${at(logs, 3).key}`);
  });

  it('names an added log file, which no digest lists', async () => {
    const { objects, logs } = trail();
    const key = at(logs, 3).key.replace(/_[0-9a-f]{16}\.json\.gz$/, '_AAAAAAAAAAAAAAAA.json.gz');
    const added: Stored = { bucket: 'trail-bucket', key, bytes: gzipSync('{"Records":[]}') };
    const checked = await checkObjects([...objects, added]);
    expect(codes(checked)).toEqual({ 'log uncovered': 1 });
    expect(checked.codeOf(added)).toBe('uncovered');
  });

  it('names a changed digest by the digest after it, and does not believe its list', async () => {
    const { objects, digests } = trail();
    const json = digestJson(at(digests, 2));
    json['logFiles'] = [];
    const changed = replaced(objects, at(digests, 2), { bytes: gzipSync(JSON.stringify(json)) });
    // Its own log files are then proven by none.
    expect(codes(await checkObjects(changed))).toEqual({ 'digest invalid-hash': 1, 'log uncovered': 2 });
  });

  it('names the newest digest where it was changed by its own signature', async () => {
    const { objects, digests } = trail();
    const json = { ...digestJson(at(digests, 4)), oldestEventTime: '2024-05-01T00:00:00Z' };
    const changed = replaced(objects, at(digests, 4), { bytes: gzipSync(JSON.stringify(json)) });
    expect(codes(await checkObjects(changed))).toEqual({ 'digest invalid-signature': 1, 'log unverifiable': 2 });
  });

  it('names a digest that was signed again with another key', async () => {
    const { objects, digests } = trail();
    const other = signingKey(1);
    const digest = { ...digestJson(at(digests, 4)), newestEventTime: '2024-05-01T00:00:00Z' };
    const keeping = signed({ ...at(digests, 4), digest }, other);
    expect(codes(await checkObjects(replaced(objects, at(digests, 4), keeping)))).toEqual({
      'digest invalid-signature': 1,
      'log unverifiable': 2,
    });
    // Named by its own fingerprint no key opens it; in the middle of a chain the next digest tells.
    const middle = { ...digestJson(at(digests, 2)), digestPublicKeyFingerprint: other.fingerprint };
    const resigned = signed({ ...at(digests, 2), digest: middle }, other);
    expect(codes(await checkObjects(replaced(objects, at(digests, 2), resigned)))).toEqual({
      'digest invalid-hash': 1,
      'log unverifiable': 2,
    });
    // Even where that key is among those the analyst was given.
    const known = await checkObjects(replaced(objects, at(digests, 2), resigned), [signingKey(), other]);
    expect(known.integrity.digestCounts['valid']).toBe(4);
    expect(codes(known)).toEqual({ 'digest invalid-signature': 1, 'log unverifiable': 2 });
  });

  it('names a deleted digest, and the hour that it leaves open', async () => {
    const { objects, digests } = trail();
    const checked = await checkObjects(replaced(objects, at(digests, 2)));
    expect(codes(checked)).toEqual({ 'digest missing': 1, 'chain gap': 1, 'log uncovered': 2 });
    const gap = checked.findings.find(({ code }) => code === 'gap');
    expect([gap?.from, gap?.to]).toEqual(
      ['2024-05-01T12:00:00Z', '2024-05-01T13:00:00Z'].map((t) => Date.parse(t) / 1000),
    );
  });

  it('tells the whole gap where two digests in a row are deleted', async () => {
    const { objects, digests } = trail(6);
    const left = replaced(replaced(objects, at(digests, 2)), at(digests, 3));
    const checked = await checkObjects(left);
    expect(codes(checked)).toEqual({ 'digest missing': 1, 'chain gap': 1, 'log uncovered': 4 });
    const gap = checked.findings.find(({ code }) => code === 'gap');
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBe(7200);
    expect(gap?.words).toContain('about 2 digests are missing');
  });

  it('tells an object that was moved from one that was changed', async () => {
    const { objects, logs, digests } = trail();
    const elsewhere = at(logs, 0).key.replace('/2024/05/01/', '/2024/05/02/');
    expect(codes(await checkObjects(replaced(objects, at(logs, 0), { key: elsewhere })))).toEqual({
      'log invalid-moved': 1,
    });
    const renamed = at(logs, 0).key.replace(/_[0-9a-f]{16}\./, '_BBBBBBBBBBBBBBBB.');
    expect(codes(await checkObjects(replaced(objects, at(logs, 0), { key: renamed })))).toEqual({
      'log invalid-moved': 1,
    });
    const bucket = 'other-bucket';
    expect(codes(await checkObjects(replaced(objects, at(digests, 1), { bucket })))).toEqual({
      'digest invalid-moved': 1,
    });
  });

  it('says of a replicated bucket that everything lies elsewhere, with proven content', async () => {
    const { objects, logs } = trail();
    const copy = objects.map((object) => ({ ...object, bucket: 'replica' }));
    const { integrity, keys } = await checkObjects(copy);
    const { words, remedy, worst } = summarise(integrity, keys);
    expect(worst).toBe('invalid');
    expect(words).toContain(`${String(logs.length)} log files moved, their content proven`);
    expect(words).not.toContain('invalid');
    expect(remedy).toContain('replicated or copied bucket');
    const bytes = gzipSync(inflated(at(logs, 3)).toString().replace('user-', 'USER-'));
    const changed = await checkObjects(copy.map((one) => (one.key === at(logs, 3).key ? { ...one, bytes } : one)));
    expect(summarise(changed.integrity, changed.keys).words).toContain('log files invalid');
  });

  it('names an appended gzip member and trailing bytes, in logs and in digests', async () => {
    const { objects, logs, digests } = trail();
    for (const more of [gzipSync('{"Records":[]}'), gzipSync(''), Buffer.from('trailing'), Buffer.alloc(4)]) {
      const log = { bytes: Buffer.concat([at(logs, 5).bytes, more]) };
      expect(codes(await checkObjects(replaced(objects, at(logs, 5), log)))).toEqual({
        'log invalid-trailing-data': 1,
      });
    }
    const digest = { bytes: Buffer.concat([at(digests, 1).bytes, Buffer.from('trailing')]) };
    expect(codes(await checkObjects(replaced(objects, at(digests, 1), digest)))).toEqual({
      'digest invalid-trailing-data': 1,
    });
  });

  it('names a digest that states a wrong hash for the one before', async () => {
    const { objects } = trail(4, (hour) =>
      hour === 2 ? { before: (digest) => (digest['previousDigestHashValue'] = sha256('another')) } : {},
    );
    const checked = await checkObjects(objects);
    expect(codes(checked)).toMatchObject({ 'digest invalid-hash': 1 });
    expect(checked.integrity.digestCounts.valid).toBe(3);
  });

  it('follows a chain over a change of keys and of buckets', async () => {
    const rotated = trail(5, (hour) => ({ key: signingKey(hour < 2 ? 0 : 1) }));
    expect(codes(await checkObjects(rotated.objects, [signingKey(0), signingKey(1)]))).toEqual({});
    const without = await checkObjects(rotated.objects, [signingKey(1)]);
    // The digest that is signed with a known key states the hash of the one before it, and that of the one before.
    expect(codes(without)).toEqual({});
    expect(without.integrity.keysWanted).toEqual([signingKey(0).fingerprint]);
    const first = await checkObjects(rotated.objects, [signingKey(0)]);
    // The list has the keys of that region and time, and the other key is not among them.
    expect(codes(first)).toEqual({ 'digest invalid-unknown-key': 3, 'log unverifiable': 6 });
    expect(first.integrity.keysWanted).toEqual([]);
    const buckets = trail(5, (hour) => ({ bucket: hour < 3 ? 'old-bucket' : 'new-bucket' }));
    expect(codes(await checkObjects(buckets.objects))).toEqual({});
  });

  it('keeps the backfill chain apart', async () => {
    const main = trail();
    const backfill = new Trail({ backfill: true, trail: 'main-trail', start: '2024-05-01T10:00:00Z' });
    for (let hour = 0; hour < 3; hour += 1) backfill.hour({ logs: [1] });
    const unique = backfill.objects.filter(({ key }) => !main.objects.some((other) => other.key === key));
    const checked = await checkObjects([...main.objects, ...unique]);
    expect(codes(checked)).toEqual({});
    expect(checked.integrity.chains.map(({ backfill: is }) => is)).toEqual([false, true]);
  });

  it('proves digests without a saved signature by the one after each; the newest is unverifiable, not invalid', async () => {
    const { objects } = trail();
    const checked = await checkObjects(copied(objects));
    expect(codes(checked)).toEqual({ 'digest unverifiable': 1, 'log unverifiable': 2 });
    expect(checked.integrity.judgements.map(({ proof }) => proof)).toEqual([
      ...new Array<string>(4).fill('signature-in-next'),
      null,
    ]);
  });

  it('names a malformed digest, whatever its signature says', async () => {
    const hash = trail(4, (hour) =>
      hour === 2 ? { before: (digest) => (digest['previousDigestHashValue'] = 'abc1') } : {},
    );
    expect(codes(await checkObjects(hash.objects))).toMatchObject({ 'digest invalid-format': 1 });
    const time = trail(4, (hour) =>
      hour === 3 ? { before: (digest) => (digest['digestEndTime'] = '2024-13-45') } : {},
    );
    expect(codes(await checkObjects(time.objects))).toMatchObject({ 'digest invalid-format': 1 });
    const { objects, digests } = trail();
    const cut = { bytes: gzipSync(inflated(at(digests, 4)).subarray(0, 300)) };
    expect(codes(await checkObjects(replaced(objects, at(digests, 4), cut)))).toMatchObject({
      'digest invalid-format': 1,
    });
  });

  it('tells a chain that was begun anew after logging stood still', async () => {
    const stopped = trail(3);
    stopped.pause(2);
    stopped.restart();
    for (let hour = 0; hour < 2; hour += 1) stopped.hour();
    const checked = await checkObjects(stopped.objects);
    expect(codes(checked)).toEqual({ 'chain gap': 1 });
    expect(checked.findings[0]?.words).toContain('logging or validation was turned off');
  });

  it('says of a case without keys or without digests that nothing can be proven', async () => {
    const { objects, logs } = trail(2);
    const without = await checkObjects(objects, []);
    // One key is missing: that is told once, and counted for each that it keeps from being proven.
    expect(codes(without)).toEqual({ 'keys unverifiable': 1 });
    expect(without.findings[0]?.words).toMatch(/which 2 digests name, .* neither they nor 4 log files that they list/);
    expect([without.integrity.digestCounts.unverifiable, without.integrity.logCounts.unverifiable]).toEqual([2, 4]);
    expect(without.integrity.keysWanted).toEqual([signingKey().fingerprint]);
    expect(codes(await checkObjects(logs))).toEqual({ 'log uncovered': 4 });
  });
});
