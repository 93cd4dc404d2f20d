import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import {
  cell,
  countLine,
  countWords,
  createCase,
  detailPanel,
  facetList,
  openRow,
  unfoldFacet,
  untilStage,
} from './support/screen';

const desk = deskForFile();
const [BUILD, PROD] = ['111122223333', '444455556666'];
const ARN = `arn:aws:iam::${BUILD}:user/ci-deploy`;
const NUMBER = 'AIDACKCEVSQ6C2EXAMPLE';
const deploy = {
  type: 'IAMUser',
  principalId: NUMBER,
  arn: ARN,
  accountId: BUILD,
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
};
const stranger = { type: 'AWSAccount', principalId: NUMBER, accountId: BUILD };
const sts = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' };

/** Two calls into another account, in two copies each, and one whose other copy is not in the case. */
const RECORDS = [
  makeRecord(0, { ...sts, userIdentity: deploy, sharedEventID: 'call-1' }),
  makeRecord(1, { ...sts, userIdentity: stranger, sharedEventID: 'call-1', recipientAccountId: PROD }),
  makeRecord(2, { ...sts, userIdentity: deploy, sharedEventID: 'call-2' }),
  makeRecord(3, { ...sts, userIdentity: stranger, sharedEventID: 'call-2', recipientAccountId: PROD }),
  makeRecord(4, { eventName: 'ListBuckets', userIdentity: stranger, sharedEventID: 'alone', recipientAccountId: PROD }),
  makeRecord(5, { eventName: 'GetCallerIdentity', userIdentity: deploy }),
];
/** A grant by e-mail, of which CloudTrail tells the owner of the bucket neither the grantee nor the grant. */
const acl = {
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObjectAcl',
  sharedEventID: 'grant',
  resources: [{ accountId: PROD, type: 'AWS::S3::Bucket' }],
};
const grant = { Grantee: { EmailAddress: 'who@example.com' }, Permission: 'FULL_CONTROL' };
const GRANT = [
  makeRecord(0, {
    ...acl,
    userIdentity: stranger,
    recipientAccountId: PROD,
    requestParameters: { bucketName: 'ledger', key: 'a', acl: '' },
  }),
  makeRecord(0, {
    ...acl,
    eventID: '00000000-0000-4000-8000-0000000000aa',
    userIdentity: deploy,
    recipientAccountId: BUILD,
    requestParameters: {
      bucketName: 'ledger',
      key: 'a',
      acl: '',
      AccessControlPolicy: { AccessControlList: { Grant: grant } },
    },
  }),
];

async function opened(page: Page): Promise<void> {
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await createCase(page, [writeFile(desk.place.folder, 'logs/copies.json', recordsText(RECORDS))], 'copies');
  await untilStage(page, 'ready');
}

test('copies of a call are told as such, lead to each other, and share what one of them states', async () => {
  const page = await desk.home();
  await opened(page);
  await expect(countLine(page)).toHaveText(countWords(6, 6));
  await expect(page.getByTestId('calls-count')).toHaveText('4 calls');
  await expect(cell(page, 0, 'eventName').getByRole('img')).toHaveAccessibleName(`2 copies: ${BUILD}, ${PROD}`);
  await expect(cell(page, 4, 'eventName').getByRole('img')).toHaveCount(0);

  // By a click, and back by the key.
  await cell(page, 0, 'eventName').getByRole('img').click();
  const detail = detailPanel(page);
  await expect(detail.getByTestId('event-copies')).toContainText(`this event is the copy of ${PROD}`);
  await expect(page.locator('.ag-row.open').first()).toHaveAttribute('row-index', '1');
  await expect(detail.getByTestId('caller-name')).toContainText(ARN);
  await expect(detail.getByTestId('caller-name')).toContainText(`From the copy in ${BUILD}`);
  await expect(cell(page, 1, 'principal')).toContainText('ci-deploy');
  await expect(cell(page, 1, 'principal')).toContainText(NUMBER);
  await cell(page, 1, 'eventName').press('c');
  await expect(detail.getByTestId('event-copies')).toContainText(`this event is the copy of ${BUILD}`);
  await expect(detail.getByTestId('caller-name')).toHaveCount(0);
  expect(await accessibilityFaults(page, 'light')).toEqual([]);

  // Also where the filter leaves the other copy out.
  await facetList(page, 'Delivered-to account').getByRole('button', { name: BUILD }).click();
  await untilStage(page, 'ready');
  await expect(page.getByTestId('calls-count')).toHaveCount(0);
  await openRow(page, 0);
  await detail.getByRole('button', { name: `Copy in ${PROD}` }).click();
  await expect(detail.getByTestId('event-copies')).toContainText(`this event is the copy of ${PROD}`);
  await expect(detail.getByText('The filter leaves this event out')).toBeVisible();
  await detail.getByRole('button', { name: 'List all copies' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(2, 6));
  await page.getByRole('button', { name: /^Undo/ }).first().click();
});

test('actors and keys go by their names, in facets, filters and completions', async () => {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Remove filter/ }).click();
  await untilStage(page, 'ready');
  await unfoldFacet(page, 'Actor');
  const actor = facetList(page, 'Actor').getByRole('button', { name: `${ARN}, ${NUMBER}, 6` });
  await expect(actor).toContainText('user/ci-deploy');
  await unfoldFacet(page, 'Access key');
  await expect(facetList(page, 'Access key').getByRole('button', { name: /^AKIAI44QH8DHBEXAMPLE/ })).toContainText(
    'user/ci-deploy',
  );
  await expect(facetList(page, 'Principal').getByRole('button', { name: `${ARN}, ${NUMBER}, 3` })).toContainText(
    'user/ci-deploy',
  );
  await actor.click();
  await untilStage(page, 'ready');
  await expect(
    page.getByRole('button', { name: `Edit filter: Actor is user/ci-deploy (${NUMBER})`, exact: true }),
  ).toBeVisible();
});

