import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { startFaultProxy } from '../s3/support/fault-proxy';
import type { Fault, FaultProxy } from '../s3/support/fault-proxy';
import { KEYS, startS3Server } from '../s3/support/s3-server';
import type { S3Server, StoredObject } from '../s3/support/s3-server';
import { trailObjects } from '../s3/support/trail';
import { heldByFiles, heldByPage } from './support/canaries';
import { deskForFile } from './support/desk';
import { writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, misfits } from './support/looks';
import { countLine, countWords, facetList, openRecent, untilStage } from './support/screen';

const OBJECTS = 96;
const EVENTS_EACH = 5;
/** What must be found nowhere but in the analyst's own files. */
const CANARIES = ['CANARYSESSIONTOKEN7Qx', 'CANARYSECRETOFANOTHERPROFILE9Zk'] as const;

// Each test goes on where the one before ended.
test.describe.configure({ mode: 'serial' });

const desk = deskForFile();
const objects = [...trailObjects(OBJECTS, EVENTS_EACH)];
/** Answered with a refusal of the key until `healed`. */
const encrypted = new Set(objects.slice(10, 13).map(({ key }) => key));
/** Asked to wait until `released`, so that the download goes on for as long as a test looks at it. */
const slow = objects.at(-1)?.key;
let healed = false;
let released = false;
let server: S3Server;
let proxy: FaultProxy;

test.beforeAll(async () => {
  const aws = desk.place.make('aws');
  mkdirSync(aws, { recursive: true });
  const credentials = [
    '[incident]',
    `aws_access_key_id = ${KEYS.id}`,
    `aws_secret_access_key = ${KEYS.secret}`,
    `aws_session_token = ${CANARIES[0]}`,
    '[other]',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
    `aws_secret_access_key = ${CANARIES[1]}`,
  ];
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = writeFile(aws, 'credentials', credentials.join('\n'));
  process.env['AWS_CONFIG_FILE'] = writeFile(aws, 'config', '[profile incident]\nregion = eu-central-1\n');
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  server = await startS3Server(objects);
  proxy = await startFaultProxy({ target: server.endpoint, bucket: server.bucket, delay: 10, fault: faultOf });
});

test.afterAll(async () => {
  await proxy.close();
  await server.close();
});

function faultOf(key: string | null): Fault | undefined {
  if (key === null) return undefined;
  if (!healed && encrypted.has(key)) return 'kms';
  return !released && key === slow ? 'slow-down' : undefined;
}

async function connect(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^incident/ }).click();
  await page.getByRole('textbox', { name: 'Endpoint' }).fill(proxy.endpoint);
  await page.getByRole('checkbox', { name: /^Bucket in the path/ }).check();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
}

function download(page: Page, state: string): Locator {
  return page.locator(`section[aria-label^="Acquisition "][data-state="${state}"]`);
}

