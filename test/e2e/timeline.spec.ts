import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { deskForFile } from './support/desk';
import { countValues, readLogs, secondsOf, timeWords, uniqueEvents } from './support/logs';
import type { LogRecord } from './support/logs';
import { cell, countLine, countWords, createCase, openRecent, openRow, readFacet, untilStage } from './support/screen';

const EVENTS = 6_000;
const NAME = 'Case with a timeline';
const KATHMANDU = 5.75 * 3600;
const desk = deskForFile();
let records: readonly LogRecord[] = [];
let duplicates = 0;

/** The case of this file with nothing filtered, in UTC. */
async function theCase(): Promise<Page> {
  const page = await desk.home();
  if (existsSync(desk.place.at('cases', NAME))) await openRecent(page, NAME);
  else {
    await writeCorpus({ folder: desk.place.at('trail'), events: EVENTS, seed: 21, duplicates: 0.1 });
    await createCase(page, [desk.place.at('trail')], NAME);
    const all = readLogs(desk.place.at('trail')).flatMap((file) => file.records);
    records = uniqueEvents(all);
    duplicates = all.length - records.length;
  }
  await untilStage(page, 'ready');
  await chooseZone(page, 'UTC');
  await expect(countLine(page)).toHaveText(countWords(records.length, records.length, duplicates));
  return page;
}

async function chooseZone(page: Page, zone: string): Promise<void> {
  await page.getByRole('button', { name: /^Time zone: / }).click();
  await page.getByRole('combobox', { name: 'Find a time zone' }).fill(zone);
  await page.getByRole('option', { name: new RegExp(`^${zone}`) }).click();
  await expect(page.getByRole('button', { name: `Time zone: ${zone}` })).toBeVisible();
}

/** Drags over the plot between two shares of its width. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const box = await page.getByTestId('timeline-plot').boundingBox();
  if (box === null) throw new Error('The timeline is not on the screen.');
  const x = (share: number): number => box.x + 60 + share * (box.width - 80);
  await page.mouse.move(x(from), box.y + 40);
  await page.mouse.down();
  await page.mouse.move(x((from + to) / 2), box.y + 44, { steps: 3 });
  await page.mouse.move(x(to), box.y + 40, { steps: 3 });
  await page.mouse.up();
}

function handle(page: Page, end: 'Start' | 'End'): Locator {
  return page.getByRole('slider', { name: `${end} of the range of time` });
}

/** The range that a handle reads out, as UTC seconds, and the events that it says the range has. */
async function readRange(page: Page, east = 0): Promise<{ from: number; to: number; events: number }> {
  const text = (await handle(page, 'Start').getAttribute('aria-valuetext')) ?? '';
  const match = /\. ([\d-]+ [\d:]+) to ([\d-]+ [\d:]+) \S+, ([\d,]+) events?$/.exec(text);
  if (match === null) throw new Error(`The handle reads "${text}".`);
  const [, from = '', to = '', events = ''] = match;
  const seconds = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000 - east;
  return { from: seconds(from), to: seconds(to), events: Number(events.replaceAll(',', '')) };
}

function within({ from, to }: { readonly from: number; readonly to: number }): readonly LogRecord[] {
  return records.filter((record) => {
    const seconds = secondsOf(record);
    return seconds !== undefined && seconds >= from && seconds < to;
  });
}

async function expectOnly(page: Page, range: { readonly from: number; readonly to: number }): Promise<void> {
  const expected = within(range);
  expect(expected.length, 'events in the range').toBeGreaterThan(0);
  await expect(countLine(page)).toHaveText(countWords(expected.length, records.length, duplicates));
  await untilStage(page, 'ready');
  expect(await readFacet(page, 'Event name')).toEqual(countValues(expected, 'Event name').slice(0, 200));
}

