import { readdirSync, readFileSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { caseIdOf, getValue } from './support/api';
import { deskForFile } from './support/desk';
import { accessibilityFaults, BASE, bringAxe, misfits, SIZES, THEMES } from './support/looks';
import { ACCOUNT, hourWords, REGION, writeProofFolder } from './support/proof-case';
import type { ProofFolder } from './support/proof-case';
import { cell, createCase, detailPanel, goTo, openRow, untilStage } from './support/screen';

const desk = deskForFile();
let proof: ProofFolder;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  proof = writeProofFolder(desk.place.make('delivered'));
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await createCase(page, [proof.folder], 'Proof');
  await untilStage(page, 'ready');
});

/** The cell that the keyboard is at. */
function activeCell(page: Page): Locator {
  return page.getByTestId('coverage-grid').locator('[data-active]');
}

/** Goes by keys from the first cell to an hour of delivery. */
async function goToHour(page: Page, hour: number): Promise<Locator> {
  await activeCell(page).focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < hour; step++) await page.keyboard.press('ArrowRight');
  const active = activeCell(page);
  await expect(active).toBeFocused();
  await expect(active).toHaveAttribute('aria-label', new RegExp(`^${ACCOUNT}, ${REGION}, ${hourWords(hour)} to `));
  return active;
}

test('without public keys nothing is proved, and they can be added', async () => {
  const { page } = desk;
  const chip = page.getByTestId('integrity-chip');
  await expect(chip).toContainText('Integrity: ');
  await chip.click();
  const part = page.getByRole('region', { name: 'Integrity' });
  await expect(part).toContainText('1 public key missing');
  await part.getByRole('button', { name: 'Add public keys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add public keys' });
  await dialog.getByRole('textbox', { name: 'Folder or files' }).fill(proof.keys);
  await dialog.getByRole('button', { name: 'Add public keys' }).click();
  await expect(dialog).toContainText('1 public key found');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(part).not.toContainText('public key missing');
  await expect(chip).toContainText(/Integrity: 1 invalid, 1 missing, \d+ of \d+ log files proven/);
});

test('the coverage tells covered, empty, missing and changed hours and gaps apart', async () => {
  const { page } = desk;
  await goTo(page, 'Coverage');
  const grid = page.getByRole('grid', { name: 'Coverage by account, region and time of delivery' });
  await expect(grid.getByRole('rowheader', { name: REGION })).toBeVisible();
  await expect(grid.getByRole('row').nth(1)).toContainText(/1 h invalid/);
  for (const [hour, words] of [
    [0, /2 log files, 5 records. All are proven by a digest/],
    [1, /Delivered, but empty/],
    [proof.deleted, /1 log file that a digest names is not in the case/],
    [proof.changed, /contradicts what AWS signed/],
    [proof.gap, /gap between digests/],
  ] as const) {
    await expect(await goToHour(page, hour)).toHaveAttribute('aria-label', words);
  }
});

test('keys find the next cell of another kind, select cells and go to the hours of a day', async () => {
  const { page } = desk;
  await goToHour(page, 0);
  await page.keyboard.press('Control+ArrowRight');
  await expect(activeCell(page)).toHaveAttribute('aria-label', new RegExp(hourWords(1)));
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByTestId('coverage-reading').getByRole('button', { name: 'Show events' })).toBeVisible();
  await page.keyboard.press('-');
  await expect(activeCell(page)).toHaveAttribute('aria-label', /2026-03-12 UTC/);
  await expect(activeCell(page)).toBeFocused();
  // Into the day again, to the hour that was left.
  await page.keyboard.press('+');
  await expect(activeCell(page)).toHaveAttribute('aria-label', new RegExp(hourWords(2)));
});

