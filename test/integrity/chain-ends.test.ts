import { describe, expect, it } from 'vitest';
import { at, checkObjects, codes, replaced } from './check-objects';
import type { Checked } from './check-objects';
import { copied, digestJson, publicKeyList, REGION, signed, signingKey, Trail } from './trail';
import type { Hour, SigningKey, Stored, TrailOptions } from './trail';

function trail(hours = 5, each: (hour: number) => Hour = () => ({}), options: TrailOptions = {}): Trail {
  const made = new Trail(options);
  for (let hour = 0; hour < hours; hour += 1) made.hour(each(hour));
  return made;
}

/** A trail of which the oldest hours are gone, digests and log files. */
function beheaded(hours: number): { readonly left: Stored[]; readonly last: Stored } {
  const { objects } = trail();
  const gone = objects.slice(0, hours * 3);
  return { left: objects.slice(hours * 3), last: at(gone, -1) };
}

/** The keys that AWS answered when it was asked for those of a time. */
function answered(keys: readonly SigningKey[], page = 1, more = false): Stored {
  const text = publicKeyList(keys, undefined, more ? { NextToken: 'more' } : {});
  const span = '20240501T080000Z_20240501T220000Z';
  const found = `aws-config://111122223333/${REGION}/public-keys/${span}/page-000${String(page)}`;
  return { bucket: '', key: '', bytes: Buffer.from(text), found };
}

const forger = signingKey(1);

describe('the oldest digest of a chain', { timeout: 60_000 }, () => {
  it('says that the chain goes on before, by name, where nothing tells that more was to be acquired', async () => {
    const { left, last } = beheaded(2);
    for (const objects of [left, copied(left)]) {
      const checked = await checkObjects(objects);
      expect(checked.integrity.digestCounts.missing).toBe(0);
      const note = checked.findings.find(({ about }) => about === 'chain');
      expect(note).toMatchObject({ code: 'not-checked', object: `trail-bucket/${last.key}` });
      expect(note?.words).toContain(`The chain goes on before: trail-bucket/${last.key}.`);
    }
  });

  it('misses the one before it where that was to be acquired', async () => {
    const { left, last } = beheaded(1);
    const wanted: string[] = [];
    const checked = await checkObjects(left, undefined, (bucket, key) => {
      wanted.push(`${bucket}/${key}`);
      return true;
    });
    expect(wanted).toEqual([`trail-bucket/${last.key}`]);
    expect(codes(checked)).toEqual({ 'digest missing': 1 });
    expect(checked.integrity.digestCounts.missing).toBe(1);
  });

  it('says nothing where the chain begins, and misses what lies between digests whatever was chosen', async () => {
    const { objects, digests } = trail();
    expect(codes(await checkObjects(objects, undefined, () => true))).toEqual({});
    const between = await checkObjects(replaced(objects, at(digests, 2)), undefined, () => false);
    expect(codes(between)).toMatchObject({ 'digest missing': 1, 'chain gap': 1 });
  });

  it('keeps to its own chain: that of backfill digests has an end of its own', async () => {
    const backfill = trail(3, () => ({ logs: [1] }), { backfill: true });
    const late = backfill.objects.slice(2);
    const checked = await checkObjects([...trail().objects, ...late], undefined, (_, key) => key.includes('_backfill'));
    expect(codes(checked)).toEqual({ 'digest missing': 1 });
  });

  it('believes no forged digest that names one before it', async () => {
    const { objects } = trail(2, () => ({ key: forger }));
    const checked = await checkObjects([...objects.slice(3), answered([signingKey()])], [], () => true);
    expect(codes(checked)).toMatchObject({ 'digest invalid-unknown-key': 1 });
    expect(checked.integrity.digestCounts.missing).toBe(0);
  });
});

