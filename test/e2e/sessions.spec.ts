import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { ARCHIVE, assume, call, OURS, PROD, role, user } from '../support/session-records';
import { deskForFile } from './support/desk';
import { recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, SIZES } from './support/looks';
import { countLine, countWords, createCase, detailPanel, goTo, untilStage } from './support/screen';

const desk = deskForFile();

const deploy = user('AKIADEPLOY');
const prod = role('AROAPROD:ops', 'ASIAPROD', '09:01:00', { account: PROD });
const archive = role('AROAARCH:ops', 'ASIAARCH', '09:03:00', { account: ARCHIVE });
const passedIn = {
  requestParameters: {
    roleSessionName: 'ops',
    externalId: 'partner-7',
    serialNumber: `arn:aws:iam::${OURS}:mfa/deploy`,
    tags: [{ key: 'team', value: '<b>payroll</b>' }],
  },
};
/** A chain over three accounts, with both copies of its first step; one inferred link; one session of unknown origin. */
const RECORDS = [
  call('GetCallerIdentity', '09:00:00', deploy),
  assume('09:01:00', deploy, 'ASIAPROD', 'AROAPROD:ops', { sharedEventID: 'shared-1', ...passedIn }),
  assume('09:01:00', { type: 'AWSAccount', principalId: 'AIDADEPLOY', accountId: OURS }, 'ASIAPROD', 'AROAPROD:ops', {
    sharedEventID: 'shared-1',
    recipientAccountId: PROD,
  }),
  assume('09:03:00', prod, 'ASIAARCH', 'AROAARCH:ops', { recipientAccountId: PROD }),
  call('GetObject', '09:04:00', archive, { recipientAccountId: ARCHIVE }),
  call('GetObject', '09:05:00', archive, { recipientAccountId: ARCHIVE, errorCode: 'AccessDenied' }),
  assume('10:00:00', deploy, undefined, 'AROAJOB:night'),
  call('ListBuckets', '10:30:00', role('AROAJOB:night', 'ASIANIGHT', '10:20:00')),
  call('ListBuckets', '11:00:00', role('AROALOST:x', 'ASIALOST', '10:50:00')),
];

const tree = (page: Page): Locator => page.getByTestId('session-tree');
const line = (page: Page, name: string): Locator => page.getByRole('treeitem').filter({ hasText: name });
const card = (page: Page): Locator => page.getByTestId('session-card');

async function opened(): Promise<Page> {
  const page = await desk.home();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await createCase(page, [writeFile(desk.place.folder, 'logs/sessions.json', recordsText(RECORDS))], 'sessions');
  await untilStage(page, 'ready');
  await goTo(page, 'Accounts');
  return page;
}

test('who became whom is told in a tree, with the proof of each step', async () => {
  const page = await opened();
  await expect(page.getByRole('treeitem')).toHaveCount(5);
  await expect(line(page, 'ASIAARCH')).toHaveAttribute('aria-level', '3');
  await expect(line(page, 'ASIAARCH')).toContainText('by key');
  await expect(line(page, 'ASIANIGHT')).toContainText('by role and name');

  await line(page, 'ASIAPROD').click();
  await expect(card(page)).toContainText('answered with the key ASIAPROD');
  await expect(card(page)).toContainText(`The call is recorded 2 times, in ${OURS}, ${PROD}`);
  await card(page).getByRole('button', { name: 'Read what the call passed in' }).click();
  await expect(card(page)).toContainText('team=<b>payroll</b>');
  await expect(card(page)).toContainText('partner-7');
  expect(await accessibilityFaults(page, 'light')).toEqual([]);
  expect(await accessibilityFaults(page, 'dark')).toEqual([]);

  await line(page, 'ASIALOST').click();
  await expect(card(page)).toContainText('No record of the case began this session.');
  await expect(card(page)).toContainText(`account ${OURS}, eu-west-1 or us-east-1`);
  await expect(
    card(page).getByText('get them for these hours').or(card(page).getByText('No such record')),
  ).toBeVisible();

  // What is inferred is left out at once, in the tree and in its filters.
  await page.getByRole('checkbox', { name: 'Leave out inferred links' }).click();
  await expect(line(page, 'ASIANIGHT')).toHaveAttribute('aria-level', '1');
  await line(page, 'AKIADEPLOY').click();
  await card(page).getByRole('button', { name: 'Everything that descends' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(7, 9));
  await expect(
    page.getByRole('button', { name: /^Edit filter: Proven to descend from session is AKIADEPLOY/ }),
  ).toBeVisible();
});

test('beside an open session each line is within the tree and its own row, however small the window', async () => {
  const { page } = desk;
  await goTo(page, 'Accounts');
  for (const size of [SIZES[1], { width: 1240, height: 800 }, SIZES[0]]) {
    await page.setViewportSize(size);
    await line(page, 'ASIAARCH').click();
    await expect(card(page)).toBeVisible();
    const outside = await tree(page).evaluate((box) => {
      const right = box.getBoundingClientRect().left + box.clientWidth;
      return [...box.querySelectorAll('[role=treeitem]')].flatMap((item) => {
        const row = item.getBoundingClientRect();
        const cells = [...(item.firstElementChild?.children ?? [])].map((cell) => cell.getBoundingClientRect());
        return cells.filter((cell) => cell.right > right || cell.bottom > row.bottom || cell.height > row.height)
          .length;
      });
    });
    expect(
      outside.reduce((sum, cells) => sum + cells, 0),
      `${String(size.width)} px`,
    ).toBe(0);
    await expect(tree(page).getByText('2026-03-12 09:04:00')).toHaveCSS('height', '16px');
  }
  await page.setViewportSize(SIZES[1]);
});

test('the same by keys alone, from a search to the events and to the call that proves it', async () => {
  const { page } = desk;
  await goTo(page, 'Accounts');
  await page.getByRole('checkbox', { name: 'Leave out inferred links' }).press('Space');
  await page.getByRole('textbox', { name: 'Find a session' }).fill('asiaarch');
  await expect(page.getByRole('treeitem')).toHaveCount(3);
  await tree(page).focus();
  await tree(page).press('Home');
  await tree(page).press('ArrowLeft');
  await expect(page.getByRole('treeitem')).toHaveCount(1);
  await tree(page).press('ArrowRight');
  await tree(page).press('End');
  await tree(page).press('Enter');
  await expect(card(page)).toContainText('ASIAARCH');
  await expect(card(page)).toContainText('2 events, 1 denied');
  await card(page).getByRole('button', { name: 'To the origin' }).press('Enter');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(7, 9));

  await goTo(page, 'Accounts');
  await card(page).getByRole('button', { name: 'Show the call' }).first().press('Enter');
  await expect(detailPanel(page)).toContainText('AssumeRole');

  // The filter's text says the same, and is understood.
  await page.goBack();
});