/** Objects of a cell, as they were put on the server. */
function delivered(account: string, region: string, day: string): number {
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}/`;
  return objects.filter(({ key }: StoredObject) => key.startsWith(folder)).length;
}

test('connects, chooses, counts, downloads with a failure, shows events meanwhile, and tries again', async () => {
  const page = await desk.home();
  await bringAxe(page);
  // Colours that are on their way to others are none to judge.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await page.getByRole('region', { name: 'New case from S3' }).getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('textbox', { name: 'Bucket or prefix' }).fill(`s3://${server.bucket}`);
  expect(await accessibilityFaults(page, 'light'), 'the form').toEqual([]);
  await connect(page);

  await test.step('says who it is, or why that is not known', async () => {
    await expect(page.getByTestId('identity')).toContainText('Identity not known');
  });

  const grid = page.getByTestId('choice-grid');
  const selection = page.getByRole('region', { name: 'Selection' });
  await test.step('offers us-east-1 chosen, and the rest to choose', async () => {
    await expect(grid.getByRole('rowheader', { name: /^111122223333 us-east-1, all chosen/ })).toBeVisible();
    await expect(grid.getByRole('rowheader', { name: /^111122223333 eu-central-1, not chosen/ })).toBeVisible();
    await expect(page.getByText('IAM, STS and sign-in record their events there')).toBeVisible();
  });

  await test.step('counts what is chosen, cell by cell, before anything is fetched', async () => {
    await page.getByRole('button', { name: 'All days' }).click();
    await grid.getByRole('rowheader', { name: /^222233334444 eu-central-1/ }).click();
    const count = delivered('222233334444', 'eu-central-1', '2023-11-04');
    expect(count).toBeGreaterThan(0);
    await expect(
      grid.getByRole('gridcell', {
        name: new RegExp(`^222233334444 eu-central-1 2023-11-04, ${String(count)} objects?, .*, chosen`),
      }),
    ).toBeVisible();
    // By keys alone: the head of all, and the row that is left out again.
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Space');
    await expect(grid.getByRole('rowheader', { name: /^111122223333 eu-central-1, all chosen/ })).toBeVisible();
    await expect(selection.getByText(String(OBJECTS), { exact: true })).toBeVisible();
    expect(proxy.fetched).toEqual([]);
    expect(await accessibilityFaults(page, 'light'), 'the table').toEqual([]);
    expect(await misfits(page)).toEqual([]);
  });

  await test.step('shows the first facets while the download goes on', async () => {
    await page.getByRole('textbox', { name: 'Name of the case' }).fill('From a bucket');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    await expect(download(page, 'downloading')).toBeVisible();
    await expect(download(page, 'downloading').getByRole('progressbar')).toBeVisible();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Events' }).click();
    await expect(facetList(page, 'Event name').getByRole('button').first()).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText(/Downloading \d+ of 96 objects/);
    await page
      .getByRole('contentinfo')
      .getByRole('button', { name: /^Downloading/ })
      .click();
    await expect(download(page, 'downloading')).toBeVisible();
  });

  await test.step('lists what failed with the reason, and fetches it once it can be read', async () => {
    released = true;
    const ended = download(page, 'done').first();
    await expect(ended).toContainText('93 added, 3 failed');
    await expect(ended.getByRole('row', { name: /KMS access denied/ })).toHaveCount(3);
    await expect(ended.getByRole('row', { name: /kms:Decrypt/ })).toHaveCount(3);
    expect(await accessibilityFaults(page, 'light'), 'what failed').toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
    expect(await accessibilityFaults(page, 'dark'), 'what failed, in the dark').toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
    healed = true;
    // One of them alone, then the rest: what came complete counts as failed nowhere any more.
    const first = page.getByRole('region', { name: 'Acquisition 1', exact: true });
    await first
      .getByRole('row', { name: /KMS access denied/ })
      .first()
      .getByRole('button', { name: 'Retry' })
      .click();
    await expect(first).toContainText('93 added, 2 failed');
    await first.getByRole('button', { name: 'Retry all' }).click();
    await expect(page.getByText('2 added', { exact: true })).toBeVisible();
    await expect(first).toContainText('3 objects that failed came complete with a later acquisition');
    await expect(page.getByRole('row', { name: /KMS access denied/ })).toHaveCount(0);
  });

  await test.step('has every event', async () => {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Events' }).click();
    await untilStage(page, 'ready');
    await expect(countLine(page)).toHaveText(countWords(OBJECTS * EVENTS_EACH, OBJECTS * EVENTS_EACH));
    await expect(page.getByText('in the evidence could not be read')).toHaveCount(0);
  });
});

test('fetches what is new since, and nothing else', async () => {
  const { page } = desk;
  const [late] = [...trailObjects(OBJECTS + 1, EVENTS_EACH)].slice(-1);
  if (late === undefined) throw new Error('There is no further object.');
  server.put(late);
  const before = proxy.fetched.length;
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Acquire' }).click();
  await page.getByRole('button', { name: 'Sync again' }).last().click();
  await expect(page.getByText('1 added, 96 in the case already')).toBeVisible();
  expect(proxy.fetched.slice(before)).toEqual([late.key]);
});

test('an acquisition that was cut off goes on after connecting again', async () => {
  released = false;
  const page = await desk.home();
  await page.getByRole('region', { name: 'New case from S3' }).getByRole('button', { name: 'Connect' }).click();
  const connected = page.getByRole('button', { name: 'Change source' });
  if (await connected.isVisible()) await connected.click();
  await page.getByRole('textbox', { name: 'Bucket or prefix' }).fill(`s3://${server.bucket}/AWSLogs/`);
  await connect(page);
  const grid = page.getByTestId('choice-grid');
  await page.getByRole('button', { name: 'All days' }).click();
  await grid.getByRole('columnheader', { name: /^All of Account/ }).click();
  await page.getByRole('textbox', { name: 'Name of the case' }).fill('Cut off');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  await expect(download(page, 'downloading')).toContainText(/9\d of 97 objects/);

  await desk.endWith((bench) => bench.kill());
  released = true;
  const again = await desk.start();
  await untilStage(again, 'start');
  await openRecent(again, 'Cut off');
  await again.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Acquire' }).click();
  await again.getByRole('button', { name: 'Connect and go on' }).click();
  // The form is as it was connected before: nothing of it is to be typed.
  await expect(again.getByRole('radio', { name: /^incident/ })).toBeChecked();
  await expect(again.getByRole('textbox', { name: 'Endpoint' })).toHaveValue(proxy.endpoint);
  await again.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(download(again, 'done')).toBeVisible();
  await again.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Events' }).click();
  await untilStage(again, 'ready');
  await expect(countLine(again)).toHaveText(countWords(97 * EVENTS_EACH, 97 * EVENTS_EACH));
});

test('credentials are nowhere: not in the page, its databases, the profile, or the cases', async () => {
  expect(await heldByPage(desk.page, CANARIES)).toEqual([]);
  await desk.stop();
  expect(heldByFiles(desk.place.profile, CANARIES)).toEqual([]);
  expect(heldByFiles(desk.place.cases, CANARIES)).toEqual([]);
});
