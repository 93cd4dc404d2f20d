import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startAwsStub, STUB_ACCOUNT } from '../s3/support/aws-stub';
import type { AwsStub } from '../s3/support/aws-stub';
import { historyEvents } from '../s3/support/history-events';
import { KEYS } from '../s3/support/s3-server';
import { recordsFile } from '../support/log-files';
import { deskForFile } from './support/desk';
import { writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, misfits } from './support/looks';
import { countLine, countWords, untilStage } from './support/screen';

const EVENTS = 60;
const DELIVERED = 10;
const KEY = `AWSLogs/${STUB_ACCOUNT}/CloudTrail/us-east-1/2023/11/14/a.json.gz`;

const desk = deskForFile();
let stub: AwsStub;

test.beforeAll(async () => {
  const aws = desk.place.make('aws');
  mkdirSync(aws, { recursive: true });
  const keys = `[incident]\naws_access_key_id = ${KEYS.id}\naws_secret_access_key = ${KEYS.secret}\n`;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = writeFile(aws, 'credentials', keys);
  process.env['AWS_CONFIG_FILE'] = writeFile(aws, 'config', '[profile incident]\nregion = us-east-1\n');
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  stub = await startAwsStub({
    events: historyEvents('us-east-1', EVENTS),
    objects: new Map([[`trail-bucket/${KEY}`, gzipSync(recordsFile(900_000, DELIVERED))]]),
  });
  Object.assign(process.env, stub.env);
});

test.afterAll(async () => {
  // Other files of this process find AWS where it is.
  delete process.env['AWS_ENDPOINT_URL'];
  await stub.close();
});

function acquisition(page: Page, no: number): Locator {
  return page.getByRole('region', { name: `Acquisition ${String(no)}`, exact: true });
}

async function kind(page: Page, name: string): Promise<void> {
  await page.getByRole('radiogroup', { name: 'What to acquire' }).getByRole('radio', { name }).click();
}

test('acquires event history, configuration, and what a notification names', async () => {
  const page = await desk.home();
  await bringAxe(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await page.getByRole('region', { name: 'New case from S3' }).getByRole('button', { name: 'Connect' }).click();

  await test.step('event history of a region becomes a case', async () => {
    await kind(page, 'Event history');
    await page.getByRole('radio', { name: /^incident/ }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByTestId('identity')).toContainText(STUB_ACCOUNT);
    const form = page.getByRole('form', { name: 'Event history' });
    await expect(form).toContainText('Management events of the last 90 days');
    expect(await misfits(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Name of the case' }).fill('Without a trail');
    await form.getByRole('button', { name: 'Acquire' }).click();
    const done = acquisition(page, 1);
    await expect(done).toHaveAttribute('data-state', 'done');
    await expect(done).toContainText(`Event history of ${STUB_ACCOUNT}, us-east-1`);
    await expect(done).not.toContainText('failed');
  });

  await test.step('configuration: what is refused is listed', async () => {
    await kind(page, 'Configuration');
    const form = page.getByRole('form', { name: 'Configuration' });
    await form.getByRole('textbox', { name: 'Buckets' }).fill('trail-bucket');
    await form.getByRole('button', { name: 'Acquire' }).click();
    const done = acquisition(page, 2);
    await expect(done).toHaveAttribute('data-state', 'done');
    await expect(done).toContainText(`Configuration of ${STUB_ACCOUNT}, us-east-1, trail-bucket`);
    await expect(done.getByRole('row', { name: /Access denied/ })).toHaveCount(1);
  });

  await test.step('a notification: just what it names', async () => {
    await kind(page, 'Delivery notification');
    const form = page.getByRole('form', { name: 'Delivery' });
    const named = { s3Bucket: 'trail-bucket', s3ObjectKey: [KEY] };
    await form.getByRole('textbox', { name: 'Text of the message' }).fill('{}');
    await form.getByRole('button', { name: 'Acquire' }).click();
    await expect(form.getByRole('alert')).toBeVisible();
    await form.getByRole('textbox', { name: 'Text of the message' }).fill(JSON.stringify(named));
    await form.getByRole('button', { name: 'Acquire' }).click();
    const done = acquisition(page, 3);
    await expect(done).toHaveAttribute('data-state', 'done');
    await expect(done).toContainText(`Delivery of s3://trail-bucket/${KEY}`);
    await expect(done).toContainText('1 added');
    expect(await accessibilityFaults(page, 'light'), 'all of them').toEqual([]);
    expect(await misfits(page)).toEqual([]);
  });

  await test.step('the events of both are there', async () => {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Events' }).click();
    await untilStage(page, 'ready');
    await expect(countLine(page)).toHaveText(countWords(EVENTS + DELIVERED, EVENTS + DELIVERED));
  });
});
