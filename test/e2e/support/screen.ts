import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { FIELDS } from './logs';
import type { FacetCounts } from './logs';

/** How long an import of these tests may take on a machine that is busy otherwise. */
export const PATIENCE_MS = 90_000;

export type Stage = 'start' | 'loading' | 'indexing' | 'ready' | 'failed';

export async function untilStage(page: Page, stage: Stage): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-state', stage, { timeout: PATIENCE_MS });
}

/** Fills in and sends the form of a new case. */
export async function createCase(page: Page, paths: readonly string[], name?: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Folder or files' }).fill(paths.join('\n'));
  if (name !== undefined) await page.getByRole('textbox', { name: 'Name of the case' }).fill(name);
  await page.getByRole('button', { name: 'Create case' }).click();
}

/** Answers who notes things, which is asked before anything is said for the first time. */
export async function giveName(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Who notes this' });
  await expect(dialog.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await page.keyboard.type('Mira Kessler');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

export async function closeCase(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('heading', { level: 1 }).getByRole('button').click();
  await page.getByRole('menuitem', { name: /^Close the case/ }).click();
  await untilStage(page, 'start');
}

/** Fills in and sends the form for the folder of a case; whether it opens is another matter. */
export async function offerFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('region', { name: 'Recent cases' }).getByRole('button', { name: 'Open case' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a case folder' });
  await dialog.getByRole('textbox', { name: 'Path of the case folder' }).fill(folder);
  await dialog.getByRole('button', { name: 'Open case' }).click();
}

/** Opens a case by its name in the list of recent ones. */
export async function openRecent(page: Page, name: string): Promise<void> {
  await page.getByRole('region', { name: 'Recent cases' }).getByRole('button', { name, exact: true }).click();
}

export async function addEvidence(page: Page, paths: readonly string[]): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Add evidence' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add evidence' });
  await dialog.getByRole('textbox', { name: 'Folder or files' }).fill(paths.join('\n'));
  await dialog.getByRole('button', { name: 'Add evidence' }).click();
  await expect(dialog).toBeHidden();
}

/** "1,312 of 24,980 events, 12 duplicates hidden" */
export function countLine(page: Page): Locator {
  return page.getByTestId('grid-bar').getByRole('status').first();
}

export function numberWords(value: number): string {
  return new Intl.NumberFormat('en-US').format(value);
}

/** The line of counts where duplicates are hidden. */
export function countWords(matched: number, events: number, duplicates = 0): string {
  const hidden =
    duplicates === 0 ? '' : `, ${numberWords(duplicates)} ${duplicates === 1 ? 'duplicate' : 'duplicates'} hidden`;
  return `${numberWords(matched)} of ${numberWords(events)} ${events === 1 ? 'event' : 'events'}${hidden}`;
}

export function facetList(page: Page, label: string): Locator {
  return page.getByRole('complementary', { name: 'Facets' }).getByRole('list', { name: label, exact: true });
}

/** A value of a facet's list, whatever its count. */
export function facetValue(page: Page, label: string, value: string): Locator {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return facetList(page, label).getByRole('button', { name: new RegExp(`^(not )?${escaped}, [\\d,]+$`) });
}

export function facetCheckbox(page: Page, label: string, value: string): Locator {
  return facetList(page, label).getByRole('checkbox', { name: value, exact: true });
}

/** The group of a facet, found without the names of all that is in it: lists are long. */
function facetGroup(page: Page, label: string): Locator {
  const name = new RegExp(`^\\s*${label}\\s*[\\d,]*\\s*$`);
  return page.locator('aside[aria-label="Facets"] section').filter({ has: page.locator('h3', { hasText: name }) });
}

/** Unfolds a facet of the panel; most are folded at first. */
export async function unfoldFacet(page: Page, label: string): Promise<Locator> {
  const group = facetGroup(page, label);
  const head = group.locator('h3 button');
  if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click();
  await expect(group.locator('[data-facet-value]').first()).toBeVisible();
  return group;
}

/** The values of a facet as its list has them: all of them, up to 200. */
export async function readFacet(page: Page, label: string): Promise<FacetCounts> {
  const group = await unfoldFacet(page, label);
  await untilStage(page, 'ready');
  const more = group.locator(`button[aria-label^="Show "][aria-label$=" more of ${label}"]`);
  if (await more.isVisible()) await more.click();
  const names = await group
    .locator('[data-facet-value]')
    .evaluateAll((values) =>
      values.map((value) => [value.getAttribute('data-facet-value') ?? '', value.getAttribute('aria-label') ?? '']),
    );
  // What a value is known by is said with it: the value itself is told apart.
  return names.map(([value = '', name = '']) => {
    const [, count = ''] = /, ([\d,]+)$/s.exec(name) ?? [];
    return [value, Number(count.replaceAll(',', ''))] as const;
  });
}

/** The number of distinct values beside the name of an unfolded facet. */
export async function distinctValues(page: Page, label: string): Promise<number> {
  return Number((await facetGroup(page, label).locator('h3 .distinct').innerText()).replaceAll(',', ''));
}

/** What the window says of a case: its counts and every facet. Equal for equal indexes. */
export async function readEverything(page: Page): Promise<Readonly<Record<string, unknown>>> {
  const facets: Record<string, unknown> = {};
  for (const label of Object.keys(FIELDS)) {
    const values = await readFacet(page, label);
    facets[label] = { distinct: await distinctValues(page, label), values };
  }
  const range = await page.getByTestId('grid-bar').locator('.range').innerText();
  return { counts: await countLine(page).innerText(), range, facets };
}

/** A cell of the grid; rows are counted from 0. The row must be in view. */
export function cell(page: Page, row: number, column: string): Locator {
  return page.getByTestId('event-grid').locator(`[role=row][row-index="${String(row)}"] [col-id="${column}"]`);
}

export function detailPanel(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Event detail' });
}

/** Opens the detail of a row and waits until it is read. */
export async function openRow(page: Page, row: number): Promise<Locator> {
  await cell(page, row, 'eventName').click();
  const evidence = detailPanel(page).getByTestId('event-evidence');
  await expect(evidence).toBeVisible();
  return detailPanel(page);
}

/** Where the open event's record is, as the window asks main for it. */
export async function placeOf(page: Page): Promise<{ source: number; record: number; offset: number; length: number }> {
  const evidence = detailPanel(page).getByTestId('event-evidence');
  const read = async (name: string): Promise<number> => Number(await evidence.getAttribute(`data-${name}`));
  return {
    source: await read('source'),
    record: await read('record'),
    offset: await read('offset'),
    length: await read('length'),
  };
}

/** Goes to a view of the open case: Events, Coverage, Evidence or Acquire. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view, exact: true }).click();
}
