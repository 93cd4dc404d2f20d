import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Desk, deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import {
  cell,
  closeCase,
  countLine,
  countWords,
  createCase,
  detailPanel,
  facetValue,
  openRecent,
  openRow,
  untilStage,
} from './support/screen';
import { runStart } from './support/workbench';

const desk = deskForFile();

/** A folder with one log file of so many events. */
function logs(name: string, events = 3): string {
  const folder = desk.place.make('logs', name);
  writeFile(folder, 'log.json', recordsText(Array.from({ length: events }, (_, number) => makeRecord(number))));
  return folder;
}

test('opens the sample case from its button, and finds it again', async () => {
  const page = await desk.home();
  const recent = page.getByRole('region', { name: 'Recent cases' });
  await expect(recent).toContainText('No cases yet');
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(/^24,980 of 24,980 events/);
  await expect(facetValue(page, 'Signature version', 'SigV2')).toBeVisible();
  await closeCase(page);
  await expect(recent.getByRole('row').filter({ hasText: '24,980' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
  await closeCase(page);
  // The same case, not a second one.
  await expect(recent.getByRole('row').filter({ hasText: '24,980' })).toHaveCount(1);
});

test('names the path that does not exist, and makes no case of it', async () => {
  const page = await desk.home();
  const missing = desk.place.at('logs', 'no-such-folder');
  await createCase(page, [missing], 'Nothing');
  const problem = page.getByRole('region', { name: 'New case' }).getByRole('alert');
  await expect(problem).toContainText(`${missing} cannot be read`);
  await untilStage(page, 'start');
  expect(existsSync(desk.place.at('cases', 'Nothing'))).toBe(false);
});

test('says of a folder that it is no case, and of one from a newer version that it is too new', async () => {
  const page = await desk.home();
  const folder = logs('no-case');
  await page.getByRole('button', { name: 'Open case' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  const field = dialog.getByRole('textbox', { name: 'Path of the case folder' });
  await field.fill(folder);
  await dialog.getByRole('button', { name: 'Open case' }).click();
  await expect(dialog.getByRole('alert')).toContainText(folder);

  const newer = desk.place.make('newer');
  const created = new Date().toISOString();
  const file = {
    schema: 999,
    id: '00000000-0000-4000-8000-000000000000',
    name: 'Newer',
    created,
    tool: 'Trailbench 99',
  };
  writeFileSync(`${newer}/case.json`, JSON.stringify(file));
  await field.fill(newer);
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText(/newer/i);
  await expect(dialog.getByRole('alert')).toContainText(newer);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('takes a case off the list without touching its folder', async () => {
  const page = await desk.home();
  await createCase(page, [logs('forgotten')], 'To forget');
  await untilStage(page, 'ready');
  await closeCase(page);
  await page.getByRole('button', { name: 'More about To forget' }).click();
  await page.getByRole('menuitem', { name: 'Take off this list' }).click();
  await expect(page.getByRole('button', { name: 'To forget', exact: true })).toHaveCount(0);
  expect(existsSync(desk.place.at('cases', 'To forget', 'case.json'))).toBe(true);

  await page.getByRole('button', { name: 'Open case' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  await dialog.getByRole('textbox').fill(desk.place.at('cases', 'To forget'));
  await dialog.getByRole('button', { name: 'Open case' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(3, 3));
});

test('goes from the start page to an open record, and back, by keyboard alone', async () => {
  const page = await desk.home();
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('textbox', { name: 'Folder or files' })).toBeFocused();
  await page.keyboard.type(logs('by-keyboard', 30));
  await page.keyboard.press('Enter');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(30, 30));

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // By the parts of the window to the facets, and down through heads to the first value.
  const inFacets = page.locator('aside[aria-label="Facets"] :focus');
  for (let presses = 0; presses < 6 && !(await inFacets.isVisible()); presses += 1) await page.keyboard.press('F6');
  await expect(inFacets).toBeVisible();
  const first = facetValue(page, 'Event name', 'CreateAccessKey');
  const isThere = (): Promise<boolean> => first.evaluate((value) => value === document.activeElement);
  for (let presses = 0; presses < 6 && !(await isThere()); presses += 1) await page.keyboard.press('ArrowDown');
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(facetValue(page, 'Event name', 'GetUser')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(10, 30));
  await page.keyboard.press('x');
  await expect(countLine(page)).toHaveText(countWords(20, 30));
  await page.keyboard.press('Space');
  await expect(countLine(page)).toHaveText(countWords(10, 30));
  // Counts may be there before the rows, and the rows of the first filter look like these.
  await untilStage(page, 'ready');
  await expect(cell(page, 0, 'eventName')).toContainText('GetUser');

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(detailPanel(page).getByTestId('event-evidence')).toBeVisible();
  await expect(detailPanel(page).getByRole('heading', { level: 2 })).toHaveText('GetUser');
  await page.keyboard.press('Escape');
  await expect(detailPanel(page)).toHaveCount(0);
  await page.keyboard.press('Control+o');
  await untilStage(page, 'start');
});

test('a second start hands its path to the running program, which opens a window for it', async () => {
  const page = await desk.home();
  const folder = logs('handed-over', 4);
  const opened = desk.bench.context.waitForEvent('page');
  const second = await runStart(desk.place, [folder]);
  expect(second).toMatchObject({ code: 0, signal: null });
  expect(second.stdout).toContain('runs already');
  const window = await opened;
  await untilStage(window, 'ready');
  await expect(countLine(window)).toHaveText(countWords(4, 4));
  expect(await window.evaluate(() => innerWidth)).toBeGreaterThan(1000);
  // The first window is as it was.
  await untilStage(page, 'start');

  const missing = desk.place.at('not-there');
  const failed = await runStart(desk.place, [missing]);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain(`${missing} cannot be read`);
  await window.close();
  await untilStage(page, 'start');
});

test('a case that another program has open opens read-only with the reason', async () => {
  const page = await desk.home();
  await createCase(page, [logs('shared', 5)], 'Shared');
  await untilStage(page, 'ready');
  const folder = desk.place.at('cases', 'Shared');

  const other = new Desk();
  try {
    const second = await other.start({ paths: [folder] });
    await untilStage(second, 'ready');
    const notice = second.getByRole('status').filter({ hasText: 'Opened read-only.' });
    await expect(notice).toContainText(String(desk.bench.pid));
    await expect(second.getByRole('contentinfo')).toContainText('Read-only');
    await expect(countLine(second)).toHaveText(countWords(5, 5));
    await openRow(second, 0);
    const add = second.getByRole('banner').getByRole('button', { name: 'Add evidence' });
    await expect(add).toHaveAttribute('aria-disabled', 'true');
    await add.click({ force: true });
    await expect(second.getByRole('dialog')).toHaveCount(0);
  } finally {
    await other.clear();
  }
  // The writer goes on undisturbed.
  await facetValue(page, 'Event name', 'GetUser').click();
  await expect(countLine(page)).toHaveText(countWords(2, 5));
});

test('shows of a recent case whose folder is gone that it is gone', async () => {
  const page = await desk.home();
  mkdirSync(desk.place.at('moved'), { recursive: true });
  await createCase(page, [logs('gone')], 'Gone');
  await untilStage(page, 'ready');
  await closeCase(page);
  renameSync(desk.place.at('cases', 'Gone'), desk.place.at('moved', 'Gone'));
  // The list as it stands does not know yet: opening says so.
  await openRecent(page, 'Gone');
  const recent = page.getByRole('region', { name: 'Recent cases' });
  await expect(recent.getByRole('alert')).toContainText(desk.place.at('cases', 'Gone'));
  await expect(recent.getByText('Folder not found')).toBeVisible();

  await recent.getByRole('button', { name: 'Locate folder' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  await dialog.getByRole('textbox').fill(desk.place.at('moved', 'Gone'));
  await dialog.getByRole('button', { name: 'Open case' }).click();
  await untilStage(page, 'ready');
  await closeCase(page);
  await expect(recent.getByText('Folder not found')).toHaveCount(0);
});
