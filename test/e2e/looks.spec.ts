import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile, writeGzip } from './support/logs';
import { accessibilityFaults, BASE, bringAxe, misfits, SIZES, THEMES } from './support/looks';
import { closeCase, createCase, facetValue, goTo, openRecent, openRow, untilStage } from './support/screen';
import { HOME } from './support/workbench';

const SAMPLE = 'Sample: a leaked key in three accounts';
const BROKEN = 'Broken files';
const NO_CASE = '00000000-0000-4000-8000-00000000dead';

const desk = deskForFile();
let sample = SAMPLE;

/** A view that is gone to, looked at, and left as it was found. */
interface View {
  readonly name: string;
  enter(page: Page): Promise<void>;
  leave?(page: Page): Promise<void>;
}

const escape = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog[open], .popover:popover-open')).toHaveCount(0);
};

async function fromCaseMenu(page: Page, item: RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1 }).getByRole('button').click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** In a small window the facets are a drawer behind a button. */
const drawer = (page: Page): Locator => page.getByRole('button', { name: 'Facets', exact: true });

async function facetsInSight(page: Page): Promise<void> {
  if (!(await drawer(page).isVisible())) return;
  await drawer(page).click();
  await expect(page.locator('aside[aria-label="Facets"]')).toBeVisible();
}

async function facetsAside(page: Page): Promise<void> {
  if (!(await drawer(page).isVisible())) return;
  if ((await drawer(page).getAttribute('aria-expanded')) === 'true') await drawer(page).click();
}

/** A button where there is room for it, an entry of a menu where not. */
async function openQuestions(page: Page): Promise<void> {
  await page.getByRole('button', { name: /questions$/i }).click();
  const entry = page.getByRole('menuitem', { name: 'Questions' });
  if (await entry.isVisible()) await entry.click();
  await expect(page.getByRole('dialog', { name: 'Ready questions' })).toBeVisible();
}

/** Of the sample case, in this order. */
const WORKBENCH: readonly View[] = [
  { name: 'workbench', enter: async () => {} },
  { name: 'help', enter: (page) => page.keyboard.press('?'), leave: escape },
  {
    name: 'case-menu',
    enter: (page) => page.getByRole('heading', { level: 1 }).getByRole('button').click(),
    leave: escape,
  },
  { name: 'sources', enter: (page) => fromCaseMenu(page, /^Show .* sources$/), leave: escape },
  { name: 'add-evidence', enter: (page) => fromCaseMenu(page, /^Add evidence$/), leave: escape },
  {
    name: 'columns',
    enter: (page) => page.getByTestId('grid-bar').getByRole('button', { name: 'Columns' }).click(),
    leave: escape,
  },
  {
    name: 'export',
    enter: (page) => page.getByTestId('grid-bar').getByRole('button', { name: 'Export' }).click(),
    leave: escape,
  },
  { name: 'questions', enter: openQuestions, leave: escape },
  {
    name: 'choose-facets',
    enter: async (page) => {
      await facetsInSight(page);
      await page.getByRole('button', { name: 'Choose facets' }).click();
    },
    leave: async (page) => {
      await escape(page);
      await facetsAside(page);
    },
  },
  { name: 'time-zone', enter: (page) => page.getByRole('button', { name: /^Time zone: / }).click(), leave: escape },
  {
    name: 'detail',
    enter: async (page) => {
      await openRow(page, 2);
    },
  },
  {
    name: 'filters',
    leave: async (page) => {
      await facetsAside(page);
      // In a small window the detail lies over the grid.
      if (await page.locator('.detail.overlay').isVisible()) await escape(page);
    },
    enter: async (page) => {
      await facetsInSight(page);
      await facetValue(page, 'Signature version', 'SigV2').click();
      await facetValue(page, 'Event name', 'GetObject').click({ modifiers: ['Alt'] });
      await untilStage(page, 'ready');
    },
  },
  {
    name: 'groups',
    enter: async (page) => {
      await page.getByRole('button', { name: 'Group by' }).click();
      await page.getByRole('menuitem', { name: 'Principal', exact: true }).click();
      await page.getByRole('button', { name: 'And group by' }).click();
      await page.getByRole('menuitem', { name: 'Event name', exact: true }).click();
      await expect(page.getByTestId('group-table').getByRole('row').nth(1)).toBeVisible();
      await untilStage(page, 'ready');
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'List events' }).click();
      await untilStage(page, 'ready');
    },
  },
  {
    name: 'filter-text',
    enter: (page) => page.getByRole('region', { name: 'Filters' }).getByRole('radio', { name: 'Text' }).click(),
    leave: (page) => page.getByRole('region', { name: 'Filters' }).getByRole('radio', { name: 'Pills' }).click(),
  },
  ...(['Accounts', 'Findings', 'Coverage', 'Evidence', 'Acquire'] as const).map((view) => ({
    name: view.toLowerCase(),
    enter: (page: Page) => goTo(page, view),
    leave: (page: Page) => goTo(page, 'Events'),
  })),
  {
    name: 'no-events-match',
    enter: async (page) => {
      await page.getByRole('region', { name: 'Filters' }).getByRole('radio', { name: 'Text' }).click();
      await page.locator('[data-filter-text]').fill('signatureVersion:SigV2 AND NOT eventSource:s3.amazonaws.com');
      await page.locator('[data-filter-text]').press('Enter');
      await expect(page.getByText('No events match')).toBeVisible();
      await page.getByRole('region', { name: 'Filters' }).getByRole('radio', { name: 'Pills' }).click();
    },
  },
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @returns its name */
async function picture(page: Page, view: string, theme: (typeof THEMES)[number], size: Size): Promise<string> {
  await page.emulateMedia({ colorScheme: theme });
  // Tooltips would hide what is below, and motion would blur it.
  await page.mouse.move(size.width / 2, 3);
  await page.evaluate(() =>
    document.fonts.ready.then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))),
  );
  const name = `${view}-${theme}-${String(size.width)}x${String(size.height)}`;
  await page.screenshot({ path: `test-results/screenshots/${name}.png` });
  return name;
}

