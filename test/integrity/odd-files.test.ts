import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/main/integrity/summary';
import { at, checkObjects, codes, replaced } from './check-objects';
import { copied, digestJson, inflated, signed, signingKey, Trail } from './trail';
import type { Hour, Stored, TrailOptions } from './trail';

function trail(hours = 5, each: (hour: number) => Hour = () => ({}), options: TrailOptions = {}): Trail {
  const made = new Trail(options);
  for (let hour = 0; hour < hours; hour += 1) made.hour(each(hour));
  return made;
}

function changed(log: Stored): Buffer {
  return gzipSync(inflated(log).toString().replace('user-', 'USER-'));
}

/** The same log file under the name of another delivery of that time. */
function renamed({ key }: Stored, random = 'AAAAAAAAAAAAAAAA'): string {
  return key.replace(/_[0-9a-zA-Z]{16}\.json\.gz$/, `_${random}.json.gz`);
}

const RECORDS = '{"Records":[{"eventID":"forged"}]}';

describe('bytes behind a digest', { timeout: 60_000 }, () => {
  const more: Readonly<Record<string, Buffer>> = {
    'an empty member': gzipSync(''),
    'a member of spaces': gzipSync(' \n'),
    'a member of records': gzipSync(RECORDS),
    'a member of text': gzipSync('and more'),
    'a member that closes a bracket': gzipSync('}'),
    'a member of bytes': gzipSync(Buffer.from([0, 255, 254, 1])),
    'bytes that are no member': Buffer.from('trailing'),
    'a member that is cut off': gzipSync(RECORDS).subarray(0, 20),
  };

  it.each(Object.entries(more))('are trailing data, and its list is believed: %s', async (_, bytes) => {
    const { objects, digests } = trail();
    const appended = (digest: Stored): Partial<Stored> => ({ bytes: Buffer.concat([digest.bytes, bytes]) });
    for (const index of [1, 4]) {
      const one = at(digests, index);
      const checked = await checkObjects(replaced(objects, one, appended(one)));
      expect(codes(checked)).toEqual({ 'digest invalid-trailing-data': 1 });
      expect(checked.integrity.logCounts.valid).toBe(10);
      expect(checked.integrity.broken).toEqual([]);
    }
    const local = copied(objects).map((one) => (one.key === at(digests, 1).key ? { ...one, ...appended(one) } : one));
    expect(codes(await checkObjects(local))).toMatchObject({ 'digest invalid-trailing-data': 1 });
  });

  it('are told of another digest that stands behind the first, and of one that was cut into two members', async () => {
    const { objects, digests } = trail();
    const [one, other] = [at(digests, 2), at(digests, 3)];
    const both = await checkObjects(replaced(objects, one, { bytes: Buffer.concat([one.bytes, other.bytes]) }));
    expect(codes(both)).toEqual({ 'digest invalid-trailing-data': 1 });
    const json = inflated(one);
    const halves = Buffer.concat([gzipSync(json.subarray(0, 200)), gzipSync(json.subarray(200))]);
    expect(codes(await checkObjects(replaced(objects, one, { bytes: halves })))).toEqual({
      'digest invalid-trailing-data': 1,
    });
  });

  it('are told where it is a plain file, and where nothing proves what stands before them', async () => {
    const { objects, digests } = trail();
    const plain = copied(objects).map((one) => {
      const bytes = Buffer.concat([inflated(one), Buffer.from(RECORDS)]);
      return one.key === at(digests, 4).key ? { ...one, bytes } : one;
    });
    expect(codes(await checkObjects(plain))).toEqual({ 'digest invalid-trailing-data': 1, 'log unverifiable': 2 });
  });

  it('make no changed digest true', async () => {
    const { objects, digests } = trail();
    const digest = { ...digestJson(at(digests, 2)), logFiles: [] };
    const bytes = Buffer.concat([gzipSync(JSON.stringify(digest)), at(digests, 2).bytes]);
    expect(codes(await checkObjects(replaced(objects, at(digests, 2), { bytes })))).toEqual({
      'digest invalid-hash': 1,
      'log uncovered': 2,
    });
  });
});

