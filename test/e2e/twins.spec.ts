import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { databaseOf, progressOf } from './support/api';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile } from './support/logs';
import { countSegments } from './support/recorder';
import {
  addEvidence,
  cell,
  closeCase,
  countLine,
  countWords,
  createCase,
  offerFolder,
  readEverything,
  readFacet,
  untilStage,
} from './support/screen';

const desk = deskForFile();

/** Two files of three events each that all have this name. */
function logsOf(eventName: string): string {
  const folder = desk.place.at('logs', eventName);
  for (const file of [0, 1]) {
    const records = [0, 1, 2].map((at) =>
      makeRecord(3 * file + at, { eventName, eventID: `${eventName} ${file} ${at}` }),
    );
    writeFile(folder, `${String(file)}.json`, recordsText(records));
  }
  return folder;
}

/** Makes a case of these events and closes it. */
async function closedCase(page: Page, name: string, eventName: string): Promise<string> {
  await createCase(page, [logsOf(eventName)], name);
  await untilStage(page, 'ready');
  await closeCase(page);
  return desk.place.at('cases', name);
}

async function openFolder(page: Page, folder: string): Promise<void> {
  await offerFolder(page, folder);
  await untilStage(page, 'ready');
}

/** Everything on the screen is of events with these names, so many of each. */
async function showsOnly(page: Page, names: Readonly<Record<string, number>>): Promise<void> {
  const total = Object.values(names).reduce((sum, count) => sum + count, 0);
  await expect(countLine(page)).toHaveText(countWords(total, total));
  expect(Object.fromEntries(await readFacet(page, 'Event name'))).toEqual(names);
  for (let row = 0; row < total; row += 1) {
    expect(Object.keys(names)).toContain(await cell(page, row, 'eventName').innerText());
  }
}

async function databaseNames(page: Page): Promise<readonly (string | undefined)[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
}

test('two cases of one id, with the same source numbers and counts, show each its own events', async () => {
  const page = await desk.home();
  const [first, second] = [await closedCase(page, 'First', 'GetUser'), await closedCase(page, 'Second', 'PutUser')];
  const file = (folder: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(path.join(second, 'case.json'), JSON.stringify({ ...file(second), id: file(first)['id'] }));
  const warning = page.getByRole('status').filter({ hasText: 'Another case on this machine,' });
  const indexes: string[] = [];
  for (const [folder, other, eventName] of [
    [second, first, 'PutUser'],
    [first, second, 'GetUser'],
    [second, first, 'PutUser'],
  ] as const) {
    await openFolder(page, folder);
    await showsOnly(page, { [eventName]: 6 });
    await expect(warning).toContainText(`in ${other}, has the same id but is not this case.`);
    indexes.push(await databaseOf(page));
    await closeCase(page);
  }
  expect(indexes[2]).toBe(indexes[0]);
  expect(indexes[1]).not.toBe(indexes[0]);
  expect(await databaseNames(page)).toEqual(expect.arrayContaining(indexes));
});

test('a copy says whose copy it is; what is added to it is not in the original', async () => {
  const page = await desk.home();
  const original = await closedCase(page, 'Original', 'GetUser');
  const copy = desk.place.at('cases', 'Copy');
  cpSync(original, copy, { recursive: true });
  const notice = page.getByRole('status').filter({ hasText: 'This is a copy' });

  await openFolder(page, copy);
  await expect(notice).toContainText(
    `This is a copy of the case in ${original}. Each has an index and a history of its own: what you add here is not there`,
  );
  await addEvidence(page, [logsOf('PutUser')]);
  await untilStage(page, 'ready');
  await showsOnly(page, { GetUser: 6, PutUser: 6 });
  await closeCase(page);

  await openFolder(page, original);
  await showsOnly(page, { GetUser: 6 });
  await expect(notice).toHaveCount(0);
  // As many events, under the same source numbers as in the copy.
  await addEvidence(page, [logsOf('DeleteUser')]);
  await untilStage(page, 'ready');
  await showsOnly(page, { GetUser: 6, DeleteUser: 6 });
  await closeCase(page);

  await openFolder(page, copy);
  await showsOnly(page, { GetUser: 6, PutUser: 6 });
  await closeCase(page);

  // Now the copy stands where the original was, whose index knows the same numbers and counts.
  renameSync(original, desk.place.at('original away'));
  renameSync(copy, original);
  await openFolder(page, original);
  await expect(page.getByRole('main').getByText('The index was rebuilt from the evidence.')).toBeVisible();
  await showsOnly(page, { GetUser: 6, PutUser: 6 });
  await closeCase(page);
});

test('a case that was moved keeps its index', async () => {
  const page = await desk.home();
  const before = await closedCase(page, 'Moving', 'ListUsers');
  await openFolder(page, before);
  const [everything, index] = [await readEverything(page), await databaseOf(page)];
  await closeCase(page);
  const after = desk.place.at('cases', 'Moved');
  renameSync(before, after);

  const segments = countSegments(page);
  await openFolder(page, after);
  expect(await readEverything(page)).toEqual(everything);
  expect(await databaseOf(page)).toBe(index);
  expect(segments(), 'segments that came from main').toBe(0);
  expect(await progressOf(page)).toMatchObject({ events: 0, rebuilding: false });
  await expect(page.getByRole('status').filter({ hasText: 'This is a copy' })).toHaveCount(0);
  await closeCase(page);
  const recent = page.getByRole('region', { name: 'Recent cases' });
  await expect(recent.getByText(after)).toBeVisible();
  await expect(recent.getByText(before)).toHaveCount(0);
});
