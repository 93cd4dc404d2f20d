import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { writeCorpus } from '../../build/sample/corpus.mjs';
import { caseIdOf, getBytes, progressOf } from './support/api';
import { deskForFile } from './support/desk';
import {
  FIELDS,
  countValues,
  makeRecord,
  readLogs,
  recordsText,
  uniqueEvents,
  writeFile,
  writeGzip,
} from './support/logs';
import type { LogRecord } from './support/logs';
import { moments, recordMoments } from './support/recorder';
import {
  PATIENCE_MS,
  addEvidence,
  cell,
  closeCase,
  countLine,
  countWords,
  createCase,
  detailPanel,
  facetCheckbox,
  facetValue,
  openRecent,
  openRow,
  placeOf,
  readFacet,
  untilStage,
} from './support/screen';

const EVENTS = 40_000;
const SHOWN = 200;
const desk = deskForFile();
let events: readonly LogRecord[] = [];
let records = 0;

test.beforeAll(async () => {
  await writeCorpus({ folder: desk.place.at('trail'), events: EVENTS, seed: 11, duplicates: 0.05 });
  const all = readLogs(desk.place.at('trail')).flatMap((file) => file.records);
  records = all.length;
  events = uniqueEvents(all);
});

/** A case of a few files of its own. */
async function importFiles(page: Page, name: string, write: (folder: string) => void): Promise<string> {
  const folder = desk.place.make('logs', name);
  write(folder);
  await createCase(page, [folder], name);
  await untilStage(page, 'ready');
  return folder;
}

test('imports a typed folder: progress, first facets while it goes on, then every count as in the files', async () => {
  const page = await desk.home();
  await recordMoments(page);
  await createCase(page, [desk.place.at('trail')], 'A month of logs');
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toBeVisible();
  await expect(progress.getByRole('progressbar')).toBeVisible();
  await untilStage(page, 'ready');
  await expect(progress).toBeHidden();

  const seen = await moments(page);
  const early = seen.filter(({ stage, values }) => stage === 'indexing' && values > 0);
  expect(early.length, 'facets while indexing goes on').toBeGreaterThan(0);
  expect(early.some(({ counts }) => /^[\d,]+ of [\d,]+ events/.test(counts))).toBe(true);
  const words = seen.map((moment) => moment.progress).join('\n');
  expect(words).toMatch(/Indexing\s+[\d,]+ of [\d,]+ sources, [\d,]+ events\s+[\d.]+k? events\/s/);

  expect(events).toHaveLength(EVENTS);
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, records - EVENTS));
  for (const label of Object.keys(FIELDS)) {
    expect(await readFacet(page, label), label).toEqual(countValues(events, label).slice(0, SHOWN));
  }
});

