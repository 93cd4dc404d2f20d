import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import { cell, createCase, detailPanel, giveName, goTo, openRecent, untilStage } from './support/screen';

const NAMES = ['ListBuckets', 'AssumeRole', 'GetObject', 'StopLogging', 'DeleteTrail', 'GetCallerIdentity'];
const desk = deskForFile();

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  const records = NAMES.map((eventName, minute) =>
    makeRecord(20_000 + minute, {
      eventName,
      eventTime: new Date(Date.UTC(2026, 2, 12, 1) + minute * 60_000).toISOString().replace('.000', ''),
    }),
  );
  const folder = desk.place.at('logs');
  writeFile(folder, 'trail.json', recordsText(records));
  await createCase(page, [folder], 'Findings');
  await untilStage(page, 'ready');
});

const rows = (page: Page): Locator => page.getByTestId('finding-row');
const citations = (page: Page): Locator => page.getByTestId('citation');
const saved = (page: Page): Locator => page.getByTestId('findings-said-line').getByText('Saved');

async function pressAll(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Selects rows of the grid by keys, from the first on. */
async function select(page: Page, first: number, count: number): Promise<void> {
  await page.keyboard.press('1');
  await untilStage(page, 'ready');
  await cell(page, first + 1, 'eventName').focus();
  await page.keyboard.press('ArrowUp');
  for (let row = first; row < first + count; row += 1) {
    await expect(cell(page, row, 'eventName')).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByTestId('grid-bar')).toContainText(`${String(row - first + 1)} selected`);
    await page.keyboard.press('ArrowDown');
  }
}

/** Goes with Tab to a button and presses it. */
async function pressButton(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
}

