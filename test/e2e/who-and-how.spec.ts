import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { writeFile } from './support/logs';
import {
  cell,
  countLine,
  countWords,
  createCase,
  facetList,
  facetValue,
  openRow,
  unfoldFacet,
  untilStage,
} from './support/screen';

const desk = deskForFile();
const ACCOUNT = '111122223333';
const ann = { type: 'IAMUser', principalId: 'AIDAANN', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };
const root = { type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };

/** Events a second apart, in their order. */
const EVENTS: readonly object[] = [
  {
    eventName: 'CreateAccessKey',
    eventSource: 'iam.amazonaws.com',
    sourceIPAddress: 'signin.amazonaws.com',
    userIdentity: { ...root, invokedBy: 'signin.amazonaws.com' },
    requestParameters: null,
    responseElements: null,
  },
  {
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    userIdentity: { type: 'IAMUser', principalId: 'AIDAANN', accountId: ACCOUNT, accessKeyId: '', userName: 'ann' },
    responseElements: { ConsoleLogin: 'Failure' },
  },
  {
    eventName: 'CreatePolicyVersion',
    eventSource: 'iam.amazonaws.com',
    userIdentity: ann,
    requestParameters: { reason: 'requestParameters too large', originalSize: 112004, omitted: true },
  },
  {
    eventName: 'DeleteObjects',
    eventSource: 's3.amazonaws.com',
    userIdentity: ann,
    requestParameters: { bucketName: 'b' },
    responseElements: { errors: [{ code: 'AccessDenied', key: 'k' }] },
  },
  {
    eventName: 'RunInstances',
    eventSource: 'ec2.amazonaws.com',
    userIdentity: ann,
    errorCode: 'Client.DryRunOperation',
  },
  { eventName: 'GetId', eventSource: 'cognito-identity.amazonaws.com', userIdentity: { principalId: 'Anonymous' } },
  {
    eventType: 'AwsCloudTrailInsight',
    eventCategory: 'Insight',
    insightDetails: { state: 'Start', eventName: 'RunInstances', insightType: 'ApiErrorRateInsight' },
  },
];

function lines(): string {
  return EVENTS.map((event, i) => {
    const eventTime = `2026-05-01T10:00:0${String(i)}Z`;
    return `${JSON.stringify({ eventVersion: '1.11', eventTime, eventID: `e${String(i)}`, awsRegion: 'us-east-1', sourceIPAddress: '203.0.113.9', recipientAccountId: ACCOUNT, ...event })}\n`;
  }).join('');
}

/** An aggregated record: no eventTime, no eventName. */
const AGGREGATED = {
  eventId: 'a1',
  eventCategory: 'Aggregated',
  eventType: 'AwsAggregatedEvent',
  eventSource: 's3.amazonaws.com',
  timeWindow: { windowStart: '2026-05-01T10:20:00Z', windowEnd: '2026-05-01T10:25:00Z' },
};

async function openWho(): Promise<Page> {
  const page = await desk.home();
  const folder = desk.place.at('who');
  writeFile(folder, 'events.jsonl', lines());
  writeFile(folder, 'aggregated.json', JSON.stringify([AGGREGATED]));
  await createCase(page, [folder], 'Who');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(8, 8));
  return page;
}

test('tells who did it and how it ended, as the record has it', async () => {
  const page = await openWho();
  const outcomes = ['Success', 'Sign-in failed', 'Success', 'Partly failed', 'Probe', 'Success', '\u2014', '\u2014'];
  for (const [row, outcome] of outcomes.entries()) await expect(cell(page, row, 'outcome')).toHaveText(outcome);
  await expect(cell(page, 1, 'principal')).toHaveText('ann AIDAANN');
  await expect(cell(page, 5, 'principal')).toHaveText('Anonymous');
  await expect(cell(page, 6, 'eventName')).toHaveText('(insight)');
  await expect(cell(page, 7, 'eventName')).toHaveText('(aggregated)');
  await expect(cell(page, 7, 'time')).toHaveText('2026-05-01 10:20:00');
  const legend = page.getByRole('region', { name: 'Timeline' });
  for (const words of ['Sign-in failed 1', 'Other errors 1', 'Success 3', 'Probe 1', 'No outcome 2']) {
    await expect(legend).toContainText(new RegExp(words.replaceAll(' ', '\\s*')));
  }

  const told = page.getByTestId('event-sentence');
  const at = (second: number): string => `at 2026-05-01 10:00:0${String(second)} UTC`;
  const sentences: readonly (readonly [row: number, sentence: string])[] = [
    [
      0,
      `root of account ${ACCOUNT} created an access key for a user that the record does not name through signin.amazonaws.com ${at(0)}. Succeeded.`,
    ],
    [1, `AIDAANN (ann) tried to sign in to the console from 203.0.113.9 ${at(1)}. Sign-in failed.`],
    [
      2,
      `user/ann created a version of a policy that the record does not name from 203.0.113.9 ${at(2)}. Succeeded. AWS left out requestParameters, 112.0 kB: requestParameters too large.`,
    ],
    [
      3,
      `user/ann tried to delete several objects in bucket b from 203.0.113.9 ${at(3)}. Failed at least in part: AccessDenied.`,
    ],
  ];
  for (const [row, sentence] of sentences) {
    await openRow(page, row);
    await expect(told).toHaveText(sentence);
  }
  await openRow(page, 7);
  await expect(told).toContainText('no single call');
  await expect(page.getByText('Aggregated', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('lists actors under what people know them by, and finds them by it', async () => {
  const page = await openWho();
  await unfoldFacet(page, 'Actor');
  const actors = facetList(page, 'Actor').locator('[data-facet-value]');
  await expect(actors.first()).toHaveText(/^\s*user\/ann\s*AIDAANN\s*4$/);
  await actors.first().click();
  await expect(countLine(page)).toHaveText(countWords(4, 8));
  await page.keyboard.press('Control+z');
  await unfoldFacet(page, 'People and services');
  await facetValue(page, 'People and services', 'through a service').click();
  await expect(countLine(page)).toHaveText(countWords(1, 8));
});
