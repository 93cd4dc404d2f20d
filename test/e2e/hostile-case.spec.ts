import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { CRAFTED } from '../hostile-case/crafted';
import type { Crafted } from '../hostile-case/crafted';
import { CANARY, holdsCanary, Outside } from '../hostile-case/outside';
import { EVENTS, makeSoundCase } from '../hostile-case/sound-case';
import { Desk } from './support/desk';
import { closeCase, countLine, countWords, offerFolder, untilStage } from './support/screen';
import { hiddenCharacters, watch } from './support/watch';
import type { Watch } from './support/watch';
import { HOME } from './support/workbench';

/**
 * Cases that come from somebody else, opened one after the other in one window as an analyst does: by the form of the
 * start page.
 */
const CAN_MAKE_DEVICES = process.getuid?.() === 0;

const desk = new Desk();
let seen: Watch;
let sound = '';

interface Scene {
  readonly folder: string;
  readonly outside: Outside;
}

/** A copy of the sound case beside files that nobody gave the program. */
function set(name: string): Scene {
  const folder = desk.place.at('crafted', name, 'case');
  const outside = desk.place.make('crafted', name, 'outside');
  cpSync(sound, folder, { recursive: true });
  return { folder, outside: new Outside(outside) };
}

async function expectDecent(page: Page): Promise<void> {
  expect(await hiddenCharacters(page), 'hidden characters').toEqual([]);
  expect(seen.incidents).toEqual([]);
  expect(await page.locator('body').innerText()).not.toContain(CANARY.slice(0, 16));
}

async function expectRefused(page: Page, object: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  await expect(dialog.getByRole('alert')).toContainText(object);
  await expectDecent(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await untilStage(page, 'start');
}

async function expectOpened(page: Page, { then, object }: Crafted): Promise<void> {
  await untilStage(page, 'ready');
  if (then === 'told') {
    const notice = page.getByRole('alert').filter({ hasText: 'in the case folder.' });
    const all = notice.getByRole('button', { name: 'Show all' });
    await expect(notice).toBeVisible();
    if (await all.isVisible()) await all.click();
    await expect(notice).toContainText(object);
  }
  await expectDecent(page);
  await closeCase(page);
  await expectDecent(page);
}

async function expectSoundOpens(page: Page): Promise<void> {
  await offerFolder(page, sound);
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS));
  await closeCase(page);
}

test.beforeAll(async () => {
  sound = await makeSoundCase(desk.place.make('sound'));
  const page = await desk.start();
  seen = await watch(page, HOME);
  await page.reload();
  await untilStage(page, 'start');
});
test.afterEach(async () => {
  if (test.info().status !== test.info().expectedStatus) await desk.attachPicture();
});
test.afterAll(() => desk.clear());

for (const [at, crafted] of CRAFTED.entries()) {
  if (crafted.device === true && !CAN_MAKE_DEVICES) continue;
  test(`${crafted.then === 'refused' ? 'refuses a case' : 'opens a case'}: ${crafted.name}`, async () => {
    const page = await desk.home();
    const { folder, outside } = set(String(at));
    await crafted.craft(folder, outside);
    const before = outside.snapshot();
    await offerFolder(page, folder);
    if (crafted.then === 'refused') await expectRefused(page, crafted.object);
    else await expectOpened(page, crafted);
    expect(outside.snapshot(), 'what is outside').toEqual(before);
    expect(holdsCanary(folder), 'a file from outside was taken into the case').toBe(false);
  });
}

test('and the window goes on after all of them', async () => {
  await expectSoundOpens(await desk.home());
});

test('an export is refused where its folder has become a link since the case was opened, and goes on once it is put right', async () => {
  const page = await desk.home();
  const { folder, outside } = set('exports');
  const before = outside.snapshot();
  const exports = path.join(folder, 'exports');
  await offerFolder(page, folder);
  await untilStage(page, 'ready');
  renameSync(exports, `${exports} before`);
  symlinkSync(outside.folder, exports);

  await page.getByTestId('grid-bar').getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export events' });
  await dialog.getByRole('button', { name: /^Export [\d,]+ events?$/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('exports is a symbolic link');
  expect(outside.snapshot(), 'what is outside').toEqual(before);

  rmSync(exports);
  mkdirSync(exports);
  await dialog.getByRole('button', { name: /^(Export [\d,]+ events?|Try again)$/ }).click();
  await expect(dialog.getByTestId('export-done')).toBeVisible();
  const [file = ''] = readdirSync(exports);
  expect(readFileSync(path.join(exports, file), 'utf8')).toContain('eventTime');
  expect(outside.snapshot(), 'what is outside').toEqual(before);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await closeCase(page);
});