test('the pointer reads a cell without hiding its neighbours, and a click shows its events', async () => {
  const { page } = desk;
  const active = await goToHour(page, 4);
  const box = await active.boundingBox();
  if (box === null) throw new Error('The cell is not on the screen.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByTestId('coverage-reading')).toContainText(`${hourWords(4)} to`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await untilStage(page, 'ready');
  const filters = page.getByRole('region', { name: 'Filters' });
  await expect(filters).toContainText('2026-03-12 03:45 to 2026-03-12 05:00 UTC');
  await expect(filters).toContainText(ACCOUNT);
  // Those of the hour's two log files, and of the one delivered at five o'clock.
  await expect(page.getByTestId('grid-bar').getByRole('status').first()).toContainText(/^8 of /);
});

test('the detail says what the digest proves of the event', async () => {
  const { page } = desk;
  await openRow(page, 0);
  await expect(detailPanel(page).locator('[data-verdict=valid]')).toHaveText('Digest valid');
  await expect(detailPanel(page).getByTestId('proof')).toContainText('CloudTrail-Digest');
});

test('nothing found says in how many hours was looked', async () => {
  const { page } = desk;
  await goTo(page, 'Coverage');
  await goToHour(page, proof.gap);
  await page.keyboard.press('Enter');
  await untilStage(page, 'ready');
  await expect(page.getByText('No events match')).toBeVisible();
  await expect(page.getByTestId('covered')).toContainText(/None in \d+ covered hours?; 1 hour uncovered/);
  await page.getByRole('button', { name: 'Clear all', exact: true }).last().click();
  await untilStage(page, 'ready');
  await expect(cell(page, 0, 'eventName')).toBeVisible();
});

test('the timeline says of a stretch that nobody looked at it', async () => {
  const { page } = desk;
  const box = await page.getByTestId('timeline-plot').boundingBox();
  if (box === null) throw new Error('The timeline is not on the screen.');
  const hints: string[] = [];
  for (let part = 0.1; part < 0.95; part += 0.05) {
    await page.mouse.move(box.x + part * box.width, box.y + 20);
    hints.push((await page.getByTestId('timeline-hint').allInnerTexts()).join());
  }
  expect(hints.filter((hint) => hint.includes('No coverage')).length).toBeGreaterThan(0);
  expect(hints.filter((hint) => hint.includes('Log files missing')).length).toBeGreaterThan(0);
  expect(hints.filter((hint) => hint !== '' && !/coverage|missing/i.test(hint)).length).toBeGreaterThan(0);
});

test('the case bar leads to the findings, worst first, and each verdict can be seen alone', async () => {
  const { page } = desk;
  const chip = page.getByTestId('integrity-chip');
  await expect(chip).toContainText(/Integrity: 1 invalid, 1 missing, \d+ of \d+ log files proven/);
  await chip.click();
  const part = page.getByRole('region', { name: 'Integrity' });
  await expect(part).toBeFocused();
  const findings = part.getByTestId('finding');
  await expect(findings.first()).toContainText('Invalid, hash');
  await part
    .getByRole('list', { name: 'Verdicts' })
    .getByRole('button', { name: /^\s*Missing/ })
    .click();
  await expect(findings).toHaveCount(1);
  await findings
    .getByTestId('finding-group')
    .getByRole('button', { name: /1 log file/ })
    .click();
  await expect(findings.first()).toContainText(`${ACCOUNT}_CloudTrail_${REGION}_20260312T03`);
  await part.getByRole('button', { name: 'Show all findings' }).click();
  await part.getByRole('radio', { name: 'Digests' }).click();
  await part.getByTestId('chain').first().click();
  await expect(part.getByRole('region', { name: 'Digests of the chain, oldest first' })).toContainText('Gap');
  await part.getByRole('radio', { name: 'Findings' }).click();
});

test('the evidence view lists the ledger and the sources, and verifying finds a byte that was changed', async () => {
  const { page } = desk;
  await goTo(page, 'Evidence');
  const { head, path: folder } = await getValue<{ head: string; path: string }>(page, `/cases/${caseIdOf(page)}`);
  await expect(page.getByTestId('head-hash')).toHaveText(head);
  await expect(page.getByTestId('ledger-line').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Lines of the ledger' })).toContainText(/The case was made/);
  await expect(page.locator('[data-verdict=invalid]').first()).toBeVisible();

  const verify = page.getByTestId('verify');
  await verify.getByRole('textbox').fill('abc');
  await expect(verify).toContainText('A head hash has 64 digits');
  await verify.getByRole('textbox').fill(head);
  await verify.getByRole('button', { name: 'Verify everything' }).click();
  const verified = page.getByTestId('verified');
  await expect(verified).toContainText(/head hash that was given is that of line \d+/);
  await expect(verified).not.toContainText('packs');
  await expect(page.getByTestId('verified-case')).toContainText('Case: unchanged');
  await expect(page.getByTestId('verified-logs')).toContainText(/Something is wrong: 1 log file is invalid/);
  await expect(page.getByRole('region', { name: 'Lines of the ledger' })).toContainText(
    /the case is unchanged. Log files: \d+ of \d+ proven, 1 invalid, 1 missing/,
  );

  const packs = path.join(folder, 'evidence', 'packs');
  const pack = path.join(packs, readdirSync(packs)[0] ?? '');
  const bytes = readFileSync(pack);
  // Past the first entry's header, within what it holds.
  bytes.writeUInt8((bytes.readUInt8(600) + 1) % 256, 600);
  chmodSync(pack, 0o600);
  writeFileSync(pack, bytes);
  await verify.getByRole('button', { name: 'Verify everything' }).click();
  await expect(verified).toContainText('0001.tar');
  await expect(page.getByTestId('verified-case')).toContainText('Case: not as it was written');
});

test('both views can be used by all, in both themes and every size', async () => {
  const { page } = desk;
  for (const view of ['Coverage', 'Evidence'] as const) {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await goTo(page, view);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme });
        await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
        const name = `proof-${view.toLowerCase()}-${theme}-${String(size.width)}x${String(size.height)}`;
        await page.screenshot({ path: `test-results/screenshots/${name}.png` });
        expect.soft(await misfits(page), `what does not fit: ${name}`).toEqual([]);
        if (size === BASE) expect.soft(await accessibilityFaults(page, theme), `accessibility: ${name}`).toEqual([]);
      }
    }
  }
});
