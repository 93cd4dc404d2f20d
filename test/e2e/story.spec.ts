import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import {
  cell,
  closeCase,
  countLine,
  detailPanel,
  goTo,
  offerFolder,
  openRecent,
  openRow,
  untilStage,
} from './support/screen';
import { Place, Workbench } from './support/workbench';

test.describe.configure({ mode: 'serial' });
/** Accounts of the sample case's story. */
const BUILD = '111122223333';
const PROD = '444455556666';
const desk = deskForFile();
const elsewhere = new Place();
test.afterAll(() => elsewhere.remove());

test.beforeAll(async () => {
  const page = await desk.start();
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
});

const saidLine = (page: Page): Locator => page.getByTestId('said-line');
const card = (page: Page): Locator => page.getByTestId('session-card');

async function filter(page: Page, text: string): Promise<void> {
  await page.keyboard.press('1');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Leaves the list of completions and the field: letters are keys again. */
async function leaveField(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await cell(page, 0, 'eventName').click();
}

async function writeNote(page: Page, text: string): Promise<void> {
  const note = page.getByRole('dialog', { name: 'Note' });
  await note.getByRole('textbox', { name: 'Note' }).fill(text);
  await page.keyboard.press('Control+Enter');
  await expect(note).toBeHidden();
}

test('from the first odd GetCallerIdentity the chain leads into the archive account', async () => {
  const { page } = desk;
  await filter(page, 'eventName:GetCallerIdentity');
  await expect(countLine(page)).toContainText(/^\d+ of 24,980/);
  await page.keyboard.press('Escape');
  const detail = await openRow(page, 0);
  await detail.getByRole('button', { name: 'Who became whom' }).click();
  await expect(card(page)).toContainText('AKIAI44QH8DHBEXAMPLE');
  await expect(page.getByRole('treeitem').filter({ hasText: 'ASIAIOSFODNN7EXAMPLE' })).toBeVisible();
  const third = page.getByRole('treeitem', { level: 3 }).first();
  await third.click();
  await expect(card(page)).toContainText('answered with the key');
  await page.getByRole('treeitem').filter({ hasText: 'AKIAI44QH8DHBEXAMPLE' }).first().click();
  await card(page).getByRole('button', { name: 'Everything that descends' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toContainText(/^[\d,]+ of 24,980/);
});

test('all of it is tagged at once, and notes stand on both accounts and on the pair', async () => {
  const { page } = desk;
  await leaveField(page);
  await page.keyboard.press('Shift+T');
  const name = page.getByRole('dialog', { name: 'Who notes this' });
  await name.getByRole('textbox', { name: 'Your name' }).fill('Mira Kessler');
  await page.keyboard.press('Enter');
  const tags = page.getByRole('dialog', { name: 'Tag' });
  await expect(tags).toBeVisible();
  await page.keyboard.type('intrusion');
  await page.keyboard.press('Enter');
  await tags.getByRole('textbox', { name: 'What the tag means' }).press('Enter');
  const sure = page.getByRole('dialog').getByRole('button', { name: /^Tag [\d,]+ events/ });
  await sure.or(saidLine(page)).first().waitFor();
  if (await sure.isVisible()) await sure.click();
  await expect(saidLine(page)).toContainText('Tagged');
  await expect(saidLine(page)).toContainText('Saved');
  await goTo(page, 'Accounts');
  for (const [account, words] of [
    [BUILD, 'The key leaked here'],
    [PROD, 'Payroll was read here'],
  ] as const) {
    await page.getByRole('button', { name: new RegExp(`(Add a name to|Edit) .*${account}`) }).click();
    const dialog = page.getByRole('dialog', { name: `Account ${account}` });
    await dialog.getByRole('button', { name: 'Write a note on it' }).click();
    await writeNote(page, words);
  }
  await page.locator('[data-place="1,0"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Note on this pair/ }).click();
  await writeNote(page, 'No reason to call across');
});

test('three findings cite what was found', async () => {
  const { page } = desk;
  await goTo(page, 'Findings');
  for (const title of ['A key was used from outside', 'A role was entered', 'Payroll exports were read']) {
    await page.getByRole('button', { name: 'New finding', exact: true }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
  }
  await expect(page.getByTestId('finding-row')).toHaveCount(3);
});

/** What was said shows in the list, on an event, in the accounts and among the findings. */
async function everythingShows(page: Page): Promise<void> {
  await filter(page, 'tag:intrusion AND eventName:GetCallerIdentity');
  await expect(countLine(page)).toContainText(/^[1-9]\d* of 24,980/);
  await page.keyboard.press('Escape');
  await openRow(page, 0);
  await expect(detailPanel(page)).toContainText('intrusion');
  await expect(detailPanel(page)).toContainText('The key leaked here');
  await filter(page, 'note:"across"');
  await expect(countLine(page)).toContainText(/^[1-9][\d,]* of 24,980/);
  await page.keyboard.press('Escape');
  await goTo(page, 'Findings');
  await expect(page.getByTestId('finding-row')).toHaveCount(3);
}

test('all of it is there after a restart, without the index, and on another machine', async () => {
  test.slow();
  let page = await desk.restart();
  await openRecent(page, 'Harborline sample');
  await untilStage(page, 'ready');
  await everythingShows(page);

  await closeCase(page);
  await page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases()) {
      await new Promise((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = resolve;
        request.onerror = reject;
      });
    }
  });
  await openRecent(page, 'Harborline sample');
  await untilStage(page, 'ready');
  await everythingShows(page);

  await desk.stop();
  const [folder = ''] = readdirSync(desk.place.cases);
  cpSync(path.join(desk.place.cases, folder), elsewhere.at('cases', folder), { recursive: true });
  const other = await Workbench.start(elsewhere);
  try {
    ({ page } = other);
    await offerFolder(page, elsewhere.at('cases', folder));
    await untilStage(page, 'ready');
    await everythingShows(page);
  } finally {
    await other.stop();
  }
});