describe('digests made anew under another key', { timeout: 60_000 }, () => {
  const remade = (from: number): Stored[] =>
    trail(5, (hour) => ({ key: hour >= from ? forger : signingKey() })).objects;

  it('are invalid where the case holds the keys of that region and time', async () => {
    for (const [from, forged] of [
      [3, 2],
      [0, 5],
    ] as const) {
      const checked = await checkObjects([...remade(from), answered([signingKey()])], []);
      expect(codes(checked)).toEqual({ 'digest invalid-unknown-key': forged, 'log unverifiable': forged * 2 });
      expect(checked.integrity.keysWanted).toEqual([]);
      const [first] = checked.findings;
      expect(first?.words).toContain(
        `the public key ${forger.fingerprint}, which is not among the public keys of ${REGION}`,
      );
    }
  });

  it('are told from plain copies too, and by a list that says no region but proves digests of that one', async () => {
    const checked = await checkObjects(copied(remade(3)));
    expect(codes(checked)).toMatchObject({ 'digest invalid-unknown-key': 2 });
    expect(checked.integrity.digestCounts.valid).toBe(3);
  });

  it('are invalid by a list of no region where there are digests of one region alone, with a word of caution', async () => {
    const checked = await checkObjects(remade(0));
    expect(codes(checked)).toMatchObject({ 'digest invalid-unknown-key': 5 });
    expect(checked.findings[0]?.remedy).toContain(`do not say their region: make sure that it is ${REGION}`);
  });

  it('are not proven by a key that lies beside them where AWS, which was asked, did not name it', async () => {
    const planted: Stored = { bucket: 'trail-bucket', key: 'keys.json', bytes: Buffer.from(publicKeyList([forger])) };
    const checked = await checkObjects([...remade(0), planted, answered([signingKey()])], []);
    expect(codes(checked)).toMatchObject({ 'digest invalid-unknown-key': 5 });
    expect(checked.integrity.logCounts.valid).toBe(0);
  });

  it('stay unverifiable where the keys are of another region, of another time, of no time, or not all of them', async () => {
    const other = trail(3, () => ({}), { region: 'us-east-1' }).objects;
    const expected = { 'keys unverifiable': 1 };
    expect(codes(await checkObjects([...remade(0), ...other]))).toEqual(expected);
    const elsewhere = { ...answered([signingKey()]), found: answered([]).found?.replace(REGION, 'us-east-1') ?? '' };
    const early = publicKeyList([signingKey()], ['2023-01-01T00:00:00Z', '2024-05-01T08:00:00Z']);
    const files: Stored[] = [
      elsewhere,
      answered([signingKey()], 1, true),
      answered([signingKey()], 2),
      answered([]),
      { bucket: 'b', key: 'keys.json', bytes: Buffer.from(early) },
      { bucket: 'b', key: 'keys.json', bytes: Buffer.from(publicKeyList([signingKey()], null)) },
      { bucket: 'b', key: 'key', bytes: signingKey().der },
      {
        bucket: 'b',
        key: 'keys.json',
        bytes: Buffer.from(publicKeyList([signingKey()], undefined, { NextToken: 'a' })),
      },
    ];
    for (const file of files)
      expect([file.found, codes(await checkObjects([...remade(0), file], []))]).toEqual([file.found, expected]);
    const both = [answered([signingKey()], 1, true), answered([signingKey(2)], 2)];
    expect(codes(await checkObjects([...remade(0), ...both], []))).toMatchObject({ 'digest invalid-unknown-key': 5 });
  });

  it('are told from those of a key for which a proven digest stands', async () => {
    const made = trail(4, (hour) => ({ key: hour === 0 ? forger : signingKey() }));
    const twin = trail(2, () => ({ key: forger }), { trail: 'other-trail' });
    const checked = await checkObjects([...made.objects, ...twin.objects]);
    expect(codes(checked)).toEqual({ 'keys unverifiable': 1 });
  });

  it('count a backfill digest by when it was made, where the store says so', async () => {
    const made = trail(2, () => ({ key: forger }), { backfill: true });
    const dated = (time: string): Stored[] =>
      made.objects.map((one) =>
        one.metadata === undefined
          ? one
          : { ...one, metadata: { ...one.metadata, 'backfill-generation-timestamp': time } },
      );
    const keys = answered([signingKey()]);
    expect(codes(await checkObjects([...made.objects, keys], []))).toEqual({ 'keys unverifiable': 1 });
    expect(codes(await checkObjects([...dated('2024-06-01T00:00:00Z'), keys], []))).toEqual({ 'keys unverifiable': 1 });
    expect(codes(await checkObjects([...dated('2024-05-01T18:00:00Z'), keys], []))).toMatchObject({
      'digest invalid-unknown-key': 2,
    });
  });
});

