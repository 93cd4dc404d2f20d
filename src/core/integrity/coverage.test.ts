import { describe, expect, it } from 'vitest';
import { IntegrityCheck } from './check';
import { Coverage, UNPROVEN } from './coverage';
import { CELL_NUMBERS, coveredHours, coveredWords, coverageGrid } from './coverage-grid';
import { COVERAGE_STATES } from './coverage-state';
import { readConfiguration } from './configuration';
import { historyStretch } from './history';
import type { HistoryStretch } from './history';
import { listedStretches, type ListedStretch } from './listing';
import { SourceTable } from './source-table';
import { stoppedTimes } from './stopped-times';
import { readTrailEvent } from './trail-events';

const HOUR = 3600;

interface File {
  readonly region?: string;
  readonly time: string;
  readonly records: number;
}

/** Coverage of log files without digests. */
function coverageOf(
  files: readonly File[],
  history: readonly HistoryStretch[] = [],
  listed: readonly ListedStretch[] = [],
): Coverage {
  const table = new SourceTable();
  for (const [no, { region = 'us-east-1', time, records }] of files.entries()) {
    const stamp = time.replaceAll(/[-:]/g, '');
    const found = `111122223333_CloudTrail_${region}_${stamp}Z_${String(no).padStart(16, '0')}.json.gz`;
    table.add({
      no,
      found,
      inflatedSha256: no.toString(16).padStart(64, '0'),
      parts: undefined,
      isLog: true,
      isHistory: false,
      records,
      reading: 'whole',
    });
  }
  return new Coverage(
    new IntegrityCheck(table).finish(() => 'no-key'),
    history,
    listed,
  );
}

function states(coverage: Coverage): (string | undefined)[] {
  const { rows, columns } = coverageGrid(coverage, { zoom: 'hour' }, [], []);
  const cells = rows[0]?.cells ?? [];
  return Array.from({ length: columns }, (_, column) => {
    for (let at = 0; at < cells.length; at += CELL_NUMBERS)
      if (cells[at] === column) return COVERAGE_STATES[cells[at + 1] ?? 0];
    return 'not-acquired';
  });
}

