import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { countLine, giveName, goTo, numberWords, openRow, unfoldFacet, untilStage } from './support/screen';

const desk = deskForFile();
/** Accounts of the sample case's story. */
const BUILD = '111122223333';
const PAYROLL = '444455556666';
let page: Page;

test.beforeAll(async () => {
  page = await desk.home();
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
});

const grid = (): Locator => page.getByRole('grid', { name: 'Calling account by account acted on' });
const card = (): Locator => page.getByRole('complementary', { name: 'Identity card' });
const pair = (): Locator => grid().getByRole('gridcell', { name: `Calls from ${BUILD} into ${PAYROLL}: ` });

/** Events that a cell says it has. */
async function eventsOf(cell: Locator): Promise<number> {
  const name = (await cell.getAttribute('aria-label')) ?? '';
  return Number((/: ([\d,]+) events?/.exec(name)?.[1] ?? '').replaceAll(',', ''));
}

test('a cell of the matrix leads to exactly its events, with the mouse', async () => {
  await goTo(page, 'Accounts');
  await expect(pair()).toBeVisible();
  const events = await eventsOf(pair());
  expect(events).toBeGreaterThan(0);
  await pair().click();
  await expect(countLine(page)).toContainText(`${numberWords(events)} of `);
  await goTo(page, 'Accounts');
  await page.getByRole('radio', { name: `Filtered, ${numberWords(events)}` }).click();
  await expect(grid().getByRole('row')).toHaveCount(2);
  await page.getByRole('radio', { name: 'All time' }).click();
  await expect(pair()).toBeVisible();
});

test('and by keys alone, as the card of an account does, which Escape closes', async () => {
  await goTo(page, 'Accounts');
  const head = grid().getByRole('rowheader', { name: BUILD });
  await expect(head).toBeVisible();
  await grid().locator('[tabindex="0"]').focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Home');
  const row = Number((await head.getAttribute('data-place'))?.split(',')[0]);
  for (let at = -1; at < row; at++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await expect(head).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card().getByRole('heading', { level: 2 })).toContainText(BUILD);
  await page.keyboard.press('Escape');
  await expect(card()).toBeHidden();
  await expect(head).toBeFocused();

  const column = Number((await pair().getAttribute('data-place'))?.split(',')[1]);
  for (let at = -1; at < column; at++) await page.keyboard.press('ArrowRight');
  await expect(pair()).toBeFocused();
  const events = await eventsOf(pair());
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toContainText(`${numberWords(events)} of `);
});

test('the card opens from a value of a facet, leads on to others and back, and to its events', async () => {
  await goTo(page, 'Events');
  const clear = page.getByRole('button', { name: 'Clear all' });
  if (await clear.isVisible()) await clear.click();
  const facet = await unfoldFacet(page, 'Access key');
  const key = facet.locator('[data-facet-value^="AKIA"]').first();
  const value = (await key.getAttribute('data-facet-value')) ?? '';
  await key.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'About this key' }).press('Enter');
  await expect(card().getByRole('group', { name: `Access key ${value}` })).toBeFocused();
  await expect(card().getByRole('list', { name: /^Calls/ })).toBeVisible();

  await card()
    .getByRole('button', { name: /^Who is this: arn:aws:iam/ })
    .first()
    .click();
  await expect(card().getByRole('group', { name: /^Principal arn:aws:iam/ })).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(card().getByRole('group', { name: `Access key ${value}` })).toBeFocused();

  const show = card().getByRole('button', { name: /^Show [\d,]+ events$/ });
  const events = /[\d,]+/.exec(await show.innerText())?.[0] ?? '';
  await show.click();
  await expect(countLine(page)).toContainText(`${events} of `);
  await page.keyboard.press('Escape');
  await expect(card()).toBeHidden();
});

test('and from a cell of the list and a field of the detail', async () => {
  await page.locator('[role=row][row-index="0"] [col-id="principal"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Who is this' }).click();
  await expect(card()).toBeVisible();
  await card().getByRole('button', { name: 'Close' }).click();
  await expect(card()).toBeHidden();

  const detail = await openRow(page, 0);
  await detail.locator('[data-field="sourceIPAddress"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'About this address' }).click();
  await expect(card().getByRole('group', { name: /^Source IP / })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(detail).toBeVisible();
});

test('an account with a long name and a long owner is read without scrolling sideways', async () => {
  await goTo(page, 'Accounts');
  const directory = page.getByRole('table', { name: 'Accounts' });
  await directory.getByRole('button', { name: new RegExp(`^Add a name to .*${PAYROLL}`) }).click();
  const dialog = page.getByRole('dialog', { name: `Account ${PAYROLL}` });
  const [frame, label] = [await dialog.boundingBox(), await dialog.getByText('Owner', { exact: true }).boundingBox()];
  expect((label?.x ?? 0) - (frame?.x ?? 0)).toBeGreaterThanOrEqual(16);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Settlement and payroll of all the northern branches, live');
  await dialog
    .getByRole('textbox', { name: 'Owner' })
    .fill('The company that was bought two years ago, by its old name');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await giveName(page);
  const edit = directory.getByRole('button', { name: /^Edit / });
  await expect(edit).toBeInViewport({ ratio: 1 });
  const beyond = await directory.evaluate(
    ({ parentElement: box }) => (box?.scrollWidth ?? 0) - (box?.clientWidth ?? 0),
  );
  expect(beyond).toBe(0);
});
