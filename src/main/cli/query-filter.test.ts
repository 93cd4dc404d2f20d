import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtWorker } from '../../../test/support/indexing-worker';
import { recordOf, writeLogFiles } from '../../../test/support/log-files';
import { FakeWindow } from '../../../test/support/window';
import { QUESTIONS, questionFilter, type QuestionValues } from '../../core/query/language/questions';
import { printFilter } from '../../core/query/language/print';
import { OpenCase } from '../open-case/open-case';
import { CaseIndexing } from '../indexing/case-indexing';
import { filterView } from './filter-argument';
import { loadIndex, type LoadedIndex } from './load-index';
import { resolveView } from './query';
import { runCli } from './run-cli';

const root = resolve(import.meta.dirname, '../../..');
const INVICTUS = resolve(root, '../shared/data/invictus');

let worker: Awaited<ReturnType<typeof builtWorker>>;
let folder: string;
beforeAll(async () => {
  worker = await builtWorker();
  folder = mkdtempSync(join(tmpdir(), 'trailbench-filter-'));
  mkdirSync(join(folder, 'logs'));
  writeLogFiles(join(folder, 'logs'), { events: 100, each: 10 });
  const item = (number: number): object => ({ EventId: 'x', CloudTrailEvent: JSON.stringify(recordOf(number)) });
  writeFileSync(join(folder, 'logs', 'lookup.json'), JSON.stringify({ Events: [item(200), item(201)] }));
}, 60_000);
afterAll(() => {
  worker.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await runCli(['query', ...argv], {
    startWorker: worker.start,
    cwd: folder,
    version: '1.2.3',
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text), isTTY: true },
  });
  return { status, out, err };
}

describe('what a filter does not find in silence', () => {
  const events = [
    '{"eventID":"1","eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-01T10:00:00.900Z","sourceIPAddress":"203.0.113.010","userIdentity":{"accountId":"","principalId":""},"requestParameters":{"id":9223372036854775807}}',
    '{"eventID":"2","eventName":"GetObject","eventSource":"s3.amazonaws.com","eventTime":"2024-05-01 10:00:00","sourceIPAddress":"203.0.113.10","userIdentity":{"principalId":"AIDA1"},"requestParameters":{"id":"9223372036854775807"}}',
    '{"eventID":"3","eventName":"PutObject","eventSource":"s3.amazonaws.com","eventTime":"yesterday","sourceIPAddress":"198.51.100.1","requestParameters":{"id":9223372036854775806}}',
  ];
  beforeAll(() => {
    mkdirSync(join(folder, 'odd'));
    writeFileSync(join(folder, 'odd', 'odd.jsonl'), events.join('\n'));
  });

  it.each([
    ['requestParameters.id:9223372036854775807', 2],
    ['requestParameters.id:9223372036854775806', 1],
    ['requestParameters.id:>9223372036854775806', 2],
    ['sourceIPAddress:203.0.113.0/24', 2],
    ['NOT sourceIPAddress:203.0.113.0/24', 1],
    ['userIdentity.principalId:(empty)', 1],
    ['accountId:(empty)', 1],
    ['eventTime:2024-05-01', 2],
    ['eventTime:>=2024-05-01T10:00:00.5Z', 1],
    ['eventTime:<2024-05-01T10:00:00.5Z', 1],
    ['NOT eventTime:>=2024-05-01T10:00:00.5Z', 2],
  ])('%s: %i', async (filter, matched) => {
    expect(await json('odd', '--filter', filter)).toMatchObject({ events: 3, withoutTime: 1, matched });
  });

  it('says which value exists in another case, and how often', async () => {
    const { out, err, status } = await run('odd', '--filter', 'eventName:(getobject OR PutObject)');
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ matched: 1 });
    expect(err).toContain('No event has eventName:getobject. In other case: 2 events have eventName:GetObject.');
    expect((await run('odd', '--filter', 'eventName:GetObject')).err).not.toContain('In other case');
    const path = await run('odd', '--filter', 'userIdentity.principalId:aida1');
    expect(path.err).toContain('Ignoring case, 1 event matches.');
    expect((await run('odd', '--filter', 'S3.AMAZONAWS')).err).toContain('Ignoring case, 3 events match.');
    expect((await run('odd', '--filter', 'nowhere')).err).not.toContain('Ignoring case');
  });

  it('says why nothing was found, and what would find something', async () => {
    const err = async (filter: string): Promise<string> => (await run('odd', '--filter', filter)).err;
    expect(await err('eventName:Object')).toContain('as a whole value. 3 events have eventName:*Object*.');
    expect(await err('eventName:GetObject AND sourceIPAddress:198.51.100.1')).toContain(
      'Without "sourceIPAddress:198.51.100.1": 2 events.',
    );
    expect(await err('eventTime:2026')).toContain(
      'Events of the case run from 2024-05-01 10:00:00 UTC to 2024-05-01 10:00:00 UTC: the time asked for lies after them.',
    );
    expect(await err('eventName:GetObject AND eventName:PutObject')).toContain(
      'With either of them: 3 events. Write eventName:(GetObject OR PutObject).',
    );
    expect(await err('eventName:GetObject')).not.toContain('Without');
  });

  it('names the whole text to try for conditions of another language', async () => {
    const { status, err, out } = await run('odd', '--filter', "eventName = 'GetObject' and errorCode is null");
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('Try: eventName:GetObject AND errorCode:(none)');
  });

  it('says what an MFA of "no" does not say, where one is printed', async () => {
    const signIn = { ...recordOf(1), eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'No' } };
    writeFileSync(join(folder, 'sign-in.json'), JSON.stringify(signIn));
    for (const asked of [
      ['--facets', 'mfa'],
      ['--rows', '1', '--columns', 'mfa'],
    ]) {
      expect((await run('sign-in.json', ...asked)).err, asked.join(' ')).toContain('identity provider');
    }
    expect((await run('sign-in.json', '--facets', 'eventName')).err).not.toContain('identity provider');
    expect((await run('odd', '--facets', 'mfa')).err).not.toContain('identity provider');
  });

  it('says that events have no time', async () => {
    const { err } = await run('odd');
    expect(err).toContain('1 of 3 events has no time that can be read: it is in no range of time.');
  });

  it('refuses an operator of another language, and says what to write', async () => {
    const { err, status } = await run('odd', '--filter', 'eventName=GetObject');
    expect(status).toBe(1);
    expect(err).toContain('Try: eventName:GetObject');
  });
});

