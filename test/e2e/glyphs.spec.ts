import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { cell, countLine, createCase, facetValue, openRow, unfoldFacet, untilStage } from './support/screen';

/** What the fonts of the program redraw by themselves, or others do. */
const REDRAWN = [
  '1920x1080',
  'a->b',
  'a!=b',
  '0x1F',
  'https://x',
  '--y',
  '10:30',
  '(c)',
  'fi',
  '<=',
  '...',
  'a::b',
  '=>',
];
const ALL = REDRAWN.join(' ');
const ROLE = 'arn:aws:iam::111122223333:role/';
const LONG_ROLES = ['', 'x'].map((end) => `${ROLE}release-of-the-organization-with-a-long-name-and-of-${end || 'y'}`);
const desk = deskForFile();

test.beforeAll(async () => {
  const records = [...REDRAWN, ALL].map((text, number) =>
    makeRecord(number, {
      eventName: text,
      userAgent: text,
      sourceIPAddress: number % 2 === 0 ? '2001:db8:ffff:ffff:1:2:3:1f2a' : '2001:db8:ffff:ffff:1:2:3:1f2b',
      errorCode: text,
      errorMessage: `User is not allowed: ${text}`,
      requestParameters: { bucketName: text, note: text },
      userIdentity: {
        type: 'AssumedRole',
        principalId: `AROAEXAMPLE:${text}`,
        arn: `arn:aws:sts::111122223333:assumed-role/${number % 2 === 0 ? 'one' : 'two'}/${text}`,
        accountId: '111122223333',
        sessionContext: { sessionIssuer: { type: 'Role', arn: LONG_ROLES[number % 2], userName: 'r' } },
      },
      resources: [{ ARN: `arn:aws:s3:::bucket/${text}`, type: 'AWS::S3::Object' }],
    }),
  );
  writeFile(desk.place.at('logs'), 'a->b 1920x1080 -- != .json', recordsText(records));
  const page = await desk.home();
  await createCase(page, [desk.place.at('logs')], 'Case 1920x1080 -> != --');
  await untilStage(page, 'ready');
  await expect(countLine(page)).toContainText(`${String(records.length)} of`);
});

/** How the window would look with every rule of the fonts on, or off, whatever its own styles say. */
async function force(page: Page, features: 'on' | 'off' | undefined): Promise<void> {
  await page.evaluate((wanted) => {
    const tags = ['calt', 'liga', 'clig', 'dlig', 'hlig'];
    const settings = tags.map((tag) => `'${tag}' ${wanted === 'on' ? '1' : '0'}`).join(', ');
    const sheet = new CSSStyleSheet();
    const everything = ['', '::before', '::after', '::placeholder'].map((part) => `:root:root *${part}`).join(',');
    const caret = '* { caret-color: transparent !important; }';
    const rule = `${everything} { font-feature-settings: ${settings} !important; font-variant-ligatures: normal !important; }`;
    sheet.replaceSync(wanted === undefined ? caret : `${caret} ${rule}`);
    document.adoptedStyleSheets = [sheet];
  }, features);
}

/** Pixels of two pictures that differ by more than the rounding of an edge. */
function differing(page: Page, pictures: readonly [Buffer, Buffer]): Promise<number> {
  return page.evaluate(
    async (texts) => {
      const pixels = await Promise.all(
        texts.map(async (text) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes]));
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
        }),
      );
      const [one = new Uint8ClampedArray(), other = new Uint8ClampedArray()] = pixels;
      return one.reduce((found, value, at) => found + (Math.abs(value - (other[at] ?? 0)) > 8 ? 1 : 0), 0);
    },
    pictures.map((picture) => picture.toString('base64')),
  );
}

