import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import { countLine, countWords, createCase, facetValue, untilStage } from './support/screen';

const desk = deskForFile();
const EVENTS = 30;
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const words = (matched: number): string => countWords(matched, EVENTS);

const bar = (page: Page): Locator => page.getByRole('region', { name: 'Filters' });
const field = (page: Page): Locator => bar(page).getByRole('combobox', { name: 'Filter as text' });
const list = (page: Page): Locator => page.getByRole('listbox', { name: 'Completions' });
const reasons = (page: Page): Locator => page.getByTestId('reason');

/** Thirty events of 2023-07-10: four sessions of one role, one access key, roles that were assumed. */
async function openCase(): Promise<Page> {
  const page = await desk.home();
  const records = Array.from({ length: EVENTS }, (_, number) =>
    makeRecord(number, {
      eventTime: new Date(Date.UTC(2023, 6, 10, 11) + number * 60_000).toISOString().replace('.000', ''),
      eventName: ['GetObject', 'PutObject', 'AssumeRole'][number % 3],
      userIdentity: {
        type: 'AssumedRole',
        principalId: `AROAEXAMPLE:session-${String(number % 4)}`,
        arn: `arn:aws:sts::444455556666:assumed-role/PayrollExportForTheWholeCompany/session-${String(number % 4)}`,
        accountId: '444455556666',
        ...(number % 2 === 0 ? { accessKeyId: KEY } : {}),
      },
      requestParameters: number % 3 === 2 ? { roleArn: 'arn:aws:iam::444455556666:role/Admin' } : { bucketName: 'pay' },
      sourceIPAddress: number % 3 === 0 ? '203.0.113.7' : '198.51.100.1',
    }),
  );
  const folder = desk.place.at('words');
  writeFile(folder, 'log.json', recordsText(records));
  await createCase(page, [folder], 'Words');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(words(EVENTS));
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  if (!(await field(page).isVisible())) await page.keyboard.press('/');
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** Texts that do not fit where they are drawn. */
function cutOff(elements: readonly Element[]): readonly string[] {
  return elements.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent);
}

test('what is typed is completed from the case, mended from other languages, and never lost', async () => {
  const page = await openCase();
  await page.keyboard.press('/');
  await field(page).fill('principal:pay');
  const option = list(page).getByRole('option');
  await expect(option).toHaveCount(4);
  // Four sessions of one role look like four.
  expect(new Set((await option.allInnerTexts()).map((text) => text.replace(/\s+[\d,]+$/, ''))).size).toBe(4);
  await expect(option.first().locator('.match')).toHaveText('Pay');
  // What tells them apart is in sight: nothing of what is drawn is cut off again.
  expect(await page.locator('[role=option] .words').evaluateAll(cutOff)).toEqual([]);

  await field(page).fill('requestParameters.');
  await expect(list(page).getByRole('option', { name: /^requestParameters\.roleArn\s*in \d+$/ })).toBeVisible();
  await expect(bar(page)).toContainText(/Paths from \d+ records read/);
  await field(page).fill('roleA');
  await list(page)
    .getByRole('option', { name: /roleArn/ })
    .click();
  await expect(field(page)).toHaveValue('requestParameters.roleArn:');
  await expect(list(page).getByRole('option', { name: /role\/Admin/ })).toBeVisible();

  await field(page).fill(KEY);
  await expect(option.first()).toHaveText(new RegExp(`^accessKeyId:${KEY}\\s*15$`));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(words(15));
  await field(page).fill('203.0.113.0/24');
  await expect(option.first()).toHaveText(/^sourceIPAddress:203\.0\.113\.0\/24\s*10$/);
  await field(page).fill('eventTime:');
  await expect(bar(page)).toContainText('A time: 2023-07-10');
  await page.keyboard.press('Escape');

  await field(page).fill("eventName in ('GetObject', 'PutObject') and errorCode is null");
  await page.keyboard.press('Enter');
  await bar(page).getByRole('button', { name: 'eventName:(GetObject OR PutObject)' }).click();
  await bar(page).getByRole('button', { name: 'AND', exact: true }).click();
  await bar(page).getByRole('button', { name: 'errorCode:(none)' }).click();
  await expect(countLine(page)).toHaveText(words(20));

  await field(page).fill('awsRegion:us-east-1 AND half wri');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('eventName:(GetObject OR PutObject) AND errorCode:(none)');
  await page.keyboard.press('Control+z');
  await expect(field(page)).toHaveValue('awsRegion:us-east-1 AND half wri');
  await facetValue(page, 'Event name', 'AssumeRole').click();
  await expect(field(page)).toHaveValue(/AssumeRole/);
  await bar(page).getByRole('button', { name: 'Bring back what was typed' }).click();
  await expect(field(page)).toHaveValue('awsRegion:us-east-1 AND half wri');
});

