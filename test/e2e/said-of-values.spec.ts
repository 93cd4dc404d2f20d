import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { caseIdOf, getValue } from './support/api';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { accessibilityFaults, bringAxe } from './support/looks';
import {
  closeCase,
  countLine,
  countWords,
  createCase,
  facetValue,
  giveName,
  openRecent,
  unfoldFacet,
  untilStage,
} from './support/screen';

const desk = deskForFile();
const EVENTS = 30;
const ADDRESS = '203.0.113.7';
const ROOT = path.join(import.meta.dirname, '../..');
const words = (matched: number): string => countWords(matched, EVENTS);
const group = (page: Page, name: string): Locator =>
  page.getByRole('complementary', { name: 'Facets' }).getByRole('region', { name: new RegExp(`^${name}`) });
const pill = (page: Page, sentence: string): Locator => page.getByRole('group', { name: `Filter: ${sentence}` });

test('a value is starred from its list, and what scripts say of events comes back as lists and filters', async () => {
  const page = await desk.home();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  const records = Array.from({ length: EVENTS }, (_, number) =>
    makeRecord(number, {
      eventName: ['GetObject', 'PutObject', 'AssumeRole'][number % 3],
      sourceIPAddress: number % 3 === 0 ? ADDRESS : '198.51.100.1',
    }),
  );
  const folder = desk.place.at('said');
  writeFile(folder, 'log.json', recordsText(records));
  await createCase(page, [folder], 'Said');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(words(EVENTS));
  await expect(group(page, 'Starred')).toHaveCount(0);

  // By keys alone: the menu of a value.
  const address = facetValue(page, 'Source IP', ADDRESS);
  await address.focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Star', exact: true }).press('Enter');
  await giveName(page);
  await expect(address).toHaveAccessibleDescription(/Annotated/);
  await unfoldFacet(page, 'Starred');
  await facetValue(page, 'Starred', 'true').click();
  await expect(countLine(page)).toHaveText(words(10));
  await expect(pill(page, 'Starred')).toBeVisible();
  await pill(page, 'Starred')
    .getByRole('button', { name: /^Remove/ })
    .click();

  const { path: place } = await getValue<{ path: string }>(page, `/cases/${caseIdOf(page)}`);
  await closeCase(page);
  const tagged = spawnSync(
    process.execPath,
    [path.join(ROOT, 'out/main/cli.js'), 'annotate', place, '--filter', 'eventName:PutObject', '--tag', 'exfil'],
    { encoding: 'utf8' },
  );
  expect(tagged.status, tagged.stderr).toBe(0);
  await openRecent(page, 'Said');
  await untilStage(page, 'ready');
  await facetValue(page, 'Tag', 'exfil').click();
  await expect(countLine(page)).toHaveText(words(10));
  await expect(pill(page, 'Tag is exfil')).toBeVisible();
  expect(await accessibilityFaults(page, 'light')).toEqual([]);

  await page.getByRole('button', { name: 'Questions' }).click();
  await page.getByRole('option', { name: 'Only annotated' }).click();
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(countLine(page)).toHaveText(words(20));
  await expect(pill(page, 'Annotated')).toBeVisible();
});
