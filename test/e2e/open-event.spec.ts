import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import {
  cell,
  countLine,
  countWords,
  createCase,
  detailPanel,
  facetValue,
  openRow,
  placeOf,
  untilStage,
} from './support/screen';
import { HOME } from './support/workbench';

/** Events of others, a minute apart from 2026-03-01 on; those of the story stand among them. */
const MANY = 3_000;
const KEY = 'ASIAISSUED000001';
const ROLE = 'arn:aws:iam::111122223333:role/Admin';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/Admin/eve';
const MESSAGE =
  'User: arn:aws:iam::111122223333:user/eve is not authorized to perform: ec2:DescribeInstanceAttribute on resource: arn:aws:ec2:us-east-1:111122223333:instance/i-0abc because no identity-based policy allows the ec2:DescribeInstanceAttribute action';

const STORY: readonly Readonly<Record<string, unknown>>[] = [
  {
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    requestParameters: null,
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: { LoginTo: 'https://console.aws.amazon.com/', MobileVersion: 'No', MFAUsed: 'No' },
  },
  {
    eventName: 'AssumeRole',
    eventSource: 'sts.amazonaws.com',
    requestParameters: { roleArn: ROLE, roleSessionName: 'eve' },
    responseElements: {
      credentials: { accessKeyId: KEY, sessionToken: 'IQoJb3JpZ2lu', expiration: 'Mar 2, 2026, 1:00:00 PM' },
      assumedRoleUser: { assumedRoleId: 'AROAADMIN:eve', arn: SESSION },
    },
  },
  ...['ListBuckets', 'GetBucketPolicy'].map((eventName) => ({
    eventName,
    eventSource: 's3.amazonaws.com',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAADMIN:eve',
      arn: SESSION,
      accountId: '111122223333',
      accessKeyId: KEY,
      sessionContext: { sessionIssuer: { type: 'Role', principalId: 'AROAADMIN', arn: ROLE, userName: 'Admin' } },
    },
    requestParameters: eventName === 'ListBuckets' ? null : { bucketName: 'b' },
  })),
  {
    eventName: 'DescribeInstanceAttribute',
    eventSource: 'ec2.amazonaws.com',
    errorCode: 'Client.UnauthorizedOperation',
    errorMessage: MESSAGE,
    requestParameters: { instanceId: 'i-0abc', attribute: 'userData' },
  },
  {
    eventName: 'PutUserPolicy',
    requestParameters: {
      userName: 'eve',
      policyName: 'p',
      policyDocument: `{"Statement":[${'{"Effect":"Allow"},'.repeat(40)}{"Effect":"Allow","Action":"iam:PassRole"}]}`,
    },
  },
];
/** The story begins in the middle of the others, ten seconds after one of them. */
const FROM = 1_500;
const TOTAL = MANY + STORY.length;
const rowOfStory = (part: number): number => FROM + 1 + part;

const desk = deskForFile();

test.beforeAll(async () => {
  const page = await desk.home();
  const others = Array.from({ length: MANY }, (_, number) => makeRecord(number));
  const story = STORY.map((fields, part) =>
    makeRecord(FROM, {
      eventTime: new Date(Date.UTC(2026, 2, 1) + FROM * 61_000 + (part + 1) * 1_000).toISOString().replace('.000', ''),
      eventID: `story-${String(part)}`,
      ...fields,
    }),
  );
  writeFile(desk.place.at('logs'), 'events.json', recordsText([...others, ...story]));
  await createCase(page, [desk.place.at('logs')], 'Open event');
  await untilStage(page, 'ready');
});

/** The whole case from its first row, with no event open. */
async function afresh(): Promise<Page> {
  const { page } = desk;
  await page.evaluate(() => (location.hash = ''));
  const url = new URL(page.url());
  await page.goto(`${HOME}?case=${url.searchParams.get('case') ?? ''}`);
  await untilStage(page, 'ready');
  return page;
}

function events(page: Page): Locator {
  return page.getByTestId('event-grid');
}

function openRowOf(page: Page): Locator {
  return events(page).locator('[role=row].open:has([col-id="eventName"])');
}

async function scrollTo(page: Page, row: number): Promise<void> {
  await events(page)
    .locator('[role=grid]')
    .evaluate((viewport, top) => (viewport.scrollTop = top), row * 26 - 200);
  await expect(cell(page, row, 'eventName')).toBeInViewport();
  await expect(cell(page, row, 'time')).not.toBeEmpty();
}

async function openAt(page: Page, row: number): Promise<Locator> {
  await scrollTo(page, row);
  return openRow(page, row);
}

async function around(page: Page, which: string | RegExp): Promise<void> {
  await detailPanel(page).getByRole('button', { name: 'Around this event' }).click();
  await page.getByRole('menuitem', { name: which, exact: true }).click();
}

