import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { bringAxe, accessibilityFaults, misfits } from './support/looks';
import { createCase, goTo, untilStage } from './support/screen';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const DAY = '2026-03-12';
const desk = deskForFile();

test.describe.configure({ mode: 'serial' });

let made = 0;
function logged(time: string, over: Readonly<Record<string, unknown>> = {}): ReturnType<typeof makeRecord> {
  made += 1;
  const where = { awsRegion: REGION, recipientAccountId: ACCOUNT };
  return makeRecord(made, { ...where, eventTime: `${DAY}T${time}Z`, errorCode: undefined, ...over });
}

/** Log files of the hours 00 to 09; in some of them nothing can be read, and logging was stopped for two hours. */
function writeDelivered(folder: string): string {
  const name = (time: string): string =>
    `${ACCOUNT}_CloudTrail_${REGION}_${DAY.replaceAll('-', '')}T${time}Z_x.json.gz`;
  const trail = { eventSource: 'cloudtrail.amazonaws.com', requestParameters: { name: 'main' } };
  const files: Readonly<Record<string, Buffer | string>> = {
    [name('0005')]: gzipSync(recordsText([logged('00:01:00')])),
    [name('0105')]: '<Error><Code>AccessDenied</Code></Error>',
    [name('0205')]: gzipSync(recordsText([logged('02:01:00')])),
    [name('0305')]: gzipSync(
      recordsText([logged('03:01:00'), logged('03:20:30', { ...trail, eventName: 'StopLogging' })]),
    ),
    [name('0645')]: gzipSync(recordsText([logged('06:40:10', { ...trail, eventName: 'StartLogging' })])),
    [name('0705')]: gzipSync(recordsText(Array.from({ length: 40 }, () => logged('07:01:00')))).subarray(0, -60),
    [name('0805')]: gzipSync(recordsText([logged('08:01:00')])),
  };
  for (const [file, content] of Object.entries(files)) writeFile(folder, file, content);
  return folder;
}

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await createCase(page, [writeDelivered(desk.place.make('delivered'))], 'Files');
  await untilStage(page, 'ready');
});

test('a cell says what could be read of its files, and only a silent hour that logging was stopped', async () => {
  const { page } = desk;
  await goTo(page, 'Coverage');
  const active = page.getByTestId('coverage-grid').locator('[data-active]');
  await active.focus();
  await page.keyboard.press('Home');
  for (const words of [
    /1 log file, 1 record. No digest proves it/,
    /1 file named as a log file of it could not be read as such.*Not covered/,
    /1 log file, 1 record/,
    /1 log file, 2 records.*Logging of a trail was stopped in it/,
    /Nothing delivered: logging of a trail was stopped/,
    /Nothing delivered: logging of a trail was stopped/,
    /1 log file, 1 record.*Logging of a trail was stopped in it/,
    /could not be read as such, or only in part.*Not covered/,
    /1 log file, 1 record/,
  ]) {
    await expect(page.locator('[data-active]')).toHaveAttribute('aria-label', words);
    await page.keyboard.press('ArrowRight');
  }
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('Not readable, or only in part');
  await expect(page.getByTestId('coverage-grid')).toContainText('2 files not readable');
});

test('verifying a case whose log files nothing proves finds no fault', async () => {
  const { page } = desk;
  await goTo(page, 'Evidence');
  await page.getByTestId('verify').getByRole('button', { name: 'Verify everything' }).click();
  await expect(page.getByTestId('verified-case')).toContainText('Case: unchanged');
  await expect(page.getByTestId('verified-logs')).toContainText('nothing wrong, not all proven');
  await expect(page.getByTestId('verified-logs')).toContainText('unproven because there are no digests');
  await expect(page.getByTestId('verified')).not.toContainText('omething is wrong');
});

test('the timeline hatches the seconds in which logging was stopped, in both themes', async () => {
  const { page } = desk;
  await page.setViewportSize({ width: 1440, height: 900 });
  await goTo(page, 'Events');
  const plot = page.getByTestId('timeline-plot');
  const box = await plot.boundingBox();
  if (box === null) throw new Error('The timeline is not on the screen.');
  const hints: string[] = [];
  for (let part = 0.1; part < 0.98; part += 0.02) {
    await page.mouse.move(box.x + part * box.width, box.y + 20);
    hints.push((await page.getByTestId('timeline-hint').allInnerTexts()).join());
  }
  for (const said of ['No coverage: logging stopped', 'Log files not readable']) {
    expect(hints.filter((hint) => hint.includes(said)).length, said).toBeGreaterThan(0);
  }
  for (const view of ['Events', 'Coverage', 'Evidence'] as const) {
    await goTo(page, view);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
      const name = `coverage-files-${view.toLowerCase()}-${theme}`;
      await page.screenshot({ path: `test-results/screenshots/${name}.png` });
      expect.soft(await misfits(page), `what does not fit: ${name}`).toEqual([]);
      expect.soft(await accessibilityFaults(page, theme), `accessibility: ${name}`).toEqual([]);
    }
  }
});
