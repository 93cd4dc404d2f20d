import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Integrity } from '../../src/core/integrity/check';
import { Coverage } from '../../src/core/integrity/coverage';
import type { Hour } from '../../src/core/integrity/coverage';
import { findingsOf } from '../../src/core/integrity/findings';
import { SourceIntake } from '../../src/main/integrity/source-intake';

const folder = join(import.meta.dirname, '..', '..', 'resources', 'sample');
const HOUR = 3600;
/** Around StopLogging and StartLogging of the build account. */
const STOPPED = Date.UTC(2026, 2, 12, 2, 51, 18) / 1000;
const STARTED = Date.UTC(2026, 2, 12, 3, 38, 18) / 1000;

interface Digest {
  readonly awsAccountId: string;
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly newestEventTime: string | null;
  readonly oldestEventTime: string | null;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly {
    readonly s3Object: string;
    readonly hashValue: string;
    readonly newestEventTime: string;
    readonly oldestEventTime: string;
  }[];
}

const contents = new Map(
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const stored = readFileSync(file);
      const path = file.slice(folder.length + 1).replaceAll(sep, '/');
      return [path, path.endsWith('.gz') ? gunzipSync(stored) : stored] as const;
    }),
);

function contentOf(path: string): Buffer {
  const content = contents.get(path);
  if (content === undefined) throw new Error(`The sample has no ${path}.`);
  return content;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function recordsOf(path: string): readonly { readonly eventTime: string }[] {
  const { Records } = JSON.parse(contentOf(path).toString('utf8')) as {
    readonly Records: readonly { readonly eventTime: string }[];
  };
  return Records;
}

const digests = new Map(
  [...contents.keys()]
    .filter((path) => path.includes('/CloudTrail-Digest/'))
    .map((path) => [path, JSON.parse(contentOf(path).toString('utf8')) as Digest]),
);

/** Told by what AWS describes, without any of the program. */
describe('the digests of the sample', () => {
  it('lie where they say, end at their names, and list log files of the sample with their hashes and times', () => {
    const faults: string[] = [];
    for (const [path, digest] of digests) {
      if (digest.digestS3Object !== path || !path.includes(`/${digest.awsAccountId}/`)) faults.push(path);
      if (!path.endsWith(`_${digest.digestEndTime.replaceAll(/[-:]/g, '')}.json.gz`)) faults.push(path);
      const times: string[] = [];
      for (const { s3Object, hashValue, oldestEventTime, newestEventTime } of digest.logFiles) {
        if (sha256(contentOf(s3Object)) !== hashValue) faults.push(s3Object);
        const own = recordsOf(s3Object)
          .map(({ eventTime }) => eventTime)
          .sort();
        if (own[0] !== oldestEventTime || own.at(-1) !== newestEventTime) faults.push(s3Object);
        times.push(...own);
      }
      times.sort();
      if (digest.oldestEventTime !== (times[0] ?? null)) faults.push(path);
      if (digest.newestEventTime !== (times.at(-1) ?? null)) faults.push(path);
    }
    expect(digests.size).toBeGreaterThan(700);
    expect(faults).toEqual([]);
  });

  it('are signed by the listed key: each states hash and signature of the one before', () => {
    const { PublicKeyList } = JSON.parse(contentOf('public-keys.json').toString('utf8')) as {
      readonly PublicKeyList: readonly { readonly Value: string; readonly Fingerprint: string }[];
    };
    expect(PublicKeyList).toHaveLength(1);
    const [{ Value, Fingerprint } = { Value: '', Fingerprint: '' }] = PublicKeyList;
    const key = createPublicKey({ key: Buffer.from(Value, 'base64'), format: 'der', type: 'pkcs1' });
    const faults: string[] = [];
    const beginnings: string[] = [];
    let proven = 0;
    for (const [path, digest] of digests) {
      if (digest.digestPublicKeyFingerprint !== Fingerprint) faults.push(path);
      const before = digest.previousDigestS3Object;
      if (before === null || !digests.has(before)) {
        beginnings.push(`${digest.awsAccountId} ${digest.digestStartTime}${before === null ? ' anew' : ''}`);
        continue;
      }
      const bytes = contentOf(before);
      const earlier = JSON.parse(bytes.toString('utf8')) as Digest;
      const message = `${earlier.digestEndTime}\n${earlier.digestS3Bucket}/${before}\n${sha256(bytes)}\n${earlier.previousDigestSignature ?? 'null'}`;
      const signature = Buffer.from(digest.previousDigestSignature ?? '', 'hex');
      if (!verify('RSA-SHA256', Buffer.from(message), key, signature)) faults.push(before);
      if (digest.previousDigestHashValue !== sha256(bytes)) faults.push(path);
      if (digest.digestStartTime !== earlier.digestEndTime) faults.push(path);
      proven += 1;
    }
    expect(faults).toEqual([]);
    expect(beginnings).toEqual([
      '111122223333 2026-03-01T23:04:31Z anew',
      '111122223333 2026-03-12T03:38:18Z anew',
      '444455556666 2026-03-01T23:04:31Z anew',
      '777788889999 2026-03-10T23:04:31Z',
    ]);
    expect(proven).toBe(digests.size - beginnings.length);
  });
});

describe('what the sample proves', () => {
  let integrity: Integrity;
  let coverage: Coverage;

  beforeAll(async () => {
    const intake = new SourceIntake();
    const paths = [...contents.keys()];
    for (const [no, path] of paths.entries()) {
      const bytes = contentOf(path);
      const isLog = /_CloudTrail_/.test(path);
      intake.take({
        no,
        uri: join(folder, path),
        inflatedSha256: sha256(bytes),
        inflatedSize: bytes.length,
        kind: isLog ? 'cloudtrail' : path.includes('/CloudTrail-Digest/') ? 'digest' : 'json',
        format: isLog ? 'records' : null,
        records: isLog ? recordsOf(path).length : 0,
      });
    }
    ({ integrity } = await intake.check({ read: (no) => Promise.resolve(contentOf(paths[no] ?? '')) }));
    coverage = new Coverage(integrity);
  });

  function place(account: string, region: string): number {
    return coverage.places.findIndex((one) => one.account === account && one.region === region);
  }

  /** @param count hours from then on */
  function hoursOf(account: string, region: string, from: string, count: number): Hour[] {
    const first = Date.parse(from) / 1000 / HOUR;
    return Array.from({ length: count }, (_, hour) => coverage.hour(place(account, region), first + hour));
  }

  it('raises no false alarm: nothing is invalid, missing, or signed by an unknown key', () => {
    const { logCounts, digestCounts, keysWanted, broken } = integrity;
    const found = [...Object.entries(logCounts), ...Object.entries(digestCounts)];
    expect(found.filter(([code, count]) => count > 0 && /invalid|missing/.test(code))).toEqual([]);
    expect({ keysWanted, broken }).toEqual({ keysWanted: [], broken: [] });
  });

  it('proves the log files of the streams that have digests, and all digests but the last of each chain', () => {
    const { logCounts, digestCounts } = integrity;
    expect(logCounts).toMatchObject({ valid: 527, unverifiable: 2, uncovered: 380 });
    expect(digestCounts).toMatchObject({ valid: digests.size - 4, unverifiable: 4, gap: 1 });
    const unproven = findingsOf(integrity).filter(({ code, about }) => code === 'unverifiable' && about === 'digest');
    expect(unproven.map(({ account, to }) => [account, new Date((to ?? 0) * 1000).toISOString()])).toEqual([
      ['111122223333', '2026-03-12T02:51:18.000Z'],
      ['111122223333', '2026-03-16T02:04:31.000Z'],
      ['444455556666', '2026-03-16T02:04:31.000Z'],
      ['777788889999', '2026-03-14T00:04:31.000Z'],
    ]);
  });

  it('finds the 47 minutes without logging as the only gap, after which the chain begins anew', () => {
    const gaps = findingsOf(integrity).filter(({ code }) => code === 'gap');
    expect(gaps).toMatchObject([
      {
        account: '111122223333',
        region: 'us-east-1',
        trail: 'harborline-build-trail',
        from: STOPPED,
        to: STARTED,
      },
    ]);
    expect(gaps[0]?.words).toContain('begins anew');
  });

  it('says how many log files of a day are proven, not one word for all', () => {
    const day = hoursOf('111122223333', 'us-east-1', '2026-03-12T00:00:00Z', 24);
    const sum = (of: (hour: Hour) => number): number => day.reduce((all, hour) => all + of(hour), 0);
    const [first, end] = [Date.parse('2026-03-12T00:00:00Z') / 1000, Date.parse('2026-03-13T00:00:00Z') / 1000];
    const unproven = findingsOf(integrity).filter(
      ({ about, account, region, from }) =>
        about === 'log' &&
        account === '111122223333' &&
        region === 'us-east-1' &&
        (from ?? 0) >= first &&
        (from ?? 0) < end,
    );
    expect([sum(({ sources }) => sources), sum(({ unread }) => unread)]).toEqual([16, 0]);
    expect(sum(({ proven }) => proven)).toBe(16 - unproven.length);
    expect(unproven.length).toBe(5);
    expect(day[0]).toMatchObject({ sources: 2, proven: 1, records: 143 });
  });

  it('tells hours in which nothing was delivered from hours of which nothing is known', () => {
    const states = (account: string, region: string): Record<string, number> => {
      const tally: Record<string, number> = {};
      for (const { state } of hoursOf(account, region, '2026-03-03T00:00:00Z', 13 * 24)) {
        tally[state] = (tally[state] ?? 0) + 1;
      }
      return tally;
    };
    const build = states('111122223333', 'us-east-1');
    expect(Object.keys(build).sort()).toEqual(['empty', 'events', 'missing']);
    expect(build).toMatchObject({ missing: 1 });
    expect(hoursOf('111122223333', 'us-east-1', '2026-03-12T03:00:00Z', 1)).toMatchObject([{ state: 'missing' }]);
    expect(Object.keys(states('444455556666', 'eu-west-1'))).toEqual(['events']);
    expect(Object.keys(states('111122223333', 'eu-central-1')).sort()).toEqual(['events', 'not-acquired']);
    // Its digests are there for three days alone.
    const archive = hoursOf('777788889999', 'eu-west-1', '2026-03-09T00:00:00Z', 7 * 24);
    const unknown = archive.map(({ state }) => state === 'not-acquired');
    expect(archive.slice(2 * 24, 5 * 24).some(({ state }) => state === 'empty')).toBe(true);
    expect(unknown.slice(2 * 24, 5 * 24)).not.toContain(true);
    expect(unknown.slice(0, 24)).toContain(true);
    expect(unknown.slice(6 * 24)).toContain(true);
  });
});
