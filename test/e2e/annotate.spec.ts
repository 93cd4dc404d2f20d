import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeGzip } from './support/logs';
import { cell, countLine, createCase, detailPanel, facetList, goTo, openRow, untilStage } from './support/screen';

test.describe.configure({ mode: 'serial' });
const EVENTS = 40;
const desk = deskForFile();

test.beforeAll(async () => {
  const page = await desk.start();
  const records = Array.from({ length: EVENTS }, (_, number) =>
    makeRecord(20_000 + number, {
      eventTime: new Date(Date.UTC(2026, 2, 12) + number * 60_000).toISOString().replace('.000', ''),
    }),
  );
  writeGzip(desk.place.at('trail'), 'notes.json.gz', recordsText(records));
  await createCase(page, [desk.place.at('trail')], 'Notes');
  await untilStage(page, 'ready');
});

const saidLine = (page: Page) => page.getByTestId('said-line');
const star = (page: Page, row: number) => cell(page, row, 'mark').locator('.star');
const bar = (page: Page) => page.getByTestId('grid-bar');

/** By keys: the grid tells of clicks later than of keys, so that a quick key would come before the click. */
async function focusRow(page: Page, row: number): Promise<void> {
  const [from, key] = row === 0 ? [1, 'ArrowUp'] : [row - 1, 'ArrowDown'];
  await cell(page, from, 'select').focus();
  await page.keyboard.press(key);
  await expect(cell(page, row, 'select')).toBeFocused();
}

test('a star by the mouse asks once who notes it, and a second click takes it off', async () => {
  const { page } = desk;
  await cell(page, 2, 'eventName').hover();
  await star(page, 2).click();
  const name = page.getByRole('dialog', { name: 'Who notes this' });
  await name.getByRole('textbox', { name: 'Your name' }).fill('Mira Kessler');
  await page.keyboard.press('Enter');
  await expect(star(page, 2)).toHaveAttribute('aria-label', 'Starred');
  await expect(saidLine(page)).toContainText('Starred 1 event');
  await expect(saidLine(page)).toContainText('Saved');
  await star(page, 2).click();
  await expect(star(page, 2)).toHaveAttribute('aria-label', 'Not starred');
  await page.keyboard.press('Control+z');
  await expect(star(page, 2)).toHaveAttribute('aria-label', 'Starred');
  await expect(name).toBeHidden();
});

test('by keys alone two selected events are tagged, one gets a status with its reason and a note', async () => {
  const { page } = desk;
  await focusRow(page, 5);
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByTestId('selected-count')).toHaveText('2 selected');
  await page.keyboard.press('t');
  const tags = page.getByRole('dialog', { name: 'Tag' });
  await expect(tags).toContainText('2 events');
  await page.keyboard.type('exfil');
  await page.keyboard.press('Enter');
  // A new tag is described first.
  await tags.getByRole('radio', { name: 'Square' }).click();
  await tags.getByRole('textbox', { name: 'What the tag means' }).press('Enter');
  await expect(tags).toBeHidden();
  await expect(cell(page, 5, 'tag')).toContainText('exfil');
  await expect(cell(page, 6, 'tag')).toContainText('exfil');
  await expect(saidLine(page)).toContainText('Tagged 2 events exfil');
  // The focus is back on the row.
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('selected-count')).toBeHidden();

  await page.keyboard.press('m');
  const status = page.getByRole('dialog', { name: 'Status' });
  await page.keyboard.press('b');
  await page.keyboard.press('Enter');
  await expect(status.getByRole('textbox', { name: 'Why it is benign' })).toBeFocused();
  await page.keyboard.type('The nightly backup');
  await page.keyboard.press('Enter');
  await expect(status).toBeHidden();
  await expect(cell(page, 5, 'mark').getByRole('img', { name: 'Benign' })).toBeVisible();

  await page.keyboard.press('n');
  const note = page.getByRole('dialog', { name: 'Note' });
  await page.keyboard.type('Same agent as at <b>23:05</b>');
  await page.keyboard.press('Escape');
  await expect(note).toContainText('not saved');
  await page.keyboard.press('Enter');
  await note.getByRole('textbox', { name: 'Note' }).press('Control+Enter');
  await expect(note).toBeHidden();
  await expect(cell(page, 5, 'mark').getByRole('img', { name: '1 note' })).toBeVisible();
});

test('a note that was begun is there again after a reload, until its text is discarded', async () => {
  const { page } = desk;
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  const note = page.getByRole('dialog', { name: 'Note' });
  const text = note.getByRole('textbox', { name: 'Note' });
  await openRow(page, 8);
  await detailPanel(page).getByRole('button', { name: 'Add a note' }).click();
  await page.keyboard.type('Half a note');
  await page.reload();
  await untilStage(page, 'ready');
  await openRow(page, 7);
  await detailPanel(page).getByRole('button', { name: 'Add a note' }).click();
  await expect(text).toHaveValue('');
  await page.keyboard.press('Escape');
  await openRow(page, 8);
  await detailPanel(page).getByRole('button', { name: 'Add a note' }).click();
  await expect(text).toHaveValue('Half a note');
  await page.keyboard.press('Escape');
  await note.getByRole('button', { name: 'Discard the text' }).click();
  await detailPanel(page).getByRole('button', { name: 'Add a note' }).click();
  await expect(text).toHaveValue('');
  await page.keyboard.press('Escape');
  expect(errors).toEqual([]);
});

