import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, timeWords, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, misfits } from './support/looks';
import { countLine, createCase, facetValue, openRow, untilStage } from './support/screen';

const START = Date.UTC(2026, 2, 2) / 1000;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** One event an hour for ten days, from five past; keys were made on the second day, and stopped on the eighth. */
const TIMES = Array.from({ length: 240 }, (_, hour) => START + 300 + hour * HOUR);
const STOP = START + 7 * DAY + 11 * HOUR + 300;
const desk = deskForFile();

function nameAt(time: number): string {
  if (time === STOP) return 'StopLogging';
  return time >= START + DAY && time < START + DAY + 5 * HOUR ? 'CreateAccessKey' : 'GetUser';
}

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  const records = TIMES.map((time, number) =>
    makeRecord(number, { eventTime: new Date(time * 1000).toISOString().replace('.000', ''), eventName: nameAt(time) }),
  );
  const untimed = makeRecord(900, { eventTime: 'never', eventName: 'DeleteTrail' });
  // The first of them came twice.
  writeFile(desk.place.at('logs'), 'ten-days.json', recordsText([...records, records[0], untimed]));
  await createCase(page, [desk.place.at('logs')], 'Ten days');
  await untilStage(page, 'ready');
});

const part = (page: Page): Locator => page.getByTestId('timeline-part-words');
const range = (page: Page): Locator => page.getByTestId('grid-bar').locator('.range');
const legend = (page: Page): Locator => page.getByTestId('timeline').getByRole('list', { name: /^Events in the / });

function beside(page: Page, where: 'earlier' | 'later'): Locator {
  return page.getByRole('button', { name: new RegExp(`^[\\d,]+ ${where} events? of the view`) });
}

async function counted(button: Locator): Promise<number> {
  return Number((await button.innerText()).replace(/[^\d]/g, ''));
}

/** Shows six hours of the fifth day. */
async function showPart(page: Page): Promise<void> {
  const from = START + 4 * DAY;
  await page.goto(`${page.url().replace(/#.*$/, '')}#v=1&zoom=${String(from)}-${String(from + 6 * HOUR)}`);
  await untilStage(page, 'ready');
  await expect(part(page)).toHaveText('2026-03-06 00:00 to 06:00 UTC of 10 days');
}

async function tellsWhole(page: Page): Promise<void> {
  await untilStage(page, 'ready');
  await expect(part(page)).toBeHidden();
  await expect(page.getByTestId('timeline')).toContainText('Whole view');
}

