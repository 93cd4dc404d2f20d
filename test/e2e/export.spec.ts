import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { writable } from '../../src/core/report/unwritable';
import { HOSTILE_STRINGS } from '../fixtures/hostile-strings';
import { parseCsv } from '../support/csv-parser';
import { catchCopies, copied } from './support/clipboard';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import type { LogRecord } from './support/logs';
import {
  cell,
  countLine,
  countWords,
  createCase,
  detailPanel,
  facetValue,
  openRow,
  untilStage,
} from './support/screen';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EVENTS = 1_000;
const desk = deskForFile();
/** What was written, in the order of time. */
const records = Array.from({ length: EVENTS }, (_, number) => {
  const bytes = number % 7 === 0 ? {} : { additionalEventData: { bytesTransferredOut: (number * 7919) % 5_000 } };
  const userAgent = HOSTILE_STRINGS[number] ?? 'agent';
  const record: LogRecord = makeRecord(number);
  return { ...record, ...bytes, userAgent, requestParameters: { deep: { value: `v${String(number)}` } } };
});

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const folder = desk.place.make('logs');
  for (let first = 0; first < EVENTS; first += 100) {
    writeFile(folder, `log-${String(first)}.json`, recordsText(records.slice(first, first + 100)));
  }
  writeFile(folder, 'copies.json', recordsText(records.slice(0, 50)));
  const page = await desk.home();
  await createCase(page, [folder], 'To export');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, 50));
});

test.beforeEach(async () => {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

async function openExport(page: Page): Promise<Locator> {
  await page.getByTestId('grid-bar').getByRole('button', { name: 'Export', exact: true }).click();
  return page.getByRole('dialog', { name: 'Export events' });
}

/** Presses the button and gives the path of the file that is there then. */
async function finish(dialog: Locator): Promise<string> {
  await dialog.getByRole('button', { name: /^Export [\d,]+ events?$/ }).click();
  const done = dialog.getByTestId('export-done');
  await expect(done).toBeVisible();
  const name = (await done.locator('.file .mono').first().innerText()).trim();
  const folder = (await done.locator('.file .in').innerText()).trim();
  const file = path.join(folder, name);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  await expect(done.locator('.hash')).toContainText(sha256);
  await dialog.getByRole('button', { name: 'Done' }).click();
  return file;
}

/** The command as a user types it; the program's own result file. */
function query(...argv: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, INIT_CWD: desk.place.folder };
  const child = spawn(process.execPath, [path.join(ROOT, 'build', 'start.mjs'), 'query', ...argv], { env });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

test('an export equals the view: its rows, its order, its columns, and the bytes of the command', async () => {
  const { page } = desk;
  await facetValue(page, 'Event name', 'GetUser').click();
  await untilStage(page, 'ready');
  const wanted = records.filter(({ eventName }) => eventName === 'GetUser').toReversed();
  await page.getByRole('columnheader', { name: 'Time (UTC)' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(wanted.length, EVENTS, 50));

  const file = await finish(await openExport(page));
  expect(path.dirname(file)).toBe(desk.place.at('cases', 'To export', 'exports'));
  const [head = [], ...rows] = parseCsv(readFileSync(file, 'utf8'));
  expect(rows).toHaveLength(wanted.length);
  const column = (name: string): (string | undefined)[] => rows.map((row) => row[head.indexOf(name)]);
  expect(column('eventTime')).toEqual(wanted.map(({ eventTime }) => eventTime));
  expect(column('eventName')).toEqual(wanted.map(() => 'GetUser'));
  expect(column('sourceIPAddress')).toEqual(wanted.map(({ sourceIPAddress }) => sourceIPAddress));
  // What is first on the screen is first in the file.
  await expect(cell(page, 0, 'time')).toHaveText((rows[0]?.[0] ?? '').replace('T', ' ').replace('Z', ''));
  for (const separator of [',', ';', '\t']) {
    const cells = parseCsv(readFileSync(file, 'utf8'), separator).flat();
    expect(cells.filter((text) => /^[\s\p{C}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(text))).toEqual([]);
  }

  const again = desk.place.at('by-command.csv');
  const folder = desk.place.at('cases', 'To export');
  const told = await query(folder, '--filter', 'eventName:GetUser', '--sort', '-time', '--format', 'csv', '-o', again);
  expect(told.code, told.err).toBe(0);
  expect(JSON.parse(told.out)).toMatchObject({ file: again, rows: wanted.length });
  expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
  const manifest = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ filter: 'eventName:GetUser', order: 'eventTime descending', duplicatesHidden: 50 });
});

test('JSON Lines gives each record as it was delivered, and all fields go to a file of one\u2019s choice once', async () => {
  const { page } = desk;
  await facetValue(page, 'Event name', 'GetUser').click();
  await page.getByRole('columnheader', { name: 'Time (UTC)' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, 50));
  let dialog = await openExport(page);
  await dialog.getByRole('radio', { name: /^JSON Lines Each/ }).check();
  const lines = readFileSync(await finish(dialog), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { eventID: string }).eventID)).toEqual(
    records.map(({ eventID }) => eventID),
  );

  const chosen = desk.place.at('chosen.csv');
  for (const round of [1, 2]) {
    dialog = await openExport(page);
    await dialog.getByRole('radio', { name: /^All fields/ }).check();
    await dialog.getByRole('checkbox', { name: 'Leave formulas as they are' }).check();
    await expect(dialog.getByRole('status').filter({ hasText: 'A spreadsheet may run text' })).toBeVisible();
    await dialog.getByRole('radio', { name: 'Another file' }).check();
    await dialog.getByRole('textbox', { name: 'File to write' }).fill(chosen);
    if (round === 1) expect(await finish(dialog)).toBe(chosen);
  }
  const before = readFileSync(chosen);
  await dialog.getByRole('button', { name: /^Export / }).click();
  await expect(dialog.getByRole('alert')).toContainText(`${chosen} exists already`);
  expect(readFileSync(chosen).equals(before)).toBe(true);
  const [head = [], ...rows] = parseCsv(before.toString('utf8'));
  // CSV cannot hold NUL, nor half a surrogate pair.
  expect(rows.map((row) => row[head.indexOf('userAgent')])).toEqual(
    records.map(({ userAgent }) => writable(userAgent)),
  );
});

