import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { HOSTILE_STRINGS } from '../fixtures/hostile-strings';
import { Desk } from './support/desk';
import { makeRecord, writeFile } from './support/logs';
import {
  cell,
  closeCase,
  countLine,
  createCase,
  detailPanel,
  facetList,
  numberWords,
  unfoldFacet,
  untilStage,
} from './support/screen';
import { hiddenCharacters, watch } from './support/watch';
import type { Watch } from './support/watch';
import { HOME } from './support/workbench';

const RUN = 'globalThis.trailbenchCanary=1';
/** Each does something that is noticed, were it taken for more than text. */
const ACTIVE: readonly string[] = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}"></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<a href="javascript:${RUN}">open</a>`,
  `javascript:${RUN}`,
  `"><input autofocus onfocus="${RUN}">`,
  `' onmouseover='${RUN}`,
  `<style>@import url(http://203.0.113.9/x.css);</style>`,
  `<link rel=stylesheet href=http://203.0.113.9/x.css>`,
  `<meta http-equiv=refresh content="0;url=http://203.0.113.9/">`,
  `url(http://203.0.113.9/x.png)`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `{@html "<img src=x onerror='${RUN}'>"}`,
  `\u202etxt.exe`,
  `\u2066user\u2069\u200b\u200dname\ufeff`,
  `__proto__`,
];
const STRINGS = [...ACTIVE, ...HOSTILE_STRINGS];
/** Records whose detail is opened: between them they hold every string. */
const OPENED = 26;
const HOSTILE_NAME = `\u202e<img src=x onerror=${RUN}>\u200b{{7*7}}`;

const desk = new Desk();
let seen: Watch;
let record = 0;

/** A record that holds another string in each field, names of fields too. */
function hostileRecord(number: number): Record<string, unknown> {
  let field = 0;
  const next = (): string => STRINGS[(number + OPENED * field++) % STRINGS.length] ?? '';
  const inner = (): Record<string, unknown> => ({ [next()]: next(), [next()]: [next(), { [next()]: next() }] });
  return makeRecord(number, {
    eventID: `${String(number)} ${next()}`,
    ...(number < OPENED || number % 2 === 0 ? {} : { eventTime: next() }),
    eventName: next(),
    eventSource: next(),
    awsRegion: next(),
    sourceIPAddress: next(),
    userAgent: next(),
    errorCode: next(),
    errorMessage: next(),
    recipientAccountId: next(),
    sharedEventID: next(),
    vpcEndpointId: next(),
    userIdentity: {
      type: next(),
      arn: next(),
      principalId: next(),
      accountId: next(),
      accessKeyId: next(),
      invokedBy: next(),
      userName: next(),
      sessionContext: { sessionIssuer: { type: 'Role', arn: next(), userName: next() } },
    },
    requestParameters: { bucketName: next(), key: next(), ...inner() },
    responseElements: inner(),
    additionalEventData: { SignatureVersion: next(), AuthenticationMethod: next(), CipherSuite: next() },
    tlsDetails: { tlsVersion: next(), cipherSuite: next() },
    resources: [{ ARN: next(), accountId: next(), type: next() }],
  });
}