test('three findings by keys: written, citing events that open, put in order', async () => {
  const { page } = desk;
  await page.keyboard.press('3');
  await expect(page.getByText('No finding yet')).toBeVisible();
  for (const title of ['Key was used from outside', 'Logging was stopped', 'Payroll exports were read']) {
    await pressButton(page, 'New finding');
    // Whatever is said first, somebody says it.
    if (title.startsWith('Key')) await giveName(page);
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
    await page.keyboard.type(title);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit', exact: true })).toBeFocused();
  }
  await expect(rows(page)).toHaveText([/^1\s*Key/, /^2\s*Logging/, /^3\s*Payroll/]);
  await expect(rows(page).first()).toContainText('3 warnings');

  await select(page, 0, 2);
  await page.keyboard.press('3');
  await rows(page).nth(2).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await pressButton(page, /^Cite 2 selected events$/);
  await expect(citations(page)).toHaveCount(2);
  await expect(citations(page).nth(1)).toContainText('2026-03-12 01:01:00');
  await expect(citations(page).nth(1)).toContainText('AssumeRole of');

  await pressButton(page, 'Edit');
  await page.keyboard.press('Tab');
  await page.getByRole('textbox', { name: 'Fact' }).fill('The key made **2** calls.');
  await page.getByRole('textbox', { name: 'Interpretation' }).fill('It was leaked.');
  await page.getByRole('textbox', { name: 'ATT&CK techniques' }).fill('t1530, T1078.004');
  await page.getByRole('radio', { name: 'High' }).last().click();
  await pressButton(page, 'Save finding');
  await expect(page.getByRole('region', { name: 'Fact' })).toContainText('The key made 2 calls.');
  await expect(page.getByRole('region', { name: 'Fact' }).locator('strong')).toHaveText('2');
  await expect(page.getByText('High confidence')).toBeVisible();
  await expect(page.getByText('T1530')).toBeVisible();
  await expect(rows(page).nth(2)).not.toContainText('warning');

  const third = rows(page).nth(2).getByRole('button').first();
  await third.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(rows(page)).toHaveText([/^1\s*Key/, /^3\s*Payroll/, /^2\s*Logging/]);
  await expect(rows(page).nth(1).getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(rows(page)).toHaveText([/^1\s*Key/, /^2\s*Logging/, /^3\s*Payroll/]);
  await page.keyboard.press('Control+Shift+z');
  await expect(rows(page)).toHaveText([/^1\s*Key/, /^3\s*Payroll/, /^2\s*Logging/]);

  await citations(page).nth(1).getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(detailPanel(page).getByRole('heading', { level: 2 })).toHaveText('AssumeRole');
});

test('a cited value lists its events, and has words of its own', async () => {
  const { page } = desk;
  await goTo(page, 'Findings');
  await pressButton(page, 'Cite a value or time');
  const dialog = page.getByRole('dialog', { name: 'Cite in finding 3' });
  await dialog.getByRole('button', { name: 'Facet: Principal' }).click();
  await page.keyboard.type('event name');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Facet: Event name' })).toBeFocused();
  await dialog.getByRole('textbox', { name: /^Value/ }).fill('StopLogging');
  await dialog.getByRole('textbox', { name: /^What it tells/ }).fill('Nothing was logged after this');
  await page.keyboard.press('Enter');
  await expect(citations(page).nth(2)).toContainText('Nothing was logged after this');
  await citations(page).nth(2).getByRole('button').first().click();
  await untilStage(page, 'ready');
  await expect(cell(page, 0, 'eventName')).toHaveText('StopLogging');
  await expect(page.getByTestId('grid-bar')).toContainText('1 of 6 events');
  await page.keyboard.press('Control+z');
  await untilStage(page, 'ready');
});

test('what was begun is there again after another part and a reload, until it is saved or dropped', async () => {
  const { page } = desk;
  const part = (name: RegExp): Locator =>
    page.getByRole('navigation', { name: 'Parts of the findings' }).getByRole('button', { name });
  const field = (name: string): Locator => page.getByRole('textbox', { name });
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await goTo(page, 'Findings');
  await rows(page).first().getByRole('button').first().click();
  await pressButton(page, 'Edit');
  await field('Interpretation').fill('Half a thought');
  await rows(page).nth(1).getByRole('button').first().click();
  await expect(field('Interpretation')).toBeHidden();
  await part(/^Timeline entries/).click();
  await pressButton(page, 'New entry');
  await field('Title').fill('Half an entry');
  await page.keyboard.press('Escape');
  await expect(field('Title')).toBeHidden();
  await part(/^Case notes/).click();
  await field('New note on the case').fill('Half a note');
  await page.reload();
  await untilStage(page, 'ready');
  await expect(field('New note on the case')).toHaveValue('Half a note');
  await field('New note on the case').fill('');
  await part(/^Timeline entries/).click();
  await pressButton(page, 'New entry');
  await expect(field('Title')).toHaveValue('Half an entry');
  await pressButton(page, 'Cancel');
  await pressButton(page, 'New entry');
  await expect(field('Title')).toHaveValue('');
  await page.keyboard.press('Escape');
  await part(/^Findings/).click();
  await rows(page).first().getByRole('button').first().click();
  await expect(field('Interpretation')).toHaveValue('Half a thought');
  await pressButton(page, 'Cancel');
  await pressButton(page, 'Drop what was written');
  await expect(page.getByRole('region', { name: 'Interpretation' })).toContainText('Not written yet');
  expect(errors).toEqual([]);
});

test('an entry is typed in the zone shown, echoed in UTC, and stands among what is cited', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: /^Time zone: / }).click();
  await page.getByRole('combobox', { name: 'Find a time zone' }).fill('Europe/Berlin');
  await page.keyboard.press('Enter');
  await goTo(page, 'Findings');
  await page.getByRole('navigation', { name: 'Parts of the findings' }).getByRole('button').first().focus();
  await pressAll(page, ['ArrowDown', 'Enter']);
  await pressButton(page, 'New entry');
  await expect(page.getByRole('textbox', { name: 'Time, Europe/Berlin' })).toBeFocused();
  await page.keyboard.type('2026-03-12 09:30');
  await expect(page.getByText('2026-03-12 08:30:00 UTC')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Call of the bank');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Ticket 4711');
  await page.keyboard.press('Enter');
  const lines = page.getByTestId('chronology-line');
  const saidLine = page.getByTestId('findings-said-line');
  await expect(lines).toHaveCount(1);
  await expect(lines.first()).toContainText('2026-03-12 09:30:00');
  await expect(lines.first()).toContainText('Source: Ticket 4711, written by ');
  await expect(saidLine).not.toContainText('Cited');
  await page.getByRole('checkbox', { name: 'With starred and cited events' }).click();
  await expect(lines).toHaveText([/02:00:00.*Finding 3.*ListBuckets/s, /02:01:00/, /7 h 29 min/, /Call of the bank/]);
});

