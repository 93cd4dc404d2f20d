import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { countLine, detailPanel, giveName, untilStage } from './support/screen';

test.describe.configure({ mode: 'serial' });
/** Accounts of the sample case's story. */
const BUILD = '111122223333';
const PROD = '444455556666';
const MOST_STOPS = 80;
const desk = deskForFile();

const saidLine = (page: Page): Locator => page.getByTestId('said-line');
const card = (page: Page): Locator => page.getByTestId('session-card');

/** Presses a key again and again until what is meant has the focus. */
async function until(page: Page, key: string, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await wanted.evaluateAll((all) => all.some((one) => one === document.activeElement))) return;
    await page.keyboard.press(key);
  }
  await expect(wanted, `${key} comes to it`).toBeFocused();
}

const tabTo = (page: Page, wanted: Locator): Promise<void> => until(page, 'Tab', wanted);

/** From whatever has the focus to the row of the list that had it last. */
async function toGrid(page: Page): Promise<void> {
  const zone = (): Promise<string | undefined> =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-zone]')?.dataset.zone);
  for (let part = 0; part < 12 && (await zone()) !== 'grid'; part++) await page.keyboard.press('F6');
  await tabTo(page, page.getByTestId('event-grid').getByRole('gridcell'));
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeHidden();
}

async function writeNote(page: Page, text: string): Promise<void> {
  const note = page.getByRole('dialog', { name: 'Note' });
  await expect(note.getByRole('textbox', { name: 'Note' })).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Control+Enter');
  await expect(note).toBeHidden();
}

test('by keys alone the chain is followed from the first odd GetCallerIdentity into the archive account', async () => {
  const page = await desk.start();
  await tabTo(page, page.getByRole('button', { name: 'Open sample' }));
  await page.keyboard.press('Enter');
  await untilStage(page, 'ready');
  await page.keyboard.press('/');
  await page.keyboard.type('eventName:GetCallerIdentity');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toContainText(/^\d+ of 24,980/);
  await page.keyboard.press('Escape');
  await toGrid(page);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Enter');
  await expect(detailPanel(page)).toContainText('GetCallerIdentity');

  await command(page, 'who became whom');
  await expect(card(page)).toContainText('AKIAI44QH8DHBEXAMPLE');
  await tabTo(page, page.getByTestId('session-tree'));
  const third = page.getByRole('treeitem', { level: 3 });
  await expect(third.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(card(page)).toContainText('answered with the key');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(card(page)).toContainText('AKIAI44QH8DHBEXAMPLE');
  await tabTo(page, card(page).getByRole('button', { name: 'Everything that descends' }));
  await page.keyboard.press('Enter');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toContainText(/^[\d,]+ of 24,980/);
});

test('all of it is tagged, and notes are written on both accounts and on the pair', async () => {
  const { page } = desk;
  await toGrid(page);
  await page.keyboard.press('Shift+T');
  await giveName(page);
  const tags = page.getByRole('dialog', { name: 'Tag' });
  await expect(tags).toBeVisible();
  await page.keyboard.type('intrusion');
  await page.keyboard.press('Enter');
  await tabTo(page, tags.getByRole('textbox', { name: 'What the tag means' }));
  await page.keyboard.press('Enter');
  // Of very many it is asked once more.
  await expect(tags.getByRole('button', { name: /^Tag [\d,]+ events/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tags).toBeHidden();
  await expect(saidLine(page)).toContainText('Tagged');
  await expect(saidLine(page)).toContainText('Saved');

  await page.keyboard.press('2');
  const matrix = page.getByRole('grid', { name: 'Calling account by account acted on' });
  await expect(matrix).toBeVisible();
  for (const [account, words] of [
    [BUILD, 'The key leaked here'],
    [PROD, 'Payroll was read here'],
  ] as const) {
    const list = page.getByRole('table', { name: 'Accounts' });
    await tabTo(page, list.locator('tbody [tabindex="0"]'));
    await page.keyboard.press('Home');
    await until(page, 'ArrowDown', list.getByRole('row', { name: new RegExp(account) }).locator('[data-main]'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Account ${account}` });
    await tabTo(page, dialog.getByRole('button', { name: 'Write a note on it' }));
    await page.keyboard.press('Enter');
    await writeNote(page, words);
    if (await dialog.isVisible()) await page.keyboard.press('Escape');
  }
  await tabTo(page, matrix.locator('[tabindex="0"]'));
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Home');
  const pair = matrix.getByRole('gridcell', { name: `Calls from ${BUILD} into ${PROD}: ` });
  const [row = 0, column = 0] = ((await pair.getAttribute('data-place')) ?? '').split(',').map(Number);
  for (let at = -1; at < row; at++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  for (let at = -1; at < column; at++) await page.keyboard.press('ArrowRight');
  await expect(pair).toBeFocused();
  await page.keyboard.press('Shift+F10');
  const entry = page.getByRole('menuitem', { name: /^Note on this pair/ });
  await until(page, 'ArrowDown', entry);
  await page.keyboard.press('Enter');
  await writeNote(page, 'No reason to call across');
});

test('three findings are written, and what was said is found by its filters', async () => {
  const { page } = desk;
  await page.keyboard.press('3');
  for (const title of ['A key was used from outside', 'A role was entered', 'Payroll exports were read']) {
    await tabTo(page, page.getByRole('button', { name: 'New finding', exact: true }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
    await page.keyboard.type(title);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await expect(page.getByTestId('finding-row')).toHaveCount(3);
  for (const text of ['tag:intrusion', 'note:"across"', 'note:"leaked" AND eventName:GetCallerIdentity']) {
    await page.keyboard.press('1');
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await untilStage(page, 'ready');
    await expect(countLine(page), text).toContainText(/^[1-9][\d,]* of 24,980/);
    await page.keyboard.press('Escape');
    await toGrid(page);
  }
});