describe('a broken digest', { timeout: 60_000 }, () => {
  it.each([
    ['garbage', gzipSync('no JSON at all')],
    ['garbage that is no gzip', Buffer.from('no JSON at all')],
    ['nothing', Buffer.alloc(0)],
    ['another object', gzipSync('{"Records":[]}')],
    ['a list', gzipSync('[1, 2]')],
    ['a member before it', Buffer.concat([gzipSync(RECORDS), gzipSync('{}')])],
  ])('fills its place by its name, and is not missing besides: %s', async (_, bytes) => {
    const { objects, digests } = trail();
    for (const [index, uncovered] of [
      [2, 2],
      [0, 2],
    ] as const) {
      const checked = await checkObjects(replaced(objects, at(digests, index), { bytes }));
      expect(codes(checked)).toEqual({ 'digest invalid-format': 1, 'log uncovered': uncovered });
      expect(checked.integrity.chains).toHaveLength(1);
      expect(checked.integrity.chains[0]?.entries).toHaveLength(5);
    }
  });

  it('hides no other that is missing beside it, whatever time its name tells', async () => {
    const { objects, digests } = trail(8);
    const bytes = gzipSync('garbage');
    const left = [2, 3].reduce((list, index) => replaced(list, at(digests, index)), objects);
    const checked = await checkObjects(replaced(left, at(digests, 4), { bytes }));
    expect(codes(checked)).toEqual({ 'digest invalid-format': 1, 'chain gap': 1, 'log uncovered': 6 });
    const gap = checked.findings.find(({ code }) => code === 'gap');
    expect((gap?.to ?? 0) - (gap?.from ?? 0)).toBe(2 * 3600);
    const later = at(digests, 4).key.replace('T150000Z', 'T153000Z');
    const renamed = await checkObjects(replaced(left, at(digests, 4), { bytes, key: later }));
    expect(codes(renamed)).toMatchObject({ 'digest missing': 1, 'digest invalid-format': 1 });
  });

  it('is missing, and not broken, where its bytes could not be had', async () => {
    const { objects, digests } = trail();
    const { findings, integrity } = await checkObjects(replaced(objects, at(digests, 2), { failed: true }));
    expect(findings.filter(({ about }) => about === 'digest').map(({ code }) => code)).toEqual(['missing']);
    expect(integrity.broken).toEqual([]);
    const newest = await checkObjects(replaced(objects, at(digests, 4), { failed: true }));
    expect(codes(newest)).toEqual({ 'log uncovered': 2 });
  });
});

describe('an object that is no gzip file any more', { timeout: 60_000 }, () => {
  it('is invalid by its format, with proven content; a copy may be inflated', async () => {
    const { objects, digests, logs } = trail();
    const plain = (one: Stored): Stored[] => replaced(objects, one, { bytes: inflated(one) });
    expect(codes(await checkObjects(plain(at(logs, 3))))).toEqual({ 'log invalid-format': 1 });
    const digest = await checkObjects(plain(at(digests, 2)));
    expect(codes(digest)).toEqual({ 'digest invalid-format': 1 });
    expect(digest.integrity.logCounts.valid).toBe(10);
    // Content is whole, the file is not.
    const cut = (one: Stored): Stored[] => replaced(objects, one, { bytes: one.bytes.subarray(0, -8) });
    expect(codes(await checkObjects(cut(at(logs, 3))))).toEqual({ 'log invalid-format': 1 });
    expect(codes(await checkObjects(cut(at(digests, 4))))).toEqual({ 'digest invalid-format': 1 });
    const inflatedCopy = copied(objects).map((one) => ({ ...one, bytes: inflated(one) }));
    expect(codes(await checkObjects(inflatedCopy))).toEqual({ 'digest unverifiable': 1, 'log unverifiable': 2 });
    const other = replaced(objects, at(logs, 3), { bytes: Buffer.from('deleted') });
    expect(codes(await checkObjects(other))).toEqual({ 'log invalid-hash': 1 });
  });
});