/** The place looks as it does without any rule of the fonts, and otherwise with all of them. */
async function expectTrue(page: Page, place: Locator, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await force(page, undefined);
  await expect(place, name).toBeVisible();
  const clip = await place.boundingBox();
  if (clip === null) throw new Error(`${name} has no place.`);
  const shown = await page.screenshot({ clip });
  await force(page, 'off');
  expect(await differing(page, [shown, await page.screenshot({ clip })]), `${name}, character by character`).toBe(0);
  await force(page, 'on');
  const redrawn = await page.screenshot({ clip });
  expect(await differing(page, [shown, redrawn]), `${name}, redrawn`).toBeGreaterThan(0);
  await force(page, undefined);
}

test('every character of the evidence is drawn as it was recorded', async () => {
  const { page } = desk;
  const grid = page.getByTestId('event-grid');
  await page.mouse.move(0, 0);
  await expectTrue(page, grid, 'the list of events');
  await expectTrue(page, page.getByRole('complementary', { name: 'Facets' }), 'the facets');
  await expectTrue(page, page.getByRole('banner'), 'the case bar');

  await facetValue(page, 'Event name', '10:30').hover();
  await expect(page.getByRole('tooltip')).toContainText('First');
  // Shown again as it was, since a picture takes the pointer away from what it tells of.
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toBeHidden();
  await page.locator('#tooltip').evaluate((tip: HTMLElement) => tip.showPopover());
  await expectTrue(page, page.getByRole('tooltip'), 'a tooltip');
  await page.locator('#tooltip').evaluate((tip: HTMLElement) => tip.hidePopover());
  const detail = await openRow(page, REDRAWN.length);
  await page.mouse.move(0, 0);
  await expectTrue(page, detail, 'the detail');
  const line = detail.getByTestId('raw-json').getByRole('listitem').filter({ hasText: '"userAgent"' });
  await line.scrollIntoViewIfNeeded();
  await expectTrue(page, line, 'the raw JSON');
  await page.keyboard.press('Escape');

  await page.keyboard.press('/');
  const text = page.getByRole('combobox').first();
  await text.fill('eventName:1');
  await expectTrue(page, page.getByRole('listbox', { name: 'Completions' }), 'completions');
  await text.fill('userAgent:"a->b"');
  await page.keyboard.press('Enter');
  await expectTrue(page, text, 'the filter as text');
  await page.keyboard.press('Escape');
  await page.getByText('Pills', { exact: true }).click();
  const pill = page.getByRole('button', { name: /^Edit filter/ }).first();
  await expectTrue(page, pill, 'a pill');
  await pill.click();
  const editor = page.getByRole('dialog').filter({ hasText: 'a->b' }).last();
  await editor.getByRole('textbox', { name: 'Find a value' }).fill('1920x1080');
  await page.mouse.move(0, 0);
  await expect(editor.getByRole('checkbox')).toHaveCount(2);
  await expect(editor.getByRole('checkbox').first()).toHaveAccessibleName('1920x1080');
  await expect(page.getByRole('tooltip')).toBeHidden();
  await expectTrue(page, editor, 'the editor of a pill');
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Remove filter/ })
    .first()
    .click();
  await untilStage(page, 'ready');

  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitem', { name: 'User agent', exact: true }).click();
  await expectTrue(page, page.getByTestId('group-table').getByRole('table'), 'groups');
  await page.getByRole('button', { name: 'List events' }).click();

  await page.keyboard.press('5');
  await expectTrue(page, page.getByRole('table').first(), 'the sources');
  await page.keyboard.press('1');

  const redrawing = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after']
        .map((part) => getComputedStyle(element, part))
        .filter((style) => style.fontVariantLigatures !== 'none' || style.fontFeatureSettings !== 'normal')
        .map(() => element.outerHTML.slice(0, 80)),
    ),
  );
  expect(redrawing).toEqual([]);
});