test('a part says which it is, counts what lies beside it, and leads there', async () => {
  const { page } = desk;
  await showPart(page);
  await expect(page.getByTestId('timeline')).toContainText('Shown part');
  await expect(legend(page)).toContainText('Success 6');
  expect(await counted(beside(page, 'earlier'))).toBe(4 * 24);
  expect(await counted(beside(page, 'later'))).toBe(240 - 4 * 24 - 6);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.screenshot({ path: `test-results/screenshots/timeline-part-${theme}.png` });
    expect.soft(await misfits(page), `what does not fit, ${theme}`).toEqual([]);
    expect.soft(await accessibilityFaults(page, theme), `accessibility, ${theme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });

  await beside(page, 'later').focus();
  await page.keyboard.press('Enter');
  await expect(part(page)).toHaveText('2026-03-06 06:00 to 12:00 UTC of 10 days');
  await expect.poll(() => counted(beside(page, 'earlier'))).toBe(4 * 24 + 6);
  await facetValue(page, 'Event name', 'StopLogging').click();
  await untilStage(page, 'ready');
  await expect(part(page), 'the only event of the filter is shown').toContainText('2026-03-09');
  await expect(legend(page)).toContainText('Success 1');
  await expect(beside(page, 'earlier')).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: 'Whole case' }).click();
  await tellsWhole(page);
});

test('what is shown moves to the range and to the events of the filter where they leave it', async () => {
  const { page } = desk;
  await showPart(page);
  await facetValue(page, 'Event name', 'CreateAccessKey').click();
  await untilStage(page, 'ready');
  await expect(part(page)).toContainText('2026-03-03');
  await expect(legend(page)).toContainText('Success 5');
  await expect(range(page)).toHaveText('2026-03-03 00:05:00 to 04:05:00 UTC');
  // The address follows what is shown, and back brings both.
  await expect(page).toHaveURL(/filter=.*zoom=(?!1772755200)/);
  await page.goBack();
  await untilStage(page, 'ready');
  await expect(part(page)).toHaveText('2026-03-06 00:00 to 06:00 UTC of 10 days');
  await expect(countLine(page)).toContainText('241 of 241 events');
  await expect(range(page)).toHaveText('2026-03-02 00:05:00 to 2026-03-11 23:05:00 UTC');

  await facetValue(page, 'Event name', 'StopLogging').click();
  await untilStage(page, 'ready');
  await showPart(page);
  await facetValue(page, 'Event name', 'StopLogging').click();
  await untilStage(page, 'ready');
  const detail = await openRow(page, 0);
  await showPartBeside(page);
  await detail.getByRole('button', { name: 'Around this event' }).click();
  await page.getByRole('menuitem', { name: '60 minutes before and after' }).click();
  await untilStage(page, 'ready');
  await expect(part(page)).toContainText('2026-03-09 0');
  for (const end of ['Start', 'End'] as const) {
    await expect(page.getByRole('slider', { name: `${end} of the range of time` })).toHaveClass(/shown/);
  }
  await expect(legend(page)).toContainText('Success 3');
  await expect(range(page)).toHaveText('2026-03-09 10:05:00 to 12:05:00 UTC');
  await page.keyboard.press('Escape');
});

/** Zooms out of the open event's hours: its detail stays open. */
async function showPartBeside(page: Page): Promise<void> {
  await page.getByTestId('timeline-plot').hover();
  await page.mouse.wheel(-4000, 0);
  await untilStage(page, 'ready');
  await expect(part(page)).not.toContainText('2026-03-09');
}

test('g offers going to a time and the range, and what is typed takes the place of what is there', async () => {
  const { page } = desk;
  await showPart(page);
  await page.keyboard.press('g');
  const picker = page.getByRole('dialog', { name: 'Go to a time or choose a range' });
  await page.keyboard.type('2026-03-05 00:00');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2026-03-08 00:00');
  await expect(picker.getByRole('button', { name: 'Go to time' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(picker).toBeHidden();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toContainText('72 of 241 events');
  await expect(part(page), 'the range is shown whole').toContainText('2026-03-04');

  await page.keyboard.press('g');
  await page.keyboard.type('2026-03-06 07:00');
  const from = picker.getByRole('textbox', { name: 'From, UTC' });
  await expect(from).toHaveValue('2026-03-06 07:00');
  await expect(picker.getByRole('button', { name: 'Show this range' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(picker).toBeHidden();
  await expect(countLine(page), 'the range is as it was').toContainText('72 of 241 events');
  await expect(page.locator('.ag-cell-focus').first()).toBeVisible();
  await expect(page.locator('.ag-row:has(.ag-cell-focus) [col-id=time]')).toHaveText(
    timeWords(START + 4 * DAY + 7 * HOUR + 300),
  );
  await page.keyboard.press('g');
  await page.keyboard.type('2026-03-02');
  await expect(picker).toContainText('Before the range that is on');
  await picker.getByRole('button', { name: 'Whole case' }).click();
  await tellsWhole(page);
});

test('first and last of nothing are not told, nor of events without a time', async () => {
  const { page } = desk;
  await showPart(page);
  for (const [text, count, said] of [
    ['eventName:DeleteTrail', '1 of 241', 'no time stated'],
    ['eventName:StopLogging', '1 of 241', `${timeWords(STOP)} UTC`],
  ] as const) {
    await page.keyboard.press('/');
    await page.locator('[data-filter-text]').fill(text);
    await page.locator('[data-filter-text]').press('Enter');
    await expect(countLine(page)).toContainText(count);
    await expect(range(page)).toHaveText(said);
  }
  await page.locator('[data-filter-text]').fill('eventName:StopLogging AND eventName:GetUser');
  await page.locator('[data-filter-text]').press('Enter');
  await expect(countLine(page)).toContainText('0 of 241');
  await expect(range(page)).toBeHidden();
  await page.getByRole('region', { name: 'Filters' }).getByRole('radio', { name: 'Pills' }).click();
});

test('what is said of a bar stays in its box in a zone with a long name', async () => {
  const { page } = desk;
  await showPart(page);
  await page.getByRole('button', { name: /^Time zone: / }).click();
  await page.getByRole('combobox', { name: 'Find a time zone' }).fill('America/Argentina/ComodRivadavia');
  await page.getByRole('option').first().click();
  await untilStage(page, 'ready');
  await page.getByTestId('timeline-plot').hover();
  const hint = page.getByTestId('timeline-hint');
  await expect(hint).toContainText('ComodRivadavia');
  const over = await hint.evaluate((box) =>
    [box, ...box.querySelectorAll('*')].some((one) => {
      const [inner, outer] = [one.getBoundingClientRect(), box.getBoundingClientRect()];
      return one.scrollWidth > one.clientWidth + 1 || inner.right > outer.right || inner.right > innerWidth;
    }),
  );
  expect(over).toBe(false);
});
