import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { databaseOf, progressOf } from './support/api';
import { deskForFile } from './support/desk';
import { countSegments, moments, recordMoments } from './support/recorder';
import {
  closeCase,
  countLine,
  createCase,
  numberWords,
  openRecent,
  openRow,
  readEverything,
  untilStage,
} from './support/screen';

const EVENTS = 12_000;
const NAME = 'Case of March';
const desk = deskForFile();

/** Makes the case anew where an earlier test has not left it, and opens it; what it says of itself. */
async function theCase(): Promise<{ page: Page; everything: Readonly<Record<string, unknown>> }> {
  const page = await desk.home();
  if (existsSync(desk.place.at('cases', NAME))) await openRecent(page, NAME);
  else {
    await writeCorpus({ folder: desk.place.at('trail'), events: EVENTS, seed: 12, duplicates: 0.1 });
    const segments = countSegments(page);
    await createCase(page, [desk.place.at('trail')], NAME);
    await untilStage(page, 'ready');
    expect(segments(), 'segments of a first import').toBeGreaterThan(0);
  }
  await untilStage(page, 'ready');
  await expect(countLine(page)).toContainText(`of ${numberWords(EVENTS)} events`);
  return { page, everything: await readEverything(page) };
}

test('a closed case opens from the list without reading evidence again', async () => {
  const { page, everything } = await theCase();
  await closeCase(page);
  const row = page.getByRole('region', { name: 'Recent cases' }).getByRole('row').filter({ hasText: NAME });
  await expect(row).toContainText(numberWords(EVENTS));

  await recordMoments(page);
  const segments = countSegments(page);
  await openRecent(page, NAME);
  await untilStage(page, 'ready');
  expect(await readEverything(page)).toEqual(everything);
  expect(segments(), 'segments that came from main').toBe(0);
  expect(await progressOf(page)).toMatchObject({ events: 0, rebuilding: false });
  const words = (await moments(page)).map(({ progress }) => progress).join('\n');
  expect(words).not.toMatch(/Indexing|Rebuilding|Listing/);
});

test('a case survives the end of the program, and opens from the command line without indexing', async () => {
  const { everything } = await theCase();
  const page = await desk.restart({ paths: [desk.place.at('cases', NAME)] });
  await untilStage(page, 'ready');
  expect(new URL(page.url()).searchParams.get('case')).not.toBeNull();
  expect(await readEverything(page)).toEqual(everything);
  expect(await progressOf(page)).toMatchObject({ events: 0, sourcesDone: 0, rebuilding: false });
  await openRow(page, 0);
});

test('an index that was deleted from the disk is rebuilt, and equal', async () => {
  const { everything } = await theCase();
  await desk.stop();
  const databases = path.join(desk.place.profile, 'browser', 'Default', 'IndexedDB');
  expect(readdirSync(databases).length).toBeGreaterThan(0);
  rmSync(databases, { recursive: true });

  const page = await desk.start();
  await untilStage(page, 'start');
  await recordMoments(page);
  const segments = countSegments(page);
  await openRecent(page, NAME);
  await untilStage(page, 'ready');
  expect(segments()).toBeGreaterThan(0);
  const words = (await moments(page)).map(({ progress }) => progress).join('\n');
  expect(words).toContain('Rebuilding the index');
  expect(await readEverything(page)).toEqual(everything);
  await openRow(page, 0);
});

test('an index that was deleted in the window is rebuilt at the next load, and equal', async () => {
  const { page, everything } = await theCase();
  const name = await databaseOf(page);
  expect(await databaseNames(page)).toContain(name);
  const deleted = await page.evaluate(
    (database) =>
      new Promise<string>((resolve) => {
        const request = indexedDB.deleteDatabase(database);
        request.onsuccess = () => resolve('deleted');
        request.onerror = () => resolve('failed');
      }),
    name,
  );
  expect(deleted).toBe('deleted');
  const segments = countSegments(page);
  await page.reload();
  await untilStage(page, 'ready');
  expect(segments()).toBeGreaterThan(0);
  expect(await readEverything(page)).toEqual(everything);
  expect(await databaseNames(page)).toContain(name);
});

test('an index that belongs to other evidence is thrown away with the reason, and rebuilt', async () => {
  const { page, everything } = await theCase();
  const name = await databaseOf(page);
  await closeCase(page);
  await page.evaluate(
    (database) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(database);
        opening.onerror = () => reject(new Error('The database could not be opened.'));
        opening.onsuccess = () => {
          const db = opening.result;
          const change = db.transaction('meta', 'readwrite');
          const meta = change.objectStore('meta');
          meta.get('index').onsuccess = ({ target }) => {
            const row = (target as IDBRequest<Record<string, unknown>>).result;
            meta.put({ ...row, indexVersion: 0 });
          };
          change.oncomplete = () => {
            db.close();
            resolve();
          };
        };
      }),
    name,
  );
  await openRecent(page, NAME);
  await untilStage(page, 'ready');
  await expect(page.getByRole('main').getByText('The index was rebuilt from the evidence.')).toBeVisible();
  expect(await readEverything(page)).toEqual(everything);
});

function databaseNames(page: Page): Promise<readonly (string | undefined)[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
}