describe('a log file of several gzip members', { timeout: 60_000 }, () => {
  it('is told whatever the others hold, and where it lies', async () => {
    const { objects, logs } = trail();
    const log = at(logs, 3);
    const json = inflated(log);
    const halves = Buffer.concat([gzipSync(json.subarray(0, 40)), gzipSync(json.subarray(40))]);
    const appended = Buffer.concat([log.bytes, gzipSync(RECORDS)]);
    const nothing = Buffer.concat([log.bytes, gzipSync('')]);
    for (const bytes of [halves, appended, nothing]) {
      for (const key of [log.key, log.key.replace('/05/01/', '/05/02/'), renamed(log)]) {
        const checked = await checkObjects(replaced(objects, log, { bytes, key }));
        expect([key, codes(checked)]).toEqual([key, { 'log invalid-trailing-data': 1 }]);
        expect(checked.integrity.logCounts.missing).toBe(0);
      }
    }
  });
});

describe('a copy', { timeout: 60_000 }, () => {
  it('of a proven log file or digest that lies in its place is no fault, wherever it lies', async () => {
    const { objects, logs, digests } = trail();
    const [log, digest] = [at(logs, 3), at(digests, 2)];
    const names = [
      log.key.replace('/05/01/', '/05/02/'),
      `backup/${log.key}`,
      log.key.replace(/\.json\.gz$/, ' (1).json.gz'),
      `${log.key}.bak`,
      'some/copy.json.gz',
    ];
    const copies: Stored[] = names.map((key) => ({ ...log, key }));
    const elsewhere: Stored[] = [
      { ...log, bucket: 'replica' },
      { ...digest, bucket: 'replica' },
      { bucket: 'replica', key: digest.key, bytes: digest.bytes },
      { ...digest, key: `backup/${digest.key}` },
      ...copied([log, digest], '/backup'),
    ];
    const checked = await checkObjects([...objects, ...copies, ...elsewhere]);
    expect(codes(checked)).toEqual({});
    expect([...copies, ...elsewhere].map(checked.codeOf)).toEqual(new Array<string>(11).fill('valid'));
  });

  it('is moved where the original is gone, and invalid where it was changed', async () => {
    const { objects, logs, digests } = trail();
    const log = at(logs, 3);
    const away = { bucket: 'replica' };
    expect(codes(await checkObjects(replaced(objects, log, away)))).toEqual({ 'log invalid-moved': 1 });
    const other = { ...log, ...away, bytes: changed(log) };
    expect(codes(await checkObjects([...objects, other]))).toEqual({ 'log invalid-hash': 1 });
    const broken = replaced(objects, log, { bytes: changed(log) });
    expect(codes(await checkObjects([...broken, { ...log, ...away }]))).toEqual({
      'log invalid-hash': 1,
      'log invalid-moved': 1,
    });
    const digest = at(digests, 2);
    const moved = { ...away, bytes: Buffer.concat([digest.bytes, gzipSync('')]) };
    expect(codes(await checkObjects(replaced(objects, digest, moved)))).toEqual({ 'digest invalid-trailing-data': 1 });
  });

  it('is found without comparing each file with each, where thousands have one content', async () => {
    const made = new Trail({ records: () => '{"Records":[]}' });
    for (let hour = 0; hour < 2; hour += 1) made.hour({ logs: new Array<number>(1_500).fill(0) });
    const copies = made.logs.map((one) => ({ ...one, key: `backup/${one.key}` }));
    const more = made.logs.map((one, index) => ({ ...one, key: `copies/${String(index)}.json.gz` }));
    const checked = await checkObjects([...made.objects, ...copies, ...more]);
    expect(codes(checked)).toEqual({});
    expect(checked.integrity.logCounts.valid).toBe(9_000);
  });

  it('under the name of another delivery is an added log file, whatever its content', async () => {
    const { objects, logs } = trail();
    const checked = await checkObjects([...objects, { ...at(logs, 3), key: renamed(at(logs, 3)) }]);
    expect(codes(checked)).toEqual({ 'log uncovered': 1 });
    expect(checked.integrity.logs.added).toBe(1);
  });

  it('of everything is a replicated bucket only where nothing else is wrong', async () => {
    const { objects, logs, digests } = trail();
    const replica = objects.map((object) => ({ ...object, bucket: 'replica' }));
    const remedyOf = async (list: readonly Stored[]): Promise<string | null> => {
      const { integrity, keys } = await checkObjects(list);
      const { words, remedy } = summarise(integrity, keys);
      expect(words.includes('moved, their content proven')).toBe(remedy?.includes('replicated') === true);
      return remedy;
    };
    const inReplica = (one: Stored): Stored => at(replica, objects.indexOf(one));
    expect(await remedyOf(replica)).toContain('replicated or copied bucket');
    const wrong: readonly Stored[][] = [
      replaced(replica, inReplica(at(logs, 3))),
      replaced(replica, inReplica(at(digests, 2))),
      replaced(replica, inReplica(at(logs, 3)), { bytes: changed(at(logs, 3)) }),
      [...replica, { ...inReplica(at(logs, 3)), key: renamed(at(logs, 3)), bytes: changed(at(logs, 3)) }],
      replaced(replica, inReplica(at(digests, 4)), { metadata: {} }),
    ];
    for (const list of wrong) expect(await remedyOf(list)).not.toContain('replicated');
  });
});