/** The frame of the open row is drawn, wherever the pointer is. */
function framed(row: Element): boolean {
  return [...row.children].every((part) => {
    const { content, boxShadow, height } = getComputedStyle(part, '::before');
    return content !== 'none' && boxShadow !== 'none' && Number.parseFloat(height) > 20;
  });
}

/** The open event is in the list: in its middle as far as it scrolls, marked, and with the focus. */
async function expectLanded(page: Page, place: unknown, focus = true): Promise<void> {
  await untilStage(page, 'ready');
  await expect(openRowOf(page)).toHaveCount(1);
  await expect(openRowOf(page)).toBeInViewport();
  if (focus) await expect(openRowOf(page).locator('[role=gridcell]:focus')).toHaveCount(1);
  expect(await placeOf(page)).toEqual(place);
  expect(await openRowOf(page).evaluate(framed)).toBe(true);
  await expect(openRowOf(page).locator('[col-id="eventName"]')).toContainText(
    await detailPanel(page).getByRole('heading', { level: 2 }).innerText(),
  );
  const at = await openRowOf(page).evaluate((row) => {
    const viewport = row.closest('[role=grid]') ?? row;
    const [own, all] = [row.getBoundingClientRect(), viewport.getBoundingClientRect()];
    const { scrollTop, scrollHeight, clientHeight } = viewport;
    return {
      off: ((own.top + own.bottom) / 2 - (all.top + all.bottom) / 2) / all.height,
      edge: scrollTop <= 1 || scrollTop + clientHeight >= scrollHeight - 1,
    };
  });
  if (!at.edge) expect(Math.abs(at.off)).toBeLessThan(0.15);
}

test('what is around an event is landed on, from a question and from far down a long list', async () => {
  const page = await afresh();
  await page.getByRole('button', { name: /questions$/i }).click();
  const questions = page.getByRole('dialog', { name: 'Ready questions' });
  await questions.getByRole('combobox', { name: 'Find a question' }).fill('Console without MFA');
  await questions.getByRole('button', { name: 'Ask' }).click();
  await expect(countLine(page)).toHaveText(countWords(1, TOTAL));
  await untilStage(page, 'ready');
  await openRow(page, 0);
  const signIn = await placeOf(page);
  for (const which of ['60 minutes before and after', '1 minute before and after', /^Same source IP/]) {
    await around(page, which);
    await expect(countLine(page)).not.toHaveText(countWords(1, TOTAL));
    await expectLanded(page, signIn);
  }

  await afresh();
  await openAt(page, 1_049);
  const far = await placeOf(page);
  await around(page, '60 minutes before and after');
  await expectLanded(page, far);
  await around(page, /^Same actor/);
  await expectLanded(page, far);
  // Undo: back among all rows, on the same event.
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(countLine(page)).toHaveText(countWords(TOTAL, TOTAL));
  await expectLanded(page, far);
});