test('a table of groups is exported as it is shown, with calls beside events', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: /^Remove filter/ }).click();
  await untilStage(page, 'ready');
  await page.getByTestId('grid-bar').getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitem', { name: 'Event name', exact: true }).click();
  await untilStage(page, 'ready');
  await expect(page.getByTestId('group-bar')).toContainText('3 groups of 6 events, 4 calls');
  await expect(page.getByTestId('group-table').locator('tbody tr').first()).toContainText('AssumeRole');
  await page.getByTestId('group-bar').getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export groups' });
  expect(await accessibilityFaults(page, 'light')).toEqual([]);
  await dialog.getByRole('radio', { name: 'Another file' }).check();
  const file = desk.place.at('groups.csv');
  await dialog.getByRole('textbox', { name: 'File to write' }).fill(file);
  await dialog.getByRole('button', { name: 'Export 3 groups' }).click();
  await expect(dialog.getByTestId('export-done')).toContainText('3 groups exported');
  expect(readFileSync(file, 'utf8').split('\r\n').slice(0, 2)).toEqual([
    'eventName,events,share,calls,first seen (UTC),last seen (UTC)',
    'AssumeRole,4,66.6667,2,2026-03-01T00:00:00Z,2026-03-01T00:03:03Z',
  ]);
  const manifest = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ order: 'events descending, then eventName ascending', output: { rows: 3 } });
});

test('copies of a call are held against each other: what the owner of the bucket is not told', async () => {
  const page = await desk.home();
  await createCase(page, [writeFile(desk.place.folder, 'grant/copies.json', recordsText(GRANT))], 'grant');
  await untilStage(page, 'ready');
  await openRow(page, 0);
  await detailPanel(page).getByRole('button', { name: 'Compare the copies' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copies of one call' });
  const table = dialog.getByTestId('compared-copies');
  await expect(table.getByRole('columnheader').nth(1)).toHaveText(`Account of the caller ${BUILD}`);
  await expect(table.getByRole('columnheader').nth(2)).toHaveText(`Account of the owner, open ${PROD}`);
  await expect(dialog).toContainText(`The copy of ${PROD} lacks 4 fields`);
  const address = table.getByRole('row', { name: /EmailAddress/ });
  await expect(address.getByRole('cell')).toHaveText(['who@example.com', 'Not in this copy']);
  await expect(table.getByRole('row', { name: /^eventName/ })).toHaveCount(0);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await accessibilityFaults(page, scheme), scheme).toEqual([]);
    await page.screenshot({ path: `test-results/screenshots/compare-copies-${scheme}.png` });
  }
  await dialog.getByRole('radio', { name: /^All / }).click();
  await expect(table.getByRole('row', { name: /^eventName/ }).getByRole('cell')).toHaveText([
    'PutObjectAcl',
    'PutObjectAcl',
  ]);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // The same by keys, from wherever the focus is.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('compare copies');
  await page.keyboard.press('Enter');
  await expect(table).toBeVisible();
  await page.keyboard.press('Escape');
});

test('of many copies each field keeps its name in sight, however far the table is scrolled', async () => {
  const page = await desk.home();
  const many = Array.from({ length: 6 }, (_, at) =>
    makeRecord(0, {
      eventID: `00000000-0000-4000-8000-00000000000${String(at)}`,
      userIdentity: at === 0 ? deploy : stranger,
      sharedEventID: 'many',
      recipientAccountId: at === 0 ? BUILD : `44445555666${String(at)}`,
    }),
  );
  await createCase(page, [writeFile(desk.place.folder, 'many/copies.json', recordsText(many))], 'many');
  await untilStage(page, 'ready');
  await openRow(page, 0);
  await detailPanel(page).getByRole('button', { name: 'Compare the copies' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copies of one call' });
  await expect(dialog).toContainText('1 field has not the same value in all of them');
  await dialog.getByRole('region', { name: 'Fields of the copies' }).evaluate((region) => {
    region.scrollLeft = region.scrollWidth;
  });
  await expect(dialog.getByRole('columnheader').last()).toBeInViewport({ ratio: 1 });
  await expect(dialog.getByRole('rowheader', { name: 'userIdentity.arn' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
});
