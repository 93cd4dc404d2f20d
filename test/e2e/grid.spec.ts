import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { deskForFile } from './support/desk';
import { FIELDS, makeRecord, readLogs, recordsText, secondsOf, timeWords, writeFile } from './support/logs';
import type { LogRecord } from './support/logs';
import { cell, closeCase, countLine, countWords, createCase, detailPanel, untilStage } from './support/screen';

const EVENTS = 150_000;
/** Records without a time that is one. */
const TIMELESS = 5;
const desk = deskForFile();
let records: readonly LogRecord[] = [];

test.beforeAll(async () => {
  test.setTimeout(240_000);
  const trail = desk.place.at('trail');
  await writeCorpus({ folder: trail, events: EVENTS, seed: 17 });
  const bad = [undefined, null, 'yesterday', '2026-02-30T00:00:00Z', 17].map((eventTime, number) =>
    makeRecord(number, { eventTime, eventName: 'NoTime', sourceIPAddress: '0.0.0.0' }),
  );
  writeFile(trail, 'without-time.json', recordsText(bad));
  records = readLogs(trail).flatMap((file) => file.records);
  const page = await desk.home();
  await createCase(page, [trail], 'Many events');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(records.length, records.length));
  expect(records).toHaveLength(EVENTS + TIMELESS);
});

test.beforeEach(async () => {
  await desk.page.keyboard.press('Escape');
  await expect(detailPanel(desk.page)).toHaveCount(0);
});

type Key = (record: LogRecord) => string | number | undefined;
const time: Key = (record) => secondsOf(record);
const address: Key = (record) => FIELDS['Source IP']?.(record);
const name: Key = (record) => record.eventName;

/** What the sorted column has at each position; absent values come last in either direction. */
function sorted(...keys: readonly (readonly [key: Key, descending: boolean])[]): readonly LogRecord[] {
  return [...records].sort((a, b) => {
    for (const [key, descending] of keys) {
      const [x, y] = [key(a), key(b)];
      if (x === y) continue;
      if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
      return x < y === descending ? 1 : -1;
    }
    return 0;
  });
}

/** Brings a row into view by scrolling, as the scroll bar does. */
async function scrollTo(page: Page, row: number): Promise<void> {
  await page
    .getByTestId('event-grid')
    .locator('[role=grid]')
    .evaluate(
      (viewport, share) => {
        const { scrollHeight, clientHeight } = viewport;
        viewport.scrollTop = Math.max(0, share * scrollHeight - clientHeight / 2);
      },
      (row + 0.5) / (EVENTS + TIMELESS),
    );
  await expect(cell(page, row, 'eventName')).toBeInViewport();
  await expect(cell(page, row, 'time')).not.toBeEmpty();
}

/** The rows at the start, in the middle and at the end have these words. */
async function expectRows(page: Page, column: string, order: readonly LogRecord[], key: Key): Promise<void> {
  const last = order.length - 1;
  for (const row of [0, 1, 7, Math.floor(last / 2), Math.floor(last / 2) + 3, last - TIMELESS, last]) {
    const record = order[row];
    if (record === undefined) throw new Error('There is no such row.');
    await scrollTo(page, row);
    const value = key(record);
    const words = column === 'time' ? (value === undefined ? '(no time)' : timeWords(Number(value))) : String(value);
    await expect(cell(page, row, column), `row ${String(row)}`).toContainText(shortest(words));
  }
}

/** Services are shown without the end that all of them have. */
function shortest(words: string): string {
  return words.replace(/\.amazonaws\.com$/, '');
}

function head(page: Page, title: string) {
  return page.getByTestId('event-grid').getByRole('columnheader', { name: title });
}

test('the first, middle and last of 150,000 rows by time are those of an independent sort', async () => {
  const { page } = desk;
  await expect(head(page, 'Time (UTC)')).toHaveAttribute('aria-sort', 'ascending');
  await expectRows(page, 'time', sorted([time, false]), time);
  await head(page, 'Time (UTC)').click();
  await expect(head(page, 'Time (UTC)')).toHaveAttribute('aria-sort', 'descending');
  await untilStage(page, 'ready');
  await expectRows(page, 'time', sorted([time, true]), time);
  // Without an order of one's own, time it is.
  await head(page, 'Time (UTC)').click();
  await untilStage(page, 'ready');
  await scrollTo(page, 0);
  await expect(cell(page, 0, 'time')).toHaveText(timeWords(Number(sorted([time, false]).map(time)[0])));
});

test('only windows of rows that are in sight are read, though many more would follow', async () => {
  const { page } = desk;
  await scrollTo(page, 0);
  await page.evaluate(() => {
    const asked: unknown[] = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message: unknown): void {
      if ((message as { method?: unknown }).method === 'rows') asked.push(message);
      post.call(this, message);
    };
    Object.assign(globalThis, { asked });
  });
  const times = head(page, 'Time (UTC)');
  for (const order of ['descending', 'ascending']) {
    await times.click();
    await expect(times).toHaveAttribute('aria-sort', order);
    await untilStage(page, 'ready');
  }
  // Windows that follow each other would follow within milliseconds.
  const asked = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return (globalThis as unknown as { asked: unknown[] }).asked.length;
  });
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(8);
});

