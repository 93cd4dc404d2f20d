import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/main/cli/run-cli';
import { rawZip } from '../support/archives';
import { cells, coverageOf, DAY, file, folder, name, record, worker, write } from './coverage-case';

/** What an export of files read in place says. */
async function manifestOf(path: string): Promise<Readonly<Record<string, unknown>>> {
  const out = join(folder(), 'out.csv');
  await runCli(['query', path, '-o', out], {
    startWorker: worker.start,
    cwd: '/',
    version: '0',
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
  });
  const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')) as Record<string, unknown>;
  return manifest['coverage'] as Readonly<Record<string, unknown>>;
}

/** As AWS describes aggregated events: neither eventTime nor recipientAccountId. */
const AGGREGATED = {
  eventVersion: '1.0',
  accountId: '111122223333',
  eventId: 'a1',
  eventCategory: 'Aggregated',
  eventType: 'AwsAggregatedEvent',
  awsRegion: 'us-east-1',
  eventSource: 's3.amazonaws.com',
  timeWindow: { windowStart: `${DAY}T12:00:00Z`, windowEnd: `${DAY}T12:05:00Z`, windowSize: 'PT5M' },
};

const REAL = (time: string): Buffer => file(record(time));

/** Named as log files of an hour each, from 11 on; nothing can be read of them as such. */
function named(): Record<string, Uint8Array> {
  const real = REAL('10:00:00');
  return {
    [name('1105')]: Buffer.alloc(0),
    [name('1205')]: Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    [name('1305')]: gzipSync('{"Records":[{"eventVersion":"1.11","eventName":"GetUs').subarray(0, -9),
    [name('1405')]: gzipSync(real),
    [name('1505')]: gzipSync('<html>sign in</html>'),
    [name('1605')]: gzipSync('{"digestS3Object":"x","digestPublicKeyFingerprint":"y"}'),
    [name('1705')]: gzipSync(''),
    [name('1805')]: gzipSync('{"configurationItems":[]}'),
    [name('1905')]: file(record('19:00:00', { recipientAccountId: '999999999999' })),
    [name('2005')]: file(record('20:00:00', { awsRegion: 'ap-southeast-2' })).subarray(0),
    [name('2105')]: file(record('22:30:00')),
  };
}

describe('coverage, file by file', { timeout: 120_000 }, () => {
  it('counts no hour for a file of which nothing could be read, whatever its name', async () => {
    const files = { [name('1005')]: REAL('10:00:00'), ...named() };
    // A file of another region than its name says is told by its records only where no global region is among them.
    const grid = await coverageOf(files);
    const found = cells(grid);
    expect(found['10']).toMatchObject({ state: 'events', sources: 1, records: 1, covered: 1, unread: 0 });
    for (let hour = 11; hour <= 21; hour += 1) {
      expect([hour, found[hour]]).toEqual([
        hour,
        expect.objectContaining({ state: 'not-acquired', sources: 0, records: 0, covered: 0, unread: 1 }),
      ]);
    }
    expect(grid.covered).toEqual([1, 11]);
    const asked = { coveredHours: 1, uncoveredHours: 11, accountsAndRegions: ['111122223333 us-east-1'] };
    expect(await manifestOf(write(folder(), files))).toMatchObject(asked);
  });

  it('says the same of members of an archive', async () => {
    const zip = rawZip(Object.entries(named()).map(([path, body]) => ({ name: path, body: Buffer.from(body) })));
    const path = join(folder(), 'logs.zip');
    writeFileSync(path, zip);
    expect(await manifestOf(path)).toMatchObject({ coveredHours: 0, uncoveredHours: 11 });
  });

  it('does not cover an hour of which a log file could be read in part, or not beside others', async () => {
    const many = Buffer.from(JSON.stringify({ Records: Array.from({ length: 9 }, () => record('10:00:00')) }));
    const found = cells(
      await coverageOf({
        [name('1005')]: gzipSync(many).subarray(0, -40),
        [name('1105')]: REAL('11:00:00'),
        [name('1110', { tail: 'y' })]: Buffer.from('not found'),
        [name('1205')]: file(),
        // Bytes behind the records are no part of what was delivered, and take nothing from it.
        [name('1305')]: Buffer.concat([REAL('13:00:00'), Buffer.from('tail')]),
      }),
    );
    expect(found['10']).toMatchObject({ state: 'missing', covered: 0, unread: 1 });
    expect(found['10']?.records).toBeGreaterThan(0);
    expect(found['11']).toMatchObject({ state: 'missing', sources: 1, covered: 0, unread: 1 });
    expect(found['12']).toMatchObject({ state: 'empty', sources: 1, covered: 1, unread: 0 });
    expect(found['13']).toMatchObject({ state: 'events', covered: 1, unread: 0 });
  });

  it('covers nothing with Insights, aggregated and network activity events, by their records or by their names', async () => {
    const insight = { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', eventName: undefined };
    const grid = await coverageOf({
      [name('1005', { kind: '-Insight' })]: file(record('10:00:00', insight)),
      [name('1105')]: file(record('11:00:00', insight)),
      [name('1205')]: file(AGGREGATED),
      [name('1305', { kind: '-Aggregated' })]: file(),
      [name('1405', { kind: '-NetworkActivity' })]: file(record('14:00:00', { eventCategory: 'NetworkActivity' })),
      [name('1505')]: file(record('15:00:00', { eventCategory: 'Data', managementEvent: false })),
      [name('1605')]: file(record('16:00:00', { eventType: 'AwsServiceEvent' }), record('16:00:00', insight)),
    });
    const found = cells(grid);
    expect(Object.keys(found)).toEqual(['15', '16']);
    expect(found).toMatchObject({ 15: { state: 'events' }, 16: { state: 'events' } });
    expect(grid.covered).toEqual([2, 5]);
    expect(grid.notes.find(({ kind }) => kind === 'other')?.words).toContain('5 files hold Insights');
  });

  it('counts a file once that lies there twice, and for the earlier hour where it has two names', async () => {
    const real = file(record('10:00:00'), record('10:00:01'));
    const found = cells(
      await coverageOf({
        [name('1005')]: real,
        [`copy/${name('1005')}`]: real,
        [name('1405', { tail: 'copy' })]: real,
        // Another trail delivers the same events a little later.
        [name('1010', { tail: 'second' })]: real,
        [name('1505')]: file(),
        [name('1605')]: file(),
        [`copy/${name('1605')}`]: file(),
        [name('1705')]: real.subarray(0, -20),
        [`again/${name('1705')}`]: file(record('17:00:00')),
      }),
    );
    expect(found).toMatchObject({
      10: { state: 'events', sources: 2, records: 4, covered: 1 },
      15: { state: 'empty', sources: 1, covered: 1 },
      16: { state: 'empty', sources: 1, covered: 1 },
      17: { state: 'events', sources: 1, records: 1, covered: 1, unread: 0 },
    });
    expect(found['14']).toBeUndefined();
  });

  it('counts records of a global service in any region, and those that do not say whose they are', async () => {
    const bare = { recipientAccountId: undefined, awsRegion: undefined, eventCategory: undefined };
    const found = cells(
      await coverageOf({
        [name('1005', { region: 'eu-west-1' })]: file(record('10:00:00')),
        [name('1105', { region: 'eu-west-1' })]: file(record('11:00:00', bare)),
        [name('1205', { region: 'eu-west-1' })]: file(record('03:00:00', { awsRegion: 'eu-west-1' })),
      }),
      '111122223333',
      'eu-west-1',
    );
    expect(Object.values(found).map(({ state }) => state)).toEqual(['events', 'events', 'events']);
  });
});