test('narrows by facets: only one, several, all but one, and all again', async () => {
  const page = await desk.home();
  const made = Array.from({ length: 300 }, (_, number) => makeRecord(number));
  await importFiles(page, 'facets', (folder) => void writeGzip(folder, 'a.json.gz', recordsText(made)));
  const all = made as readonly LogRecord[];
  const expected = async (matching: (record: LogRecord) => boolean): Promise<void> => {
    const left = all.filter(matching);
    await expect(countLine(page)).toHaveText(countWords(left.length, all.length));
    await untilStage(page, 'ready');
    // The other facets follow the filter.
    expect(await readFacet(page, 'Source IP')).toEqual(countValues(left, 'Source IP'));
  };
  const name = (value: string) => facetValue(page, 'Event name', value);

  await name('ListUsers').click();
  await expect(name('ListUsers')).toHaveAttribute('aria-pressed', 'true');
  await expected((record) => record.eventName === 'ListUsers');
  await expect(cell(page, 0, 'eventName')).toHaveText('ListUsers');
  // A facet's own filter does not hide what else could be chosen in it.
  await expect(name('GetUser')).toHaveAccessibleName('GetUser, 100');

  await name('ListUsers').click();
  await expected(() => true);

  await facetCheckbox(page, 'Event name', 'GetUser').click();
  await facetCheckbox(page, 'Event name', 'CreateAccessKey').click();
  await expect(facetCheckbox(page, 'Event name', 'GetUser')).toBeChecked();
  await expect(facetCheckbox(page, 'Event name', 'ListUsers')).not.toBeChecked();
  await expected((record) => record.eventName !== 'ListUsers');
  await facetValue(page, 'Region', 'eu-west-1').click();
  await expected((record) => record.eventName !== 'ListUsers' && record.awsRegion === 'eu-west-1');
  const pill = 'Filter: Event name is any of GetUser, CreateAccessKey';
  await expect(page.getByRole('group', { name: pill, exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expected(() => true);

  await name('ListUsers').click({ modifiers: ['Alt'] });
  await expected((record) => record.eventName !== 'ListUsers');
  await expect(name('ListUsers')).toHaveAccessibleName('not ListUsers, 100');
  await name('ListUsers').click({ modifiers: ['Alt'] });
  await expected(() => true);
});

/** Laid out by hand, with what reading and writing it again would lose. */
const ODD_RECORD = `{
  "eventVersion" : "1.08",   "eventTime":"2026-03-02T08:00:00Z",
\t"eventName": "PutObject", "eventSource": "s3.amazonaws.com",
  "awsRegion":"eu-west-1","eventID":"00000000-0000-4000-a000-000000000001",
  "requestParameters": { "key": "Gr\\u00fc\\u00dfe / \u{1f5dd}", "size": 12345678901234567890, "ratio": 1.50, "ratio": 1.5E0 },
  "recipientAccountId": "111122223333"
}`;

test('shows a record exactly as delivered, with its place and the SHA-256 of its file', async () => {
  const page = await desk.home();
  const before = recordsText([makeRecord(1)]).slice(0, -2);
  const text = `${before},\n${ODD_RECORD} ]}`;
  const folder = await importFiles(page, 'exact', (into) => {
    writeGzip(into, 'AWSLogs/odd.json.gz', text);
    writeFile(into, 'AWSLogs/other.json', recordsText([makeRecord(2)]));
  });
  await facetValue(page, 'Event name', 'PutObject').click();
  await expect(countLine(page)).toHaveText(countWords(1, 3));
  const detail = await openRow(page, 0);
  const evidence = detail.getByTestId('event-evidence');

  const stored = readFileSync(`${folder}/AWSLogs/odd.json.gz`);
  const sha256 = createHash('sha256').update(stored).digest('hex');
  await expect(evidence).toContainText(`${sha256.slice(0, 8)}\u2026${sha256.slice(-8)}`);
  await expect(evidence).toHaveAttribute('data-sha256', sha256);
  await expect(evidence).toContainText('odd.json.gz');
  await expect(evidence).toContainText('2 of 2');

  const inflated = Buffer.from(text);
  const { source, record, offset, length } = await placeOf(page);
  expect({ record, offset, length }).toEqual({
    record: 1,
    offset: inflated.indexOf(Buffer.from(ODD_RECORD)),
    length: Buffer.byteLength(ODD_RECORD),
  });
  const route = `/cases/${caseIdOf(page)}/records/${String(source)}/${String(record)}/${String(offset)}/${String(length)}`;
  expect((await getBytes(page, route)).equals(Buffer.from(ODD_RECORD))).toBe(true);

  await detail.getByRole('radio', { name: 'As delivered' }).click();
  const raw = detail.getByRole('region', { name: 'Raw JSON as delivered' });
  await expect(raw.getByRole('listitem')).toHaveCount(ODD_RECORD.split('\n').length);
  const lines = await raw.locator('li code').evaluateAll((codes) => codes.map((code) => code.textContent));
  // The tab is drawn as what it is between tokens; nothing else may differ.
  expect(lines.join('\n')).toBe(ODD_RECORD);

  await detail.getByRole('radio', { name: 'Indented' }).click();
  await expect(detail.getByTestId('raw-json')).toContainText('"size": 12345678901234567890,');
  await expect(detail.getByTestId('raw-json')).toContainText('"ratio": 1.5E0');
});

test('shows an event that several files hold once, with every file in its detail', async () => {
  const page = await desk.home();
  const shared = makeRecord(5, { eventName: 'AssumeRole' });
  await importFiles(page, 'twice', (folder) => {
    writeFile(folder, 'trail-one.json', recordsText([makeRecord(1), shared]));
    writeGzip(folder, 'trail-two.json.gz', recordsText([shared]));
    // The same content with its members in another order is the same event.
    writeFile(folder, 'trail-three.json', recordsText([Object.fromEntries(Object.entries(shared).reverse())]));
    // The same id with other content is not.
    writeFile(folder, 'trail-four.json', recordsText([{ ...shared, awsRegion: 'ap-south-1' }]));
  });
  await expect(countLine(page)).toHaveText(countWords(3, 3, 2));
  await facetValue(page, 'Event name', 'AssumeRole').click();
  await expect(countLine(page)).toHaveText(countWords(2, 3, 2));
  await facetValue(page, 'Region', 'us-east-1')
    .or(facetValue(page, 'Region', 'eu-west-1'))
    .first()
    .click();
  await expect(countLine(page)).toHaveText(countWords(1, 3, 2));
  await expect(cell(page, 0, 'eventName').getByRole('img', { name: '2 copies hidden' })).toBeVisible();

  const detail = await openRow(page, 0);
  const evidence = detail.getByTestId('event-evidence');
  await expect(evidence.getByRole('heading', { name: 'Also in 2 other sources' })).toBeVisible();
  for (const name of ['trail-one.json', 'trail-two.json.gz', 'trail-three.json']) {
    await expect(evidence.getByText(name, { exact: true })).toBeVisible();
  }
  await expect(evidence.getByText('trail-four.json')).toHaveCount(0);

  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('button', { name: 'Show duplicates' }).click();
  await expect(countLine(page)).toHaveText(/^5 of /);
});

test('cancels an import, keeps what was read, and goes on to the same counts', async () => {
  const page = await desk.home();
  await createCase(page, [desk.place.at('trail')], 'Stopped');
  await page.getByRole('region', { name: 'Progress' }).getByRole('button', { name: 'Cancel' }).click();
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress).toContainText('Stopped');
  expect((await progressOf(page)).phase).toBe('cancelled');
  await progress.getByRole('button', { name: 'Resume' }).click();
  await untilStage(page, 'ready');
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, records - EVENTS));
  expect(await readFacet(page, 'Event name')).toEqual(countValues(events, 'Event name').slice(0, SHOWN));
});