test('where nothing is found, it says why with counts, and what would find something', async () => {
  const page = await desk.home();
  await bringAxe(page);
  await page.reload();
  await page
    .getByRole('button', { name: /^Words/ })
    .first()
    .click();
  await untilStage(page, 'ready');
  await write(page, 'principal:session-1');
  await expect(reasons(page)).toHaveText(/No event has principal:session-1 as a whole value\. 8 events have/);
  await reasons(page).getByRole('button', { name: 'Use *session-1*' }).click();
  await expect(countLine(page)).toHaveText(words(8));

  await write(page, 'eventName:PutObject AND sourceIPAddress:203.0.113.7');
  await expect(reasons(page)).toHaveCount(2);
  expect(await accessibilityFaults(page, 'light')).toEqual([]);
  await reasons(page)
    .filter({ hasText: 'Without "Source IP is 203.0.113.7": 10 events.' })
    .getByRole('button', { name: 'Turn it off' })
    .click();
  await expect(countLine(page)).toHaveText(words(10));
  // Its text again is that pill again, not a twin of it.
  await write(page, 'sourceIPAddress:203.0.113.7');
  await bar(page).getByRole('radio', { name: 'Pills' }).click();
  await expect(bar(page).getByRole('button', { name: /^Edit filter/ })).toHaveCount(1);

  await write(page, 'eventName:GetObject AND eventName:PutObject');
  await reasons(page).getByRole('button', { name: 'Use eventName:(GetObject OR PutObject)' }).click();
  await expect(countLine(page)).toHaveText(words(20));
  await write(page, 'eventTime:2026');
  await expect(reasons(page)).toHaveText(/run from 2023-07-10 11:00:00 UTC .* the time asked for lies after them/);
});

test('a question offers the keys and days of the case, and what it replaced moves nothing', async () => {
  const page = desk.page;
  await write(page, 'eventName:GetObject AND awsRegion:us-east-1 AND readOnly:true');
  await bar(page).getByRole('radio', { name: 'Pills' }).click();
  await bar(page).getByRole('button', { name: 'Questions' }).click();
  const questions = page.getByRole('dialog', { name: 'Ready questions' });
  await questions.getByRole('option', { name: "One key's doings" }).click();
  await expect(questions.getByRole('combobox', { name: 'From, in UTC' })).toHaveAttribute('placeholder', '2023-07-10');
  await questions.getByRole('combobox', { name: 'Access key' }).focus();
  await expect(list(page).getByRole('option').first()).toBeVisible();
  expect(await accessibilityFaults(page, 'light')).toEqual([]);
  await list(page)
    .getByRole('option', { name: new RegExp(`^${KEY}\\s*15$`) })
    .click();
  await expect(questions.getByRole('combobox', { name: 'Access key' })).toHaveValue(KEY);
  await questions.getByRole('combobox', { name: 'From, in UTC' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(questions.getByRole('combobox', { name: 'From, in UTC' })).toHaveValue('2023-07-10');
  await questions.getByRole('button', { name: 'Ask' }).click();
  await expect(countLine(page)).toHaveText(words(15));
  const note = bar(page).getByRole('status').filter({ hasText: '3 filters replaced' });
  await expect(note).toBeVisible();
  const top = async (): Promise<number | undefined> => (await page.getByTestId('event-grid').boundingBox())?.y;
  const before = await top();
  await note.getByRole('button', { name: 'Close this note' }).click();
  await expect(note).toHaveCount(0);
  expect(await top()).toBe(before);
});
