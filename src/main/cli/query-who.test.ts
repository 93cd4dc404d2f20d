import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtWorker } from '../../../test/support/indexing-worker';
import { runCli } from './run-cli';

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
}, 60_000);
afterAll(() => worker.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailbench-who-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Printed {
  readonly events: number;
  readonly duplicates: number;
  readonly matched: number;
  readonly facets: Readonly<Record<string, readonly object[]>>;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
}

async function query(...argv: string[]): Promise<Printed> {
  let [out, err] = ['', ''];
  const status = await runCli(['query', ...argv], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text), isTTY: true },
  });
  expect(status, err).toBe(0);
  return JSON.parse(out) as Printed;
}

const ACCOUNT = '111122223333';
const ann = { type: 'IAMUser', principalId: 'AIDAANN', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };

function recordOf(number: number, fields: object): object {
  const eventTime = new Date(Date.UTC(2026, 4, 1, 10, 0, number)).toISOString().replace('.000', '');
  return {
    eventVersion: '1.11',
    eventTime,
    eventSource: 'iam.amazonaws.com',
    eventName: 'X',
    userIdentity: ann,
    ...fields,
  };
}

function write(name: string, records: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ Records: records }));
  return path;
}

describe('query of who did it and how it ended', { timeout: 60_000 }, () => {
  it('tells failures that have no error code, and records that are no calls, in its usual columns', async () => {
    const timeWindow = { windowStart: '2026-05-01T11:00:00Z', windowEnd: '2026-05-01T11:05:00Z' };
    const path = write('a.json', [
      recordOf(1, {
        eventName: 'SwitchRole',
        eventSource: 'signin.amazonaws.com',
        responseElements: { SwitchRole: 'Failure' },
      }),
      recordOf(2, { eventName: 'PutEvents', responseElements: { failedEntryCount: 3 } }),
      recordOf(3, { errorCode: 'Client.DryRunOperation' }),
      {
        eventId: 'a1',
        eventCategory: 'Aggregated',
        eventType: 'AwsAggregatedEvent',
        eventSource: 's3.amazonaws.com',
        timeWindow,
      },
    ]);
    const { rows, facets } = await query(path, '--rows', '9', '--facets', 'outcome');
    expect(rows?.map(({ time, outcome, eventType }) => [time, outcome, eventType])).toEqual([
      ['2026-05-01T10:00:01Z', 'sign-in failed', null],
      ['2026-05-01T10:00:02Z', 'partly failed', null],
      ['2026-05-01T10:00:03Z', 'probe', null],
      ['2026-05-01T11:00:00Z', null, 'AwsAggregatedEvent'],
    ]);
    expect(facets['outcome']).toContainEqual({ value: null, count: 1 });
  });

  it('labels actors, and finds the class of what services did for people', async () => {
    const path = write('b.json', [
      recordOf(1, { eventID: '1', userIdentity: { ...ann, invokedBy: 'cloudformation.amazonaws.com' } }),
      recordOf(2, { eventID: '2', userIdentity: { type: 'IAMUser', principalId: 'AIDAANN', userName: 'ann' } }),
      recordOf(3, {
        eventID: '3',
        userIdentity: { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: 'u' } },
      }),
    ]);
    const { facets } = await query(path, '--facets', 'actor,callerClass');
    expect(facets['actor']).toEqual([
      { value: 'AIDAANN', count: 2, label: ann.arn },
      { value: 'u', count: 1 },
    ]);
    expect(await query(path, '--filter', 'callerClass:"through a service"')).toMatchObject({ matched: 1 });
    expect(await query(path, '--filter', 'userIdentity.userName:ann')).toMatchObject({ matched: 1 });
    expect(await query(path, '--filter', 'userName:ann AND actor:AIDAANN')).toMatchObject({ matched: 1 });
  });

  it('counts calls that were delivered to two accounts beside their events, also in groups', async () => {
    const stranger = { type: 'AWSAccount', principalId: 'AIDAANN', accountId: ACCOUNT };
    const shared = { eventName: 'AssumeRole', sharedEventID: 's' };
    const path = write('e.json', [
      recordOf(1, { ...shared, eventID: '1', recipientAccountId: ACCOUNT }),
      recordOf(1, { ...shared, eventID: '2', recipientAccountId: '444455556666', userIdentity: stranger }),
      recordOf(2, { eventID: '3' }),
    ]);
    expect(await query(path)).toMatchObject({ matched: 3, calls: 2 });
    const { groups } = (await query(path, '--group-by', 'actor,eventName', '--zone', '+01:00')) as unknown as {
      readonly groups: readonly object[];
    };
    expect(groups).toEqual([
      {
        ...{
          actor: 'AIDAANN',
          'actor (seen as)': ann.arn,
          eventName: 'AssumeRole',
          events: 2,
          share: 66.6667,
          calls: 1,
        },
        'first seen (UTC)': '2026-05-01T10:00:01Z',
        'last seen (UTC)': '2026-05-01T10:00:01Z',
        'first seen (+01:00)': '2026-05-01T11:00:01+01:00',
        'last seen (+01:00)': '2026-05-01T11:00:01+01:00',
      },
      expect.objectContaining({ eventName: 'X', events: 1, calls: 1 }),
    ]);
  });

  it('counts records without an event ID once where their bytes are equal, in one file or several', async () => {
    const [one, two] = [recordOf(1, {}), recordOf(1, { requestID: 'r' })];
    const paths = [write('c.json', [one, one, two]), write('d.json', [one, { ...one, eventID: '' }])];
    expect(await query(...paths)).toMatchObject({ events: 3, duplicates: 2 });
    expect(await query(paths[0] ?? '')).toMatchObject({ events: 2, duplicates: 1 });
  });
});
