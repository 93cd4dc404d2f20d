import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { catchCopies, copied } from './support/clipboard';
import { deskForFile } from './support/desk';
import {
  cell,
  countLine,
  countWords,
  facetCheckbox,
  facetList,
  facetValue,
  openRow,
  untilStage,
} from './support/screen';

const desk = deskForFile();
const EVENTS = 24_980;
const DUPLICATES = 6_496;

interface Answer {
  readonly filter: string;
  readonly count: number;
  readonly from?: string;
  readonly to?: string;
}

/** What the sample case's generator knows of its own events; `count` is that of the filter within the range. */
function answers(): readonly (readonly [name: string, answer: Answer])[] {
  const file = path.resolve(import.meta.dirname, '../../build/sample/expected.json');
  const { answers: all } = JSON.parse(readFileSync(file, 'utf8')) as { answers: Record<string, Answer> };
  // Its count is of the copies of those events.
  return Object.entries(all).filter(([name]) => name !== 'intruderEventsWithSecondCopy');
}

const words = (matched: number): string => countWords(matched, EVENTS, DUPLICATES);

function bar(page: Page): Locator {
  return page.getByRole('region', { name: 'Filters' });
}

function textField(page: Page): Locator {
  return bar(page).getByRole('combobox', { name: 'Filter as text' });
}

function pill(page: Page, sentence: string): Locator {
  return bar(page).getByRole('button', { name: `Edit filter: ${sentence}`, exact: true });
}

/** The sample case without a filter, its bar showing pills. */
async function openSample(): Promise<Page> {
  const page = await desk.home();
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(words(EVENTS));
  return page;
}

async function writeFilter(page: Page, text: string): Promise<void> {
  if (!(await textField(page).isVisible())) await page.keyboard.press('/');
  await expect(textField(page)).toBeVisible();
  await textField(page).fill(text);
  await textField(page).press('Enter');
}

test('text gives the counts that the sample case is known to have', async () => {
  // Some of them read every record of the case.
  test.slow();
  const page = await openSample();
  const known = answers();
  expect(known.length).toBeGreaterThan(15);
  for (const [name, { filter, from, to, count }] of known) {
    const range = from === undefined || to === undefined ? '' : ` AND eventTime:[${from} TO ${to}]`;
    await test.step(name, async () => {
      await writeFilter(page, `(${filter})${range}`);
      await expect(countLine(page)).toHaveText(words(count), { timeout: 60_000 });
    });
  }
});

