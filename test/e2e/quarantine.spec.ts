import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { deskForFile } from './support/desk';
import { makeRecord, recordsText, writeFile, writeGzip } from './support/logs';
import { countLine, countWords, createCase, numberWords, openRow, untilStage } from './support/screen';

const desk = deskForFile();

test('names each file that could not be read to its end, where and why, and keeps all around the fault', async () => {
  const page = await desk.home();
  const folder = desk.place.at('broken');
  const whole = [makeRecord(1), makeRecord(2)];
  writeGzip(folder, 'sound.json.gz', recordsText(whole));

  const many = Array.from({ length: 400 }, (_, number) => makeRecord(100 + number));
  const gzip = gzipSync(recordsText(many));
  writeFile(folder, 'truncated.json.gz', gzip.subarray(0, Math.floor(gzip.length / 2)));

  const good = JSON.stringify(makeRecord(3));
  const fault = `{"Records":[${good},{"eventID":nonsense}]}`;
  writeFile(folder, 'bad.json', fault);
  writeFile(folder, 'lines.json', `${JSON.stringify(makeRecord(4))}\nnot json\n${JSON.stringify(makeRecord(5))}\n`);
  writeFile(folder, 'README.md', 'What these logs are, in words.\n');
  writeFile(folder, 'empty.json', '');
  writeFile(
    folder,
    'bus.json',
    JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: makeRecord(9) }),
  );
  writeFile(folder, 'what.bin', '???');

  await createCase(page, [folder], 'Broken files');
  await untilStage(page, 'ready');
  // The truncated file still gives the records before its end: how many, the line of counts tells.
  const text = await countLine(page).innerText();
  const events = Number(/^([\d,]+) of/.exec(text)?.[1]?.replaceAll(',', ''));
  const kept = events - 2 - 1 - 2;
  expect(kept).toBeGreaterThan(20);
  expect(kept).toBeLessThan(400);
  expect(text).toBe(countWords(events, events));

  const unread = page.getByRole('status').filter({ hasText: '1 source could not be read.' });
  await expect(unread).toContainText('the list says why');
  await expect(page.getByRole('status').filter({ hasText: '1 source may hold events' })).toBeVisible();
  const notice = page.getByRole('alert').filter({ hasText: 'could not be read' });
  await expect(notice).toContainText('3 places in the evidence could not be read.');
  await notice.getByRole('button', { name: 'Show files' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sources' });
  const file = (name: string) => dialog.getByRole('rowgroup').filter({ has: page.getByText(name, { exact: true }) });
  await expect(dialog.getByRole('radio', { name: 'Not fully read' })).toBeChecked();

  await expect(file('bad.json')).toContainText('Not JSON');
  // Counted from 0 in bytes, from 1 in records; the fault begins with the second record.
  await expect(file('bad.json')).toContainText(`from offset ${numberWords(fault.indexOf('{"eventID":nonsense'))}`);
  await expect(file('bad.json')).toContainText('Line 1, record 2');
  await expect(file('lines.json')).toContainText('Not JSON');
  await expect(file('lines.json')).toContainText(
    `8 bytes from offset ${numberWords(JSON.stringify(makeRecord(4)).length + 1)}`,
  );
  await expect(file('truncated.json.gz')).toContainText(/Ends too early|Damaged gzip/);
  // The record that is cut off counts as one that was found.
  const cells = file('truncated.json.gz').getByRole('row').first().getByRole('cell');
  await expect(cells.nth(2)).toHaveText(numberWords(kept + 1));
  await expect(cells.nth(3)).toHaveText('1');
  await expect(file('sound.json.gz')).toHaveCount(0);
  await expect(file('what.bin')).toContainText('no record of CloudTrail was found');
  await expect(file('bus.json')).toHaveCount(0);

  await dialog.getByRole('radio', { name: 'Not CloudTrail' }).click();
  await expect(file('README.md')).toContainText('Text');
  await expect(file('README.md')).toContainText('It is a text in words.');
  await expect(file('bus.json')).toContainText('It is an event of EventBridge. The record is its member');
  await expect(file('empty.json')).toContainText('Empty');
  await expect(file('bad.json')).toHaveCount(0);
  await dialog.getByRole('radio', { name: 'All' }).click();
  await expect(dialog.getByRole('rowgroup').filter({ hasText: '.json' })).toHaveCount(6);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // What was read of a broken file can be looked into like any other.
  await openRow(page, 0);
});

test('says of evidence that holds no events what was found instead', async () => {
  const page = await desk.home();
  const folder = desk.place.at('other');
  writeFile(folder, 'notes.txt', 'No logs here.\n');
  writeFile(folder, 'data.json', '{"hello":"world"}');
  await createCase(page, [folder], 'No logs');
  const refused = page.getByRole('region', { name: 'New case' }).getByRole('alert');
  await expect(refused).toContainText('No log of CloudTrail was found in the 2 files of');
  expect(existsSync(desk.place.at('cases', 'No logs'))).toBe(false);
  // A log without a record is a log.
  writeFile(folder, 'silent.json', '{"Records":[]}');
  await createCase(page, [folder], 'No logs');
  await untilStage(page, 'ready');
  const empty = page.getByRole('main').getByRole('status').filter({ hasText: 'This case has no events' });
  await expect(empty).toContainText('3 sources were read.');
  await expect(empty).toContainText('2 are not CloudTrail.');
});

test('keeps a file byte for byte, broken or not', async () => {
  const page = await desk.home();
  const folder = desk.place.at('bytes');
  const file = writeFile(folder, 'bad.json', `{"Records":[${JSON.stringify(makeRecord(9))},{"eventID":nonsense`);
  await createCase(page, [folder], 'Bytes');
  await untilStage(page, 'ready');
  const pack = readFileSync(desk.place.at('cases', 'Bytes', 'evidence', 'packs', '0001.tar'));
  expect(pack.includes(readFileSync(file))).toBe(true);
});