test('undo takes back the filter and the annotation in their order', async () => {
  const { page } = desk;
  await focusRow(page, 9);
  await page.keyboard.press('s');
  await expect(star(page, 9)).toHaveAttribute('aria-label', 'Starred');
  await bar(page).getByRole('button', { name: 'Only annotated events' }).click();
  await expect(countLine(page)).toContainText(`4 of ${String(EVENTS)} events`);
  await page.keyboard.press('Control+z');
  await expect(countLine(page)).toContainText(`${String(EVENTS)} of ${String(EVENTS)} events`);
  await page.keyboard.press('Control+z');
  await expect(star(page, 9)).toHaveAttribute('aria-label', 'Not starred');
  await page.keyboard.press('Control+Shift+z');
  await expect(star(page, 9)).toHaveAttribute('aria-label', 'Starred');
  await page.keyboard.press('Control+z');
  await expect(star(page, 9)).toHaveAttribute('aria-label', 'Not starred');
});

test('everything that the filter matches is tagged at once, and taken back', async () => {
  const { page } = desk;
  await focusRow(page, 0);
  await page.keyboard.press('Shift+T');
  const tags = page.getByRole('dialog', { name: 'Tag' });
  await expect(tags).toContainText(`${String(EVENTS)} events of this filter`);
  await page.keyboard.type('exf');
  await page.keyboard.press('Enter');
  await expect(saidLine(page)).toContainText('2 had it');
  await expect(cell(page, 0, 'tag')).toContainText('exfil');
  await saidLine(page).getByRole('button', { name: 'Undo' }).click();
  await expect(cell(page, 0, 'tag')).not.toContainText('exfil');
  await expect(cell(page, 5, 'tag')).toContainText('exfil');
});

test('the detail shows them, takes a note on a value, and all of it is there after a restart', async () => {
  let { page } = desk;
  const detail = await openRow(page, 5);
  await expect(detail.getByRole('list', { name: 'Status, tags and findings' })).toContainText('Benign');
  const notes = () => detailPanel(page).getByTestId('event-notes');
  await expect(notes()).toContainText('Mira Kessler');
  await expect(notes()).toContainText('Same agent as at <b>23:05</b>');
  await notes().getByRole('button', { name: 'Edit this note' }).click();
  await page.getByRole('dialog', { name: 'Edit the note' }).getByRole('textbox').fill('Same agent again');
  await page.keyboard.press('Control+Enter');
  await expect(notes()).toContainText('Same agent again');
  await notes()
    .getByRole('button', { name: /^Edited by Mira Kessler 2\d{3}-/ })
    .click();
  await expect(notes()).toContainText('23:05');

  await detail.locator('[data-field=eventSource]').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Note on this value' }).click();
  await page.keyboard.type('Every call of this service');
  await page.keyboard.press('Control+Enter');
  await expect(notes()).toContainText('shows on every event of it');
  await openRow(page, 12);
  await expect(notes()).toContainText('Every call of this service');

  page = await desk.restart({ paths: [desk.place.at('cases', 'Notes')] });
  await untilStage(page, 'ready');
  await expect(star(page, 2)).toHaveAttribute('aria-label', 'Starred');
  await expect(cell(page, 6, 'tag')).toContainText('exfil');
  await openRow(page, 5);
  await expect(notes()).toContainText('Same agent again');
  await expect(notes()).toContainText('Every call of this service');
});

test('what is of several events or of a value says so beside each of them', async () => {
  const { page } = desk;
  const notes = (): Locator => detailPanel(page).getByTestId('event-notes');
  await focusRow(page, 20);
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  // At once: what is about to be selected is meant as well.
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog', { name: 'Note' })).toContainText('2 events');
  await page.keyboard.type('Both of them');
  await page.keyboard.press('Control+Enter');
  await expect(saidLine(page)).toContainText('Wrote a note on 2 events');
  await openRow(page, 21);
  await expect(notes()).toContainText('On 2 events: this event is one of them');
  await notes().getByRole('button', { name: 'Edit this note' }).first().click();
  await expect(page.getByRole('dialog', { name: 'Edit the note' })).toContainText('2 events');
  await page.keyboard.press('Escape');

  await cell(page, 24, 'eventName').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Note on this value' }).click();
  await expect(page.getByRole('dialog', { name: 'Note' })).toContainText('Event name');
  await page.keyboard.press('Escape');
  await openRow(page, 24);
  const value = facetList(page, 'Event name').locator('[data-facet-value=CreateAccessKey]');
  await value.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Star', exact: true }).click();
  const badge = detailPanel(page).getByRole('list', { name: 'Status, tags and findings' }).getByText('Starred');
  await badge.hover();
  await expect(page.getByRole('tooltip')).toContainText('From event name');
  await page.keyboard.press('Control+z');
  await expect(badge).toBeHidden();
  await goTo(page, 'Findings');
  await page.getByRole('button', { name: /^Activity/ }).click();
  await expect(page.getByTestId('activity-line').first()).toContainText(/Mira Kessler as user \S/);
});