/** Characters beyond ASCII as JSON escapes, which detail and facets must show the same way. */
function escaped(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Nothing but text came of it so far, and every character of it shows. */
async function expectOnlyText(page: Page, where: string): Promise<void> {
  expect(await hiddenCharacters(page), `hidden characters: ${where}`).toEqual([]);
  expect(seen.incidents, where).toEqual([]);
}

test.beforeAll(async () => {
  const folder = desk.place.at('logs', HOSTILE_NAME.replaceAll('/', '_'));
  const records = STRINGS.map((_, number) => JSON.stringify(hostileRecord(number)));
  const half = Math.floor(records.length / 2);
  writeFile(folder, `${HOSTILE_NAME}.json`, `{"Records":[${records.slice(0, half).join(',')}]}`);
  writeFile(folder, 'escaped.json', `{"Records":[${records.slice(half).map(escaped).join(',\n')}]}`);
  writeFile(folder, `<b>broken</b>\u202e.json`, '{"Records":[{"eventID":<script>}]}');
  record = records.length;
  const page = await desk.start();
  seen = await watch(page, HOME);
  await page.reload();
  await untilStage(page, 'start');
});
test.afterEach(async () => {
  if (test.info().status !== test.info().expectedStatus) await desk.attachPicture();
});
test.afterAll(() => desk.clear());
test.describe.configure({ mode: 'serial' });

test('hostile names and paths on the start page are text', async () => {
  const { page } = desk;
  await createCase(page, [desk.place.at(HOSTILE_NAME)], HOSTILE_NAME);
  await expect(page.getByRole('alert')).toContainText('cannot be read');
  await expectOnlyText(page, 'a path that does not exist');
  await page.getByRole('button', { name: 'Open case' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  await dialog.getByRole('textbox').fill(desk.place.at('logs'));
  await dialog.getByRole('textbox').press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');

  await createCase(page, [desk.place.at('logs')], HOSTILE_NAME);
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(`${numberWords(record)} of ${numberWords(record)} events`);
  await expectOnlyText(page, 'the case');
  await page.getByRole('contentinfo').hover();
  await page.getByRole('banner').getByRole('heading', { level: 1 }).getByRole('button').hover();
  await expect(page.getByRole('tooltip')).toBeVisible();
  await expectOnlyText(page, 'the tooltip of the case');
  await closeCase(page);
  await expectOnlyText(page, 'recent cases');
  await page.getByRole('region', { name: 'Recent cases' }).getByRole('row').getByRole('button').first().click();
  await untilStage(page, 'ready');
});

test('in every row of the grid, its tooltips and its menu', async () => {
  const { page } = desk;
  const grid = page.getByTestId('event-grid');
  let boxed = 0;
  for (let row = 0; row < record; row += 20) {
    // The list may not have its full height yet: then the place is taken again.
    await expect(async () => {
      await grid.locator('[role=grid]').evaluate((viewport, share) => {
        viewport.scrollTop = share * viewport.scrollHeight;
      }, row / record);
      await expect(cell(page, row, 'eventName')).toBeInViewport({ timeout: 1000 });
    }).toPass();
    await expect(cell(page, row, 'time')).not.toBeEmpty();
    boxed += await grid.locator('.code-point').count();
    await expectOnlyText(page, `rows from ${String(row)}`);
  }
  expect(boxed, 'characters shown as code points').toBeGreaterThan(100);
  await grid.locator('[role=grid]').evaluate((viewport) => (viewport.scrollTop = 0));
  for (const column of ['eventName', 'principal', 'sourceIPAddress', 'signatureVersion', 'resource']) {
    await cell(page, 3, column).hover();
    await page.waitForTimeout(500);
    await expectOnlyText(page, `tooltip of ${column}`);
  }
  await cell(page, 2, 'eventName').click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await expectOnlyText(page, 'menu of a cell');
  await page.keyboard.press('Escape');
});

test('in every facet, its tooltips and menus, and in filters made of it', async () => {
  const { page } = desk;
  const panel = page.getByRole('complementary', { name: 'Facets' });
  for (const label of [
    'Principal',
    'Source IP',
    'Signature version',
    'Region',
    'Error code',
    'User agent',
    'Resource',
  ]) {
    const group = await unfoldFacet(page, label);
    await group.locator('button[aria-label^="Show "]').click();
    await expect(group.locator('[data-facet-value]').nth(150)).toBeAttached();
    await expectOnlyText(page, label);
    await group.getByRole('button', { name: 'Fewer' }).click();
  }
  const find = panel.getByRole('textbox', { name: 'Find in Event name' });
  for (const search of ['onerror', '\u202e', 'script', '{{']) {
    await find.fill(search);
    await untilStage(page, 'ready');
    await expectOnlyText(page, `search for ${search}`);
  }
  await find.fill('txt.exe');
  const reversed = facetList(page, 'Event name').getByRole('button', { name: /^<U\+202E>txt\.exe, \d+$/ });
  // The direction does not change: the character stands there as a box with its number.
  await expect(reversed.locator('.code-point')).toHaveText('U+202E');
  const box = await reversed.locator('.code-point').evaluate((element) => {
    const { borderTopWidth, outlineWidth, boxShadow, direction } = getComputedStyle(element);
    return { edge: borderTopWidth !== '0px' || outlineWidth !== '0px' || boxShadow !== 'none', direction };
  });
  expect(box).toEqual({ edge: true, direction: 'ltr' });
  await reversed.hover();
  await expect(page.getByRole('tooltip')).toContainText('U+202E');
  await expectOnlyText(page, 'tooltip of a value');
  await reversed.click({ button: 'right' });
  await expectOnlyText(page, 'menu of a value');
  await page.keyboard.press('Escape');
  await reversed.click();
  await untilStage(page, 'ready');
  await find.fill('onerror=');
  for (const active of await facetList(page, 'Event name').locator('input[type=checkbox]').all()) await active.check();
  await untilStage(page, 'ready');
  const filters = page.getByRole('region', { name: 'Filters' });
  await filters
    .getByRole('group', { name: /^Filter: / })
    .first()
    .hover();
  await page.waitForTimeout(500);
  await expectOnlyText(page, 'pills');
  await filters
    .getByRole('button', { name: /^Edit filter: / })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectOnlyText(page, 'editor of a pill');
  await page.keyboard.press('Escape');
  await filters.getByRole('radio', { name: 'Text' }).click();
  await expectOnlyText(page, 'filter as text');
  await page.locator('[data-filter-text]').fill(`eventName:"<img src=y onerror=${RUN}>\u202e"`);
  await page.locator('[data-filter-text]').press('Enter');
  await expect(page.getByRole('main').getByText('No events match')).toBeVisible();
  await expectOnlyText(page, 'no events');
  await filters.getByRole('radio', { name: 'Pills' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Turn off last filter' }).click();
  await find.fill('');
  await unfoldFacet(page, 'Region');
  await facetList(page, 'Region').locator('[data-facet-value]').nth(3).click();
  await untilStage(page, 'ready');
  await expectOnlyText(page, 'a region');
  await closeCase(page);
});

test('in detail: the sentence, every field, the raw JSON in both layouts, the evidence', async () => {
  const { page } = desk;
  await page.getByRole('region', { name: 'Recent cases' }).getByRole('row').getByRole('button').first().click();
  await untilStage(page, 'ready');
  await cell(page, 0, 'time').click();
  const detail = detailPanel(page);
  await expect(detail.getByTestId('event-evidence')).toBeVisible();
  const more = detail.getByRole('button', { name: /^[\d,]+ more fields$/ });
  if (await more.isVisible()) await more.click();
  for (let row = 0; row < OPENED; row += 1) {
    if (row > 0) await detail.getByRole('button', { name: 'Next event' }).click();
    await expect(detail.getByTestId('event-evidence')).toHaveAttribute('data-record', String(row));
    await detail.getByRole('radio', { name: row % 2 === 0 ? 'As delivered' : 'Indented' }).click();
    await expectOnlyText(page, `record ${String(row)}`);
  }
  const fields = detail.locator('[data-field]');
  expect(await fields.count()).toBeGreaterThan(25);
  for (const at of [0, 4, 9, 14]) {
    await fields.nth(at).locator('dd').hover();
    await page.waitForTimeout(450);
    await expectOnlyText(page, `tooltip of field ${String(at)}`);
  }
  await detail.getByRole('button', { name: 'Around this event' }).click();
  await expectOnlyText(page, 'menu of neighbours');
  await page.keyboard.press('Escape');
});

test('in sources, columns, export and an address that names no case', async () => {
  const { page } = desk;
  await page
    .getByRole('banner')
    .getByRole('button', { name: /sources?$/ })
    .click();
  await expect(page.getByRole('dialog', { name: 'Sources' }).getByRole('rowgroup')).toHaveCount(4);
  await expectOnlyText(page, 'sources');
  await page.getByRole('radio', { name: 'Not fully read' }).click();
  await expectOnlyText(page, 'quarantine');
  await page.keyboard.press('Escape');
  await page.getByTestId('grid-bar').getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('textbox', { name: /^Find a field/ }).fill(`requestParameters.${ACTIVE[1] ?? ''}`);
  await expectOnlyText(page, 'columns');
  await page.keyboard.press('Escape');
  await page.getByTestId('grid-bar').getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('dialog', { name: /Export/ })).toBeVisible();
  await expectOnlyText(page, 'export');
  await page.keyboard.press('Escape');
  await page.goto(`${HOME}?case=${encodeURIComponent(HOSTILE_NAME)}`);
  await untilStage(page, 'failed');
  await expectOnlyText(page, 'a case that does not exist');
  await page.getByRole('button', { name: 'Back to the cases' }).click();
  await untilStage(page, 'start');
});

test('and the watch does see scripts, elements, refusals, requests and hidden characters', async () => {
  const { page } = desk;
  const before = seen.incidents.length;
  await page.evaluate(() => {
    (globalThis as unknown as { trailbenchCanary: number }).trailbenchCanary = 1;
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="http://203.0.113.9/x.png" onerror="alert(1)"><p>\u202e</p>',
    );
  });
  await expect.poll(() => seen.incidents.slice(before).join('\n')).toContain('policy: img-src');
  const told = seen.incidents.slice(before).join('\n');
  for (const kind of ['script: the canary', 'element: <img', 'attribute: onerror', 'policy: img-src']) {
    expect(told).toContain(kind);
  }
  expect(await hiddenCharacters(page)).toEqual(['<P class="">: U+202e']);
});