describe('what S3 keeps with a digest', { timeout: 60_000 }, () => {
  it('is missed where the digest comes from S3 without its signature, also where the next digest proves it', async () => {
    const { objects, digests } = trail();
    for (const metadata of [{}, { signature: '' }, { 'signature-algorithm': 'SHA256withRSA' }]) {
      const newest = await checkObjects(replaced(objects, at(digests, 4), { metadata }));
      expect(codes(newest)).toEqual({ 'digest invalid-signature-missing': 1, 'log unverifiable': 2 });
      const middle = await checkObjects(replaced(objects, at(digests, 2), { metadata }));
      expect(codes(middle)).toEqual({ 'digest invalid-signature-missing': 1 });
      expect(middle.integrity.logCounts.valid).toBe(10);
    }
    const { signature = '' } = at(digests, 4).metadata ?? {};
    const algorithm = await checkObjects(replaced(objects, at(digests, 4), { metadata: { signature } }));
    expect(codes(algorithm)).toEqual({ 'digest invalid-signature-missing': 1 });
    expect(algorithm.integrity.logCounts.valid).toBe(10);
    expect(codes(await checkObjects(copied(objects)))).toEqual({ 'digest unverifiable': 1, 'log unverifiable': 2 });
  });

  it('is garbage, null or of another digest: what the next digest proves stays proven', async () => {
    const { objects, digests } = trail();
    const other = at(digests, 0).metadata?.['signature'] ?? '';
    for (const signature of ['null', 'garbage', '\u0000', 'abc', 'ff', '00'.repeat(256), other]) {
      const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
      const middle = await checkObjects(replaced(objects, at(digests, 2), { metadata }));
      expect([signature, codes(middle)]).toEqual([signature, { 'digest invalid-signature': 1 }]);
      expect(middle.integrity.logCounts.valid).toBe(10);
      const newest = await checkObjects(replaced(objects, at(digests, 4), { metadata }));
      expect([signature, codes(newest)]).toEqual([signature, { 'digest invalid-signature': 1, 'log unverifiable': 2 }]);
    }
    const algorithm = { ...at(digests, 4).metadata, 'signature-algorithm': 'none' };
    const odd = await checkObjects(replaced(objects, at(digests, 4), { metadata: algorithm }));
    expect(codes(odd)).toEqual({ 'digest invalid-signature': 1 });
  });

  it('tells a signature that is not the one that the next digest states, though no key is at hand', async () => {
    const made = trail(5, (hour) => ({ key: hour < 3 ? forger : signingKey() }));
    const metadata = { signature: 'ab'.repeat(256), 'signature-algorithm': 'SHA256withRSA' };
    const checked = await checkObjects(replaced(made.objects, at(made.digests, 2), { metadata }));
    expect(codes(checked)).toEqual({ 'digest invalid-signature': 1 });
    expect(checked.integrity.logCounts.valid).toBe(10);
  });

  it('does not make a digest true whose content was changed: it stays unproven', async () => {
    const { objects, digests } = trail();
    const digest = { ...digestJson(at(digests, 2)), logFiles: [] };
    const { bytes } = signed({ ...at(digests, 2), digest }, forger);
    const checked = await checkObjects(replaced(objects, at(digests, 2), { bytes, metadata: {} }));
    expect(codes(checked)).toEqual({ 'digest invalid-hash': 1, 'log uncovered': 2 });
  });

  it('is believed of a digest that AWS signed with fields that are null, odd as it is', async () => {
    const nulled = async (name: string): Promise<Checked> => {
      const before = (digest: Record<string, unknown>): unknown => (digest[name] = null);
      return await checkObjects(trail(5, (hour) => (hour === 2 ? { before } : {})).objects);
    };
    // The word null is signed in its place.
    expect(codes(await nulled('previousDigestSignature'))).toEqual({});
    for (const name of ['previousDigestHashValue', 'previousDigestS3Object', 'previousDigestS3Bucket']) {
      const checked = await nulled(name);
      expect([name, codes(checked)]).toEqual([name, { 'digest invalid-format': 1 }]);
      expect(checked.integrity.logCounts.valid).toBe(10);
    }
  });
});