test('dragging over the bars shows the events of these buckets only, and Escape all of them again', async () => {
  const page = await theCase();
  await drag(page, 0.3, 0.6);
  const pill = page.getByRole('region', { name: 'Filters' }).getByLabel(/^Filter: Time is /);
  await expect(pill).toBeVisible();
  const range = await readRange(page);
  expect(range.to - range.from).toBeGreaterThan(0);
  await expectOnly(page, range);
  await expect.poll(async () => (await readRange(page)).events).toBe(within(range).length);
  await expect(cell(page, 0, 'time')).toHaveText(
    timeWords(Math.min(...within(range).map((one) => secondsOf(one) ?? 0))),
  );

  await handle(page, 'End').focus();
  await page.keyboard.press('Escape');
  await expect(pill).toBeHidden();
  await expect(countLine(page)).toHaveText(countWords(records.length, records.length, duplicates));
});

test('the keyboard moves the ends of the range, zooms to it and steps it on', async () => {
  const page = await theCase();
  const all = await readRange(page);
  await handle(page, 'Start').focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await handle(page, 'End').focus();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowLeft');
  const range = await readRange(page);
  expect(range.from).toBeGreaterThan(all.from);
  expect(range.to).toBeLessThan(all.to);
  await expectOnly(page, range);

  await handle(page, 'End').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Zoom out' })).not.toHaveAttribute('aria-disabled', 'true');
  expect(await readRange(page), 'zooming does not change the filter').toMatchObject({ from: range.from, to: range.to });
  await page.keyboard.press('[');
  const stepped = await readRange(page);
  expect([stepped.from, stepped.to]).toEqual([2 * range.from - range.to, range.from]);
  await expectOnly(page, stepped);
  await handle(page, 'End').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Zoom out' })).toHaveAttribute('aria-disabled', 'true');
});

test('another zone changes how times are written, everywhere, and nothing else', async () => {
  const page = await theCase();
  await drag(page, 0.2, 0.5);
  const range = await readRange(page);
  await expectOnly(page, range);
  const first = Math.min(...within(range).map((one) => secondsOf(one) ?? 0));

  await chooseZone(page, 'Asia/Kathmandu');
  await expect(page.getByRole('columnheader', { name: /^Time \(Asia\/Kathmandu\)/ })).toBeVisible();
  await expect(cell(page, 0, 'time')).toHaveText(timeWords(first + KATHMANDU));
  expect(await readRange(page, KATHMANDU)).toMatchObject({ from: range.from, to: range.to });
  await expectOnly(page, range);
  const detail = await openRow(page, 0);
  await expect(detail.getByTestId('event-sentence')).toContainText(`${timeWords(first + KATHMANDU)} Asia/Kathmandu`);
});

test('a range typed in the shown zone is echoed in UTC and is what is shown', async () => {
  const page = await theCase();
  await chooseZone(page, 'Asia/Kathmandu');
  const times = records.map((record) => secondsOf(record) ?? 0).sort((a, b) => a - b);
  const range = { from: times[1000] ?? 0, to: times[2000] ?? 0 };
  await page.keyboard.press('g');
  const picker = page.getByRole('dialog', { name: 'Go to a time or choose a range' });
  await picker.getByRole('textbox', { name: 'From, Asia/Kathmandu' }).fill(timeWords(range.from + KATHMANDU));
  await picker.getByRole('textbox', { name: 'To, Asia/Kathmandu' }).fill('2026-02-30');
  await expect(picker.getByText('There is no day 2026-02-30')).toBeVisible();
  await picker.getByRole('textbox', { name: 'To, Asia/Kathmandu' }).fill(timeWords(range.to + KATHMANDU));
  await expect(picker.getByText(`${timeWords(range.from)} UTC`)).toBeVisible();
  await expect(picker.getByText(`${timeWords(range.to)} UTC`)).toBeVisible();
  await picker.getByRole('button', { name: 'Show this range' }).click();
  await expect(picker).toBeHidden();
  await expectOnly(page, range);
});
