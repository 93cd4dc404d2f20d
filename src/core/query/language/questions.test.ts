import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractEvent, newEventValues } from '../../event/extract-facets';
import { isObject, type Json, type JsonObject } from '../../event/json';
import { matchesRecord } from './evaluate';
import { fieldOfPath } from './fields';
import { parseFilterText } from './parse';
import { printFilter } from './print';
import { QUESTIONS, questionFilter, type QuestionValues } from './questions';

const folder = join(import.meta.dirname, '../../../../../shared/data/invictus');
const present = existsSync(folder);

const HITS: readonly (readonly [id: string, hits: number, values?: QuestionValues])[] = [
  ['people', 2818],
  ['through-a-service', 271],
  ['one-key', 2104, { accessKeyId: 'AKIATFQR7NSC8Q4X20BJ' }],
  ['who-am-i', 15],
  ['denied', 60],
  ['failed', 300],
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
  ['athena-start', 2900],
  ['s3-anonymous-principal', 0],
];

function byId(id: string): (typeof QUESTIONS)[number] {
  const found = QUESTIONS.find((question) => question.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}

/** Every record of the folder, parsed by nothing of ours. */
function records(): { record: JsonObject; raw: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { Records: Json[] }).Records)
    .filter(isObject)
    .map((record) => ({ record, raw: JSON.stringify(record) }));
}

describe('the questions that come ready', () => {
  it.each(QUESTIONS.map((question) => [question.id, question] as const))('%s can be read', (_id, question) => {
    expect(parseFilterText(question.filter)).toMatchObject({ ok: true });
    for (const field of [
      ...question.columns,
      question.groupBy ?? 'eventName',
      ...question.parameters.map((one) => one.field),
    ]) {
      expect(fieldOfPath(field.split('.')), field).toBeDefined();
    }
    expect(question.parameters.length).toBeGreaterThan(0);
  });

  it('have ids of their own', () => {
    expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length);
  });

  it('are narrowed by what was filled in, whatever it holds', () => {
    const narrowed = questionFilter(byId('s3-put-object'), {
      period: { from: Date.UTC(2019, 6, 5) / 1000, to: Date.UTC(2019, 6, 6) / 1000 },
      bucketName: 'x" OR eventName:*',
      accessKeyId: 'not asked for',
    });
    expect(printFilter(narrowed)).toBe(
      'eventName:PutObject AND eventTime:[2019-07-05T00:00:00Z TO 2019-07-06T00:00:00Z} AND bucket:"x\\" OR eventName:*"',
    );
    expect(printFilter(questionFilter(byId('one-key'), { accessKeyId: 'AKIA1' }))).toBe('accessKeyId:AKIA1');
    expect(printFilter(questionFilter(byId('one-key')))).toBe('accessKeyId:*');
    expect(printFilter(questionFilter(byId('athena-start'), { period: { from: null, to: null } }))).toBe('');
  });

  const ACCOUNT = '111122223333';
  const ann = { type: 'IAMUser', principalId: 'AIDAANN', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };
  const root = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };
  const signIn = { eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin', userIdentity: ann };
  const MADE: Readonly<Record<string, JsonObject>> = {
    own: { eventName: 'GetUser', userIdentity: ann },
    'by CloudFormation': {
      eventName: 'CreateRole',
      eventSource: 'iam.amazonaws.com',
      userIdentity: { ...ann, invokedBy: 'cloudformation.amazonaws.com' },
    },
    'root key': {
      eventName: 'CreateAccessKey',
      eventSource: 'iam.amazonaws.com',
      eventType: 'AwsApiCall',
      userIdentity: { ...root, invokedBy: 'signin.amazonaws.com' },
    },
    'denied through': {
      eventName: 'GetObject',
      errorCode: 'NotAuthorized',
      userIdentity: { ...ann, invokedBy: 'AWS Internal' },
    },
    delivery: {
      eventName: 'PutObject',
      errorCode: 'AccessDenied',
      userIdentity: { type: 'AWSService', invokedBy: 'delivery.logs.amazonaws.com' },
    },
    'failed sign-in': { ...signIn, responseElements: { ConsoleLogin: 'Failure' } },
    'sign-in': { ...signIn, responseElements: { ConsoleLogin: 'Success' }, additionalEventData: { MFAUsed: 'Yes' } },
    'failed switch': { ...signIn, eventName: 'SwitchRole', responseElements: { SwitchRole: 'Failure' } },
    partly: { eventName: 'DeleteObjects', userIdentity: ann, responseElements: { errors: [{ code: 'AccessDenied' }] } },
    'dry run': { eventName: 'RunInstances', userIdentity: ann, errorCode: 'Client.DryRunOperation' },
    nobody: { eventName: 'GetId', userIdentity: { type: 'Unknown', principalId: 'Anonymous' } },
    insight: { eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', eventTime: '2026-05-01T10:15:00Z' },
  };

  it.each<[string, readonly string[]]>([
    [
      'people',
      [
        'own',
        'by CloudFormation',
        'root key',
        'denied through',
        'failed sign-in',
        'sign-in',
        'failed switch',
        'partly',
        'dry run',
      ],
    ],
    ['through-a-service', ['by CloudFormation', 'root key', 'denied through']],
    ['denied', ['denied through']],
    ['failed', ['denied through', 'delivery', 'failed sign-in', 'failed switch', 'partly']],
    ['failed-sign-ins', ['failed sign-in', 'failed switch']],
    ['dry-runs', ['dry run']],
    ['root', ['root key']],
    ['new-credentials', ['root key']],
    ['privileges', ['by CloudFormation']],
    ['became-someone', []],
    ['anonymous', ['nobody']],
  ])('%s finds of made records %j', (id, expected) => {
    const filter = questionFilter(byId(id));
    const values = newEventValues();
    const found = Object.entries(MADE).filter(([, record]) => {
      extractEvent(record, values);
      return matchesRecord(filter, record, JSON.stringify(record), values);
    });
    expect(found.map(([name]) => name)).toEqual(expected);
  });

  const read = present ? records() : [];
  it.skipIf(!present)('has the records of one account', () => {
    expect(read.length).toBe(2900);
  });
  it.skipIf(!present).each(HITS.map(([id, hits, filled]) => ({ id, hits, filled })))(
    '$id finds $hits events in real logs',
    ({ id, hits, filled }) => {
      const filter = questionFilter(byId(id), filled);
      const values = newEventValues();
      const found = read.filter(({ record, raw }) => {
        extractEvent(record, values);
        return matchesRecord(filter, record, raw, values);
      });
      expect(found.length).toBe(hits);
    },
  );
});