describe('an added log file', { timeout: 60_000 }, () => {
  const forged = (key: string, bucket = 'trail-bucket'): Stored => ({ bucket, key, bytes: gzipSync(RECORDS) });

  it('is said to be added where proven digests cover its time, also in the first and the last hour', async () => {
    const { objects, logs, digests } = trail();
    for (const [log, hour] of [
      [0, 0],
      [3, 1],
      [9, 4],
    ] as const) {
      const added = forged(renamed(at(logs, log)));
      const checked = await checkObjects([...objects, added]);
      expect(codes(checked)).toEqual({ 'log uncovered': 1 });
      const [finding] = checked.findings;
      expect(finding?.words).toContain('It was added: the digests of the trail main-trail');
      expect(finding?.digest).toBe(objects.indexOf(at(digests, hour)));
      expect(checked.integrity.logs.added).toBe(1);
    }
    const local = copied([...objects, forged(renamed(at(logs, 3)))]);
    expect((await checkObjects(local)).integrity.logs.added).toBe(1);
  });

  it('is not, where its digest may be another that is not held, not proven, or of another trail', async () => {
    const { objects, logs, digests } = trail();
    const key = renamed(at(logs, 3));
    const second = trail(5, () => ({}), { trail: 'second-trail' });
    const innocent: readonly Stored[][] = [
      // The digest of its hour, or of the next, in which it may have come.
      [...replaced(objects, at(digests, 1)), forged(key)],
      [...replaced(objects, at(digests, 2)), forged(key.replace('T1105Z', 'T1155Z'))],
      copied([...objects, forged(renamed(at(logs, 9)))]),
      [...objects, forged(key.replace('T1105Z', 'T0905Z'))],
      // Of another bucket, folder, region, kind.
      [...objects, forged(key, 'other-bucket')],
      [...objects, forged(`other/${key}`)],
      [...objects, forged(key.replaceAll('eu-central-1', 'eu-west-1'))],
      [...objects, forged(key.replaceAll('CloudTrail', 'CloudTrail-Insight'))],
      [...objects, { ...forged(key), found: '/elsewhere/records.json.gz' }],
      // Of a second trail that delivers to the same folder, and whose digest of that hour is not held.
      [...objects, ...replaced(second.objects, at(second.digests, 1)), forged(key)],
    ];
    for (const [index, list] of innocent.entries()) {
      const { integrity, findings } = await checkObjects(list);
      expect([index, integrity.logs.added]).toEqual([index, 0]);
      expect(findings.some(({ words }) => words.includes('It was added:'))).toBe(false);
    }
    const both = await checkObjects([...objects, ...second.objects, forged(key)]);
    expect(both.integrity.logs.added).toBe(1);
  });

  it('is not where the digests of its time were signed by another key', async () => {
    const { objects, logs } = trail();
    const digest = { ...digestJson(at(objects, 5)), digestPublicKeyFingerprint: signingKey(1).fingerprint };
    const remade = replaced(objects, at(objects, 5), signed({ ...at(objects, 5), digest }, signingKey(1)));
    expect((await checkObjects([...remade, forged(renamed(at(logs, 3)))])).integrity.logs.added).toBe(0);
  });
});