/** Looks at what is there in both themes: a picture of each, and what does not fit or cannot be used by all. */
async function look(page: Page, view: string, size: Size): Promise<void> {
  for (const theme of THEMES) {
    const name = await picture(page, view, theme, size);
    expect.soft(await misfits(page), `what does not fit: ${name}`).toEqual([]);
    if (size.width === BASE.width)
      expect.soft(await accessibilityFaults(page, theme), `accessibility: ${name}`).toEqual([]);
  }
}

async function lookAt(page: Page, views: readonly View[], size: Size): Promise<void> {
  for (const view of views) {
    await test.step(view.name, async () => {
      await view.enter(page);
      await look(page, view.name, size);
      await view.leave?.(page);
    });
  }
}

test.beforeAll(async () => {
  const page = await desk.start();
  await bringAxe(page);
  await page.reload();
  await untilStage(page, 'start');
  await look(page, 'start-empty', BASE);

  const broken = desk.place.at('broken');
  writeGzip(broken, 'sound.json.gz', recordsText([makeRecord(1), makeRecord(2)]));
  writeFile(broken, 'cut-off.json', recordsText([makeRecord(3), makeRecord(4)]).slice(0, -200));
  writeFile(broken, 'faulty.json', `{"Records":[${JSON.stringify(makeRecord(5))},{"eventID":nonsense}]}`);
  writeFile(broken, 'README.md', 'In words.\n');
  await createCase(page, [broken], BROKEN);
  await untilStage(page, 'ready');
  await closeCase(page);
  await page.getByRole('button', { name: 'Open sample' }).click();
  await untilStage(page, 'ready');
  sample = (await page.getByRole('heading', { level: 1 }).innerText()).trim();
  await closeCase(page);
});

for (const size of SIZES) {
  test(`every view fits and can be used by all at ${String(size.width)} x ${String(size.height)}`, async () => {
    test.setTimeout(240_000);
    const page = await desk.home();
    await page.setViewportSize(size);
    await look(page, 'start', size);
    await page.getByRole('button', { name: 'Open case' }).click();
    await look(page, 'open-case', size);
    await escape(page);

    await openRecent(page, sample);
    await untilStage(page, 'ready');
    await lookAt(page, WORKBENCH, size);
    await closeCase(page);

    await openRecent(page, BROKEN);
    await untilStage(page, 'ready');
    await look(page, 'quarantine-notice', size);
    await page.getByRole('button', { name: 'Show files' }).click();
    await look(page, 'quarantine', size);
    await escape(page);
    await closeCase(page);

    await page.goto(`${HOME}?case=${NO_CASE}`);
    await untilStage(page, 'failed');
    await look(page, 'failed', size);
    await page.getByRole('button', { name: 'Back to the cases' }).click();
  });
}

test('while records are searched, what is of the filter before steps back', async () => {
  const page = await desk.home();
  await page.setViewportSize(BASE);
  await openRecent(page, sample);
  await untilStage(page, 'ready');
  await page.keyboard.press('/');
  process.kill(desk.bench.pid, 'SIGSTOP');
  try {
    await page.locator('[data-filter-text]').fill('payroll AND requestParameters.key:*');
    await page.locator('[data-filter-text]').press('Enter');
    await expect(page.getByRole('region', { name: 'Search through the records' })).toBeVisible();
    await expect(page.locator('.zones')).toHaveAttribute('aria-busy', 'true');
    await expect(page.getByTestId('event-grid').locator('xpath=..')).toHaveCSS('opacity', '0.45');
    for (const theme of THEMES) await picture(page, 'searching', theme, BASE);
  } finally {
    process.kill(desk.bench.pid, 'SIGCONT');
  }
  await untilStage(page, 'ready');
  await expect(page.locator('.zones')).toHaveAttribute('aria-busy', 'false');
});

test('indexing in progress, and stopped', async () => {
  const page = await desk.home();
  await writeCorpus({ folder: desk.place.at('trail'), events: 100_000, seed: 19 });
  await page.setViewportSize(BASE);
  await createCase(page, [desk.place.at('trail')], 'In progress');
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toContainText(/Reading and hashing|Indexing/);
  // The first events are there, and more are to come.
  await expect(page.locator('[data-facet-value]').first()).toBeVisible();
  // Main is held still, so that the window stays in the middle of it.
  process.kill(desk.bench.pid, 'SIGSTOP');
  try {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await look(page, 'indexing', size);
    }
  } finally {
    process.kill(desk.bench.pid, 'SIGCONT');
  }
  await page.setViewportSize(BASE);
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toContainText('Stopped');
  await look(page, 'indexing-stopped', BASE);
});