describe('coverage without digests', () => {
  it('keeps an hour without a file apart from one whose file is empty', () => {
    const coverage = coverageOf([
      { time: '2024-05-01T10:05', records: 3 },
      { time: '2024-05-01T11:05', records: 0 },
      { time: '2024-05-01T13:55', records: 1 },
    ]);
    expect(states(coverage)).toEqual(['events', 'empty', 'not-acquired', 'events']);
    const covered = coveredHours(coverage, {});
    const gap = Date.parse('2024-05-01T12:00:00Z') / 1000;
    expect(covered).toMatchObject({ covered: 3, uncovered: 1, stretches: [[gap, gap + HOUR]] });
    expect(coveredWords(covered)).toBe('3 covered hours; 1 hour uncovered');
  });

  it('counts an hour as covered only where every account and region is', () => {
    const coverage = coverageOf([
      { time: '2024-05-01T10:05', records: 3 },
      { time: '2024-05-01T11:05', records: 3 },
      { time: '2024-05-01T10:15', records: 3, region: 'eu-west-1' },
    ]);
    expect(coveredHours(coverage, {})).toMatchObject({ covered: 1, uncovered: 1, partly: 1, places: 2 });
    expect(coveredHours(coverage, { regions: ['us-east-1'] })).toMatchObject({ covered: 2, uncovered: 0, places: 1 });
    expect(coveredHours(coverage, { accounts: ['999999999999'], from: 0, to: HOUR })).toMatchObject({
      covered: 0,
      uncovered: 1,
    });
  });

  it('counts hours for which a folder was listed whole as covered, though nothing proves them', () => {
    const at = (time: string): number => Date.parse(`2024-05-01T${time}:00Z`) / 1000;
    const place = { account: '111122223333', region: 'us-east-1' };
    const files = [{ time: '2024-05-01T10:05', records: 3 }];
    const looked = [{ ...place, from: at('09:00'), to: at('12:30'), bounded: true }];
    const coverage = coverageOf(files, [], looked);
    expect(states(coverage)).toEqual(['empty', 'events', 'empty', 'not-acquired']);
    expect(coverage.hour(0, at('11:00') / HOUR)).toMatchObject({ state: 'empty', flags: UNPROVEN, sources: 0 });
    expect(coveredHours(coverage, {})).toMatchObject({ covered: 3, uncovered: 1 });
    // Without bounds nothing is known to begin or to end there.
    expect(states(coverageOf(files, [], [{ ...place, from: 0, to: at('20:00'), bounded: false }]))).toEqual(['events']);
  });

  it('takes a listing to speak of the folders below it from which log files came, up to its time', () => {
    const [us, eu] = ['us-east-1', 'eu-west-1'].map((region) => ({ account: '111122223333', region }));
    if (us === undefined || eu === undefined) throw new Error('There are two.');
    const streams = new Map([
      ['s3://b/AWSLogs/111122223333/CloudTrail/us-east-1/', us],
      ['s3://b/AWSLogs/111122223333/CloudTrail/eu-west-1/', eu],
      ['s3://other/AWSLogs/111122223333/CloudTrail/us-east-1/', us],
    ]);
    const all = { folder: 's3://b/', from: 100, to: 900, at: 500 };
    const both = [us, eu].map((place) => ({ ...place, from: 100, to: 500, bounded: true }));
    expect(listedStretches([all], streams)).toEqual(both);
    expect(listedStretches([{ ...all, regions: ['eu-west-1'] }], streams)).toEqual(both.slice(1));
    expect(listedStretches([{ ...all, accounts: ['999999999999'] }], streams)).toEqual([]);
    const named = ['s3://b/AWSLogs/111122223333/CloudTrail/us-east-1/'];
    expect(listedStretches([{ ...all, streams: named }], streams)).toEqual(both.slice(0, 1));
    expect(listedStretches([{ ...all, folder: `${named[0] ?? ''}2024/05/` }], streams)).toEqual([]);
    expect(listedStretches([{ ...all, from: null, to: null, folder: named[0] ?? '' }], streams)).toEqual([
      { ...us, from: 0, to: 500, bounded: false },
    ]);
  });

  it('shows hours that the event history alone answers for as such', () => {
    const at = (time: string): number => Date.parse(`2024-05-01T${time}:00Z`) / 1000;
    const where = { account: '111122223333', region: 'us-east-1' };
    const history = [
      { ...where, from: at('11:00'), to: at('11:40') },
      { ...where, from: at('11:40'), to: at('13:10') },
    ];
    const coverage = coverageOf([{ time: '2024-05-01T10:05', records: 3 }], history);
    expect(states(coverage)).toEqual(['events', 'management-only', 'management-only', 'not-acquired']);
    expect(coveredHours(coverage, {})).toMatchObject({ covered: 1, uncovered: 3 });
  });

  it('reads from a page of event history what it answers', () => {
    const uri = 'cloudtrail-lookup://111122223333/us-east-1/20240501T100000Z_20240501T120000Z/page-0001';
    const metadata = {
      start: '2024-05-01T10:00:00Z',
      until: '2024-05-01T12:00:00Z',
      oldest: '2024-05-01T11:30:00Z',
      last: 'no',
    };
    const until = Date.parse('2024-05-01T12:00:01Z') / 1000;
    expect(historyStretch(uri, metadata)).toMatchObject({ from: Date.parse('2024-05-01T11:30:01Z') / 1000, to: until });
    expect(historyStretch(uri, { ...metadata, last: 'yes' })?.from).toBe(Date.parse('2024-05-01T10:00:00Z') / 1000);
    expect(historyStretch(uri, undefined)).toBeUndefined();
    expect(historyStretch('s3://bucket/key', metadata)).toBeUndefined();
  });
});

describe('what explains coverage', () => {
  const arn = 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main';

  it('tells from selectors whether data events are logged', () => {
    const basic = (DataResources: string[]) =>
      readConfiguration(1, { TrailARN: arn, EventSelectors: [{ ReadWriteType: 'All', DataResources }] });
    expect(basic([])).toMatchObject([{ account: '111122223333', trail: 'main', dataEvents: false }]);
    expect(basic(['x'])).toMatchObject([{ dataEvents: true }]);
    const advanced = (category: string) =>
      readConfiguration(1, {
        TrailARN: arn,
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }] }],
      });
    expect(advanced('Management')).toMatchObject([{ dataEvents: false }]);
    expect(advanced('Data')).toMatchObject([{ dataEvents: true }]);
    expect(readConfiguration(1, { Records: [] })).toEqual([]);
    const trails = readConfiguration(1, {
      trailList: [{ TrailARN: arn, IsMultiRegionTrail: true, LogFileValidationEnabled: false }],
    });
    expect(trails[0]?.words).toBe('The trail main logs all regions, without digests, so nothing of it can be proven.');
  });

  it('pairs each stop of a trail with the next start of the same trail', () => {
    const event = (eventName: string, time: string, name = arn) =>
      readTrailEvent(7, {
        eventName,
        eventTime: `2024-05-01T${time}:00Z`,
        recipientAccountId: '111122223333',
        requestParameters: { name },
      });
    const events = [
      event('StopLogging', '10:00'),
      event('StartLogging', '10:47', 'main'),
      event('DeleteTrail', '12:00'),
      event('StartLogging', '12:30', 'other'),
    ].filter((one) => one !== undefined);
    expect(stoppedTimes(events).map(({ from, to, trail }) => [trail, to === null ? null : to - from])).toEqual([
      ['main', 47 * 60],
      ['main', null],
    ]);
    expect(
      readTrailEvent(7, { eventName: 'StopLogging', eventTime: '2024-05-01T10:00:00Z', errorCode: 'AccessDenied' }),
    ).toBeUndefined();
  });
});