test('what was said of times stands above the timeline, and leads to where it is written', async () => {
  const { page } = desk;
  await goTo(page, 'Events');
  await untilStage(page, 'ready');
  const flag = (name: RegExp): Locator => page.getByTestId('timeline-flags').getByRole('button', { name });
  const call = flag(/^Entry: Call of the bank, 2026-03-12 09:30:00 .*, after what is shown$/);
  await expect(call).toBeVisible();
  const third = flag(/^Finding 3.*Cited events: 2026-03-12 02:00:00 to 02:01:00/);
  await third.hover();
  await expect(page.getByRole('tooltip')).toContainText('Finding 3');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect.soft(await accessibilityFaults(page, theme), theme).toEqual([]);
    await page.screenshot({ path: `test-results/screenshots/flags-${theme}.png` });
  }
  await call.click();
  await expect(page.getByTestId('chronology-line').filter({ hasText: 'Call of the bank' })).toBeVisible();
  await goTo(page, 'Events');
  // By keys: one stop of Tab, arrows within.
  await call.focus();
  await page.keyboard.press('Home');
  await expect(third).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(3);
});

test('activity tells who said all of it, and it is there again after a restart', async () => {
  let { page } = desk;
  const part = (name: RegExp): Locator =>
    page.getByRole('navigation', { name: 'Parts of the findings' }).getByRole('button', { name });
  const lines = (): Locator => page.getByTestId('activity-line');
  await part(/^Case notes/).click();
  await page.getByRole('textbox', { name: 'New note on the case' }).fill('Scope: *build* account');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('case-note')).toContainText('Scope: build account');
  await part(/^Findings/).click();
  await rows(page).first().getByRole('button').first().click();
  await pressButton(page, 'Withdraw');
  await expect(rows(page)).toHaveCount(2);
  await expect(saved(page)).toBeVisible();
  await part(/^Activity/).click();
  await expect(lines().first()).toContainText('Withdrew finding 1, Key was used from outside');
  await expect(lines().nth(1)).toContainText('Wrote a note on the case “Scope: build account”');
  await expect(page.getByRole('region', { name: 'Activity' })).toContainText('Said again: changed finding 3');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const name of [/^Findings/, /^Timeline/, /^Tags/, /^Case notes/, /^Orphaned/, /^Activity/]) {
      await part(name).click();
      await page.evaluate(() => document.getAnimations().forEach((motion) => motion.finish()));
      expect.soft(await accessibilityFaults(page, theme), `${String(name)} ${theme}`).toEqual([]);
    }
  }
  page = await desk.restart();
  await untilStage(page, 'start');
  await openRecent(page, 'Findings');
  await untilStage(page, 'ready');
  await goTo(page, 'Findings');
  await expect(rows(page)).toHaveText([/^3\s*Payroll/, /^2\s*Logging/]);
  await expect(part(/^Timeline entries/)).toContainText('1');
  await rows(page).first().getByRole('button').first().click();
  await expect(citations(page)).toHaveCount(3);
  await citations(page).first().getByRole('button').first().click();
  await expect(detailPanel(page).getByRole('heading', { level: 2 })).toHaveText('ListBuckets');
});
