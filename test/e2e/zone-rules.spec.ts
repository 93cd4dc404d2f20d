import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { API, SECRET_HEADER } from '../../src/contract/routes';
import { parseCsv } from '../support/csv-parser';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { cell, createCase, untilStage } from './support/screen';
import { zoneDigests } from './support/zone-digest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SHIPPED = readFileSync(path.join(ROOT, 'src/main/zones/tzdata.zi'), 'utf8');
const VERSION = /^# version (\S+)/.exec(SHIPPED)?.[1] ?? '';
/** As if Vancouver had gone back to its winter time after all. */
const NEWER = SHIPPED.replace(/^# version .*/, '# version 2099a').replace(
  /^(Z America\/Vancouver [\s\S]*?)^-7 - MST$/m,
  '$1-8 - PST',
);
const NOON = '2026-11-15T12:00:00Z';
const TIMES = [
  '2000-01-01T00:00:00Z',
  '2011-12-30T12:00:00Z',
  '2026-03-29T00:59:59Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  NOON,
  '2037-12-15T12:00:00Z',
];
/** On 2026-11-15 at noon UTC; platforms of 2025 have another hour for the first five. */
const ZONES: Readonly<Record<string, string>> = {
  'America/Vancouver': '2026-11-15 05:00:00',
  'America/Edmonton': '2026-11-15 06:00:00',
  'America/Winnipeg': '2026-11-15 07:00:00',
  'Africa/Casablanca': '2026-11-15 12:00:00',
  'America/Havana': '2026-11-15 08:00:00',
  'Europe/Chisinau': '2026-11-15 14:00:00',
  'Australia/Lord_Howe': '2026-11-15 23:00:00',
  'Pacific/Apia': '2026-11-16 01:00:00',
  'Asia/Kathmandu': '2026-11-15 17:45:00',
  'Antarctica/Troll': '2026-11-15 12:00:00',
};
const desk = deskForFile();

test.beforeAll(async () => {
  test.setTimeout(180_000);
  const records = TIMES.map((eventTime, number) => ({ ...makeRecord(number), eventTime }));
  writeFile(desk.place.make('logs'), 'log.json', recordsText(records));
  const page = await desk.home();
  await createCase(page, [desk.place.at('logs')], 'Zones');
  await untilStage(page, 'ready');
});

async function openPicker(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Time zone: / }).click();
}

async function chooseZone(page: Page, zone: string): Promise<void> {
  await openPicker(page);
  await page.getByRole('combobox', { name: 'Find a time zone' }).fill(zone);
  await page.getByRole('option', { name: new RegExp(`^${zone}`) }).click();
  await expect(page.getByRole('columnheader', { name: `Time (${zone})` })).toBeVisible();
}

/** The times of all rows as they are on the screen. */
async function shownTimes(page: Page): Promise<string[]> {
  const rows = TIMES.map((_, row) => cell(page, row, 'time').innerText());
  return (await Promise.all(rows)).map((text) => text.trim());
}

/** Exports by the dialog; the file and what its manifest says of the rules. */
async function exportInWindow(page: Page): Promise<{ file: string; rules: unknown }> {
  await page.getByTestId('grid-bar').getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export events' });
  await dialog.getByRole('button', { name: /^Export [\d,]+ events?$/ }).click();
  const done = dialog.getByTestId('export-done');
  const name = (await done.locator('.file .mono').first().innerText()).trim();
  const file = path.join((await done.locator('.file .in').innerText()).trim(), name);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const manifest = JSON.parse(readFileSync(`${file}.manifest.json`, 'utf8')) as { zoneRules: unknown };
  return { file, rules: manifest.zoneRules };
}

function exportByCommand(zone: string): Promise<string> {
  const out = desk.place.at(`${zone.replace('/', '-')}.csv`);
  const argv = ['query', desk.place.at('cases', 'Zones'), '--zone', zone, '--sort', 'time', '-o', out];
  const env = { ...process.env, INIT_CWD: desk.place.folder, TRAILBENCH_PROFILE: desk.place.profile };
  const child = spawn(process.execPath, [path.join(ROOT, 'out/main/cli.js'), ...argv], { env });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(said))));
  });
}