test('a canvas draws them so as well', async () => {
  const { page } = desk;
  const widths = await page.evaluate(() => {
    const draw = (style: string): string => {
      const canvas = document.createElement('canvas');
      document.body.append(canvas);
      if (style !== '') canvas.style.setProperty('font-variant-ligatures', style, 'important');
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('There is no canvas.');
      context.font = "400 11px 'Inter Variable'";
      context.fillText('1920x1080 a->b 10:30', 5, 25);
      canvas.remove();
      return canvas.toDataURL();
    };
    return { shown: draw(''), off: draw('none'), on: draw('normal') };
  });
  expect(widths.shown).toBe(widths.off);
  expect(widths.shown).not.toBe(widths.on);
});

test('values that are too long keep what tells them apart, and are copied whole', async () => {
  const { page } = desk;
  const group = await unfoldFacet(page, 'Role');
  const texts = group.locator('[data-facet-value] .cut-text');
  await expect(texts).toHaveCount(2);
  const looks = await texts.evaluateAll((values) =>
    values.map((value) => ({
      cut: [...value.children].some((run) => run.scrollWidth > run.clientWidth + 1),
      // What stays is whole, and inside of the value's own box.
      kept: [...value.querySelectorAll('.gives-none')].map((run) => ({
        text: run.textContent,
        whole:
          run.scrollWidth <= run.clientWidth &&
          run.getBoundingClientRect().right <= value.getBoundingClientRect().right + 1,
      })),
    })),
  );
  for (const { cut, kept } of looks) {
    expect(cut).toBe(true);
    expect(kept.every(({ whole }) => whole)).toBe(true);
  }
  expect(new Set(looks.map(({ kept }) => JSON.stringify(kept))).size).toBe(2);

  await page.keyboard.press('5');
  const name = page.getByRole('table').first().locator('.cut-text').first();
  const copied = await name.evaluate((value) => {
    getSelection()?.selectAllChildren(value);
    const clipboardData = new DataTransfer();
    value.dispatchEvent(new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }));
    getSelection()?.removeAllRanges();
    return { copied: clipboardData.getData('text/plain'), whole: value.textContent };
  });
  expect(copied.copied).toBe(copied.whole);
  expect(copied.whole).toBe('a->b 1920x1080 -- != .json');
  await page.keyboard.press('1');
});

test('columns fit what is in them once, and stay when the analyst has set one', async () => {
  const { page } = desk;
  const grid = page.getByTestId('event-grid');
  const width = async (id: string): Promise<number> =>
    (await grid.locator(`.ag-header-cell[col-id="${id}"]`).boundingBox())?.width ?? 0;
  // Nothing came through another service and nothing was signed: these columns are as narrow as their heads.
  expect(await width('invokedBy')).toBeLessThan(60);
  expect(await width('signatureVersion')).toBeLessThan(60);
  await page.setViewportSize({ width: 2560, height: 900 });
  await expect.poll(() => width('sourceIPAddress')).toBeGreaterThan(210);
  await expect(cell(page, 0, 'accounts')).toBeInViewport({ ratio: 1 });
  const cuts = await grid
    .locator('.ag-row [col-id="sourceIPAddress"] .cut-text > span')
    .evaluateAll((runs) => runs.filter((run) => run.scrollWidth > run.clientWidth).length);
  expect(cuts).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(() => width('sourceIPAddress')).toBeLessThan(210);
  await expect(cell(page, 0, 'accounts')).toBeInViewport({ ratio: 1 });
  // The telling end of an address stays in sight.
  const ends = await grid
    .locator('.ag-row [col-id="sourceIPAddress"] .gives-none')
    .evaluateAll((runs) => runs.map((run) => run.textContent.slice(-4)));
  expect(new Set(ends)).toEqual(new Set(['1f2a', '1f2b']));

  const [before, wide] = [await width('resource'), await width('principal')];
  const edge = await grid.locator('.ag-header-cell[col-id="principal"] .ag-header-cell-resize').boundingBox();
  if (edge === null) throw new Error('The column cannot be resized.');
  const [x, y] = [edge.x + edge.width / 2, edge.y + edge.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => width('principal')).toBeGreaterThan(wide + 40);
  expect(await width('resource')).toBe(before);
});