test('a fault keeps the result, marks its place, and offers the field that was meant', async () => {
  const page = await openSample();
  await writeFilter(page, 'eventName:GetObject');
  await expect(countLine(page)).toHaveText(words(2_949));
  await writeFilter(page, 'eventName:GetObject sourceIP:203.0.113.77');
  await expect(bar(page)).toContainText('No field sourceIP. Use sourceIPAddress.');
  await expect(textField(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(bar(page).locator('.wavy')).toHaveText('sourceIP');
  await expect(countLine(page)).toHaveText(words(2_949));
  await bar(page).getByRole('button', { name: 'sourceIPAddress' }).click();
  await expect(textField(page)).toHaveValue('eventName:GetObject AND sourceIPAddress:203.0.113.77');
  await expect(countLine(page)).toHaveText(words(934));
});

test('fields and values of the case are completed by keyboard alone', async () => {
  const page = await openSample();
  await page.keyboard.press('/');
  await expect(textField(page)).toBeFocused();
  await page.keyboard.type('signat');
  const list = page.getByRole('listbox', { name: 'Completions' });
  await expect(list.getByRole('option').first()).toHaveText(/^signatureVersion\s*Signature version$/);
  await page.keyboard.press('Tab');
  await expect(textField(page)).toHaveValue('signatureVersion:');
  await expect(list.getByRole('option', { name: /^SigV2\s*968$/ })).toBeVisible();
  await page.keyboard.type('v2');
  await expect(list.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(textField(page)).toHaveValue('signatureVersion:SigV2 ');
  await page.keyboard.press('Enter');
  await expect(countLine(page)).toHaveText(words(968));
  await page.keyboard.type(' AN');
  await expect(list).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(textField(page)).toHaveValue('signatureVersion:SigV2');
});

test('facets, pills and text are one filter; undo, redo, back, forward and reload bring it back', async () => {
  const page = await openSample();
  await facetCheckbox(page, 'Source IP', '203.0.113.77').click();
  await expect(pill(page, 'Source IP is 203.0.113.77')).toBeVisible();
  await expect(countLine(page)).toHaveText(words(1_215));
  await facetValue(page, 'Event name', 'GetObject').click({ modifiers: ['Alt'] });
  await expect(pill(page, 'Event name is not GetObject')).toBeVisible();
  await expect(countLine(page)).toHaveText(words(1_215 - 934));

  await pill(page, 'Event name is not GetObject').press('i');
  await expect(countLine(page)).toHaveText(words(934));
  await pill(page, 'Event name is GetObject').press('o');
  await expect(countLine(page)).toHaveText(words(1_215));
  await bar(page).getByRole('radio', { name: 'Text' }).click();
  await expect(textField(page)).toHaveValue('sourceIPAddress:203.0.113.77');
  await bar(page).getByRole('radio', { name: 'Pills' }).click();

  await page.keyboard.press('Control+z');
  await expect(countLine(page)).toHaveText(words(934));
  await page.keyboard.press('Control+z');
  await expect(countLine(page)).toHaveText(words(1_215 - 934));
  await bar(page).getByRole('button', { name: 'Redo: Invert Event name is not GetObject' }).click();
  await expect(countLine(page)).toHaveText(words(934));

  await page.goBack();
  await expect(countLine(page)).toHaveText(words(1_215 - 934));
  await page.goForward();
  await expect(countLine(page)).toHaveText(words(934));
  await page.reload();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(words(934));
  await expect(pill(page, 'Source IP is 203.0.113.77')).toBeVisible();
  await expect(bar(page).getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true');
});

test('a pill is made and edited in place, with values and their counts', async () => {
  const page = await openSample();
  await bar(page).getByRole('button', { name: 'Filter', exact: true }).click();
  const adding = page.getByRole('dialog', { name: 'Add a filter' });
  await page.keyboard.type('bucket');
  await page.keyboard.press('Enter');
  await expect(adding.getByRole('textbox', { name: 'Find a value' })).toBeFocused();
  await adding.getByRole('checkbox', { name: 'harborline-backups' }).click();
  await expect(pill(page, 'Bucket is harborline-backups')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(adding).toHaveCount(0);

  await pill(page, 'Bucket is harborline-backups').click();
  const editor = page.getByRole('dialog', { name: 'Edit the filter on Bucket' });
  await editor.getByRole('textbox', { name: 'Find a value' }).fill('harborline-p*');
  await page.keyboard.press('Enter');
  await expect(pill(page, 'Bucket matches harborline-backups, harborline-p*')).toBeVisible();
  await editor.getByRole('radio', { name: 'is absent' }).click();
  await expect(pill(page, 'Bucket is absent')).toBeVisible();
  await editor.getByRole('button', { name: 'Remove' }).click();
  await expect(countLine(page)).toHaveText(words(EVENTS));
});

test('a value in the wrong case is offered as it stands, and an operator of another language is mended', async () => {
  const page = await openSample();
  await writeFilter(page, 'eventName:getobject');
  const other = page.getByTestId('reason');
  await expect(other).toContainText('No event has eventName:getobject. In other case:');
  await other.getByRole('button', { name: 'Use GetObject' }).click();
  await expect(page.getByText('No events match')).toHaveCount(0);
  await expect(textField(page)).toHaveValue('eventName:GetObject');

  await writeFilter(page, '"Not Authorized To Perform"');
  await expect(page.getByTestId('any-case')).toContainText('Ignoring case,');

  await textField(page).fill('eventName = GetObject');
  await page.keyboard.press('Enter');
  await bar(page).getByRole('button', { name: 'eventName:GetObject', exact: true }).click();
  await expect(textField(page)).toHaveValue('eventName:GetObject');
});

test('a network and a range of bytes are set in the facets', async () => {
  const page = await openSample();
  const facets = page.getByRole('complementary', { name: 'Facets' });
  await facets.getByRole('textbox', { name: 'Find in Source IP' }).fill('203.0.113.0/24');
  await page.keyboard.press('Enter');
  await expect(pill(page, 'Source IP is in network 203.0.113.0/24')).toBeVisible();
  await expect(facetList(page, 'Source IP').locator('li').filter({ hasText: '203.0.113.77' })).not.toHaveClass(
    /ruled-out/,
  );
  await facets.getByRole('button', { name: 'Bytes out', exact: true }).click();
  await facets.getByRole('textbox', { name: 'From, bytes' }).fill('1 MB');
  await page.keyboard.press('Enter');
  await expect(pill(page, 'Bytes out is from 1,000,000')).toBeVisible();
  await bar(page).getByRole('radio', { name: 'Text' }).click();
  await expect(textField(page)).toHaveValue('sourceIPAddress:203.0.113.0/24 AND bytesTransferredOut:>=1000000');
  await bar(page).getByRole('radio', { name: 'Pills' }).click();
});

test('facets are hidden, moved and sorted, and stay so for the case', async () => {
  const page = await openSample();
  const facets = page.getByRole('complementary', { name: 'Facets' });
  await facets.getByRole('button', { name: 'Choose facets' }).click();
  const chooser = page.getByRole('dialog', { name: 'Choose facets' });
  await chooser.getByRole('checkbox', { name: 'Principal' }).press('Space');
  await chooser.getByRole('checkbox', { name: 'Source IP' }).press('Alt+ArrowUp');
  await chooser.getByRole('checkbox', { name: 'Source IP' }).press('Alt+ArrowUp');
  await page.keyboard.press('Escape');
  await expect(facetList(page, 'Principal')).toHaveCount(0);
  await expect(facets.getByRole('heading', { level: 3 }).first()).toContainText('Source IP');

  await facets.getByRole('button', { name: /^Order of Signature version/ }).click();
  await page.getByRole('menuitem', { name: 'Rarest first' }).click();
  await expect(facetList(page, 'Signature version').locator('[data-facet-value]').first()).toHaveAttribute(
    'aria-label',
    'SigV2, 968',
  );
  await page.reload();
  await untilStage(page, 'ready');
  await expect(facetList(page, 'Principal')).toHaveCount(0);
  await expect(facets.getByRole('heading', { level: 3 }).first()).toContainText('Source IP');
  await facets.getByRole('button', { name: 'Choose facets' }).click();
  await chooser.getByRole('button', { name: 'Reset' }).click();
  await page.keyboard.press('Escape');
  await expect(facetList(page, 'Principal')).toBeVisible();
});

test('a ready question takes the place of the filter, narrowed by what is filled in, and can be undone', async () => {
  const page = await openSample();
  await writeFilter(page, 'eventName:GetObject');
  await bar(page).getByRole('button', { name: 'Questions' }).click();
  const questions = page.getByRole('dialog', { name: 'Ready questions' });
  await questions.getByRole('combobox', { name: 'Find a question' }).fill('anonymous');
  await questions.getByRole('option', { name: 'Anonymous', exact: true }).click();
  await questions.getByRole('combobox', { name: 'From, in UTC' }).fill('soon');
  await expect(questions.getByRole('alert')).toContainText('No time');
  await questions.getByRole('combobox', { name: 'From, in UTC' }).fill('2026-03-01');
  await questions.getByRole('button', { name: 'Ask' }).click();
  await expect(countLine(page)).toHaveText(words(243));
  await expect(textField(page)).toHaveValue(/ AND eventTime:>=2026-03-01T00:00:00Z$/);
  await bar(page).getByRole('button', { name: 'Undo: Ask "Anonymous"' }).click();
  await expect(countLine(page)).toHaveText(words(2_949));
});

test('a question that counts shows groups, from which one gets to the events and back', async () => {
  const page = await openSample();
  await facetValue(page, 'Event name', 'PutObject').click();
  await page.getByRole('button', { name: 'Questions' }).click();
  const questions = page.getByRole('dialog', { name: 'Ready questions' });
  await questions.getByRole('combobox', { name: 'Find a question' }).fill('SigV2 requesters');
  await questions.getByRole('button', { name: 'Ask' }).click();
  await untilStage(page, 'ready');
  const groupBar = page.getByTestId('group-bar');
  await expect(groupBar.getByRole('status').first()).toHaveText('2 groups of 968 events');
  const table = page.getByTestId('group-table').getByRole('table', { name: 'Groups' });
  // What the facets count, the groups count.
  for (const [row, name] of [
    [0, 'user/backup-legacy'],
    [1, 'PayrollExport/ci-deploy'],
  ] as const) {
    const label = await facetList(page, 'Principal').locator('[data-facet-value]').nth(row).getAttribute('aria-label');
    const events = /, ([\d,]+)$/.exec(label ?? '')?.[1] ?? 'none';
    await expect(table.locator('tbody tr').nth(row)).toContainText(name);
    await expect(table.locator('tbody tr').nth(row).locator('td').nth(1)).toHaveText(events);
  }
  await expect(bar(page)).toContainText('1 filter replaced');

  await catchCopies(page);
  await groupBar.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
  await expect
    .poll(() => copied(page))
    .toMatch(/^principal,events,first seen \(UTC\),last seen \(UTC\)\r\narn:aws:iam::/);

  // The view is in the address, groups and all.
  await page.reload();
  await untilStage(page, 'ready');
  await expect(groupBar.getByRole('status').first()).toHaveText('2 groups of 968 events');
  await table.getByRole('button', { name: /ci-deploy.*: \d+ events$/ }).press('Enter');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(/^\d+ of 24,980 events/);
  await expect(cell(page, 0, 'principal')).toContainText('PayrollExport/ci-deploy');
  await page.keyboard.press('Control+z');
  await expect(groupBar.getByRole('status').first()).toHaveText('2 groups of 968 events');
  await groupBar.getByRole('button', { name: 'List events' }).click();
  await expect(countLine(page)).toHaveText(words(968));
});

test('undo brings the columns back that a question replaced', async () => {
  const page = await openSample();
  const heads = () => page.getByTestId('event-grid').getByRole('columnheader').allInnerTexts();
  const before = await heads();
  await bar(page).getByRole('button', { name: 'Questions' }).click();
  const questions = page.getByRole('dialog', { name: 'Ready questions' });
  await questions.getByRole('option', { name: 'Who am I' }).click();
  await questions.getByRole('checkbox', { name: /^Show its columns/ }).check();
  await questions.getByRole('button', { name: 'Ask' }).click();
  await untilStage(page, 'ready');
  await expect.poll(heads).toContain('Access key');
  await bar(page).getByRole('button', { name: 'Undo: Ask "Who am I"' }).click();
  await expect.poll(heads).toEqual(before);
  await expect(countLine(page)).toHaveText(words(EVENTS));
});

test('what is around an event says which filters it replaced, and the detail whether its event is in the view', async () => {
  const page = await openSample();
  await facetValue(page, 'Event name', 'GetObject').click();
  await untilStage(page, 'ready');
  const detail = await openRow(page, 1);
  await detail.getByRole('button', { name: 'Around this event' }).click();
  await page.getByRole('menuitem', { name: '5 minutes before and after', exact: true }).click();
  await expect(bar(page)).toContainText('1 filter replaced');
  await expect(detail).not.toContainText('The filter leaves this event out');
  await bar(page).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(pill(page, 'Event name is GetObject')).toBeVisible();
  await expect(bar(page)).not.toContainText('replaced');
  await facetValue(page, 'Event name', 'GetObject').click({ modifiers: ['Alt'] });
  await expect(detail).toContainText('The filter leaves this event out');
});

test('views of the case are reached by key, and "back" leads to the list as it was left', async () => {
  const page = await openSample();
  const nav = page.getByRole('navigation', { name: 'Views' });
  await expect(nav.getByRole('button', { name: 'Events' })).toHaveAttribute('aria-current', 'page');
  await page
    .getByTestId('event-grid')
    .locator('[role=grid]')
    .evaluate((viewport) => (viewport.scrollTop = 12_000));
  const row = 470;
  await expect(cell(page, row, 'time')).toBeInViewport();
  await expect(cell(page, row, 'time')).not.toBeEmpty();
  const time = await cell(page, row, 'time').innerText();
  await page.keyboard.press('4');
  await expect(nav.getByRole('button').nth(3)).toHaveAttribute('aria-current', 'page');
  await expect(page.getByTestId('event-grid')).toHaveCount(0);
  await expect(page).toHaveURL(/view=/);
  await page.goBack();
  await expect(nav.getByRole('button', { name: 'Events' })).toHaveAttribute('aria-current', 'page');
  await expect(cell(page, row, 'time')).toBeInViewport();
  await expect(cell(page, row, 'time')).toHaveText(time);
  await untilStage(page, 'ready');
});