interface Printed {
  readonly events: number;
  readonly matched: number;
  readonly facets: Readonly<Record<string, readonly { value: string | null; count: number }[]>>;
  readonly rows?: readonly Record<string, unknown>[];
}

async function json(...argv: string[]): Promise<Printed> {
  const { status, out, err } = await run(...argv);
  expect(status, err).toBe(0);
  return JSON.parse(out) as Printed;
}

async function matched(input: string, filter: string, ...more: string[]): Promise<number> {
  return (await json(input, '--filter', filter, ...more)).matched;
}

describe('query --filter', { timeout: 60_000 }, () => {
  it('counts, lists and prints what matches, from columns and from the records', async () => {
    const byColumn = await json('logs', '--filter', 'eventName:(GetObject OR PutObject) AND bytesTransferredOut:<50');
    expect(byColumn).toMatchObject({ events: 102, matched: 15 });
    const key = await json(
      ...['logs', '--filter', 'requestParameters.key:data/9*', '--facets', 'requestParameters.bucketName,eventSource'],
      ...['--rows', '2', '--columns', 'eventTime,userIdentity.type,additionalEventData.bytesTransferredOut'],
    );
    expect(key.matched).toBe(11);
    expect(Object.keys(key.facets)).toEqual(['requestParameters.bucketName', 'eventSource']);
    expect(key.facets['requestParameters.bucketName']?.reduce((sum, { count }) => sum + count, 0)).toBe(11);
    expect(key.rows).toEqual([
      {
        eventTime: '2023-11-14T22:13:29Z',
        'userIdentity.type': 'IAMUser',
        'additionalEventData.bytesTransferredOut': 9,
      },
      {
        eventTime: '2023-11-14T22:14:50Z',
        'userIdentity.type': 'IAMUser',
        'additionalEventData.bytesTransferredOut': 90,
      },
    ]);
    // In a record that is itself text within an item, as in one that is not.
    expect(await matched('logs', '"\\"key\\":\\"data/20"')).toBe(3);
    expect(await matched('logs', '"\\"key\\":\\"data/2"')).toBe(13);
    expect(await matched('logs', 'NOT parquet')).toBe(0);
    expect(await matched('logs', '')).toBe(102);
  });

  it('takes times without an offset in the zone that is given', async () => {
    expect(await matched('logs', 'eventTime:>=2023-11-14T22:14:50')).toBe(12);
    expect(await matched('logs', 'eventTime:>=2023-11-15T03:59:50', '--zone', '+05:45')).toBe(12);
    expect(await matched('logs', 'eventTime:>=2023-11-14T23:14:50', '--zone', 'Europe/Berlin')).toBe(12);
    const { status, err } = await run('logs', '--filter', 'x', '--zone', 'Mars/Olympus');
    expect([status, err.includes('"Mars/Olympus" is no time zone')]).toEqual([1, true]);
    expect((await run('logs', '--zone', 'UTC')).err).toContain('--zone goes with --filter');
  });

  it('marks a fault in its place, before anything is read', async () => {
    const { status, out, err } = await run('nowhere', '--filter', 'errorCode:* AND eventNam:Get*');
    expect([status, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([
      '--filter: No field eventNam. Use eventName.',
      'errorCode:* AND eventNam:Get*',
      '                ^^^^^^^^',
      'Try: errorCode:* AND eventName:Get*',
      '',
    ]);
    const hostile = (await run('nowhere', '--filter', 'a\u001b[31m (')).err.split('\n');
    expect(hostile[1]).not.toContain('\u001b');
    expect(hostile[2]?.indexOf('^')).toBe(hostile[1]?.length);
    const long = (await run('nowhere', '--filter', `${'a '.repeat(500)}(b`)).err.split('\n');
    expect(long[1]?.startsWith('...')).toBe(true);
    expect(long[1]?.length).toBeLessThan(140);
  });

  it('gives the same in a case as in its files', async () => {
    const openCase = await OpenCase.create({ parent: folder, name: 'my case' }, { tool: 'test' });
    const indexing = new CaseIndexing({ openCase, pool: { start: worker.start } });
    try {
      await indexing.addEvidence([join(folder, 'logs')]);
      const window = new FakeWindow(indexing);
      await window.start();
      await window.pullAll();
    } finally {
      await indexing.close();
      await openCase.close();
    }
    for (const filter of ['data/1*parquet', 'requestParameters.key:*7.parquet AND NOT AIDA']) {
      const argv = ['--filter', filter, '--facets', 'actor', '--rows', '100'];
      expect(await json('my case', ...argv)).toEqual(await json('logs', ...argv));
    }
  });
});

describe.skipIf(!existsSync(INVICTUS))('the questions that come ready, on real logs', { timeout: 120_000 }, () => {
  const hits: readonly (readonly [id: string, hits: number, values?: QuestionValues])[] = [
    ['people', 2818],
    ['one-key', 2104, { accessKeyId: 'AKIATFQR7NSC8Q4X20BJ' }],
    ['who-am-i', 15],
    ['denied', 60],
    ['failed', 300],
    ['through-a-service', 271],
    ['failed-sign-ins', 0],
    ['dry-runs', 0],
    ['console-without-mfa', 1],
    ['root', 0],
    ['new-credentials', 8],
    ['privileges', 27],
    ['defences-lowered', 10],
    ['buckets-opened', 4],
    ['shared-outside', 9],
    ['secrets-read', 176],
    ['code-run', 20],
    ['became-someone', 10],
    ['instance-credentials', 23],
    ['objects-read', 0],
    ['destroyed', 15],
    ['sigv2', 0],
    ['anonymous', 0],
    ['s3-anonymous-principal', 0],
    ['athena-start', 2900],
  ];
  for (const [id, expected, values] of hits) {
    it(`${id} gives ${expected} events`, async () => {
      const question = QUESTIONS.find((one) => one.id === id);
      if (question === undefined) throw new Error(`no question ${id}`);
      expect(await matched(INVICTUS, printFilter(questionFilter(question, values)))).toBe(expected);
    });
  }
});

interface Answer {
  readonly filter: string;
  readonly count: number;
  readonly from?: string;
  readonly to?: string;
}

describe('the sample case', { timeout: 120_000 }, () => {
  const { answers } = JSON.parse(readFileSync(join(root, 'build/sample/expected.json'), 'utf8')) as {
    readonly answers: Readonly<Record<string, Answer>>;
  };
  let index: LoadedIndex;
  beforeAll(async () => {
    index = await loadIndex([join(root, 'resources/sample')], { start: worker.start, tool: 'test' });
  }, 60_000);

  const text = ({ filter, from, to }: Answer): string =>
    from === undefined || to === undefined ? filter : `(${filter}) AND eventTime:[${from} TO ${to}}`;
  const view = (answer: Answer) =>
    resolveView(filterView(text(answer), 'UTC'), index, {
      start: worker.start,
      onMessage: (message) => expect.fail(message),
    });

  // The times of this one are what was found, not what was asked; the other counts events with copies.
  for (const [name, answer] of Object.entries(answers)) {
    const asked = name === 'loggingStopped' ? { filter: answer.filter, count: answer.count } : answer;
    it(`answers ${name} with ${answer.count} events`, async () => {
      const { matched: found } = await index.engine.counts(await view(asked));
      if (name !== 'intruderEventsWithSecondCopy') {
        expect(found).toBe(answer.count);
        return;
      }
      const { rows } = await index.engine.rows(await view(asked), [], 0, found, []);
      expect(rows.filter(({ copies }) => copies > 0)).toHaveLength(answer.count);
    });
  }
});
