import { cpSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { forgeLedger } from '../hostile-case/forged-logs';
import { holdsCanary, Outside } from '../hostile-case/outside';
import { makeSoundCase } from '../hostile-case/sound-case';
import { Desk } from './support/desk';
import { writeFile } from './support/logs';
import { accessibilityFaults, bringAxe, misfits } from './support/looks';
import { closeCase, countLine, countWords, offerFolder, untilStage } from './support/screen';

/** Imports that a case calls unfinished: those of somebody else's ledger, and one that this user was cut off in. */
const NO = 7;
const SINCE = '2026-01-02T03:04:05.000Z';
const LEDGER = 'ledger.jsonl';
const MANIFEST = 'evidence/manifest.jsonl';
const CUT_EVENTS = 60_000;
const MADE_MS = 60_000;
const SIZES = [1280, 1600] as const;
const HEIGHT = 900;

const desk = new Desk();
let sound = '';
let made = 0;

test.beforeAll(async () => {
  sound = await makeSoundCase(desk.place.make('sound'));
});
test.afterEach(async () => {
  if (test.info().status !== test.info().expectedStatus) await desk.attachPicture();
});
test.afterAll(() => desk.clear());

type Details = Readonly<Record<string, unknown>>;

/** What a ledger says of an import that somebody began. */
function begun(acquisition: number, details: Details): Record<string, unknown> {
  return {
    at: SINCE,
    actor: 'mallory',
    action: 'acquire-started',
    details: { host: 'WS-9', acquisition, ...details },
  };
}

/** A copy of the sound case whose ledger says besides that somebody began this, and finished something before. */
function forged(details: Details, before?: Details): string {
  made += 1;
  const folder = desk.place.at('forged', String(made), 'case');
  cpSync(sound, folder, { recursive: true });
  forgeLedger(folder, (lines) =>
    [
      ...lines,
      ...(before === undefined ? [] : [begun(NO - 1, before), { ...begun(NO - 1, {}), action: 'acquire-finished' }]),
      begun(NO, details),
    ].map((line) => ({ ...lines[0], ...line })),
  );
  return folder;
}

function textOf(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

/** For whoever looks at the results. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) });
}

function noticeOf(page: Page, title: string): Locator {
  return page.locator('.notice').filter({ has: page.getByText(title, { exact: true }) });
}

async function untilTrue(what: string, holds: () => boolean): Promise<void> {
  for (const until = Date.now() + MADE_MS; !holds(); await sleep(5)) {
    if (Date.now() > until) throw new Error(`${what} did not come in time.`);
  }
}

test.describe('an import that only the case speaks of', () => {
  const TITLE = 'An import that was not begun here is unfinished.';

  /** Opens a forged case and sees what is told of it, and that it was left alone. */
  async function openForged(page: Page): Promise<{ folder: string; outside: Outside; notice: Locator }> {
    const outside = new Outside(desk.place.make('outside', String(made)));
    const folder = forged({ paths: [outside.secret] });
    const before = outside.snapshot();
    await offerFolder(page, folder);
    await untilStage(page, 'ready');
    const notice = noticeOf(page, TITLE);
    await expect(notice).toContainText(outside.secret);
    await expect(notice).toContainText('by mallory on WS-9, says the case');
    await expect(notice).toContainText('2026-01-02 03:04:05');
    await expect(notice).toContainText('of 1 path.');
    await picture(page, 'import-of-one-path');
    expect(outside.snapshot(), 'what is outside').toEqual(before);
    expect(textOf(folder, MANIFEST)).not.toContain(outside.secret);
    expect(textOf(folder, LEDGER)).not.toContain('acquire-resumed');
    expect(holdsCanary(folder)).toBe(false);
    return { folder, outside, notice };
  }

  test('is shown, not gone on with, and goes away once it is given up, as the ledger says then', async () => {
    const page = await desk.home();
    const { folder, outside, notice } = await openForged(page);
    await notice.getByRole('button', { name: 'Give up' }).click();
    await expect(notice).toHaveCount(0);
    expect(textOf(folder, LEDGER)).toContain('"action":"acquire-cancelled"');
    await closeCase(page);
    expect(textOf(folder, MANIFEST)).not.toContain(outside.secret);
    expect(textOf(folder, LEDGER)).not.toContain('acquire-resumed');
    expect(holdsCanary(folder)).toBe(false);
    await offerFolder(page, folder);
    await untilStage(page, 'ready');
    await expect(notice).toHaveCount(0);
    await closeCase(page);
  });

  test('goes on where the analyst says so', async () => {
    const page = await desk.home();
    const { folder, outside, notice } = await openForged(page);
    await notice.getByRole('button', { name: 'Go on' }).click();
    await expect(notice).toHaveCount(0);
    await expect.poll(() => textOf(folder, MANIFEST)).toContain(outside.secret);
    await expect.poll(() => textOf(folder, LEDGER)).toContain('"action":"acquire-finished"');
    expect(textOf(folder, LEDGER)).toContain('"action":"acquire-resumed"');
    expect(holdsCanary(folder), 'its bytes are evidence now').toBe(true);
    await untilStage(page, 'ready');
    await closeCase(page);
  });

  test('is dismissed and decided by keys alone, and nothing of it is cut off, however many and long its paths are', async () => {
    const page = await desk.home();
    await bringAxe(page);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    await untilStage(page, 'start');
    const long = `/home/mallory/${'a-very-long-name-of-a-folder/'.repeat(40)}log.json`;
    const paths = Array.from({ length: 40 }, (_, at) => (at === 1 ? long : `/home/ann/.ssh/id_${String(at)}`));
    await offerFolder(page, forged({ paths }));
    await untilStage(page, 'ready');
    const notice = noticeOf(page, TITLE);
    await expect(notice).toContainText('40 paths');
    const all = notice.getByRole('button', { name: 'Show all 40 paths' });
    for (const expanded of [false, true]) {
      if (expanded) {
        await all.focus();
        await page.keyboard.press('Enter');
        await expect(notice.getByRole('listitem')).toHaveCount(40);
        // The button is gone that had the focus: it goes on to what is next.
        await expect(notice.getByRole('region', { name: '40 paths' })).toBeFocused();
      }
      for (const width of SIZES) {
        await page.setViewportSize({ width, height: HEIGHT });
        for (const theme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: theme });
          expect(await accessibilityFaults(page, theme), `${theme}, ${String(width)} wide`).toEqual([]);
          await picture(page, `import-${expanded ? 'all-' : ''}${String(width)}-${theme}`);
        }
        expect(await misfits(page), `${String(width)} wide`).toEqual([]);
        const { height = 0 } = (await notice.boundingBox()) ?? {};
        expect(height, 'of the notice').toBeLessThan(HEIGHT / 2);
        await expect(notice.getByRole('button', { name: 'Give up' })).toBeInViewport();
      }
    }
    await page.keyboard.press('Tab');
    await expect(notice.getByRole('button', { name: 'Go on' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(notice.getByRole('button', { name: 'Give up' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(notice).toHaveCount(0);
    await closeCase(page);
  });
});

test.describe('an acquisition from S3 that only the case speaks of', () => {
  let store: Server;
  let endpoint = '';
  let asked = 0;

  test.beforeAll(async () => {
    const key = ['[incident]', 'aws_access_key_id = AKIAEXAMPLE', 'aws_secret_access_key = example'];
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = writeFile(desk.place.make('aws'), 'credentials', key.join('\n'));
    process.env['AWS_CONFIG_FILE'] = writeFile(desk.place.make('aws'), 'config', '');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    store = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>No.</Message></Error>');
    });
    store.on('connection', () => (asked += 1));
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${String((store.address() as AddressInfo).port)}`;
    await desk.restart();
  });
  test.afterAll(() => {
    store.close();
  });

  test('waits, says where it would take what from and whose word that is, and asks nothing before the analyst connects', async () => {
    const page = await desk.home();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const uri = 's3://logs-of-mallory/AWSLogs/';
    const choice = { uri, accounts: ['111122223333'], regions: ['eu-central-1'], kinds: ['CloudTrail'] };
    const connection = { endpoint, pathStyle: true, profile: 'incident' };
    const details = { paths: [uri], what: 's3', choice, connection };
    await offerFolder(
      page,
      forged(details, { ...details, paths: ['s3://earlier/'], choice: { uri: 's3://earlier/' } }),
    );
    await untilStage(page, 'ready');
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Acquire' }).click();
    const waiting = page.locator('section[aria-label="Acquisition 7"][data-state="waiting"]');
    for (const told of [
      endpoint,
      uri,
      'of 111122223333',
      'in eu-central-1',
      'by mallory on WS-9, says the case',
      'was not begun here',
    ]) {
      await expect(waiting).toContainText(told);
    }
    const earlier = page.getByRole('region', { name: 'Earlier' }).getByRole('listitem');
    await expect(earlier).toContainText(['s3://earlier/']);
    await expect(earlier).toContainText(['by mallory on WS-9, says the case']);
    for (const width of SIZES) {
      await page.setViewportSize({ width, height: HEIGHT });
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await picture(page, `acquire-${String(width)}-${theme}`);
      }
    }
    expect(asked, 'requests before anything was pressed').toBe(0);

    await waiting.getByRole('button', { name: 'Connect and go on' }).click();
    await expect(page.getByRole('textbox', { name: 'Endpoint' })).toHaveValue(endpoint);
    await sleep(500);
    expect(asked, 'requests before the analyst connects').toBe(0);

    await page.getByRole('radio', { name: /^incident/ }).click();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect.poll(() => asked, 'requests once the analyst has connected').toBeGreaterThan(0);
  });
});

test('an import that was cut off here says so, and goes on where the analyst says so', async () => {
  test.setTimeout(240_000);
  await desk.stop();
  const trail = desk.place.make('trail');
  await writeCorpus({ folder: trail, events: CUT_EVENTS, shape: 'tiny', seed: 13, duplicates: 0 });
  const folder = desk.place.at('cases', 'trail');
  await desk.start({ paths: [trail] });
  await untilTrue('The beginning of the import', () => {
    return existsSync(path.join(folder, LEDGER)) && textOf(folder, LEDGER).includes('acquire-started');
  });
  await desk.endWith((bench) => bench.kill());
  expect(textOf(folder, LEDGER)).not.toContain('acquire-finished');

  const page = await desk.start({ paths: [folder] });
  await untilStage(page, 'ready');
  const notice = noticeOf(page, 'An import was cut off.');
  await expect(notice).toContainText(trail);
  await expect(notice).toContainText(`on ${hostname()}, here`);
  await expect(page.getByText('was not begun here')).toHaveCount(0);
  await notice.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => textOf(folder, LEDGER), { timeout: MADE_MS }).toContain('acquire-finished');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(CUT_EVENTS, CUT_EVENTS));
  await expect(notice).toHaveCount(0);
});