test('rows are selected by keys wherever they are, copied, and exported alone', async () => {
  const { page } = desk;
  await catchCopies(page);
  await page.getByTestId('event-grid').getByRole('checkbox', { name: 'Select all' }).click();
  const selected = page.getByTestId('selected-count');
  await expect(selected).toHaveText('1,000 selected');
  await page.getByTestId('event-grid').getByRole('checkbox', { name: 'Select all' }).click();
  await expect(selected).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await expect(selected).toHaveText('1,000 selected');
  await selected.click();
  await page.getByRole('menuitem', { name: 'Clear selection' }).click();
  await expect(selected).toHaveCount(0);

  await openRow(page, 2);
  await page.keyboard.press('Space');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(selected).toHaveText('3 selected');
  const three = records.slice(2, 5);
  await page.keyboard.press('Control+c');
  await expect.poll(async () => (await copied(page)).split('\n').length).toBe(5);
  const times = (await copied(page))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t')[0]);
  expect(times).toEqual([
    'eventTime (UTC)',
    ...three.map(({ eventTime }) => String(eventTime).replace('T', ' ').replace('Z', '')),
  ]);
  await selected.click();
  await page.getByRole('menuitem', { name: /^Copy as JSON/ }).click();
  await expect.poll(async () => (await copied(page)).startsWith('[')).toBe(true);
  expect(JSON.parse(await copied(page))).toEqual(three);
  // Elsewhere, with another filter, they are still the same three.
  await facetValue(page, 'Event name', String(records[2]?.eventName)).click();
  await untilStage(page, 'ready');
  await expect(selected).toHaveText('3 selected');
  const dialog = await openExport(page);
  await dialog.getByRole('radio', { name: /^The 3 selected/ }).check();
  const rows = parseCsv(readFileSync(await finish(dialog), 'utf8')).slice(1);
  expect(rows.map(([time]) => time)).toEqual(records.slice(2, 5).map(({ eventTime }) => eventTime));
  await facetValue(page, 'Event name', String(records[2]?.eventName)).click();
  await selected.click();
  await page.getByRole('menuitem', { name: 'Clear selection' }).click();
});

test('a column of any JSON path is read from the records in sight, and is not sortable', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('textbox').fill('requestParameters.deep.value');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Done' }).click();
  for (const row of [0, 1, 5]) {
    await expect(cell(page, row, 'requestParameters.deep.value')).toHaveText(`v${String(row)}`);
  }
  const exported = parseCsv(readFileSync(await finish(await openExport(page)), 'utf8'));
  const at = exported[0]?.indexOf('requestParameters.deep.value') ?? -1;
  expect(exported.slice(1).map((row) => row[at])).toEqual(records.map((_, number) => `v${String(number)}`));
  await page.getByRole('columnheader', { name: 'requestParameters.deep.value' }).click();
  await expect(page.getByRole('columnheader', { name: 'Time (UTC)' })).toHaveAttribute('aria-sort', 'ascending');

  // A new window of the case has it still.
  await page.reload();
  await untilStage(page, 'ready');
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'requestParameters.deep.value' })).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Reset columns' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader', { name: 'requestParameters.deep.value' })).toHaveCount(0);
});

test('the surroundings of an event land on the event itself, and undo brings the view back', async () => {
  const { page } = desk;
  await facetValue(page, 'Event name', 'GetUser').click();
  await untilStage(page, 'ready');
  const wanted = records.filter(({ eventName }) => eventName === 'GetUser');
  await openRow(page, 9);
  const panel = detailPanel(page);
  await panel.getByRole('button', { name: 'Around this event' }).click();
  await page.getByRole('menuitem', { name: '1 minute before and after' }).click();
  await untilStage(page, 'ready');
  const open = page.getByTestId('event-grid').locator('.ag-row.open [col-id="time"]');
  await expect(open).toBeInViewport();
  await expect(open).toHaveText(String(wanted[9]?.eventTime).replace('T', ' ').replace('Z', ''));
  await expect(panel.getByTestId('event-evidence')).toBeVisible();
  await page.getByRole('button', { name: 'Undo: Show 1 minute before and after' }).click();
  await expect(countLine(page)).toHaveText(countWords(wanted.length, EVENTS, 50));
});

test('every field of the detail narrows the view by keys, and is a column at one key', async () => {
  const { page } = desk;
  await openRow(page, 0);
  const field = detailPanel(page).locator('[data-field="requestParameters.deep.value"]');
  await detailPanel(page)
    .getByRole('button', { name: /more fields$/ })
    .click();
  await field.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name: 'This field' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Add as a column' }).click();
  await expect(page.getByRole('columnheader', { name: 'requestParameters.deep.value' })).toHaveCount(1);
  await field.focus();
  await page.keyboard.press('f');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(1, EVENTS, 50));
});

test('every export has its manifest beside it, and nothing temporary is left', async () => {
  const exports = desk.place.at('cases', 'To export', 'exports');
  expect(readdirSync(exports).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  for (const name of readdirSync(exports)) {
    if (!name.endsWith('.manifest.json')) expect(existsSync(path.join(exports, `${name}.manifest.json`))).toBe(true);
  }
});
