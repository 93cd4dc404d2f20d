import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeGzip } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import { ACCOUNT, REGION, writeProofFolder } from './support/proof-case';
import { cell, createCase, detailPanel, facetList, facetValue, giveName, openRow, untilStage } from './support/screen';
import { walk, walkBack } from './support/walk';

const THEMES = ['light', 'dark'] as const;
const ADDRESSES = 24;
/** Dialogs and menus that no other test looks at. */
const UNSEEN = ['group by', 'add a filter', 'go to time', 'cell menu'];
const desk = deskForFile();

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await allReached(page, 'start page');
  const { folder } = writeProofFolder(desk.place.at('trail'));
  const records = Array.from({ length: 240 }, (_, number) =>
    makeRecord(10_000 + number, {
      eventTime: new Date(Date.UTC(2026, 2, 12) + number * 60_000).toISOString().replace('.000', ''),
      sourceIPAddress: `198.51.100.${String(number % ADDRESSES)}`,
      awsRegion: REGION,
    }),
  );
  const name = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/03/14/${ACCOUNT}_CloudTrail_${REGION}_20260314T0005Z_aaaaaaaaaaaaaaaa.json.gz`;
  writeGzip(folder, name, recordsText(records));
  await createCase(page, [folder], 'Keys');
  await untilStage(page, 'ready');
  await expect(page.getByRole('button', { name: /^Integrity: .*proven/ })).toBeVisible();
});

test.beforeEach(async () => {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await untilStage(page, 'ready');
});

/** What stands there is usable by all, in both themes; most of it the tests of looks see to. */
async function usableByAll(page: Page, what: string): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(() => document.getAnimations().forEach((motion) => motion.finish()));
    expect.soft(await accessibilityFaults(page, theme), `accessibility of ${what}, ${theme}`).toEqual([]);
  }
}

/** Everything on the screen, or in the dialog above it, is come to by keys and shows that it has them. */
async function allReached(page: Page, what: string, settled?: () => Promise<void>): Promise<readonly string[]> {
  const { stops, missed, ringless } = await walk(page, settled);
  expect.soft(missed, `out of reach: ${what}`).toEqual([]);
  expect.soft(ringless, `focus that does not show: ${what}`).toEqual([]);
  return stops;
}

/** The zone that has the focus, and what in it. */
function here(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const words = at?.getAttribute('col-id') ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
    return `${at?.closest('[data-zone]')?.getAttribute('data-zone') ?? '-'}: ${words.trim()}`;
  });
}

async function pressAll(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

const gridBar = (page: Page) => page.getByTestId('grid-bar');
const facets = (page: Page) => page.getByRole('complementary', { name: 'Facets' });

test('keys alone reach every control of the events, their dialogs and menus', async () => {
  const { page } = desk;
  const stops = await allReached(page, 'events');
  expect(await walkBack(page)).toHaveLength(stops.length);
  // The grid was 107 stops behind the filter bar.
  const filters = stops.findIndex((stop) => stop === 'radio Pills');
  expect(stops.findIndex((stop) => stop.startsWith('gridcell')) - filters).toBeLessThanOrEqual(12);
  const dialogs: readonly (readonly [name: string, open: () => Promise<void>])[] = [
    ['group by', () => gridBar(page).getByRole('button', { name: 'Group by' }).click()],
    ['columns', () => gridBar(page).getByRole('button', { name: 'Columns' }).click()],
    ['export', () => gridBar(page).getByRole('button', { name: 'Export' }).click()],
    ['questions', () => page.getByRole('button', { name: 'Questions' }).click()],
    ['add a filter', () => page.getByRole('button', { name: 'Filter', exact: true }).click()],
    ['choose facets', () => facets(page).getByRole('button', { name: 'Choose facets' }).click()],
    ['go to time', () => page.keyboard.press('g')],
    ['keys', () => page.keyboard.press('?')],
    ['commands', () => page.keyboard.press('Control+k')],
    ['cell menu', () => cell(page, 1, 'eventName').click({ button: 'right' })],
  ];
  for (const [name, open] of dialogs) {
    await test.step(name, async () => {
      await open();
      await expect(page.locator('dialog[open], [popover]:not(.tooltip):popover-open')).toHaveCount(1);
      if (UNSEEN.includes(name)) await usableByAll(page, name);
      await allReached(page, name);
      // A list of choices within a dialog goes first, then the dialog.
      const opened = page.locator('dialog[open], [popover]:not(.tooltip):popover-open');
      await expect(async () => {
        await page.keyboard.press('Escape');
        await expect(opened).toHaveCount(0, { timeout: 1_000 });
      }).toPass({ timeout: 15_000 });
    });
  }
  await openRow(page, 2);
  await allReached(page, 'detail');
});

test('and of the other views', async () => {
  const { page } = desk;
  await gridBar(page).getByRole('button', { name: 'Group by' }).click();
  // What is typed finds a facet, Enter takes the first that is found.
  await page.keyboard.type('princ');
  await expect(page.getByRole('menuitem')).toHaveText(['Principal']);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('group-table').getByRole('row').nth(1)).toBeVisible();
  await untilStage(page, 'ready');
  await allReached(page, 'groups');
  await page.getByRole('button', { name: 'List events' }).click();
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'New finding' }).click();
  await giveName(page);
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
  await allReached(page, 'a finding that is written');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toBeFocused();
  await usableByAll(page, 'findings');
  await allReached(page, 'findings');
  await page.getByRole('button', { name: /^Timeline entries/ }).click();
  await allReached(page, 'entries');
  await page.keyboard.press('4');
  await expect(page.getByTestId('coverage-grid').getByRole('gridcell').first()).toBeFocused();
  await allReached(page, 'coverage');
  await page.keyboard.press('5');
  await expect(page.getByTestId('ledger-line').first()).toBeVisible();
  const listed = () => expect(page.getByText(/^1 to \d+ of \d+$/)).toBeVisible();
  await listed();
  await allReached(page, 'evidence', listed);
  await page.keyboard.press('6');
  await expect(page.getByRole('textbox', { name: 'Bucket or prefix' })).toBeVisible();
  await usableByAll(page, 'acquire');
  await allReached(page, 'acquire');
});

test('F6 goes through the parts of the window and back to where the focus was in each', async () => {
  const { page } = desk;
  // What was said last is a part of its own as long as it shows.
  await expect(page.getByTestId('said-line')).toBeHidden();
  await openRow(page, 3);
  await page.keyboard.press('F6');
  expect(await here(page)).toMatch(/^detail: /);
  const zones: string[] = [];
  for (let step = 0; step < 7; step += 1) {
    await page.keyboard.press('F6');
    zones.push((await here(page)).split(':')[0] ?? '');
  }
  expect(zones).toEqual(['status', 'case-bar', 'filters', 'facets', 'timeline', 'grid', 'detail']);
  await pressAll(page, ['Shift+F6', 'ArrowDown', 'Shift+F6', 'Shift+F6', 'ArrowDown', 'ArrowDown']);
  const facet = await here(page);
  await pressAll(page, ['F6', 'F6']);
  expect(await here(page)).toBe('grid: eventName');
  await expect(cell(page, 4, 'eventName')).toBeFocused();
  await pressAll(page, ['Shift+F6', 'Shift+F6']);
  expect(await here(page)).toBe(facet);
  // In a popover and a dialog it leads nowhere.
  for (const key of ['g', '?']) {
    await page.keyboard.press(key);
    const before = await here(page);
    await pressAll(page, ['F6', 'Shift+F6']);
    expect(await here(page)).toBe(before);
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('5');
  const parts = new Set<string>();
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press('F6');
    parts.add((await here(page)).split(':')[0] ?? '');
  }
  expect([...parts].sort()).toEqual(['case-bar', 'ledger', 'sources', 'status', 'verify']);
});

test('the grid is one stop of Tab: arrow keys within, forward to the detail, back to the bar', async () => {
  const { page } = desk;
  await openRow(page, 3);
  await page.keyboard.press('ArrowDown');
  await expect(cell(page, 4, 'eventName')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await here(page)).toMatch(/^detail: /);
  await page.keyboard.press('Shift+Tab');
  await expect(cell(page, 4, 'eventName')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByTestId('event-grid').locator('.ag-cell:focus')).toHaveAttribute('col-id', 'userAgent');
  await pressAll(page, ['Home', 'ArrowRight', 'ArrowRight', 'ArrowUp']);
  await expect(page.getByTestId('event-grid').getByRole('columnheader', { name: 'Time (UTC)' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(cell(page, 0, 'time')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  const tools = gridBar(page).getByRole('toolbar').getByRole('button');
  await expect(gridBar(page).locator(':focus')).toHaveCount(1);
  await pressAll(page, ['Home', 'ArrowRight']);
  await expect(tools.nth(1)).toBeFocused();
});

test('the facets are one stop: up and down through heads and values, left and right fold', async () => {
  const { page } = desk;
  const head = facets(page).getByRole('button', { name: /^Event name/ });
  const value = facetValue(page, 'Event name', 'CreateAccessKey');
  await head.focus();
  await page.keyboard.press('ArrowDown');
  await expect(facetList(page, 'Event name').locator('[data-facet-value]:focus')).toHaveCount(1);
  await value.focus();
  await page.keyboard.press('x');
  await expect(value).toHaveAccessibleName(/^not CreateAccessKey/);
  await untilStage(page, 'ready');
  await expect(value).toBeFocused();
  await pressAll(page, ['x', 'ArrowLeft']);
  await expect(facetList(page, 'Event name').getByRole('checkbox', { name: 'CreateAccessKey' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(head).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(head).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(facets(page).getByRole('button', { name: /^Order of Event name/ })).toBeFocused();
  await pressAll(page, ['Enter', 'End', 'ArrowUp', 'Enter']);
  await expect(facets(page).getByRole('button', { name: 'Order of Event name: By name' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(facets(page).locator('section').last().locator(':focus')).toHaveCount(1);
  await pressAll(page, ['Tab', 'Tab']);
  expect(await here(page)).toMatch(/^timeline: /);
});

test('coverage has the keys at once, and zooming keeps focus, region and time', async () => {
  const { page } = desk;
  const at = page.getByTestId('coverage-grid').getByRole('gridcell').first();
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('button', { name: 'Coverage' }).click();
  await expect(at).toBeFocused();
  await page.getByRole('radio', { name: 'Days' }).click();
  await views.getByRole('button', { name: 'Events' }).click();
  await page.keyboard.press('4');
  await expect(at).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(at).toHaveAccessibleName(/2026-03-14/);
  await page.keyboard.press('+');
  await expect(page.getByRole('radio', { name: 'Hours' })).toBeChecked();
  await expect(at).toBeFocused();
  await expect(at).toHaveAccessibleName(/2026-03-14 00:00/);
  await pressAll(page, ['ArrowRight', 'ArrowRight', '-']);
  await expect(page.getByRole('radio', { name: 'Days' })).toBeChecked();
  await expect(at).toBeFocused();
  await expect(at).toHaveAccessibleName(/2026-03-14/);
  await page.keyboard.press('+');
  await expect(at).toHaveAccessibleName(/2026-03-14 02:00/);
  await expect(at).toHaveAccessibleName(new RegExp(REGION));
});

test('a search in a facet counts its own hits, and is over once another field narrows the list', async () => {
  const { page } = desk;
  const search = facets(page).getByRole('textbox', { name: 'Find in Source IP' });
  await search.fill('198.51.100.7');
  const group = facets(page).getByRole('region', { name: /^Source IP/ });
  await expect(facetList(page, 'Source IP').getByRole('listitem')).toHaveCount(1);
  await expect(group).toContainText(/1 of \d+ values holds this text/);
  await search.fill('198.51.100.');
  await expect(group).toContainText(/24 of \d+ values hold this text/);
  await group.getByRole('button', { name: 'Show all of Source IP' }).click();
  await expect(search).toHaveValue('');
  await search.fill('198.51.100.7');
  await expect(facetList(page, 'Source IP').getByRole('listitem')).toHaveCount(1);
  await facetValue(page, 'Event name', 'GetUser').click();
  await expect(search).toHaveValue('');
  await expect(facetList(page, 'Source IP').getByRole('listitem').nth(3)).toBeVisible();
  await page.keyboard.press('Control+z');
  await untilStage(page, 'ready');
});

test('what a row showed goes with it: its tooltip after a filter, its box once the pointer is elsewhere', async () => {
  const { page } = desk;
  const tip = page.getByRole('tooltip');
  const target = cell(page, 2, 'principal');
  await target.click();
  await page.keyboard.press('Escape');
  await target.hover();
  await expect(tip).toContainText(':user/analyst-');
  await page.keyboard.press('x');
  await untilStage(page, 'ready');
  await expect(tip).toBeHidden();
  await page.keyboard.press('Control+z');
  await untilStage(page, 'ready');

  // From the grid to a facet in one movement: the grid tells late that the pointer has left it.
  await page.mouse.move(700, 20);
  await target.hover();
  await expect(tip).toBeVisible();
  await facetValue(page, 'Event name', 'GetUser').hover();
  await expect(tip).toContainText('GetUser');
  await expect(tip).toContainText('First ');

  const box = page.getByTestId('event-grid').locator('[role=row][row-index="2"] .select-box');
  await target.click();
  await page.keyboard.press('Escape');
  await expect(box).toHaveCSS('opacity', '1');
  await page.keyboard.press('g');
  await page.getByRole('dialog', { name: /time/i }).hover();
  await expect(box).toHaveCSS('opacity', '0');
  await page.keyboard.press('Escape');
});

test('a menu of facets is found through, and so is the list of those that are shown', async () => {
  const { page } = desk;
  await gridBar(page).getByRole('button', { name: 'Group by' }).click();
  await expect(page.getByRole('textbox', { name: 'Find a facet' })).toBeFocused();
  await page.keyboard.type('signature');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Signature version' })).toBeFocused();
  await page.keyboard.type('xyz');
  await expect(page.getByText('Nothing here is called that')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(gridBar(page).getByRole('button', { name: 'Group by' })).toBeFocused();
  await facets(page).getByRole('button', { name: 'Choose facets' }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose facets' });
  await page.keyboard.type('ciph');
  await expect(chooser.getByRole('listitem')).toHaveCount(1);
  await pressAll(page, ['ArrowDown', 'Space']);
  await expect(chooser.getByRole('checkbox', { name: 'Cipher' })).not.toBeChecked();
  await page.keyboard.press('Space');
  // Tab goes round within, it does not leave what is open.
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press('Tab');
    await expect(chooser.locator(':focus')).toHaveCount(1);
  }
  await page.keyboard.press('Escape');
  await expect(detailPanel(page)).toHaveCount(0);
});