test('and by another column, in both directions', async () => {
  const { page } = desk;
  for (const descending of [false, true]) {
    await head(page, 'Source IP').click();
    await expect(head(page, 'Source IP')).toHaveAttribute('aria-sort', descending ? 'descending' : 'ascending');
    await untilStage(page, 'ready');
    await expectRows(page, 'sourceIPAddress', sorted([address, descending]), address);
  }
  await head(page, 'Source IP').click();
});

test('Shift adds a second order: event names, and within each the latest first', async () => {
  const { page } = desk;
  await head(page, 'Event name').click();
  await expect(head(page, 'Event name')).toHaveAttribute('aria-sort', 'ascending');
  const times = head(page, 'Time (UTC)');
  for (const wanted of ['ascending', 'descending']) {
    await times.click({ modifiers: ['Shift'] });
    await expect(times).toHaveAttribute('aria-sort', wanted);
  }
  await untilStage(page, 'ready');
  const order = sorted([name, false], [time, true]);
  await expectRows(page, 'eventName', order, name);
  await expectRows(page, 'time', order, time);
  await times.click();
});

test('rows without a time come last, and in no range', async () => {
  const { page } = desk;
  await home(page);
  for (let row = records.length - TIMELESS; row < records.length; row += 1) {
    await scrollTo(page, row);
    await expect(cell(page, row, 'time')).toHaveText('(no time)');
    await expect(cell(page, row, 'eventName')).toHaveText('NoTime');
  }
  await expect(page.getByRole('contentinfo')).toContainText(`${String(TIMELESS)} without a time`);
});

test('scrolling leaves no row out: by the wheel and by jumps, each row is where it belongs', async () => {
  const { page } = desk;
  await home(page);
  const order = sorted([time, false]);
  const grid = page.getByTestId('event-grid');
  await grid.hover();
  for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, 2_000);
  await expect(cell(page, 0, 'time')).not.toBeInViewport();
  await page.waitForTimeout(300);
  const shown = await grid.locator('[role=row][row-index]:has([col-id="time"])').evaluateAll((rows) => {
    const viewport = document.querySelector('[data-testid=event-grid] [role=grid]')?.getBoundingClientRect();
    return rows
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return viewport !== undefined && top >= viewport.top + 30 && bottom <= viewport.bottom;
      })
      .map((row) => [Number(row.getAttribute('row-index')), row.querySelector('[col-id="time"]')?.textContent.trim()])
      .sort(([a], [b]) => Number(a) - Number(b));
  });
  expect(shown.length).toBeGreaterThan(10);
  const first = Number(shown[0]?.[0]);
  expect(first).toBeGreaterThan(100);
  const expected = order.slice(first, first + shown.length).map((record, at) => {
    const seconds = secondsOf(record);
    return [first + at, seconds === undefined ? '(no time)' : timeWords(seconds)];
  });
  expect(shown).toEqual(expected);
  for (const share of [0.9, 0.1, 0.6, 0.333]) {
    const row = Math.floor(share * EVENTS);
    await scrollTo(page, row);
    await expect(cell(page, row, 'time')).toHaveText(timeWords(Number(time(order[row] ?? {}))));
  }
});

test('keys go through the rows: j, k, Enter, Esc, / and ?', async () => {
  const { page } = desk;
  await home(page);
  const focused = (row: number) =>
    expect(page.getByTestId('event-grid').locator(`[role=row][row-index="${String(row)}"] .ag-cell-focus`)).toHaveCount(
      1,
    );
  await cell(page, 3, 'eventName').click();
  await expect(detailPanel(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(detailPanel(page)).toHaveCount(0);
  await page.keyboard.press('j');
  await focused(4);
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await focused(2);
  await page.keyboard.press('Enter');
  const detail = detailPanel(page);
  await expect(detail.getByTestId('event-evidence')).toBeVisible();
  const where = async (): Promise<string> => {
    const evidence = detail.getByTestId('event-evidence');
    return `${String(await evidence.getAttribute('data-source'))}/${String(await evidence.getAttribute('data-record'))}`;
  };
  const before = await where();
  await page.keyboard.press('j');
  await focused(3);
  await expect.poll(where).not.toBe(before);
  await page.keyboard.press('Escape');

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('/');
  await expect(page.locator('[data-filter-text]')).toBeFocused();
});

/** The case anew: sorted by time, from its first row. */
async function home(page: Page): Promise<void> {
  await closeCase(page);
  await page.getByRole('button', { name: 'Many events', exact: true }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(records.length, records.length));
  if ((await head(page, 'Time (UTC)').getAttribute('aria-sort')) !== 'ascending')
    await head(page, 'Time (UTC)').click();
  await expect(head(page, 'Time (UTC)')).toHaveAttribute('aria-sort', 'ascending');
}