test('and in another order; where a pinned filter leaves the event out, that is said', async () => {
  const page = await afresh();
  await openAt(page, rowOfStory(1));
  const place = await placeOf(page);
  await events(page).getByRole('columnheader', { name: 'Event name' }).click();
  await untilStage(page, 'ready');
  // Sorting moves no row into sight, but never marks a foreign one.
  await around(page, /^Same source IP/);
  await expectLanded(page, place);
  await expect(events(page).getByRole('columnheader', { name: 'Event name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await around(page, '60 minutes before and after');
  await expectLanded(page, place);
  await expect(events(page).getByRole('columnheader', { name: 'Time (UTC)' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );

  // From groups, too: the events are listed again.
  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitem', { name: 'Region', exact: true }).click();
  await expect(page.getByTestId('group-table')).toBeVisible();
  await around(page, /^Same source IP/);
  await expectLanded(page, place);

  await facetValue(page, 'Event name', 'AssumeRole').click({ modifiers: ['Alt'] });
  const excluded = page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: /Event name is not/ });
  await excluded.first().focus();
  await page.keyboard.press('p');
  await around(page, '15 minutes before and after');
  await expect(detailPanel(page)).toContainText('The filter leaves this event out');
  await untilStage(page, 'ready');
  await expect(cell(page, 0, 'eventName')).toBeInViewport();
  await expect(openRowOf(page)).toHaveCount(0);
});

test('Enter and o go on into the detail, Escape back to the row, and then closes it', async () => {
  const page = await afresh();
  await cell(page, 3, 'eventName').click();
  const detail = detailPanel(page);
  await expect(detail.getByTestId('event-evidence')).toBeVisible();
  const first = detail.getByRole('button', { name: 'Around this event' });
  for (const key of ['Enter', 'o']) {
    await page.keyboard.press(key);
    await expect(first).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(cell(page, 3, 'eventName')).toBeFocused();
    await expect(detail).toBeVisible();
  }
  // Of the buttons that step, the focus stays with the hand that pressed.
  const next = detail.getByRole('button', { name: 'Next event' });
  await next.press('Enter');
  await expect(openRowOf(page)).toHaveAttribute('row-index', '4');
  await expect(next).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(cell(page, 4, 'eventName')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(detail).toHaveCount(0);
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await expect(detail).toBeVisible();
  await detail.getByRole('button', { name: 'Close detail' }).press('Enter');
  await expect(detail).toHaveCount(0);
  await expect(cell(page, 5, 'eventName')).toBeFocused();
});

test('fields are chosen by kind of event, and an issued key is asked for the calls made with it', async () => {
  const page = await afresh();
  let detail = await openAt(page, rowOfStory(0));
  const more = detail.getByRole('button', { name: /more fields$/ });
  await expect(more).toBeVisible();
  await expect(detail.locator('[data-field="additionalEventData.MFAUsed"]')).toBeVisible();
  await expect(detail.locator('[data-field="responseElements.ConsoleLogin"]')).toBeVisible();

  detail = await openRow(page, rowOfStory(1));
  const key = detail.locator('[data-field="responseElements.credentials.accessKeyId"]');
  await key.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'This field' }).getByRole('menuitem').first()).toContainText(
    'Calls made with this key',
  );
  await page.getByRole('menuitem', { name: /^Calls made with this key/ }).click();
  await expect(countLine(page)).toHaveText(countWords(2, TOTAL));
  const filters = page.getByRole('region', { name: 'Filters' });
  await expect(filters).toContainText(KEY);
  await expect(filters).toContainText('Access key');
  await expect(detail).toContainText('The filter leaves this event out');
  await page.keyboard.press('Control+z');
  await expect(countLine(page)).toHaveText(countWords(TOTAL, TOTAL));
  // A role is asked for both.
  await detail.locator('[data-field="requestParameters.roleArn"]').focus();
  await page.keyboard.press('f');
  await expect(countLine(page)).toHaveText(countWords(1, TOTAL));
  await detail.locator('[data-field="requestParameters.roleArn"]').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Calls made in this role' }).click();
  await expect(countLine(page)).toHaveText(countWords(2, TOTAL));
});

test('a refusal says what was refused, and what was searched for is marked and in sight', async () => {
  const page = await afresh();
  let detail = await openAt(page, rowOfStory(4));
  await expect(page.getByTestId('event-sentence')).toContainText(
    'tried to call DescribeInstanceAttribute on ec2.amazonaws.com for arn:aws:ec2:us-east-1:111122223333:instance/i-0abc (in the error message)',
  );
  await expect(detail.getByTestId('error-message')).toHaveText(MESSAGE);
  await page.keyboard.press('Escape');

  await page.keyboard.press('/');
  const text = page.locator('[data-filter-text]');
  await text.fill('"not authorized to perform"');
  await text.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(1, TOTAL));
  await untilStage(page, 'ready');
  detail = await openRow(page, 0);
  for (const part of [
    detail.getByTestId('error-message'),
    detail.locator('[data-field="errorMessage"]'),
    detail.getByTestId('raw-json'),
  ]) {
    await expect(part.locator('mark')).toHaveText('not authorized to perform');
  }
  await expect(detail.getByTestId('error-message').locator('mark')).toBeInViewport();
  await page.keyboard.press('Escape');

  // Far within a long value with escapes.
  await page.keyboard.press('/');
  await text.fill('PassRole');
  await text.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(1, TOTAL));
  await untilStage(page, 'ready');
  detail = await openRow(page, 0);
  const field = detail.locator('[data-field="requestParameters.policyDocument"]');
  await expect(field.locator('mark')).toHaveText('PassRole');
  await expect(field.locator('mark')).toBeInViewport();
  await detail.getByTestId('raw-json').scrollIntoViewIfNeeded();
  await expect(detail.getByTestId('raw-json').locator('mark')).toBeInViewport();
});

test('nothing of it is a serious fault of accessibility, and it looks right in both themes', async () => {
  const { page } = desk;
  await bringAxe(page);
  await afresh();
  await page.keyboard.press('/');
  const text = page.locator('[data-filter-text]');
  await text.fill('authorized OR MFAUsed OR AROAADMIN');
  await text.press('Enter');
  await untilStage(page, 'ready');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const size of [
      { width: 1024, height: 640 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size);
      await openRow(page, 4);
      await expect(detailPanel(page).getByTestId('error-message')).toBeVisible();
      await page.screenshot({ path: `test-results/screenshots/open-event-${theme}-${String(size.width)}.png` });
    }
    expect(await accessibilityFaults(page, theme)).toEqual([]);
  }
});
