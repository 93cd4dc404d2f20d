import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { accessibilityFaults, bringAxe, misfits } from './support/looks';
import { createCase, untilStage } from './support/screen';

const THEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 640 },
] as const;
const desk = deskForFile();

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
});

async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view, exact: true }).click();
}

async function picture(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
      const full = `${name}-${theme}-${String(size.width)}`;
      await page.screenshot({ path: `test-results/screenshots/${full}.png` });
      expect.soft(await misfits(page), `what does not fit: ${full}`).toEqual([]);
      if (size === SIZES[0]) expect.soft(await accessibilityFaults(page, theme), `accessibility: ${full}`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(SIZES[0]);
}

test('a picture makes no case: the start page says what it is, and nothing is kept', async () => {
  const { page } = desk;
  const photo = desk.place.at('photo.jpg');
  writeFileSync(photo, Buffer.from('ffd8ffe000104a464946', 'hex'));
  await createCase(page, [photo]);
  const alert = page.getByRole('region', { name: 'New case' }).getByRole('alert');
  await expect(alert).toContainText(`${photo} is a picture. No case was made, and nothing was kept. Choose log files`);
  await untilStage(page, 'start');
  await expect(page.getByRole('region', { name: 'Recent cases' })).toContainText('No cases yet');
  expect(existsSync(desk.place.at('cases')) ? readdirSync(desk.place.at('cases')) : []).toEqual([]);
  await picture(page, 'no-logs');

  // Chosen in the window, which cannot tell its path: what was brought for it goes as well.
  await page.getByRole('textbox', { name: 'Folder or files' }).fill('');
  const chosen = { name: 'chosen.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('ffd8ffe000104a464946', 'hex') };
  await page.locator('input[type=file]').last().setInputFiles(chosen);
  await page.getByRole('button', { name: 'Create case' }).click();
  await expect(alert).toContainText('found: chosen.jpg is a picture.');
  expect(readdirSync(path.join(desk.place.profile, 'uploads'))).toEqual([]);
  expect(readdirSync(desk.place.profile).filter((name) => name.startsWith('recent'))).toEqual([]);
});

test('while evidence is read that is said once, and not of every facet', async () => {
  const { page } = desk;
  const seen: string[] = [];
  await page.exposeFunction('told', (text: string) => seen.push(text));
  await page.evaluate(() => {
    new MutationObserver(() => {
      const { told } = globalThis as unknown as { told: (text: string) => void };
      if (document.documentElement.dataset['state'] === 'indexing') told(document.body.innerText);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
  const early = seen.filter((text) => text.includes('The evidence is being read'));
  expect(early.length).toBeGreaterThan(0);
  for (const text of early) {
    expect(text).not.toMatch(/No values|\b0 of [\d,]+ sources|\b0 sources|0 of 0 events|No digests/);
    expect(text).toContain('Facets follow as soon as events are indexed');
  }
});

test('the coverage has the worst row first, over the whole width, and one row for regions that are alike', async () => {
  const { page } = desk;
  await expect(page.getByTestId('integrity-chip')).toHaveText('Integrity: 1 gap, 527 of 909 log files proven');
  await goTo(page, 'Coverage');
  const grid = page.getByTestId('coverage-grid');
  const rows = grid.getByRole('row');
  await expect(rows.first()).toContainText('Summary');
  await expect(rows.nth(1)).toContainText(/111122223333.*us-east-1.*1 day with a gap/s);
  await expect(rows.nth(2)).toContainText(/14 regions.*339 h not acquired each/s);
  const all = grid.getByRole('grid');
  await expect(all).toHaveAttribute('aria-rowcount', '10');
  await page.setViewportSize({ width: 2560, height: 1440 });
  const head = grid.getByRole('columnheader', { name: 'Summary' });
  // The table takes its new width a moment after the window has it.
  await expect
    .poll(async () => {
      const [box, whole] = [await head.boundingBox(), await grid.boundingBox()];
      return (whole?.width ?? Infinity) - ((box?.x ?? 0) - (whole?.x ?? 0));
    })
    .toBeLessThan(200);
  await page.setViewportSize(SIZES[0]);

  const active = grid.locator('[data-active]');
  await active.focus();
  await page.keyboard.press('ArrowDown');
  await expect(active).toHaveAttribute('aria-label', /111122223333, 14 regions/);
  await page.keyboard.press('Space');
  await expect(all).toHaveAttribute('aria-rowcount', '24');
  const region = rows.nth(3).getByText('ap-northeast-1', { exact: true });
  await expect(region).toBeVisible();
  // Cut off, three regions would have one name.
  expect(await region.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await expect(page.getByTestId('coverage-fold').first()).toHaveAttribute('aria-expanded', 'true');
  await picture(page, 'coverage-rows');
  await page.getByTestId('coverage-reading').getByRole('button', { name: 'Fold 14 regions' }).click();
  await expect(all).toHaveAttribute('aria-rowcount', '10');

  // Of that day three log files are in no digest, and two in one that is not proven itself.
  await active.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  for (let day = 1; day < 12; day++) await page.keyboard.press('ArrowRight');
  await expect(active).toHaveAttribute(
    'aria-label',
    /us-east-1, 2026-03-12 UTC\. .*11 of 16 log files are proven by a digest, 5 are not/,
  );
  const legend = page.getByRole('list', { name: 'Legend' });
  await expect(legend.getByRole('listitem')).toHaveCount(12);
});

test('findings of a kind are one entry by account and region, and are found by both', async () => {
  const { page } = desk;
  await page.getByTestId('integrity-chip').click();
  const part = page.getByTestId('integrity');
  const kinds = part.getByTestId('finding');
  await expect(kinds.filter({ hasText: 'No digest of the case lists it' })).toHaveCount(1);
  const groups = part.getByTestId('finding-group');
  await expect(groups.filter({ hasText: /29 log files\s*111122223333 eu-central-1/ })).toHaveCount(1);
  const field = part.getByRole('textbox', { name: 'Find in the findings' });
  await field.fill('eu-central-1');
  await expect(groups).toHaveCount(1);
  await groups.getByRole('button').first().click();
  const entries = part.getByRole('region', { name: '29 log files, one by one' });
  await expect(entries).toContainText('111122223333_CloudTrail_eu-central-1_20260302T1205Z');
  await picture(page, 'finding-groups');
  await field.fill('nowhere');
  await expect(part).toContainText('No finding of this text');
  await part.getByRole('button', { name: 'Show all findings' }).click();
  await expect(kinds.first()).toContainText('Gap');
});

test('a source unfolds without moving the columns of its table, and verifying gives two answers', async () => {
  const { page } = desk;
  await goTo(page, 'Evidence');
  const table = page.getByRole('region', { name: 'Sources' }).getByRole('table');
  const verdicts = table.getByRole('columnheader', { name: 'Verdict' });
  const unfold = table.getByRole('button', { name: /^What is to be known/ }).first();
  for (const width of [1440, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    const folded = await verdicts.boundingBox();
    await unfold.click();
    await expect(table).toContainText('No digest of the case lists it');
    expect(await verdicts.boundingBox()).toEqual(folded);
    await unfold.click();
  }
  await page.setViewportSize(SIZES[0]);
  await page.getByTestId('verify').getByRole('button', { name: 'Verify everything' }).click();
  await expect(page.getByTestId('verified-case')).toContainText('Case: unchanged');
  const logs = page.getByTestId('verified-logs');
  await expect(logs).toContainText('Log files: nothing wrong, not all proven');
  await expect(logs).toContainText('527 of 909 log files are proven');
  await expect(page.getByTestId('ledger-line').first()).toContainText(
    'Everything was verified: the case is unchanged. Log files: 527 of 909 proven',
  );
  await picture(page, 'evidence');
});