test('completes a cancelled import in a later session by adding its folder again', async () => {
  const page = await desk.home();
  await createCase(page, [desk.place.at('trail')], 'Left half way');
  const progress = page.getByRole('region', { name: 'Progress' });
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toContainText('Stopped');
  await closeCase(page);
  await openRecent(page, 'Left half way');
  await untilStage(page, 'ready');
  await addEvidence(page, [desk.place.at('trail')]);
  await expect(countLine(page)).toHaveText(countWords(EVENTS, EVENTS, records - EVENTS), { timeout: PATIENCE_MS });
  await untilStage(page, 'ready');
});

test('adds evidence to the open case, and the same files only once', async () => {
  const page = await desk.home();
  const first = [makeRecord(1), makeRecord(2)];
  const folder = await importFiles(page, 'grows', (into) => void writeFile(into, 'a.json', recordsText(first)));
  await expect(countLine(page)).toHaveText(countWords(2, 2));
  const added = desk.place.at('added');
  writeGzip(added, 'b.json.gz', recordsText([makeRecord(3, { eventName: 'DeleteTrail' })]));
  await openRow(page, 0);

  await addEvidence(page, [folder, added]);
  await expect(countLine(page)).toHaveText(countWords(3, 3));
  await untilStage(page, 'ready');
  await expect(facetValue(page, 'Event name', 'DeleteTrail')).toBeVisible();
  await expect(page.getByRole('banner').getByRole('button', { name: '2 sources' })).toBeVisible();
  // What was open stays open.
  await expect(detailPanel(page)).toBeVisible();
});