/** "2026-11-15 05:00:00-07:00": as the window writes times, but always with their offset. */
function zoneColumn(file: string, zone: string): string[] {
  const [head = [], ...rows] = parseCsv(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  const at = head.findIndex((name) => name.includes(zone));
  return rows.map((row) => (row[at] ?? '').replace('T', ' '));
}

test('the window goes by the rules of main, and what its code makes of them is what Node makes of them', async () => {
  const { page } = desk;
  const rules = await page.evaluate(
    async ([address, header]) => {
      const secret = (window as { trailbenchSecret?: string }).trailbenchSecret ?? '';
      const answer = await fetch(address, { headers: { [header]: secret } });
      return ((await answer.json()) as { value: { text: string; version: string; sha256: string } }).value;
    },
    [`${API}/zone-rules`, SECRET_HEADER] as const,
  );
  expect(rules.text).toBe(SHIPPED);
  expect(rules.sha256).toBe(createHash('sha256').update(SHIPPED).digest('hex'));
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: path.join(ROOT, 'test/e2e/support/zone-digest.ts'), formats: ['iife'], name: 'digest' },
    },
  });
  const [{ output }] = built as unknown as [{ output: [{ code: string }] }];
  // Neither the policy of the window nor its own modules are touched: the driver runs it beside them.
  const script = `(() => { ${output[0].code}; return digest.zoneDigests(${JSON.stringify(rules.text)}); })()`;
  const found = (await page.evaluate(script)) as Record<string, number>;
  const wanted = zoneDigests(SHIPPED);
  expect(Object.keys(wanted).length).toBeGreaterThan(590);
  expect(found).toEqual(wanted);
});

test('rows, export and command agree in zones whose rules platforms have otherwise', async () => {
  test.setTimeout(120_000);
  const { page } = desk;
  const zones = Object.keys(ZONES);
  const files = await Promise.all(zones.map(exportByCommand));
  for (const [at, zone] of zones.entries()) {
    await chooseZone(page, zone);
    const shown = await shownTimes(page);
    expect([zone, shown[TIMES.indexOf(NOON)]]).toEqual([zone, ZONES[zone]]);
    const commanded = zoneColumn(files[at] ?? '', zone);
    expect([zone, shown.map((time) => time.slice(0, 19))]).toEqual([zone, commanded.map((time) => time.slice(0, 19))]);
    // A time that the clocks showed twice is shown with its offset.
    shown.forEach((time, i) => expect(commanded[i]).toContain(time));
    if (at > 2) continue;
    const { file, rules } = await exportInWindow(page);
    expect(zoneColumn(file, zone)).toEqual(commanded);
    expect(rules).toMatchObject({ version: VERSION, origin: 'shipped with the tool' });
  }
});

test('rules that the user has put in are gone by and named, and refused ones are told', async () => {
  test.setTimeout(120_000);
  const place = path.join(desk.place.profile, 'tzdata.zi');
  const folder = desk.place.at('cases', 'Zones');
  await chooseZone(desk.page, 'America/Vancouver');
  writeFileSync(place, NEWER);
  let page = await desk.restart({ paths: [folder] });
  await untilStage(page, 'ready');
  expect(await shownTimes(page)).toContain('2026-11-15 04:00:00');
  const { file, rules } = await exportInWindow(page);
  expect(zoneColumn(file, 'America/Vancouver')).toContain('2026-11-15 04:00:00-08:00');
  const sha256 = createHash('sha256').update(NEWER).digest('hex');
  expect(rules).toMatchObject({ version: '2099a', origin: 'given by the user', file: place, sha256 });
  await openPicker(page);
  await expect(page.getByRole('dialog', { name: 'Time zone' })).toContainText('Zone rules 2099a, given by you');

  writeFileSync(place, NEWER.slice(0, 50_000));
  page = await desk.restart({ paths: [folder] });
  await untilStage(page, 'ready');
  expect(await shownTimes(page)).toContain('2026-11-15 05:00:00');
  await expect(page.getByText('Zone rules refused')).toBeVisible();
  await openPicker(page);
  const dialog = page.getByRole('dialog', { name: 'Time zone' });
  await expect(dialog).toContainText(`Zone rules ${VERSION}, which Trailbench brings`);
  await expect(dialog).toContainText(`${place}: These are no zone rules: `);
  rmSync(place);
});
