import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, misfits, SIZES, THEMES } from './support/looks';
import { cell, countLine, countWords, createCase, untilStage } from './support/screen';

const desk = deskForFile();
const EVENTS = 30;

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Commands' });
const field = (page: Page): Locator => palette(page).getByRole('combobox');
const options = (page: Page): Locator => palette(page).getByRole('option');

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  const records = Array.from({ length: EVENTS }, (_, number) =>
    makeRecord(number, {
      eventTime: new Date(Date.UTC(2023, 6, 10, 11) + number * 60_000).toISOString().replace('.000', ''),
      eventName: ['GetObject', 'PutObject', 'AssumeRole'][number % 3],
    }),
  );
  const folder = desk.place.at('commands');
  writeFile(folder, 'log.json', recordsText(records));
  await createCase(page, [folder], 'Commands \u202Eesac');
  await untilStage(page, 'ready');
});

test.beforeEach(async () => {
  await desk.page.keyboard.press('Escape');
  await desk.page.keyboard.press('1');
  await untilStage(desk.page, 'ready');
});

/** Opens the palette and types. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(text);
}

test('Ctrl+K opens it, Esc closes it, and the focus is where it was', async () => {
  const { page } = desk;
  await cell(page, 1, 'eventName').click();
  await expect(cell(page, 1, 'eventName')).toBeFocused();
  await type(page, 'columns');
  await expect(options(page).first()).toContainText('Columns and density');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await expect(cell(page, 1, 'eventName')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toHaveCount(0);
  await expect(cell(page, 1, 'eventName')).toBeFocused();
});

test('it opens from a field, which keeps what was typed', async () => {
  const { page } = desk;
  await page.keyboard.press('/');
  const text = page.getByRole('combobox', { name: 'Filter as text' });
  await text.fill('eventName:Get');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(text).toBeFocused();
  await expect(text).toHaveValue('eventName:Get');
  await text.fill('');
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'Pills' }).click();
});

test('keys run commands of every view, and those run last stand first', async () => {
  const { page } = desk;
  await type(page, 'go to cov');
  await expect(options(page).first()).toContainText('Go to Coverage');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation').getByRole('button', { name: 'Coverage' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  // What belongs to the events goes there first.
  await type(page, 'choose columns');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(options(page).first()).toContainText('Choose columns');
  await expect(options(page).nth(1)).toContainText('Go to Coverage');
  await page.keyboard.press('Escape');
  for (const [words, name] of [
    ['go to a time', 'Go to a time or choose a range'],
    ['ready question', 'Ready questions'],
    ['choose a time zone', 'Time zone'],
    ['show keys', 'Keys'],
    ['export events', 'Export events'],
  ] as const) {
    await type(page, words);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('a command says why it cannot be run, and is not', async () => {
  const { page } = desk;
  await type(page, 'clear the selection');
  const option = options(page).first();
  await expect(option).toContainText('No events are selected');
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toBeVisible();
});

test('what is no command filters the events, and what is neither is said', async () => {
  const { page } = desk;
  await type(page, 'eventName:GetObject');
  await expect(options(page)).toHaveText([/Filter events: eventName:GetObject/]);
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(10, EVENTS));
  await type(page, 'eventName:PutObject');
  await expect(options(page)).toHaveCount(2);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(10, EVENTS));
  await expect(page.getByRole('region', { name: 'Filters' })).toContainText('PutObject');
  await type(page, 'undo');
  await page.keyboard.press('Enter');
  await type(page, 'eventName:PutObject');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(0, EVENTS));
  await type(page, 'clear the filter');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS));
  await type(page, 'zzz:(');
  await expect(options(page)).toHaveCount(0);
  await expect(palette(page)).toContainText('No command holds all of these words');
  await page.keyboard.press('Escape');
});

test('its button leaves everything else of the bar in view, at every size and in both themes', async () => {
  const { page } = desk;
  for (const size of [...SIZES, { width: 1180, height: 800 }]) {
    await page.setViewportSize(size);
    const button = page.getByRole('button', { name: 'Search or run a command' });
    await expect(button).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: /^Time zone/ })).toBeInViewport({ ratio: 1 });
    expect.soft(await misfits(page), `bar at ${String(size.width)}`).toEqual([]);
    await button.click();
    await expect(field(page)).toBeFocused();
    expect.soft(await misfits(page), `palette at ${String(size.width)}`).toEqual([]);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      expect.soft(await accessibilityFaults(page, theme), `palette, ${theme}`).toEqual([]);
    }
    if (process.env['PICTURES'] !== undefined)
      await page.screenshot({ path: `${process.env['PICTURES']}/palette-${String(size.width)}.png` });
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
  }
});

test('the start page has one too, with the cases there are', async () => {
  const { page } = desk;
  await type(page, 'close the case');
  await page.keyboard.press('Enter');
  await untilStage(page, 'start');
  await type(page, 'open the case');
  await expect(options(page).filter({ hasText: 'U+202E' })).toHaveCount(1);
  await page.keyboard.press('Enter');
  await untilStage(page, 'ready');
});
